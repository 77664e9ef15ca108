"""What changed between two packs, in words, and which ratings still mean the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.rubrics.diff import Kind, Side, diff, words
from hiringkit.rubrics.packs import HIRINGKIT, Anchor, Pack, Scale, Signal, Weight
from tests.build_packs import PACK, WORDS


def criterion(key: str, **changes: Any) -> Pack:
    """The pack with one criterion changed."""
    items = tuple(item.model_copy(update=changes) if item.id == key else item for item in PACK.criteria)
    return PACK.model_copy(update={"criteria": items})


def told(new: Pack, old: Pack = PACK) -> list[tuple[str, str]]:
    return [(change.kind.value, change.path) for change in diff(old, new).changes]


def apart(new: Pack, old: Pack = PACK) -> list[str]:
    return [one.criterion for one in diff(old, new).pooling if not one.may_pool]


ANCHORS = PACK.criteria[0].anchors
OTHER = (*ANCHORS[:2], Anchor(level=3, text="Troubleshooting, at step 3.", source=HIRINGKIT), *ANCHORS[3:])
SIGNAL = Signal(id="calm", text="Stays calm.", source=HIRINGKIT)


@pytest.mark.parametrize(
    ("new", "changes", "not_pooled"),
    [
        pytest.param(PACK, [], [], id="nothing"),
        pytest.param(
            criterion("troubleshooting", name="Finding faults"),
            [("re-worded", "criteria.troubleshooting.name")],
            [],
            id="renamed",
        ),
        pytest.param(
            criterion("troubleshooting", anchors=OTHER),
            [("re-anchored", "criteria.troubleshooting.anchors[3]")],
            ["troubleshooting"],
            id="re-anchored",
        ),
        pytest.param(
            criterion("troubleshooting", weight=0.5, weight_reason="Taught in a week."),
            [
                ("re-weighted", "criteria.troubleshooting.weight"),
                ("re-weighted", "criteria.troubleshooting.weight_reason"),
            ],
            [],
            id="re-weighted",
        ),
        pytest.param(
            criterion("troubleshooting", stages=()),
            [("changed", "criteria.troubleshooting.stages")],
            [],
            id="placed elsewhere",
        ),
        pytest.param(
            PACK.model_copy(update={"criteria": PACK.criteria[1:]}),
            [("removed", "criteria.troubleshooting")],
            ["troubleshooting"],
            id="criterion removed",
        ),
        pytest.param(
            PACK.model_copy(update={"signals": (SIGNAL,)}), [("added", "signals.calm")], [], id="signal added"
        ),
        pytest.param(
            PACK.model_copy(update={"stages": PACK.stages[::-1]}), [("re-ordered", "stages")], [], id="stages turned"
        ),
        pytest.param(
            PACK.model_copy(update={"scale": Scale(levels=5, words=("Poor", *WORDS[1:]))}),
            [("re-worded", "scale")],
            [],
            id="another level word",
        ),
    ],
)
def test_each_change_is_named(new: Pack, changes: list[tuple[str, str]], not_pooled: list[str]) -> None:
    assert told(new) == changes
    assert apart(new) == not_pooled


def test_a_change_back_turns_added_into_removed() -> None:
    with_signal = PACK.model_copy(update={"signals": (SIGNAL,)})
    (change,) = diff(with_signal, PACK).changes
    assert (change.kind, change.old, change.new) == (Kind.REMOVED, "Stays calm.", None)


def test_what_changed_is_told_word_by_word() -> None:
    (change,) = diff(PACK, criterion("troubleshooting", anchors=OTHER)).changes
    assert change.name == "Troubleshooting, Meets bar"
    assert [(piece.side.value, piece.text) for piece in change.pieces] == [
        ("both", "Troubleshooting,"),
        ("new", " at"),
        ("both", " step 3."),
    ]


def test_another_source_of_the_same_words_is_no_change() -> None:
    assert told(criterion("troubleshooting", source="us")) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.side is not Side.NEW) == old
    assert "".join(piece.text for piece in pieces if piece.side is not Side.OLD) == new


def test_a_weight_of_a_stage_is_a_change_of_the_criterion() -> None:
    use = PACK.criteria[0].stages[0].model_copy(update={"weight": Weight.SECONDARY})
    (change,) = diff(PACK, criterion("troubleshooting", stages=(use,))).changes
    assert (change.old, change.new) == (
        "stage talk, weight primary, proposal yes",
        "stage talk, weight secondary, proposal yes",
    )
