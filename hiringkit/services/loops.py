"""Loops: the list, and one with its plan and what the linter says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session

from hiringkit import languages
from hiringkit.db import audit
from hiringkit.db import loops as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import RefusedError
from hiringkit.loops import checks, opening
from hiringkit.loops.findings import Finding
from hiringkit.loops.plans import Plan, Upgrade
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import Visibility
from hiringkit.rubrics.packs import Pack, Weight
from hiringkit.services import staffing
from hiringkit.services.staffing import Step

MOST_KEPT = 200  # loops, each a tenth of a megabyte
MOST_LINES = 2_000


@dataclass(frozen=True)
class Waiver:
    """A finding that somebody answered: let it stand, with the reason, or said how it is met. `title`: what it was."""

    finding: str
    reason: str
    by: str
    at: datetime
    is_met: bool
    title: str


@dataclass(frozen=True)
class Member:
    """Somebody of a loop."""

    person_id: int
    name: str
    role: LoopRole
    is_gone: bool = False  # cannot sign in any more


@dataclass(frozen=True, eq=False)
class LoopPage:
    """A loop, all that it plans, and what the linter says. The same object for the same, and never changed."""

    loop_id: int
    title: str
    requisition: str
    state: LoopState
    track: str | None
    level: str | None
    purpose: str
    zone: str
    paper: str
    language: str
    visibility: Visibility
    evidence_first: bool
    place: str
    accommodations: str
    decider_id: int | None
    tie_breaker_id: int | None
    opened_at: datetime | None
    revision: int
    candidates: int
    version_id: int
    version_number: int
    newest_version: int
    pack_id: int
    pack_title: str  # as the loop's own version says
    newest_title: str  # as the pack is called now
    pack: Pack
    plan: Plan
    waivers: tuple[Waiver, ...]
    members: tuple[Member, ...]
    is_manager: bool
    is_staff: bool
    steps: tuple[Step, ...] = ()

    @property
    def last_step(self) -> Step | None:
        """The change that may be taken back."""
        return next((step for step in reversed(self.steps) if not step.is_undone), None)

    @property
    def next_step(self) -> Step | None:
        """The change that was taken back and may be made again."""
        return next((step for step in self.steps if step.is_undone), None)

    @property
    def is_draft(self) -> bool:
        """Whether the loop is still being built."""
        return self.state is LoopState.DRAFT

    def is_of(self, person_id: int) -> bool:
        """Whether somebody has a part in it, so that they may know of its candidates."""
        named = {self.decider_id, self.tie_breaker_id, *(member.person_id for member in self.members)}
        return self.is_staff or person_id in named

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the linter says."""
        return opening.findings(self.plan)

    @cached_property
    def waived(self) -> frozenset[str]:
        """The findings that somebody answered."""
        return frozenset(waiver.finding for waiver in self.waivers)

    @cached_property
    def blocking(self) -> tuple[Finding, ...]:
        """What keeps the loop from opening."""
        return opening.blocking(self.findings, self.waived)

    @cached_property
    def gates(self) -> tuple[opening.Gate, ...]:
        """The conditions for opening."""
        return opening.gates(self.plan, self.findings, self.waived)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What the pack asks of the process, in its order, and what came of each."""
        return tuple(_check(self, upgrade) for upgrade in self.plan.upgrades)


@dataclass(frozen=True)
class Check:
    """A process upgrade that the pack asks for: met by what the loop shows, by somebody's word, waived, or not met."""

    key: str
    text: str
    state: str  # met, waived or not met
    note: str = ""
    answer: Waiver | None = None


@dataclass(frozen=True, eq=False)
class LoopWords:
    """What the list says of a loop, whoever looks. The same object for the same."""

    loop_id: int
    title: str
    requisition: str
    state: LoopState
    level: str | None
    stages: int


class LoopLine(NamedTuple):
    """A loop in the list, and how many candidates it has: a number as it is written."""

    words: LoopWords
    candidates: str


def page(db: Database, viewer: Viewer | None, loop_id: int, now: datetime | None = None) -> LoopPage:
    """A loop that the viewer reaches (the operator: any), or NotFoundError. Four statements, however much it holds.

    With `now` the linter looks at its people too, their weeks and whom they meet: a statement more.
    """
    with db.reading() as session:
        return read(session, viewer, loop_id, now=now)


def to_change(db: Database, viewer: Viewer, loop_id: int, now: datetime | None = None) -> LoopPage:
    """As `page`, for whoever may change the loop. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        return managed(session, viewer, loop_id, lock=False, now=now)


def pattern(db: Database, viewer: Viewer, loop_id: int) -> LoopPage:
    """A loop to build another like it: what it says, its stages and people; its waivers are its own.

    Raises NotFoundError: there is none, or the viewer may not see it.
    """
    with db.reading() as session:
        return read(session, viewer, loop_id, waivers=False)


def read(
    session: Session,
    viewer: Viewer | None,
    loop_id: int,
    *,
    lock: bool = False,
    now: datetime | None = None,
    waivers: bool = True,
) -> LoopPage:
    """As `page`, within a transaction; without its waivers where nobody asks for them."""
    row = stored.head(session, viewer, loop_id, lock=lock)
    stored_packs.pack_of(session, row["version_id"], row["content_hash"])
    has_people = now is not None and (viewer is None or row["is_staff"])
    return _made(
        tuple(row.items()),
        stored.stage_rows(session, loop_id),
        stored.people_rows(session, loop_id),
        stored.waivers(session, loop_id) if waivers else (),
        staffing.facts(session, loop_id, now) if now is not None and has_people else None,
        languages.tag(),
    )


@lru_cache(maxsize=MOST_KEPT)
def _made(
    head: tuple[tuple[str, Any], ...],
    stages: tuple[stored.Row, ...],
    people: tuple[stored.Row, ...],
    waivers: tuple[stored.Row, ...],
    facts: staffing.Facts | None,
    _language: str,  # what the linter says is said in it
) -> LoopPage:
    """What the database holds of a loop, made into its page; once for the same, since the linter has much to look at.

    Who may see it was asked when it was read, and stands in it.
    """
    row = dict(head)
    pack = stored_packs.known(row["content_hash"])
    panels, members = stored.people_in(people)
    plan = Plan(
        stages=stored.stages(stages, panels),
        track=_name(pack.tracks, row["track"]),
        level=pack.level_name(row["level"]),
        decider=row["decider"],
        tie_breaker=row["tie_breaker"],
        criteria={criterion.id: criterion.name for criterion in pack.criteria},
        has_risk_objection=pack.risk_objection is not None,
        purpose=row["purpose"] or pack.pack.purpose or "",
        upgrades=tuple(Upgrade(item.id, item.text, item.kind, item.criteria) for item in pack.process_upgrades),
        unanchored=pack.unanchored,
    )
    steps: tuple[Step, ...] = ()
    if facts is not None:
        plan, steps = staffing.with_people(plan, facts)
    return LoopPage(
        loop_id=row["id"],
        pack=pack,
        plan=plan,
        steps=steps,
        waivers=tuple(Waiver(*found) for found in waivers),
        members=tuple(Member(*found) for found in members),
        pack_title=pack.pack.title or row["pack_title"],
        newest_title=row["pack_title"],
        **{name: row[name] for name in _FROM_ROW},
    )


_FROM_ROW = tuple(
    name
    for name in LoopPage.__dataclass_fields__
    if name not in {"loop_id", "pack", "plan", "steps", "waivers", "members", "pack_title", "newest_title"}
)


def _check(loop: LoopPage, upgrade: Upgrade) -> Check:
    key = f"{checks.PREFIX}{upgrade.id}"
    met, note = checks.seen_to(loop.plan, upgrade)
    answer = next((waiver for waiver in loop.waivers if waiver.finding == key), None)
    if met:
        return Check(key, upgrade.text, "met", note)
    if answer:
        return Check(key, upgrade.text, "met" if answer.is_met else "waived", answer.reason, answer)
    return Check(key, upgrade.text, "not met")


def _name(items: tuple[Any, ...], key: str | None) -> str | None:
    return next((item.name for item in items if item.id == key), None)


def listed(
    db: Database, viewer: Viewer, *, state: LoopState | None = None, words: str = "", after: int = 0
) -> tuple[list[LoopLine], int]:
    """A page of the loops that a viewer reaches, newest first, and the id to go on after; 0 at the end."""
    with db.reading() as session:
        rows = stored.listed(session, viewer, state=state, words=words.strip()[:80], after=after)
        lines = [LoopLine(_LINES.get(line) or _line(session, line), count) for count, line in rows[: stored.PAGE]]
    return lines, lines[-1].words.loop_id if len(rows) > stored.PAGE else 0


_LINES: dict[str, LoopWords] = {}


def _line(session: Session, stored_line: str) -> LoopWords:
    """A line of the list as it is meant, its level by the name that its rubric version gives it."""
    loop_id, title, requisition, state, level, stages, version_id, digest = json.loads(stored_line)
    pack = stored_packs.pack_of(session, version_id, digest)
    if len(_LINES) >= MOST_LINES:
        _LINES.clear()
    made = _LINES[stored_line] = LoopWords(
        loop_id, title, requisition, LoopState(state), pack.level_name(level), stages
    )
    return made


def versions(db: Database, pack_id: int | None = None) -> list[tuple[int, str]]:
    """What a loop can be made of: each published version, its id and words; or those of one pack."""
    with db.reading() as session:
        return [
            (row[0], f"{row[7]}, version {row[2]}")
            for row in stored_packs.versions(session)
            if row[3] is VersionState.PUBLISHED and pack_id in {None, row[1]}
        ]


def published(db: Database, version_id: int) -> Pack | None:
    """What a published version says; None where there is no such version to build of."""
    with db.reading() as session:
        there = (row for row in stored_packs.versions(session) if row[0] == version_id)
        digest = next((row[4] for row in there if row[3] is VersionState.PUBLISHED), None)
        return stored_packs.pack_of(session, version_id, digest) if digest else None


def people(db: Database) -> list[tuple[int, str, str]]:
    """Everybody who can be given a part in a loop: id, name, global role."""
    with db.reading() as session:
        return stored.people(session)


def managed(
    session: Session, viewer: Viewer, loop_id: int, *, lock: bool = True, now: datetime | None = None
) -> LoopPage:
    """A loop that the viewer manages, to be changed. Raises NotFoundError, or RefusedError for those who only read."""
    loop = read(session, viewer, loop_id, lock=lock, now=now)
    if not loop.is_manager:
        raise RefusedError("Only the loop’s managers change it.", mend="Ask one of them.")
    return loop


def risk_criteria(pack: Pack) -> dict[str, Weight]:
    """What the risk objection is there to show, as a stage that holds it sees it."""
    return {criterion.id: Weight.PRIMARY for criterion in pack.risk_criteria if not criterion.guardrail}


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
