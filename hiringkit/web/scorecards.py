"""Scorecards: read as the rule allows, saved as they are typed, checked, submitted once."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, HiringkitError, InvalidError
from hiringkit.jobs import calibrations
from hiringkit.policy.scorecards import CardState
from hiringkit.rubrics.packs import Pack
from hiringkit.scoring import scorecards as words
from hiringkit.scoring.drafts import fields, in_order
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import NOT_OBSERVED_WORDS, RECOMMENDATION_WORDS, VERIFIABLE_WORDS
from hiringkit.services import amendments, draft_pages, drafts, home, notes, scorecards
from hiringkit.services.draft_pages import DraftPage
from hiringkit.services.drafts import Saved
from hiringkit.web import interviews, saves
from hiringkit.web.blanks import Answers
from hiringkit.web.context import database, now, viewer
from hiringkit.web.errors import STATUS
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.forms.scorecards import from_form, from_json, minute
from hiringkit.web.forms.words import answers, clashes, label
from hiringkit.web.saves import answered_by
from hiringkit.web.security import needs

blueprint = Blueprint("scorecards", __name__, url_prefix="/scorecards")


@blueprint.get("/<int:scorecard_id>")
@needs()
def show(scorecard_id: int) -> ResponseReturnValue:
    """A submitted card; one's own draft is read where it is written."""
    try:
        page = scorecards.read(database(), viewer(), scorecard_id, identifier(request.args.get("state")))
    except ConflictError as error:
        return redirect(url_for("interviews.show", interview_id=int(error.where)), 303)
    asked = fields(scorecards.asked(page.held, page.asked))
    return render_template(
        "scorecards/show.html",
        page=page,
        powers=amendments.powers(page, viewer()),
        held=page.held,
        pack=page.held.pack,
        criteria={line.key: page.held.pack.criterion(line.key) for line in page.asked},
        not_observed=NOT_OBSERVED_WORDS,
        recommendations=RECOMMENDATION_WORDS,
        confidences=words.CONFIDENCE_WORDS,
        verifiable=VERIFIABLE_WORDS,
        seats=SEAT_WORDS,
        minute=minute,
        labels=json.dumps({name: label(name) for name in ("line", *asked)}),
        answers=json.dumps({name: answers(name, page.held.pack) for name in asked}),
        in_order=in_order,
        waiting=home.due_cards(database(), viewer(), now()) if request.args.get("said") == "submitted" else None,
    )


@blueprint.post("/<int:scorecard_id>/draft")
@answered_by(saves.at_one_go)
@needs(to_type=True)
def save(scorecard_id: int) -> ResponseReturnValue:
    """Save in the background what was typed; the answer names what could not be kept, and why."""
    try:
        changes, lines = from_json(saves.sent())
        saved = drafts.save(database(), viewer(), scorecard_id, changes, lines, now())
    except HiringkitError as error:
        return jsonify(error=str(error)), STATUS[type(error)]
    return jsonify(told(saved))


@blueprint.get("/<int:scorecard_id>/check")
@needs()
def check(scorecard_id: int) -> ResponseReturnValue:
    """What would be submitted, and what is missing."""
    page = draft_pages.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for(".show", scorecard_id=scorecard_id), 303)
    return _check_page(page, {}, Saved())


@blueprint.post("/<int:scorecard_id>/submit")
@needs()
def submit(scorecard_id: int) -> ResponseReturnValue:
    """Keep the last answers, then lock the card. A second click finds it submitted, and is shown it."""
    page = draft_pages.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for(".show", scorecard_id=scorecard_id, said="submitted"), 303)
    changes, lines = from_form(page, request.form)
    saved = Saved()
    try:
        saved = drafts.save(database(), viewer(), scorecard_id, changes, lines, now())
        attested = request.form.get("independent", "")
        _require_kept(saved, attested, page.held.pack)
        scorecards.submit(database(), viewer(), scorecard_id, now(), attested)
    except InvalidError as error:
        fresh = draft_pages.own(database(), viewer(), scorecard_id)
        return _check_page(fresh, error.problems, saved, typed=dict(request.form)), 409 if saved.conflicts else 422
    except ConflictError:  # a second click was quicker: it is the same card
        return redirect(url_for(".show", scorecard_id=scorecard_id, said="submitted"), 303)
    onward = home.due_cards(database(), viewer(), now()) if request.form.get("onward") else ()
    if onward:
        answer = redirect(url_for("interviews.show", interview_id=onward[0].target, said="submitted"), 303)
    else:
        answer = redirect(url_for(".show", scorecard_id=scorecard_id, said="submitted"), 303)
    answer.call_on_close(partial(calibrations.after_submit, database(), scorecard_id, now()))
    return answer


@blueprint.post("/<int:scorecard_id>/handoff")
@needs()
def hand_on(scorecard_id: int) -> ResponseReturnValue:
    """Keep what the form holds, then let the next stage read the note."""
    page = draft_pages.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for(".show", scorecard_id=scorecard_id), 303)
    changes, lines = from_form(page, request.form)
    saved = drafts.save(database(), viewer(), scorecard_id, changes, lines, now())
    found = dict(saved.faults)
    if not saved.faults and not saved.conflicts:
        try:
            notes.hand_on(database(), viewer(), scorecard_id, now())
        except InvalidError as error:
            found = error.problems
    if found or saved.conflicts:
        fresh = draft_pages.own(database(), viewer(), scorecard_id)
        told = Saved(saved.revisions, found, saved.conflicts)
        return interviews.render(fresh, told, typed=dict(request.form)), 409 if saved.conflicts else 422
    return redirect(url_for("interviews.show", interview_id=page.held.interview_id, _anchor="notes"), 303)


@blueprint.post("/<int:scorecard_id>/private-note/delete")
@needs()
def delete_private(scorecard_id: int) -> ResponseReturnValue:
    """Delete one's own note beside a submitted card."""
    notes.delete_private(database(), viewer(), scorecard_id, now())
    return redirect(url_for(".show", scorecard_id=scorecard_id, said="removed"), 303)


@blueprint.post("/<int:scorecard_id>/pad/delete")
@needs()
def delete_pad(scorecard_id: int) -> ResponseReturnValue:
    """Delete the notes of one's pad that are no evidence, beside a submitted card."""
    notes.delete_pad(database(), viewer(), scorecard_id)
    return redirect(url_for(".show", scorecard_id=scorecard_id, said="removed"), 303)


def _require_kept(saved: Saved, attested: str, pack: Pack) -> None:
    found = saved.faults | clashes(saved.conflicts, pack)
    if not attested:
        found["independent"] = scorecards.UNATTESTED
    if found:
        raise InvalidError("The scorecard was not submitted.", problems=found)


def told(saved: Saved) -> dict[str, Any]:
    """What a save in the background is answered with."""
    return {
        "saved": saves.just_now(viewer().zone),
        "revisions": saved.revisions,
        "faults": saved.faults,
        "conflicts": {name: {"value": value, "revision": rev} for name, (value, rev) in saved.conflicts.items()},
    }


def _check_page(page: DraftPage, faults: dict[str, str], saved: Saved, typed: dict[str, str] | None = None) -> str:
    refused = {**saved.faults, **dict.fromkeys(saved.conflicts, "")}
    values = page.values | {name: value for name, value in (typed or {}).items() if name in refused}
    missing = page.problems
    last = {"recommendation", "confidence", Note.HANDOFF.field}
    scales = {page.held.pack.scale_of(page.held.pack.criterion(line.key)) for line in page.lines}
    return render_template(
        "scorecards/check.html",
        page=page,
        held=page.held,
        values=values,
        answers=Answers(values, faults),
        typed=typed or {},
        faults=faults,
        missing={name: sentence for name, sentence in missing.items() if name not in last},
        card=page.card,
        criteria={line.key: page.held.pack.criterion(line.key) for line in page.lines},
        pack=page.held.pack,
        shared=scales.pop() if len(scales) == 1 else None,
        recommendations=RECOMMENDATION_WORDS,
        confidences=words.CONFIDENCE_WORDS,
        not_observed=NOT_OBSERVED_WORDS,
        revisions=json.dumps(page.revisions),
    )
