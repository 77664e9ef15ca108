"""Reference samples: made with their agreed ratings, versioned, retired, and given to people to rate blind."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, packs
from hiringkit.db import drills as stored_drills
from hiringkit.db import samples as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import DrillRow, SampleRow
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy import samples as policy
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import HIRINGKIT, Criterion, Pack, ReferenceRating, content_hash

LONGEST = {"name": 120, "kind": 80, "text": 8000}
LONGEST_WHY = 2000
CLOSED = "Rate the sample before you change it: its reference ratings are closed to you."
ASKED = {
    "name": "Give it a name.",
    "kind": "Say what it is: a written answer, a ticket, an e-mail, a transcript.",
    "text": "Write what is to be rated.",
}


@dataclass(frozen=True)
class SampleLine:
    """A sample in a list: what it is, the viewer's own drill on it, and how many others are through."""

    id: int
    pack_id: int
    pack: str
    stage_key: str
    stage: str
    name: str
    kind: str
    number: int
    is_retired: bool
    is_own: bool
    drill_id: int | None
    drill: DrillState | None
    due_at: datetime | None
    drills: int
    handed_in: int


@dataclass(frozen=True)
class Reference:
    """The agreed rating of one criterion, and why that one."""

    criterion: Criterion
    step: int
    why: str


@dataclass(frozen=True)
class Member:
    """Somebody's drill as the team's progress shows it: how many ratings lie within one level, never which."""

    name: str
    state: DrillState
    due_at: datetime | None
    ended_at: datetime | None
    ratings: int
    near: int


@dataclass(frozen=True)
class SamplePage:
    """A sample as a viewer may see it: without its reference ratings until they are open to them."""

    line: SampleLine
    text: str
    maker: str
    made_at: datetime
    version_number: int
    pack: Pack
    reference: tuple[Reference, ...]
    is_open: bool
    may_make: bool
    versions: tuple[tuple[int, int, datetime, bool], ...]
    team: tuple[Member, ...]
    askable: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Words:
    """What a sample is made of, as it was typed; a step that is None leaves its criterion out."""

    stage: str = ""
    name: str = ""
    kind: str = ""
    text: str = ""
    ratings: tuple[tuple[str, int | None, str], ...] = ()


def listed(db: Database, viewer: Viewer, *, retired: bool = False) -> list[SampleLine]:
    """Every sample; nothing of what it was agreed to be."""
    with db.reading() as session:
        rows = stored.listed(session, viewer, retired=retired)
        known = packs.packs_of(session, {row["version_id"]: row["content_hash"] for row in rows})
    return [_line(row, viewer, known[row["version_id"]]) for row in rows]


def page(db: Database, viewer: Viewer, sample_id: int) -> SamplePage:
    """One sample. Raises NotFoundError."""
    return _page(db, viewer, sample_id, with_team=policy.may_make(viewer))


def _page(db: Database, viewer: Viewer, sample_id: int, *, with_team: bool) -> SamplePage:
    with db.reading() as session:
        row = stored.read(session, viewer, sample_id)
        pack = packs.pack_of(session, row["version_id"], row["content_hash"])
        known = stored.reference(session, viewer, sample_id) if row["is_open"] else ()
        versions = stored.versions(session, row["pack_id"], row["key"])
        team = stored_drills.team(session, sample_id) if with_team else ()
        askable = stored.askable(session, sample_id, row["pack_id"]) if with_team and not row["retired_at"] else ()
    return SamplePage(
        line=_line(row, viewer, pack),
        text=row["text"],
        maker=_maker(row),
        made_at=row["made_at"],
        version_number=row["version_number"],
        pack=pack,
        reference=tuple(Reference(pack.criterion(key), step, why) for key, step, why in known),
        is_open=bool(row["is_open"]),
        may_make=policy.may_make(viewer),
        versions=tuple((one[0], one[1], one[2], one[3] is not None) for one in versions),
        team=tuple(Member(*one) for one in team),
        askable=tuple((one[0], one[1]) for one in askable),
    )


def editable(db: Database, viewer: Viewer, sample_id: int) -> SamplePage:
    """A sample whose next version the viewer may make. Raises NotFoundError; RefusedError as `remake`."""
    _require_maker(viewer)
    found = _page(db, viewer, sample_id, with_team=False)
    if not found.is_open:
        raise RefusedError(CLOSED)
    return found


def _line(row: Any, viewer: Viewer, pack: Pack) -> SampleLine:
    return SampleLine(
        id=row["id"],
        pack_id=row["pack_id"],
        pack=row["title"],
        stage_key=row["stage"],
        stage=stage_name(pack, row["stage"]),
        name=row["name"],
        kind=row["kind"],
        number=row["number"],
        is_retired=row["retired_at"] is not None,
        is_own=row["made_by"] == viewer.person_id,
        drill_id=row["drill_id"],
        drill=row["drill"],
        due_at=row["due_at"],
        drills=row["drills"],
        handed_in=row["handed_in"],
    )


def stage_name(pack: Pack, key: str) -> str:
    """A stage's name in a pack; its key where the pack has it no longer."""
    return next((one.name for one in pack.stages if one.id == key), key)


def _maker(row: Any) -> str:
    return HIRINGKIT if row["made_by"] is None else str(row["maker"] or ERASED_PERSON)


def bases(db: Database, viewer: Viewer) -> list[tuple[int, str, Pack]]:
    """The packs that a sample can be made for, as they stand now: id, title, newest version. Raises RefusedError."""
    _require_maker(viewer)
    with db.reading() as session:
        rows = stored.newest_versions(session)
        known = packs.packs_of(session, {row[1]: row[2] for row in rows})
    return [(row[0], row[3], known[row[1]]) for row in rows]


def make(db: Database, viewer: Viewer, pack_id: int, words: Words, now: datetime) -> int:
    """A new sample for the newest version of a pack; gives its id.

    Raises RefusedError; InvalidError, field by field.
    """
    _require_maker(viewer)
    with db.writing() as session:
        version_id, pack = _newest(session, pack_id)
        _require_whole(words, pack)
        key = f"{_slug(words.name)}-{secrets.token_hex(3)}"
        return _keep(session, SampleRow(pack_id=pack_id, version_id=version_id, key=key, number=1), words, viewer, now)


def remake(db: Database, viewer: Viewer, sample_id: int, words: Words, now: datetime) -> int:
    """The next version of a sample, in place of the one before; what was handed in stays with the one before.

    Raises RefusedError for whoever may not make samples, or to whom this one's reference ratings are not open;
    ConflictError: another version was made meanwhile, or it is retired; InvalidError, field by field.
    """
    _require_maker(viewer)
    with db.writing() as session:
        row = stored.read(session, viewer, sample_id)
        if not row["is_open"]:
            raise RefusedError(CLOSED)
        version_id, pack = _newest(session, row["pack_id"])
        _require_whole(words, pack)
        if not stored.retire(session, sample_id, now):
            raise ConflictError("This version is retired already.", mend="Open the newest one and change that.")
        latest = stored.newest(session, row["pack_id"], row["key"])
        number = (latest.number if latest else 0) + 1
        fresh = SampleRow(pack_id=row["pack_id"], version_id=version_id, key=row["key"], number=number)
        return _keep(session, fresh, words, viewer, now)


def _keep(session: Session, row: SampleRow, words: Words, viewer: Viewer, now: datetime) -> int:
    row.stage, row.name, row.kind, row.text = words.stage, words.name.strip(), words.kind.strip(), _text(words)
    row.made_by, row.made_at = viewer.person_id, now
    ratings = [
        ReferenceRating(criterion=key, step=step, why=texts.tidy(why))
        for key, step, why in words.ratings
        if step is not None
    ]
    sample_id = stored.keep(session, row, ratings)
    _note(session, viewer, "sample made", sample_id, now, version=row.number)
    return sample_id


def retire(db: Database, viewer: Viewer, sample_id: int, now: datetime) -> None:
    """Take a sample out of use; what was handed in on it stays. Raises RefusedError, NotFoundError."""
    _require_maker(viewer)
    with db.writing() as session:
        stored.read(session, viewer, sample_id)
        if stored.retire(session, sample_id, now):
            _note(session, viewer, "sample retired", sample_id, now)


def ask(db: Database, viewer: Viewer, sample_id: int, people: Collection[int], due_at: datetime, now: datetime) -> int:
    """Ask people to rate a sample by a day; gives how many. Whoever has a drill on it already keeps theirs.

    Raises RefusedError, NotFoundError; InvalidError: nobody, somebody who cannot be asked, a day that is over.
    """
    _require_maker(viewer)
    with db.writing() as session:
        row = stored.read(session, viewer, sample_id)
        if row["retired_at"]:
            raise ConflictError("This sample is retired.", mend="Ask for its newest version instead.")
        known = {one[0] for one in stored.askable(session, sample_id, row["pack_id"])}
        problems = {}
        if not people or set(people) - known:
            problems["people"] = "Tick at least one of the people who are listed."
        if due_at <= now:
            problems["due"] = "The day lies in the past."
        if problems:
            raise InvalidError("Nobody was asked.", problems=problems)
        for one in sorted(set(people)):
            drill = DrillRow(
                sample_id=sample_id,
                person_id=one,
                state=DrillState.OPEN,
                asked_by=viewer.person_id,
                due_at=due_at,
                begun_at=now,
            )
            stored_drills.add(session, drill)
        _note(session, viewer, "drill asked for", sample_id, now, people=sorted(set(people)))
    return len(set(people))


def take_held(session: Session, slug: str, pack: Pack, now: datetime) -> None:
    """Make the samples that a pack holds with reference ratings, where they are new.

    One that the pack words anew, or whose rubric has a new version, gets its next version; one that a person remade
    stays theirs. Nothing happens when the pack's newest version is another one: somebody has gone on from this.
    """
    digest = content_hash(pack)
    found = next((row for row in stored.newest_versions(session) if row[2] == digest and row[4] == slug), None)
    if found is None:
        return
    for sample in pack.samples:
        ratings = [one for one in sample.ratings if one.criterion in {item.id for item in pack.criteria}]
        if ratings and sample.stage:
            values: dict[str, Any] = {
                "stage": sample.stage,
                "name": sample.name or sample.id,
                "kind": sample.kind or "sample",
                "text": sample.text,
            }
            last = stored.newest(session, found[0], sample.id)
            if last is None or not (last.made_by or last.retired_at or stored.same(last, found[1], values)):
                row = SampleRow(pack_id=found[0], version_id=found[1], key=sample.id, **values)
                _take(session, row, ratings, last, now)


def _take(
    session: Session, row: SampleRow, ratings: Sequence[ReferenceRating], last: SampleRow | None, now: datetime
) -> None:
    if last:
        stored.retire(session, last.id, now)
    row.number, row.made_at = last.number + 1 if last else 1, now
    stored.keep(session, row, ratings)


def _newest(session: Session, pack_id: int) -> tuple[int, Pack]:
    row = next((row for row in stored.newest_versions(session) if row[0] == pack_id), None)
    if row is None:
        raise InvalidError("The sample was not kept.", problems={"pack": "Choose a pack that is published."})
    return row[1], packs.pack_of(session, row[1], row[2])


def _require_whole(words: Words, pack: Pack) -> None:
    problems = {
        name: fault
        for name, value in (("name", words.name.strip()), ("kind", words.kind.strip()), ("text", _text(words)))
        if (fault := texts.fault(value, LONGEST[name]))
    }
    problems |= {name: asked for name, asked in ASKED.items() if not getattr(words, name).strip()}
    if words.stage not in {one.id for one in pack.stages}:
        problems["stage"] = "Choose the stage that it is made for."
    problems |= _faults_of(words.ratings, pack)
    if problems:
        raise InvalidError("The sample was not kept.", problems=problems)


def _faults_of(ratings: Sequence[tuple[str, int | None, str]], pack: Pack) -> dict[str, str]:
    found = {}
    known = {one.id: pack.scale_of(one).levels for one in pack.criteria}
    given = [(key, step, why) for key, step, why in ratings if step is not None]
    for key, step, why in ratings:
        if step is None and why.strip():
            found[f"step:{key}"] = "A reason is written; choose the level that it is for."
        elif step is not None and not 1 <= step <= known.get(key, 0):
            found[f"step:{key}"] = "Choose a level of the scale."
        elif step is not None and not why.strip():
            found[f"why:{key}"] = "Say why this level and no other; people read it after their drill."
        elif fault := texts.fault(texts.unified(why), LONGEST_WHY):
            found[f"why:{key}"] = fault
    if not given:
        found["ratings"] = "Agree on at least one reference rating."
    return found


def _text(words: Words) -> str:
    return texts.tidy(words.text)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60] or "sample"


def _require_maker(viewer: Viewer) -> None:
    if not policy.may_make(viewer):
        raise RefusedError("Only hiring managers and administrators make samples.")


def _note(session: Session, viewer: Viewer, act: str, sample_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="sample", subject_id=sample_id, detail=detail)
