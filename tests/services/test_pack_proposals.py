"""What calibration sessions propose is taken into the next version with its origin, or declined, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import select

from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import CalibrationSessionRow, CriterionRow, DefinitionProposalRow, SampleRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import editing
from hiringkit.rubrics.files import load, shipped_packs
from hiringkit.services import pack_drafts, pack_proposals, pack_publishing, packs, samples
from hiringkit.services.pack_drafts import Change
from tests import build
from tests.build_packs import PACK
from tests.conftest import NOW

DEFINED = "criteria/communication/definition"


@pytest.fixture
def manager(db: Database) -> Viewer:
    """A hiring manager, the small pack, and a closed session that said what counts as communication."""
    with db.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    viewer = build.person(db, "Ingrid", Role.HIRING_MANAGER)
    propose(db, viewer, "A time for the next message.")
    return viewer


def propose(db: Database, viewer: Viewer, counts: str) -> None:
    with db.writing() as session:
        held = CalibrationSessionRow(
            pack_id=1, version_id=1, title="November", led_by=viewer.person_id, begun_at=NOW, closed_at=NOW
        )
        session.add(held)
        session.flush()
        key = session.exec(select(CriterionRow.id).where(CriterionRow.key == "communication")).first()
        session.add(
            DefinitionProposalRow(
                session_id=held.id,
                criterion_id=key or 0,
                counts=counts,
                does_not_count="",
                disagree="Templates.",
                said_by=viewer.person_id,
                said_at=NOW,
            )
        )


def keys(db: Database, viewer: Viewer, draft_id: int) -> list[str]:
    return [one.key for one in pack_proposals.of_draft(db, pack_drafts.page(db, viewer, draft_id))]


def test_a_proposal_is_taken_with_its_origin_and_asked_no_more(db: Database, manager: Viewer) -> None:
    first, second = (pack_drafts.begin_from_version(db, manager, 1, 1, NOW) for _ in range(2))
    change = Change(f"{DEFINED}/does_not_count", "A friendly tone.", "")
    pack_drafts.save(db, manager, first, [change], by="Northmere Health", now=NOW)
    (key,) = keys(db, manager, first)
    assert pack_proposals.answer(db, manager, first, key, NOW, is_taken=True) == "communication"
    page = pack_drafts.page(db, manager, first)
    (made,) = page.pack.definitions
    assert (made.counts, made.does_not_count, made.disagree, made.source) == (
        "A time for the next message.",
        "A friendly tone.",
        "Templates.",
        "calibration session “November”",
    )
    assert (keys(db, manager, first), keys(db, manager, second)) == ([], [key]), "the other draft is asked still"
    with pytest.raises(NotFoundError, match="waits no more"):
        pack_proposals.answer(db, manager, first, key, NOW, is_taken=False)
    pack_publishing.publish(db, manager, first, "What counts", NOW, revision=page.line.revision)
    assert packs.version(db, 1, 2).pack.definitions == page.pack.definitions
    assert (keys(db, manager, second), pack_proposals.of_pack(db, 1)) == ([], [])
    with pytest.raises(ConflictError):
        pack_proposals.answer(db, manager, first, key, NOW, is_taken=True)


def test_what_is_declined_changes_nothing_and_comes_back_with_a_draft_put_away(db: Database, manager: Viewer) -> None:
    draft_id = pack_drafts.begin_from_version(db, manager, 1, 1, NOW)
    (key,) = keys(db, manager, draft_id)
    pack_proposals.answer(db, manager, draft_id, key, NOW, is_taken=False)
    assert (keys(db, manager, draft_id), pack_drafts.page(db, manager, draft_id).pack.definitions) == ([], ())
    pack_drafts.discard(db, manager, draft_id, NOW)
    assert [one.key for one in pack_proposals.of_pack(db, 1)] == [key]
    again = pack_drafts.begin_from_version(db, manager, 1, 1, NOW)
    pack_drafts.change(db, manager, again, lambda pack: editing.removed(pack, "criteria", "communication"), NOW)
    with pytest.raises(InvalidError, match="no criterion “Communication” any more"):
        pack_proposals.answer(db, manager, again, key, NOW, is_taken=True)
    copy = pack_drafts.begin_from_version(db, manager, 1, 1, NOW, as_copy=True)
    assert keys(db, manager, copy) == [], "a copy is another pack"


def test_a_proposal_that_is_too_long_for_a_definition_says_so(db: Database, manager: Viewer) -> None:
    propose(db, manager, "a" * 1500)
    draft_id = pack_drafts.begin_from_version(db, manager, 1, 1, NOW)
    long = next(
        one for one in pack_proposals.of_draft(db, pack_drafts.page(db, manager, draft_id)) if len(one.counts) == 1500
    )
    with pytest.raises(InvalidError, match="1,500 characters; at most 1,000"):
        pack_proposals.answer(db, manager, draft_id, long.key, NOW, is_taken=True)
    assert len(keys(db, manager, draft_id)) == 2


@pytest.mark.parametrize("path", shipped_packs(), ids=lambda path: str(path.stem))
def test_the_samples_of_a_pack_are_there_with_each_version_of_it(lite: Database, path: Path) -> None:
    packs.publish_shipped(lite, NOW, [path])
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    held = {one.id for one in load(path).samples if one.ratings}
    assert len(held) >= 2

    def bound() -> list[tuple[int, str, int]]:
        with lite.reading() as session:
            rows = session.exec(select(SampleRow).where(SampleRow.retired_at.is_(None)))  # type: ignore[union-attr]
            return sorted((row.pack_id, row.key, row.version_id) for row in rows)

    assert bound() == sorted((1, key, 1) for key in held)
    draft_id = pack_drafts.begin_from_version(lite, manager, 1, 1, NOW)
    pack_drafts.save(lite, manager, draft_id, [Change("pack/title", "Ours")], by="us", now=NOW, revision=1)
    pack_publishing.publish(lite, manager, draft_id, "Another title", NOW, revision=2)
    assert bound() == sorted((1, key, 2) for key in held)
    copy = pack_drafts.begin_from_version(lite, manager, 1, 2, NOW, as_copy=True)
    pack_publishing.publish(lite, manager, copy, "A copy", NOW, revision=1)
    assert bound() == sorted([(1, key, 2) for key in held] + [(2, key, 3) for key in held])
    assert {one.pack for one in samples.listed(lite, manager)} == {"Ours", "Copy of Ours"}
