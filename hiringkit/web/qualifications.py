"""Who is trained for which kind of stage, and how much interviewing one takes oneself."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.people import Role
from hiringkit.policy.qualifications import Training
from hiringkit.services import qualifications
from hiringkit.services.qualifications import Capacity
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("qualifications", __name__)
WORDS = {
    Training.SHADOW: "shadows others",
    Training.REVERSE_SHADOW: "leads while watched",
    Training.QUALIFIED: "qualified",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@blueprint.route("/qualifications", methods=["GET", "POST"])
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def index() -> ResponseReturnValue:
    """Who is trained for what; setting it."""
    if request.method == "GET":
        return _page()
    word = request.form.get("training", "")
    try:
        qualifications.put(
            database(),
            viewer(),
            identifier(request.form.get("person")) or 0,
            request.form.get("kind", ""),
            Training(word) if word in set(Training) else None,
            now(),
        )
    except InvalidError as error:
        return _page(error), 422
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.post("/qualifications/required")
@needs(Role.ADMIN)
def require() -> ResponseReturnValue:
    """Whether whoever has no record is still to be trained."""
    qualifications.require(database(), viewer(), is_required="required" in request.form, now=now())
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.route("/me/capacity", methods=["GET", "POST"])
@needs()
def capacity() -> ResponseReturnValue:
    """How many interviews a week one takes, and when one works."""
    if request.method == "GET":
        return _capacity_page(qualifications.own_capacity(database(), viewer()), {})
    sent = request.form
    days = sum(1 << day for day in range(7) if f"day-{day}" in sent)
    limit, begins, ends = (sent.get(name, "").strip() for name in ("limit", "begins", "ends"))
    asked = Capacity((identifier(limit) or 0) if limit else None, _minutes(begins), _minutes(ends), days)
    problems = {
        name: f"“{text[:20]}” is no time of day. Write it as 09:00."
        for name, text in (("begins", begins), ("ends", ends))
        if text and _minutes(text) is None
    }
    if problems:
        return _capacity_page(asked, problems, limit, begins, ends), 422
    try:
        qualifications.put_capacity(database(), viewer(), asked, now())
    except InvalidError as error:
        return _capacity_page(asked, error.problems, limit, begins, ends), 422
    return redirect(url_for(".capacity", said="saved"), 303)


def _page(error: InvalidError | None = None) -> str:
    return render_template(
        "qualifications/index.html",
        page=qualifications.page(database(), viewer()),
        words=WORDS,
        problems=error.problems if error else {},
        sent=request.form,
    )


def _capacity_page(asked: Capacity, problems: dict[str, str], limit: str = "", begins: str = "", ends: str = "") -> str:
    return render_template(
        "qualifications/capacity.html",
        limit=limit or asked.weekly_limit or "",
        begins=begins or _clock(asked.begins),
        ends=ends or _clock(asked.ends),
        days=[(day, name, bool((asked.days or 0b0011111) >> day & 1)) for day, name in enumerate(DAYS)],
        problems=problems,
    )


def _minutes(text: str) -> int | None:
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    at = int(hours[:3]) * 60 + int(minutes[:3])
    return at if int(minutes[:3]) < 60 and at <= 24 * 60 else None


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
