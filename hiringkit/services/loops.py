"""Loops: the list, one with its plan, making one from a pack, changing what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from hiringkit.db import audit
from hiringkit.db import loops as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, MembershipRow, PersonRow, RubricVersionRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import InvalidError, RefusedError
from hiringkit.loops import opening
from hiringkit.loops.plans import Coverage, Plan, coverage, proposed_stages
from hiringkit.policy.people import LoopRole, Viewer, may_build_loops, may_decide
from hiringkit.policy.scorecards import Visibility
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Pack

LONGEST = {"title": 120, "requisition": 40, "purpose": 500}
PAPERS = ("a4", "letter")


@dataclass(frozen=True)
class Waiver:
    """A finding that somebody let stand."""

    finding: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Member:
    """Somebody of a loop."""

    person_id: int
    name: str
    role: LoopRole


@dataclass(frozen=True)
class LoopPage:
    """A loop, all that it plans, and what the linter says."""

    loop_id: int
    title: str
    requisition: str
    state: LoopState
    track: str | None
    level: str | None
    purpose: str
    zone: str
    paper: str
    visibility: Visibility
    decider_id: int | None
    tie_breaker_id: int | None
    opened_at: datetime | None
    revision: int
    candidates: int
    version_id: int
    version_number: int
    newest_version: int
    pack_id: int
    pack_title: str
    pack: Pack
    plan: Plan
    waivers: tuple[Waiver, ...]
    members: tuple[Member, ...]
    is_manager: bool
    is_staff: bool

    @property
    def is_draft(self) -> bool:
        """Whether the loop is still being built."""
        return self.state is LoopState.DRAFT

    @property
    def findings(self) -> tuple[opening.Finding, ...]:
        """What the linter says."""
        return opening.findings(self.plan)

    @property
    def waived(self) -> frozenset[str]:
        """The findings that were waived."""
        return frozenset(waiver.finding for waiver in self.waivers)

    @property
    def blocking(self) -> tuple[opening.Finding, ...]:
        """What keeps the loop from opening."""
        return opening.blocking(self.plan, self.waived)

    @property
    def gates(self) -> tuple[opening.Gate, ...]:
        """The conditions for opening."""
        return opening.gates(self.plan, self.waived)

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """How the stages see each criterion."""
        return coverage(self.plan)


@dataclass(frozen=True)
class LoopLine:
    """A loop in the list."""

    loop_id: int
    title: str
    requisition: str
    state: LoopState
    level: str | None
    track: str | None
    candidates: int
    stages: int


@dataclass(frozen=True)
class LoopWords:
    """What somebody writes about a loop: a dataclass of the form, checked by `_problems`."""

    title: str
    requisition: str
    purpose: str
    zone: str
    paper: str
    visibility: str
    track: str = ""
    level: str = ""
    decider_id: int | None = None
    tie_breaker_id: int | None = None


def page(db: Database, viewer: Viewer | None, loop_id: int) -> LoopPage:
    """A loop that the viewer reaches (the operator: any), or NotFoundError. Four statements, however much it holds."""
    with db.reading() as session:
        return read(session, viewer, loop_id)


def to_change(db: Database, viewer: Viewer, loop_id: int) -> LoopPage:
    """As `page`, for whoever may change the loop. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        return managed(session, viewer, loop_id, lock=False)


def read(session: Session, viewer: Viewer | None, loop_id: int, *, lock: bool = False) -> LoopPage:
    """As `page`, within a transaction."""
    row = stored.head(session, viewer, loop_id, lock=lock)
    pack = stored_packs.pack_of(session, row["version_id"], row["content_hash"])
    panels, members = stored.people_in(session, loop_id)
    plan = Plan(
        stages=stored.stages(session, loop_id, panels),
        track=_name(pack.tracks, row["track"]),
        level=pack.level_name(row["level"]),
        decider=row["decider"],
        tie_breaker=row["tie_breaker"],
        criteria={criterion.id: criterion.name for criterion in pack.criteria},
        has_risk_objection=pack.risk_objection is not None,
    )
    return LoopPage(
        loop_id=loop_id,
        pack=pack,
        plan=plan,
        waivers=tuple(Waiver(*found) for found in stored.waivers(session, loop_id)),
        members=tuple(Member(*found) for found in members),
        **{name: row[name] for name in _FROM_ROW},
    )


_FROM_ROW = tuple(
    name for name in LoopPage.__dataclass_fields__ if name not in {"loop_id", "pack", "plan", "waivers", "members"}
)


def _name(items: tuple[Any, ...], key: str | None) -> str | None:
    return next((item.name for item in items if item.id == key), None)


def listed(
    db: Database, viewer: Viewer, *, state: LoopState | None = None, words: str = "", after: int = 0
) -> tuple[list[LoopLine], int]:
    """A page of the loops that a viewer reaches, newest first, and the id to go on after; 0 at the end."""
    with db.reading() as session:
        rows = stored.listed(session, viewer, state=state, words=words.strip()[:80], after=after)
        lines = [_line(session, row) for row in rows[: stored.PAGE]]
    return lines, lines[-1].loop_id if len(rows) > stored.PAGE else 0


def _line(session: Session, row: Sequence[Any]) -> LoopLine:
    """A row of the list, its level by the name that its rubric version gives it."""
    pack = stored_packs.pack_of(session, row[8], row[9])
    line = LoopLine(*row[:8])
    return replace(line, level=pack.level_name(line.level))


def versions(db: Database) -> list[tuple[int, str]]:
    """What a loop can be made of: each published version, its id and words."""
    with db.reading() as session:
        return [
            (row[0], f"{row[7]}, version {row[2]}")
            for row in stored_packs.versions(session)
            if row[3] is VersionState.PUBLISHED
        ]


def people(db: Database) -> list[tuple[int, str, str]]:
    """Everybody who can be given a part in a loop: id, name, global role."""
    with db.reading() as session:
        return stored.people(session)


def create(db: Database, viewer: Viewer, version_id: int, words: LoopWords, now: datetime) -> int:
    """A loop in draft, with the stages that the pack proposes; its maker is its manager. Gives its id.

    Raises RefusedError (who may not build loops), InvalidError (what was written), NotFoundError (no such version).
    """
    if not may_build_loops(viewer):
        raise RefusedError("Only hiring managers and administrators make loops.")
    with db.writing() as session:
        version = session.exec(
            select(RubricVersionRow.content_hash, RubricVersionRow.state).where(RubricVersionRow.id == version_id)
        ).one_or_none()
        if version is None or version[1] is not VersionState.PUBLISHED:
            raise InvalidError("The loop was not made.", problems={"version": "Choose a published version."})
        pack = stored_packs.pack_of(session, version_id, version[0])
        _require(words, pack, session)
        loop_id = _insert(session, version_id, words, now)
        known = stored.criteria(session, version_id)
        for position, stage in enumerate(proposed_stages(pack), 1):
            stored.add_stage(session, loop_id, position, stage, known)
        session.add(MembershipRow(loop_id=loop_id, person_id=viewer.person_id, role=LoopRole.MANAGER))
        note(session, viewer, "loop made", loop_id, now, version=version_id)
        return loop_id


def _insert(session: Session, version_id: int, words: LoopWords, now: datetime) -> int:
    row = LoopRow(version_id=version_id, state=LoopState.DRAFT, created_at=now, opened_at=None, **_values(words))
    session.add(row)
    _flush(session)
    return row.id


def _flush(session: Session) -> None:
    """Two managers may take one requisition number at once: the database is asked last, and its no is a sentence."""
    try:
        session.flush()
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> InvalidError:
    return InvalidError("The loop was not kept.", problems={"requisition": _TAKEN})


_TAKEN = "Another loop has this requisition number. A loop has one of its own."


def rewrite(db: Database, viewer: Viewer, loop_id: int, revision: int, words: LoopWords, now: datetime) -> None:
    """Other words, names or rules for a loop. Track, level and visibility stay as they are once it is open.

    Raises NotFoundError, RefusedError, InvalidError, ConflictError (somebody was there first).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if loop.state in {LoopState.CLOSED, LoopState.ARCHIVED}:
            raise RefusedError("A closed loop is not changed.")
        if not loop.is_draft:
            words = _kept(words, loop)
        _require(words, loop.pack, session, open_loop=not loop.is_draft, besides=loop_id)
        try:
            stored.update(session, loop_id, revision, **_values(words))
        except IntegrityError as error:
            raise _taken() from error
        note(session, viewer, "loop changed", loop_id, now)


def _kept(words: LoopWords, loop: LoopPage) -> LoopWords:
    """Cards were written under these: they stay."""
    fixed = {"track": loop.track or "", "level": loop.level or "", "visibility": loop.visibility.value}
    return LoopWords(**{**words.__dict__, **fixed})


def _values(words: LoopWords) -> dict[str, Any]:
    return {
        "title": texts.tidy(words.title),
        "requisition": texts.tidy(words.requisition),
        "purpose": texts.tidy(words.purpose),
        "zone": words.zone,
        "paper": words.paper,
        "visibility": Visibility(words.visibility),
        "track": words.track or None,
        "level": words.level or None,
        "decider_id": words.decider_id,
        "tie_breaker_id": words.tie_breaker_id,
    }


def _require(
    words: LoopWords, pack: Pack, session: Session, *, open_loop: bool = False, besides: int | None = None
) -> None:
    problems = dict(_word_problems(words, pack)) | _people_problems(session, words, open_loop=open_loop)
    taken = select(LoopRow.id).where(LoopRow.requisition == texts.tidy(words.requisition), LoopRow.id != besides)
    if "requisition" not in problems and session.exec(taken).first() is not None:
        problems["requisition"] = _TAKEN
    if problems:
        raise InvalidError("The loop was not kept.", problems=problems)


def _word_problems(words: LoopWords, pack: Pack) -> list[tuple[str, str]]:
    found = [
        (name, fault)
        for name, longest in LONGEST.items()
        if (fault := texts.fault(texts.unified(getattr(words, name)), longest))
    ]
    found += [
        (name, sentence)
        for name, sentence in (("title", "Give the loop a title."), ("requisition", "Give the requisition number."))
        if not getattr(words, name).strip()
    ]
    if words.zone not in available_timezones():
        found.append(("zone", f"{words.zone[:60]} is no time zone. Name one such as America/Chicago."))
    if words.paper not in PAPERS:
        found.append(("paper", "Choose A4 or Letter."))
    if words.visibility not in set(Visibility):
        found.append(("visibility", "Choose one of the three rules."))
    if words.track and words.track not in {track.id for track in pack.tracks}:
        found.append(("track", "Choose one of the pack’s tracks."))
    if words.level and words.level not in {level.id for level in pack.levels}:
        found.append(("level", "Choose one of the pack’s levels."))
    return found


def _people_problems(session: Session, words: LoopWords, *, open_loop: bool) -> dict[str, str]:
    named = {"decider_id": words.decider_id, "tie_breaker_id": words.tie_breaker_id}
    able = sa.select(col(PersonRow.id), col(PersonRow.role)).where(
        col(PersonRow.id).in_([who for who in named.values() if who]), col(PersonRow.disabled_at).is_(None)
    )
    roles = {row[0]: row[1] for row in session.execute(able)}
    found = {
        field: "Choose a hiring manager or an administrator."
        for field, who in named.items()
        if who and (who not in roles or not may_decide(roles[who]))
    }
    if open_loop:
        found |= {field: "An open loop has one." for field, who in named.items() if not who}
    if words.decider_id and words.decider_id == words.tie_breaker_id:
        found["tie_breaker_id"] = "Choose somebody else than the one who decides."
    return found


def managed(session: Session, viewer: Viewer, loop_id: int, *, lock: bool = True) -> LoopPage:
    """A loop that the viewer manages, to be changed. Raises NotFoundError, or RefusedError for those who only read."""
    loop = read(session, viewer, loop_id, lock=lock)
    if not loop.is_manager:
        raise RefusedError("Only the loop’s managers change it.", mend="Ask one of them.")
    return loop


def require_draft(loop: LoopPage) -> None:
    """Stages and what they see are fixed once a loop is open: cards are written under them."""
    if not loop.is_draft:
        raise RefusedError(
            "The loop is open: its stages and what they see stay as they are.",
            mend="Close it and build another from the pack.",
        )


def note(session: Session, viewer: Viewer, act: str, loop_id: int, now: datetime, **detail: Any) -> None:
    """Append to the audit chain what was done to a loop."""
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="loop", subject_id=loop_id, detail=detail)
