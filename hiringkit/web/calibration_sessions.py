"""Calibration sessions: the list, beginning one, its agenda, hands after the talk, and what was agreed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.people import Role
from hiringkit.services import calibration_sessions as sessions
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("calibration_sessions", __name__, url_prefix="/calibration/sessions")


@blueprint.route("", methods=["GET", "POST"])
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def index() -> ResponseReturnValue:
    """Every session, and the form that begins one for a pack (`pack`)."""
    if request.method == "GET":
        return _index({})
    pack_id = identifier(request.form.get("pack")) or 0
    wanted = request.form.getlist("item")
    try:
        made = sessions.begin(database(), viewer(), pack_id, request.form.get("title", ""), wanted, now())
    except InvalidError as error:
        return _index(error.problems), 422
    return redirect(url_for(".show", session_id=made), 303)


@blueprint.get("/<int:session_id>")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def show(session_id: int) -> str:
    """One session: the agenda, the widest disagreement first."""
    return _shown(session_id, {})


@blueprint.post("/<int:session_id>/hands")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def hands(session_id: int) -> ResponseReturnValue:
    """Write down a show of hands."""
    item_id, key = identifier(request.form.get("item")) or 0, request.form.get("criterion", "")
    counts = {
        int(name.removeprefix("level-")): _people(value)
        for name, value in request.form.items()
        if name.startswith("level-") and name.removeprefix("level-") in {str(step) for step in range(1, 11)}
    }
    try:
        sessions.record(database(), viewer(), session_id, item_id, key, counts, now())
    except InvalidError as error:
        return _shown(session_id, error.problems), 422
    return redirect(url_for(".show", session_id=session_id, said="saved", _anchor=f"p-{item_id}-{key}"), 303)


@blueprint.post("/<int:session_id>/agreed")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def agree(session_id: int) -> ResponseReturnValue:
    """Write down what was agreed on for a criterion."""
    try:
        sessions.agree(database(), viewer(), session_id, request.form.get("criterion", ""), request.form, now())
    except InvalidError as error:
        return _shown(session_id, error.problems), 422
    return redirect(url_for(".show", session_id=session_id, said="saved", _anchor="agreed"), 303)


@blueprint.post("/<int:session_id>/close")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def close(session_id: int) -> ResponseReturnValue:
    """Close it."""
    sessions.close(database(), viewer(), session_id, now())
    return redirect(url_for(".show", session_id=session_id, said="session-closed"), 303)


def _people(value: str) -> int | None:
    value = value.strip() or "0"
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else None


def _index(problems: dict[str, str]) -> str:
    known, chosen, choices = sessions.choices(database(), viewer(), identifier(request.values.get("pack")))
    return render_template(
        "calibrations/sessions.html",
        lines=sessions.listed(database(), viewer()),
        packs=known,
        chosen=chosen,
        choices=choices,
        problems=problems,
        sent=request.form,
        ticked=set(request.form.getlist("item")),
    )


def _shown(session_id: int, problems: dict[str, str]) -> str:
    return render_template(
        "calibrations/session.html",
        page=sessions.page(database(), viewer(), session_id),
        problems=problems,
        sent=request.form,
    )
