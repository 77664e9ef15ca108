"""Files of ratings as people really have them: read where it is clear what is meant, every bad row named where not."""

import io

import pytest

from hiringkit.calibration import rows
from hiringkit.calibration.ratings import Ratings, Scale
from hiringkit.errors import InvalidError

HEADER = "candidate,interviewer,criterion,rating\n"
TWO = HEADER + "Ada,Grace,tact,4\nBea,Grace,tact,2\n"


def read(text: str | bytes, scale: Scale | None = None) -> Ratings:
    return rows.read(io.BytesIO(text if isinstance(text, bytes) else text.encode()), scale)


def told(ratings: Ratings) -> list[tuple[str, str, str, str, str, int]]:
    """The ratings by name again."""
    labels = ratings.labels
    return sorted(
        (
            labels.candidates[candidate],
            labels.interviewers[interviewer],
            labels.criteria[criterion],
            labels.stages[stage],
            labels.pools[ratings.pool[candidate]],
            int(level) + ratings.scale.lowest,
        )
        for candidate, interviewer, criterion, stage, level in zip(
            ratings.candidate, ratings.interviewer, ratings.criterion, ratings.stage, ratings.level, strict=True
        )
    )


PLAIN = [("Ada", "Grace", "tact", "", "", 4), ("Bea", "Grace", "tact", "", "", 2)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TWO, id="plain"),
        pytest.param(TWO.rstrip("\n"), id="no line end at the end"),
        pytest.param("\ufeff" + TWO, id="byte order mark"),
        pytest.param(TWO.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(TWO.replace(",", ";"), id="semicolons"),
        pytest.param(TWO.replace(",", "\t"), id="tabs"),
        pytest.param(TWO.replace(",", " , "), id="spaces around fields"),
        pytest.param(
            "rating,criterion,interviewer,candidate\n4,tact,Grace,Ada\n2,tact,Grace,Bea\n", id="another order"
        ),
        pytest.param(
            "Candidate,INTERVIEWER,criterion,Rating,mood\nAda,Grace,tact,4,\nBea,Grace,tact,2,x\n", id="more columns"
        ),
        pytest.param(TWO.replace("Ada", '"Ada"') + "\n  \n", id="quotes and blank lines"),
        pytest.param(
            TWO + "Ada,Grace,depth,NO\nCleo,Hedy,tact,\nCleo,Hedy,depth,no\n", id="not observed counts nowhere"
        ),
        pytest.param(TWO.replace(",4", ",+04"), id="sign and leading zero"),
    ],
)
def test_what_is_read(text: str) -> None:
    assert told(read(text)) == PLAIN


def test_stage_and_pool_are_read_when_they_are_there() -> None:
    header = "pool,stage,candidate,interviewer,criterion,rating\n"
    found = read(header + "R1,call,Ada,Grace,tact,4\nR1,panel,Ada,Grace,tact,5\nR2,call,Bea,Grace,tact,1\n")
    assert told(found) == [
        ("Ada", "Grace", "tact", "call", "R1", 4),
        ("Ada", "Grace", "tact", "panel", "R1", 5),
        ("Bea", "Grace", "tact", "call", "R2", 1),
    ]
    assert found.has_pools


def test_order_of_rows_does_not_matter() -> None:
    lines = ["Ada,Grace,tact,4", "Bea,Hedy,tact,2", "Ada,Hedy,depth,1"]
    one, other = (read(HEADER + "\n".join(order)) for order in (lines, lines[::-1]))
    assert one.labels == other.labels
    assert told(one) == told(other)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param("Ada,Grace,depth,4.5", "the rating “4.5” is not a whole number", id="fraction"),
        pytest.param("Ada,Grace,depth,good", "the rating “good” is not a whole number", id="word"),
        pytest.param("Ada,Grace,depth,nan", "the rating “nan” is not a whole number", id="nan"),
        pytest.param("Ada,Grace,depth,inf", "the rating “inf” is not a whole number", id="inf"),
        pytest.param("Ada,Grace,depth,1e3", "the rating “1e3” is not a whole number", id="exponent"),
        pytest.param("Ada,Grace,depth,٤", "the rating “٤” is not a whole number", id="other digits"),
        pytest.param("Ada,Grace,depth," + "9" * 400, f"the rating “{'9' * 19}…” is not", id="four hundred digits"),
        pytest.param("Ada,Grace,depth,a\x1b[31mb", "the rating “a?[31mb” is not", id="what a terminal would obey"),
        pytest.param("Ada,Grace,depth,6", "the rating 6 is off the scale; write a whole number from 1 to 5", id="off"),
        pytest.param("Ada,Grace,4", "3 fields where the header has 4", id="too few fields"),
        pytest.param("Ada,Grace,depth,4,x", "5 fields where the header has 4", id="too many fields"),
        pytest.param("x", "1 field where the header has 4", id="one field"),
        pytest.param(",Grace,depth,4", "the candidate is empty", id="no candidate"),
        pytest.param("Ada, ,depth,4", "the interviewer is empty", id="no interviewer"),
        pytest.param("Ada,Grace,,4", "the criterion is empty", id="no criterion"),
        pytest.param("Ada,Grace,tact,1", "the same candidate, interviewer and criterion as line 2", id="twice"),
        pytest.param("Ada,Grace,tact,4", "the same candidate, interviewer and criterion as line 2", id="twice alike"),
        pytest.param("Ada,Grace,tact,NO", "the same candidate, interviewer and criterion as line 2", id="then unseen"),
    ],
)
def test_a_bad_row_is_named_by_its_line(row: str, problem: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read(f"{TWO}\n{row}\n", Scale(1, 5))  # line 4 is blank
    assert list(caught.value.problems) == ["line 5"]
    assert caught.value.problems["line 5"].startswith(problem)


def test_every_bad_row_is_named_and_all_that_is_wrong_with_it() -> None:
    with pytest.raises(InvalidError) as caught:
        read(TWO + ",,tact,x\nAda,Hedy,tact,3\nCleo,Hedy\n")
    assert list(caught.value.problems) == ["line 4", "line 6"]
    assert caught.value.problems["line 4"].startswith("the candidate is empty; fill it in; the interviewer is empty")


def test_line_numbers_hold_when_a_field_spans_lines() -> None:
    with pytest.raises(InvalidError) as caught:
        read(HEADER + '"Ada\nL.",Grace,tact,4\nBea,Grace,tact,x\n')
    assert list(caught.value.problems) == ["line 4"]


def test_the_same_at_another_stage_is_another_rating() -> None:
    text = "candidate,interviewer,criterion,rating,stage\nAda,Grace,tact,4,call\nAda,Grace,tact,4,panel\n"
    assert read(text).count == 2
    with pytest.raises(InvalidError) as caught:
        read(text + "Ada,Grace,tact,3,panel\n")
    assert caught.value.problems == {
        "line 4": "the same candidate, interviewer, criterion and stage as line 3; keep one of the two lines."
    }


def test_a_candidate_has_one_pool() -> None:
    text = "candidate,interviewer,criterion,rating,pool\nAda,Grace,tact,4,R1\nAda,Hedy,tact,4,R2\n"
    with pytest.raises(InvalidError) as caught:
        read(text)
    assert caught.value.problems == {
        "line 3": "the candidate is in pool “R1” on line 2; give each pool's candidacy an id of its own."
    }


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        pytest.param(b"", "line 1", "The file is empty: it lacks its header.", id="empty"),
        pytest.param(HEADER.encode(), "line 1", "No row holds a rating.", id="only a header"),
        pytest.param((HEADER + "Ada,Grace,tact,NO\n").encode(), "line 1", "No row holds a rating.", id="no rating"),
        pytest.param(b"candidate,rating\nAda,4\n", "line 1", "No column is interviewer or criterion.", id="columns"),
        pytest.param(
            b"Kandidat,Wer,Was,Note\n",
            "line 1",
            "No column is candidate, interviewer, criterion or rating.",
            id="another language",
        ),
        pytest.param(
            b"candidate,rating,interviewer,criterion,rating\n", "line 1", "Two columns are rating.", id="twice"
        ),
        pytest.param(
            TWO.encode() + "Zoë,Grace,tact,4\n".encode("latin-1"), "line 4", "Byte 0xeb is not UTF-8.", id="latin 1"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "line 1", "Byte 0x89 is not UTF-8.", id="a picture"),
        pytest.param(TWO.encode("utf-16"), "line 1", "Byte 0xff is not UTF-8.", id="utf-16"),
        pytest.param(b"\x00" * 3000, "line 1", "No column is candidate, interviewer, criterion or rating.", id="zeros"),
    ],
)
def test_a_file_that_is_no_table_of_ratings(content: bytes, where: str, what: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read(content)
    assert (caught.value.where, caught.value.what) == (where, what)


def test_a_quote_that_is_never_closed_is_said() -> None:
    with pytest.raises(InvalidError) as caught:
        read(TWO + '"Cleo,Grace,tact,4\n' + "Dora,Grace,tact,4\n" * 20_000)
    assert caught.value.what.startswith("The row cannot be read")


def test_without_a_scale_twenty_levels_are_the_most() -> None:
    assert read(HEADER + "a,x,k,1\nb,x,k,20\n").scale == Scale(1, 20)
    with pytest.raises(InvalidError, match="A scale has at most 20 levels, and this one has 21"):
        read(HEADER + "a,x,k,0\nb,x,k,20\n")


@pytest.mark.parametrize(("text", "scale"), [("1-5", Scale(1, 5)), (" 0 - 4 ", Scale(0, 4)), ("-2-2", Scale(-2, 2))])
def test_a_scale_as_people_type_it(text: str, scale: Scale) -> None:
    assert rows.scale(text) == scale


@pytest.mark.parametrize("text", ["5-1", "3-3", "x", "1-", "1-5-9", "1..5", "", "0-99", "1-" + "9" * 400])
def test_what_is_no_scale(text: str) -> None:
    with pytest.raises(InvalidError):
        rows.scale(text)
