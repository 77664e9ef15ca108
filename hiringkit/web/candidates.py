"""Candidates: the list, adding and changing them, one person's way through a loop."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.jobs import calibrations
from hiringkit.loops.plans import FORMATS
from hiringkit.services import candidacies, candidates, duplicates, withdrawals
from hiringkit.services.candidacies import Known
from hiringkit.services.candidate_list import listing as listed
from hiringkit.services.candidates import LoopToFill, Words, tidy
from hiringkit.web import candidate_list
from hiringkit.web.candidate_list import STATE_SIGNS
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import CandidateForm, NewCandidateForm, ReasonForm, asked, identifier
from hiringkit.web.forms.faults import said, show
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.security import needs

blueprint = Blueprint("candidates", __name__, url_prefix="/candidates")
CARD_SIGNS = {
    Known.NOT_DUE: "open",
    Known.MISSING: "half",
    Known.IN: "lock",
    Known.UNTIL_OWN: "lock",
    Known.UNTIL_ALL: "lock",
    Known.HIDDEN: "lock",
}


@blueprint.get("")
@needs()
def index() -> bytes:
    """The candidates whom the viewer reaches."""
    at, who = now(), viewer()
    return candidate_list.render(listed(database(), who, asked(request.args), at), who, at)


@blueprint.route("/new", methods=["GET", "POST"])
@needs()
def new() -> ResponseReturnValue:
    """A candidate in a loop."""
    loop = candidates.loop_to_fill(database(), viewer(), _named_loop())
    form = NewCandidateForm()
    if not form.validate_on_submit():
        return _new_page(loop, form), 422 if form.is_submitted() else 200
    try:
        candidacy_id = candidates.add(
            database(), viewer(), loop.loop_id, **_written(form), same=form.chosen(), now=now()
        )
    except InvalidError as error:
        show(form, error)
        return _new_page(loop, form), 422
    return redirect(url_for(".show", candidacy_id=candidacy_id, said="added"), 303)


@blueprint.get("/<int:candidacy_id>", endpoint="show")
@needs()
def show_candidate(candidacy_id: int) -> str:
    """One person's way through a loop."""
    way = candidacies.way(database(), viewer(), candidacy_id, now())
    return render_template(
        "candidates/show.html",
        way=way,
        score=way.score,
        state_signs=STATE_SIGNS,
        card_signs=CARD_SIGNS,
        seat_words=SEAT_WORDS,
        formats=FORMATS,
        is_twice="twice" in request.args,
    )


@blueprint.route("/<int:candidacy_id>/edit", methods=["GET", "POST"])
@needs()
def edit(candidacy_id: int) -> ResponseReturnValue:
    """Another name or address."""
    words = candidates.words(database(), viewer(), candidacy_id)
    form = CandidateForm(name=words.name, email=words.email, phone=words.phone)
    if not form.validate_on_submit():
        return _edit_page(words, form), 422 if form.is_submitted() else 200
    try:
        candidates.edit(database(), viewer(), candidacy_id, **_written(form), now=now())
    except InvalidError as error:
        show(form, error)
        return _edit_page(words, form), 422
    return redirect(url_for(".show", candidacy_id=candidacy_id, said="saved"), 303)


@blueprint.route("/<int:candidacy_id>/withdraw", methods=["GET", "POST"])
@needs()
def withdraw(candidacy_id: int) -> ResponseReturnValue:
    """The candidate takes no further part, once that is confirmed."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            withdrawals.withdraw(database(), viewer(), candidacy_id, now(), said(form.reason))
        except InvalidError as error:
            show(form, error)
        else:
            return redirect(url_for(".show", candidacy_id=candidacy_id, said="withdrawn"), 303)
    sheet = withdrawals.sheet(database(), viewer(), candidacy_id, now())
    return render_template("candidates/withdraw.html", sheet=sheet, form=form), 422 if form.is_submitted() else 200


@blueprint.post("/<int:candidacy_id>/reinstate")
@needs()
def reinstate(candidacy_id: int) -> ResponseReturnValue:
    """A candidate who withdrew takes part again."""
    withdrawals.reinstate(database(), viewer(), candidacy_id, now())
    return redirect(url_for(".show", candidacy_id=candidacy_id, said="reinstated"), 303)


@blueprint.route("/<int:candidacy_id>/open-early", methods=["GET", "POST"])
@needs()
def open_early(candidacy_id: int) -> ResponseReturnValue:
    """Open the scorecards before the panel is complete, with a reason."""
    name = candidates.name_to_open(database(), viewer(), candidacy_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            candidates.open_early(database(), viewer(), candidacy_id, said(form.reason), now())
        except InvalidError as error:
            show(form, error)
        else:
            answer = redirect(url_for(".show", candidacy_id=candidacy_id, said="opened-early"), 303)
            answer.call_on_close(partial(calibrations.after_opening, database(), candidacy_id, now()))
            return answer
    page = render_template("candidates/open-early.html", form=form, name=name, candidacy_id=candidacy_id)
    return page, 422 if form.is_submitted() else 200


def _named_loop() -> int:
    loop_id = identifier(request.args.get("loop"))
    if loop_id is None:
        raise NotFoundError("A candidate is added to a loop, and none is named.", mend="Choose the loop first.")
    return loop_id


def _written(form: CandidateForm) -> dict[str, str]:
    return {"name": said(form.name), "email": said(form.email), "phone": said(form.phone)}


def _new_page(loop: LoopToFill, form: NewCandidateForm) -> str:
    is_asked = bool(form.same.errors or form.same.data)
    alike = (
        duplicates.of(database(), viewer(), tidy(said(form.name)), tidy(said(form.email)), said(form.phone))
        if is_asked
        else ()
    )
    return render_template("candidates/new.html", loop=loop, form=form, alike=alike)


def _edit_page(words: Words, form: CandidateForm) -> str:
    return render_template("candidates/edit.html", words=words, form=form)
