"""hiringkit user add: a person and the link with which they set a password."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.served import run

ADD = ("user", "add", "ada@example.org", "--name", "Ada L", "--role", "recruiter")


def test_a_person_is_added_once_and_given_a_link(tmp_path: Path) -> None:
    added = run(tmp_path, *ADD)
    assert (added.returncode, added.stderr) == (0, "")
    assert re.search(r"/links/[\w-]{40,}$", added.stdout.strip())
    again = run(tmp_path, *ADD)
    assert again.returncode == 2
    assert "Traceback" not in again.stderr
    assert "e-mail address" in again.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({2: "ada"}, "This is no e-mail address", id="no address"),
        pytest.param({4: " "}, "Say the person’s name", id="no name"),
        pytest.param({6: "boss"}, "'boss' is not one of", id="no such role"),
    ],
)
def test_what_does_not_hold_is_told_and_nobody_is_added(tmp_path: Path, changed: dict[int, str], sentence: str) -> None:
    told = run(tmp_path, *(changed.get(place, word) for place, word in enumerate(ADD)))
    assert told.returncode == 2
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
    assert run(tmp_path, *ADD).returncode == 0
