"""Writing one's own card: what is kept, what is refused beside its field, and nothing typed is lost."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db import scorecards as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, StageCriterionRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import ConflictError, NotFoundError, RefusedError
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.scoring.drafts import LONGEST_TEXT, MOST_LINES, Line
from hiringkit.services import draft_pages, drafts, scorecards
from hiringkit.services.draft_pages import PAD
from hiringkit.services.drafts import Change, LineChange, Saved
from tests import build, build_loops
from tests.build_cards import written
from tests.build_drafts import TROUBLE, Desk, line, page, save, seated
from tests.conftest import NOW

NONE_OFFERED = {"objection:none_offered": "1"}


@pytest.fixture
def desk(db: Database) -> Desk:
    return seated(db)


def test_what_is_typed_is_there_again_on_another_machine(db: Database, desk: Desk) -> None:
    one = line("Asked when it last worked.\r\nThen looked.", second=75)
    saved = save(
        db,
        desk,
        Change("changed", "Half a sen", 0),
        Change("rating:communication", "4", 0),
        lines=(LineChange(one, 0),),
    )
    assert saved == Saved({"changed": 1, "rating:communication": 1, one.id: 1})
    shown = draft_pages.page(db, desk.priya, desk.interview)
    assert shown is not None
    assert shown.values == {"changed": "Half a sen", "rating:communication": "4"}
    assert shown.evidence == ((Line(one.id, "Asked when it last worked.\nThen looked.", TROUBLE, 75), 1),)
    assert (shown.saved_at, [other.name for other in shown.others]) == (NOW, ["Marcus B"])


def test_the_stage_asks_for_the_same_whichever_way_its_card_is_found(db: Database, desk: Desk) -> None:
    """On the page of its draft the criteria come as one text, in no order; elsewhere they come as rows."""
    with db.writing() as session:
        ids = list(
            session.scalars(
                sa.select(col(StageCriterionRow.criterion_id)).order_by(col(StageCriterionRow.criterion_id))
            )
        )
        of_first = sa.update(StageCriterionRow).where(col(StageCriterionRow.criterion_id) == ids[0])
        session.execute(of_first.values(weight=Weight.SECONDARY))
    shown = draft_pages.page(db, desk.priya, desk.interview)
    assert shown is not None
    with db.reading() as session:
        asked = scorecards.asked_lines(session, stored.head(session, desk.priya, desk.card))
    assert shown.lines == draft_pages.own(db, desk.priya, desk.card).lines == asked
    assert {line.weight for line in asked} == set(Weight)
    assert [one.weight for one in shown.lines][-1] is Weight.SECONDARY
    assert len(shown.lines) > 1


def test_a_stale_save_is_refused_with_both_texts_and_the_other_fields_are_kept(db: Database, desk: Desk) -> None:
    save(db, desk, Change("changed", "From the laptop.", 0))
    saved = save(db, desk, Change("changed", "From the phone.", 0), Change("confidence", "sure", 0))
    assert saved.conflicts == {"changed": ("From the laptop.", 1)}
    assert saved.revisions == {"confidence": 1}
    assert page(db, desk).values == {"changed": "From the laptop.", "confidence": "sure"}
    again = save(db, desk, Change("changed", "From the phone.", 1))
    assert again.revisions == {"changed": 2}


def test_the_same_save_twice_is_one(db: Database, desk: Desk) -> None:
    one = line("Named the ward.")
    for _ in range(2):
        saved = save(db, desk, Change("changed", "Once.", 0), lines=(LineChange(one, 0),))
        assert saved == Saved({"changed": 1, one.id: 1})
    assert len(page(db, desk).evidence) == 1


def test_a_line_is_changed_moved_and_taken_out_by_its_id(db: Database, desk: Desk) -> None:
    one, two = line("First."), line("Second.")
    save(db, desk, lines=(LineChange(one, 0), LineChange(two, 0)))
    moved = line("First, put better.", key=one.id, criteria=frozenset({"communication"}), second=30)
    assert save(db, desk, lines=(LineChange(moved, 1),)).revisions == {one.id: 2}
    assert [kept for kept, _revision in page(db, desk).evidence] == [moved, two]
    elsewhere = line(moved.text, key=one.id, criteria=TROUBLE, second=30)
    assert save(db, desk, lines=(LineChange(elsewhere, 2),)).revisions == {one.id: 3}
    assert [kept for kept, _revision in page(db, desk).evidence] == [elsewhere, two]
    assert save(db, desk, lines=(LineChange(line(" ", key=two.id), 1),)).revisions == {two.id: 0}
    assert [kept for kept, _revision in page(db, desk).evidence] == [elsewhere]


def test_where_evidence_comes_first_a_rating_waits_for_it_and_the_rest_is_kept(db: Database, desk: Desk) -> None:
    rate = Change("rating:troubleshooting", "3", 0)
    assert not save(db, desk, Change("rating:communication", "3", 0)).faults, "elsewhere nothing waits"
    with db.writing() as session:
        session.execute(sa.update(LoopRow).values(evidence_first=True))
    sentence = "Troubleshooting: write a line of evidence first, or tick “No evidence to give”; then rate it."
    told = save(db, desk, rate, Change("changed", "Kept.", 0), Change("rating:communication", "3", 1))
    assert (told.faults, told.revisions) == (
        {rate.field: sentence},
        {"changed": 1, "rating:communication": 1},
    )
    assert not save(db, desk, Change("rating:troubleshooting", "no:time", 0)).faults, "not observed needs none"
    ground = line("Read the log first.")
    grounded = save(db, desk, Change(rate.field, "4", 1), lines=(LineChange(ground, 0),))
    assert grounded.revisions == {ground.id: 1, rate.field: 2}, "a line that comes with it is before it"
    save(db, desk, lines=(LineChange(line("", key=ground.id), 1),))
    assert (
        page(db, desk).problems["evidence:troubleshooting"] == "Troubleshooting: a rating of 4 needs an evidence line."
    )
    assert rate.field in save(db, desk, Change(rate.field, "5", 2)).faults
    ticked = save(db, desk, Change(rate.field, "5", 2), Change("no_evidence:troubleshooting", "1", 0))
    assert not ticked.faults


def test_a_note_is_its_authors_alone_until_it_speaks_to_a_criterion(db: Database, desk: Desk) -> None:
    late, early = (
        Line(str(uuid.uuid4()), text, second=at, noted=True) for text, at in (("Later.", 900), ("Soon.", 60))
    )
    saved = save(db, desk, lines=(LineChange(late, 0), LineChange(early, 0)))
    assert saved.revisions == {late.id: 1, early.id: 1}
    assert page(db, desk).places().written == {PAD: [early, late]}, "as the interview went"
    assert page(db, desk).card.rating("troubleshooting").evidence == ()
    both = late._replace(criteria=frozenset({"troubleshooting", "communication"}))
    assert save(db, desk, lines=(LineChange(both, 1),)).revisions == {late.id: 2}
    shown = page(db, desk)
    assert shown.card.rating("communication").evidence == ("Later.",)
    assert shown.places().written == {PAD: [early, both]}
    assert shown.places().elsewhere == {"troubleshooting": [(PAD, both)], "communication": [(PAD, both)]}
    assert shown.notes_left == 1
    assert save(db, desk, lines=(LineChange(late, 2),)).revisions == {late.id: 3}, "and back"
    adrift = late._replace(id=str(uuid.uuid4()), noted=False)
    assert list(save(db, desk, lines=(LineChange(adrift, 0),)).faults) == [adrift.id], "a line has a criterion"


def test_a_stale_line_is_refused_with_both_texts(db: Database, desk: Desk) -> None:
    one = line("From the laptop.")
    save(db, desk, lines=(LineChange(one, 0),))
    saved = save(db, desk, lines=(LineChange(line("From the phone.", key=one.id), 0),))
    assert saved.conflicts == {one.id: ("From the laptop.", 1)}
    assert [kept.text for kept, _revision in page(db, desk).evidence] == ["From the laptop."]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("changed", "a" * (LONGEST_TEXT + 1), "This has 4,001 characters; at most 4,000 can be kept."),
        ("rating:communication", "6", "A rating lies between 1 and 5, or is not observed."),
        ("rating:communication", "0", "A rating lies between 1 and 5, or is not observed."),
        ("rating:communication", "no:bored", "A rating lies between 1 and 5, or is not observed."),
        ("rating:tact", "3", "This scorecard has no such field. Load the page again."),
        ("state", "submitted", "This scorecard has no such field. Load the page again."),
        ("recommendation", "maybe", "Choose one of the answers that are shown."),
        ("objection:due", "2026-02-30", "This is no date of the calendar. Write it as 2026-01-22."),
        ("objection:due", "tomorrow", "This is no date of the calendar. Write it as 2026-01-22."),
        ("objection:due", "20260222", "This is no date of the calendar. Write it as 2026-01-22."),
        ("objection:owner", "a" * 201, "This has 201 characters; at most 200 can be kept."),
        ("changed", "bell \x07", "This holds a control character that cannot be printed. Type it again without it."),
        ("changed", "nothing \0", "This holds a control character that cannot be printed. Type it again without it."),
        ("no_evidence:communication", "yes", "This is a tick: set it or leave it."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_the_rest_is_kept(
    db: Database, desk: Desk, field: str, value: str, sentence: str
) -> None:
    saved = save(db, desk, Change(field, value, 0), Change("confidence", "guess", 0))
    assert saved == Saved({"confidence": 1}, {field: sentence})
    assert page(db, desk).values == {"confidence": "guess"}


def test_the_longest_text_is_kept_whole_however_many_bytes_it_takes(db: Database, desk: Desk) -> None:
    longest = "🩺" * LONGEST_TEXT
    save(db, desk, Change("changed", longest, 0), lines=(LineChange(line(longest), 0),))
    assert page(db, desk).values["changed"] == longest
    assert page(db, desk).evidence[0][0].text == longest


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        pytest.param(line("x", key="../../etc"), "This line has no proper id. Load the page again.", id="no id"),
        pytest.param(
            line("x", key=f"{uuid.UUID(int=7)}\n"),
            "This line has no proper id. Load the page again.",
            id="an id and more",
        ),
        pytest.param(
            line("x", criteria=frozenset({"tact"})),
            "This line belongs to a criterion that this stage does not see. Load the page again.",
            id="not of this stage",
        ),
        pytest.param(
            line("x", criteria=frozenset()),
            "This line belongs to a criterion that this stage does not see. Load the page again.",
            id="of none",
        ),
        pytest.param(line("x", second=86_401), "The minute lies outside of the interview.", id="tomorrow"),
        pytest.param(line("a" * 4001), "This has 4,001 characters; at most 4,000 can be kept.", id="over-long"),
    ],
)
def test_a_line_that_cannot_be_kept_is_said_beside_it(db: Database, desk: Desk, bad: Line, sentence: str) -> None:
    good = line("Named the ward.")
    saved = save(db, desk, lines=(LineChange(bad, 0), LineChange(good, 0)))
    assert saved == Saved({good.id: 1}, {bad.id: sentence})
    assert [kept for kept, _revision in page(db, desk).evidence] == [good]


def test_a_card_holds_only_so_many_lines(db: Database, desk: Desk) -> None:
    lines = [LineChange(line(f"Line {number}."), 0) for number in range(MOST_LINES + 1)]
    saved = save(db, desk, lines=tuple(lines))
    assert saved.faults == {lines[-1].line.id: "A scorecard holds at most 200 lines of evidence."}
    assert len(page(db, desk).evidence) == MOST_LINES
    again = line("Line 0, put better.", key=lines[0].line.id)
    assert save(db, desk, lines=(LineChange(again, 1),)).revisions == {again.id: 2}


def test_a_date_makes_the_next_step_of_the_card(db: Database, desk: Desk) -> None:
    save(db, desk, Change("objection:due", "2026-02-03", 0), Change("objection:owner", "The vendor", 0))
    objection = page(db, desk).card.objection
    assert objection is not None
    assert (objection.due, objection.owner) == (date(2026, 2, 3), "The vendor")


def test_only_its_author_finds_a_draft(db: Database, desk: Desk) -> None:
    for viewer in (desk.marcus, desk.loop.manager, desk.loop.recruiter, build.person(db)):
        with pytest.raises(NotFoundError):
            drafts.save(db, viewer, desk.card, [Change("changed", "Mine now.", 0)], [], NOW)
        with pytest.raises(NotFoundError):
            draft_pages.own(db, viewer, desk.card)
    assert draft_pages.page(db, desk.loop.manager, desk.interview) is None
    assert page(db, desk).values == {}


def test_a_submitted_card_of_somebody_else_is_read_and_not_written(db: Database, desk: Desk) -> None:
    written(db, desk.interview, desk.priya, fields=NONE_OFFERED)
    with pytest.raises(RefusedError, match="Only its author writes a scorecard"):
        drafts.save(db, desk.loop.manager, desk.card, [Change("changed", "Mine now.", 0)], [], NOW)


def test_a_card_that_is_in_or_whose_interview_was_cancelled_takes_nothing_more(db: Database, desk: Desk) -> None:
    card = written(db, desk.interview, desk.priya, fields=NONE_OFFERED)
    with pytest.raises(ConflictError, match="already submitted"):
        save(db, desk, Change("changed", "One more thing.", 0))
    assert scorecards.read(db, desk.priya, card).card.changed == "A promise without a date."
    off = build_loops.interview(
        db, desk.candidacy, desk.loop.stages[1], {desk.priya: Seat.LEAD}, state=InterviewState.CANCELLED
    )
    with pytest.raises(RefusedError, match="cancelled"):
        drafts.save(db, desk.priya, build_loops.card(db, off, desk.priya), [Change("changed", "x", 0)], [], NOW)
