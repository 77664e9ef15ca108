"""Tags of packs in storage. They are of a pack, not of a version: adding one changes nothing that is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db.queries import run
from hiringkit.db.tables import PackRow, PackTagRow
from hiringkit.policy.people import Viewer

Tag = tuple[str, str]  # the key by which it is found, and its words
_TAGS = sa.select(col(PackTagRow.pack_id), col(PackTagRow.key), col(PackTagRow.words)).order_by(
    col(PackTagRow.key), col(PackTagRow.pack_id)
)


def tags(session: Session) -> Mapping[int, list[Tag]]:
    """Every tag by its pack's id, in the order of the alphabet."""
    found: dict[int, list[Tag]] = {}
    for pack_id, key, words in run(session, _TAGS):
        found.setdefault(pack_id, []).append((key, words))
    return found


def hold(session: Session, pack_id: int) -> bool:
    """Nobody else tags the pack until this transaction ends. False where there is no such pack."""
    held = sa.select(col(PackRow.id)).where(col(PackRow.id) == pack_id).with_for_update()
    return session.execute(held).one_or_none() is not None


def add(session: Session, viewer: Viewer, pack_id: int, tag: Tag, now: datetime) -> None:
    """Tag a pack. The caller holds it and knows that it has no such tag."""
    key, words = tag
    session.add(PackTagRow(pack_id=pack_id, key=key, words=words, added_by=viewer.person_id, added_at=now))
    session.flush()


def remove(session: Session, pack_id: int, key: str) -> bool:
    """Take a tag away. False where the pack has none such."""
    one = sa.delete(PackTagRow).where(col(PackTagRow.pack_id) == pack_id, col(PackTagRow.key) == key)
    return bool(session.execute(one).rowcount)  # type: ignore[attr-defined]  # a CursorResult, which has it
