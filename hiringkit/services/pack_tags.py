"""Tags of packs: a word by which people of an organisation find what they build loops from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import pack_tags as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables.packs import LONGEST_TAG
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.services.pack_drafts import require_writer

MOST_TAGS = 12  # of one pack; with more nobody reads them


def add(db: Database, viewer: Viewer, pack_id: int, typed: str, now: datetime) -> list[str]:
    """Tag a pack with what was typed, one tag or several with commas between; gives those that are new.

    A tag is the same whatever its capitals, and takes the spelling that it has on another pack.
    Raises NotFoundError, RefusedError, InvalidError: empty, too long, too many.
    """
    wanted: dict[str, str] = {}
    for words in filter(None, (" ".join(part.split()) for part in typed.split(","))):
        wanted.setdefault(words.casefold(), words)
    with db.writing() as session:
        _open(session, viewer, pack_id)
        tags = stored.tags(session)
        spelt = dict(tag for of in tags.values() for tag in of)
        has = {key for key, _words in tags.get(pack_id, ())}
        if fault := _fault(wanted.values(), len(has | set(wanted))):
            raise InvalidError("The pack is not tagged.", problems={"tag": fault})
        new = [(key, spelt.get(key, words)) for key, words in wanted.items() if key not in has]
        for tag in new:
            stored.add(session, viewer, pack_id, tag, now)
        if new:
            _note(session, viewer, "pack tagged", pack_id, now, [words for _key, words in new])
    return [words for _key, words in new]


def remove(db: Database, viewer: Viewer, pack_id: int, key: str, now: datetime) -> None:
    """Take a tag away; one that is gone already is no fault. Raises NotFoundError, RefusedError."""
    with db.writing() as session:
        _open(session, viewer, pack_id)
        if stored.remove(session, pack_id, key):
            _note(session, viewer, "pack tag taken away", pack_id, now, [key])


def _open(session: Session, viewer: Viewer, pack_id: int) -> None:
    if not stored.hold(session, pack_id):
        raise NotFoundError("There is no such pack.", where=f"pack {pack_id}")
    require_writer(viewer)


def _fault(wanted: Collection[str], count: int) -> str | None:
    """What is wrong with some tags, if the pack had `count` with them."""
    if not wanted:
        return "Write a word by which people look for it."
    if count > MOST_TAGS:
        return f"A pack has {MOST_TAGS} tags at most."
    return next(filter(None, (texts.fault(words, LONGEST_TAG) for words in wanted)), None)


def _note(session: Session, viewer: Viewer, act: str, pack_id: int, now: datetime, tags: list[str]) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="pack", subject_id=pack_id, detail={"tags": tags})
