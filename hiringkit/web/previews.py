"""Looking at a document before it is downloaded: pictures of its pages, for whoever may download it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, NotFoundError
from hiringkit.jobs import pictures
from hiringkit.services import kits
from hiringkit.services.documents import CANDIDATE, FORMS, FULL, RAW_ONLY
from hiringkit.services.packets import PACKET
from hiringkit.services.scorecard_sheets import SCORECARD
from hiringkit.services.summaries import SUMMARY
from hiringkit.web.context import database, viewer
from hiringkit.web.security import needs

WORDS = {  # what it is called, its download, the page that it belongs to, and the argument of both
    SCORECARD: ("Scorecard as it prints", "documents.scorecard", "scorecards.show", "scorecard_id"),
    PACKET: ("Packet as it prints", "documents.packet", "candidates.show", "candidacy_id"),
    kits.KIT: ("Interview kit as it prints", "documents.kit", "interviews.show", "interview_id"),
    kits.BLANK: ("Blank scorecard as it prints", "documents.blank", "interviews.show", "interview_id"),
    kits.HANDOUT: ("Candidate’s sheet as it prints", "documents.handout", "candidates.show", "candidacy_id"),
    kits.DEFINITIONS: ("Calibration sheet as it prints", "documents.definitions", "loops.show", "loop_id"),
    SUMMARY: ("Loop summary as it prints", "documents.summary", "loops.show", "loop_id"),
}
HOMES = {"scorecards.show": "Scorecard", "candidates.show": "Candidate", "interviews.show": "Interview"}
FORM_WORDS = {
    FULL: "as the panel reads it",
    RAW_ONLY: "with raw ratings alone",
    CANDIDATE: "the candidate’s own copy",
}
blueprint = Blueprint("previews", __name__, url_prefix="/documents")


@blueprint.get("/<word:kind>/<int:subject_id>")
@needs()
def show(kind: str, subject_id: int) -> ResponseReturnValue:
    """The pages of a document, as they print."""
    form = _form(kind)
    try:
        document = pictures.shown(database(), viewer(), kind, subject_id, form or FULL)
    except ConflictError:
        if kind != SCORECARD:
            raise
        return redirect(url_for("scorecards.check", scorecard_id=subject_id), 303)
    title, download, home, argument = WORDS[kind]
    of: dict[str, Any] = {argument: subject_id}
    asked: dict[str, Any] = {"form": form} if form not in ("", FULL) else {}
    return render_template(
        "previews/show.html",
        title=title,
        form_words=FORM_WORDS.get(form, ""),
        pages=[
            url_for(".page", kind=kind, subject_id=subject_id, number=number, **asked)
            for number in range(1, document.pages + 1)
        ],
        kibibytes=max(1, round(len(document.content) / 1024)),
        download=url_for(download, **of, **asked),
        home=url_for(home, **of),
        home_words=HOMES.get(home, "Loop"),
        document=document,
    )


@blueprint.get("/<word:kind>/<int:subject_id>/pages/<int:number>")
@needs()
def page(kind: str, subject_id: int, number: int) -> Response:
    """A page as a picture."""
    try:
        document = pictures.shown(database(), viewer(), kind, subject_id, _form(kind) or FULL)
    except ConflictError as error:  # a draft, which has no pages
        raise NotFoundError("The document has no such page.", where=f"page {number}") from error
    return Response(pictures.picture(document, number), mimetype="image/png")


def _form(kind: str) -> str:
    """The form that is asked for, of a document that has several."""
    asked = request.args.get("form", "")
    if kind not in pictures.FORMED:
        return ""
    return asked if asked in FORMS else FULL
