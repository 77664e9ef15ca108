"""Keeping what was printed: one document, one entry for each export, whoever asks at once."""

from __future__ import annotations

from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DocumentBytesRow, DocumentRow
from hiringkit.errors import NotFoundError
from hiringkit.services import documents, scorecard_sheets
from tests import build
from tests.at_once import at_once
from tests.build_cards import Met, met
from tests.conftest import NOW

ENGINE = "test 1"


@pytest.fixture
def built(db: Database) -> Met:
    return met(db)


def test_exports_at_once_are_given_the_same_bytes_and_noted_each(db: Database, built: Met) -> None:
    prepared = scorecard_sheets.scorecard(db, None, built.cards[0])
    prints = [f"%PDF {number}".encode() for number in range(8)]
    found = at_once([partial(documents.keep, db, built.lead, prepared, ENGINE, one, NOW) for one in prints])
    assert len(set(found)) == 1
    assert found[0] in prints
    assert documents.kept(db, prepared, ENGINE) == found[0]
    assert documents.kept(db, prepared, "test 2") is None, "another engine prints anew"
    with db.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(DocumentRow)).one() == 1
        exported = session.exec(select(AuditRow.actor).where(AuditRow.act == "scorecard exported")).all()
        assert exported == [f"person:{built.lead.person_id}"] * 8
        assert audit.first_break(session) is None


def test_an_export_without_a_person_is_the_operator_s(db: Database, built: Met) -> None:
    prepared = scorecard_sheets.scorecard(db, None, built.cards[0])
    documents.keep(db, None, prepared, ENGINE, b"%PDF", NOW)
    with db.reading() as session:
        entry = session.exec(select(AuditRow).order_by(sa.desc("number"))).first()
        assert entry is not None
        assert (entry.actor, entry.act, entry.subject_id) == ("operator", "scorecard exported", built.cards[0])
        assert prepared.digest not in entry.detail, "the chain holds the salted hash alone"


def test_another_name_makes_another_document(db: Database, built: Met) -> None:
    before = scorecard_sheets.scorecard(db, None, built.cards[0])
    documents.keep(db, None, before, ENGINE, b"%PDF", NOW)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE candidate_text SET name = 'Rosa Ibarra-Kim'")
    after = scorecard_sheets.scorecard(db, None, built.cards[0])
    assert (after.digest, after.fingerprint == before.fingerprint) == (before.digest, False)
    assert documents.kept(db, after, ENGINE) is None


def test_erased_bytes_are_not_found(db: Database, built: Met) -> None:
    prepared = scorecard_sheets.scorecard(db, None, built.cards[0])
    documents.keep(db, None, prepared, ENGINE, b"%PDF", NOW)
    with db.writing() as session:
        session.execute(sa.delete(DocumentBytesRow))
    assert documents.kept(db, prepared, ENGINE) is None


def test_a_card_that_may_not_be_read_is_not_printed(db: Database, built: Met) -> None:
    with pytest.raises(NotFoundError):
        scorecard_sheets.scorecard(db, build.person(db), built.cards[0])
