"""Calibration: a pack's newest run, older runs, two side by side, and in plain words what it is."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.calibration.results import Status
from hiringkit.jobs.tables import as_csv
from hiringkit.policy.people import Role
from hiringkit.services import calibration_pages, run_comparisons
from hiringkit.services.calibration_pages import CalibrationPage
from hiringkit.services.scores import Cell, Table
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("calibrations", __name__)
STATUS_SIGNS = {Status.CALIBRATED: "full", Status.PROVISIONAL: "half", Status.UNCALIBRATED: "open"}
STATUS_WORDS = {
    Status.CALIBRATED: "Fair scores are shown with their range. Raw ratings stand beside them, as they are.",
    Status.PROVISIONAL: "Fair scores are shown in grey with the word “provisional”. Raw ratings stand as they are.",
    Status.UNCALIBRATED: "No fair score is shown. Raw ratings stand as they are.",
}
COLUMNS = ("what", "name", "points", "low", "high", "in words", "figure")  # `figure` is what is not in points


@blueprint.get("/calibration")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def index() -> str:
    """The newest run of a pack whose loops the viewer manages."""
    page = calibration_pages.overview(database(), viewer(), identifier(request.args.get("pack")))
    return _shown(page) if page else render_template("calibrations/empty.html")


@blueprint.post("/calibration/packs/<int:pack_id>/run")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def run_again(pack_id: int) -> ResponseReturnValue:
    """Make the run that the ratings ask for."""
    calibration_pages.again(database(), viewer(), pack_id, now())
    return redirect(url_for(".index", pack=pack_id, said="calibrated"), 303)


@blueprint.get("/calibration/runs/<int:run_id>")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def run(run_id: int) -> str:
    """One run, however old."""
    return _shown(calibration_pages.run(database(), viewer(), run_id))


@blueprint.get("/calibration/runs/<int:run_id>/table")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def table(run_id: int) -> Response:
    """What the charts of a run show, as CSV."""
    page = calibration_pages.run(database(), viewer(), run_id)
    answer = Response(as_csv(_table(page)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="calibration-run-{run_id}.csv"'
    return answer


@blueprint.get("/calibration/runs/<int:run_id>/compare")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def compare(run_id: int) -> str:
    """Who moved since an earlier run, and why."""
    before = identifier(request.args.get("before"))
    return render_template(
        "calibrations/compare.html",
        page=run_comparisons.comparison(database(), viewer(), run_id, before),
        signs=STATUS_SIGNS,
    )


@blueprint.get("/how-scores-are-made-fair")
@open_to_all
def how() -> str:
    """What is adjusted, what is not, what a range means, in plain words."""
    return render_template("calibrations/how.html")


def _shown(page: CalibrationPage) -> str:
    return render_template("calibrations/show.html", page=page, signs=STATUS_SIGNS, status_words=STATUS_WORDS)


def _table(page: CalibrationPage) -> Table:
    rows: list[tuple[Cell, ...]] = [
        ("candidate", one.name, _one(one.at), _one(one.low), _one(one.high), "", None) for one in page.candidates
    ]
    rows += [
        ("interviewer", one.letter, _one(one.gives), *_range(one.gives, one.low, one.high), one.words, None)
        for one in page.severities
    ]
    rows += [("criterion", one.name, _one(one.at), None, None, one.words, None) for one in page.criteria]
    rows += [("agreement", one.name, None, *_ends(one.interval), one.words, _two(one.alpha)) for one in page.criteria]
    rows += [
        (f"percent of ratings: {word}", one.letter, None, None, None, one.use, share)
        for one in page.severities
        for word, share in zip(page.scale.words if page.scale else (), one.shares, strict=False)
    ]
    for then in page.over_time:
        made = then.made_at.isoformat()
        rows.append(("agreement of a run", made, None, *_ends(then.interval), "", _two(then.alpha)))
        rows.append(("severities apart in a run", made, _one(then.spread), None, None, "", None))
    return Table(COLUMNS, tuple(rows), page.run.made_at if page.run else None)


def _one(value: float | None) -> float | None:
    """One decimal, never more."""
    return None if value is None else round(value, 1) + 0.0


def _two(value: float | None) -> float | None:
    """Two decimals, as an alpha is given."""
    return None if value is None else round(value, 2) + 0.0


def _ends(interval: tuple[float, float] | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (_two(interval[0]), _two(interval[1]))


def _range(known: float | None, low: float, high: float) -> tuple[float | None, float | None]:
    return (None, None) if known is None else (_one(low), _one(high))
