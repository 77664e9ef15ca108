"""Scorecards after or instead of their submit: amend, return, enter on behalf, withdraw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import HiringkitError, InvalidError
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import CONFIDENCE_WORDS, RECOMMENDATION_WORDS
from hiringkit.services import amendment_drafts, amendments, scorecards
from hiringkit.services.amendment_drafts import Typed
from hiringkit.services.amendments import Sheet
from hiringkit.services.drafts import Saved
from hiringkit.services.scorecards import Held
from hiringkit.web import card_forms
from hiringkit.web.blanks import Answers
from hiringkit.web.context import database, now, viewer
from hiringkit.web.errors import STATUS
from hiringkit.web.forms.amendments import to_keep, written
from hiringkit.web.forms.loops import whole
from hiringkit.web.forms.scorecards import from_json
from hiringkit.web.forms.words import theirs
from hiringkit.web.scorecards import told
from hiringkit.web.security import needs

blueprint = Blueprint("amendments", __name__, url_prefix="/scorecards/<int:scorecard_id>")


@blueprint.route("/amend", methods=["GET", "POST"])
@needs()
def amend(scorecard_id: int) -> ResponseReturnValue:
    """The next state of a card, with the reason for it."""
    sheet = amendments.sheet(database(), viewer(), scorecard_id)
    typed = amendment_drafts.read(database(), viewer(), sheet)
    back = url_for("scorecards.show", scorecard_id=scorecard_id, said="saved")
    if request.method == "GET":
        return _sheet_page(sheet, typed)
    if "later" in request.form:
        return _for_later(sheet, typed, back)
    said, over = written(sheet, request.form), whole(request.form.get("over"))
    try:
        amendments.amend(database(), viewer(), scorecard_id, said, request.form.get("reason", ""), over, now())
    except InvalidError as error:
        return _sheet_page(sheet, typed, Saved(faults=_by_id(error.problems)), said), 422
    return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="amended"), 303)


@blueprint.route("/on-behalf", methods=["GET", "POST"])
@needs()
def enter_for(scorecard_id: int) -> ResponseReturnValue:
    """A card that somebody wrote elsewhere, entered for them."""
    sheet = amendments.blank(database(), viewer(), scorecard_id, now())
    typed = amendment_drafts.read(database(), viewer(), sheet)
    back = url_for("candidates.show", candidacy_id=sheet.held.candidacy_id, said="saved")
    if request.method == "GET":
        return _sheet_page(sheet, typed)
    if "later" in request.form:
        return _for_later(sheet, typed, back)
    said = written(sheet, request.form)
    try:
        amendments.enter_for(database(), viewer(), scorecard_id, said, request.form.get("reason", ""), now())
    except InvalidError as error:
        return _sheet_page(sheet, typed, Saved(faults=_by_id(error.problems)), said), 422
    return redirect(url_for("candidates.show", candidacy_id=sheet.held.candidacy_id, said="entered"), 303)


@blueprint.post("/amend/draft", endpoint="save")
@blueprint.post("/on-behalf/draft", endpoint="save_for")
@needs()
def save(scorecard_id: int) -> ResponseReturnValue:
    """Save in the background what was typed; the answer names what could not be kept, and why."""
    try:
        said = from_json(request.get_data())
        for_author = request.endpoint == "amendments.save_for"
        saved = amendment_drafts.save(database(), viewer(), scorecard_id, *said, now(), on_behalf=for_author)
    except HiringkitError as error:
        return jsonify(error=str(error)), STATUS[type(error)]
    return jsonify(told(saved))


@blueprint.post("/amend/discard")
@needs()
def discard(scorecard_id: int) -> ResponseReturnValue:
    """Delete what the viewer has typed over a card and not sent."""
    if amendment_drafts.forget(database(), viewer(), scorecard_id):
        return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="removed"), 303)
    return redirect(url_for("home.index", said="removed"), 303)


def _for_later(sheet: Sheet, typed: Typed, back: str) -> ResponseReturnValue:
    """Keep what the form holds, and leave it; the form again where something of it was not kept."""
    said = to_keep(sheet, typed, request.form)
    saved = amendment_drafts.save(database(), viewer(), sheet.held.scorecard_id, *said, now(), on_behalf=_is_new(sheet))
    if not (saved.faults or saved.conflicts):
        return redirect(back, 303)
    fresh = amendment_drafts.read(database(), viewer(), replace(sheet, is_begun=True))
    return _sheet_page(sheet, fresh, saved, written(sheet, request.form)), 409 if saved.conflicts else 422


def _is_new(sheet: Sheet) -> bool:
    """Whether the card was never submitted, and so is entered on its author's behalf."""
    return sheet.held.state is CardState.DRAFT


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
    return redirect(url_for("scorecards.show", scorecard_id=scorecard_id, said="returned"), 303)


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
    return redirect(url_for("home.index", said="card-withdrawn"), 303)


def _by_id(problems: Mapping[str, str]) -> dict[str, str]:
    """The same, with those of lines by the line's id, as fields beside them are named."""
    return {name.removeprefix("line:"): sentence for name, sentence in problems.items()}


def _sheet_page(
    sheet: Sheet, typed: Typed, refused: Saved | None = None, sent: tuple[dict[str, str], list[Line]] | None = None
) -> str:
    saved = refused or Saved()
    values, lines = sent or (typed.values, list(typed.lines))
    pack = sheet.held.pack
    keys = [one.key for one in sheet.asked]
    return render_template(
        "scorecards/amend.html",
        sheet=sheet,
        typed=typed,
        is_new=_is_new(sheet),
        held=sheet.held,
        pack=pack,
        asked=scorecards.asked(sheet.held, sheet.asked),
        reason=request.form.get("reason", typed.values.get("reason", "")),
        rows={key: _rows([line for line in lines if _home(line, keys) == key], key, sheet, saved) for key in keys},
        revisions=json.dumps(typed.revisions),
        refused=saved,
        answers=Answers(values, saved.faults, theirs(saved.conflicts, pack)),
        agreed={item.criterion: item for item in pack.definitions},
        illustrated=any(anchor.examples for key in keys for anchor in pack.criterion(key).anchors),
        not_observed=card_forms.NOT_OBSERVED,
        recommendations=[(one.value, words) for one, words in RECOMMENDATION_WORDS.items()],
        confidences=[(one.value, words) for one, words in CONFIDENCE_WORDS.items()],
    )


def _home(line: Line, keys: Sequence[str]) -> str:
    """The criterion under which a line is written."""
    return next((key for key in keys if key in line.criteria), "")


def _rows(lines: Sequence[Line], criterion: str, sheet: Sheet, saved: Saved) -> list[Answers]:
    """The rows under a criterion, an empty one last."""
    rows = card_forms.rows(lines, criterion, sheet.asked, saved)
    return [Answers(row) for row in (*rows, card_forms.empty_row(criterion, str(uuid4())))]


def _reason_page(held: Held, act: str, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "scorecards/reason.html", held=held, act=act, faults=faults or {}, reason=request.form.get("reason", "")
    )
