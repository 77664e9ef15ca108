"""What came of a hire: recording it, and which criteria of a pack told it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.scoring.outcomes import FEWEST, RESULT_WORDS, Result
from hiringkit.services import outcomes
from hiringkit.services.outcomes import HirePage
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.security import needs

blueprint = Blueprint("outcomes", __name__)


@blueprint.route("/candidates/<int:candidacy_id>/outcomes", methods=["GET", "POST"])
@needs()
def hire(candidacy_id: int) -> ResponseReturnValue:
    """The outcomes of the pack, each rated for somebody who was hired."""
    page = outcomes.page(database(), viewer(), candidacy_id)
    if request.method == "GET":
        return _page(page)
    typed = {name: value for name, value in request.form.items() if not name.startswith("csrf")}
    try:
        started_on = _day(typed.get("started_on", ""))
        said = {
            one.id: (Result(typed[f"result:{one.id}"]), typed.get(f"words:{one.id}", ""))
            for one in page.outcomes
            if typed.get(f"result:{one.id}") in set(Result)
        }
        outcomes.record(database(), viewer(), candidacy_id, started_on, said, whole(typed.get("over")), now())
    except InvalidError as error:
        return _page(page, error.problems, typed), 422
    return redirect(url_for(".hire", candidacy_id=candidacy_id, said="saved"), 303)


@blueprint.get("/packs/<int:pack_id>/outcomes")
@needs()
def report(pack_id: int) -> str:
    """Which criteria carried information about what came of the hires; nobody is named."""
    return render_template("outcomes/report.html", report=outcomes.report(database(), viewer(), pack_id), fewest=FEWEST)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        sentence = "This is no date of the calendar. Write it as 2026-01-22."
        raise InvalidError(sentence, problems={"started_on": sentence}) from error


def _page(page: HirePage, faults: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
    values = typed
    if values is None:
        values = {"started_on": page.started_on.isoformat() if page.started_on else ""}
        values |= {f"result:{key}": result.value for key, result in page.results.items()}
        values |= {f"words:{key}": words for key, words in page.words.items()}
    return render_template(
        "outcomes/hire.html", page=page, values=values, faults=faults or {}, results=RESULT_WORDS, today=now().date()
    )
