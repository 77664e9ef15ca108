"""Planning interviews, moving and cancelling them, changing who sits in them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, InvalidError
from hiringkit.services import interviews
from hiringkit.services.interviews import InterviewSheet, PlanSheet, SeatSheet
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.forms.faults import said, show, show_both
from hiringkit.web.forms.interviews import CancelForm, MoveForm, SlotForm, as_sent, seats
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.security import needs

blueprint = Blueprint("schedule", __name__)


@blueprint.route("/candidates/<int:candidacy_id>/interviews/new", methods=["GET", "POST"])
@needs()
def plan(candidacy_id: int) -> ResponseReturnValue:
    """Plan a stage with a candidate."""
    sheet = interviews.plan_sheet(database(), viewer(), candidacy_id, identifier(request.args.get("stage")))
    form = SlotForm(zone=sheet.zone, minutes=str(sheet.stage.minutes), **_proposed(sheet.zone))
    if not form.validate_on_submit():
        return _plan_page(sheet, form), 422 if form.is_submitted() else 200
    try:
        local, zone, minutes = form.slot()
        interviews.plan(
            database(),
            viewer(),
            candidacy_id,
            sheet.stage.stage_id,
            starts_at=local.starts_at,
            zone=zone,
            minutes=minutes,
            seats=seats(request.form, sheet.people),
            now=now(),
            accepted=said(form.anyway),
        )
    except InvalidError as error:
        return _plan_page(sheet, form, error), 422
    except ConflictError as error:
        return _plan_page(sheet, form, InvalidError(str(error), problems={"seats": str(error)})), 409
    return _to_candidate(candidacy_id, "planned", is_twice=local.is_twice)


def _proposed(zone: str) -> dict[str, str]:
    """The date and time that a suggestion led here with, as an instant; nothing where there is none."""
    seconds = identifier(request.args.get("at"))
    if seconds is None:
        return {}
    local = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    return {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}


@blueprint.route("/interviews/<int:interview_id>/move", methods=["GET", "POST"])
@needs()
def move(interview_id: int) -> ResponseReturnValue:
    """Another time for an interview."""
    sheet = interviews.sheet(database(), viewer(), interview_id)
    local_start = sheet.starts_at.astimezone(ZoneInfo(sheet.zone))
    form = MoveForm(
        date=f"{local_start:%Y-%m-%d}",
        time=f"{local_start:%H:%M}",
        zone=sheet.zone,
        minutes=str(sheet.minutes),
        revision=str(sheet.revision),
    )
    if not form.validate_on_submit():
        return _move_page(sheet, form), 422 if form.is_submitted() else 200
    try:
        local, zone, minutes = form.slot()
        interviews.move(
            database(),
            viewer(),
            interview_id,
            starts_at=local.starts_at,
            zone=zone,
            minutes=minutes,
            reason=said(form.reason),
            revision=form.seen_revision,
            now=now(),
            accepted=said(form.anyway),
        )
    except InvalidError as error:
        show(form, error)
        return _move_page(sheet, form), 422
    except ConflictError as error:
        show_both(form, error)
        return _move_page(sheet, form), 409
    return _to_candidate(sheet.candidacy_id, "saved", is_twice=local.is_twice)


@blueprint.route("/interviews/<int:interview_id>/cancel", methods=["GET", "POST"])
@needs()
def cancel(interview_id: int) -> ResponseReturnValue:
    """Cancel an interview, once that is confirmed."""
    sheet = interviews.sheet(database(), viewer(), interview_id)
    form = CancelForm(revision=str(sheet.revision))
    if not form.validate_on_submit():
        return render_template("schedule/cancel.html", sheet=sheet, form=form), 422 if form.is_submitted() else 200
    try:
        interviews.cancel(
            database(), viewer(), interview_id, reason=said(form.reason), revision=form.seen_revision, now=now()
        )
    except InvalidError as error:
        show(form, error)
        return render_template("schedule/cancel.html", sheet=sheet, form=form), 422
    except ConflictError as error:
        form.revision.data = str(sheet.revision)
        form.reason.errors = [f"{error.what} Above stands how it is now. Send it again to cancel that."]
        return render_template("schedule/cancel.html", sheet=sheet, form=form), 409
    return _to_candidate(sheet.candidacy_id, "cancelled")


@blueprint.route("/interviews/<int:interview_id>/seats", methods=["GET", "POST"])
@needs()
def reseat(interview_id: int) -> ResponseReturnValue:
    """Change who sits in an interview."""
    sheet = interviews.seat_sheet(database(), viewer(), interview_id)
    if request.method == "GET":
        return _seats_page(sheet)
    try:
        chosen = seats(request.form, sheet.people)
        revision = identifier(request.form.get("revision")) or 0
        interviews.reseat(database(), viewer(), interview_id, seats=chosen, revision=revision, now=now())
    except InvalidError as error:
        return _seats_page(sheet, error), 422
    except ConflictError as error:
        return _seats_page(sheet, error), 409
    return _to_candidate(sheet.interview.candidacy_id, "saved")


def _to_candidate(candidacy_id: int, key: str, *, is_twice: bool = False) -> ResponseReturnValue:
    twice = 1 if is_twice else None
    return redirect(url_for("candidates.show", candidacy_id=candidacy_id, said=key, twice=twice), 303)


def _plan_page(sheet: PlanSheet, form: SlotForm, error: InvalidError | None = None) -> str:
    fault = error.problems.pop("seats", "") if error else ""
    if error and error.problems:
        show(form, error)
    people = as_sent(request.form, sheet.people) if form.is_submitted() else sheet.people
    return render_template(
        "schedule/plan.html", sheet=sheet, form=form, people=people, seat_fault=fault, seat_words=SEAT_WORDS
    )


def _move_page(sheet: InterviewSheet, form: MoveForm) -> str:
    return render_template("schedule/move.html", sheet=sheet, form=form)


def _seats_page(sheet: SeatSheet, error: InvalidError | ConflictError | None = None) -> str:
    people = as_sent(request.form, sheet.people) if error else sheet.people
    return render_template(
        "schedule/seats.html",
        sheet=sheet,
        people=people,
        seat_fault=error.what if error else "",
        revision=sheet.interview.revision,
        seat_words=SEAT_WORDS,
    )
