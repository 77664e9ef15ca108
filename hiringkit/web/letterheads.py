"""The organisation on its documents, for the administrator."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.letterheads import ATTESTATION, LARGEST_FILE
from hiringkit.policy.people import Role
from hiringkit.services import letterheads
from hiringkit.services.letterheads import Letterhead
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.forms.faults import said, show
from hiringkit.web.forms.letterheads import LetterheadForm
from hiringkit.web.security import needs

blueprint = Blueprint("letterheads", __name__, url_prefix="/admin/organisation")


@blueprint.get("", endpoint="index")
@needs(Role.ADMIN)
def ask() -> str:
    """The letterhead, to be changed."""
    return _page(LetterheadForm(obj=letterheads.read(database())))


@blueprint.post("")
@needs(Role.ADMIN)
def change() -> ResponseReturnValue:
    """Another name, colour, logo, or policy."""
    form = LetterheadForm()
    if not form.validate_on_submit():
        return _page(form), 422
    keeps = not form.no_logo.data
    tells, attested = bool(form.scores_to_candidates.data), said(form.attestation)
    wanted = Letterhead(said(form.organisation), said(form.colour), keeps, tells, attested)
    try:
        letterheads.change(database(), viewer(), wanted, _sent(), now())
    except InvalidError as error:
        show(form, error)
        return _page(form), 422
    state().read_installation()
    return redirect(url_for(".index", said="saved"), 303)


@blueprint.get("/logo")
@needs(Role.ADMIN)
def logo() -> Response:
    """The logo as it is printed."""
    return Response(letterheads.logo(database()), mimetype="image/png")


def _sent() -> bytes | None:
    """The file that was chosen, a byte more than is taken at most; None where none was."""
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return stream.read(LARGEST_FILE + 1)


def _page(form: LetterheadForm) -> str:
    return render_template(
        "letterheads/index.html", form=form, letterhead=letterheads.read(database()), ours=ATTESTATION
    )
