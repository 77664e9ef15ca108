"""The library of packs, and a version as it is read: levels by criteria, with where each text comes from."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.packs import may_write_packs
from hiringkit.policy.people import may_build_loops
from hiringkit.rubrics.diff import Kind
from hiringkit.rubrics.provenance import Source
from hiringkit.services import calibration_sessions, pack_drafts, packs
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import searched
from hiringkit.web.forms.loops import whole
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


@blueprint.get("")
@needs()
def index() -> str:
    """Every pack with its versions, or those that a search finds."""
    words = searched(request.args)
    lines = packs.library(database(), words, now().date())
    drafts = [] if words else pack_drafts.drafts(database(), viewer())
    may_write = may_write_packs(viewer())
    return render_template("packs/index.html", lines=lines, q=words, drafts=drafts, may_write=may_write)


@blueprint.get("/<int:pack_id>")
@needs()
def newest(pack_id: int) -> ResponseReturnValue:
    """The newest version of a pack."""
    number = next((line.number for line in packs.versions(database()) if line.pack_id == pack_id), None)
    if number is None:
        raise NotFoundError("There is no such pack.", where=f"pack {pack_id}")
    return redirect(url_for(".version", pack_id=pack_id, number=number), 303)


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
        pack_drafts.retire(database(), viewer(), pack_id, number, request.form.get("note", ""), now())
    except InvalidError as error:
        return _version(pack_id, number, error.problems), 422
    return redirect(url_for(".version", pack_id=pack_id, number=number, said="version-retired"), 303)


def _version(pack_id: int, number: int, problems: Mapping[str, str] | None = None) -> str:
    found = packs.version(database(), pack_id, number)
    return render_template(
        "packs/version.html",
        line=found.line,
        pack=found.pack,
        illustrated=[one for one in found.pack.criteria if any(anchor.examples for anchor in one.anchors)],
        acts=found.acts,
        others=found.others,
        where=where,
        may_build=may_build_loops(viewer()),
        may_write=may_write_packs(viewer()),
        problems=problems or {},
        typed=request.form.get("note", ""),
        proposals=calibration_sessions.proposals(database(), pack_id),
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
