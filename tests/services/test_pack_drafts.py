"""Drafts of packs: begun, shared, saved field by field, published once and for all, retired."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError

from hiringkit.db import audit
from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError, HiringkitError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.packs import may_discard_draft, may_write_packs
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import editing, files
from hiringkit.rubrics.diff import diff
from hiringkit.rubrics.files import shipped_packs
from hiringkit.services import loops, pack_composing, pack_drafts, pack_publishing, packs
from hiringkit.services.pack_drafts import Change
from tests import build, build_loops
from tests.at_once import at_once
from tests.build_packs import PACK
from tests.conftest import NOW

US = "Northmere Health"
NAME = "criteria/communication/name"
ANCHOR = "criteria/communication/anchors/3"


@pytest.fixture
def manager(db: Database) -> Viewer:
    """A hiring manager, and the small pack in one version."""
    with db.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    return build.person(db, "Ingrid", Role.HIRING_MANAGER)


def next_draft(db: Database, viewer: Viewer) -> int:
    return pack_drafts.begin_from_version(db, viewer, 1, 1, NOW)


def saved(db: Database, viewer: Viewer, draft_id: int, *changes: Change, revision: int = 0) -> pack_drafts.Saved:
    return pack_drafts.save(db, viewer, draft_id, changes, by=US, now=NOW, revision=revision)


def test_the_next_version_is_written_published_and_then_stands(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    saved(db, manager, draft_id, Change(ANCHOR, "Says what is not known.", "Communication, step 3."))
    page, changed = pack_drafts.changes(db, manager, draft_id)
    assert changed is not None
    assert [(one.kind.value, one.new) for one in changed.changes if one.path.startswith("criteria")] == [
        ("re-anchored", "Says what is not known.")
    ]
    revision = page.line.revision
    assert revision == 2
    with pytest.raises(InvalidError) as missing:
        pack_publishing.publish(db, manager, draft_id, " ", NOW, revision=revision)
    assert missing.value.problems == {"note": "Write what is new in it, for those who use it."}
    with pytest.raises(ConflictError, match="changed since you looked"):
        pack_publishing.publish(db, manager, draft_id, "Sharper words", NOW, revision=1)
    assert pack_publishing.publish(db, manager, draft_id, "Sharper words", NOW, revision=revision) == (1, 2)
    version = packs.version(db, 1, 2)
    assert version.pack.criterion("communication").anchor(3) == "Says what is not known."
    assert [(act.act.value, act.by, act.note) for act in version.acts] == [("published", "Ingrid", "Sharper words")]
    assert packs.version(db, 1, 1).pack == PACK
    with pytest.raises(ConflictError, match="published; it is written no more"):
        saved(db, manager, draft_id, Change(NAME, "Other", "Communication"))
    assert pack_drafts.drafts(db, manager) == []
    with db.reading() as session:
        assert audit.first_break(session) is None


@pytest.mark.parametrize("statement", ["UPDATE version_act SET note = 'x'", "DELETE FROM version_act"])
def test_who_published_a_version_and_their_note_never_change(db: Database, manager: Viewer, statement: str) -> None:
    draft_id = next_draft(db, manager)
    saved(db, manager, draft_id, Change(NAME, "Telling", "Communication"))
    pack_publishing.publish(db, manager, draft_id, "New name", NOW, revision=2)
    with pytest.raises(DBAPIError, match="What was done to a version never changes"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_what_the_linter_finds_wrong_keeps_a_draft_from_being_published(lite: Database) -> None:
    with lite.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    draft_id = next_draft(lite, manager)
    saved(lite, manager, draft_id, Change(ANCHOR, "", "Communication, step 3."))
    with pytest.raises(InvalidError, match="cannot be published yet: 1 error of the linter"):
        pack_publishing.publish(lite, manager, draft_id, "A hole", NOW, revision=2)
    same = next_draft(lite, manager)
    with pytest.raises(InvalidError, match="says the same already"):
        pack_publishing.publish(lite, manager, same, "Nothing new", NOW, revision=1)
    assert [line.number for line in packs.versions(lite)] == [1]


def test_a_version_that_came_with_the_program_is_not_published_again_unchanged(lite: Database) -> None:
    shipped = PACK.model_copy(update={"pack": PACK.pack.model_copy(update={"status": "shipped"})})
    with lite.writing() as session:
        stored.publish(session, "test-pack", shipped, by="hiringkit", now=NOW)
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    same = next_draft(lite, manager)
    with pytest.raises(InvalidError, match="says the same already"):
        pack_publishing.publish(lite, manager, same, "Nothing new", NOW, revision=1)
    saved(lite, manager, same, Change(NAME, "Telling", "Communication"))
    pack_publishing.publish(lite, manager, same, "New name", NOW, revision=2)
    assert [change.name for change in diff(shipped, packs.version(lite, 1, 2).pack).changes] == ["Telling"]


def test_empty_anchors_are_answered_for_by_name_and_nothing_else_is(lite: Database) -> None:
    with lite.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    draft_id = next_draft(lite, manager)
    saved(lite, manager, draft_id, Change(ANCHOR, "", "Communication, step 3."))
    pack_drafts.change(lite, manager, draft_id, lambda pack: editing.added(pack, "criteria", "Calm", US)[0], NOW)
    page = pack_drafts.page(lite, manager, draft_id)
    assert (len(page.waivable), page.is_ready) == (6, True)
    with pytest.raises(InvalidError, match="6 errors of the linter"):
        pack_publishing.publish(lite, manager, draft_id, "A hole", NOW, revision=3)
    pack_publishing.publish(lite, manager, draft_id, "A hole", NOW, revision=3, waiver="The ward writes it")
    version = packs.version(lite, 1, 2)
    assert [(act.by, act.note) for act in version.acts] == [
        ("Ingrid", "A hole\nPublished with 6 empty anchors: The ward writes it")
    ]
    assert [anchor.level for anchor in version.pack.criterion("calm").anchors] == [1, 2, 3, 4, 5]


def test_each_field_stands_alone_and_what_somebody_else_wrote_is_not_written_over(
    db: Database, manager: Viewer
) -> None:
    draft_id = next_draft(db, manager)
    saved(db, manager, draft_id, Change(NAME, "Telling", "Communication"))
    result = saved(
        db,
        manager,
        draft_id,
        Change(NAME, "Speaking", "Communication"),
        Change(ANCHOR, "Says it plainly.", "Communication, step 3."),
        Change("criteria/troubleshooting/name", " ", "Troubleshooting"),
    )
    assert result.conflicts == {NAME: "Telling"}
    assert result.faults == {"criteria/troubleshooting/name": "This cannot be empty."}
    pack = pack_drafts.page(db, manager, draft_id).pack
    assert [editing.value(pack, one) for one in (NAME, ANCHOR)] == ["Telling", "Says it plainly."]


def test_a_form_without_a_script_is_kept_only_over_what_it_was_made_from(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    assert saved(db, manager, draft_id, Change(NAME, "Telling"), revision=1) == pack_drafts.Saved()
    assert saved(db, manager, draft_id, Change(NAME, "Speaking"), revision=1).conflicts == {NAME: "Telling"}
    assert saved(db, manager, draft_id, Change(ANCHOR, "Says it."), revision=1) == pack_drafts.Saved(), "another field"
    pack_drafts.change(db, manager, draft_id, lambda pack: editing.moved(pack, "criteria", "communication", -1), NOW)
    late = saved(db, manager, draft_id, Change("criteria/communication/anchors/4", "Late."), revision=3)
    assert late.conflicts, "the draft was shaped anew"
    assert saved(db, manager, draft_id, Change(NAME, "Speaking"), revision=4) == pack_drafts.Saved()


def test_two_that_write_at_once_lose_nothing(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    changes = [Change(f"criteria/communication/anchors/{step}", f"New {step}.", f"Communication, step {step}.")
               for step in (1, 2, 4, 5)]  # fmt: skip
    at_once([lambda change=change: saved(db, manager, draft_id, change) for change in changes])  # type: ignore[misc]
    criterion = pack_drafts.page(db, manager, draft_id).pack.criterion("communication")
    assert [criterion.anchor(step) for step in (1, 2, 4, 5)] == ["New 1.", "New 2.", "New 4.", "New 5."]


def test_one_draft_is_published_once_however_often_it_is_asked(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    saved(db, manager, draft_id, Change(NAME, "Telling", "Communication"))
    asked = [lambda: pack_publishing.publish(db, manager, draft_id, "New name", NOW, revision=2)] * 4
    told = [str(answer) for answer in at_once(asked)]
    assert told.count("(1, 2)") == 1
    assert [line.number for line in packs.versions(db)] == [2, 1]


def test_a_version_that_came_since_is_told_before_it_is_passed_over(db: Database, manager: Viewer) -> None:
    first, second = next_draft(db, manager), next_draft(db, manager)
    for draft_id, name in ((first, "Telling"), (second, "Speaking")):
        saved(db, manager, draft_id, Change(NAME, name, "Communication"))
    pack_publishing.publish(db, manager, first, "One", NOW, revision=2)
    with pytest.raises(ConflictError, match="Version 2 was published since"):
        pack_publishing.publish(db, manager, second, "Two", NOW, revision=2)
    assert pack_publishing.publish(db, manager, second, "Two", NOW, revision=2, overtake=True) == (1, 3)


def test_a_copy_becomes_a_pack_of_its_own(db: Database, manager: Viewer) -> None:
    draft_id = pack_drafts.begin_from_version(db, manager, 1, 1, NOW, as_copy=True)
    pack_id, number = pack_publishing.publish(db, manager, draft_id, "For the night shift", NOW, revision=1)
    assert (pack_id, number) == (2, 1)
    page = packs.version(db, 2, 1)
    assert (page.line.title, page.pack.pack.id) == ("Copy of IT service manager", "copy-of-it-service-manager")
    again = pack_drafts.begin_from_version(db, manager, 1, 1, NOW, as_copy=True)
    assert pack_publishing.publish(db, manager, again, "For days", NOW, revision=1) == (3, 1)


def test_a_retired_version_takes_no_new_loop_and_keeps_those_it_has(lite: Database) -> None:
    loop = build_loops.loop(lite)
    before = loops.page(lite, loop.manager, loop.loop_id)
    with pytest.raises(InvalidError):
        pack_publishing.retire(lite, loop.manager, before.pack_id, 1, "", NOW)
    pack_publishing.retire(lite, loop.manager, before.pack_id, 1, "The market moved", NOW)
    assert loops.versions(lite) == []
    assert loops.page(lite, loop.manager, loop.loop_id).pack == before.pack
    assert packs.version(lite, before.pack_id, 1).acts[0].note == "The market moved"
    with pytest.raises(ConflictError, match="retired already"):
        pack_publishing.retire(lite, loop.manager, before.pack_id, 1, "The market moved", NOW)


def test_the_rule_in_words_and_in_sql_is_one_rule(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    people = [manager, *(build.person(db, role=role) for role in Role)]
    changed = [Viewer(manager.person_id, role, "Ingrid", "UTC") for role in Role]
    reached = set()
    for viewer in (*people, *changed):
        allowed = may_write_packs(viewer)
        reached.add(allowed)
        assert [line.draft_id for line in pack_drafts.drafts(db, viewer)] == ([draft_id] if allowed else [])
        if not allowed:
            with pytest.raises(NotFoundError):
                pack_drafts.page(db, viewer, draft_id)
            with pytest.raises(NotFoundError):
                saved(db, viewer, draft_id, Change(NAME, "Mine", "Communication"))
    assert reached == {True, False}


def test_managers_write_one_draft_together_and_the_record_says_who_did(db: Database, manager: Viewer) -> None:
    draft_id = next_draft(db, manager)
    other = build.person(db, "Priya", Role.HIRING_MANAGER)
    saved(db, manager, draft_id, Change(NAME, "Telling", "Communication"))
    result = saved(db, other, draft_id, Change(NAME, "Speaking", "Communication"), Change(ANCHOR, "Says it.", "x"))
    assert {address: (one.name, one.at) for address, one in result.writers.items()} == {NAME: ("Ingrid", NOW)}
    assert set(result.conflicts) == {NAME, ANCHOR}, "nobody wrote the anchor: its base was never said"
    saved(db, other, draft_id, Change(ANCHOR, "Says it.", "Communication, step 3."))
    page = pack_drafts.page(db, other, draft_id)
    assert {one.name for one in page.writers} == {"Ingrid", "Priya"}
    assert (page.line.maker, page.line.writer) == ("Ingrid", "Priya")
    assert not page.may_discard
    with pytest.raises(RefusedError, match="Only its maker and administrators"):
        pack_drafts.discard(db, other, draft_id, NOW)
    with pytest.raises(ConflictError, match="Priya saved it last"):
        pack_publishing.publish(db, manager, draft_id, "Mine", NOW, revision=2)
    pack_publishing.publish(db, other, draft_id, "Ours", NOW, revision=3)
    assert [(act.by, act.note) for act in packs.version(db, 1, 2).acts] == [("Priya", "Ours")]
    assert packs.version(db, 1, 2).line.published_by == "Priya"


@pytest.mark.parametrize("role", Role)
def test_a_draft_is_put_away_by_its_maker_or_an_administrator(role: Role) -> None:
    maker, other = Viewer(1, role, "Ada", "UTC"), Viewer(2, role, "Bo", "UTC")
    assert may_discard_draft(maker, 1) == may_write_packs(maker)
    assert may_discard_draft(other, 1) == (role is Role.ADMIN)


@pytest.mark.parametrize(
    "act",
    [
        lambda db, viewer: pack_drafts.begin_empty(db, viewer, "A pack", NOW),
        lambda db, viewer: pack_drafts.begin_from_version(db, viewer, 1, 1, NOW),
        lambda db, viewer: pack_drafts.begin_from_file(db, viewer, files.dump(PACK), NOW),
        lambda db, viewer: pack_publishing.retire(db, viewer, 1, 1, "No more", NOW),
    ],
    ids=["begin", "next version", "file", "retire"],
)
def test_interviewers_and_recruiters_write_no_pack(lite: Database, act: Callable[..., object]) -> None:
    with lite.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    for role in (Role.INTERVIEWER, Role.RECRUITER):
        with pytest.raises(RefusedError):
            act(lite, build.person(lite, role=role))


def test_criteria_are_taken_from_the_shipped_packs_and_published_with_their_origin(lite: Database) -> None:
    packs.publish_shipped(lite, NOW, shipped_packs()[:2])
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    draft_id = pack_drafts.begin_empty(lite, manager, "Two halves", NOW)
    for line in packs.versions(lite):
        pack = packs.version(lite, line.pack_id, 1).pack
        pack_composing.take(lite, manager, draft_id, line.version_id, [pack.criteria[0].id], NOW)
    criteria = pack_drafts.page(lite, manager, draft_id).pack.criteria
    assert len({one.copied_from.pack for one in criteria if one.copied_from}) == 2
    with pytest.raises(HiringkitError):
        pack_composing.take(lite, manager, draft_id, 99, ["x"], NOW)
