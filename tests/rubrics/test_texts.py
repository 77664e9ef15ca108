"""What a text may hold: every character is either kept or refused for the reason that is told."""

from __future__ import annotations

import sys
import unicodedata

from hiringkit.rubrics.texts import fault

TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def test_control_characters_and_what_turns_the_text_are_refused_and_nothing_else_is() -> None:
    told: dict[str | None, set[int]] = {}
    for number in range(sys.maxunicode + 1):
        told.setdefault(fault(f"a{chr(number)}\nb", 10), set()).add(number)
    control = {number for number in range(sys.maxunicode + 1) if unicodedata.category(chr(number)) in {"Cc", "Cs"}}
    assert {said and said[:23]: numbers for said, numbers in told.items()} == {
        None: {*range(sys.maxunicode + 1)} - TURNING - control | {ord("\n"), ord("\t")},
        "This holds an invisible": TURNING,
        "This holds a control ch": control - {ord("\n"), ord("\t")},
    }
