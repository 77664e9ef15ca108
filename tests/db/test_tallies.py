"""What is kept of candidacies and loops for their pages is written anew with whatever changes it, whoever writes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from hiringkit.db import migrate
from hiringkit.db.candidate_list import Said, Step, said
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    CandidacyRow,
    CandidacyTallyRow,
    InterviewRow,
    LeftOutRow,
    LoopRow,
    LoopTallyRow,
    RubricVersionRow,
    ScorecardRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.scoring.scorecards import Recommendation
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

SUBMITTED = {
    "state": CardState.SUBMITTED,
    "submitted_at": NOW,
    "recommendation": Recommendation.YES,
    "digest": "0" * 64,
}


def kept(session: Session) -> dict[int, Said]:
    """What is kept of each candidacy."""
    rows = session.exec(select(CandidacyTallyRow)).all()
    assert not any("\n" in row.line for row in rows)
    return {row.candidacy_id: said(row.line) for row in rows}


def counted(session: Session) -> dict[int, Said]:
    """The same, counted from everything that there is."""
    stages = session.exec(select(StageRow).order_by(col(StageRow.position))).all()
    interviews = session.exec(select(InterviewRow)).all()
    left_out = {(row.candidacy_id, row.stage_id) for row in session.exec(select(LeftOutRow))}
    cards = session.exec(select(ScorecardRow)).all()
    planned = {(one.candidacy_id, one.stage_id): one for one in interviews if one.state is InterviewState.PLANNED}
    standing = {one.id for one in planned.values()}

    def begins(one: InterviewRow | None) -> datetime | None:
        return one.starts_at if one else None

    found = {}
    for candidacy in session.exec(select(CandidacyRow)):
        way = tuple(
            Step(one.name, begins(planned.get((candidacy.id, one.id))), (candidacy.id, one.id) in left_out)
            for one in stages
            if one.loop_id == candidacy.loop_id
        )
        mine = [one for one in cards if one.candidacy_id == candidacy.id]
        count = [one for one in mine if not one.trainee and one.interview_id in standing]
        cards_in = sum(one.state is not CardState.DRAFT for one in count)
        loop = session.get_one(LoopRow, candidacy.loop_id)
        found[candidacy.id] = Said(
            candidacy.id, loop.title, loop.requisition, candidacy.state, len(count), cards_in, way
        )
    return found


def whose(session: Session) -> list[tuple[int, int, int]]:
    """Whose each candidacy is, as the list knows it."""
    rows = session.exec(select(CandidacyTallyRow)).all()
    return sorted((row.candidacy_id, row.candidate_id, row.loop_id) for row in rows)


def kept_loops(session: Session) -> dict[int, tuple[Any, ...]]:
    """What is kept of each loop."""
    rows = session.exec(select(LoopTallyRow)).all()
    assert not any("\n" in row.line for row in rows)
    return {row.loop_id: (row.candidates, *json.loads(row.line)) for row in rows}


def counted_loops(session: Session) -> dict[int, tuple[Any, ...]]:
    """The same, counted from everything that there is."""
    candidacies = Counter(session.exec(select(CandidacyRow.loop_id)).all())
    stages = Counter(session.exec(select(StageRow.loop_id)).all())
    found = {}
    for row in session.exec(select(LoopRow)):
        words = (row.id, row.title, row.requisition, row.state, row.level, stages[row.id])
        version = session.get_one(RubricVersionRow, row.version_id)
        found[row.id] = (candidacies[row.id], *words, version.id, version.content_hash)
    return found


def kept_meetings(session: Session) -> list[tuple[int, ...]]:
    """What is kept of who meets whom: stage, person, candidacy."""
    texts = session.exec(select(CandidacyTallyRow.met)).all()
    numbers = [int(number) for text in texts for number in text.split()]
    return sorted(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def counted_meetings(session: Session) -> list[tuple[int, ...]]:
    """The same, from all interviews and seats."""
    found = session.exec(
        select(InterviewRow.stage_id, SeatRow.person_id, InterviewRow.candidacy_id)
        .join(SeatRow, col(SeatRow.interview_id) == col(InterviewRow.id))
        .where(InterviewRow.state == InterviewState.PLANNED, SeatRow.seat != Seat.SHADOW)
    ).all()
    return sorted(found)


class World:
    """Two candidates of one loop, and another loop; acts on them by rows, as any writer may do."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.people = [build.person(db) for _ in range(2)]
        self.loop, other = build_loops.loop(db), build_loops.loop(db)
        self.mine = [build_loops.candidacy(db, self.loop.loop_id) for _ in range(2)]
        build_loops.candidacy(db, other.loop_id)

    def act(self, what: str, whose: int, stage: int, hours: int, who: int) -> None:
        """Do something to a candidacy, where that can be done."""
        with self.db.writing() as session:
            found = session.exec(
                select(InterviewRow).where(InterviewRow.candidacy_id == self.mine[whose]).order_by(col(InterviewRow.id))
            ).all()
            one = next((row for row in found if row.stage_id == self.loop.stages[stage]), None)
            getattr(self, what)(session, self.mine[whose], self.loop.stages[stage], one, hours, self.people[who])

    def plan(self, session: Session, mine: int, stage: int, one: InterviewRow | None, hours: int, who: Viewer) -> None:
        """Plan an interview, or move it."""
        at = NOW + timedelta(hours=hours)
        if one:
            one.starts_at = at
        else:
            where = {"candidacy_id": mine, "loop_id": self.loop.loop_id, "stage_id": stage}
            one = InterviewRow(**where, starts_at=at, minutes=60, zone="UTC", state=InterviewState.PLANNED)
            session.add(one)
        session.flush()
        if session.get(SeatRow, (one.id, who.person_id)) is None:
            session.add(SeatRow(interview_id=one.id, person_id=who.person_id, seat=Seat.LEAD))
            session.flush()
            session.add(
                ScorecardRow(
                    interview_id=one.id,
                    candidacy_id=mine,
                    author_id=who.person_id,
                    trainee=hours % 2 == 0,
                    state=CardState.DRAFT,
                )
            )

    def cancel(self, _session: Session, _mine: int, _stage: int, one: InterviewRow | None, *_rest: Any) -> None:
        """Cancel an interview, or have it after all."""
        if one:
            states = {
                InterviewState.PLANNED: InterviewState.CANCELLED,
                InterviewState.CANCELLED: InterviewState.PLANNED,
            }
            one.state = states[one.state]

    def submit(
        self, session: Session, _mine: int, _stage: int, one: InterviewRow | None, hours: int, who: Viewer
    ) -> None:
        """Submit a card, or return it where it is submitted."""
        self._cards(session, one, who, {**SUBMITTED, "state": CardState.RETURNED if hours > 3 else CardState.SUBMITTED})

    def train(
        self, session: Session, _mine: int, _stage: int, one: InterviewRow | None, hours: int, who: Viewer
    ) -> None:
        """Have a card count, or not."""
        self._cards(session, one, who, {"trainee": hours % 2 == 0})

    def _cards(self, session: Session, one: InterviewRow | None, who: Viewer, values: dict[str, Any]) -> None:
        if one:
            mine = (col(ScorecardRow.interview_id) == one.id, col(ScorecardRow.author_id) == who.person_id)
            session.execute(sa.update(ScorecardRow).where(*mine).values(**values))

    def drop(
        self, session: Session, _mine: int, _stage: int, one: InterviewRow | None, _hours: int, who: Viewer
    ) -> None:
        """Take a seat and its draft away, and an interview in which nobody sits."""
        if one is None:
            return
        cards = select(ScorecardRow).where(ScorecardRow.interview_id == one.id)
        card = session.exec(cards.where(ScorecardRow.author_id == who.person_id)).one_or_none()
        if card and card.state is CardState.DRAFT:
            session.delete(card)
            session.flush()
            session.delete(session.get_one(SeatRow, (one.id, who.person_id)))
            session.flush()
        if session.exec(cards).first() is None:
            session.delete(one)

    def shadow(
        self, session: Session, _mine: int, _stage: int, one: InterviewRow | None, _hours: int, who: Viewer
    ) -> None:
        """Have somebody watch to learn, or sit as others do."""
        row = session.get(SeatRow, (one.id, who.person_id)) if one else None
        if row:
            row.seat = Seat.LEAD if row.seat is Seat.SHADOW else Seat.SHADOW

    def leave(self, session: Session, mine: int, stage: int, *_rest: Any) -> None:
        """Leave a stage out, or take it in again."""
        row = session.get(LeftOutRow, (mine, stage))
        if row:
            session.delete(row)
        else:
            person = self.people[0].person_id
            session.add(LeftOutRow(candidacy_id=mine, stage_id=stage, person_id=person, at=NOW))

    def rename(self, session: Session, _mine: int, stage: int, _one: Any, hours: int, _who: Any) -> None:
        """Call a stage something else, and put it last."""
        last = session.exec(select(sa.func.max(col(StageRow.position)))).one()
        row = session.get_one(StageRow, stage)
        row.name, row.position = f'Stage "{hours}" {{ü}}', last + 1

    def retitle(self, session: Session, _mine: int, _stage: int, _one: Any, hours: int, _who: Any) -> None:
        """Call the loop something else, and name another level."""
        row = session.get_one(LoopRow, self.loop.loop_id)
        row.title, row.level, row.requisition = (
            f'Loop "{hours}"\n{{ü}}',
            "senior" if hours else "mid",
            f"{row.id} {hours}",
        )

    def withdraw(self, session: Session, mine: int, *_rest: Any) -> None:
        """Withdraw a candidate, or have them take part again."""
        row = session.get_one(CandidacyRow, mine)
        is_active = row.state is CandidacyState.ACTIVE
        row.state = CandidacyState.WITHDRAWN if is_active else CandidacyState.ACTIVE


ACTS = st.tuples(
    st.sampled_from(
        [
            "plan",
            "plan",
            "plan",
            "cancel",
            "submit",
            "submit",
            "train",
            "drop",
            "shadow",
            "leave",
            "rename",
            "retitle",
            "withdraw",
        ]
    ),
    st.integers(0, 1),
    st.integers(0, 2),
    st.integers(-5, 5),
    st.integers(0, 1),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=5, max_size=25))
def test_whatever_is_written_is_counted(db: Database, acts: Iterable[tuple[str, int, int, int, int]]) -> None:
    world = World(db)
    for act in acts:
        world.act(*act)
        with db.reading() as session:
            assert kept(session) == counted(session), act
            assert kept_loops(session) == counted_loops(session), act
            assert kept_meetings(session) == counted_meetings(session), act


def test_stages_that_come_and_go_are_part_of_the_way(db: Database) -> None:
    world = World(db)
    more = build_loops.stage(db, world.loop.loop_id)
    with db.reading() as session:
        assert kept(session) == counted(session)
        assert len(kept(session)[world.mine[0]].steps) == 4
        assert kept_loops(session) == counted_loops(session)
    with db.writing() as session:
        session.execute(sa.delete(StageRow).where(col(StageRow.id) == world.loop.stages[0]))
    with db.writing() as session:
        session.execute(sa.delete(CandidacyRow).where(col(CandidacyRow.id) == world.mine[1]))
    with db.reading() as session:
        assert kept(session) == counted(session)
        assert kept_loops(session) == counted_loops(session)
        assert world.mine[1] not in kept(session)
        assert session.get(StageRow, more)


def test_an_interview_that_goes_with_its_seats_is_no_meeting(db: Database) -> None:
    loop, ada, ben = build_loops.loop(db), build.person(db), build.person(db)
    one = build_loops.candidacy(db, loop.loop_id)
    going, staying = (build_loops.interview(db, one, stage, {ada: Seat.LEAD}) for stage in loop.stages[:2])
    with db.writing() as session:
        session.execute(sa.delete(ScorecardRow).where(col(ScorecardRow.interview_id) == going))
        session.execute(sa.delete(InterviewRow).where(col(InterviewRow.id) == going))
    with db.writing() as session:
        session.add(SeatRow(interview_id=staying, person_id=ben.person_id, seat=Seat.SECOND))
    with db.reading() as session:
        sitting = [(loop.stages[1], who, one) for who in sorted((ada.person_id, ben.person_id))]
        assert kept_meetings(session) == counted_meetings(session) == sitting


def test_a_loop_that_goes_takes_its_line_with_it(db: Database) -> None:
    loop = build_loops.loop(db, state=LoopState.DRAFT)
    with db.writing() as session:
        session.execute(sa.delete(LoopRow).where(col(LoopRow.id) == loop.loop_id))
    with db.reading() as session:
        assert kept_loops(session) == counted_loops(session)


def test_two_cards_that_come_in_at_once_are_both_counted(db: Database) -> None:
    ada, ben = build.person(db), build.person(db)
    loop = build_loops.loop(db)
    one = build_loops.candidacy(db, loop.loop_id)
    interviews = [
        build_loops.interview(db, one, stage, {who: Seat.LEAD})
        for stage, who in zip(loop.stages, (ada, ben), strict=False)
    ]
    second = Thread(target=build_loops.submitted, args=(db, interviews[1], ben))
    with db.writing() as session:
        mine = col(ScorecardRow.interview_id) == interviews[0]
        session.execute(sa.update(ScorecardRow).where(mine).values(**SUBMITTED))
        second.start()
        second.join(0.3)
        assert second.is_alive(), "who comes second waits for the first"
    second.join()
    with db.reading() as session:
        assert (kept(session)[one].cards, kept(session)[one].cards_in) == (2, 2)


def test_what_was_there_before_the_tallies_is_counted(db: Database) -> None:
    loop: BuiltLoop = build_loops.loop(db)
    ada = build.person(db)
    one = build_loops.candidacy(db, loop.loop_id)
    build_loops.submitted(db, build_loops.interview(db, one, loop.stages[1], {ada: Seat.LEAD}), ada)
    with db.reading() as session:
        before, loops, persons = kept(session), kept_loops(session), whose(session)
        meetings = kept_meetings(session)
    migrate.downgrade(db.engine, "0040")
    migrate.upgrade(db.engine)
    with db.reading() as session:
        assert kept(session) == before == counted(session)
        assert kept_loops(session) == loops == counted_loops(session)
        candidacies = session.exec(select(CandidacyRow)).all()
        assert whose(session) == persons == sorted((row.id, row.candidate_id, row.loop_id) for row in candidacies)
        assert (before[one].cards, before[one].cards_in) == (1, 1)
        assert kept_meetings(session) == meetings == [(loop.stages[1], ada.person_id, one)]
