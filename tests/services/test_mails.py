"""Which mails are written down, when they are not sent any more, and what they never say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from hiringkit.db import jobs
from hiringkit.db.engine import Database
from hiringkit.db.tables.jobs import JobKind
from hiringkit.db.tables.mails import MailKind
from hiringkit.jobs import mails as posted
from hiringkit.jobs.mails import Post
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import conflicts, digests, home, interviews, mails
from hiringkit.services.mails import Letter
from tests import build, build_loops
from tests.at_once import at_once
from tests.build_cards import SAID, met, written
from tests.build_loops import BuiltLoop
from tests.catching import KEY
from tests.conftest import NOW

POST = Post("", "hiring@example.org", "https://hiring.example.org", "Northmere Health", KEY)
LATER = NOW + timedelta(minutes=1)


def _letters(db: Database, now: datetime) -> list[Letter]:
    """What would be sent now of what is written down."""
    mails.write_due(db, now)
    with db.reading() as session:
        due = jobs.due(session, now)
    found = [mails.letter(db, mail_id, key, now) for key, kind, mail_id in due if kind is JobKind.MAIL]
    return [letter for letter in found if letter]


def _kinds(letters: list[Letter]) -> list[tuple[MailKind, str]]:
    return sorted((letter.kind, letter.name) for letter in letters)


@pytest.fixture
def marcus(lite: Database) -> tuple[Database, BuiltLoop, Viewer, int]:
    """Marcus held an interview two hours ago, and his scorecard is a draft."""
    marcus = build.person(lite, "Marcus")
    loop = build_loops.loop(lite, panel={marcus: Seat.LEAD}, stages=("Incident talk",))
    candidacy = build_loops.candidacy(lite, loop.loop_id, "Rosa Ibarra")
    return lite, loop, marcus, build_loops.interview(lite, candidacy, loop.stages[0], {marcus: Seat.LEAD})


def test_a_reminder_is_written_once_and_again_on_the_next_working_day(
    marcus: tuple[Database, BuiltLoop, Viewer, int],
) -> None:
    db, _loop, _viewer, interview_id = marcus
    assert mails.write_due(db, NOW - timedelta(minutes=1)) == 0, "two hours are not over"
    (letter,) = _letters(db, NOW)
    assert (letter.kind, letter.name, letter.path) == (MailKind.REMINDER, "Marcus", f"/interviews/{interview_id}")
    assert mails.write_due(db, NOW) == 0, "once"
    next_day = NOW.replace(day=23, hour=20, minute=0)
    assert [one.key for one in _letters(db, next_day) if one.kind is MailKind.REMINDER][-1].endswith("-2")
    assert mails.write_due(db, NOW + timedelta(days=30)) == 0, "an old draft is not dug out"


def test_words_of_a_reminder_name_no_candidate(marcus: tuple[Database, BuiltLoop, Viewer, int]) -> None:
    db, _loop, _viewer, _interview = marcus
    (letter,) = _letters(db, NOW)
    words = posted.worded(letter, POST)
    assert words.subject == "Your scorecard waits: Incident talk"
    assert "ended Thursday 22 January, 12:05 CST" in words.text
    assert "https://hiring.example.org/interviews/1" in words.text
    assert words.text.partition("\n\n-- \n")[2].startswith("Northmere Health sends this"), (
        "a signature, as programs know"
    )
    assert "Rosa" not in repr(words)


Stop = Callable[[Database, BuiltLoop, Viewer, int], object]


def _submit(db: Database, _loop: BuiltLoop, viewer: Viewer, interview_id: int) -> None:
    written(db, interview_id, viewer)


def _cancel(db: Database, loop: BuiltLoop, _viewer: Viewer, interview_id: int) -> None:
    interviews.cancel(db, loop.recruiter, interview_id, reason="Ill", revision=1, now=NOW)


def _move(db: Database, loop: BuiltLoop, _viewer: Viewer, interview_id: int) -> None:
    with db.writing() as session:
        session.execute(
            sa.text("UPDATE interview SET revision = 2, starts_at = :at WHERE id = :id"),
            {"at": "2026-01-29 17:05:00", "id": interview_id},
        )


def _dismiss(db: Database, _loop: BuiltLoop, viewer: Viewer, interview_id: int) -> None:
    mails.stop_reminders(db, viewer, build_loops.card(db, interview_id, viewer), NOW)


def _be_left_alone(db: Database, _loop: BuiltLoop, viewer: Viewer, _interview: int) -> None:
    mails.choose(db, viewer, wanted=set(MailKind) - {MailKind.REMINDER}, now=NOW)


def _declare(db: Database, loop: BuiltLoop, viewer: Viewer, _interview: int) -> None:
    conflicts.declare(db, viewer, person_id=viewer.person_id, reason="Friends", now=NOW, loop_id=loop.loop_id)


@pytest.mark.parametrize("stop", [_submit, _cancel, _move, _dismiss, _be_left_alone, _declare])
def test_a_reminder_that_waits_is_not_sent_when_there_is_nothing_to_remind_of(
    marcus: tuple[Database, BuiltLoop, Viewer, int], stop: Stop
) -> None:
    db, loop, viewer, interview_id = marcus
    assert mails.write_due(db, NOW) == 1
    stop(db, loop, viewer, interview_id)
    reminders = [letter for letter in _letters(db, LATER) if letter.kind is MailKind.REMINDER]
    assert reminders == []
    with db.reading() as session:
        assert session.scalar(sa.text("SELECT state FROM mail WHERE kind = 'reminder'")) == "stopped"
    mails.write_due(db, LATER + timedelta(hours=20))
    with db.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM mail WHERE kind = 'reminder'")) == 1, "and none follows"


def test_each_kind_of_mail_is_chosen_for_itself(marcus: tuple[Database, BuiltLoop, Viewer, int]) -> None:
    db, _loop, viewer, _interview = marcus
    morning = NOW.replace(day=23, hour=14, minute=0)
    mails.choose(db, viewer, wanted={MailKind.REMINDER}, now=NOW)
    assert [letter.kind for letter in _letters(db, morning) if letter.name == "Marcus"] == [MailKind.REMINDER]
    mails.choose(db, viewer, wanted={MailKind.DIGEST}, now=NOW)
    assert [one.kind for one in _letters(db, morning) if one.name == "Marcus"] == [MailKind.DIGEST]


@pytest.mark.parametrize("visibility", list(Visibility))
def test_that_a_panel_is_complete_is_told_to_those_who_run_the_loop_and_nothing_of_it(
    lite: Database, visibility: Visibility
) -> None:
    built = met(lite, visibility=visibility)
    loop = built.loop
    assert _letters(lite, NOW) == [], "two stages have no interview yet"
    third = build.person(lite, "Ana")
    for stage in loop.stages[1:]:
        talk = build_loops.interview(lite, built.candidacy_id, stage, {third: Seat.LEAD, loop.recruiter: Seat.SHADOW})
        assert MailKind.PANEL not in dict(_kinds(_letters(lite, NOW)))
        written(lite, talk, third)
    letters = [letter for letter in _letters(lite, NOW) if letter.kind is MailKind.PANEL]
    told = {loop.manager.name, loop.decider.name}
    assert {letter.name for letter in letters} == told, "the recruiter, who shadows, still writes"
    words = repr([posted.worded(letter, POST) for letter in letters])
    for hidden in ("Rosa", "Ana", "Marcus", SAID, "yes", "14:05", "20:05", "January"):
        assert hidden not in words
    assert mails.write_due(lite, NOW) == 0


def test_a_conflict_keeps_the_notice_away(lite: Database) -> None:
    ana, manager = build.person(lite, "Ana"), build.person(lite, "Max", Role.HIRING_MANAGER)
    loop = build_loops.loop(lite, manager=manager, panel={ana: Seat.LEAD}, stages=("Talk",))
    candidacy = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    conflicts.declare(lite, manager, person_id=manager.person_id, reason="Kin", now=NOW, candidacy_id=candidacy)
    written(lite, build_loops.interview(lite, candidacy, loop.stages[0], {ana: Seat.LEAD}), ana)
    assert "Max" not in {letter.name for letter in _letters(lite, NOW)}


def test_the_list_of_the_day_holds_what_waits_and_no_name(marcus: tuple[Database, BuiltLoop, Viewer, int]) -> None:
    db, loop, _viewer, _interview = marcus
    morning = NOW.replace(day=23, hour=14, minute=0)
    letters = {letter.name: letter for letter in _letters(db, morning) if letter.kind is MailKind.DIGEST}
    assert {"Marcus", loop.recruiter.name, loop.manager.name} <= set(letters)
    assert loop.tie_breaker.name not in letters, "nothing waits for them"
    own, staff = posted.worded(letters["Marcus"], POST), posted.worded(letters[loop.recruiter.name], POST)
    assert "Your scorecard is to be submitted: Incident talk, Thursday 22 January, 12:05 CST" in own.text
    assert "A scorecard of somebody is missing: Incident talk" in staff.text
    assert "Rosa" not in repr((own, staff))
    assert "Marcus" not in repr(staff)


def test_many_missing_scorecards_of_a_loop_are_one_line_of_the_list(
    marcus: tuple[Database, BuiltLoop, Viewer, int],
) -> None:
    db, loop, viewer, _interview = marcus
    for number in range(3):
        candidacy = build_loops.candidacy(db, loop.loop_id, f"Candidate {number}")
        build_loops.interview(db, candidacy, loop.stages[0], {viewer: Seat.LEAD})
    build_loops.candidacy(db, loop.loop_id, "Not planned")
    morning = NOW.replace(day=23, hour=14, minute=0)
    staff = next(one for one in _letters(db, morning) if one.name == loop.recruiter.name)
    assert [(line.what, line.path) for line in staff.lines] == [
        ("4 scorecards of others are missing", "/"),
        ("An interview is to be planned: Incident talk", f"/candidates/{candidacy + 1}"),
    ]
    assert staff.more == 0


def test_every_kind_of_work_has_its_words() -> None:
    assert set(digests.WORDS) == set(digests.PLACES) == set(home.Kind)


def test_a_mail_is_written_once_by_workers_that_look_at_once(db: Database) -> None:
    ana = build.person(db, "Ana")
    loop = build_loops.loop(db, panel={ana: Seat.LEAD}, stages=("Talk",))
    build_loops.interview(db, build_loops.candidacy(db, loop.loop_id), loop.stages[0], {ana: Seat.LEAD})
    assert sorted(map(str, at_once([lambda: mails.write_due(db, NOW)] * 6))) == [*"00000", "1"]
    assert [letter.name for letter in _letters(db, NOW)] == ["Ana"]
