"""The editor of a draft: its pages, saving what was typed with and without a script, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.jobs import previews
from hiringkit.rubrics import editing
from hiringkit.rubrics.examples import SIDES
from hiringkit.rubrics.fields import DEFINITION, LISTS, NAMES, PACK, SCALE, Field, Kind
from hiringkit.rubrics.lint import Finding
from hiringkit.rubrics.packs import Pack
from hiringkit.services import pack_drafts, pack_proposals
from hiringkit.services.pack_drafts import DraftPage, Saved
from hiringkit.web.context import database, now, state, viewer
from hiringkit.web.forms.loops import whole
from hiringkit.web.forms.pack_drafts import PARTS, place_of, typed, whole_form
from hiringkit.web.pages import hour
from hiringkit.web.security import needs

AT_WORK = timedelta(minutes=10)  # since somebody last wrote: they are likely to go on
blueprint = Blueprint("pack_editor", __name__, url_prefix="/packs/drafts/<int:draft_id>")


@blueprint.get("/edit")
@needs()
def edit(draft_id: int) -> str:
    """A page of the editor."""
    return _page(draft_id, request.args.get("part", "criteria"))


@blueprint.post("/edit")
@needs()
def store(draft_id: int) -> ResponseReturnValue:
    """Save a whole page of the editor, then add, take out or move an item where a button says so."""
    part = request.form.get("part", "")
    try:
        saved = pack_drafts.save(
            database(),
            viewer(),
            draft_id,
            whole_form(request.form),
            by=state().installation.organisation,
            now=now(),
            revision=whole(request.form.get("revision")),
        )
        anchor = "" if saved.faults or saved.conflicts else _act(draft_id, request.form.get("act", ""))
    except InvalidError as error:
        return _page(draft_id, part, problem=f"{error.what} {error.mend}".strip()), 422
    if saved.faults or saved.conflicts:
        return _page(draft_id, part, saved), 422
    return redirect(url_for(".edit", draft_id=draft_id, part=part, said="saved", _anchor=anchor or None), 303)


@blueprint.post("/save")
@needs()
def save(draft_id: int) -> ResponseReturnValue:
    """Save fields as they are typed: what was kept, what was not and why, and what the linter says now."""
    try:
        changes = typed(request.get_json(silent=True))
    except InvalidError as error:
        pack_drafts.page(database(), viewer(), draft_id)  # whoever may not know of the draft learns nothing
        return {"what": error.what, "mend": error.mend}, 422
    by = state().installation.organisation
    saved = pack_drafts.save(database(), viewer(), draft_id, changes, by=by, now=now())
    page = pack_drafts.page(database(), viewer(), draft_id)
    return {
        "saved": hour(page.line.saved_at, viewer().zone),
        "revision": page.line.revision,
        "faults": saved.faults,
        "conflicts": saved.conflicts,
        "clashes": _clashes(saved),
        "others": _others(page),
        "findings": [_told(draft_id, page.pack, finding) for finding in page.findings],
    }


@blueprint.get("/preview")
@needs()
def preview(draft_id: int) -> str:
    """A draft as an interviewer meets it."""
    page = pack_drafts.page(database(), viewer(), draft_id)
    return render_template("pack_editor/preview.html", page=page, line=page.line, pack=page.pack)


@blueprint.get("/sheet")
@needs()
def sheet(draft_id: int) -> Response:
    """A draft as a blank scorecard on paper."""
    page = pack_drafts.page(database(), viewer(), draft_id)
    pdf = previews.blank(page, state().installation.organisation)
    answer = Response(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="draft-{draft_id}-blank.pdf"'
    return answer


def _act(draft_id: int, act: str) -> str:
    """Do what a button says: “add LIST”, “remove LIST KEY”, “up LIST KEY”, “take KEY”. Gives the place to go on at."""
    do, _, rest = act.partition(" ")
    where, _, key = rest.partition(" ")
    by = state().installation.organisation
    if do == "add":
        added = request.form.get(f"new-{where}", "")
        pack_drafts.change(database(), viewer(), draft_id, lambda pack: editing.added(pack, where, added, by)[0], now())
        return f"list-{where}"
    if do == "remove":
        pack_drafts.change(database(), viewer(), draft_id, lambda pack: editing.removed(pack, where, key), now())
        return f"list-{where}"
    if do in {"take", "decline"}:
        key = pack_proposals.answer(database(), viewer(), draft_id, where, now(), is_taken=do == "take")
        return f"criteria-{key}"
    if do in {"up", "down"}:
        step = -1 if do == "up" else 1
        pack_drafts.change(database(), viewer(), draft_id, lambda pack: editing.moved(pack, where, key, step), now())
        return f"{where}-{key}"
    return ""


def _page(draft_id: int, key: str, saved: Saved | None = None, problem: str = "") -> str:
    found = pack_drafts.page(database(), viewer(), draft_id)
    part = PARTS.get(key)
    if part is None:
        raise NotFoundError("The editor has no such page.", where=key[:80])
    pack, sent = found.pack, request.form
    notes = _notes(saved) if saved else {}

    def words_at(address: str) -> str:
        """What stands in a field: what was typed where it was not kept, else what the draft says."""
        if address in notes:
            return "\n".join(filter(None, sent.getlist(address)))
        return editing.value(pack, address)

    findings = [(finding, *place_of(pack, finding.path)) for finding in found.findings]
    return render_template(
        "pack_editor/edit.html",
        page=found,
        line=found.line,
        pack=pack,
        part=part,
        parts=PARTS.values(),
        words_at=words_at,
        options=lambda field: _options(pack, field),
        notes=notes,
        problem=problem,
        lists=LISTS,
        names=NAMES,
        about=PACK,
        scale_field=SCALE,
        definition=DEFINITION,
        levels=_levels(pack),
        sides=SIDES,
        findings=findings,
        others=_others(found),
        proposals=pack_proposals.of_draft(database(), found) if part.key == "criteria" else (),
    )


def _notes(saved: Saved) -> Mapping[str, str]:
    return saved.faults | {
        address: f"{said} Send again to put yours in its place." for address, said in _clashes(saved).items()
    }


def _clashes(saved: Saved) -> dict[str, str]:
    """What is said of each field that somebody else was quicker with."""
    told = {}
    for address, text in saved.conflicts.items():
        writer = saved.writers.get(address)
        who = "Somebody" if writer is None else f"{writer.name}, {hour(writer.at, viewer().zone)},"
        if writer and writer.person_id == viewer().person_id:
            who = "You, in another window,"
        told[address] = f"{who} saved “{text or 'nothing'}” here since."
    return told


def _others(page: DraftPage) -> str:
    """Who else wrote in the draft within the last minutes, in words; empty where nobody did."""
    recent = [one for one in page.writers if one.person_id != viewer().person_id and now() - one.at < AT_WORK]
    return ", ".join(f"{one.name} at {hour(one.at, viewer().zone)}" for one in recent)


def _options(pack: Pack, field: Field) -> list[tuple[str, str]]:
    """What a field chooses from: ids and words."""
    if field.options:
        return list(field.options)
    items = getattr(pack, field.of) if field.kind in {Kind.CHOICE, Kind.PICKS} else ()
    return [(item.id, str(getattr(item, "name", None) or getattr(item, "text", ""))) for item in items]


def _levels(pack: Pack) -> list[tuple[int, str]]:
    """The columns of the matrix: the scale's levels, and any beyond it for which somebody wrote an anchor."""
    words = pack.scale.words if pack.scale else ()
    written = {
        anchor.level for criterion in pack.criteria for anchor in criterion.anchors if anchor.text or anchor.examples
    }
    most = max([len(words), *written]) if words else 5
    beyond = "no such level" if words else "no word yet"
    return [(step, words[step - 1] if step <= len(words) else beyond) for step in range(1, most + 1)]


def _told(draft_id: int, pack: Pack, finding: Finding) -> dict[str, Any]:
    part, anchor = place_of(pack, finding.path)
    address = url_for(".edit", draft_id=draft_id, part=part, _anchor=anchor)
    return {"level": finding.level, "message": finding.message, "part": part, "address": address}
