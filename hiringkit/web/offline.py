"""One's own draft as one file: handed out with its script and style in it, and brought back field by field."""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.scorecards import CONFIDENCE_WORDS, NOT_OBSERVED_WORDS, RECOMMENDATION_WORDS, VERIFIABLE_WORDS
from hiringkit.services import draft_pages, drafts
from hiringkit.web import interviews
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms import offline as files
from hiringkit.web.security import needs

blueprint = Blueprint("offline", __name__, url_prefix="/scorecards/<int:scorecard_id>/file")
STATIC = Path(__file__).parent / "static"


@blueprint.get("")
@needs()
def download(scorecard_id: int) -> ResponseReturnValue:
    """The draft as a file that works without a network. It names nobody but the candidate."""
    page = draft_pages.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for("scorecards.show", scorecard_id=scorecard_id), 303)
    style, script = _inlined("offline.css"), _inlined("offline.js")
    name = f"scorecard-{scorecard_id}.html"
    mark = secrets.token_hex(16)  # no text of anybody holds it
    text = render_template(
        "scorecards/offline.html",
        page=page,
        held=page.held,
        pack=page.held.pack,
        criteria={line.key: page.held.pack.criterion(line.key) for line in page.lines},
        not_observed=NOT_OBSERVED_WORDS,
        recommendations=[(one.value, words) for one, words in RECOMMENDATION_WORDS.items()],
        confidences=[(one.value, words) for one, words in CONFIDENCE_WORDS.items()],
        verifiable=[(one.value, words) for one, words in VERIFIABLE_WORDS.items()],
        answers=f"{mark}-answers",
        file=name,
        style=f"{mark}-style",
        style_hash=_hash(style),
        script=f"{mark}-script",
        script_hash=_hash(script),
    )
    answers = files.carried(page, now().isoformat(timespec="seconds"))
    for place, words in {"style": style, "script": script, "answers": answers}.items():
        text = text.replace(f"{mark}-{place}", words)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.lstrip(), mimetype="application/octet-stream", headers=headers)


@blueprint.post("")
@needs()
def upload(scorecard_id: int) -> ResponseReturnValue:
    """Take what was changed in the file; what somebody, or another window, saved since is shown beside it."""
    page = draft_pages.own(database(), viewer(), scorecard_id)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for("scorecards.show", scorecard_id=scorecard_id), 303)
    content = _sent()
    if not content:
        raise InvalidError("No file was chosen.", mend="Choose the file that you saved.")
    if len(content) > files.LARGEST:
        raise InvalidError("The file has more than 2 MiB, which no scorecard has.")
    changes, lines = files.brought_back(content, scorecard_id)
    saved = drafts.save(database(), viewer(), scorecard_id, changes, lines, now())
    if saved.faults or saved.conflicts:
        fresh = draft_pages.own(database(), viewer(), scorecard_id)
        return interviews.render(fresh, saved, typed=files.typed(changes, lines)), 409 if saved.conflicts else 422
    return redirect(url_for("scorecards.check", scorecard_id=scorecard_id, said="saved"), 303)


def _sent() -> bytes:
    """The file that was chosen, as far as it may go."""
    sent = request.files.get("file")
    if sent is None:
        return b""
    with sent.stream as stream:
        return bytes(stream.read(files.LARGEST + 1))


@lru_cache(maxsize=2)
def _inlined(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
