"""A list of candidates as a file: what is read, and what is said of a list that cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiringkit.errors import InvalidError
from hiringkit.loops.rosters import MOST_ENTRIES, Entry, decoded, entries

ROSA = Entry(2, "Rosa Delgado-Kim", "rosa@example.org", "+1 312 555 0100")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("name,email,phone\nRosa Delgado-Kim,rosa@example.org,+1 312 555 0100", id="plain"),
        pytest.param(
            "\ufeffName;E-mail;Telephone\r\n Rosa Delgado-Kim ;rosa@example.org;+1 312 555 0100\r\n",
            id="from a spreadsheet",
        ),
        pytest.param(
            "phone\tsource\temail\tfull name\n+1 312 555 0100\tx\trosa@example.org\tRosa Delgado-Kim\n\n",
            id="tabs, another order",
        ),
        pytest.param('name,email,phone\n"Rosa Delgado-Kim",rosa@example.org,"+1 312 555 0100"', id="quoted"),
    ],
)
def test_entries(text: str) -> None:
    assert entries(text) == (ROSA,)


def test_a_line_that_does_not_come_apart_is_named_and_the_others_are_read() -> None:
    found = entries("name,email\nRosa\n\nLing,ling@example.org")
    assert found[0] == Entry(2, fault="This line has 1 fields; the first line names more.")
    assert found[1] == Entry(4, "Ling", "ling@example.org")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("  \n", "The list is empty.", id="empty"),
        pytest.param("name,email\n", "The list holds no candidate, only its first line.", id="only a head"),
        pytest.param(
            "Rosa,rosa@example.org\n", "The first line names no column name and no column email.", id="no head"
        ),
        pytest.param("name,name,email\nA,B,c@example.org", "Two columns are named name.", id="a column twice"),
        pytest.param(
            "name,email\n" + "A,a@example.org\n" * (MOST_ENTRIES + 1),
            f"The list has {MOST_ENTRIES + 1} candidates; at most {MOST_ENTRIES} go in at once.",
            id="too many",
        ),
    ],
)
def test_a_list_that_cannot_be_read(text: str, sentence: str) -> None:
    with pytest.raises(InvalidError) as told:
        entries(text)
    assert told.value.what == sentence


@pytest.mark.parametrize(
    ("content", "where"),
    [
        pytest.param("name,email\nØ,a@example.org".encode("latin-1"), "line 2", id="another encoding"),
        pytest.param(b"PK\x03\x04\x00\x00", "", id="a spreadsheet file"),
    ],
)
def test_a_file_that_is_no_text(content: bytes, where: str) -> None:
    with pytest.raises(InvalidError) as told:
        decoded(content)
    assert told.value.where == where


@given(st.text(max_size=200))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    try:
        found = entries("name,email\n" + text)
    except InvalidError:
        return
    assert all(entry.line >= 2 for entry in found)
