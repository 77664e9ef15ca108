"""One person's way through a loop: each stage, its interview, each seat's scorecard as the viewer may know it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from hiringkit.db import candidates as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.candidates import Standing
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables.candidates import CandidacyState, Change
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy import scorecards
from hiringkit.policy.amendments import Bar, bar_to_entering
from hiringkit.policy.anonymity import ERASED, alias
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.scoring.decisions import CHOICE_WORDS, Choice
from hiringkit.scoring.scorecards import Recommendation
from hiringkit.services import fair_scores
from hiringkit.services.fair_scores import FairScore

SEES = {
    Visibility.AFTER_OWN: (
        "Managers, recruiters and the decider of the loop read a scorecard once it is submitted; "
        "members of the panel after their own."
    ),
    Visibility.AFTER_PANEL: (
        "Nobody but its author reads a scorecard before each one that counts is in, "
        "or before a manager opens them early with a reason."
    ),
    Visibility.ALWAYS: "Everybody of the loop reads a scorecard once it is submitted.",
}


LEFT_OUT = "left out"
_SEATS = tuple(Seat)


class Known(StrEnum):
    """What the viewer may know of a scorecard."""

    NOT_DUE = "not due yet"
    MISSING = "missing"
    IN = "in"
    UNTIL_OWN = "in, hidden until yours is in"
    UNTIL_ALL = "in, hidden until every scorecard is in"
    HIDDEN = "in, not for you to read"


class Aim(StrEnum):
    """Where the next thing to do is done."""

    INTERVIEW = "interview"
    PLAN = "plan"
    SEATS = "seats"
    NOTHING = "nothing"


class SeatShown(NamedTuple):
    """A seat with its scorecard; the recommendation only where the viewer may read the card.

    `is_gone`: a card is still asked for, and who sits there cannot sign in any more to write it. `bar`: what keeps
    the viewer from entering the card on its author's behalf.
    """

    name: str
    seat: Seat
    is_own: bool
    scorecard_id: int
    known: Known
    is_readable: bool
    recommendation: Recommendation | None
    state: CardState | None = None
    is_gone: bool = False
    bar: Bar | None = None


class InterviewShown(NamedTuple):
    """A stage's interview with its seats. `may_change`: the viewer plans, and no scorecard of it is in."""

    interview_id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    seats: tuple[SeatShown, ...]
    may_change: bool


class StageShown(NamedTuple):
    """A stage on the way, its panel, and its interview once that is planned."""

    stage_id: int
    name: str
    minutes: int
    format: str
    panel: tuple[tuple[str, Seat], ...]
    interview: InterviewShown | None
    is_left_out: bool = False


@dataclass(frozen=True)
class Step:
    """The one thing to do next: why, what, and where."""

    why: str
    act: str
    aim: Aim
    target: int = 0


@dataclass(frozen=True)
class Opening:
    """An early opening: when, by whom, why."""

    at: datetime
    name: str
    reason: str


@dataclass(frozen=True)
class Happening:
    """A draft given back, an interview moved or cancelled, a stage left out: by whom, when, from when, and why."""

    what: str
    stage_id: int
    interview_id: int
    name: str
    at: datetime
    began_at: datetime
    why: str


@dataclass(frozen=True)
class Elsewhere:
    """The same candidate in another loop, from which or to which they were moved."""

    candidacy_id: int
    loop: str


@dataclass(frozen=True)
class Way:
    """The candidate's page."""

    candidacy_id: int
    name: str
    email: str
    phone: str
    state: CandidacyState
    added_at: datetime
    loop_id: int
    loop: str
    requisition: str
    level: str
    sees: str
    stages: tuple[StageShown, ...]
    step: Step
    opening: Opening | None
    decided: str
    happened: tuple[Happening, ...]
    score: FairScore | None  # where it is open to the viewer, and a run has made one
    manages: bool
    moved_to: Elsewhere | None
    came_from: Elsewhere | None
    unnamed: bool
    is_staff: bool
    may_edit: bool
    may_plan: bool
    may_open_early: bool

    @property
    def has_trainee(self) -> bool:
        """Whether somebody in training sits in an interview: their card stands here and is not counted."""
        held = [stage.interview for stage in self.stages if stage.interview]
        return any(seat.seat.is_trainee for interview in held for seat in interview.seats)

    @property
    def cancelled_stages(self) -> tuple[str, ...]:
        """The stages whose interview was cancelled and that have none: to be planned again."""
        gone = {one.stage_id for one in self.happened if one.what == Change.CANCELLED}
        return tuple(stage.name for stage in self.stages if _is_free(stage) and stage.stage_id in gone)

    @cached_property
    def cards(self) -> tuple[int, int]:
        """Scorecards that are in, scorecards that count."""
        seats = [seat for stage in self.stages if stage.interview for seat in stage.interview.seats]
        counted = [seat for seat in seats if not seat.seat.is_trainee]
        return sum(is_in(seat) for seat in counted), len(counted)


def is_in(seat: SeatShown) -> bool:
    """Whether the seat's scorecard was submitted."""
    return seat.known not in {Known.NOT_DUE, Known.MISSING}


def way(db: Database, viewer: Viewer, candidacy_id: int, now: datetime) -> Way:
    """The candidate's page, as the viewer may know it. Raises NotFoundError."""
    with db.reading() as session:
        found, more = stored.shown(session, viewer, candidacy_id)
        panels = stored.panels(session, found.loop_id)
        seats = stored.seats(session, viewer, candidacy_id)
        pack = stored_packs.pack_of(session, more[7], more[8])
        happened = stored.happened(session, candidacy_id)
        score = fair_scores.of_candidacy(session, viewer, candidacy_id)
    may_plan = found.may_edit and found.loop_state is LoopState.OPEN and found.state is CandidacyState.ACTIVE
    out = {row[1] for row in happened if row[0] == LEFT_OUT}
    stages = _stages(panels, seats, found, viewer, now, out)
    staff = bool(more[2])
    unnamed = found.name == alias(candidacy_id) and not staff
    opened_at, reason, opener = found.opened_early_at, more[4], more[5]
    return Way(
        candidacy_id=candidacy_id,
        name=found.name or ERASED,
        email=found.email if staff else "",
        phone=found.phone if staff else "",
        state=found.state,
        added_at=more[3],
        loop_id=found.loop_id,
        loop=found.loop_title,
        requisition=more[0],
        level=pack.level_name(more[1]) or "",
        sees=SEES[found.visibility],
        stages=stages,
        step=_step(stages, found, may_plan=may_plan, now=now),
        opening=Opening(opened_at, opener or "somebody", "" if unnamed else reason or "") if opened_at else None,
        unnamed=unnamed,
        moved_to=Elsewhere(more[9], more[10]) if more[9] else None,
        came_from=Elsewhere(more[11], more[12]) if more[11] else None,
        happened=tuple(replace(one, why="") if unnamed else one for one in (Happening(*row) for row in happened)),
        score=score,
        manages=found.may_manage,
        decided=CHOICE_WORDS[Choice(more[6])] if more[6] else "",
        is_staff=staff,
        may_edit=found.may_edit and found.name is not None,
        may_plan=may_plan,
        may_open_early=found.may_manage
        and found.visibility is Visibility.AFTER_PANEL
        and opened_at is None
        and _waits(stages),
    )


def _stages(
    panels: Sequence[Columns],
    seats: Sequence[Columns],
    found: Standing,
    viewer: Viewer,
    now: datetime,
    out: Collection[int],
) -> tuple[StageShown, ...]:
    order = list(dict.fromkeys(row[0:4] for row in panels))
    in_order = sorted((row for row in panels if row[5]), key=lambda row: _SEATS.index(row[5]))  # who leads comes first
    return tuple(
        StageShown(
            stage_id=stage[0],
            name=stage[1],
            minutes=stage[2],
            format=stage[3],
            panel=tuple((row[4], row[5]) for row in in_order if row[0] == stage[0]),
            interview=_interview([row for row in seats if row[1] == stage[0]], seats, found, viewer, now),
            is_left_out=stage[0] in out,
        )
        for stage in order
    )


def _interview(
    rows: Sequence[Columns], everyone: Sequence[Columns], found: Standing, viewer: Viewer, now: datetime
) -> InterviewShown | None:
    if not rows:
        return None
    ends_at = rows[0][2] + timedelta(minutes=rows[0][3])
    has_open = any(row[5] == viewer.person_id and row[9] is CardState.DRAFT for row in everyone)
    shut = _shut(everyone, found, has_open_card=has_open)
    seats = tuple(
        SeatShown(
            name=row[6] or "somebody",
            seat=row[7],
            is_own=row[5] == viewer.person_id,
            scorecard_id=row[8],
            known=_known(row, shut, is_over=ends_at <= now),
            is_readable=bool(row[10]) and row[9] is not CardState.DRAFT,
            recommendation=row[11],
            state=row[9] if row[10] else None,
            is_gone=not row[12] and row[9] is CardState.DRAFT,
            bar=_bar(row, found, viewer, has_open_card=has_open),
        )
        for row in rows
    )
    may_change = found.may_edit and not any(is_in(seat) for seat in seats)
    return InterviewShown(rows[0][0], rows[0][2], ends_at, rows[0][4], seats, may_change)


def _bar(row: Columns, found: Standing, viewer: Viewer, *, has_open_card: bool) -> Bar | None:
    where = scorecards.Standing(
        is_author=row[5] == viewer.person_id,
        loop_roles=frozenset({LoopRole.MANAGER} if found.may_manage else ()),
        own_cards=(CardState.DRAFT,) if has_open_card else (),
    )
    return bar_to_entering(row[9], where, is_begun=bool(row[13]))


def _shut(everyone: Sequence[Columns], found: Standing, *, has_open_card: bool) -> Known:
    """What keeps a card that is in from somebody who may not read it."""
    waits = any(row[9] is CardState.DRAFT and not row[7].is_trainee for row in everyone)
    if found.visibility is Visibility.AFTER_PANEL and not found.opened_early_at and waits:
        return Known.UNTIL_ALL
    return Known.UNTIL_OWN if has_open_card else Known.HIDDEN


def _known(row: Columns, shut: Known, *, is_over: bool) -> Known:
    if row[9] is CardState.DRAFT:
        return Known.MISSING if is_over else Known.NOT_DUE
    return Known.IN if row[10] else shut


def _step(stages: Sequence[StageShown], found: Standing, *, may_plan: bool, now: datetime) -> Step:
    """What comes first: one's own scorecard, one's own interview, a stage to plan, what others owe."""
    if found.state is not CandidacyState.ACTIVE:
        return Step("The candidate does not take part any more.", "", Aim.NOTHING)
    held = [stage for stage in stages if stage.interview]
    if own := _own_step(held, now):
        return own
    if (gone := _gone(held)) and may_plan:
        interview_id, who, stage = gone
        why = f"{who} sits in {stage} and cannot sign in any more."
        return Step(why, "Give the seat to somebody else", Aim.SEATS, interview_id)
    free = next((stage for stage in stages if _is_free(stage)), None)
    if free and may_plan:
        return Step(f"{free.name} has no interview yet.", f"Plan {free.name}", Aim.PLAN, free.stage_id)
    missing = sorted(
        {_owing(seat) for stage in held if stage.interview for seat in stage.interview.seats if _is_owed(seat)}
    )
    if missing:
        return Step(f"Waiting for the scorecards of {', '.join(missing)}.", "", Aim.NOTHING)
    return Step("Nothing waits here now.", "", Aim.NOTHING)


def _own_step(held: Sequence[StageShown], now: datetime) -> Step | None:
    """The viewer's own scorecard to finish, or else their own interview to come."""
    own = [(stage, stage.interview) for stage in held if stage.interview and _is_open_to_author(stage.interview)]
    own.sort(key=lambda pair: pair[1].starts_at)
    for stage, interview in own:
        if interview.ends_at <= now:
            return Step(
                f"Your scorecard of {stage.name} is a draft.", "Finish it", Aim.INTERVIEW, interview.interview_id
            )
    for stage, interview in own:
        return Step(f"You sit in {stage.name}.", "Read the kit", Aim.INTERVIEW, interview.interview_id)
    return None


def _gone(held: Sequence[StageShown]) -> tuple[int, str, str] | None:
    """The first interview to come in which somebody sits who cannot sign in any more: its id, who, its stage."""
    coming = [(stage.interview, stage.name) for stage in held if stage.interview]
    for interview, stage in sorted(coming, key=lambda pair: pair[0].starts_at):
        for seat in interview.seats:
            if seat.is_gone and seat.known is Known.NOT_DUE:
                return interview.interview_id, seat.name, stage
    return None


def _owing(seat: SeatShown) -> str:
    return f"{seat.name}, who cannot sign in any more" if seat.is_gone else seat.name


def _is_free(stage: StageShown) -> bool:
    """Whether an interview of it is still to be planned."""
    return stage.interview is None and not stage.is_left_out


def _is_open_to_author(interview: InterviewShown) -> bool:
    return any(seat.is_own and not is_in(seat) for seat in interview.seats)


def _is_owed(seat: SeatShown) -> bool:
    return seat.known is Known.MISSING and not seat.seat.is_trainee


def _waits(stages: Sequence[StageShown]) -> bool:
    """Whether a scorecard that counts is still a draft, which is what an early opening ends the waiting for."""
    interviews = [stage.interview for stage in stages if stage.interview]
    return any(not is_in(seat) and not seat.seat.is_trainee for one in interviews for seat in one.seats)
