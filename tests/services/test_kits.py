"""Papers before an interview: who gets them, what they say, and that nothing of a card is on them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, SeatRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, HiringkitError, NotFoundError, RefusedError
from hiringkit.pdf import kits as printing
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import kits
from hiringkit.services.documents import Prepared
from tests import build, build_loops
from tests.build_cards import SAID, Met, met
from tests.conftest import NOW
from tests.pdf.reading import text_of

Of = Callable[[Database, Viewer | None, Met], Prepared]
PAPERS: dict[str, Of] = {
    "kit": lambda db, viewer, built: kits.kit(db, viewer, built.interview_id),
    "blank": lambda db, viewer, built: kits.kit(db, viewer, built.interview_id, kits.BLANK),
    "handout": lambda db, viewer, built: kits.handout(db, viewer, built.candidacy_id),
    "definitions": lambda db, viewer, built: kits.definitions(db, viewer, built.loop.loop_id),
}
PRINTED: dict[str, tuple[Callable[[Any, bytes], bytes], str]] = {
    "kit": (
        printing.kit,
        "Interview kit, stage 1 of 3 Recruiter screen Candidate Rosa Ibarra, 22 Jan 2026, 11:05–12:05 CST",
    ),
    "blank": (printing.blank, "Type it in at Interview 1, code"),
    "handout": (
        printing.handout,
        "22 Jan 2026, 11:05–12:05 CST. Video, 60 minutes. It looks at: Troubleshooting, Communication",
    ),
    "definitions": (printing.definitions, "Counts: not agreed yet"),
}


@pytest.mark.parametrize(
    ("paper", "who", "refused"),
    [
        pytest.param("kit", "lead", None, id="kit: who sits in it"),
        pytest.param("kit", "recruiter", None, id="kit: staff"),
        pytest.param("kit", "member", NotFoundError, id="kit: a member without a seat"),
        pytest.param("blank", "second", None, id="blank: who sits in it"),
        pytest.param("blank", "stranger", NotFoundError, id="blank: somebody else"),
        pytest.param("handout", "manager", None, id="candidate's sheet: staff"),
        pytest.param("handout", "lead", RefusedError, id="candidate's sheet: an interviewer"),
        pytest.param("handout", "stranger", NotFoundError, id="candidate's sheet: somebody else"),
        pytest.param("definitions", "member", None, id="calibration sheet: everybody of the loop"),
        pytest.param("definitions", "stranger", NotFoundError, id="calibration sheet: somebody else"),
    ],
)
def test_a_paper_is_for_those_who_need_it(
    db: Database, paper: str, who: str, refused: type[HiringkitError] | None
) -> None:
    built = met(db)
    member = build.person(db)
    build_loops.member(db, built.loop.loop_id, member)
    people = {"member": member, "stranger": build.person(db), "lead": built.lead, "second": built.second}
    viewer = people.get(who) or getattr(built.loop, who)
    if refused:
        with pytest.raises(refused):
            PAPERS[paper](db, viewer, built)
    else:
        assert PAPERS[paper](db, viewer, built).digest == PAPERS[paper](db, None, built).digest


def test_no_paper_holds_a_word_of_a_card(db: Database) -> None:
    built = met(db)
    for paper in PAPERS.values():
        record = paper(db, None, built).record.decode()
        assert SAID not in record
        assert "A promise without a date" not in record
    assert "Marcus Delacroix (lead)" in PAPERS["kit"](db, None, built).record.decode()
    handout = PAPERS["handout"](db, None, built).record.decode()
    assert "Rosa Ibarra" in handout
    assert not [name for name in ("Marcus", "Priya", "Elaine", "step 4") if name in handout]


@pytest.mark.parametrize("name", list(PAPERS))
def test_a_paper_reads_well_and_checkers_find_no_error(lite: Database, tmp_path: Path, name: str) -> None:
    prepared = PAPERS[name](lite, None, met(lite))
    printed, sentence = PRINTED[name]
    file = tmp_path / "paper.pdf"
    file.write_bytes(printed(prepared.sheet, prepared.record))
    assert sentence in text_of(file)
    assert printed(prepared.sheet, prepared.record) == file.read_bytes()
    assert [str(finding) for finding in pdfua.validate(str(file)).findings] == []
    assert [str(finding) for finding in outloud.check(str(file)).findings if finding.severity == "error"] == []
    assert subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False).returncode == 0


def test_a_cancelled_interview_has_no_kit(db: Database) -> None:
    built = met(db)
    cancelled = build_loops.interview(
        db, built.candidacy_id, built.loop.stages[1], {built.lead: Seat.LEAD}, state=InterviewState.CANCELLED
    )
    with pytest.raises(NotFoundError):
        kits.kit(db, built.lead, cancelled)


def test_a_loop_that_is_being_built_tells_candidates_nothing(db: Database) -> None:
    loop = build_loops.loop(db, state=LoopState.DRAFT)
    one = build_loops.candidacy(db, loop.loop_id)
    with pytest.raises(ConflictError, match="still being built"):
        kits.handout(db, loop.manager, one)


def test_a_candidate_is_told_who_comes_in_numbers_and_whom_to_ask(lite: Database) -> None:
    built = met(lite)
    meeting = kits.handout(lite, None, built.candidacy_id).sheet.meetings[0]
    assert meeting.held_by == "2 people speak with you."
    assert dict(kits.told(lite, built.loop.manager, built.candidacy_id).says)["If you need it otherwise"].endswith(
        "ask whoever invited you. That you asked is no part of what is rated."
    )
    with lite.writing() as session:
        theirs = col(SeatRow.person_id) == built.second.person_id
        session.execute(sa.update(SeatRow).where(theirs).values(seat=Seat.SHADOW))
        session.execute(sa.update(LoopRow).values(accommodations="Elaine, 555-0142", place="gb"))
    told = kits.told(lite, built.loop.manager, built.candidacy_id)
    assert told.meetings[0].held_by == "2 people speak with you, one of them to learn; what they write does not count."
    assert "ask Elaine, 555-0142." in dict(told.says)["If you need it otherwise"]
    assert "spent convictions" in dict(told.says)["Not part of it"]


def test_a_meeting_without_a_time_says_so(lite: Database) -> None:
    meetings = kits.handout(lite, None, met(lite).candidacy_id).sheet.meetings
    assert [meeting.starts_at for meeting in meetings[1:]] == [None, None]
    assert meetings[0].starts_at is not None
    assert meetings[0].starts_at < NOW
