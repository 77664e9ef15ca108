"""A draft of a pack becomes a version that never changes; a version is retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, packs
from hiringkit.db import pack_drafts as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables.pack_drafts import DraftState, VersionActKind
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.rubrics.editing_criteria import completed
from hiringkit.rubrics.packs import Pack, content_hash
from hiringkit.rubrics.reader_items import free_key
from hiringkit.services import pack_drafts, samples
from hiringkit.services.pack_drafts import DraftPage

LONGEST_NOTE = 450  # twice, with a waiver, in a column of a thousand


def publish(
    db: Database,
    viewer: Viewer,
    draft_id: int,
    words: str,
    now: datetime,
    *,
    revision: int,
    overtake: bool = False,
    waiver: str = "",
) -> tuple[int, int]:
    """Publish a draft as the next version of its pack, or as the first of a new one; gives pack id and number.

    With a `waiver`, the reason for it, anchors may be empty; it stands with the version, under the publisher's name.

    Raises NotFoundError, ConflictError (it changed since it was looked at, or another version came since),
    InvalidError: a note is missing, the linter has errors, or somebody has still to accept or mend something.
    """
    words = _note_words(words, "Write what is new in it, for those who use it.")
    with db.writing() as session:
        pack_drafts.open_draft(session, viewer, draft_id)  # before the chain, as every other act on a draft does
        audit.hold(session)
        found = pack_drafts.read(session, viewer, draft_id)
        if found.line.revision != revision:
            what = f"The draft changed since you looked at it; {found.line.writer} saved it last."
            raise ConflictError(what, mend="Look at it again, then publish.")
        if found.is_overtaken and not overtake:
            raise ConflictError(
                f"Version {found.line.newest} was published since this draft began.",
                mend="Compare the two, then say that this one shall follow.",
            )
        waived = _waived(found, waiver)
        _require_ready(found, waived=bool(waived))
        words = f"{words}\n{waived}".strip()
        slug, pack = _named(session, found)
        content = content_hash(pack)
        if any(packs.has(session, slug, content_hash(one)) for one in (pack, _as(pack, status="shipped"))):
            raise InvalidError("A version of this pack says the same already.", mend="Change something first.")
        version_id = packs.publish(session, slug, pack, by=viewer.name, now=now)
        stored.note_act(session, viewer, version_id, VersionActKind.PUBLISHED, words, now)
        stored.end(session, draft_id, DraftState.PUBLISHED, version_id)
        samples.take_held(session, slug, pack, now)
        detail = {"pack": slug, "content": content, "draft": draft_id}
        if waived:
            detail["empty_anchors"] = len(found.waivable)
        _note_version(session, viewer, "version published", version_id, now, detail)
        return packs.place_of(session, version_id)


def retire(db: Database, viewer: Viewer, pack_id: int, number: int, words: str, now: datetime) -> None:
    """Let no new loop be built from a version; loops that have it keep it.

    Raises NotFoundError, RefusedError, InvalidError, ConflictError (retired already).
    """
    with db.writing() as session:
        row = packs.version(session, pack_id, number)
        pack_drafts.require_writer(viewer)
        words = _note_words(words, "Write why no new loop shall be built from it.")
        if not packs.retire(session, row[0]):
            raise ConflictError("This version is retired already.")
        stored.note_act(session, viewer, row[0], VersionActKind.RETIRED, words, now)
        _note_version(session, viewer, "version retired", row[0], now, {"pack": pack_id, "number": number})


def _note_version(
    session: Session, viewer: Viewer, act: str, version_id: int, now: datetime, detail: Mapping[str, Any]
) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="rubric version", subject_id=version_id, detail=detail)


def _note_words(words: str, missing: str, field: str = "note") -> str:
    words = texts.tidy(words)
    fault = texts.fault(words, LONGEST_NOTE) or ("" if len(words) >= 3 else missing)
    if fault:
        raise InvalidError("Nothing was changed.", problems={field: fault})
    return words


def _waived(found: DraftPage, waiver: str) -> str:
    """What is written down of a waiver; empty where there is nothing to waive."""
    if not (found.waivable and texts.tidy(waiver)):
        return ""
    count = len(found.waivable)
    reason = _note_words(waiver, "Write why it is published with empty anchors.", "waiver")
    return f"Published with {count} empty {'anchor' if count == 1 else 'anchors'}: {reason}"


def _require_ready(found: DraftPage, *, waived: bool) -> None:
    said = [
        (0 if waived else len(found.errors), "error of the linter", "errors of the linter"),
        (len(found.pack.repair), "row to mend", "rows to mend"),
        (len(found.waiting), "item that nobody accepted", "items that nobody accepted"),
    ]
    left = [f"{count} {one if count == 1 else many}" for count, one, many in said if count]
    if left:
        raise InvalidError(f"This draft cannot be published yet: {', '.join(left)}.", mend="Mend them first.")


def _named(session: Session, found: DraftPage) -> tuple[str, Pack]:
    """The slug that a draft is published under, and the pack with it."""
    meta = found.pack.pack
    slugs = packs.slugs(session)
    if found.line.pack_id is not None:
        slug = slugs[found.line.pack_id]
    else:
        slug = free_key(meta.id or meta.title or "", slugs.values(), "pack")
    return slug, _as(completed(found.pack), id=slug, status="published")


def _as(pack: Pack, **meta: str) -> Pack:
    """The pack, with other words about itself."""
    return pack.model_copy(update={"pack": pack.pack.model_copy(update=meta)})
