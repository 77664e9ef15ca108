"""The scores of a loop, as far as each viewer may read them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow
from hiringkit.errors import NotFoundError
from hiringkit.jobs import exports
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services.scores import scores
from tests import build, build_loops
from tests.build_cards import met, written
from tests.conftest import NOW


def found(db: Database, viewer: Viewer | None, loop_id: int) -> list[dict[str, Any]]:
    """The rows that a viewer gets."""
    table = scores(db, viewer, loop_id, "csv").sheet
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_each_rating_is_a_row_and_not_observed_is_no_number(db: Database) -> None:
    built = met(db)
    rows = found(db, built.loop.recruiter, built.loop.loop_id)
    assert [(row["interviewer"], row["criterion"], row["rating"]) for row in rows] == [
        ("Marcus Delacroix", "Troubleshooting", 4),
        ("Marcus Delacroix", "Communication", 4),
        ("Marcus Delacroix", "Prioritization", 4),
        ("Priya Venkataraman", "Troubleshooting", 4),
        ("Priya Venkataraman", "Communication", 2),
        ("Priya Venkataraman", "Prioritization", None),
    ]
    assert rows[-1]["not_observed"] == "the time ran out"
    assert (rows[0]["candidate_name"], rows[0]["evidence_lines"], rows[0]["recommendation"]) == (
        "Rosa Ibarra",
        1,
        "Yes",
    )


def test_a_viewer_gets_the_ratings_of_cards_that_they_may_read(db: Database) -> None:
    author, writer = build.person(db, "Marcus Delacroix"), build.person(db, "Priya Venkataraman")
    loop = build_loops.loop(db, visibility=Visibility.AFTER_PANEL, interviewers=[author, writer])
    one = build_loops.candidacy(db, loop.loop_id, "Rosa Ibarra")
    interview = build_loops.interview(db, one, loop.stages[0], {author: Seat.LEAD, writer: Seat.SECOND})
    written(db, interview, author)
    assert {viewer.name: len(found(db, viewer, loop.loop_id)) for viewer in (author, writer, loop.manager)} == {
        "Marcus Delacroix": 3,
        "Priya Venkataraman": 0,
        loop.manager.name: 0,
    }
    assert len(found(db, None, loop.loop_id)) == 3
    written(db, interview, writer)
    assert len(found(db, loop.manager, loop.loop_id)) == 6


def test_who_does_not_reach_the_loop_finds_none(db: Database) -> None:
    built = met(db)
    with pytest.raises(NotFoundError):
        scores(db, build.person(db), built.loop.loop_id, "csv")


def test_an_export_of_scores_is_noted(lite: Database) -> None:
    built = met(lite)
    assert exports.scores(lite, built.loop.recruiter, built.loop.loop_id, NOW, "csv").startswith(b"pool,candidate,")
    with lite.reading() as session:
        (noted,) = session.exec(select(AuditRow).where(AuditRow.act == "scores exported")).all()
        assert audit.first_break(session) is None
    assert (noted.actor, noted.subject_id) == (audit.person(built.loop.recruiter.person_id), built.loop.loop_id)
