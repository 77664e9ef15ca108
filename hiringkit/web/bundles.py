"""Archives of a loop: asked for, watched while they are made, cancelled, tried again, downloaded by their owner."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.bundles import BundleState
from hiringkit.errors import InvalidError
from hiringkit.services import bundles
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.bundles import BundleForm
from hiringkit.web.forms.faults import show
from hiringkit.web.security import needs

blueprint = Blueprint("bundles", __name__)
SIGNS = {
    BundleState.WAITING: "open",
    BundleState.RUNNING: "half",
    BundleState.READY: "met",
    BundleState.FAILED: "stop",
    BundleState.CANCELLED: "none",
    BundleState.EXPIRED: "none",
}
WORDS = {
    BundleState.WAITING: "waits for its turn",
    BundleState.RUNNING: "being made",
    BundleState.READY: "ready",
    BundleState.FAILED: "not made",
    BundleState.CANCELLED: "cancelled",
    BundleState.EXPIRED: "its time is over",
}


@blueprint.get("/exports")
@needs()
def index() -> str:
    """The viewer's archives."""
    return render_template("bundles/index.html", lines=bundles.listed(database(), viewer()), signs=SIGNS, words=WORDS)


@blueprint.route("/loops/<int:loop_id>/archive", methods=["GET", "POST"])
@needs()
def new(loop_id: int) -> ResponseReturnValue:
    """Ask for an archive of a loop."""
    loop = bundles.loop_of(database(), viewer(), loop_id)
    form = BundleForm()
    form.offer(loop)
    if form.validate_on_submit():
        try:
            bundle_id = bundles.ask(database(), viewer(), loop_id, form.choice(), now())
        except InvalidError as error:
            show(form, error)
        else:
            return redirect(url_for(".watch", bundle_id=bundle_id), 303)
    page = render_template("bundles/new.html", plan=loop, form=form, hours=_hours())
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/exports/<int:bundle_id>")
@needs()
def watch(bundle_id: int) -> str:
    """How far an archive is, and what can be done about it."""
    bundle, has_worker = bundles.shown(database(), viewer(), bundle_id, now())
    return render_template(
        "bundles/show.html", bundle=bundle, has_worker=has_worker, signs=SIGNS, words=WORDS, hours=_hours()
    )


@blueprint.post("/exports/<int:bundle_id>/cancel")
@needs()
def cancel(bundle_id: int) -> ResponseReturnValue:
    """Let an archive not be made."""
    bundles.cancel(database(), viewer(), bundle_id, now())
    return redirect(url_for(".watch", bundle_id=bundle_id), 303)


@blueprint.post("/exports/<int:bundle_id>/retry")
@needs()
def retry(bundle_id: int) -> ResponseReturnValue:
    """Make an archive after all."""
    bundles.retry(database(), viewer(), bundle_id, now())
    return redirect(url_for(".watch", bundle_id=bundle_id), 303)


@blueprint.get("/exports/<int:bundle_id>/download")
@needs()
def download(bundle_id: int) -> Response:
    """The archive itself, for its owner, while it is kept."""
    answer = Response(bundles.download(database(), viewer(), bundle_id, now()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="archive-{bundle_id}.zip"'
    return answer


def _hours() -> int:
    return round(bundles.LASTS.total_seconds() / 3600)
