"""The demo: the same for a seed, believable and varied, never beside real people."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hiringkit.cli.demo import CANDIDATES, SEED
from hiringkit.db import audit
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.tables import InterviewRow
from hiringkit.errors import RefusedError
from hiringkit.jobs.documents import render
from hiringkit.pdf.closings import ENOUGH
from hiringkit.pdf.sheets.frames import Paper
from hiringkit.services import demo, installation, kits, packets, packs, scorecard_sheets, summaries
from hiringkit.services.demo_accounts import DEMO_ACCOUNTS
from hiringkit.services.demo_cards import ZONE
from hiringkit.services.documents import CANDIDATE, FULL
from tests import build_loops
from tests.conftest import NOW
from tests.pdf.reading import lines_of_pages


def prepared(db: Database) -> Database:
    """A database that is marked as demo, with the shipped packs."""
    installation.prepare(db, demo=True, now=NOW)
    packs.publish_shipped(db, NOW)
    return db


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The demo as it is made by default; the tests only read it."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copy(sqlite_template, file)
    db = prepared(Database(make_engine(f"sqlite:///{file}")))
    demo.fill(db, candidates=CANDIDATES, seed=SEED, now=NOW)
    yield db
    db.close()


def rows(db: Database, query: str) -> list[tuple[object, ...]]:
    with db.reading() as session:
        return [tuple(row) for row in session.execute(sa.text(query))]


def test_forty_candidates_stand_in_open_loops_of_each_pack_beside_one_that_is_being_built(filled: Database) -> None:
    assert rows(filled, "SELECT state FROM loop ORDER BY id") == [("draft",), ("open",), ("open",), ("open",)]
    of_each = "SELECT loop_id, count(*) FROM candidacy GROUP BY loop_id ORDER BY loop_id"
    assert rows(filled, of_each) == [(2, 32), (3, 4), (4, 4)]
    assert len(rows(filled, "SELECT DISTINCT version_id FROM loop")) == 3
    assert rows(filled, "SELECT count(*) FROM candidacy") == [(40,)]
    emails = {email for (email,) in rows(filled, "SELECT email FROM person_text")}
    assert set(DEMO_ACCOUNTS) <= emails


@pytest.mark.parametrize(("loop", "levels"), [(2, 5), (3, 4), (4, 5)])
def test_cards_of_each_pack_keep_to_its_scale_and_its_rule_of_evidence(
    filled: Database, loop: int, levels: int
) -> None:
    bare = (
        "SELECT step, no_evidence FROM rating JOIN scorecard ON scorecard.id = scorecard_id"
        " JOIN candidacy ON candidacy.id = candidacy_id WHERE step IS NOT NULL AND scorecard.state = 'submitted'"
        f" AND loop_id = {loop} AND NOT EXISTS (SELECT 1 FROM evidence_criterion AS seen"
        " WHERE seen.scorecard_id = rating.scorecard_id AND seen.criterion_id = rating.criterion_id)"
    )
    middle = 3 if levels == 5 else None
    assert [step for step, is_said in rows(filled, bare) if step != middle and not is_said] == []
    ticked = (
        "SELECT min(step), max(step) FROM rating JOIN scorecard ON scorecard.id = scorecard_id"
        f" JOIN candidacy ON candidacy.id = candidacy_id WHERE loop_id = {loop}"
    )
    ((least, most),) = rows(filled, ticked)
    assert (least in {1, 2}, most == levels) == (True, True)
    texts = {
        str(text)
        for (text,) in rows(
            filled,
            "SELECT text FROM evidence_text JOIN scorecard ON scorecard.id = evidence_text.scorecard_id"
            f" JOIN candidacy ON candidacy.id = candidacy_id WHERE loop_id = {loop}",
        )
    }
    assert len(texts) > 12


def test_no_two_candidates_share_a_name(filled: Database) -> None:
    names = Counter(name for (name,) in rows(filled, "SELECT name FROM candidate_text"))
    assert [name for name, times in names.items() if times > 1] == []


def test_nobody_is_in_two_interviews_at_once(filled: Database) -> None:
    held = "SELECT interview.id, person_id, starts_at, minutes FROM interview JOIN seat ON interview_id = interview.id"
    clashes = rows(
        filled,
        f"SELECT a.person_id FROM ({held}) a JOIN ({held}) b ON a.person_id = b.person_id AND a.id < b.id"
        " AND julianday(a.starts_at) < julianday(b.starts_at) + b.minutes / 1440.0 - 0.00001"
        " AND julianday(b.starts_at) < julianday(a.starts_at) + a.minutes / 1440.0 - 0.00001",
    )
    assert clashes == []


def test_some_cards_are_in_some_begun_some_missing(filled: Database) -> None:
    over = "FROM scorecard JOIN interview ON interview.id = interview_id WHERE starts_at < '2026-01-22'"
    drafts = rows(filled, f"SELECT scorecard.id {over} AND scorecard.state = 'draft'")
    submitted = rows(filled, f"SELECT scorecard.id {over} AND scorecard.state = 'submitted'")
    begun = rows(filled, "SELECT DISTINCT scorecard_id FROM draft_field")
    assert len(submitted) > 3 * len(drafts) > 0
    assert set(drafts) & set(begun)
    assert set(drafts) - set(begun)
    assert rows(filled, "SELECT count(*) FROM candidacy WHERE state = 'withdrawn'") != [(0,)]


def test_interviewers_differ_in_severity(filled: Database) -> None:
    ticked = rows(
        filled,
        "SELECT name, step FROM rating JOIN scorecard ON scorecard.id = scorecard_id"
        " JOIN person_text ON person_id = author_id WHERE step IS NOT NULL",
    )
    means = {name: mean(float(str(step)) for one, step in ticked if one == name) for name, _ in ticked}
    assert means["Kenji Watanabe"] < means["Marcus Bell"] - 0.5, means
    assert means["Kenji Watanabe"] < means["Amara Nwosu"] - 0.5, means


def test_what_interviewers_wrote_is_varied_and_for_people_to_read(filled: Database) -> None:
    texts = [str(text) for (text,) in rows(filled, "SELECT text FROM evidence_text")]
    assert len(set(texts)) > len(texts) / 3
    assert [text for text in texts if "{" in text or "lorem" in text.lower() or len(text) < 20] == []
    for query in (
        "SELECT DISTINCT recommendation FROM scorecard WHERE recommendation IS NOT NULL",
        "SELECT DISTINCT step FROM rating WHERE step IS NOT NULL",
        "SELECT DISTINCT not_observed FROM rating WHERE not_observed IS NOT NULL",
    ):
        assert len(rows(filled, query)) >= 3
    assert rows(filled, "SELECT count(*) FROM flag") != [(0,)]
    assert len(rows(filled, "SELECT DISTINCT none_offered FROM objection")) == 2


def test_its_chain_holds_and_every_card_that_is_in_stands_in_it(filled: Database) -> None:
    with filled.reading() as session:
        assert audit.first_break(session) is None
    told = rows(filled, "SELECT subject_id FROM audit WHERE act = 'scorecard submitted' ORDER BY subject_id")
    assert told == rows(filled, "SELECT id FROM scorecard WHERE state <> 'draft' ORDER BY id")


def test_another_seed_is_another_demo_and_rows_follow_it(db: Database, filled: Database) -> None:
    made = demo.fill(prepared(db), candidates=12, seed=SEED + 1, now=NOW)
    assert (made.loops, made.candidates) == (2, 12)
    ticked = "SELECT step FROM rating ORDER BY scorecard_id, criterion_id LIMIT 60"
    assert rows(db, ticked) != rows(filled, ticked)
    candidacy = build_loops.candidacy(db, 2, "Comes Later")
    assert candidacy == 13, "the database goes on counting"
    with pytest.raises(RefusedError, match="holds demo data already"):
        demo.fill(db, candidates=12, seed=SEED, now=NOW)


@pytest.mark.parametrize(
    "hours", [pytest.param(-8, id="made at six"), pytest.param(8, id="late"), pytest.param(58, id="made on a Sunday")]
)
def test_interviews_are_held_when_people_are_at_work_whenever_the_demo_is_made(lite: Database, hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    demo.fill(prepared(lite), candidates=8, seed=SEED, now=at)
    with lite.reading() as session:
        begun = [start.astimezone(ZONE) for start in session.exec(select(InterviewRow.starts_at)).all()]
        first = session.exec(select(InterviewRow.starts_at).where(InterviewRow.id == 1)).one()
    assert {start.weekday() for start in begun} <= set(range(5))
    assert all(8 <= start.hour < 18 for start in begun), sorted({start.hour for start in begun})
    assert at - timedelta(days=4) < first < at, "one has just been held"


def test_a_demo_of_hundreds_of_loops_gives_each_its_own_requisition(
    lite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "PER_LOOP", 1)
    demo.fill(prepared(lite), candidates=210, seed=1, now=NOW)
    with lite.reading() as session:
        numbers = session.scalars(sa.text("SELECT requisition FROM loop")).all()
    assert len(numbers) == len(set(numbers)) > 200


def test_made_up_people_do_not_go_beside_real_ones(db: Database) -> None:
    packs.publish_shipped(db, NOW)
    with pytest.raises(RefusedError, match="not marked as demo"):
        demo.fill(db, candidates=3, seed=SEED, now=NOW)
    installation.prepare(db, demo=False, now=NOW)
    with pytest.raises(RefusedError, match="not marked as demo"):
        demo.fill(db, candidates=3, seed=SEED, now=NOW)
    assert installation.is_empty(db)


@pytest.mark.parametrize("paper", Paper)
def test_no_page_of_its_documents_is_nearly_empty(filled: Database, tmp_path: Path, paper: Paper) -> None:
    found = [
        *(packets.packet(filled, None, candidacy, form) for candidacy, form in ((1, FULL), (33, CANDIDATE))),
        *(scorecard_sheets.scorecard(filled, None, card) for card in (10, 54)),
        *(kits.kit(filled, None, interview, kits.KIT) for interview in (4, 7)),
        kits.kit(filled, None, 7, kits.BLANK),
        kits.handout(filled, None, 5),
        *(kits.definitions(filled, None, loop) for loop in (1, 2)),
        summaries.summary(filled, None, 3),
    ]
    for one in found:
        file = tmp_path / f"{one.kind}.pdf"
        sheet = replace(one.sheet, frame=replace(one.sheet.frame, paper=paper))
        file.write_bytes(render(one.kind, sheet, one.record))
        pages = lines_of_pages(file)
        assert min(map(len, pages)) >= ENOUGH, (one.kind, one.subject_id)
        assert {page[0] for page in pages}.isdisjoint({"Record", "To check this paper"}), (one.kind, one.subject_id)
