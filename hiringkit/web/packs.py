"""The library of packs, and a version as it is read: levels by criteria, with where each text comes from."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.packs import may_write_packs
from hiringkit.policy.people import may_build_loops
from hiringkit.rubrics.diff import Kind
from hiringkit.rubrics.provenance import Source
from hiringkit.services import pack_drafts, pack_library, pack_proposals, pack_publishing, pack_tags, packs
from hiringkit.services.pack_library import Order
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.forms.packs import library_asked
from hiringkit.web.security import needs

blueprint = Blueprint("packs", __name__, url_prefix="/packs")
KIND_WORDS = {
    Kind.ADDED: ("Added", ""),
    Kind.REMOVED: ("Removed", ""),
    Kind.REANCHORED: ("Re-anchored", "Ratings before and after do not mean the same."),
    Kind.ILLUSTRATED: (
        "Other examples",
        "What a level looks like; the anchors say the same, and ratings may be pooled.",
    ),
    Kind.REWORDED: ("Re-worded", "The words changed, the anchors did not."),
    Kind.REWEIGHTED: ("Re-weighted", "What a rating counts for in a total."),
    Kind.CHANGED: ("Changed", "What it belongs to, where it is seen, or a figure."),
    Kind.REORDERED: ("Re-ordered", ""),
}


ORDER_WORDS = {Order.TITLE: "By title", Order.NEWEST: "Newest first", Order.REVIEW: "To look at again first"}


@blueprint.get("")
@needs()
def index() -> str:
    """Every pack with its versions, or those that a search finds, a page at a time."""
    wanted = library_asked(request.args)
    found = pack_library.library(database(), wanted, now().date())
    is_narrowed = bool(wanted.words or wanted.tag)
    drafts = [] if is_narrowed or found.asked.page > 1 else pack_drafts.drafts(database(), viewer())
    return render_template(
        "packs/index.html",
        library=found,
        asked=found.asked,
        orders=ORDER_WORDS,
        is_narrowed=is_narrowed,
        drafts=drafts,
        may_write=may_write_packs(viewer()),
    )


@blueprint.get("/<int:pack_id>")
@needs()
def newest(pack_id: int) -> ResponseReturnValue:
    """The newest version of a pack."""
    return redirect(url_for(".version", pack_id=pack_id, number=packs.newest(database(), pack_id)), 303)


@blueprint.get("/<int:pack_id>/versions/<int:number>")
@needs()
def version(pack_id: int, number: int) -> str:
    """One version: its scale, its criteria with their anchors, its scenarios and the rest."""
    return _version(pack_id, number)


@blueprint.post("/<int:pack_id>/versions/<int:number>/draft")
@needs()
def draft(pack_id: int, number: int) -> ResponseReturnValue:
    """Begin the draft of the next version, or of a copy."""
    as_copy = request.form.get("as") == "copy"
    draft_id = pack_drafts.begin_from_version(database(), viewer(), pack_id, number, now(), as_copy=as_copy)
    return redirect(url_for("pack_drafts.show", draft_id=draft_id), 303)


@blueprint.post("/<int:pack_id>/versions/<int:number>/retire")
@needs()
def retire(pack_id: int, number: int) -> ResponseReturnValue:
    """Let no new loop be built from a version."""
    try:
        pack_publishing.retire(database(), viewer(), pack_id, number, request.form.get("note", ""), now())
    except InvalidError as error:
        return _version(pack_id, number, error.problems), 422
    return redirect(url_for(".version", pack_id=pack_id, number=number, said="version-retired"), 303)


@blueprint.post("/<int:pack_id>/tags")
@needs()
def tag(pack_id: int) -> ResponseReturnValue:
    """Tag the pack with what is typed, or take a tag away where a button says so; then the version that was shown."""
    number = whole(request.form.get("version")) or packs.newest(database(), pack_id)
    gone = request.form.get("remove", "")
    try:
        if gone:
            pack_tags.remove(database(), viewer(), pack_id, gone, now())
        else:
            pack_tags.add(database(), viewer(), pack_id, request.form.get("tag", ""), now())
    except InvalidError as error:
        return _version(pack_id, number, error.problems), 422
    return redirect(url_for(".version", pack_id=pack_id, number=number, said="saved", _anchor="tags"), 303)


def _version(pack_id: int, number: int, problems: Mapping[str, str] | None = None) -> str:
    found = packs.version(database(), pack_id, number)
    return render_template(
        "packs/version.html",
        line=found.line,
        pack=found.pack,
        illustrated=[one for one in found.pack.criteria if any(anchor.examples for anchor in one.anchors)],
        acts=found.acts,
        others=found.others,
        tags=found.tags,
        where=where,
        may_build=may_build_loops(viewer()),
        may_write=may_write_packs(viewer()),
        problems=problems or {},
        typed=request.form,
        proposals=pack_proposals.of_pack(database(), pack_id),
    )


@blueprint.get("/<int:pack_id>/versions/<int:number>/diff")
@needs()
def changes(pack_id: int, number: int) -> str:
    """What changed from an earlier version (`since`, else the one before), and which ratings may be pooled."""
    since = whole(request.args.get("since")) or number - 1
    found = packs.compare(database(), pack_id, number, since)
    by_kind = {kind: [change for change in found.diff.changes if change.kind is kind] for kind in Kind}
    return render_template(
        "packs/diff.html", old=found.old, new=found.new, by_kind=by_kind, pooling=found.diff.pooling, kinds=KIND_WORDS
    )


@blueprint.get("/<int:pack_id>/versions/<int:number>/file")
@needs()
def file(pack_id: int, number: int) -> Response:
    """A version as a pack file."""
    name, text = packs.file_of(database(), pack_id, number)
    answer = Response(text, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def where(origin: Source | str) -> str:
    """Where a text comes from, in words."""
    if isinstance(origin, str):
        return origin
    return "report, line " + ", ".join(str(line) for line in origin.lines)
