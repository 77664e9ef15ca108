"""What a candidate's copy leaves out of a text."""

from __future__ import annotations

import pytest

from hiringkit.policy.redaction import ADDRESSES, NAMES, Redactor

PEOPLE = ("Rosalind Okafor", "Tomás Ferreira", "Hye-jin Park", "Will Grace", "Jo O’Brien")
OTHERS = ("Leilani Kahananui", "Owen Green")
OWN = "Ama Boateng-Ruiz"


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        pytest.param("Told Rosalind Okafor so.", "Told [withheld] so.", 1, id="a full name is one place"),
        pytest.param("okafor and ROSALIND agreed", "[withheld] and [withheld] agreed", 2, id="parts, in any case"),
        pytest.param("Rosalind’s question", "[withheld]’s question", 1, id="a possessive"),
        pytest.param("tomas ferreira, Toma\u0301s", "[withheld], [withheld]", 2, id="without and with marks"),
        pytest.param("Hye-jin Park asked", "[withheld] asked", 1, id="a name with a hyphen"),
        pytest.param("We will park it", "We will park it", 0, id="short parts that are words"),
        pytest.param("Will asked", "[withheld] asked", 1, id="a short part, capitalised"),
        pytest.param("Like Leilani, and a green light", "Like [withheld], and a green light", 1, id="other candidates"),
        pytest.param("Ama Boateng said", "Ama Boateng said", 0, id="the candidate’s own name stays"),
        pytest.param("Okaforism", "Okaforism", 0, id="a part of another word"),
        pytest.param("", "", 0, id="nothing"),
    ],
)
def test_names_of_others_are_withheld_and_counted(text: str, expected: str, names: int) -> None:
    redactor = Redactor.of(PEOPLE, OTHERS, OWN)
    assert redactor.text(text) == expected
    assert redactor.counts[NAMES] == names


@pytest.mark.parametrize(
    ("text", "expected", "places"),
    [
        pytest.param("write to ro@ward.example.org now", "write to [address withheld] now", 1, id="e-mail"),
        pytest.param("call +1 (312) 555-0100.", "call [address withheld].", 1, id="telephone"),
        pytest.param("on 2026-11-12, 41 of 3,000", "on 2026-11-12, 41 of 3,000", 0, id="dates and counts stay"),
    ],
)
def test_addresses_are_withheld_and_counted(text: str, expected: str, places: int) -> None:
    redactor = Redactor.of(PEOPLE, OTHERS, OWN)
    assert redactor.text(text) == expected
    assert redactor.counts[ADDRESSES] == places


def test_a_name_that_the_candidate_shares_stays() -> None:
    assert Redactor.of(["Ama Mensah"], [], OWN).text("Ama and Mensah") == "Ama and [withheld]"
