"""A pack is changed by small acts; what is written can be read again, and what is wrong is said beside its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.rubrics import editing, files
from hiringkit.rubrics.composing import composed
from hiringkit.rubrics.fields import LISTS
from hiringkit.rubrics.files import load, shipped_packs
from hiringkit.rubrics.lint import lint_pack, lint_text
from hiringkit.rubrics.packs import Definition, Pack, Sample
from tests.build_packs import PACK

US = "Northmere Health"
SHIPPED = [load(path) for path in shipped_packs()]


@pytest.mark.parametrize(
    ("address", "text", "kept"),
    [
        pytest.param("pack/segment", "  Health care ", "Health care", id="a line, tidied"),
        pytest.param("pack/year", "2026", "2026", id="a whole number"),
        pytest.param("pack/default_track", "operations", "operations", id="one of a list"),
        pytest.param("scale/words", "Low\n\n High", "Low\nHigh", id="the words of the scale"),
        pytest.param("criteria/communication/anchors/3", "Says it plainly.", "Says it plainly.", id="an anchor"),
        pytest.param("criteria/communication/anchors/3", "", "", id="an anchor taken away"),
        pytest.param("criteria/communication/weight", "1,5", "1.5", id="a weight with a comma"),
        pytest.param("criteria/communication/weight", "", "1", id="no weight is one"),
        pytest.param("criteria/communication/guardrail", "y", "y", id="a tick"),
        pytest.param("criteria/communication/stages/talk", "", "", id="seen no more"),
        pytest.param("criteria/prioritization/stages/talk", "primary", "primary", id="seen now"),
        pytest.param("criteria/communication/answers/4", "We told the ward.", "We told the ward.", id="an answer"),
        pytest.param("criteria/communication/definition/counts", "Words.", "Words.", id="a definition in part"),
        pytest.param("anti_signals/blames/criteria", "prioritization troubleshooting", None, id="several of a list"),
        pytest.param("scenarios/outage/questions", "Why?\nWho?", "Why?\nWho?", id="one a line"),
        pytest.param("scenarios/outage/kind", "risk_objection", "risk_objection", id="one of two"),
    ],
)
def test_what_is_written_is_what_is_read(address: str, text: str, kept: str | None) -> None:
    pack = editing.written(PACK, address, text, US)
    said = editing.value(pack, address)
    assert said == (kept if kept is not None else "troubleshooting prioritization")
    assert files.parse(files.dump(pack)) == pack
    assert editing.written(pack, address, said, US) == pack, "written again, nothing changes"


@pytest.mark.parametrize(
    ("address", "text", "sentence"),
    [
        pytest.param("criteria/communication/name", " ", "This cannot be empty.", id="no name"),
        pytest.param("criteria/communication/name", "x" * 121, "This is longer than 120 characters.", id="long"),
        pytest.param("criteria/communication/weight", "heavy", "Write a number, such as 1.5.", id="no number"),
        pytest.param("criteria/communication/weight", "11", "This is more than 10: write 10 or less.", id="heavy"),
        pytest.param("criteria/communication/stages/talk", "often", "Choose primary", id="no such weight"),
        pytest.param("criteria/communication/anchors/3", "a\u202eb", "turns the reading direction", id="turned"),
        pytest.param("anti_signals/blames/criteria", "gone", "no longer there", id="points nowhere"),
        pytest.param("pack/review_by", "soon", "Write the date as 2026-01-31.", id="no date"),
        pytest.param("pack/year", "MMXXV", "Write a whole number.", id="no year"),
        pytest.param("scale/words", "Only", "two to ten levels", id="one level"),
        pytest.param("scenarios/outage/kind", "", "Choose one", id="no kind"),
    ],
)
def test_what_cannot_be_is_said(address: str, text: str, sentence: str) -> None:
    with pytest.raises(InvalidError, match=sentence):
        editing.written(PACK, address, text, US)


@pytest.mark.parametrize(
    "address",
    ["criteria/gone/name", "criteria/communication/nonsense", "nothing/x/y", "pack/format", "criteria/communication/id",
     "criteria/communication/anchors/11", "criteria/communication/definition/id", "criteria/communication/stages/gone",
     "samples/x/text", "repair/1/text", "", "scale"],
)  # fmt: skip
def test_there_is_no_other_field(address: str) -> None:
    if address == "scale":
        assert editing.value(PACK, address) == "\n".join(PACK.scale.words if PACK.scale else ())
        return
    with pytest.raises(NotFoundError):
        editing.written(PACK, address, "y", US)


def test_an_anchor_that_changes_is_its_writers_and_the_others_stay_the_reports() -> None:
    pack = SHIPPED[1]
    before = pack.criteria[0]
    after = editing.written(pack, f"criteria/{before.id}/anchors/3", "Other words.", US).criteria[0]
    assert [anchor.source for anchor in after.anchors if anchor.level == 3] == [US]
    assert [a for a in after.anchors if a.level != 3] == [a for a in before.anchors if a.level != 3]
    assert after.source == before.source
    assert after.anchor_hash != before.anchor_hash


def test_what_is_taken_out_leaves_nothing_that_points_to_it() -> None:
    for pack in (SHIPPED[0], PACK):
        clean = {str(finding) for finding in lint_pack(pack) if finding.rule == "references"}
        assert clean == set()
        for where in LISTS:
            for item in getattr(pack, where):
                left = editing.removed(pack, where, item.id)
                dangling = [one for one in lint_pack(left) if one.rule == "references"]
                # a sample for a whole stage names what it rates; it is read by people, and stays
                assert [one for one in dangling if not one.path.startswith("samples")] == [], (where, item.id)


@given(text=st.text(min_size=1, max_size=80), where=st.sampled_from(sorted(LISTS)))
def test_whatever_can_be_added_makes_a_pack_that_can_be_stored(text: str, where: str) -> None:
    try:
        pack, key = editing.added(PACK, where, text, US)
    except InvalidError:
        return
    assert len(getattr(pack, where)) == len(getattr(PACK, where)) + 1
    assert files.from_json(files.to_json(pack)) == pack
    assert editing.removed(pack, where, key) == PACK


def test_items_are_moved_within_their_list_and_stop_at_its_ends() -> None:
    def order(pack: Pack) -> list[str]:
        return [item.id for item in pack.criteria]

    first, second, third = order(PACK)
    assert order(editing.moved(PACK, "criteria", first, 1)) == [second, first, third]
    assert order(editing.moved(PACK, "criteria", first, -1)) == [first, second, third]
    assert order(editing.moved(PACK, "criteria", third, 1)) == [first, second, third]


def test_an_item_in_another_list_keeps_where_it_comes_from() -> None:
    item = SHIPPED[1].signals[0]
    pack, key = editing.transferred(SHIPPED[1], "signals", item.id, "scenarios")
    moved = editing.item_of(pack, "scenarios", key)
    assert (moved.source, pack.scenario(key).text) == (item.source, item.text)
    assert item.id not in [one.id for one in pack.signals]
    with pytest.raises(InvalidError, match="three cells"):
        editing.transferred(SHIPPED[1], "signals", item.id, "criteria")


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.pack.id)
def test_a_draft_is_told_just_what_the_linter_says_of_its_file(pack: Pack) -> None:
    broken = editing.written(pack, f"criteria/{pack.criteria[0].id}/anchors/2", "", US)
    broken = broken.model_copy(update={"scale": None})
    said = {(one.level, one.path, one.message, one.rule) for one in lint_text(files.dump(broken))}
    assert {(one.level, one.path, one.message, one.rule) for one in lint_pack(broken)} == said
    assert any(level == "ERROR" for level, *_ in said)


def test_a_definition_that_says_half_is_told() -> None:
    pack = editing.written(PACK, "criteria/communication/definition/counts", "Words.", US)
    assert "This definition does not say what does not count; write it." in [one.message for one in lint_pack(pack)]
    assert editing.written(pack, "criteria/communication/definition/counts", "", US) == PACK


def test_criteria_taken_from_another_pack_say_so_and_bring_what_belongs_to_them() -> None:
    sample = Sample(id="heard", source=US, text="I told the ward.", criterion="communication", step=4)
    agreed = Definition(id="said", source=US, criterion="communication", counts="Words", does_not_count="Tone")
    other = PACK.model_copy(update={"samples": (sample,), "definitions": (agreed,)})
    empty = Pack(pack=PACK.pack.model_copy(update={"id": "new"}))
    made = composed(empty, other, ["communication"], "IT service manager", 2)
    (criterion,) = made.criteria
    origin = criterion.copied_from
    assert origin is not None
    assert (origin.pack, origin.version, origin.criterion) == ("test-pack", 2, "communication")
    assert (criterion.source, criterion.anchors) == (PACK.criteria[1].source, PACK.criteria[1].anchors)
    assert (criterion.stages, made.scale) == ((), PACK.scale)
    assert [(one.criterion, one.text) for one in made.samples] == [("communication", "I told the ward.")]
    assert [(one.criterion, one.counts) for one in made.definitions] == [("communication", "Words")]
    assert files.parse(files.dump(made)) == made
    with pytest.raises(InvalidError, match="taken from there already"):
        composed(made, other, ["communication"], "IT service manager", 2)
    assert "copied_from" not in files.to_json(PACK), "a pack without one keeps the hash that it had"


def test_anchors_of_a_scale_with_other_levels_are_not_guessed() -> None:
    four = editing.written(Pack(pack=PACK.pack), "scale/words", "1\n2\n3\n4", US)
    made = composed(four, PACK, ["communication"], "IT service manager", 1)
    assert made.criteria[0].anchors == ()
    assert made.scale == four.scale
