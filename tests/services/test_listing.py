"""Lists for programs: who is given which rows, on both kinds of database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.listing import Kind
from hiringkit.db.tables import CandidateTextRow, DocumentBytesRow, DocumentRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import listing
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW, Statements


@dataclass(frozen=True)
class Place:
    """Two loops; in the first an interview with a card that is in, exported, and one that is a draft."""

    loop: BuiltLoop
    other: BuiltLoop
    done: Viewer
    late: Viewer
    candidacy: int
    interview: int
    card_in: int
    draft: int
    export: int


@pytest.fixture
def place(db: Database) -> Place:
    done, late = build.person(db, "Marcus Bell"), build.person(db, "Priya R")
    loop = build_loops.loop(db, interviewers=[done, late])
    other = build_loops.loop(db, title="Evening operations", state=LoopState.DRAFT)
    candidacy = build_loops.candidacy(db, loop.loop_id, "Rosa Delgado-Kim")
    interview = build_loops.interview(db, candidacy, loop.stages[0], {done: Seat.LEAD, late: Seat.SECOND})
    card_in, draft = build_loops.submitted(db, interview, done), build_loops.card(db, interview, late)
    return Place(loop, other, done, late, candidacy, interview, card_in, draft, _exported(db, card_in))


def _exported(db: Database, scorecard_id: int) -> int:
    with db.writing() as session:
        row = DocumentRow(
            kind="scorecard",
            subject_id=scorecard_id,
            form="raw-only",
            record_digest="0" * 64,
            engine="test",
            sha256="1" * 64,
            made_at=NOW,
            made_by=None,
        )
        session.add(row)
        session.flush()
        session.add(DocumentBytesRow(document_id=row.id, content=b"%PDF"))
        return row.id


def ids(db: Database, viewer: Viewer | None, kind: Kind) -> list[object]:
    return [row["id"] for row in listing.rows(db, viewer, kind)]


def all_ids(db: Database, viewer: Viewer | None) -> list[Sequence[object]]:
    """Ids of loops, candidates, interviews, scorecards and exports."""
    return [ids(db, viewer, kind) for kind in Kind]


def test_each_row_says_what_it_is(db: Database, place: Place) -> None:
    rows = {kind: next(listing.rows(db, None, kind)) for kind in Kind}
    assert rows[Kind.LOOPS] == {
        "id": place.loop.loop_id,
        "name": "IT service manager",
        "state": "open",
        "requisition": rows[Kind.LOOPS]["requisition"],
        "track": "operations",
        "level": "mid",
        "opened_at": "2026-01-08T20:05:00Z",
        "candidates": 1,
    }
    assert rows[Kind.CANDIDATES] == {
        "id": place.candidacy,
        "name": "Rosa Delgado-Kim",
        "state": "active",
        "loop": place.loop.loop_id,
        "requisition": rows[Kind.LOOPS]["requisition"],
        "added_at": "2026-01-22T20:05:00Z",
    }
    assert rows[Kind.INTERVIEWS] == {
        "id": place.interview,
        "name": "Rosa Delgado-Kim",
        "state": "planned",
        "candidate": place.candidacy,
        "loop": place.loop.loop_id,
        "stage": "Recruiter screen",
        "starts_at": "2026-01-22T17:05:00Z",
        "minutes": 60,
        "zone": "America/Chicago",
    }
    assert rows[Kind.SCORECARDS] == {
        "id": place.card_in,
        "name": "Rosa Delgado-Kim",
        "state": "submitted",
        "candidate": place.candidacy,
        "interview": place.interview,
        "stage": "Recruiter screen",
        "interviewer": "Marcus Bell",
        "seat": "lead",
        "submitted_at": "2026-01-22T20:05:00Z",
    }
    assert rows[Kind.EXPORTS] == {
        "id": place.export,
        "name": f"scorecard {place.card_in}",
        "state": "kept",
        "form": "raw-only",
        "made_at": "2026-01-22T20:05:00Z",
        "made_by": None,
        "sha256": "1" * 64,
    }


def test_everybody_is_given_what_their_pages_show(db: Database, place: Place) -> None:
    loop, other = place.loop.loop_id, place.other.loop_id
    one, held, card = [place.candidacy], [place.interview], [place.card_in]
    assert all_ids(db, None) == [[loop, other], one, held, card, [place.export]]
    assert all_ids(db, place.loop.recruiter) == [[loop], one, held, card, [place.export]]
    assert all_ids(db, place.done) == [[loop], one, held, card, [place.export]]
    assert all_ids(db, place.late) == [[loop], one, held, [place.draft], []], "their own draft, not the other card"
    assert all_ids(db, place.other.manager) == [[other], [], [], [], []]
    assert all_ids(db, build.person(db, role=Role.ADMIN)) == [[loop, other], [], [], [], []]
    assert all_ids(db, build.person(db)) == [[], [], [], [], []]


def test_a_long_list_comes_in_pages_and_each_row_once(db: Database, place: Place, statements: Statements) -> None:
    added = [build_loops.candidacy(db, place.loop.loop_id) for _ in range(6)]
    statements.listen(db.engine)
    rows = listing.rows(db, place.loop.recruiter, Kind.CANDIDATES, page=3)
    assert [row["id"] for row in rows] == [place.candidacy, *added]
    assert len(statements.seen) == 3


def test_what_was_erased_is_still_listed(db: Database, place: Place) -> None:
    with db.writing() as session:
        session.execute(sa.delete(CandidateTextRow))
        session.execute(sa.delete(DocumentBytesRow).where(col(DocumentBytesRow.document_id) == place.export))
    for kind in (Kind.CANDIDATES, Kind.INTERVIEWS, Kind.SCORECARDS):
        assert [row["name"] for row in listing.rows(db, None, kind)] == ["erased candidate"]
    assert [row["state"] for row in listing.rows(db, None, Kind.EXPORTS)] == ["erased"]
