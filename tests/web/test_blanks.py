"""Blanks: what is filled in stands in its gap, escaped, and in no other page."""

from flask import Flask

from hiringkit.web.blanks import Answers, Blank, Unsaid, address_of, gap


def _form(answers: Answers) -> str:
    options = "".join(f"<option{answers.checked('sure', value)}>{value}" for value in ("yes", "no"))
    return f"<i>“{answers.text('words')}”</i>{options}<b>{answers.gap('names')}</b>"


BLANK = Blank(_form(Unsaid()))


def test_a_blank_that_is_filled_is_what_its_answers_would_have_made() -> None:
    said = {"words": "plain", "sure": "no"}
    assert BLANK.filled(said).decode() == _form(Answers(said))


def test_what_people_wrote_is_escaped() -> None:
    assert BLANK.filled({"words": '<script>"'}).decode().startswith("<i>“&lt;script&gt;&#34;”</i>")


def test_what_is_made_already_stays_as_it_is() -> None:
    assert BLANK.filled({"names": b"<u>Ada</u>"}).decode().endswith("<b><u>Ada</u></b>")


def test_nothing_is_left_of_the_page_before() -> None:
    empty = BLANK.filled({})
    BLANK.filled({"words": "hers", "sure": "yes", "names": "Ada"})
    assert BLANK.filled({}) == empty == "<i>“”</i><option>yes<option>no<b></b>".encode()


def test_an_answer_that_no_longer_can_be_given_is_left_out() -> None:
    assert BLANK.filled({"sure": "perhaps", "unknown": "?"}) == BLANK.filled({})


def test_a_gap_stands_wherever_it_is_named() -> None:
    assert Blank(f"{gap('id')}, {gap('id')}").filled({"id": "7"}) == b"7, 7"


def test_a_gap_cannot_be_written_into_a_page() -> None:
    assert Blank(gap("name")).filled({"name": "=name="}) == b"=name="


def test_an_address_has_gaps_for_its_ids(app: Flask) -> None:
    with app.test_request_context("http://localhost/"):
        blank = Blank(address_of("previews.show", kind="kit", subject_id="interview"))
    assert blank.filled({"interview": "12"}) == b"/documents/kit/12"
