"""Taking criteria of published packs into a draft."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import pack_composing
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.security import needs

blueprint = Blueprint("pack_composing", __name__, url_prefix="/packs/drafts/<int:draft_id>/compose")


@blueprint.get("")
@needs()
def choose(draft_id: int) -> str:
    """The versions that criteria can be taken from, and the criteria of one of them."""
    return _page(draft_id, whole(request.args.get("version")))


@blueprint.post("")
@needs()
def take(draft_id: int) -> ResponseReturnValue:
    """Take the criteria that are ticked."""
    version_id = whole(request.form.get("version"))
    try:
        keys = request.form.getlist("criterion")
        pack_composing.take(database(), viewer(), draft_id, version_id, keys, now())
    except InvalidError as error:
        return _page(draft_id, version_id, f"{error.what} {error.mend}".strip()), 422
    return redirect(url_for("pack_editor.edit", draft_id=draft_id, part="criteria", said="added"), 303)


def _page(draft_id: int, version_id: int, problem: str = "") -> str:
    page = pack_composing.page(database(), viewer(), draft_id, version_id)
    ticked = request.form.getlist("criterion")
    return render_template(
        "pack_composing/choose.html", page=page, line=page.draft.line, problem=problem, ticked=ticked
    )
