"""The report: how interviewing goes, on a page and as CSV."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from hiringkit.jobs.tables import as_csv
from hiringkit.loops.reports import FEW
from hiringkit.policy.people import Role
from hiringkit.services import reports
from hiringkit.services.reports import PERIODS, Asked, Part
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
@needs(Role.ADMIN, Role.HIRING_MANAGER, Role.RECRUITER)
def index() -> str:
    """Scorecards, load and stages of the loops that the viewer runs."""
    found = reports.report(database(), viewer(), _asked(), now())
    return render_template("reports/index.html", report=found, periods=PERIODS, few=FEW)


@blueprint.get("/reports/<word:part>")
@needs(Role.ADMIN, Role.HIRING_MANAGER, Role.RECRUITER)
def table(part: str) -> Response:
    """One of its tables, as CSV."""
    if part not in set(Part):
        abort(404)
    found = reports.report(database(), viewer(), _asked(), now())
    answer = Response(as_csv(reports.table(found, Part(part))), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{part}-{now():%Y-%m-%d}.csv"'
    return answer


def _asked() -> Asked:
    """What the address asks for; what makes no sense is left out."""
    days = identifier(request.args.get("days"))
    return Asked(days if days in PERIODS else Asked.days, identifier(request.args.get("loop")) or 0)
