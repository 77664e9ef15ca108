"""An amendment as it is typed: kept by field over the card, refused where it is stale, gone once it is in."""

from __future__ import annotations

import pytest
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AmendmentDraftRow
from hiringkit.errors import RefusedError
from hiringkit.services import amendment_drafts, amendments
from hiringkit.services.amendment_drafts import Typed
from hiringkit.services.drafts import Change, LineChange, Saved
from tests import build_debriefs, build_loops
from tests.build_debriefs import Met
from tests.conftest import NOW


def typed(db: Database, met: Met) -> Typed:
    """What Ada has typed over her card."""
    return amendment_drafts.read(db, met.ada, amendments.sheet(db, met.ada, met.cards[met.ada]))


def rows(db: Database) -> int:
    """How many fields of amendments are kept."""
    with db.reading() as session:
        return len(session.exec(select(AmendmentDraftRow)).all())


def test_only_what_was_changed_is_kept_and_two_windows_are_told(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    sheet = amendments.sheet(db, met.ada, card)
    line = next(iter(sheet.lines))
    other = line._replace(text="Put better.")
    same = Change("changed", sheet.values["changed"], 0)
    first = amendment_drafts.save(
        db, met.ada, card, [same, Change("reason", "From the laptop.", 0)], [LineChange(other, 0)], NOW
    )
    assert first == Saved({"changed": 0, "reason": 1, line.id: 1})
    assert rows(db) == 2
    phone = [Change("reason", "From the phone.", 0), Change("confidence", "sure", 0)]
    told = amendment_drafts.save(db, met.ada, card, phone, [LineChange(line._replace(text="Again."), 0)], NOW)
    assert told.conflicts == {"reason": ("From the laptop.", 1), line.id: ("Put better.", 1)}
    assert told.revisions == {"confidence": 1}
    found = typed(db, met)
    assert (found.values["reason"], found.values["confidence"]) == ("From the laptop.", "sure")
    assert other in found.lines
    gone = amendment_drafts.save(db, met.ada, card, [], [LineChange(line._replace(text=" "), 1)], NOW)
    assert gone.revisions == {line.id: 2}
    assert line.id not in {one.id for one in typed(db, met).lines}


def test_what_cannot_be_kept_is_told_by_field(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    changes = [Change("rating:tact", "3", 0), Change("rating:communication", "9", 0), Change("reason", "x" * 501, 0)]
    line = next(iter(amendments.sheet(db, met.ada, card).lines))
    adrift = LineChange(line._replace(criteria=frozenset({"tact"})), 0)
    told = amendment_drafts.save(db, met.ada, card, changes, [adrift], NOW)
    assert set(told.faults) == {"rating:tact", "rating:communication", "reason", line.id}
    assert rows(db) == 0


def test_what_was_typed_goes_with_the_amendment_and_no_other_persons(db: Database) -> None:
    met = build_debriefs.met(db)
    card = met.cards[met.ada]
    for who in (met.ada, met.loop.manager):
        amendment_drafts.save(db, who, card, [Change("reason", f"By {who.name}", 0)], [], NOW)
    sheet = amendments.sheet(db, met.ada, card)
    amendments.amend(db, met.ada, card, (sheet.values, sheet.lines), "Once more.", sheet.revision, NOW)
    assert rows(db) == 1
    theirs = amendment_drafts.read(db, met.loop.manager, amendments.sheet(db, met.loop.manager, card))
    assert theirs.is_stale
    with pytest.raises(RefusedError):
        amendment_drafts.save(db, met.ben, card, [Change("reason", "Mine", 0)], [], NOW)


def test_a_card_is_entered_on_behalf_over_more_than_one_sitting(db: Database) -> None:
    met = build_debriefs.met(db, missing=True)
    card = build_loops.card(db, met.interview_id, met.ben)
    manager = met.loop.manager
    amendment_drafts.save(db, manager, card, [Change("changed", "From paper.", 0)], [], NOW, on_behalf=True)
    sheet = amendments.blank(db, manager, card, NOW)
    assert amendment_drafts.read(db, manager, sheet).values == {"changed": "From paper."}
    fields = {f"rating:{key}": "3" for key in build_loops.CRITERIA} | {"recommendation": "no", "confidence": "sure"}
    amendments.enter_for(db, manager, card, (fields, []), "From paper.", NOW)
    assert rows(db) == 0
