"""Interviews: planning them in a zone, moving and cancelling them, changing who sits in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import candidates as candidacies
from hiringkit.db import interviews as stored
from hiringkit.db.candidates import Standing
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns, Planned, Slot
from hiringkit.db.tables.candidates import CandidacyState, Change, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.rubrics import texts
from hiringkit.services import capacities, slots

ANYWAY = "anyway"


@dataclass(frozen=True)
class StageChoice:
    """A stage of the loop; `is_planned` says that it has its interview with this candidate."""

    stage_id: int
    name: str
    minutes: int
    is_planned: bool
    is_left_out: bool = False


@dataclass(frozen=True)
class SeatChoice:
    """Somebody who may sit in an interview; their present seat, or the one they have on the stage's panel.

    `has_conflict`: a conflict of interest is declared, so they have no seat, or give up the one they have.
    """

    person_id: int
    name: str
    seat: Seat | None
    is_fixed: bool = False
    has_conflict: bool = False


@dataclass(frozen=True)
class PlanSheet:
    """What one needs to plan an interview: whose, at which stage, in which zone, with whom."""

    candidacy_id: int
    name: str
    loop_id: int
    loop: str
    zone: str
    stage: StageChoice
    stages: tuple[StageChoice, ...]
    people: tuple[SeatChoice, ...]


@dataclass(frozen=True)
class InterviewSheet:
    """An interview that is to be moved, cancelled, or seated anew."""

    interview_id: int
    candidacy_id: int
    name: str
    stage: str
    starts_at: datetime
    zone: str
    minutes: int
    revision: int


@dataclass(frozen=True)
class SeatSheet:
    """An interview, and who may sit in it."""

    interview: InterviewSheet
    people: tuple[SeatChoice, ...]


def plan_sheet(db: Database, viewer: Viewer, candidacy_id: int, stage_id: int | None) -> PlanSheet:
    """What planning needs; the first stage without an interview when none is named.

    Raises NotFoundError; RefusedError: not the viewer's to plan, loop not open, candidate withdrawn;
    ConflictError: the stage, or every stage, has its interview.
    """
    with db.reading() as session:
        found = plannable(session, viewer, candidacy_id)
        stages = _stages(session, found.loop_id, candidacy_id)
        stage = _stage(stages, stage_id)
        if stage.is_planned:
            raise _taken(stage.name)
        people = _choices(stored.people(session, found.loop_id, stage.stage_id, candidacy_id))
    name = found.name or ERASED
    return PlanSheet(candidacy_id, name, found.loop_id, found.loop_title, found.loop_zone, stage, stages, people)


def plan(  # noqa: PLR0913 -- all that an interview is
    db: Database,
    viewer: Viewer,
    candidacy_id: int,
    stage_id: int,
    *,
    starts_at: datetime,
    zone: str,
    minutes: int,
    seats: Mapping[int, Seat],
    now: datetime,
    accepted: str = "",
) -> int:
    """A new interview, with a draft scorecard for each seat; gives its id.

    What is doubtful (an hour that is past, somebody who sits elsewhere then) is refused beside `anyway`, unless
    `accepted` is the very sentence that said so.

    Raises:
        NotFoundError, RefusedError: as `plan_sheet`.
        InvalidError: time, length or seats do not hold, or a doubt was not accepted.
        ConflictError: the stage has its interview with this candidate.
    """
    slot = Slot(starts_at, zone, minutes)
    with db.writing() as session:
        found = plannable(session, viewer, candidacy_id, lock=True)
        stage = _stage(_stages(session, found.loop_id, candidacy_id), stage_id)
        people = stored.people(session, found.loop_id, stage.stage_id, candidacy_id)
        gone = slots.gone_problem(session, seats, [row[0] for row in people])
        _require_no_problem({**slots.problems(slot, now), "seats": gone or _seat_problem(seats, people)})
        if stage.is_planned:
            raise _taken(stage.name)
        _require_accepted(_doubts(session, found, slot, seats, now), accepted)
        try:
            interview_id = stored.add(
                session,
                candidacy_id=candidacy_id,
                loop_id=found.loop_id,
                stage_id=stage_id,
                slot=slot,
                seats=seats,
            )
        except IntegrityError as error:
            raise _taken(stage.name) from error
        detail = {"candidacy": candidacy_id, "stage": stage_id, "seats": _by_id(seats), **slots.detail(slot)}
        _audit(session, viewer, "interview planned", interview_id, now, **detail)
    return interview_id


def candidacy_of(db: Database, viewer: Viewer, interview_id: int) -> int:
    """Whose interview it is: the candidacy's id. Raises NotFoundError."""
    with db.reading() as session:
        return stored.read(session, viewer, interview_id).candidacy_id


def sheet(db: Database, viewer: Viewer, interview_id: int) -> InterviewSheet:
    """An interview that is to be moved or cancelled. Raises NotFoundError, RefusedError, ConflictError."""
    with db.reading() as session:
        found = _movable(session, viewer, interview_id)
        _require_none_in(stored.seated(session, interview_id))
    return _sheet(found)


def move(  # noqa: PLR0913 -- as plan
    db: Database,
    viewer: Viewer,
    interview_id: int,
    *,
    starts_at: datetime,
    zone: str,
    minutes: int,
    reason: str,
    revision: int,
    now: datetime,
    accepted: str = "",
) -> None:
    """Another time for an interview of which no scorecard is in; `reason` is kept, and read by who sees the candidate.

    Raises as `plan`; ConflictError also when somebody changed the interview since `revision`.
    """
    slot, reason = Slot(starts_at, zone, minutes), texts.tidy(reason)
    with db.writing() as session:
        whose = stored.read(session, viewer, interview_id).candidacy_id
        standing = candidacies.standing(session, viewer, whose, lock=True)
        found = _movable(session, viewer, interview_id, lock=True)
        seated = stored.seated(session, interview_id, lock=True)
        _require_none_in(seated)
        _require_no_problem({**slots.problems(slot, now), "reason": slots.reason_problem(reason)})
        if slot.starts_at > now:
            _taking_part(standing)
        seats = {row[0]: row[2] for row in seated}
        _require_accepted(_doubts(session, standing, slot, seats, now, but=interview_id), accepted)
        changed = {"starts_at": slot.starts_at, "zone": slot.zone, "minutes": slot.minutes}
        if not stored.change(session, interview_id, revision, **changed):
            raise _stale()
        stored.note_change(session, viewer, found.as_changed, Change.MOVED, reason, now)
        _audit(session, viewer, "interview moved", interview_id, now, **slots.detail(slot))


def cancel(db: Database, viewer: Viewer, interview_id: int, *, reason: str, revision: int, now: datetime) -> None:
    """Cancel an interview of which no scorecard is in; its stage may be planned again. Raises as `move`."""
    reason = texts.tidy(reason)
    with db.writing() as session:
        found = _movable(session, viewer, interview_id, lock=True)
        _require_no_problem({"reason": slots.reason_problem(reason)})
        _require_none_in(stored.seated(session, interview_id, lock=True))
        if not stored.change(session, interview_id, revision, state=InterviewState.CANCELLED):
            raise _stale()
        stored.note_change(session, viewer, found.as_changed, Change.CANCELLED, reason, now)
        _audit(session, viewer, "interview cancelled", interview_id, now)


def seat_sheet(db: Database, viewer: Viewer, interview_id: int) -> SeatSheet:
    """Who sits in an interview and who else may. Raises NotFoundError, RefusedError, ConflictError."""
    with db.reading() as session:
        found = _movable(session, viewer, interview_id)
        seated = {row[0]: row for row in stored.seated(session, interview_id)}
        people = stored.people(session, found.loop_id, found.stage_id, found.candidacy_id)
    here = [_seated_choice(row) for row in seated.values()]
    others = [replace(one, seat=None) for one in _choices(people) if one.person_id not in seated]
    return SeatSheet(_sheet(found), (*here, *others))


def reseat(
    db: Database, viewer: Viewer, interview_id: int, *, seats: Mapping[int, Seat], revision: int, now: datetime
) -> None:
    """Change who sits in an interview. A seat goes only while nothing is written in its scorecard.

    Raises:
        NotFoundError, RefusedError: not the viewer's to plan.
        InvalidError: nobody leads, somebody is not of the loop, a scorecard holds something.
        ConflictError: cancelled, or changed since `revision`.
    """
    with db.writing() as session:
        found = _movable(session, viewer, interview_id, lock=True)
        before = {row[0]: row for row in stored.seated(session, interview_id, lock=True)}
        people = [*stored.people(session, found.loop_id, found.stage_id, found.candidacy_id), *before.values()]
        is_in = {person_id for person_id, row in before.items() if row[3] is not CardState.DRAFT}
        gone = slots.gone_problem(session, seats, [row[0] for row in people])
        _require_no_problem({"seats": gone or _seat_problem(seats, people, is_in) or _kept_problem(before, seats)})
        if not stored.change(session, interview_id, revision):
            raise _stale()
        _store_seats(session, found, before, seats)
        _audit(session, viewer, "interview seated", interview_id, now, seats=_by_id(seats))


def _store_seats(session: Session, found: Planned, before: Mapping[int, Columns], seats: Mapping[int, Seat]) -> None:
    for person_id in before.keys() - seats.keys():
        stored.remove_seat(session, found.interview_id, person_id)
    for person_id, seat in seats.items():
        if person_id not in before:
            stored.add_seat(session, found.interview_id, found.candidacy_id, person_id, seat)
        elif before[person_id][2] is not seat:
            stored.change_seat(session, found.interview_id, person_id, seat)


def plannable(session: Session, viewer: Viewer, candidacy_id: int, *, lock: bool = False) -> Standing:
    """A candidacy whose interviews the viewer plans, within a transaction. Raises NotFoundError, RefusedError."""
    found = candidacies.standing(session, viewer, candidacy_id, lock=lock, loop=lock)
    if not found.may_edit:
        raise RefusedError("Only managers and recruiters of the loop plan its interviews.")
    return _taking_part(found)


def _taking_part(found: Standing) -> Standing:
    if found.loop_state is not LoopState.OPEN:
        raise RefusedError("Interviews are planned in open loops; this one is not open.")
    if found.state is not CandidacyState.ACTIVE:
        raise RefusedError("The candidate does not take part any more.", mend="Reinstate the candidate first.")
    return found


def _movable(session: Session, viewer: Viewer, interview_id: int, *, lock: bool = False) -> Planned:
    found = stored.read(session, viewer, interview_id, lock=lock)
    if not found.may_edit:
        raise RefusedError("Only managers and recruiters of the loop change its interviews.")
    if found.state is not InterviewState.PLANNED:
        raise ConflictError("This interview was cancelled.", mend="Plan the stage anew from the candidate’s page.")
    return found


def _require_none_in(seated: Sequence[Columns]) -> None:
    names = [row[1] or "somebody" for row in seated if row[3] is not CardState.DRAFT]
    if names:
        raise ConflictError(f"The scorecard of {' and '.join(names)} is in, so the interview stands as it was held.")


def _stages(session: Session, loop_id: int, candidacy_id: int) -> tuple[StageChoice, ...]:
    rows = stored.stages(session, loop_id, candidacy_id)
    return tuple(StageChoice(row[0], row[1], row[2], row[3] is not None, bool(row[4])) for row in rows)


def stage_of(session: Session, loop_id: int, candidacy_id: int, stage_id: int) -> StageChoice:
    """How a stage of the loop stands with a candidate, within a transaction. Raises NotFoundError."""
    return _stage(_stages(session, loop_id, candidacy_id), stage_id)


def _stage(stages: Sequence[StageChoice], stage_id: int | None) -> StageChoice:
    if stage_id is None:
        wanted = next((stage for stage in stages if not (stage.is_planned or stage.is_left_out)), None)
        if wanted is None:
            raise ConflictError("Every stage has its interview with this candidate.")
        return wanted
    for stage in stages:
        if stage.stage_id == stage_id:
            return stage
    raise NotFoundError("There is no such stage in this loop.", where=f"stage {stage_id}")


def _choices(rows: Sequence[Columns]) -> tuple[SeatChoice, ...]:
    return tuple(SeatChoice(row[0], row[1], None if row[3] else row[2], has_conflict=row[3]) for row in rows)


def _seated_choice(row: Columns) -> SeatChoice:
    is_in = row[3] is not CardState.DRAFT
    has_conflict = row[5] and not is_in
    return SeatChoice(row[0], row[1] or "somebody", None if has_conflict else row[2], is_in, has_conflict)


def _seat_problem(seats: Mapping[int, Seat], people: Sequence[Columns], is_in: Collection[int] = ()) -> str:
    """What is wrong with these seats; a row's last column says that a conflict is declared. `is_in`: whose card is."""
    for row in people:
        if row[-1] and row[0] in seats and row[0] not in is_in:
            return f"{row[1] or 'Somebody'} cannot sit here: a conflict of interest is declared."
    together = slots.leads_problem(seats, {row[0]: row[1] for row in people}, is_in)
    return together if Seat.LEAD in seats.values() else "Nobody leads. Choose who leads the interview."


def _kept_problem(before: Mapping[int, Columns], seats: Mapping[int, Seat]) -> str:
    """What is wrong with taking seats away, or changing them: a scorecard in which something is written stays."""
    for person_id, row in before.items():
        name, is_in = row[1] or "somebody", row[3] is not CardState.DRAFT
        if is_in and seats.get(person_id) is not row[2]:
            return f"The scorecard of {name} is in, so the seat stays as it is."
        if row[4] and person_id not in seats and not row[5]:  # with a conflict, what was begun goes with the seat
            return f"{name} has begun to write a scorecard, so the seat stays."
    return ""


def _doubts(
    session: Session,
    found: Standing,
    slot: Slot,
    seats: Mapping[int, Seat],
    now: datetime,
    *,
    but: int | None = None,
) -> str:
    """What speaks against a slot without forbidding it, in sentences; nothing when nothing does."""
    said = []
    if slot.starts_at < now:
        said.append("The time lies in the past.")
    for name, starts_at, minutes in stored.clashes(session, seats, slot, but=but):
        said.append(f"{name} sits in another interview {slots.span(starts_at, minutes, slot.zone)}.")
    for starts_at, minutes in stored.candidate_clashes(session, found.candidate_id, slot, but=but):
        said.append(f"{found.name or ERASED} has another interview {slots.span(starts_at, minutes, slot.zone)}.")
    said += capacities.doubts(session, list(seats), slot, but=but)
    return " ".join(said)


def _require_accepted(doubts: str, accepted: str) -> None:
    if doubts and doubts != accepted:
        raise InvalidError(doubts, where=ANYWAY, problems={ANYWAY: doubts})


def _require_no_problem(problems: Mapping[str, str]) -> None:
    found = {field: problem for field, problem in problems.items() if problem}
    if found:
        raise InvalidError(next(iter(found.values())), where=next(iter(found)), problems=found)


def _sheet(found: Planned) -> InterviewSheet:
    at, who, slot = found.interview_id, found.name or ERASED, found.slot
    zone, minutes, revision = slot.zone, slot.minutes, found.revision
    return InterviewSheet(at, found.candidacy_id, who, found.stage, slot.starts_at, zone, minutes, revision)


def _taken(stage: str) -> ConflictError:
    return ConflictError(f"{stage} has its interview with this candidate already.", mend="Move that one instead.")


def _stale() -> ConflictError:
    return ConflictError("Somebody changed this interview meanwhile.", mend="Load the page again and look at it.")


def _by_id(seats: Mapping[int, Seat]) -> dict[str, str]:
    return {str(person_id): seat.value for person_id, seat in seats.items()}


def _audit(session: Session, viewer: Viewer, act: str, interview_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="interview", subject_id=interview_id, detail=detail)
