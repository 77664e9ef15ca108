"""What is typed over what was there, saved at one go: by its author, over what they saw, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database, make_engine
from hiringkit.db.tables import EvidenceTextRow, InterviewRow, PersonRow, SessionRow, StageCriterionRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import Viewer
from hiringkit.scoring.drafts import LONGEST_TEXT, Line
from hiringkit.scoring.notes import Note
from hiringkit.services import drafts, people, scorecards, typed_over
from hiringkit.services.drafts import Change, LineChange, Saved
from tests import build_loops
from tests.at_once import at_once
from tests.build_drafts import Desk, line, page, save, seated
from tests.conftest import NOW, Statements

ZONE = "America/Chicago"  # of everybody who is built
LATER = NOW + timedelta(seconds=1)


@dataclass(frozen=True)
class Typing:
    """Priya at her card, with a browser in which she is signed in, and what she typed so far: a field and a line."""

    db: Database
    desk: Desk
    token: str
    line: Line

    def over(self, *changes: Change, lines: tuple[LineChange, ...] = (), now: datetime = LATER) -> object:
        """Save in that browser."""
        return typed_over.save(self.db, self.token, self.desk.card, changes, lines, now)

    def by(self, viewer: Viewer) -> Typing:
        """The same card in somebody else's browser."""
        return replace(self, token=signed_in(self.db, viewer))

    def kept(self) -> object:
        """All that is kept of the card."""
        shown = page(self.db, self.desk)
        return shown.values, shown.revisions, shown.evidence


def signed_in(db: Database, viewer: Viewer, at: datetime = NOW) -> str:
    with db.writing() as session:
        return people.begin(session, viewer.person_id, "a browser", at)


def typing_at(db: Database) -> Typing:
    desk = seated(db)
    one = line("Named the ward.", second=90)
    save(db, desk, Change("changed", "Before.", 0), lines=(LineChange(one, 0),))
    return Typing(db, desk, signed_in(db, desk.priya), one)


@pytest.fixture
def typing(db: Database) -> Typing:
    return typing_at(db)


def test_a_field_is_kept_with_the_next_revision(typing: Typing) -> None:
    for seen in (1, 2, 3):  # the second time the statement goes to the driver
        assert typing.over(Change("changed", f"After\r\n{seen}.", seen)) == ("changed", seen + 1, ZONE)
        shown = page(typing.db, typing.desk)
        assert (shown.values, shown.revisions) == ({"changed": f"After\n{seen}."}, {"changed": seen + 1})
        assert shown.saved_at == LATER
    assert shown.evidence == ((typing.line, 1),)


def test_a_line_is_kept_with_the_next_revision(typing: Typing) -> None:
    for seen in (1, 2, 3):
        better = typing.line._replace(text=f"Named it {seen} times.", second=60 * seen)
        assert typing.over(lines=(LineChange(better, seen),)) == (typing.line.id, seen + 1, ZONE)
        assert page(typing.db, typing.desk).evidence == ((better, seen + 1),)
    assert page(typing.db, typing.desk).values == {"changed": "Before."}


def test_a_note_of_the_pad_is_kept(typing: Typing) -> None:
    note = line("Late by ten minutes.", criteria=frozenset())._replace(noted=True)
    save(typing.db, typing.desk, lines=(LineChange(note, 0),))
    better = note._replace(text="Late by twelve.")
    assert typing.over(lines=(LineChange(better, 1),)) == (note.id, 2, ZONE)
    assert (better, 2) in page(typing.db, typing.desk).evidence


def test_it_is_told_by_its_author_s_own_clock(typing: Typing) -> None:
    with typing.db.writing() as session:
        of_priya = col(PersonRow.id) == typing.desk.priya.person_id
        session.execute(sa.update(PersonRow).where(of_priya).values(zone="Asia/Tokyo"))
    assert typing.over(Change("changed", "After.", 1)) == ("changed", 2, "Asia/Tokyo")


def test_nothing_is_read_before(typing: Typing, statements: Statements) -> None:
    statements.listen(typing.db.engine)
    assert typing.over(Change("changed", "After.", 1))
    assert typing.over(lines=(LineChange(typing.line._replace(text="After."), 1),))
    assert [statement.split()[0] for statement in statements.seen] == ["UPDATE", "UPDATE"]


def test_it_is_on_the_disk_before_it_is_told(sqlite_url: str) -> None:
    flushes: list[int] = []
    db = Database(make_engine(sqlite_url), sync=flushes.append)
    typing = typing_at(db)
    assert typing.over(Change("changed", "After.", 1))
    assert len(flushes) == 1
    assert typing.over(lines=(LineChange(typing.line._replace(text="After."), 1),))
    assert len(flushes) == 2
    assert typing.over(Change("changed", "After.", 1)) is None
    assert len(flushes) == 2
    db.close()


FIELD = Change("changed", "After.", 1)


def _lines(typing: Typing) -> dict[str, LineChange]:
    better = typing.line._replace(text="After.")
    return {
        "seen before somebody else's": LineChange(better, 2),
        "new": LineChange(line("After."), 0),
        "unknown": LineChange(line("After."), 1),
        "the same": LineChange(typing.line, 1),
        "taken out": LineChange(better._replace(text=" "), 1),
        "moved": LineChange(better._replace(criteria=frozenset({"communication"})), 1),
        "about more": LineChange(better._replace(criteria=better.criteria | {"communication"}), 1),
        "about nothing": LineChange(better._replace(criteria=frozenset()), 1),
        "a note about nothing": LineChange(better._replace(criteria=frozenset(), noted=True), 1),
        "about what there is not": LineChange(better._replace(criteria=frozenset({"charm"})), 1),
        "at no minute": LineChange(better._replace(unread="soon"), 1),
        "after the interview": LineChange(better._replace(second=86_401), 1),
        "too long": LineChange(better._replace(text="a" * (LONGEST_TEXT + 1)), 1),
    }


def test_a_line_that_is_not_simply_typed_over_is_left_to_who_looks(typing: Typing) -> None:
    before = typing.kept()
    for what, change in _lines(typing).items():
        assert typing.over(lines=(change,)) is None, what
        assert typing.kept() == before, what


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(replace(FIELD, revision=2), id="seen before somebody else's"),
        pytest.param(replace(FIELD, revision=0), id="over nothing"),
        pytest.param(replace(FIELD, value="Before."), id="the same"),
        pytest.param(replace(FIELD, value="a" * (LONGEST_TEXT + 1)), id="too long"),
        pytest.param(replace(FIELD, value="a\x00b"), id="unprintable"),
        pytest.param(replace(FIELD, field=Note.PANEL.field), id="a field that is empty"),
        pytest.param(replace(FIELD, field="charm"), id="no field"),
        pytest.param(Change("rating:troubleshooting", "4", 1), id="a rating, which may have to wait"),
    ],
)
def test_a_field_that_is_not_simply_typed_over_is_left_to_who_looks(typing: Typing, change: Change) -> None:
    save(typing.db, typing.desk, Change("rating:troubleshooting", "3", 0))
    before = typing.kept()
    assert typing.over(change) is None
    assert typing.kept() == before


def test_several_at_once_are_left_to_who_looks(typing: Typing) -> None:
    before = typing.kept()
    assert typing.over(FIELD, lines=(LineChange(typing.line._replace(text="After."), 1),)) is None
    assert typing.over() is None
    assert typing.kept() == before


def _nothing_is_kept(typing: Typing, *, of: Typing | None = None, now: datetime = LATER) -> None:
    before = (of or typing).kept()
    assert typing.over(FIELD, now=now) is None
    assert typing.over(lines=(LineChange(typing.line._replace(text="After."), 1),), now=now) is None
    assert (of or typing).kept() == before


def test_nobody_else_writes_in_a_card(typing: Typing) -> None:
    _nothing_is_kept(typing.by(typing.desk.marcus))
    _nothing_is_kept(typing.by(typing.desk.loop.manager))
    _nothing_is_kept(replace(typing, token="x" * 43))


def test_who_is_signed_in_no_more_writes_nothing(typing: Typing) -> None:
    _nothing_is_kept(typing, now=NOW + people.TOUCH_EVERY)  # is to be noted first
    _nothing_is_kept(typing, now=NOW + timedelta(hours=9))
    with typing.db.writing() as session:
        session.execute(sa.update(SessionRow).values(created_at=NOW - timedelta(hours=13)))
    _nothing_is_kept(typing)
    people.sign_out(typing.db, typing.token, typing.desk.priya)
    _nothing_is_kept(typing)


def test_who_was_let_go_writes_nothing(typing: Typing) -> None:
    with typing.db.writing() as session:
        of_priya = col(PersonRow.id) == typing.desk.priya.person_id
        session.execute(sa.update(PersonRow).where(of_priya).values(disabled_at=NOW))
    _nothing_is_kept(typing)


def test_a_cancelled_interview_takes_nothing(typing: Typing) -> None:
    with typing.db.writing() as session:
        session.execute(sa.update(InterviewRow).values(state=InterviewState.CANCELLED))
    _nothing_is_kept(typing)


def test_a_submitted_card_takes_nothing(typing: Typing) -> None:
    values = {"objection:none_offered": "1", "recommendation": "yes", "confidence": "sure"}
    values |= {f"rating:{key}": "3" for key in build_loops.CRITERIA}
    save(typing.db, typing.desk, *(Change(name, value, 0) for name, value in values.items()))
    scorecards.submit(typing.db, typing.desk.priya, typing.desk.card, LATER)
    assert typing.over(FIELD) is None
    assert typing.over(lines=(LineChange(typing.line._replace(text="After."), 1),)) is None
    shown = scorecards.read(typing.db, typing.desk.priya, typing.desk.card)
    assert (shown.card.changed, [one.text for one in shown.lines]) == ("Before.", [typing.line.text])


def test_a_line_about_what_its_stage_sees_no_more_is_left_to_who_looks(typing: Typing) -> None:
    with typing.db.writing() as session:
        session.execute(sa.delete(StageCriterionRow))
    assert typing.over(lines=(LineChange(typing.line._replace(text="After."), 1),)) is None


def test_a_line_whose_words_were_erased_is_left_to_who_looks(typing: Typing) -> None:
    with typing.db.writing() as session:
        session.execute(sa.delete(EvidenceTextRow))
    assert typing.over(lines=(LineChange(typing.line, 1),)) is None


def _of_windows(typing: Typing, kind: str) -> tuple[list[str], list[Callable[[], object]]]:
    texts = [f"From window {number}." for number in range(8)]
    if kind == "field":
        return texts, [partial(typing.over, replace(FIELD, value=text)) for text in texts]
    return texts, [partial(typing.over, lines=(LineChange(typing.line._replace(text=text), 1),)) for text in texts]


@pytest.mark.parametrize("kind", ["field", "line"])
def test_windows_that_save_at_once_do_not_write_over_each_other(typing: Typing, kind: str) -> None:
    texts, acts = _of_windows(typing, kind)
    found = at_once(acts)
    won = [text for text, one in zip(texts, found, strict=True) if one is not None]
    assert not [one for one in found if isinstance(one, Exception)], found
    shown = page(typing.db, typing.desk)
    kept = shown.values["changed"] if kind == "field" else shown.evidence[0][0].text
    assert won == [kept]


def test_two_that_save_each_their_own_are_both_kept(typing: Typing) -> None:
    better = typing.line._replace(text="After.")
    acts = [partial(typing.over, FIELD), partial(typing.over, lines=(LineChange(better, 1),))]
    assert at_once(acts) == [("changed", 2, ZONE), (better.id, 2, ZONE)]
    shown = page(typing.db, typing.desk)
    assert (shown.values, shown.evidence) == ({"changed": "After."}, ((better, 2),))


def test_what_is_typed_while_the_card_is_submitted_is_in_it_or_is_not_told(typing: Typing) -> None:
    values = {"objection:none_offered": "1", "recommendation": "yes", "confidence": "sure"}
    values |= {f"rating:{key}": "3" for key in build_loops.CRITERIA}
    save(typing.db, typing.desk, *(Change(name, value, 0) for name, value in values.items()))
    better = typing.line._replace(text="After.")
    submit = partial(scorecards.submit, typing.db, typing.desk.priya, typing.desk.card, LATER)
    field, words, is_submitted = at_once(
        [partial(typing.over, FIELD), partial(typing.over, lines=(LineChange(better, 1),)), submit]
    )
    assert is_submitted is None
    shown = scorecards.read(typing.db, typing.desk.priya, typing.desk.card)
    assert shown.card.changed == ("After." if field else "Before.")
    assert [one.text for one in shown.lines] == ["After." if words else "Named the ward."]


def test_it_goes_on_where_it_was_saved_at_one_go(typing: Typing) -> None:
    assert typing.over(FIELD) == ("changed", 2, ZONE)
    assert drafts.save(typing.db, typing.desk.priya, typing.desk.card, [FIELD], (), LATER) == Saved({"changed": 2})
    assert save(typing.db, typing.desk, replace(FIELD, value="Theirs.")).conflicts == {"changed": ("After.", 2)}
