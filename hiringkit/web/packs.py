"""The library of packs, and a version as it is read: levels by criteria, with where each text comes from."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import NotFoundError
from hiringkit.policy.people import may_build_loops
from hiringkit.rubrics.provenance import Source
from hiringkit.services import packs
from hiringkit.web.context import database, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("packs", __name__, url_prefix="/packs")


@blueprint.get("")
@needs()
def index() -> str:
    """Every pack with its versions."""
    lines = packs.versions(database())
    return render_template("packs/index.html", lines=lines, may_build=may_build_loops(viewer()))


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
    found = packs.version(database(), pack_id, number)
    return render_template(
        "packs/version.html", line=found.line, pack=found.pack, where=where, may_build=may_build_loops(viewer())
    )


def where(origin: Source | str) -> str:
    """Where a text comes from, in words."""
    if isinstance(origin, str):
        return origin
    return "report, line " + ", ".join(str(line) for line in origin.lines)
