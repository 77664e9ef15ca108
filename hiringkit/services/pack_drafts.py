"""Drafts of packs, which those who may write packs share: begun, written field by field, put away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, packs
from hiringkit.db import pack_drafts as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.pack_drafts import Beginning, DraftState, MarkState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.packs import may_discard_draft, may_write_packs
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import editing, files, texts
from hiringkit.rubrics.diff import PackDiff, diff
from hiringkit.rubrics.lint import Finding, lint_pack
from hiringkit.rubrics.lint_rules import EMPTY_ANCHORS
from hiringkit.rubrics.meta import PackMeta
from hiringkit.rubrics.packs import Item, Pack
from hiringkit.rubrics.provenance import Source
from hiringkit.rubrics.reader_draft import MODELS

MOST_CONTENT = 4_000_000  # characters of one pack


@dataclass(frozen=True)
class DraftLine:
    """An open draft in the library."""

    draft_id: int
    title: str
    beginning: Beginning
    state: DraftState
    revision: int
    maker_id: int
    maker: str
    writer: str  # who saved it last
    made_at: datetime
    saved_at: datetime
    pack_id: int | None  # whose next version it is to be
    from_pack: int | None  # what it was made from
    from_number: int | None
    newest: int | None  # the newest version of its pack


@dataclass(frozen=True)
class Mark:
    """What somebody said of an item of a report."""

    state: MarkState
    by: str
    at: datetime
    content: str | None


@dataclass(frozen=True)
class Writer:
    """Somebody who wrote in a draft, and when they last did."""

    person_id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class DraftPage:
    """A draft with all that stands in the way of its publication."""

    line: DraftLine
    pack: Pack
    findings: tuple[Finding, ...]
    marks: Mapping[tuple[str, str], Mark]
    writers: tuple[Writer, ...] = ()  # the last first
    may_discard: bool = True

    @property
    def errors(self) -> list[Finding]:
        """What keeps it from being published."""
        return [finding for finding in self.findings if finding.level == "ERROR"]

    @property
    def warnings(self) -> list[Finding]:
        """What is worth knowing."""
        return [finding for finding in self.findings if finding.level == "WARNING"]

    @property
    def waiting(self) -> list[tuple[str, Item]]:
        """Items of the report that nobody has accepted yet, with their list."""
        return waiting(self.line.beginning, self.pack, self.marks)

    @property
    def waivable(self) -> list[Finding]:
        """Errors that somebody may answer for by name: anchors that nobody wrote yet. None where others stand too."""
        errors = self.errors
        return errors if all(finding.rule == EMPTY_ANCHORS for finding in errors) else []

    @property
    def is_ready(self) -> bool:
        """Whether it can be published as it stands, or with a reason for its empty anchors."""
        return not ((self.errors and not self.waivable) or self.waiting or self.pack.repair)

    @property
    def is_overtaken(self) -> bool:
        """Whether another version was published since it began."""
        return self.line.pack_id is not None and (self.line.newest or 0) > (self.line.from_number or 0)


@dataclass(frozen=True)
class Change:
    """A field as it was typed, and what it said before; None where the browser cannot tell."""

    address: str
    text: str
    base: str | None = None


@dataclass(frozen=True)
class Saved:
    """What became of a save: faults by address, what somebody else wrote there since, and who did."""

    faults: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
    writers: dict[str, Writer] = field(default_factory=dict)


Act = Callable[[Pack], Pack]


def drafts(db: Database, viewer: Viewer) -> list[DraftLine]:
    """The open drafts, for whoever may write packs; the last saved first."""
    with db.reading() as session:
        return [_line(row) for row in stored.drafts(session, viewer)]


def page(db: Database, viewer: Viewer, draft_id: int) -> DraftPage:
    """A draft, or NotFoundError."""
    with db.reading() as session:
        return read(session, viewer, draft_id)


def changes(db: Database, viewer: Viewer, draft_id: int) -> tuple[DraftPage, PackDiff | None]:
    """A draft, and what differs from the version that it was made from; None where it began otherwise."""
    with db.reading() as session:
        found = read(session, viewer, draft_id)
        line = found.line
        if line.from_pack is None or line.from_number is None:
            return found, None
        row = packs.version(session, line.from_pack, line.from_number)
        return found, diff(_as_draft(packs.pack_of(session, row[0], row[4])), found.pack)


def begin_empty(db: Database, viewer: Viewer, title: str, now: datetime) -> int:
    """A draft with nothing in it but its title; gives its id. Raises RefusedError, InvalidError."""
    require_writer(viewer)
    title = texts.tidy(title)
    fault = texts.fault(title, 200) or ("" if title else "Give the pack a title.")
    if fault:
        raise InvalidError("The draft was not made.", problems={"title": fault})
    pack = Pack(pack=PackMeta(format=1, title=title, status="draft"))
    with db.writing() as session:
        return begin(session, viewer, pack, now, beginning=Beginning.EMPTY)


def begin_from_file(db: Database, viewer: Viewer, text: str, now: datetime) -> int:
    """A draft of what a pack file says; gives its id. Raises RefusedError, InvalidError where it is no pack."""
    require_writer(viewer)
    pack = files.parse(text, "this file")
    with db.writing() as session:
        return begin(session, viewer, _as_draft(pack), now, beginning=Beginning.FILE)


def begin_from_version(
    db: Database, viewer: Viewer, pack_id: int, number: int, now: datetime, *, as_copy: bool = False
) -> int:
    """The draft of the next version of a pack, or of a pack of its own that says the same; gives its id.

    Raises NotFoundError, RefusedError.
    """
    with db.writing() as session:
        row = packs.version(session, pack_id, number)
        require_writer(viewer)
        pack = _as_draft(packs.pack_of(session, row[0], row[4]))
        if as_copy:
            title = f"Copy of {pack.pack.title or row[7]}"[:200]
            pack = pack.model_copy(update={"pack": pack.pack.model_copy(update={"id": None, "title": title})})
        beginning = Beginning.COPY if as_copy else Beginning.VERSION
        more = {"pack_id": None if as_copy else pack_id, "based_on": row[0]}
        return begin(session, viewer, pack, now, beginning=beginning, **more)


def begin(session: Session, viewer: Viewer, pack: Pack, now: datetime, **more: Any) -> int:
    """Store a new draft and say so in the chain; gives its id."""
    draft_id = stored.add(session, viewer, pack, _fitting(pack), now, **more)
    note(session, viewer, "pack draft made", draft_id, now, beginning=more["beginning"].value)
    return draft_id


def save(
    db: Database, viewer: Viewer, draft_id: int, typed: Sequence[Change], *, by: str, now: datetime, revision: int = 0
) -> Saved:
    """Save what was typed; each field stands alone. `by`: in whose name anchors are written.

    A field is refused where somebody wrote it since: its base is not what it says now; or, where the browser names no
    base, it was written at a later revision than the one that the form was made from, or the draft was shaped anew.

    Raises NotFoundError, ConflictError (published or discarded).
    """
    result = Saved()
    with db.writing() as session:
        row = open_draft(session, viewer, draft_id)
        pack = before = files.from_json(row["content"])
        fields = stored.fields(session, draft_id)
        kept: list[str] = []
        for change in typed:
            said = editing.value(pack, change.address)
            if texts.tidy(change.text) == said:
                continue
            if _is_stale(change, said, fields, revision):
                result.conflicts[change.address] = said
                if last := fields.get(change.address) or fields.get(stored.SHAPE):
                    result.writers[change.address] = _writer(last)
                continue
            try:
                pack = editing.written(pack, change.address, change.text, by)
                kept.append(change.address)
            except InvalidError as error:
                result.faults[change.address] = error.what
        if pack is not before:
            keep(session, viewer, draft_id, pack, now, kept)
    return result


def _is_stale(change: Change, said: str, fields: Mapping[str, Any], revision: int) -> bool:
    if change.base is not None:
        return texts.tidy(change.base) != said
    return any(fields[at]["revision"] > revision for at in (change.address, stored.SHAPE) if at in fields)


def change(db: Database, viewer: Viewer, draft_id: int, act: Act, now: datetime) -> None:
    """Change a draft by one of the acts of `rubrics.editing`. Raises NotFoundError, ConflictError, InvalidError."""
    with db.writing() as session:
        row = open_draft(session, viewer, draft_id)
        keep(session, viewer, draft_id, act(files.from_json(row["content"])), now)


def discard(db: Database, viewer: Viewer, draft_id: int, now: datetime) -> None:
    """Put a draft away. Raises NotFoundError, ConflictError; RefusedError for whoever did not make it."""
    with db.writing() as session:
        if not may_discard_draft(viewer, open_draft(session, viewer, draft_id)["maker_id"]):
            raise RefusedError("Only its maker and administrators put a draft away.")
        stored.end(session, draft_id, DraftState.DISCARDED)
        note(session, viewer, "pack draft discarded", draft_id, now)


def require_writer(viewer: Viewer) -> None:
    """Raises RefusedError for those who may not write packs."""
    if not may_write_packs(viewer):
        raise RefusedError("Only hiring managers and administrators write packs.")


def open_draft(session: Session, viewer: Viewer, draft_id: int) -> Any:
    """The row of a draft that can be written, locked. Raises NotFoundError, ConflictError."""
    row = stored.read(session, viewer, draft_id, lock=True)
    if row["state"] is not DraftState.OPEN:
        raise ConflictError(f"This draft is {row['state'].value}; it is written no more.")
    return row


def keep(
    session: Session,
    viewer: Viewer,
    draft_id: int,
    pack: Pack,
    now: datetime,
    addresses: Sequence[str] = (stored.SHAPE,),
) -> None:
    """Store what a draft says now, and who wrote those fields. Raises InvalidError: longer than a pack may be."""
    stored.keep(session, viewer, draft_id, pack, _fitting(pack), now, addresses)


def read(session: Session, viewer: Viewer, draft_id: int) -> DraftPage:
    """A draft in a transaction of the caller's, or NotFoundError."""
    row = stored.read(session, viewer, draft_id)
    pack = files.from_json(row["content"])
    marks = {
        (one["element"], one["key"]): Mark(one["state"], one["name"] or ERASED_PERSON, one["at"], one["content"])
        for one in stored.marks(session, draft_id)
    }
    last: dict[int, Writer] = {}
    for one in sorted(stored.fields(session, draft_id).values(), key=lambda one: one["at"], reverse=True):
        last.setdefault(one["person_id"], _writer(one))
    may_discard = may_discard_draft(viewer, row["maker_id"])
    return DraftPage(_line(row), pack, lint_pack(pack), marks, tuple(last.values()), may_discard)


def _writer(row: Any) -> Writer:
    return Writer(row["person_id"], row["name"] or ERASED_PERSON, row["at"])


def waiting(beginning: Beginning, pack: Pack, marks: Mapping[tuple[str, str], Mark]) -> list[tuple[str, Item]]:
    """The items of a report that nobody has accepted yet, with their list."""
    if beginning is not Beginning.REPORT:
        return []
    return [
        (element, item)
        for element in (*MODELS, "context")
        for item in getattr(pack, element)
        if isinstance(item.source, Source) and (element, item.id) not in marks
    ]


def note(session: Session, viewer: Viewer, act: str, draft_id: int, now: datetime, **detail: Any) -> None:
    """Append to the audit chain what was done to a draft."""
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act=act,
        kind="pack draft",
        subject_id=draft_id,
        detail=detail,
    )


def _fitting(pack: Pack) -> str:
    """A pack as it is stored. Raises InvalidError where it is longer than one may be."""
    content = files.to_json(pack)
    if len(content) > MOST_CONTENT:
        raise InvalidError("This is more than a pack may hold: four million characters.", mend="Take some of it out.")
    return content


def _as_draft(pack: Pack) -> Pack:
    return pack.model_copy(update={"pack": pack.pack.model_copy(update={"status": "draft"})})


def _line(row: Any) -> DraftLine:
    return DraftLine(
        draft_id=row["id"],
        title=row["title"],
        beginning=row["beginning"],
        state=row["state"],
        revision=row["revision"],
        maker_id=row["maker_id"],
        maker=row["maker"] or ERASED_PERSON,
        writer=row["writer"] or ERASED_PERSON,
        made_at=row["made_at"],
        saved_at=row["saved_at"],
        pack_id=row["pack_id"],
        from_pack=row["from_pack"],
        from_number=row["from_number"],
        newest=row["newest"],
    )
