"""Every line of a report is accounted for once, before and after people worked on the draft."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.rubrics.accounts import LEFT_OUT, TAKEN_OUT, accounts_now, ranges
from hiringkit.rubrics.reader import read_text
from hiringkit.rubrics.reader_draft import Fate

LINES = (
    "Red flags",
    "Skill Matrix",
    "Skill / Signal\tWhat good looks like\tHow to prove it",
    "Baking\tEven\tA tray",
    "HygieneKeeps McDowell clean\tLog",
    "• Hides a burnt tray",
    "• Guesses",
    "What the guild says",
    "Ovens are scarce.",
    "",
    "",
)


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=40), st.data())
def test_each_line_has_one_fate_whatever_was_taken_out_since(lines: list[str], data: st.DataObject) -> None:
    reading = read_text("\n".join(lines), "r.txt", "0" * 64)
    was = reading.pack
    assert accounts_now(reading.accounts, was, was) == reading.accounts, "nobody did anything yet"
    kept = {name: data.draw(st.integers(0, len(getattr(was, name)))) for name in ("criteria", "anti_signals", "repair")}
    now = was.model_copy(update={name: getattr(was, name)[:count] for name, count in kept.items()})
    after = accounts_now(reading.accounts, was, now)
    assert [one.line for one in after] == [one.line for one in reading.accounts]
    gone = {one.line for one, before in zip(after, reading.accounts, strict=True) if one.fate is not before.fate}
    assert {one.what for one in after if one.line in gone and one.fate is Fate.IGNORED} <= {LEFT_OUT, TAKEN_OUT}


def test_lines_that_follow_one_another_are_told_as_one() -> None:
    assert ranges([7, 2, 4, 5, 6, 5, 9, 10]) == "2, 4 to 7, 9 to 10"
    assert ranges([]) == ""
