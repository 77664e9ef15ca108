"""What our application does in a quicker way than Flask comes to the same."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from operator import attrgetter
from typing import Any

import pytest
from flask import Blueprint, Flask, Request, Response, current_app, has_request_context, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.test import EnvironBuilder

from hiringkit.db.engine import Database
from hiringkit.web import BLUEPRINTS
from hiringkit.web.application import HTML, Application, Page
from hiringkit.web.security import open_to_all
from tests.conftest import NOW

MakeApp = Callable[..., Flask]


@pytest.fixture
def plain(make_app: MakeApp, lite: Database) -> Flask:
    """The application with a route that gives a text."""
    texts = Blueprint("texts", __name__)
    texts.get("/text")(open_to_all(lambda: "Grüß dich"))
    return make_app(lite, blueprints=[*BLUEPRINTS, texts])


def test_a_page_goes_out_as_werkzeug_would_send_it(plain: Flask) -> None:
    found = []
    with plain.test_request_context("/text"):
        made = plain.make_response("Grüß dich")
        as_ever = Response("Grüß dich", content_type=HTML)
        assert type(made) is Page
        assert vars(made).keys() == vars(as_ever).keys()
        assert (made.status_code, made.is_sequence, made.get_data()) == (200, True, as_ever.get_data())
        for answer in (made, as_ever):
            plain.process_response(answer)
            body, status, headers = answer.get_wsgi_response(EnvironBuilder("/text").get_environ())
            found.append((b"".join(body), status, headers))
    assert found[0] == found[1]


def test_what_was_asked_is_what_werkzeug_would_read(app: Flask) -> None:
    read = attrgetter("method", "scheme", "root_path", "path", "query_string", "remote_addr", "server", "host", "url")
    for path in ("/interviews/7?said=saved", "/caf%C3%A9/%FF", "//twice"):
        environ = EnvironBuilder(path, "https://127.0.0.1/below", method="post").get_environ()
        with app.request_context(environ) as turn:
            as_ever = Request(environ)
            assert read(turn.request) == read(as_ever)
            assert list(turn.request.headers) == list(as_ever.headers)
            assert environ["werkzeug.request"] is as_ever


def test_json_goes_out_as_flask_would_send_it(plain: Flask) -> None:
    values = {"saved": "14:05", "revisions": {"changed": 2, "b": 1}, "at": NOW, "words": "Grüß “dich”"}
    with plain.test_request_context("/text", method="POST"):
        made = jsonify(values)
        as_ever = DefaultJSONProvider.response(plain.json, values)  # type: ignore[arg-type]  # one of its kind
        environ = EnvironBuilder("/text", method="POST").get_environ()
        found = []
        for answer in (made, as_ever):
            assert isinstance(answer, Response)
            body, status, headers = answer.get_wsgi_response(environ)
            found.append((b"".join(body), status, sorted(headers)))
    assert found[0] == found[1]


def test_a_page_that_is_only_asked_about_has_its_headers_and_no_text(plain: Flask) -> None:
    client = plain.test_client()
    asked, given = client.head("/text"), client.get("/text")
    assert (asked.data, given.data.decode()) == (b"", "Grüß dich")
    assert [name for name, _value in asked.headers] == [name for name, _value in given.headers]


def test_a_path_that_is_known_again_leads_where_it_led(app: Flask) -> None:
    def found(path: str, method: str) -> tuple[object, object]:
        with app.test_request_context(path, method=method) as context:
            asked = context.request
        return asked.endpoint or type(asked.routing_exception), asked.view_args

    for method, endpoint in (("GET", "interviews.show"), ("POST", "interviews.save")):
        first = found("/interviews/7", method)
        assert first == (endpoint, {"interview_id": 7})
        assert isinstance(first[1], dict)
        first[1].clear()
        assert found("/interviews/7", method) == (endpoint, {"interview_id": 7})
    for _ in range(2):
        assert found("/interviews/7", "DELETE") == (MethodNotAllowed, None)
        assert found("/interviews/seven", "GET") == (NotFound, None)


def test_a_path_with_words_is_not_kept(app: Flask) -> None:
    assert isinstance(app, Application)
    for path in ("/interviews/7", "/static/theme.css"):
        with app.test_request_context(path):
            pass
    assert list(app.known_paths) == [("GET", "/interviews/7")]


def test_a_turn_ends_with_all_that_was_opened(app: Flask) -> None:
    files = []
    with app.test_request_context("/verify", method="POST", data={"file": (BytesIO(b"%PDF"), "a.pdf")}) as turn:
        files.append(turn.request.files["file"])
        environ = turn.request.environ
        assert current_app == app
    assert files[0].stream.closed
    assert environ["werkzeug.request"] is None
    assert not current_app
    assert not has_request_context()


def test_one_turn_may_begin_within_another(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/me"), app.test_request_context("/loops"):
        assert (current_app, request.path) == (app, "/loops")
    assert not has_request_context()


def test_nothing_else_is_done_before_or_after_a_request_than_is_said_here(app: Flask) -> None:
    def names(functions: dict[Any, list[Any]]) -> dict[Any, list[str]]:
        return {where: [function.__name__ for function in told] for where, told in functions.items()}

    assert names(app.after_request_funcs) == {None: ["add_headers"]}
    assert names(app.teardown_request_funcs) == {None: ["<lambda>"]}
    assert app.teardown_appcontext_funcs == []


def test_nothing_looks_at_a_request_beforehand_but_what_looks_at_what_was_sent(app: Flask) -> None:
    assert [function.__name__ for function in app.before_request_funcs[None]] == ["_roomy", "csrf_protect"]
    assert list(app.before_request_funcs) == [None]
    assert not app.url_value_preprocessors
