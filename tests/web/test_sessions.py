"""Sessions of browsers: the cookie is read as ever in a quicker way, a form's token made when a form is shown."""

from __future__ import annotations

import pytest
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.sansio.http import parse_cookie
from werkzeug.wrappers import Request

from hiringkit.web.sessions import CSRF_FIELD, TOKEN, BrowserSession, BrowserSessions, form_token

NAME, ONE, TWO = "hiringkit_8000", "A" * 43, "b-_" * 14 + "b"
PIECES = [NAME, f"{NAME}={ONE}", f"{NAME}={TWO}", f"{NAME} = {TWO}", f'{NAME}="{ONE}"', ONE, "a=b", 'a="', '"', "="]
PIECES += ["; ", ";", " ", "a=1.2", f"x{NAME}={ONE}", "\\", "é", ",", f"{NAME.upper()}={ONE}", f"{NAME}="]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_browser_is_known_by_the_cookie_that_werkzeug_reads(sent: str) -> None:
    app = Flask("of the test")
    app.config["SECRET_KEY"] = "a secret"
    request = Request({"HTTP_COOKIE": sent, "REQUEST_METHOD": "GET"})
    opened = BrowserSessions(NAME, secure=False).open_session(app, request)  # type: ignore[arg-type]  # Flask's is one
    read = parse_cookie(sent).get(NAME, "")
    assert (opened.new, opened.token if TOKEN.fullmatch(read) else read) == (not TOKEN.fullmatch(read), read)


def test_a_session_holds_nothing_but_the_token_of_its_forms() -> None:
    opened = BrowserSession(ONE, b"a secret", new=False)
    assert CSRF_FIELD in opened
    before = opened[CSRF_FIELD]
    assert dict(opened) == {CSRF_FIELD: before}
    with pytest.raises(KeyError):
        opened["anything"]
    assert "anything" not in opened
    opened.begin(TWO, b"a secret")
    assert opened[CSRF_FIELD] == BrowserSession(TWO, b"a secret", new=False)[CSRF_FIELD] != before
    assert ONE not in before


def test_a_form_token_is_made_once_for_a_session_and_is_no_other_ones(app: Flask) -> None:
    made = []
    for token in (ONE, ONE, TWO):
        with app.test_request_context("/", headers={"Cookie": f"{NAME}={token}"}):
            made.append(form_token())
            assert made[-1] == form_token() == generate_csrf()
            assert g.get(CSRF_FIELD) == made[-1]
            assert session[CSRF_FIELD] not in ("", made[-1])
            validate_csrf(made[-1])
    assert made[0] == made[1] != made[2]
