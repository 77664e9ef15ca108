"""Saves that meet another window, the submit, a cancelled interview: nothing is lost, nothing written over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db.audit import digest
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.tables import EvidenceRow, EvidenceTextRow, InterviewRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import ConflictError, RefusedError
from hiringkit.services import card_records, scorecards
from hiringkit.services.drafts import Change, LineChange, Saved
from tests import build_loops
from tests.at_once import at_once
from tests.build_drafts import Desk, line, page, save, seated
from tests.conftest import NOW, Statements


@pytest.fixture
def desk(db: Database) -> Desk:
    return seated(db)


def test_two_windows_that_save_at_once_do_not_write_over_each_other(db: Database, desk: Desk) -> None:
    save(db, desk, Change("changed", "Before.", 0))
    texts = [f"From window {number}." for number in range(8)]
    found = at_once([partial(save, db, desk, Change("changed", text, 1)) for text in texts])
    saves = [one for one in found if isinstance(one, Saved)]
    assert len(saves) == len(texts), found
    won = [text for text, one in zip(texts, saves, strict=True) if one.revisions]
    assert [page(db, desk).values["changed"]] == won
    assert [one.conflicts for one in saves if one.conflicts] == [{"changed": (won[0], 2)}] * 7


def test_two_windows_that_save_a_line_at_once_do_not_write_over_each_other(db: Database, desk: Desk) -> None:
    one = line("Before.")
    save(db, desk, lines=(LineChange(one, 0),))
    texts = [f"From window {number}." for number in range(8)]
    found = at_once([partial(save, db, desk, lines=(LineChange(one._replace(text=text), 1),)) for text in texts])
    saves = [became for became in found if isinstance(became, Saved)]
    assert len(saves) == len(texts), found
    won = [text for text, became in zip(texts, saves, strict=True) if became.revisions]
    assert [(kept.text, revision) for kept, revision in page(db, desk).evidence] == [(text, 2) for text in won]
    assert [became.conflicts for became in saves if became.conflicts] == [{one.id: (won[0], 2)}] * 7


def test_what_was_saved_a_moment_ago_is_told_again_when_it_is_on_the_disk(sqlite_url: str) -> None:
    flushes: list[int] = []
    db = Database(make_engine(sqlite_url), sync=flushes.append)
    desk = seated(db)
    save(db, desk, Change("changed", "Before.", 0))
    for times in (1, 2):
        assert save(db, desk, Change("changed", "After.", 1)).revisions == {"changed": 2}
        assert len(flushes) == times
    db.close()


def test_what_is_written_over_is_looked_at_before_others_have_to_wait(
    db: Database, desk: Desk, statements: Statements
) -> None:
    one = line("Named the ward.")
    save(db, desk, Change("changed", "Before.", 0), lines=(LineChange(one, 0),))
    statements.listen(db.engine)
    better, moved = one._replace(text="Better."), one._replace(text="Best.", criteria=frozenset({"communication"}))
    for changes, lines, count in (
        ([Change("changed", "After.", 1)], (), 1),
        ([], (LineChange(better, 1),), 1),
        ([], (LineChange(moved, 2),), 3),
        ([], (LineChange(one._replace(text=""), 3),), 2),  # its words, and the line
    ):
        statements.seen.clear()
        assert not save(db, desk, *changes, lines=lines).conflicts
        looked, *written = [statement.split()[0] for statement in statements.seen]
        assert (looked, len(written), "SELECT" in written) == ("SELECT", count, False), statements.seen
    statements.seen.clear()
    assert save(db, desk, Change("changed", "After.", 2)).revisions == {"changed": 2}
    assert len(statements.seen) == 1, "the same again is not written"


@pytest.fixture
def meanwhile(db: Database, statements: Statements) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Let something happen between the look at what a save is typed over and its writing, once."""
    acts: list[Callable[[], object]] = []
    found: list[object] = []

    def looked(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if acts and statement.startswith("SELECT loop.version_id"):
            found.extend(at_once([acts.pop()]))

    def prepare(act: Callable[[], object]) -> None:
        statements.listen(db.engine)  # so that it is SQLAlchemy that runs them
        sa.event.listen(db.engine, "after_cursor_execute", looked)
        acts.append(act)

    yield prepare
    assert [one for one in found if not isinstance(one, Exception)], found


Meanwhile = Callable[[Callable[[], object]], None]


def test_what_somebody_saves_between_the_look_and_the_writing_is_not_written_over(
    db: Database, desk: Desk, meanwhile: Meanwhile
) -> None:
    one, two = line("First."), line("Second.")
    save(db, desk, Change("changed", "Before.", 0), lines=(LineChange(one, 0), LineChange(two, 0)))
    theirs = (LineChange(one._replace(text="Their first."), 1), LineChange(two._replace(text=""), 1))
    meanwhile(partial(save, db, desk, Change("changed", "Theirs.", 1), lines=theirs))
    mine = (LineChange(one._replace(text="My first."), 1), LineChange(two._replace(text="My second."), 1))
    saved = save(db, desk, Change("changed", "Mine.", 1), lines=mine)
    assert saved.conflicts == {"changed": ("Theirs.", 2), one.id: ("Their first.", 2), two.id: ("", 0)}
    assert [kept.text for kept, _revision in page(db, desk).evidence] == ["Their first."]
    assert page(db, desk).values == {"changed": "Theirs."}


def test_one_of_two_fields_that_was_saved_meanwhile_does_not_hold_up_the_other(
    db: Database, desk: Desk, meanwhile: Meanwhile
) -> None:
    save(db, desk, Change("changed", "Before.", 0), Change("confidence", "guess", 0))
    meanwhile(partial(save, db, desk, Change("changed", "Theirs.", 1)))
    saved = save(db, desk, Change("confidence", "sure", 1), Change("changed", "Mine.", 1))
    assert saved == Saved({"confidence": 2}, {}, {"changed": ("Theirs.", 2)})
    assert page(db, desk).values == {"changed": "Theirs.", "confidence": "sure"}


def test_the_same_text_from_another_window_meanwhile_is_saved_once(
    db: Database, desk: Desk, meanwhile: Meanwhile
) -> None:
    save(db, desk, Change("changed", "Before.", 0))
    meanwhile(partial(save, db, desk, Change("changed", "After.", 1)))
    assert save(db, desk, Change("changed", "After.", 1)) == Saved({"changed": 2})


def test_a_card_that_is_closed_between_the_look_and_the_writing_takes_nothing(
    db: Database, desk: Desk, meanwhile: Meanwhile
) -> None:
    one = line("Named the ward.")
    save(db, desk, Change("changed", "Before.", 0), lines=(LineChange(one, 0),))

    def cancel() -> None:
        with db.writing() as session:
            session.execute(sa.update(InterviewRow).values(state=InterviewState.CANCELLED))

    meanwhile(cancel)
    with pytest.raises(RefusedError, match="cancelled"):
        save(db, desk, Change("changed", "After.", 1), lines=(LineChange(one._replace(text="After."), 1),))
    shown = page(db, desk)
    assert (shown.values["changed"], [kept.text for kept, _revision in shown.evidence]) == ("Before.", [one.text])


def test_a_card_that_is_submitted_between_the_look_and_the_writing_takes_nothing(
    db: Database, desk: Desk, meanwhile: Meanwhile
) -> None:
    one = line("Named the ward.")
    values = {"objection:none_offered": "1", "changed": "Before.", "recommendation": "yes", "confidence": "sure"}
    values |= {f"rating:{key}": "3" for key in build_loops.CRITERIA}
    save(db, desk, *(Change(name, value, 0) for name, value in values.items()), lines=(LineChange(one, 0),))

    meanwhile(partial(scorecards.submit, db, desk.priya, desk.card, NOW + timedelta(minutes=1)))
    with pytest.raises(ConflictError, match="already submitted"):
        save(db, desk, Change("changed", "After.", 1), lines=(LineChange(one._replace(text="After."), 1),))
    shown = scorecards.read(db, desk.priya, desk.card)
    assert (shown.card.changed, [kept.text for kept in shown.lines]) == ("Before.", [one.text])


def test_a_line_whose_words_were_erased_takes_new_ones(db: Database, desk: Desk) -> None:
    one = line("Named the ward.")
    save(db, desk, lines=(LineChange(one, 0),))
    with db.writing() as session:
        session.execute(sa.delete(EvidenceTextRow))
    assert save(db, desk, lines=(LineChange(one, 1),)).revisions == {one.id: 2}
    assert page(db, desk).evidence == ((one, 2),)


def test_the_first_save_of_a_field_at_once_is_one(db: Database, desk: Desk) -> None:
    one = line("Named the ward.")
    found = at_once([partial(save, db, desk, Change("confidence", "sure", 0), lines=(LineChange(one, 0),))] * 8)
    assert found == [Saved({"confidence": 1, one.id: 1})] * 8
    with db.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(EvidenceRow)).one() == 1


def test_what_is_saved_while_the_card_is_submitted_is_in_it_or_is_refused(db: Database, desk: Desk) -> None:
    fields = {"objection:none_offered": "1", "changed": "Before."}
    whole = [Change(f"rating:{key}", "3", 0) for key in build_loops.CRITERIA]
    whole += [
        Change(name, value, 0) for name, value in {**fields, "recommendation": "yes", "confidence": "sure"}.items()
    ]
    save(db, desk, *whole)
    lines = [line(f"Line {number}.") for number in range(10)]
    acts = [partial(save, db, desk, lines=(LineChange(one, 0),)) for one in lines]
    acts.append(partial(save, db, desk, Change("changed", "At last.", 1)))
    found = at_once([*acts, partial(scorecards.submit, db, desk.priya, desk.card, NOW + timedelta(minutes=1))])
    assert found.pop() is None
    changed = "At last." if isinstance(found[-1], Saved) else "Before."
    confirmed = {one.id for one, became in zip(lines, found, strict=False) if isinstance(became, Saved)}
    assert all(isinstance(became, Saved | ConflictError) for became in found), found
    with db.reading() as session:
        kept = set(session.exec(select(EvidenceRow.id).where(col(EvidenceRow.scorecard_id) == desk.card)).all())
    assert kept == confirmed
    shown = scorecards.read(db, desk.priya, desk.card)
    assert ({one.id for one in shown.lines}, shown.card.changed) == (confirmed, changed)
    assert shown.held.submitted_at is not None
    assert shown.held.digest == digest(card_records.record(shown.held, shown.card, shown.held.submitted_at))
