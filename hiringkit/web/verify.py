"""Checking a file: whether it is what this installation printed."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.services import verify
from hiringkit.services.verify import Outcome
from hiringkit.web.context import database, viewer
from hiringkit.web.security import needs

blueprint = Blueprint("verify", __name__, url_prefix="/verify")
SIGNS = {Outcome.MATCH: "met", Outcome.CHANGED: "stop", Outcome.UNKNOWN: "none"}


@blueprint.get("", endpoint="index")
@needs()
def ask() -> str:
    """The page where a file is dropped."""
    return _page()


@blueprint.post("")
@needs()
def check() -> ResponseReturnValue:
    """What can be said of the file; it is not kept."""
    sent = request.files.get("file")
    content = b""
    if sent:
        with sent.stream as stream:
            content = stream.read(verify.LARGEST + 1)
    if not content:
        return _page(fault="Choose a file; an empty one is no document."), 422
    try:
        verdict = verify.verify(database(), viewer(), content)
    except InvalidError as error:
        return _page(fault=error.what), 422
    return _page(verdict=verdict)


def _page(*, verdict: verify.Verdict | None = None, fault: str = "") -> str:
    return render_template(
        "verify/index.html", verdict=verdict, fault=fault, signs=SIGNS, largest=verify.LARGEST // 2**20
    )
