"""Good and bad examples show what a level looks like; what the level says, and what may be pooled, stays."""

from __future__ import annotations

import pytest

from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.rubrics import editing, files
from hiringkit.rubrics.diff import Kind, diff
from hiringkit.rubrics.lint import lint_pack
from hiringkit.rubrics.outline import outline
from hiringkit.rubrics.packs import HIRINGKIT, Pack, content_hash
from tests.build_packs import PACK

US, THEM = "Northmere Health", "Somebody else"
AT = "criteria/communication/examples"


def told(**texts: str) -> Pack:
    """The small pack with examples of the levels of one criterion: `good_3="…"`."""
    pack = PACK
    for name, text in texts.items():
        side, _, step = name.partition("_")
        pack = editing.written(pack, f"{AT}/{step}-{side}", text, US)
    return pack


def test_an_example_is_one_line_and_keeps_who_wrote_it() -> None:
    pack = editing.written(told(good_3="Tells the ward.\nWrites again."), f"{AT}/3-good", "Writes again.\nCalls.", THEM)
    anchor = pack.criterion("communication").anchors[2]
    assert anchor.source == HIRINGKIT
    assert anchor.examples
    assert [(one.text, one.source) for one in anchor.examples.good] == [("Writes again.", US), ("Calls.", THEM)]
    assert editing.value(pack, f"{AT}/3-good") == "Writes again.\nCalls."
    assert files.parse(files.dump(pack)) == pack


def test_a_pack_without_examples_has_the_hash_that_it_had() -> None:
    assert '"examples"' not in files.to_json(PACK)
    assert editing.written(told(bad_3="Smiles."), f"{AT}/3-bad", " \n", US) == PACK


def test_examples_change_the_content_and_never_what_may_be_pooled() -> None:
    before, after = PACK.criterion("communication"), told(good_3="Tells the ward.").criterion("communication")
    assert content_hash(told(good_3="Tells the ward.")) != content_hash(PACK)
    assert after.anchor_hash == before.anchor_hash
    found = diff(PACK, told(good_3="Tells the ward.", bad_3="Smiles."))
    assert [(one.kind, one.path, one.old, one.new) for one in found.changes] == [
        (Kind.ILLUSTRATED, "criteria.communication.anchors[3].good", "", "Tells the ward."),
        (Kind.ILLUSTRATED, "criteria.communication.anchors[3].bad", "", "Smiles."),
    ]
    assert [(one.may_pool, one.reason) for one in found.pooling if one.criterion == "communication"] == [
        (True, "Its anchors are the same; only examples of them changed.")
    ]


def test_an_anchor_that_is_written_anew_keeps_its_examples() -> None:
    pack = editing.written(told(good_3="Tells the ward."), "criteria/communication/anchors/3", "Other words.", THEM)
    assert editing.value(pack, f"{AT}/3-good") == "Tells the ward."
    shorter = editing.written(told(good_5="Shouts with joy."), "scale/words", "Low\nHigh", US)
    assert editing.value(shorter, f"{AT}/5-good") == "Shouts with joy.", "nothing that was written is lost"


@pytest.mark.parametrize(
    ("texts", "findings"),
    [
        pytest.param({"good_1": "A", "bad_5": "B"}, [], id="both ends have one"),
        pytest.param(
            {"good_3": "A"},
            [
                f"Communication: other levels have examples and “{word}”, an end of the scale, has none; write one."
                for word in ("Well below", "Well above")
            ],
            id="the middle alone",
        ),
        pytest.param(
            {"good_1": "A", "bad_1": "A", "good_5": "B"},
            ["Communication: “A” is a good and a bad example of one level; keep one."],
            id="good and bad",
        ),
        pytest.param(
            {"good_1": "A", "good_5": "a"},
            ["Communication: “a” is a good example of two levels; it is of one."],
            id="two levels",
        ),
    ],
)
def test_what_is_wrong_with_examples_is_said(texts: dict[str, str], findings: list[str]) -> None:
    assert [one.message for one in lint_pack(told(**texts)) if one.rule == "examples"] == findings


@pytest.mark.parametrize(
    ("rest", "text", "error"),
    [
        pytest.param("3-fair", "A", NotFoundError, id="neither good nor bad"),
        pytest.param("11-good", "A", NotFoundError, id="no such level"),
        pytest.param("3-good", "x" * 1001, InvalidError, id="too long"),
        pytest.param("3-good", "\n".join(map(str, range(21))), InvalidError, id="too many"),
    ],
)
def test_what_can_be_no_example_is_refused(rest: str, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        editing.written(PACK, f"{AT}/{rest}", text, US)


def test_an_example_is_shown_with_its_origin() -> None:
    shown = list(outline(told(good_3="Tells the ward.", bad_3="Smiles.")))
    at = shown.index(f"      good example, this level: Tells the ward. ({US})")
    assert shown[at + 1] == f"      bad example, taken for it, and is not: Smiles. ({US})"
