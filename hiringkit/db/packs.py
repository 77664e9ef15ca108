"""Packs and their versions: reading them, and storing the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from hiringkit.db.tables import CriterionRow, PackRow, RubricVersionRow
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import NotFoundError
from hiringkit.rubrics import files
from hiringkit.rubrics.packs import Pack, content_hash

_VERSIONS = (
    sa.select(
        col(RubricVersionRow.id),
        col(RubricVersionRow.pack_id),
        col(RubricVersionRow.number),
        col(RubricVersionRow.state),
        col(RubricVersionRow.content_hash),
        col(RubricVersionRow.published_at),
        col(RubricVersionRow.published_by),
        col(PackRow.title),
    )
    .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
    .order_by(col(PackRow.title), col(RubricVersionRow.number).desc())
)
Version = tuple[int, int, int, VersionState, str, datetime | None, str | None, str]


def versions(session: Session) -> list[Version]:
    """Every version: id, pack id, number, state, content hash, published at and by, the pack's title; newest first."""
    return list(session.execute(_VERSIONS).all())


def of_pack(session: Session, pack_id: int) -> list[Version]:
    """The versions of a pack as in `versions`, the newest first; or NotFoundError."""
    found: list[Version] = list(session.execute(_VERSIONS.where(col(RubricVersionRow.pack_id) == pack_id)).all())
    if not found:
        raise NotFoundError("There is no such pack.", where=f"pack {pack_id}")
    return found


def version(session: Session, pack_id: int, number: int) -> Version:
    """One version as in `versions`, or NotFoundError."""
    found = session.execute(
        _VERSIONS.where(col(RubricVersionRow.pack_id) == pack_id, col(RubricVersionRow.number) == number)
    ).one_or_none()
    if found is None:
        raise no_version(number)
    return found


def no_version(number: int) -> NotFoundError:
    """What is said where a pack has no version of this number."""
    return NotFoundError("There is no such version of this pack.", where=f"version {number}")


def pack_of(session: Session, version_id: int, digest: str) -> Pack:
    """What a version says. It never changes, so that each process reads it once."""
    known = _KEPT.get(digest)
    if known is None:
        text = session.exec(select(RubricVersionRow.content).where(RubricVersionRow.id == version_id)).one()
        known = _KEPT[digest] = files.from_json(text)
    return known


def known(digest: str) -> Pack:
    """As `pack_of`, of a version that this process has read."""
    return _KEPT[digest]


def packs_of(session: Session, wanted: Mapping[int, str]) -> dict[int, Pack]:
    """As `pack_of` for many versions at once: content hash by version id; one statement for all that are new."""
    new = [version_id for version_id, digest in wanted.items() if digest not in _KEPT]
    if new:
        rows = select(RubricVersionRow.content_hash, RubricVersionRow.content).where(col(RubricVersionRow.id).in_(new))
        _KEPT.update((digest, files.from_json(text)) for digest, text in session.exec(rows))
    return {version_id: _KEPT[digest] for version_id, digest in wanted.items()}


_KEPT: dict[str, Pack] = {}


def has(session: Session, slug: str, digest: str) -> bool:
    """Whether a pack has a version of this content already."""
    query = (
        select(RubricVersionRow.id)
        .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
        .where(PackRow.slug == slug, RubricVersionRow.content_hash == digest)
    )
    return session.exec(query).first() is not None


def publish(session: Session, slug: str, pack: Pack, *, by: str, now: datetime) -> int:
    """Store a pack as the next published version of its slug, with its criteria; gives the version's id."""
    pack_id = session.exec(select(PackRow.id).where(PackRow.slug == slug)).one_or_none()
    if pack_id is None:
        row = PackRow(slug=slug, title=pack.pack.title or slug, created_at=now)
        session.add(row)
        session.flush()
        pack_id = row.id
    else:  # a pack is called what its newest version calls it; a loop goes by its own version's words
        named = sa.update(PackRow).where(col(PackRow.id) == pack_id)
        session.execute(named.values(title=pack.pack.title or slug))
    newest = session.exec(select(func.max(RubricVersionRow.number)).where(RubricVersionRow.pack_id == pack_id)).one()
    made = RubricVersionRow(
        pack_id=pack_id,
        number=(newest or 0) + 1,
        state=VersionState.DRAFT,
        content=files.to_json(pack),
        content_hash=content_hash(pack),
    )
    session.add(made)
    session.flush()
    session.add_all(
        CriterionRow(
            version_id=made.id,
            key=criterion.id,
            name=criterion.name,
            position=position,
            guardrail=criterion.guardrail,
            levels=pack.scale_of(criterion).levels,
            anchor_hash=criterion.anchor_hash,
        )
        for position, criterion in enumerate(pack.criteria)
    )
    session.flush()
    made.state, made.published_at, made.published_by = VersionState.PUBLISHED, now, by
    session.flush()  # from here on nothing of it changes: the database refuses
    return made.id


def retire(session: Session, version_id: int) -> bool:
    """Published to retired, once. False when it is not published."""
    published = (col(RubricVersionRow.id) == version_id, col(RubricVersionRow.state) == VersionState.PUBLISHED)
    done = session.execute(sa.update(RubricVersionRow).where(*published).values(state=VersionState.RETIRED))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult, which has it


def slugs(session: Session) -> dict[int, str]:
    """The slug of every pack, by its id."""
    return dict(session.exec(select(PackRow.id, PackRow.slug)).all())


def place_of(session: Session, version_id: int) -> tuple[int, int]:
    """A version's pack and number."""
    query = select(RubricVersionRow.pack_id, RubricVersionRow.number).where(RubricVersionRow.id == version_id)
    return session.exec(query).one()
