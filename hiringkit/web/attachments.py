"""Files of a candidate: the list, adding one, downloading one, removing one."""

from __future__ import annotations

from pathlib import PureWindowsPath

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.attachments import FileKind
from hiringkit.errors import InvalidError
from hiringkit.jobs import attachments as jobs
from hiringkit.services import attachments
from hiringkit.services.attachments import AttachmentsPage, Sent
from hiringkit.web.context import database, now, the_request, viewer
from hiringkit.web.forms.attachments import AttachmentForm
from hiringkit.web.forms.faults import said, show
from hiringkit.web.security import needs

blueprint = Blueprint("attachments", __name__, url_prefix="/candidates")
ROOM = 40 * 1024 * 1024  # bytes: what is too large comes in, so that its refusal keeps what was typed
TYPES = {FileKind.PDF: "application/pdf", FileKind.PNG: "image/png", FileKind.TEXT: "text/plain; charset=utf-8"}
KIND_WORDS = {FileKind.PDF: "PDF", FileKind.PNG: "PNG image", FileKind.TEXT: "text"}


def make_room(app: Flask) -> None:
    """Let more come in at the form of files. Said before the form's token is looked for, which reads the form."""
    app.before_request(_roomy)


def _roomy() -> None:
    asked = the_request()
    if asked.endpoint == "attachments.index":
        asked.max_content_length = ROOM


@blueprint.route("/<int:candidacy_id>/files", methods=["GET", "POST"])
@needs()
def index(candidacy_id: int) -> ResponseReturnValue:
    """The files of a candidate; one is added here."""
    page = attachments.page(database(), viewer(), candidacy_id)
    form = AttachmentForm()
    form.offer(page.stages)
    if not form.validate_on_submit():
        return _page(page, form), 422 if form.is_submitted() else 200
    audience, stage_id = form.chosen()
    name, content = _sent()
    try:
        sent = Sent(said(form.name) or name, content, audience, stage_id)
        jobs.add(database(), viewer(), candidacy_id, sent, now())
    except InvalidError as error:
        show(form, error)
        return _page(page, form), 422
    return redirect(url_for(".index", candidacy_id=candidacy_id, said="file-added"), 303)


@blueprint.get("/<int:candidacy_id>/files/<int:attachment_id>")
@needs()
def download(candidacy_id: int, attachment_id: int) -> Response:
    """One file, to be kept by the browser and never shown in our place."""
    found = attachments.hand_out(database(), viewer(), candidacy_id, attachment_id, now())
    answer = Response(found.content, content_type=TYPES[found.kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    return answer


@blueprint.route("/<int:candidacy_id>/files/<int:attachment_id>/remove", methods=["GET", "POST"])
@needs()
def remove(candidacy_id: int, attachment_id: int) -> ResponseReturnValue:
    """Delete a file for good, once that is confirmed."""
    if request.method == "GET":
        name, candidate = attachments.to_remove(database(), viewer(), candidacy_id, attachment_id)
        return render_template("attachments/remove.html", name=name, candidate=candidate, candidacy_id=candidacy_id)
    attachments.remove(database(), viewer(), candidacy_id, attachment_id, now())
    return redirect(url_for(".index", candidacy_id=candidacy_id, said="file-removed"), 303)


def _sent() -> tuple[str, bytes]:
    """The name of the file that was chosen, without a folder, and a byte more than is taken at most."""
    sent = request.files.get("file")
    if sent is None:
        return "", b""
    with sent.stream as stream:
        content = stream.read(attachments.LARGEST + 1)
    return PureWindowsPath(sent.filename or "").name, content


def _page(page: AttachmentsPage, form: AttachmentForm) -> str:
    return render_template(
        "attachments/index.html",
        page=page,
        form=form,
        kinds=KIND_WORDS,
        largest=attachments.LARGEST // 2**20,
        most=attachments.MOST_FILES,
    )
