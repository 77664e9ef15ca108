"""Reading a report or a pack file into a draft, and going through what was read beside the text it came from."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from hiringkit.errors import InvalidError
from hiringkit.policy.people import Role
from hiringkit.rubrics.fields import LISTS, NAMES, Kind
from hiringkit.rubrics.placing import PLACES
from hiringkit.rubrics.reader_bytes import MOST_BYTES
from hiringkit.rubrics.reader_draft import Fate
from hiringkit.services import pack_drafts, pack_imports
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.pack_drafts import begin_page
from hiringkit.web.security import needs

blueprint = Blueprint("pack_imports", __name__, url_prefix="/packs")
PASTED = "pasted-report.txt"
FATE_WORDS = {
    Fate.MAPPED: "Became part of the draft, or are the headings of what did",
    Fate.REPAIR: "Wait to be mended",
    Fate.UNMAPPED: "Stand under headings that are not mapped",
    Fate.IGNORED: "Are ignored",
}
WRITTEN = {  # what of an item is written here; the rest is for the editor
    element: tuple(field for field in fields if field.kind in {Kind.NAME, Kind.TEXT, Kind.LINES, Kind.WEEKS})[:3]
    for element, fields in LISTS.items()
}


@blueprint.post("/import")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def read() -> ResponseReturnValue:
    """Read a report, from a file or pasted, into a draft."""
    name, raw = _sent(request.files.get("report"), MOST_BYTES)
    field = "report" if name else "text"
    if not name:
        name, raw = PASTED, request.form.get("text", "").encode("utf-8", "replace")
    if not raw.strip():
        return begin_page({field: "Choose the report, or paste its text: this is empty."}), 422
    try:
        draft_id = pack_imports.begin(database(), viewer(), raw, name, now())
    except InvalidError as error:
        return begin_page({field: f"{error.what} {error.mend}".strip()}), 422
    return redirect(url_for(".show", draft_id=draft_id), 303)


@blueprint.post("/files")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def file() -> ResponseReturnValue:
    """Tell what the linter says of a pack file; sent back from there, make a draft of it."""
    try:
        if "yaml" in request.form:
            text = request.form["yaml"].replace("\r\n", "\n")
            draft_id = pack_drafts.begin_from_file(database(), viewer(), text, now())
            return redirect(url_for("pack_drafts.show", draft_id=draft_id), 303)
        name, raw = _sent(request.files.get("file"), pack_imports.LARGEST_FILE)
        if not raw.strip():
            return begin_page({"file": "Choose a pack file; this is empty."}), 422
        text, findings, can_be = pack_imports.judged(raw, name[-80:])
    except InvalidError as error:
        return begin_page({"file": str(error)}), 422
    return render_template("pack_imports/file.html", name=name, text=text, findings=findings, can_be=can_be)


@blueprint.get("/drafts/<int:draft_id>/import")
@needs()
def show(draft_id: int) -> str:
    """One element of a draft beside the lines of the report that it was read from."""
    return _show(draft_id, request.args.get("element", ""), edited=request.args.get("edit", ""))


@blueprint.post("/drafts/<int:draft_id>/items")
@needs()
def items(draft_id: int) -> ResponseReturnValue:
    """Accept, reject, take back, move or edit an item; the button says “ACT KEY”, without a key for all that wait."""
    element = request.form.get("element", "")
    act, _, key = request.form.get("act", "").partition(" ")
    try:
        _do(draft_id, element, act, key)
    except InvalidError as error:
        problems = error.problems or {"": f"{error.what} {error.mend}".strip()}
        return _show(draft_id, element, edited=key if act == "save" else "", problems=problems), 422
    shown = "" if element == pack_imports.REPAIR else element  # where rows wait to be mended
    return redirect(url_for(".show", draft_id=draft_id, element=shown), 303)


def _do(draft_id: int, element: str, act: str, key: str) -> None:
    at = (database(), viewer(), draft_id, element)
    if act == "accept":
        pack_imports.accept(*at, key, now())
    elif act == "reject":
        pack_imports.reject(*at, key, now())
    elif act == "back":
        pack_imports.take_back(*at, key, now())
    elif act in {"up", "down"}:
        pack_imports.move(*at, key, act, now())
    elif act == "move":
        pack_imports.move(*at, key, request.form.get("to", ""), now())
    elif act == "save":
        said = {field.name: request.form.get(field.name, "") for field in WRITTEN.get(element, ())}
        pack_imports.edit(*at, key, said, by=state().installation.organisation, now=now())
    else:
        pack_drafts.page(*at[:3])  # whoever may not know of the draft learns nothing of its acts
        raise InvalidError("There is no such act.", mend="Load the page again.")


@blueprint.post("/drafts/<int:draft_id>/repairs")
@needs()
def mend(draft_id: int) -> ResponseReturnValue:
    """Mend a row, or leave it out."""
    line, element = whole(request.form.get("line")), request.form.get("element", "")
    try:
        if request.form.get("act") == "leave":
            pack_imports.leave_out(database(), viewer(), draft_id, line, now())
        else:
            pack_imports.mend(database(), viewer(), draft_id, line, request.form, now())
    except InvalidError as error:
        return _show(draft_id, element, mended=line, problems=error.problems or {"": error.what}), 422
    return redirect(url_for(".show", draft_id=draft_id, element=element), 303)


@blueprint.post("/drafts/<int:draft_id>/unmapped")
@needs()
def place(draft_id: int) -> ResponseReturnValue:
    """Make items of a section that the reader does not know."""
    line, element = whole(request.form.get("line")), request.form.get("as", "")
    try:
        pack_imports.place(database(), viewer(), draft_id, line, element, now())
    except InvalidError as error:
        problems = {"": f"{error.what} {error.mend}".strip()}
        return _show(draft_id, request.form.get("element", ""), problems=problems), 422
    return redirect(url_for(".show", draft_id=draft_id, element=element), 303)


def _sent(sent: FileStorage | None, most: int) -> tuple[str, bytes]:
    """A file's name and bytes, one more than allowed at most; nothing where none was chosen."""
    if sent is None or not sent.filename:
        return "", b""
    with sent.stream as stream:
        return sent.filename, stream.read(most + 1)


def _show(
    draft_id: int, element: str, *, edited: str = "", mended: int = 0, problems: Mapping[str, str] | None = None
) -> str:
    page = pack_imports.page(database(), viewer(), draft_id, element)
    return render_template(
        "pack_imports/show.html",
        page=page,
        draft=page.draft,
        line=page.draft.line,
        edited=edited,
        mended=mended,
        problems=problems or {},
        typed=request.form,
        written=WRITTEN,
        names=NAMES,
        places=PLACES,
        fates=FATE_WORDS,
    )
