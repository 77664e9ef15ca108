from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.pdf import texts

NOON = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("a\tb\nc", "a\tb\nc", id="tab and line end stay"),
        pytest.param("a\r\nb\rc\u2028d", "a\nb\nc\nd", id="line ends become one"),
        pytest.param("a\x00b\x1bc\x9fd", "a�b�c�d", id="control characters"),
        pytest.param("a\u202eb\u2066c", "a�b�c", id="what turns the reading direction"),
        pytest.param("a\ud800b\uffffc", "a�b�c", id="what XML cannot hold"),
        pytest.param("W" * 100, "W" * 80 + texts.BREAK + "W" * 20, id="a word without end may be broken"),
        pytest.param("Zoë שלום 🚑", "Zoë שלום 🚑", id="any script stays"),
    ],
)
def test_legible(text: str, read: str) -> None:
    assert texts.legible(text) == read


@given(st.text(max_size=200), st.floats(10, 120))
def test_lines_lose_nothing_and_have_room(text: str, room: float) -> None:
    lines = texts.lines(text, room, 9)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(texts.width(line, 9) <= room for line in lines)


def test_lines_break_between_words_first() -> None:
    assert texts.lines("Risk objection: evidence and next steps", 40, 9) == (
        "Risk objection: evidence",
        "and next steps",
    )


@pytest.mark.parametrize(("marked", "plain"), [("äöüéñåš", "aouenas"), ("ÄÖÜÉÑÅŠ", "AOUENAS"), ("ß", "n")])
def test_a_letter_with_marks_is_as_wide_as_without(marked: str, plain: str) -> None:
    assert texts.width(marked, 9) == pytest.approx(texts.width(plain, 9))


def test_times_are_said_in_their_zone() -> None:
    assert texts.moment_in(NOON, "America/New_York") == "12 Nov 2026, 10:00 EST"
    assert texts.day_in(datetime(2026, 11, 12, 2, tzinfo=UTC), "America/New_York") == "11 Nov 2026"
    assert texts.span_in(NOON, NOON.replace(hour=16), "Europe/Berlin") == "12 Nov 2026, 16:00–17:00 CET"
    assert texts.span_in(NOON.replace(hour=22), NOON.replace(hour=23, minute=30), "Europe/Berlin") == (
        "12 Nov 2026, 23:00 CET to 13 Nov 2026, 00:30 CET"
    )


def test_minutes_and_codes() -> None:
    assert texts.minute_mark(0) == "00′"
    assert texts.minute_mark(8 * 60 + 59) == "08′"
    assert texts.minute_mark(100 * 60) == "100′"
    assert texts.code("7f3a91c2" + "0" * 56) == "7F3A-91C2"
    assert texts.shortened("Ama", 3) == "Ama"
    assert texts.shortened("Ama Boateng", 5) == "Ama…"
