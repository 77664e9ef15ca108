"""A report becomes a draft, and a person goes through it: nothing is published that nobody accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.pack_drafts import MarkState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import editing
from hiringkit.rubrics.provenance import Source
from hiringkit.services import pack_drafts, pack_imports, pack_publishing
from tests import build
from tests.build_packs import REPORT
from tests.conftest import NOW

US = "Northmere Health"


@pytest.fixture
def manager(lite: Database) -> Viewer:
    """Whoever imports."""
    return build.person(lite, "Ingrid", Role.HIRING_MANAGER)


@pytest.fixture
def draft(lite: Database, manager: Viewer) -> int:
    """The report, read."""
    return pack_imports.begin(lite, manager, REPORT.encode(), "pastry.txt", NOW)


def test_what_was_read_stands_beside_its_lines(lite: Database, manager: Viewer, draft: int) -> None:
    page = pack_imports.page(lite, manager, draft, "anti_signals")
    assert [(row.item.id, row.lines) for row in page.rows] == [
        ("guesses-the-weights", (5,)),
        ("hides-a-burnt-tray", (6,)),
    ]
    assert [(line.number, line.text, line.keys) for line in page.lines if line.keys] == [
        (5, "• Guesses the weights", ("guesses-the-weights",)),
        (6, "• Hides a burnt tray", ("hides-a-burnt-tray",)),
    ]
    assert (page.file, page.number_of_lines, page.placed, page.accepted) == ("pastry.txt", 21, 3, 0)
    first = pack_imports.page(lite, manager, draft, "")
    assert first.element == "criteria", "a row to mend comes first"
    ((row, whole),) = first.repair
    assert (row.line, whole) == (12, "HygieneKeeps McDowell clean\tLog")


def test_a_row_is_mended_by_a_person_and_never_guessed(lite: Database, manager: Viewer, draft: int) -> None:
    with pytest.raises(InvalidError) as lacking:
        pack_imports.mend(lite, manager, draft, 12, {"name": "Hygiene", "good": " "}, NOW)
    assert set(lacking.value.problems) == {"good", "proof"}
    cells = {"name": "Hygiene", "good": "Keeps McDowell clean", "proof": "Log"}
    pack_imports.mend(lite, manager, draft, 12, cells, NOW)
    page = pack_imports.page(lite, manager, draft, "criteria")
    made = page.draft.pack.criterion("hygiene")
    assert isinstance(made.source, Source)
    assert (made.source.line, made.good, made.anchor(3), made.anchor(1)) == (12, cells["good"], cells["good"], "")
    assert page.draft.marks["criteria", "hygiene"].by == "Ingrid"
    assert page.repair == ()
    with pytest.raises(NotFoundError):
        pack_imports.mend(lite, manager, draft, 12, cells, NOW)


def test_items_are_accepted_edited_rejected_and_put_back(lite: Database, manager: Viewer, draft: int) -> None:
    pack_imports.accept(lite, manager, draft, "anti_signals", "guesses-the-weights", NOW)
    pack_imports.reject(lite, manager, draft, "anti_signals", "hides-a-burnt-tray", NOW)
    page = pack_imports.page(lite, manager, draft, "anti_signals")
    assert [(row.item.id, row.mark and row.mark.state) for row in page.rows] == [
        ("guesses-the-weights", MarkState.ACCEPTED)
    ]
    assert [(one.key, one.words, one.mark.by) for one in page.rejected] == [
        ("hides-a-burnt-tray", "Hides a burnt tray", "Ingrid")
    ]
    pack_imports.take_back(lite, manager, draft, "anti_signals", "hides-a-burnt-tray", NOW)
    pack_imports.edit(
        lite, manager, draft, "anti_signals", "hides-a-burnt-tray", {"text": "Hides what went wrong"}, by=US, now=NOW
    )
    page = pack_imports.page(lite, manager, draft, "anti_signals")
    assert [(row.item.id, row.lines) for row in page.rows][1] == ("hides-a-burnt-tray", (6,)), "its line stays with it"
    assert page.accepted == 2


def test_what_the_report_calls_good_and_its_anchor_are_edited_as_one(
    lite: Database, manager: Viewer, draft: int
) -> None:
    pack_imports.edit(lite, manager, draft, "criteria", "baking", {"good": "Even, on time, twice"}, by=US, now=NOW)
    criterion = pack_drafts.page(lite, manager, draft).pack.criterion("baking")
    assert (criterion.good, criterion.anchor(3)) == ("Even, on time, twice", "Even, on time, twice")


def test_an_item_is_moved_and_keeps_its_line(lite: Database, manager: Viewer, draft: int) -> None:
    pack_imports.move(lite, manager, draft, "anti_signals", "guesses-the-weights", "scenarios", NOW)
    (row,) = pack_imports.page(lite, manager, draft, "scenarios").rows
    assert (row.item.id, row.lines, row.mark) == ("guesses-the-weights", (5,), None)


def test_an_unmapped_heading_is_placed_and_what_is_for_candidates_never_becomes_scoring(
    lite: Database, manager: Viewer, draft: int
) -> None:
    pack = pack_drafts.page(lite, manager, draft).pack
    places = {section.heading: section.line for section in pack.unmapped}
    with pytest.raises(InvalidError, match="for candidates alone"):
        pack_imports.place(lite, manager, draft, places["Interview prep for candidates"], "signals", NOW)
    with pytest.raises(InvalidError, match="for candidates alone"):
        pack_imports.place(lite, manager, draft, places["What the guild says"], "signals", NOW)
    pack_imports.place(lite, manager, draft, places["What the guild says"], "context", NOW)
    page = pack_imports.page(lite, manager, draft, "context")
    assert [(row.item.audience.value, row.lines, row.mark) for row in page.rows] == [
        ("hiring_team", (16,), None),
        ("candidate", (17,), None),
    ]
    with pytest.raises(InvalidError, match="for candidates alone"):
        pack_imports.move(lite, manager, draft, "context", page.rows[1].item.id, "signals", NOW)


def test_every_line_is_accounted_for_whatever_people_did_since(lite: Database, manager: Viewer, draft: int) -> None:
    def told(element: str = "criteria") -> tuple[list[int], dict[str, tuple[int, ...]]]:
        tally = pack_imports.page(lite, manager, draft, element).tally
        assert tally.whole == 21
        return [*tally.fates.values()], {one.reason: one.lines for one in tally.ignored}

    counts, ignored = told()
    assert counts == [6, 1, 6, 8], "mapped, to mend, unmapped, ignored"
    assert set(ignored) == {"blank"}
    pack_imports.leave_out(lite, manager, draft, 12, NOW)
    pack_imports.reject(lite, manager, draft, "anti_signals", "hides-a-burnt-tray", NOW)
    guild = next(one for one in pack_drafts.page(lite, manager, draft).pack.unmapped if "guild" in one.heading)
    pack_imports.place(lite, manager, draft, guild.line, "context", NOW)
    pack_drafts.change(lite, manager, draft, lambda pack: editing.removed(pack, "criteria", "baking"), NOW)
    counts, ignored = told()
    assert {reason: lines for reason, lines in ignored.items() if reason != "blank"} == {
        "rejected by a person": (6,),
        "taken out in the editor": (11,),
        "a row that a person left out": (12,),
        "words around what a person placed": (14,),
    }
    assert counts == [6, 0, 3, 12]
    tally = pack_imports.page(lite, manager, draft, "signals").tally
    assert next((line.number, line.text) for line in tally.shown) == (6, "• Hides a burnt tray")


def test_nothing_is_published_that_nobody_accepted(lite: Database, manager: Viewer, draft: int) -> None:
    def refusal() -> str:
        revision = pack_drafts.page(lite, manager, draft).line.revision
        with pytest.raises(InvalidError) as refused:
            pack_publishing.publish(lite, manager, draft, "First", NOW, revision=revision)
        return refused.value.what

    assert "1 row to mend, 3 items that nobody accepted" in refusal()
    pack_imports.leave_out(lite, manager, draft, 12, NOW)
    (left,) = pack_imports.page(lite, manager, draft, "criteria").rejected
    pack_imports.take_back(lite, manager, draft, left.element, left.key, NOW)
    assert "1 row to mend" in refusal(), "it was put back"
    pack_imports.leave_out(lite, manager, draft, 12, NOW)
    pack_imports.accept(lite, manager, draft, "anti_signals", "", NOW)
    assert "1 item that nobody accepted" in refusal()
    pack_imports.accept(lite, manager, draft, "criteria", "baking", NOW)
    assert "accepted" not in refusal(), "only the linter is left"
    pack_drafts.discard(lite, manager, draft, NOW)
    with pytest.raises(ConflictError):
        pack_imports.accept(lite, manager, draft, "criteria", "baking", NOW)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\x01\x02" * 50, id="binary"),
        pytest.param(b"Dear all,\n\nsee you on Friday.\n", id="no report"),
        pytest.param(b"Red flags\n\n" + b"".join(b"- Flag %d\n" % number for number in range(1001)), id="too much"),
        pytest.param(b"a" * 10_000_001, id="too large"),
    ],
)
def test_what_is_no_report_is_one_sentence_and_no_draft(lite: Database, manager: Viewer, raw: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        pack_imports.begin(lite, manager, raw, "report.txt", NOW)
    assert "\n" not in str(refused.value)
    assert pack_drafts.drafts(lite, manager) == []


def test_the_report_itself_when_it_is_at_hand(lite: Database, manager: Viewer) -> None:
    for file in sorted((Path(__file__).parents[1] / "rubrics" / "reports").glob("*.txt")):
        draft_id = pack_imports.begin(lite, manager, file.read_bytes(), file.name, NOW)
        page = pack_imports.page(lite, manager, draft_id, "")
        assert page.placed > 0
        assert all(line.text == file.read_text().split("\n")[line.number - 1].strip() for line in page.lines)


def test_a_pack_file_is_of_a_size_that_can_be_sent_back() -> None:
    with pytest.raises(InvalidError, match="larger than 700 kB"):
        pack_imports.judged(b"#" * 700_001)
