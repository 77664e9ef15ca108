"""Who may read a card, said in SQL and in words: one rule. And what the database itself keeps from being changed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from hiringkit.db import access, candidates
from hiringkit.db import scorecards as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    CandidacyRow,
    ConflictRow,
    EvidenceTextRow,
    InterviewRow,
    LoopRow,
    MembershipRow,
    ScorecardRow,
    ScorecardTextRow,
    SeatRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import CardState, Seat, Standing, Visibility, may_read, panel_complete
from hiringkit.scoring.scorecards import Recommendation
from tests import build, build_loops
from tests.build_cards import met
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

PEOPLE = 5
Held = tuple[InterviewState, Mapping[int, tuple[Seat, CardState]]]


@dataclass(frozen=True)
class Panel:
    """A made-up candidacy: people by number, what they are in its loop, and their seats and cards in its interviews."""

    visibility: Visibility
    roles: frozenset[tuple[int, LoopRole]]
    decider: int | None
    tie_breaker: int | None
    opened_early: bool
    conflicts: frozenset[tuple[int, bool]]  # a person's number, and whether it is with the whole loop
    held: tuple[Held, ...]

    def standing(self, who: int, author: int) -> Standing:
        """How a person stands to a card of this author, in the words of the rule."""
        planned = [seats for state, seats in self.held if state is InterviewState.PLANNED]
        return Standing(
            is_author=who == author,
            loop_roles=frozenset(role for number, role in self.roles if number == who),
            is_decider=who == self.decider,
            is_tie_breaker=who == self.tie_breaker,
            own_cards=tuple(seats[who][1] for seats in planned if who in seats),
            is_panel_complete=panel_complete(pair for seats in planned for pair in seats.values()),
            is_opened_early=self.opened_early,
            has_conflict=any(number == who for number, _loop in self.conflicts),
        )

    def read_by(self, who: int) -> set[tuple[int, int]]:
        """The cards that a person reads, each as interview's and author's number: the rule in words."""
        return {
            (place, author)
            for place, (_state, seats) in enumerate(self.held)
            for author, (_seat, card) in seats.items()
            if may_read(self.visibility, card, self.standing(who, author))
        }

    def is_planned(self, place: int) -> bool:
        """Whether an interview takes place."""
        return self.held[place][0] is InterviewState.PLANNED


numbers = st.integers(0, PEOPLE - 1)
card_states = st.sampled_from([CardState.DRAFT, CardState.SUBMITTED, CardState.AMENDED, CardState.RETURNED])
seated = st.dictionaries(numbers, st.tuples(st.sampled_from(Seat), card_states), max_size=4)
interview_states = st.sampled_from([InterviewState.PLANNED, InterviewState.PLANNED, InterviewState.CANCELLED])


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    decider = draw(st.none() | numbers)
    return Panel(
        visibility=draw(st.sampled_from(Visibility)),
        roles=draw(st.frozensets(st.tuples(numbers, st.sampled_from(LoopRole)), max_size=6)),
        decider=decider,
        tie_breaker=draw(st.none() | numbers.filter(lambda number: number != decider)),
        opened_early=draw(st.booleans()),
        conflicts=draw(st.frozensets(st.tuples(numbers, st.booleans()), max_size=2)),
        held=tuple(draw(st.lists(st.tuples(interview_states, seated), min_size=1, max_size=3))),
    )


ALL_BUT_THE_TRAINEE = Panel(
    visibility=Visibility.AFTER_PANEL,
    roles=frozenset({(1, LoopRole.MANAGER)}),
    decider=2,
    tie_breaker=3,
    opened_early=False,
    conflicts=frozenset(),
    held=(
        (InterviewState.PLANNED, {0: (Seat.LEAD, CardState.SUBMITTED), 4: (Seat.SHADOW, CardState.DRAFT)}),
        (InterviewState.CANCELLED, {0: (Seat.LEAD, CardState.DRAFT)}),
    ),
)


@pytest.fixture
def people(db: Database) -> list[Viewer]:
    """Five people of every global role, and last an administrator who is nothing in any loop."""
    roles = (Role.INTERVIEWER, Role.HIRING_MANAGER, Role.RECRUITER, Role.ADMIN, Role.INTERVIEWER, Role.ADMIN)
    return [build.person(db, role=role) for role in roles]


@pytest.fixture
def loop(db: Database) -> BuiltLoop:
    """A loop whose rule and people each panel sets anew."""
    return build_loops.loop(db)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(panel=panels())
@example(panel=ALL_BUT_THE_TRAINEE)
def test_the_query_hands_out_what_the_rule_allows(
    db: Database, people: list[Viewer], loop: BuiltLoop, panel: Panel
) -> None:
    candidacy_id = build_loops.candidacy(db, loop.loop_id)
    with db.writing() as session:
        _put_in_place(session, loop.loop_id, candidacy_id, panel, people)
        cards = {
            card_id: (place, author)
            for place, (stage_id, held) in enumerate(zip(loop.stages, panel.held, strict=False))
            for author, card_id in _hold(session, loop.loop_id, candidacy_id, stage_id, held, people).items()
        }
    with db.reading() as session:
        for who, viewer in enumerate(people):
            query = stored.readable(viewer).where(col(ScorecardRow.candidacy_id) == candidacy_id)
            assert {cards[card.id] for card in session.exec(query)} == panel.read_by(who), who
            here = sa.select(col(CandidacyRow.id)).where(col(CandidacyRow.id) == candidacy_id)
            reached = session.scalar(here.where(access.reaches_candidacy(viewer)))
            assert session.scalar(here.where(access.knows_candidacy(viewer))) == reached, "asked row by row it is one"
            seats = candidates.seats(session, viewer, candidacy_id)
            open_here = {cards[row[8]] for row in seats if row[10]}
            assert open_here == {one for one in panel.read_by(who) if reached and panel.is_planned(one[0])}, who
            assert all(row[10] or row[11] is None for row in seats), "what may not be read is not handed out"


def _put_in_place(session: Session, loop_id: int, candidacy_id: int, panel: Panel, people: list[Viewer]) -> None:
    decider, tie_breaker = (
        None if number is None else people[number].person_id for number in (panel.decider, panel.tie_breaker)
    )
    state = LoopState.DRAFT if None in {decider, tie_breaker} else LoopState.OPEN  # a draft alone may lack them
    named = {"visibility": panel.visibility, "state": state, "decider_id": decider, "tie_breaker_id": tie_breaker}
    session.execute(sa.update(LoopRow).where(col(LoopRow.id) == loop_id).values(**named))
    session.execute(sa.delete(MembershipRow).where(col(MembershipRow.loop_id) == loop_id))
    session.add_all(
        MembershipRow(loop_id=loop_id, person_id=people[number].person_id, role=role) for number, role in panel.roles
    )
    opened = NOW if panel.opened_early else None
    session.execute(sa.update(CandidacyRow).where(col(CandidacyRow.id) == candidacy_id).values(opened_early_at=opened))
    session.execute(sa.delete(ConflictRow))
    candidate_id = session.exec(select(CandidacyRow.candidate_id).where(CandidacyRow.id == candidacy_id)).one()
    session.add_all(
        ConflictRow(
            person_id=people[number].person_id,
            loop_id=loop_id if is_whole else None,
            candidate_id=None if is_whole else candidate_id,
            declared_by=people[number].person_id,
            declared_at=NOW,
        )
        for number, is_whole in panel.conflicts
    )


def _hold(
    session: Session, loop_id: int, candidacy_id: int, stage_id: int, held: Held, people: list[Viewer]
) -> dict[int, int]:
    """An interview with its seats and cards; gives each card's id by its author's number."""
    state, seats = held
    row = InterviewRow(
        candidacy_id=candidacy_id,
        loop_id=loop_id,
        stage_id=stage_id,
        starts_at=NOW - timedelta(hours=3),
        minutes=60,
        zone="America/Chicago",
        state=state,
    )
    session.add(row)
    session.flush()
    ids = {number: people[number].person_id for number in seats}
    session.add_all(
        SeatRow(interview_id=row.id, person_id=ids[number], seat=seat) for number, (seat, _card) in seats.items()
    )
    session.flush()
    cards = {number: _card(row, ids[number], seat, card) for number, (seat, card) in seats.items()}
    session.add_all(cards.values())
    session.flush()
    return {number: card.id for number, card in cards.items()}


def _card(row: InterviewRow, author_id: int, seat: Seat, state: CardState) -> ScorecardRow:
    return ScorecardRow(
        interview_id=row.id,
        candidacy_id=row.candidacy_id,
        author_id=author_id,
        trainee=seat.is_trainee,
        state=state,
        recommendation=Recommendation.YES if state.is_in else None,
        submitted_at=NOW if state.is_in else None,
        digest="0" * 64 if state.is_in else None,
    )


def test_what_may_not_be_read_does_not_exist(db: Database) -> None:
    built = met(db)
    with db.reading() as session:
        assert stored.read(session, built.lead, built.cards[1]).id == built.cards[1]
        for viewer, card_id in itertools.product([build.person(db, role=Role.ADMIN)], built.cards):
            with pytest.raises(NotFoundError) as hidden:
                stored.read(session, viewer, card_id)
            with pytest.raises(NotFoundError) as missing:
                stored.read(session, viewer, 999)
            assert hidden.value.what == missing.value.what


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE rating SET step = 5", "A submitted rating never changes"),
        ("DELETE FROM rating", "A submitted rating never changes"),
        (
            "UPDATE scorecard SET state = 'draft', submitted_at = NULL",
            "A submitted scorecard does not become a draft again",
        ),
        ("UPDATE scorecard SET author_id = author_id + 1", "A submitted scorecard does not become a draft again"),
        ("DELETE FROM scorecard", "A submitted scorecard is kept"),
        ("UPDATE evidence_text SET text = 'better'", "A submitted line of evidence never changes"),
        ("UPDATE evidence_text SET second = 1", "A submitted line of evidence never changes"),
        ("UPDATE evidence SET position = 1", "A submitted line of evidence never changes"),
        ("DELETE FROM evidence", "A submitted line of evidence never changes"),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_submitted(db: Database, statement: str, sentence: str) -> None:
    met(db)
    with pytest.raises(DBAPIError, match=sentence), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_words_alone_may_be_deleted(db: Database) -> None:
    built = met(db)
    with db.writing() as session:
        assert session.execute(sa.delete(EvidenceTextRow)).rowcount > 0  # type: ignore[attr-defined]  # it counts
        assert session.execute(sa.delete(ScorecardTextRow)).rowcount > 0  # type: ignore[attr-defined]  # as above
    with db.reading() as session:
        lines = stored.lines(session, built.cards[0])
        assert [line.text for line, _revision in lines] == [""] * 3
        assert len(stored.said(session, built.cards[0])[0]) == 3
        assert session.exec(select(ScorecardRow.digest)).all() != [None, None]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param("6, NULL, 5", id="off its scale"),
        pytest.param("0, NULL, 5", id="zero is no step"),
        pytest.param("3, 'time', 5", id="rated and not observed"),
        pytest.param("NULL, NULL, 5", id="neither"),
        pytest.param("NULL, 'bored', 5", id="no such reason"),
        pytest.param("6, NULL, 7", id="on another scale than the criterion's"),
    ],
)
def test_the_database_itself_refuses_a_rating_that_cannot_be(db: Database, values: str) -> None:
    built = met(db)
    card = build_loops.card(
        db, build_loops.interview(db, built.candidacy_id, built.loop.stages[1], {built.lead: Seat.LEAD}), built.lead
    )
    statement = (
        "INSERT INTO rating (scorecard_id, criterion_id, step, not_observed, levels, no_evidence)"
        f" VALUES ({card}, 1, {values}, {'false' if db.engine.dialect.name == 'postgresql' else 0})"
    )
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement.replace(values, "3, NULL, 5"))
