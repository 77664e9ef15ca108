"""Scorecards after or instead of their submit: amend, return, enter on behalf, withdraw."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import (
    CONFIDENCE_WORDS,
    NOT_OBSERVED_WORDS,
    RECOMMENDATION_WORDS,
    VERIFIABLE_WORDS,
)
from hiringkit.services import amendments, scorecards
from hiringkit.services.amendments import Sheet
from hiringkit.services.scorecards import Held
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.amendments import written
from hiringkit.web.forms.loops import whole
from hiringkit.web.forms.scorecards import minute
from hiringkit.web.security import needs

blueprint = Blueprint("amendments", __name__, url_prefix="/scorecards/<int:scorecard_id>")
SPARE_LINES = 2


@blueprint.route("/amend", methods=["GET", "POST"])
@needs()
def amend(scorecard_id: int) -> ResponseReturnValue:
    """The next state of a card, with the reason for it."""
    sheet = amendments.sheet(database(), viewer(), scorecard_id)
    if request.method == "GET":
        return _sheet_page(sheet)
    said, over = written(sheet, request.form), whole(request.form.get("over"))
    try:
        amendments.amend(database(), viewer(), scorecard_id, said, request.form.get("reason", ""), over, now())
    except InvalidError as error:
        return _sheet_page(sheet, error.problems, said), 422
    return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="saved"), 303)


@blueprint.route("/on-behalf", methods=["GET", "POST"])
@needs()
def enter_for(scorecard_id: int) -> ResponseReturnValue:
    """A card that somebody wrote elsewhere, entered for them."""
    sheet = amendments.blank(database(), viewer(), scorecard_id, now())
    if request.method == "GET":
        return _sheet_page(sheet)
    said = written(sheet, request.form)
    try:
        amendments.enter_for(database(), viewer(), scorecard_id, said, request.form.get("reason", ""), now())
    except InvalidError as error:
        return _sheet_page(sheet, error.problems, said), 422
    return redirect(url_for("candidates.show", candidacy_id=sheet.held.candidacy_id, said="saved"), 303)


@blueprint.route("/return", methods=["GET", "POST"])
@needs()
def send_back(scorecard_id: int) -> ResponseReturnValue:
    """Give a card back to its author, with a reason."""
    held = amendments.sheet(database(), viewer(), scorecard_id).held
    if request.method == "GET":
        return _reason_page(held, "return")
    try:
        amendments.send_back(database(), viewer(), scorecard_id, request.form.get("reason", ""), now())
    except InvalidError as error:
        return _reason_page(held, "return", error.problems), 422
    return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="saved"), 303)


@blueprint.route("/withdraw", methods=["GET", "POST"])
@needs()
def withdraw(scorecard_id: int) -> ResponseReturnValue:
    """Give one's own draft back, and the seat with it."""
    held = amendments.own_draft(database(), viewer(), scorecard_id)
    if request.method == "GET":
        return _reason_page(held, "withdraw")
    try:
        amendments.withdraw(database(), viewer(), scorecard_id, request.form.get("reason", ""), now())
    except InvalidError as error:
        return _reason_page(held, "withdraw", error.problems), 422
    return redirect(url_for("home.index", said="removed"), 303)


def _sheet_page(
    sheet: Sheet, faults: dict[str, str] | None = None, typed: tuple[dict[str, str], list[Line]] | None = None
) -> str:
    values, lines = typed or (sheet.values, list(sheet.lines))
    first = {line.id: next(iter(sorted(line.criteria)), "") for line in lines}
    return render_template(
        "scorecards/amend.html",
        sheet=sheet,
        held=sheet.held,
        pack=sheet.held.pack,
        asked=scorecards.asked(sheet.held, sheet.asked),
        values=values,
        lines={
            one.key: [
                *((line.id, line.text, minute(line.second)) for line in lines if first[line.id] == one.key),
                *((str(uuid4()), "", "") for _ in range(SPARE_LINES)),
            ]
            for one in sheet.asked
        },
        faults=faults or {},
        reason=request.form.get("reason", ""),
        not_observed=NOT_OBSERVED_WORDS,
        recommendations=RECOMMENDATION_WORDS,
        confidences=CONFIDENCE_WORDS,
        verifiable=VERIFIABLE_WORDS,
    )


def _reason_page(held: Held, act: str, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "scorecards/reason.html", held=held, act=act, faults=faults or {}, reason=request.form.get("reason", "")
    )
