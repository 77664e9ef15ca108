"""Drafts of packs: how far one is, what changed, publishing it, putting it away."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.people import Role
from hiringkit.rubrics.diff import Kind
from hiringkit.services import pack_drafts, pack_publishing
from hiringkit.services.pack_drafts import DraftPage
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.forms.pack_drafts import PARTS, place_of
from hiringkit.web.packs import KIND_WORDS
from hiringkit.web.security import needs

blueprint = Blueprint("pack_drafts", __name__, url_prefix="/packs")
BEGINNINGS = {
    "report": "read from a report",
    "file": "from a pack file",
    "version": "the next version",
    "copy": "a copy",
    "empty": "begun empty",
}


@blueprint.post("/drafts")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def begin() -> ResponseReturnValue:
    """A draft with nothing in it but its title."""
    try:
        draft_id = pack_drafts.begin_empty(database(), viewer(), request.form.get("title", ""), now())
    except InvalidError as error:
        return begin_page(error.problems), 422
    return redirect(url_for(".show", draft_id=draft_id), 303)


@blueprint.get("/import")
@needs(Role.ADMIN, Role.HIRING_MANAGER)
def new() -> str:
    """The ways in which a pack begins: a report, a pack file, nothing."""
    return begin_page({})


def begin_page(problems: Mapping[str, str]) -> str:
    """The page where a pack begins, with what was wrong with what was sent."""
    return render_template("pack_drafts/new.html", problems=problems, typed=request.form)


@blueprint.get("/drafts/<int:draft_id>")
@needs()
def show(draft_id: int) -> str:
    """How far a draft is, and what stands in the way of publishing it."""
    return _show(pack_drafts.page(database(), viewer(), draft_id))


def _show(page: DraftPage, problems: Mapping[str, str] | None = None) -> str:
    mended = [(finding, *place_of(page.pack, finding.path)) for finding in page.findings]
    return render_template(
        "pack_drafts/show.html",
        page=page,
        line=page.line,
        pack=page.pack,
        mended=mended,
        parts=PARTS.values(),
        beginnings=BEGINNINGS,
        problems=problems or {},
        typed=request.form,
    )


@blueprint.get("/drafts/<int:draft_id>/diff")
@needs()
def changes(draft_id: int) -> str:
    """What differs from the version that a draft was made from."""
    page, found = pack_drafts.changes(database(), viewer(), draft_id)
    by_kind = {kind: [one for one in found.changes if one.kind is kind] if found else [] for kind in Kind}
    return render_template(
        "pack_drafts/diff.html",
        line=page.line,
        by_kind=by_kind,
        pooling=found.pooling if found else (),
        kinds=KIND_WORDS,
        compared=found is not None,
    )


@blueprint.post("/drafts/<int:draft_id>/publish")
@needs()
def publish(draft_id: int) -> ResponseReturnValue:
    """Publish a draft, with a note."""
    sent = request.form
    try:
        pack_id, number = pack_publishing.publish(
            database(),
            viewer(),
            draft_id,
            sent.get("note", ""),
            now(),
            revision=whole(sent.get("revision")),
            overtake=sent.get("overtake") == "y",
            waiver=sent.get("waiver", ""),
        )
    except (InvalidError, ConflictError) as error:
        page = pack_drafts.page(database(), viewer(), draft_id)
        problems = getattr(error, "problems", None) or {"": f"{error.what} {error.mend}".strip()}
        return _show(page, problems), 409 if isinstance(error, ConflictError) else 422
    return redirect(url_for("packs.version", pack_id=pack_id, number=number, said="published"), 303)


@blueprint.post("/drafts/<int:draft_id>/discard")
@needs()
def discard(draft_id: int) -> ResponseReturnValue:
    """Put a draft away."""
    pack_drafts.discard(database(), viewer(), draft_id, now())
    return redirect(url_for("packs.index", said="discarded"), 303)
