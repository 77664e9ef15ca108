"""The debrief: who comes in when, what is said there, and what it leaves alone; on both kinds of database."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DebriefRatingRow, EarlyOpeningRow, RatingRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Role
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import audit, candidates, debriefs, meetings, withdrawals
from hiringkit.services.debriefs import Door, Room
from tests import build, build_debriefs, build_loops
from tests.build_debriefs import Met
from tests.conftest import NOW


def room(db: Database, met: Met, viewer: object = None) -> Room:
    """The room as somebody sees it; the manager when nobody is named."""
    found = debriefs.room(db, viewer or met.loop.manager, *met.at)  # type: ignore[arg-type]
    assert isinstance(found, Room)
    return found


def test_it_opens_once_the_cards_that_count_are_in(db: Database) -> None:
    met = build_debriefs.met(db, missing=True)
    with pytest.raises(RefusedError, match="Scorecards are missing"):
        meetings.open_debrief(db, met.loop.recruiter, *met.at, "Now.", NOW)
    build_debriefs.submit(db, met.interview_id, met.ben, build_debriefs.BEN)
    with pytest.raises(RefusedError, match="Only a manager, recruiter or the decider"):
        meetings.open_debrief(db, met.ada, *met.at, "", NOW)
    meetings.open_debrief(db, met.loop.recruiter, *met.at, "", NOW)
    with pytest.raises(ConflictError, match="open already"):
        meetings.open_debrief(db, met.loop.manager, *met.at, "", NOW)
    assert not room(db, met).forced


@pytest.mark.parametrize("visibility", [Visibility.AFTER_OWN, Visibility.AFTER_PANEL])
def test_a_manager_forces_it_with_a_reason_that_is_kept(db: Database, visibility: Visibility) -> None:
    met = build_debriefs.met(db, missing=True, visibility=visibility)
    with pytest.raises(InvalidError):
        meetings.open_debrief(db, met.loop.manager, *met.at, " ", NOW)
    meetings.open_debrief(db, met.loop.manager, *met.at, "The offer lapses tonight.", NOW)
    seen = room(db, met)
    assert (seen.forced, seen.forced_reason, seen.opener) == (True, "The offer lapses tonight.", met.loop.manager.name)
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act)).all()
        early = session.exec(select(EarlyOpeningRow.reason)).all()
    assert acts.count("debrief opened") == 1
    assert early == (["The offer lapses tonight."] if visibility is Visibility.AFTER_PANEL else [])
    assert audit.verify(db).broken is None


def test_nobody_with_an_open_card_sees_it(db: Database) -> None:
    for visibility in Visibility:
        met = build_debriefs.opened(db, missing=True, visibility=visibility)
        found = debriefs.room(db, met.ben, *met.at)
        assert isinstance(found, Door)
        with pytest.raises(NotFoundError):
            debriefs.pulse(db, met.ben, *met.at)
        with pytest.raises(NotFoundError):
            meetings.note(db, met.ben, *met.at, "Hello.", NOW)
        build_debriefs.submit(db, met.interview_id, met.ben, build_debriefs.BEN)
        assert isinstance(debriefs.room(db, met.ben, *met.at), Room)


def test_a_card_asked_for_since_shuts_it_again_where_the_panel_is_waited_for(db: Database) -> None:
    met = build_debriefs.opened(db, visibility=Visibility.AFTER_PANEL)
    late = build.person(db)
    build_loops.interview(db, met.candidacy_id, met.loop.stages[1], {late: Seat.LEAD})
    assert isinstance(debriefs.room(db, met.loop.manager, *met.at), Door)
    candidates.open_early(db, met.loop.manager, met.candidacy_id, "The panel goes on.", NOW)
    assert isinstance(debriefs.room(db, met.loop.manager, *met.at), Room)
    assert isinstance(debriefs.room(db, late, *met.at), Door)


def test_strangers_and_other_loops_find_no_debrief(db: Database) -> None:
    met = build_debriefs.opened(db, visibility=Visibility.ALWAYS)
    other = build_loops.loop(db)
    colleague = build.person(db)
    build_loops.member(db, met.loop.loop_id, colleague)
    for viewer in (build.person(db, role=Role.ADMIN), other.manager, colleague):
        with pytest.raises(NotFoundError):
            debriefs.room(db, viewer, *met.at)
    with pytest.raises(NotFoundError):
        debriefs.room(db, met.loop.manager, other.loop_id, met.candidacy_id)


def test_the_widest_disagreement_comes_first_and_what_nobody_rated_last(db: Database) -> None:
    met = build_debriefs.opened(db)
    rows = room(db, met).rows
    assert [(row.criterion.id, row.judged.apart, row.agenda) for row in rows] == [
        ("troubleshooting", 3, 1),
        ("communication", 1, 2),
        ("prioritization", 0, 0),
    ]
    assert [mark.evidence[0].text for mark in rows[0].marks] == [
        "Ada saw troubleshooting at 2.",
        "Ben saw troubleshooting at 5.",
    ]
    assert room(db, met).in_training == 1
    assert room(db, met).mean == pytest.approx((2 + 3 + 4 + 5 + 3) / 5)


def test_a_debrief_rating_stands_beside_the_independent_one(db: Database) -> None:
    met = build_debriefs.opened(db)
    before = _ratings(db)
    at = (met.cards[met.ada], "troubleshooting")
    with pytest.raises(InvalidError) as refused:
        meetings.record(db, met.ada, *met.at, at, ("9", "whim", ""), NOW)
    assert set(refused.value.problems) == {"step", "reason"}
    with pytest.raises(InvalidError) as refused:
        meetings.record(db, met.ada, *met.at, at, ("4", "other", " "), NOW)
    assert set(refused.value.problems) == {"words"}
    meetings.record(db, met.ada, *met.at, at, ("3", "new_evidence", ""), NOW)
    first = _newest(db)
    meetings.record(db, met.loop.manager, *met.at, at, ("4", "misread_rubric", "Step 4 says so."), NOW, over=first)
    assert _ratings(db) == before
    seen = room(db, met)
    moved = seen.rows[0].marks[0].moved
    assert moved
    assert (moved.after, moved.words, moved.by) == (4, "Step 4 says so.", met.loop.manager.name)
    assert (seen.movement.moved, seen.movement.steps, seen.movement.toward) == (1, 2, ((met.ben.person_id, 2),))
    assert audit.verify(db).broken is None


def _ratings(db: Database) -> list[tuple[int, int | None]]:
    with db.reading() as session:
        return list(session.exec(select(RatingRow.scorecard_id, RatingRow.step).order_by(RatingRow.scorecard_id)).all())  # type: ignore[arg-type]


def test_two_who_record_the_same_rating_at_once_are_told_of_each_other(db: Database) -> None:
    met = build_debriefs.opened(db)
    at = (met.cards[met.ada], "troubleshooting")
    meetings.record(db, met.ada, *met.at, at, ("3", "new_evidence", "It was in the exercise."), NOW)
    with pytest.raises(ConflictError, match="Ada recorded what this rating would be now"):
        meetings.record(db, met.loop.manager, *met.at, at, ("4", "other", "The ward said so."), NOW)
    moved = room(db, met).rows[0].marks[0].moved
    assert moved
    assert (moved.number, moved.after, moved.by) == (_newest(db), 3, "Ada")


def test_what_is_sent_twice_is_said_once(db: Database) -> None:
    met = build_debriefs.opened(db)
    at, said = (met.cards[met.ada], "troubleshooting"), ("3", "new_evidence", "It was in the exercise.")
    for _again in range(2):
        meetings.record(db, met.ada, *met.at, at, said, NOW)
        meetings.note(db, met.ada, *met.at, "Look at 21:05. ", NOW)
        meetings.confirm_level(db, met.loop.manager, *met.at, "mid", NOW)
    meetings.confirm_level(db, met.loop.decider, *met.at, "mid", NOW)
    meetings.note(db, met.ben, *met.at, "Look at 21:05.", NOW)
    with db.reading() as session:
        acts = session.exec(select(AuditRow.act)).all()
        recorded = session.exec(select(DebriefRatingRow.id)).all()
    assert len(recorded) == 1
    assert [one.by for one in room(db, met).notes] == ["Ada", "Ben"]
    assert [one.by for one in room(db, met).levels] == [met.loop.manager.name, met.loop.decider.name]
    assert (acts.count("debrief rating recorded"), acts.count("level confirmed")) == (1, 2)


def _newest(db: Database) -> int:
    with db.reading() as session:
        return max(session.exec(select(DebriefRatingRow.id)).all())


def test_nobody_records_for_a_colleague_and_nobody_for_a_trainee(db: Database) -> None:
    met = build_debriefs.opened(db)
    said = ("3", "new_evidence", "")
    with pytest.raises(RefusedError):
        meetings.record(db, met.ben, *met.at, (met.cards[met.ada], "troubleshooting"), said, NOW)
    with pytest.raises(NotFoundError):
        meetings.record(db, met.loop.manager, *met.at, (met.cards[met.trainee], "troubleshooting"), said, NOW)
    other = build_debriefs.met(db)
    with pytest.raises(NotFoundError):
        meetings.record(db, met.loop.manager, *met.at, (other.cards[other.ada], "troubleshooting"), said, NOW)
    with pytest.raises(RefusedError, match="In training"):
        meetings.note(db, met.trainee, *met.at, "I saw more.", NOW)


def test_a_recorded_rating_never_changes(db: Database) -> None:
    met = build_debriefs.opened(db)
    meetings.record(db, met.ada, *met.at, (met.cards[met.ada], "troubleshooting"), ("3", "new_evidence", ""), NOW)
    with pytest.raises(DBAPIError, match="never changes"), db.writing() as session:
        session.execute(sa.update(DebriefRatingRow).values(step=5))


def test_one_item_is_talked_about_at_a_time_and_its_time_is_kept(db: Database) -> None:
    met = build_debriefs.opened(db)
    with pytest.raises(RefusedError, match="leads"):
        meetings.talk(db, met.ada, *met.at, "troubleshooting", goes_on=True, now=NOW)
    lead = met.loop.decider
    meetings.talk(db, lead, *met.at, "troubleshooting", goes_on=True, now=NOW)
    meetings.talk(db, lead, *met.at, "communication", goes_on=True, now=NOW + timedelta(seconds=90))
    meetings.talk(db, lead, *met.at, "communication", goes_on=False, now=NOW + timedelta(seconds=100))
    found = {row.criterion.id: row.item for row in room(db, met).rows}
    assert (found["troubleshooting"].seconds, found["troubleshooting"].started_at) == (90, None)
    assert (found["communication"].seconds, found["communication"].done) == (10, True)
    with pytest.raises(NotFoundError):
        meetings.talk(db, lead, *met.at, "charm", goes_on=True, now=NOW)


def test_the_level_is_a_question_of_its_own(db: Database) -> None:
    met = build_debriefs.opened(db)
    with pytest.raises(InvalidError):
        meetings.confirm_level(db, met.loop.manager, *met.at, "emperor", NOW)
    with pytest.raises(RefusedError):
        meetings.confirm_level(db, met.ben, *met.at, "mid", NOW)
    meetings.confirm_level(db, met.loop.manager, *met.at, "mid", NOW)
    assert [(one.name, one.by) for one in room(db, met).levels] == [("Mid", met.loop.manager.name)]


def test_the_pulse_changes_with_each_thing_that_is_said_and_with_a_card_that_comes_in(db: Database) -> None:
    met = build_debriefs.opened(db, missing=True)
    seen = [debriefs.pulse(db, met.ada, *met.at)]
    assert debriefs.pulse(db, met.ada, *met.at) == seen[0]
    meetings.note(db, met.ada, *met.at, "Look at 21:05.", NOW)
    seen.append(debriefs.pulse(db, met.ada, *met.at))
    build_debriefs.submit(db, met.interview_id, met.ben, build_debriefs.BEN)
    seen.append(debriefs.pulse(db, met.ada, *met.at))
    assert len(set(seen)) == 3


def test_a_candidate_who_withdrew_has_no_debrief(db: Database) -> None:
    met = build_debriefs.met(db)
    withdrawals.withdraw(db, met.loop.manager, met.candidacy_id, NOW)
    with pytest.raises(RefusedError, match="does not take part"):
        meetings.open_debrief(db, met.loop.manager, *met.at, "Still.", NOW)
    withdrawals.reinstate(db, met.loop.manager, met.candidacy_id, NOW)
    meetings.open_debrief(db, met.loop.manager, *met.at, "", NOW)
    withdrawals.withdraw(db, met.loop.manager, met.candidacy_id, NOW)
    with pytest.raises(ConflictError, match="over"):
        meetings.note(db, met.ada, *met.at, "Too late.", NOW)
