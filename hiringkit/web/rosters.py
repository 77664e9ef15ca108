"""Adding a list of candidates to a loop: choose it, look at what it would do, add it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.loops.rosters import MOST_ENTRIES, decoded
from hiringkit.services import candidates, rosters
from hiringkit.services.rosters import Fate, Report
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import chosen, identifier
from hiringkit.web.security import needs

blueprint = Blueprint("rosters", __name__, url_prefix="/candidates/lists")
SIGNS = {Fate.NEW: "met", Fate.KNOWN: "met", Fate.HERE: "none", Fate.TWICE: "none", Fate.FAULT: "stop"}


@blueprint.route("/new", methods=["GET", "POST"])
@needs()
def new() -> ResponseReturnValue:
    """A list of candidates: nothing is written before it was looked at."""
    loop_id = identifier(request.args.get("loop"))
    if loop_id is None:
        raise NotFoundError("A list of candidates is added to a loop, and none is named.", mend="Choose it first.")
    text = request.form.get("text", "")
    try:
        if request.method == "GET":
            return _page(loop_id)
        text = _sent() or text
        if request.form.get("step") != "add":
            return _page(loop_id, text, rosters.look(database(), viewer(), loop_id, text, _same()))
        rosters.add(database(), viewer(), loop_id, text, now(), _same())
    except InvalidError as error:
        return _page(loop_id, text, error=error), 422
    return redirect(url_for("candidates.index", loop=loop_id, said="list-added"), 303)


def _same() -> dict[int, int]:
    """By line, whose candidacy was said to be the same person’s, or SOMEBODY_ELSE."""
    sent = {name.removeprefix("same-"): value for name, value in request.form.items() if name.startswith("same-")}
    pairs = ((identifier(line), chosen(value)) for line, value in sent.items())
    return {line: value for line, value in pairs if line and value is not None}


def _sent() -> str:
    """The text of the file that was chosen; nothing when none was."""
    file = request.files.get("file")
    return decoded(file.read()) if file and file.filename else ""


def _page(loop_id: int, text: str = "", report: Report | None = None, error: InvalidError | None = None) -> str:
    return render_template(
        "rosters/new.html",
        loop=report.loop if report else candidates.loop_to_fill(database(), viewer(), loop_id),
        text=text,
        report=report,
        error=error,
        signs=SIGNS,
        fates=Fate,
        most=MOST_ENTRIES,
    )
