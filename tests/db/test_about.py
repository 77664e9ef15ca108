"""The words of a line say what they are about while they may be typed over, whoever changes what that follows from."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from hiringkit.db import migrate, schema
from hiringkit.db.engine import Database
from hiringkit.db.tables import (
    CriterionRow,
    EvidenceCriterionRow,
    EvidenceTextRow,
    InterviewRow,
    ScorecardRow,
    StageCriterionRow,
)
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.scorecards import Recommendation
from hiringkit.services.drafts import Change, LineChange
from tests.build_drafts import Desk, line, save, seated
from tests.conftest import NOW

BOTH = frozenset({"troubleshooting", "communication"})
REFUSED = "A submitted line of evidence never changes"


@pytest.fixture
def desk(db: Database) -> Desk:
    """Priya's card with three lines: about one criterion, about two, and a note about none."""
    desk = seated(db)
    lines = (line("Named the ward."), line("Told them.", criteria=BOTH), line("Late.", criteria=frozenset()))
    save(db, desk, lines=tuple(LineChange(one._replace(noted=not one.criteria), 0) for one in lines))
    return desk


def abouts(db: Database) -> Mapping[str, str | None]:
    """What each line is about, by its words."""
    with db.reading() as session:
        return {row.text: row.about for row in session.exec(select(EvidenceTextRow))}


def in_the_table(db: Database, statement: sa.Executable) -> None:
    with db.writing() as session:
        session.execute(statement)


def submitted(db: Database) -> None:
    """The card as somebody submits it who does nothing else."""
    values = {"state": CardState.SUBMITTED, "submitted_at": NOW, "digest": "0" * 64}
    in_the_table(db, sa.update(ScorecardRow).values(recommendation=Recommendation.YES, **values))


ALL = {"Named the ward.": "troubleshooting", "Told them.": "communication,troubleshooting", "Late.": ""}
NOTHING = dict.fromkeys(ALL)


def test_it_is_the_criteria_in_order(db: Database, desk: Desk) -> None:
    assert abouts(db) == ALL
    is_moved = line("Late.", criteria=frozenset({"communication"}))
    with db.reading() as session:
        late = session.exec(select(EvidenceTextRow.evidence_id).where(col(EvidenceTextRow.text) == "Late.")).one()
    save(db, desk, lines=(LineChange(is_moved._replace(id=late), 1),))
    assert abouts(db) == {**ALL, "Late.": "communication"}
    in_the_table(db, sa.delete(EvidenceCriterionRow))
    assert abouts(db) == dict.fromkeys(ALL, "")


@pytest.mark.usefixtures("desk")
def test_a_line_that_is_linked_to_another_criterion_tells_that(db: Database) -> None:
    with db.reading() as session:
        wanted = session.exec(select(CriterionRow.id).where(col(CriterionRow.key) == "communication")).first()
    one = col(EvidenceTextRow.text) == "Named the ward."
    its = sa.select(col(EvidenceTextRow.evidence_id)).where(one).scalar_subquery()
    linked = sa.update(EvidenceCriterionRow).where(col(EvidenceCriterionRow.evidence_id) == its)
    in_the_table(db, linked.values(criterion_id=wanted))
    assert abouts(db)["Named the ward."] == "communication"


@pytest.mark.usefixtures("desk")
def test_it_is_not_told_while_its_stage_sees_not_all_of_it(db: Database) -> None:
    with db.reading() as session:
        seen = [row.model_dump() for row in session.exec(select(StageCriterionRow))]
        key = col(CriterionRow.key) == "communication"
        wanted = session.exec(select(CriterionRow.id).where(key)).first()
    in_the_table(db, sa.delete(StageCriterionRow).where(col(StageCriterionRow.criterion_id) == wanted))
    assert abouts(db) == {**ALL, "Told them.": None}
    in_the_table(db, sa.insert(StageCriterionRow).values([one for one in seen if one["criterion_id"] == wanted]))
    assert abouts(db) == ALL


def test_it_is_of_the_stage_in_which_the_interview_is_held(db: Database, desk: Desk) -> None:
    with db.writing() as session:
        session.execute(sa.delete(StageCriterionRow).where(col(StageCriterionRow.stage_id) == desk.loop.stages[1]))
        session.execute(sa.update(InterviewRow).values(stage_id=desk.loop.stages[1]))
    assert abouts(db) == {**NOTHING, "Late.": ""}
    in_the_table(db, sa.update(InterviewRow).values(stage_id=desk.loop.stages[0]))
    assert abouts(db) == ALL


@pytest.mark.usefixtures("desk")
def test_of_a_submitted_card_nothing_is_told_and_nothing_is_changed(db: Database) -> None:
    submitted(db)
    assert abouts(db) == NOTHING
    for name, value in (("text", "Better."), ("second", 1), ("about", "troubleshooting")):
        with pytest.raises(DBAPIError, match=REFUSED):
            in_the_table(db, sa.update(EvidenceTextRow).values({name: value}))
    assert abouts(db) == NOTHING


def test_what_comes_to_a_submitted_card_tells_nothing_whatever_it_says(db: Database, desk: Desk) -> None:
    submitted(db)
    with db.writing() as session:
        named = session.exec(select(EvidenceTextRow.evidence_id).where(col(EvidenceTextRow.text) == "Late.")).one()
        session.execute(sa.delete(EvidenceTextRow))
        words = {"text": "Later.", "revision": 1, "saved_at": NOW, "about": "troubleshooting"}
        session.execute(sa.insert(EvidenceTextRow).values(scorecard_id=desk.card, evidence_id=named, **words))
    assert abouts(db) == {"Later.": None}
    with pytest.raises(DBAPIError, match=REFUSED):
        in_the_table(db, sa.update(EvidenceTextRow).values(text="Better."))


def test_a_draft_with_lines_can_be_withdrawn(db: Database, desk: Desk) -> None:
    in_the_table(db, sa.delete(ScorecardRow).where(col(ScorecardRow.id) == desk.card))
    assert abouts(db) == {}


@pytest.mark.parametrize("words", ["a" * 4001, "\N{GRINNING FACE}" * 4001])
def test_words_that_are_too_long_are_refused_in_both_databases(db: Database, desk: Desk, words: str) -> None:
    save(db, desk, Change("changed", "Before.", 0))
    for table, column in (("evidence_text", "text"), ("draft_field", "value")):
        with pytest.raises(DBAPIError), db.engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE {table} SET {column} = :words"), {"words": words})


def test_lines_that_were_there_before_keep_all_they_had(db: Database, desk: Desk) -> None:
    asked = "SELECT text, second, revision, about FROM evidence_text ORDER BY text"
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE evidence_text SET second = 750 WHERE text = 'Late.'")
        before = connection.exec_driver_sql(asked).all()
    migrate.downgrade(db.engine, "0047")
    old = "SELECT words.text, evidence.second, evidence.revision FROM evidence JOIN evidence_text AS words"
    old += " ON words.evidence_id = evidence.id ORDER BY words.text"
    with db.engine.begin() as connection:
        assert connection.exec_driver_sql(old).all() == [row[:3] for row in before]
    migrate.upgrade(db.engine)
    assert schema.revision(db.engine) == schema.head()
    with db.engine.begin() as connection:
        assert connection.exec_driver_sql(asked).all() == before
    assert abouts(db) == ALL
    assert save(db, desk, lines=(LineChange(line("More."), 0),)).revisions
