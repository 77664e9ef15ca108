"""The audit log, for administrators: what was done, by whom, and whether the chain holds."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from hiringkit.policy.people import Role
from hiringkit.services import audit
from hiringkit.web.context import database, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.security import needs

blueprint = Blueprint("audits", __name__, url_prefix="/admin/audit")


@blueprint.get("")
@needs(Role.ADMIN)
def index() -> str:
    """The newest entries; with `check`, whether every one is as it was written."""
    report = audit.verify(database()) if request.args.get("check") == "1" else None
    before = whole(request.args.get("before"))
    pages = audit.entries(database(), viewer(), before)
    return render_template("audits/index.html", pages=pages, report=report, before=before)
