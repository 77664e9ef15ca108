"""Drafts of packs in storage: whoever may not write one does not know that there is one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    DraftFieldOfPackRow,
    DraftMarkRow,
    DraftSourceRow,
    PackDraftRow,
    PersonTextRow,
    RubricVersionRow,
    VersionActRow,
)
from hiringkit.db.tables.pack_drafts import DraftState, MarkState, VersionActKind
from hiringkit.errors import NotFoundError
from hiringkit.policy.packs import may_write_packs
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Pack

SHAPE = "*"  # the address of what changes more than a field: an item added, a row mended
_WRITABLE = sa.bindparam("may_write", type_=sa.Boolean)  # policy.packs.may_write_packs, in SQL
_writer = aliased(PersonTextRow)
_HEADS = (
    sa.select(
        col(PackDraftRow.id),
        col(PackDraftRow.beginning),
        col(PackDraftRow.pack_id),
        col(PackDraftRow.based_on),
        col(PackDraftRow.title),
        col(PackDraftRow.revision),
        col(PackDraftRow.state),
        col(PackDraftRow.version_id),
        col(PackDraftRow.maker_id),
        col(PackDraftRow.made_at),
        col(PackDraftRow.saved_at),
        col(PersonTextRow.name).label("maker"),
        col(_writer.name).label("writer"),
        col(RubricVersionRow.pack_id).label("from_pack"),
        col(RubricVersionRow.number).label("from_number"),
        sa.select(sa.func.max(col(RubricVersionRow.number)))
        .where(col(RubricVersionRow.pack_id) == col(PackDraftRow.pack_id))
        .correlate(PackDraftRow)
        .scalar_subquery()
        .label("newest"),
    )
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(PackDraftRow.maker_id), isouter=True)
    .join(_writer, col(_writer.person_id) == col(PackDraftRow.saved_by), isouter=True)
    .join(RubricVersionRow, col(RubricVersionRow.id) == col(PackDraftRow.based_on), isouter=True)
    .where(_WRITABLE)
)
_OPEN = _HEADS.where(col(PackDraftRow.state) == DraftState.OPEN).order_by(
    col(PackDraftRow.saved_at).desc(), col(PackDraftRow.id).desc()
)
_ONE = _HEADS.add_columns(col(PackDraftRow.content)).where(col(PackDraftRow.id) == given("draft_id"))
_MARKS = (
    sa.select(
        col(DraftMarkRow.element),
        col(DraftMarkRow.key),
        col(DraftMarkRow.state),
        col(DraftMarkRow.at),
        col(DraftMarkRow.content),
        col(PersonTextRow.name),
    )
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(DraftMarkRow.person_id), isouter=True)
    .where(col(DraftMarkRow.draft_id) == given("draft_id"))
    .order_by(col(DraftMarkRow.at), col(DraftMarkRow.key))
)
_ACTS = (
    sa.select(col(VersionActRow.act), col(VersionActRow.at), col(VersionActRow.note), col(PersonTextRow.name))
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(VersionActRow.person_id), isouter=True)
    .where(col(VersionActRow.version_id) == given("version_id"))
)


_FIELDS = (
    sa.select(
        col(DraftFieldOfPackRow.address),
        col(DraftFieldOfPackRow.revision),
        col(DraftFieldOfPackRow.person_id),
        col(DraftFieldOfPackRow.at),
        col(PersonTextRow.name),
    )
    .join(PersonTextRow, col(PersonTextRow.person_id) == col(DraftFieldOfPackRow.person_id), isouter=True)
    .where(col(DraftFieldOfPackRow.draft_id) == given("draft_id"))
)


def _who(viewer: Viewer) -> dict[str, Any]:
    return {"may_write": may_write_packs(viewer)}


def drafts(session: Session, viewer: Viewer) -> list[Mapping[str, Any]]:
    """The open drafts that this viewer may write, the last saved first."""
    return list(run(session, _OPEN, **_who(viewer)).mappings())


def read(session: Session, viewer: Viewer, draft_id: int, *, lock: bool = False) -> Mapping[str, Any]:
    """A draft with its content, or NotFoundError. With `lock` nobody else writes it until this transaction ends."""
    if lock:
        session.exec(select(PackDraftRow.id).where(PackDraftRow.id == draft_id).with_for_update())
    row: Mapping[str, Any] | None = run(session, _ONE, draft_id=draft_id, **_who(viewer)).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such draft.", where=f"draft {draft_id}")
    return row


def add(session: Session, viewer: Viewer, pack: Pack, content: str, now: datetime, **more: Any) -> int:
    """A new draft of this viewer, the pack's `content` as `files.to_json` gives it; gives its id."""
    row = PackDraftRow(
        content=content,
        title=_title(pack),
        revision=1,
        state=DraftState.OPEN,
        maker_id=viewer.person_id,
        made_at=now,
        saved_by=viewer.person_id,
        saved_at=now,
        **more,
    )
    session.add(row)
    session.flush()
    return row.id


def _title(pack: Pack) -> str:
    return (pack.pack.title or "Untitled pack")[:200]


def fields(session: Session, draft_id: int) -> Mapping[str, Mapping[str, Any]]:
    """Who wrote each field last, by its address: revision, person_id, at, name."""
    return {row["address"]: row for row in run(session, _FIELDS, draft_id=draft_id).mappings()}


def keep(
    session: Session,
    viewer: Viewer,
    draft_id: int,
    pack: Pack,
    content: str,
    now: datetime,
    addresses: Collection[str] = (SHAPE,),
) -> None:
    """Write a draft's content, the pack as `files.to_json` gives it; its revision rises.

    The caller has read it in this transaction, locked. Each of `addresses` is noted as written by this viewer at the
    new revision.
    """
    session.execute(
        sa.update(PackDraftRow)
        .where(col(PackDraftRow.id) == draft_id)
        .values(
            content=content,
            title=_title(pack),
            revision=col(PackDraftRow.revision) + 1,
            saved_by=viewer.person_id,
            saved_at=now,
        )
    )
    revision = session.exec(select(PackDraftRow.revision).where(PackDraftRow.id == draft_id)).one()
    of_draft = col(DraftFieldOfPackRow.draft_id) == draft_id
    session.execute(sa.delete(DraftFieldOfPackRow).where(of_draft, col(DraftFieldOfPackRow.address).in_(addresses)))
    written = {"draft_id": draft_id, "revision": revision, "person_id": viewer.person_id, "at": now}
    session.execute(sa.insert(DraftFieldOfPackRow), [{"address": one, **written} for one in addresses])


def end(session: Session, draft_id: int, state: DraftState, version_id: int | None = None) -> None:
    """A draft was published as a version, or discarded."""
    ended = sa.update(PackDraftRow).where(col(PackDraftRow.id) == draft_id)
    session.execute(ended.values(state=state, version_id=version_id))


def keep_source(session: Session, draft_id: int, name: str, sha256: str, text: str) -> None:
    """Keep the text of the report that a draft was read from."""
    session.add(DraftSourceRow(draft_id=draft_id, name=name, sha256=sha256, text=text))
    session.flush()


def source(session: Session, draft_id: int) -> tuple[str, str, str] | None:
    """The report that a draft was read from: name, SHA-256, text."""
    columns = (DraftSourceRow.name, DraftSourceRow.sha256, DraftSourceRow.text)
    return session.exec(select(*columns).where(DraftSourceRow.draft_id == draft_id)).one_or_none()


def marks(session: Session, draft_id: int) -> list[Mapping[str, Any]]:
    """What was said of each item: element, key, state, at, content, name."""
    return list(run(session, _MARKS, draft_id=draft_id).mappings())


def mark(
    session: Session,
    viewer: Viewer,
    draft_id: int,
    items: Iterable[tuple[str, str, str | None]],
    state: MarkState,
    now: datetime,
) -> None:
    """Accept or reject items: element, key, and what is kept of those that are taken out."""
    for element, key, content in items:
        session.merge(
            DraftMarkRow(
                draft_id=draft_id,
                element=element,
                key=key,
                state=state,
                person_id=viewer.person_id,
                at=now,
                content=content,
            )
        )
    session.flush()


def unmark(session: Session, draft_id: int, element: str, key: str) -> None:
    """Nothing is said of an item any more."""
    one = (DraftMarkRow.draft_id == draft_id, DraftMarkRow.element == element, DraftMarkRow.key == key)
    session.execute(sa.delete(DraftMarkRow).where(*one))  # type: ignore[arg-type]  # columns compared


def note_act(session: Session, viewer: Viewer, version_id: int, act: VersionActKind, note: str, now: datetime) -> None:
    """Who published or retired a version, with their note."""
    session.add(VersionActRow(version_id=version_id, act=act, person_id=viewer.person_id, at=now, note=note))
    session.flush()


def acts(session: Session, version_id: int) -> list[Mapping[str, Any]]:
    """What was done to a version: act, at, note, name."""
    return list(run(session, _ACTS, version_id=version_id).mappings())
