"""Interviews: planning them, moving them, who sits in them, and whose time they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db import access, anonymity, conflicts, left_out
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyWordsRow,
    CandidateTextRow,
    DraftFieldRow,
    EvidenceRow,
    IntendedSeatRow,
    InterviewChangeRow,
    InterviewRow,
    MembershipRow,
    PanelRow,
    PersonRow,
    PersonTextRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import Change, InterviewState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat

Columns = tuple[Any, ...]  # what a query selects, in the order in which its function says
Changed = tuple[int, int, datetime]  # interview, candidacy, when it was to begin
LONGEST = timedelta(minutes=480)
_accepted = aliased(IntendedSeatRow)


@dataclass(frozen=True)
class Slot:
    """When an interview is: an instant, the zone it is planned in, and how long it takes."""

    starts_at: datetime
    zone: str
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Planned:
    """An interview that is to be acted on, and what the viewer may do."""

    interview_id: int
    candidacy_id: int
    loop_id: int
    stage_id: int
    stage: str
    name: str | None
    slot: Slot
    state: InterviewState
    revision: int
    may_edit: bool

    @property
    def as_changed(self) -> Changed:
        """What is kept of it when it is changed."""
        return self.interview_id, self.candidacy_id, self.slot.starts_at


def is_planned() -> sa.ColumnElement[bool]:
    """Whether an InterviewRow was not cancelled; said with the very word of the partial index, so that it is used."""
    return col(InterviewRow.state) == sa.literal_column(f"'{InterviewState.PLANNED.value}'", sa.String)


def read(session: Session, viewer: Viewer, interview_id: int, *, lock: bool = False) -> Planned:
    """One interview, or NotFoundError; `lock` keeps others from it until the act is done."""
    query = (
        sa.select(
            col(InterviewRow.id),
            col(InterviewRow.candidacy_id),
            col(InterviewRow.loop_id),
            col(InterviewRow.stage_id),
            col(StageRow.name),
            anonymity.name(viewer),
            col(InterviewRow.starts_at),
            col(InterviewRow.zone),
            col(InterviewRow.minutes),
            col(InterviewRow.state),
            col(InterviewRow.revision),
            col(InterviewRow.loop_id).in_(access.member_loops(viewer, *access.STAFF)),
        )
        .select_from(InterviewRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .where(col(InterviewRow.id) == interview_id, access.reaches_candidacy(viewer))
    )
    row = session.execute(query.with_for_update(of=InterviewRow) if lock else query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such interview.", where=f"interview {interview_id}")
    slot = Slot(starts_at=row[6], zone=row[7], minutes=row[8])
    return Planned(row[0], row[1], row[2], row[3], row[4], row[5], slot, row[9], row[10], bool(row[11]))


def stages(session: Session, loop_id: int, candidacy_id: int) -> Sequence[Columns]:
    """The loop's stages in order: id, name, minutes, the interview that is planned there with this candidate,
    whether it is left out for them."""
    here = sa.and_(
        col(InterviewRow.stage_id) == col(StageRow.id), col(InterviewRow.candidacy_id) == candidacy_id, is_planned()
    )
    return session.execute(
        sa.select(
            col(StageRow.id),
            col(StageRow.name),
            col(StageRow.minutes),
            col(InterviewRow.id),
            left_out.is_left_out(candidacy_id=candidacy_id),
        )
        .outerjoin(InterviewRow, here)
        .where(col(StageRow.loop_id) == loop_id)
        .order_by(col(StageRow.position))
    ).all()


def people(session: Session, loop_id: int, stage_id: int, candidacy_id: int) -> Sequence[Columns]:
    """Whoever may sit in an interview of a stage: id, name, seat, whether a conflict of interest keeps them from it.

    The loop's members and the panel; the seat is the one that was accepted for the candidate, else the panel's.
    """
    members = sa.select(col(MembershipRow.person_id)).where(col(MembershipRow.loop_id) == loop_id)
    accepted = sa.and_(
        col(IntendedSeatRow.person_id) == col(PersonRow.id),
        col(IntendedSeatRow.stage_id) == stage_id,
        col(IntendedSeatRow.candidacy_id) == candidacy_id,
    )
    is_accepted = sa.exists().where(col(_accepted.stage_id) == stage_id, col(_accepted.candidacy_id) == candidacy_id)
    seat = sa.case((is_accepted, col(IntendedSeatRow.seat)), else_=col(PanelRow.seat))
    on_panel = sa.and_(col(PanelRow.person_id) == col(PersonRow.id), col(PanelRow.stage_id) == stage_id)
    return session.execute(
        sa.select(
            col(PersonRow.id),
            col(PersonTextRow.name),
            seat,
            conflicts.stands(col(PersonRow.id), _candidate(candidacy_id), sa.literal(loop_id)),
        )
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(PersonRow.id))
        .outerjoin(PanelRow, on_panel)
        .outerjoin(IntendedSeatRow, accepted)
        .where(
            col(PersonRow.disabled_at).is_(None),
            sa.or_(col(PersonRow.id).in_(members), col(PanelRow.seat).is_not(None)),
        )
        .order_by(seat.is_(None), seat, col(PersonTextRow.name), col(PersonRow.id))
    ).all()


def _candidate(candidacy_id: int) -> sa.ScalarSelect[int]:
    return sa.select(col(CandidacyRow.candidate_id)).where(col(CandidacyRow.id) == candidacy_id).scalar_subquery()


def clashes(session: Session, person_ids: Iterable[int], slot: Slot, *, but: int | None = None) -> Sequence[Columns]:
    """Interviews of these people at that time: person's name, start, minutes. Not with whom: that may be a secret."""
    rows = session.execute(
        sa.select(col(PersonTextRow.name), col(InterviewRow.starts_at), col(InterviewRow.minutes))
        .select_from(InterviewRow)
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(SeatRow.person_id).in_(list(person_ids)), *_about(slot, but))
        .order_by(col(PersonTextRow.name), col(InterviewRow.starts_at))
    )
    return [row for row in rows if row[1] + timedelta(minutes=row[2]) > slot.starts_at]


def candidate_clashes(session: Session, candidate_id: int, slot: Slot, *, but: int | None = None) -> Sequence[Columns]:
    """Interviews of this candidate at that time, in whatever loop: start, minutes."""
    rows = session.execute(
        sa.select(col(InterviewRow.starts_at), col(InterviewRow.minutes))
        .join(CandidacyRow, col(CandidacyRow.id) == col(InterviewRow.candidacy_id))
        .where(col(CandidacyRow.candidate_id) == candidate_id, *_about(slot, but))
        .order_by(col(InterviewRow.starts_at))
    )
    return [row for row in rows if row[0] + timedelta(minutes=row[1]) > slot.starts_at]


def _about(slot: Slot, but: int | None) -> list[sa.ColumnElement[bool]]:
    """Interviews that may reach into a slot; how long each takes is looked at row by row."""
    begins = col(InterviewRow.starts_at)
    near = [is_planned(), begins > slot.starts_at - LONGEST, begins < slot.ends_at]
    return near if but is None else [*near, col(InterviewRow.id) != but]


def add(
    session: Session, *, candidacy_id: int, loop_id: int, stage_id: int, slot: Slot, seats: Mapping[int, Seat]
) -> int:
    """A new interview with its seats and a draft scorecard for each. A second one of the stage is an IntegrityError."""
    row = InterviewRow(
        candidacy_id=candidacy_id,
        loop_id=loop_id,
        stage_id=stage_id,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        zone=slot.zone,
        state=InterviewState.PLANNED,
    )
    session.add(row)
    session.flush()
    gone = (col(IntendedSeatRow.candidacy_id) == candidacy_id, col(IntendedSeatRow.stage_id) == stage_id)
    session.execute(sa.delete(IntendedSeatRow).where(*gone))  # what was accepted is planned now
    left_out.take_in(session, candidacy_id, stage_id)
    for person_id, seat in seats.items():
        add_seat(session, row.id, candidacy_id, person_id, seat)
    return row.id


def add_seat(session: Session, interview_id: int, candidacy_id: int, person_id: int, seat: Seat) -> None:
    """Somebody's seat and their empty scorecard; whoever shadows is in training."""
    session.execute(sa.insert(SeatRow).values(interview_id=interview_id, person_id=person_id, seat=seat))
    session.execute(
        sa.insert(ScorecardRow).values(
            interview_id=interview_id,
            candidacy_id=candidacy_id,
            author_id=person_id,
            trainee=seat.is_trainee,
            state=CardState.DRAFT,
            revision=1,
        )
    )


def change_seat(session: Session, interview_id: int, person_id: int, seat: Seat) -> None:
    """Another seat for somebody; their scorecard counts, or not, from now on."""
    session.execute(
        sa.update(SeatRow)
        .where(col(SeatRow.interview_id) == interview_id, col(SeatRow.person_id) == person_id)
        .values(seat=seat)
    )
    session.execute(
        sa.update(ScorecardRow)
        .where(col(ScorecardRow.interview_id) == interview_id, col(ScorecardRow.author_id) == person_id)
        .values(trainee=seat.is_trainee)
    )


def remove_seat(session: Session, interview_id: int, person_id: int) -> None:
    """Take somebody's seat away, and their scorecard with whatever is drafted in it."""
    session.execute(
        sa.delete(ScorecardRow).where(
            col(ScorecardRow.interview_id) == interview_id, col(ScorecardRow.author_id) == person_id
        )
    )
    session.execute(
        sa.delete(SeatRow).where(col(SeatRow.interview_id) == interview_id, col(SeatRow.person_id) == person_id)
    )


def is_begun() -> sa.ColumnElement[bool]:
    """Whether something is written in the draft of a ScorecardRow."""
    return sa.or_(
        sa.exists().where(col(DraftFieldRow.scorecard_id) == col(ScorecardRow.id)),
        sa.exists().where(col(EvidenceRow.scorecard_id) == col(ScorecardRow.id)),
    )


def seated(session: Session, interview_id: int, *, lock: bool = False) -> Sequence[Columns]:
    """Who sits in an interview: person's id and name, seat, card's state, whether something was written in it, whether
    a conflict of interest is declared."""
    if lock:  # a submit under way ends first; what follows sees what it left
        mine = col(ScorecardRow.interview_id) == interview_id
        session.execute(sa.select(col(ScorecardRow.id)).where(mine).with_for_update()).all()
    return session.execute(
        sa.select(
            col(SeatRow.person_id),
            col(PersonTextRow.name),
            col(SeatRow.seat),
            col(ScorecardRow.state),
            is_begun(),
            conflicts.stands(col(SeatRow.person_id), col(CandidacyRow.candidate_id), col(CandidacyRow.loop_id)),
        )
        .join(
            ScorecardRow,
            sa.and_(
                col(ScorecardRow.interview_id) == col(SeatRow.interview_id),
                col(ScorecardRow.author_id) == col(SeatRow.person_id),
            ),
        )
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(SeatRow.interview_id) == interview_id)
        .order_by(col(SeatRow.seat), col(PersonTextRow.name), col(SeatRow.person_id))
    ).all()


def change(session: Session, interview_id: int, revision: int, **values: Any) -> bool:
    """Change a planned interview that is still at this revision; False when somebody was there first."""
    changed = session.execute(
        sa.update(InterviewRow)
        .where(col(InterviewRow.id) == interview_id, col(InterviewRow.revision) == revision, is_planned())
        .values(revision=revision + 1, **values)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result counts its rows


def note_change(session: Session, viewer: Viewer, which: Changed, kind: Change, reason: str, now: datetime) -> None:
    """Keep that an interview was moved or cancelled, from when, and why."""
    interview_id, candidacy_id, began_at = which
    row = InterviewChangeRow(
        candidacy_id=candidacy_id,
        interview_id=interview_id,
        person_id=viewer.person_id,
        kind=kind,
        began_at=began_at,
        at=now,
    )
    session.add(row)
    session.flush()
    session.add(CandidacyWordsRow(candidacy_id=candidacy_id, field=f"interview:{row.id}", text=reason))
    session.flush()


def _is_to_come(now: datetime) -> sa.ColumnElement[bool]:
    """Whether an InterviewRow is planned, has not begun, and no scorecard of it is in."""
    is_in = sa.exists().where(
        col(ScorecardRow.interview_id) == col(InterviewRow.id), col(ScorecardRow.state) != CardState.DRAFT
    )
    return sa.and_(is_planned(), col(InterviewRow.starts_at) > now, ~is_in)


def to_come(session: Session, of_whom: sa.ColumnElement[bool], now: datetime) -> Sequence[Columns]:
    """Interviews to come that are to be cancelled, kept from others: id, candidacy, start, revision; the next first."""
    query = sa.select(
        col(InterviewRow.id), col(InterviewRow.candidacy_id), col(InterviewRow.starts_at), col(InterviewRow.revision)
    ).where(of_whom, _is_to_come(now))
    return session.execute(query.order_by(col(InterviewRow.starts_at), col(InterviewRow.id)).with_for_update()).all()


def to_come_with_people(session: Session, candidacy_id: int, now: datetime) -> Sequence[Columns]:
    """The same of a candidacy, a row for each seat: interview's id, stage, start, person's name."""
    return session.execute(
        sa.select(col(InterviewRow.id), col(StageRow.name), col(InterviewRow.starts_at), col(PersonTextRow.name))
        .select_from(InterviewRow)
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
        .where(col(InterviewRow.candidacy_id) == candidacy_id, _is_to_come(now))
        .order_by(col(InterviewRow.starts_at), col(InterviewRow.id), col(SeatRow.seat), col(PersonTextRow.name))
    ).all()


def with_cancelling(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """A query of InterviewRow, and when, by whom and why each was cancelled: an interview is cancelled once."""
    change, words, person = aliased(InterviewChangeRow), aliased(CandidacyWordsRow), aliased(PersonTextRow)
    of_it = sa.and_(
        col(change.candidacy_id) == col(InterviewRow.candidacy_id),
        col(change.interview_id) == col(InterviewRow.id),
        col(change.kind) == Change.CANCELLED,
    )
    said = sa.and_(
        col(words.candidacy_id) == col(change.candidacy_id),
        col(words.field) == sa.literal("interview:") + sa.cast(col(change.id), sa.String),
    )
    return (
        query.add_columns(
            col(change.at).label("cancelled_at"),
            col(person.name).label("cancelled_by"),
            col(words.text).label("cancelled_why"),
        )
        .outerjoin(change, of_it)
        .outerjoin(person, col(person.person_id) == col(change.person_id))
        .outerjoin(words, said)
    )
