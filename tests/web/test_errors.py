"""Errors as people meet them: what went wrong, what to do, what was typed; never how the program is made."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Blueprint, Flask
from werkzeug.test import TestResponse

from hiringkit import errors
from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.web import BLUEPRINTS
from hiringkit.web.errors import STATUS
from hiringkit.web.security import open_to_all
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.web.client import CheckedClient, values
from tests.web.conftest import Clock
from tests.web.scene import rules

ClientOf = Callable[[Viewer], CheckedClient]
MakeApp = Callable[..., Flask]
OWN = {"Origin": "http://localhost"}
SECRET = "SELECT password_hash FROM credential -- Rosa Delgado-Kim"
ACTS = {"builders"}  # has no page of its own
TOLD = re.compile(r"E-[0-9A-F]{8}")


def _fail(**_arguments: object) -> str:
    raise RuntimeError(SECRET)


@pytest.mark.parametrize("name", [blueprint.name for blueprint in BLUEPRINTS if blueprint.name not in ACTS])
def test_a_fault_of_ours_is_a_page_with_a_number_whatever_the_page_was(
    app: Flask, client_of: ClientOf, lite: Database, name: str
) -> None:
    rule = next(rule for rule in rules(app, "GET") if rule.endpoint.startswith(f"{name}."))
    app.view_functions[rule.endpoint] = _fail
    client = client_of(build.person(lite, "Ada", Role.ADMIN))
    page = client.get(re.sub("<[^>]+>", "1", rule.rule), expect=500)
    words = TOLD.sub("E-", page.get_text(" ", strip=True))
    assert "The page could not be made" in words
    assert "give this number to an administrator: E-" in words
    for inside in ("Traceback", "RuntimeError", "SELECT", "Rosa", "sqlalchemy", ".py", "Werkzeug", "Python"):
        assert inside not in page.response.text, inside
        assert inside not in str(page.response.headers), inside


def _family(kind: type[errors.HiringkitError]) -> list[type[errors.HiringkitError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _family(child))]


@pytest.mark.parametrize("kind", _family(errors.HiringkitError), ids=lambda kind: kind.__name__)
def test_every_error_is_said_with_what_mends_it(
    lite: Database, make_app: MakeApp, kind: type[errors.HiringkitError]
) -> None:
    raises = Blueprint("raises", __name__)

    @raises.get("/raises")
    @open_to_all
    def page() -> str:
        wait = {"wait_seconds": 60} if kind is errors.TooManyError else {}
        raise kind("It did not work.", where="field <b>", mend="Do it like <i>this</i>.", **wait)

    answer = CheckedClient(make_app(lite, blueprints=[*BLUEPRINTS, raises])).get("/raises", expect=STATUS[kind])
    assert "It did not work." in answer.text
    assert "Do it like <i>this</i>." in answer.get_text()
    assert not answer.select("main i, main b")


@pytest.mark.parametrize(
    ("path", "method", "status", "title"),
    [
        ("/no-such-page", "GET", 404, "There is no such page"),
        ("/loops/1/open", "GET", 405, "The page cannot be asked that"),
        ("/candidates/1", "DELETE", 405, "The page cannot be asked that"),
        ("/loops/0001/", "GET", 404, "There is no such page"),
    ],
)
def test_what_cannot_be_asked_is_said(
    client_of: ClientOf, lite: Database, path: str, method: str, status: int, title: str
) -> None:
    client = client_of(build_loops.loop(lite).manager)
    answer = client.client.open(path, method=method, headers={"X-CSRFToken": client.token()})
    page = BeautifulSoup(answer.text, "html.parser")
    heading = page.select_one("h1")
    assert answer.status_code == status
    assert heading
    assert heading.text == title


@pytest.fixture
def loop(lite: Database) -> BuiltLoop:
    """A loop whose manager is at work."""
    return build_loops.loop(lite)


TYPED = {"title": "A title that took long to find", "purpose": "Two\nlines of <b>purpose</b>"}


def _edit(client: CheckedClient) -> dict[str, str]:
    form = client.get("/loops/1/edit").select_one("main form[method=post]")
    assert form
    return {**values(form), **TYPED}


def _kept(answer: TestResponse, status: int) -> dict[str, str]:
    """What the page still holds of what was typed, ready to be sent again."""
    assert answer.status_code == status
    form = BeautifulSoup(answer.text, "html.parser").select_one("main form[method=post]")
    assert form
    return values(form)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        pytest.param("http://localhost/loops/1/people?said=added", "/loops/1/people?said=added", id="our own page"),
        pytest.param("http://localhost/loops/1/people", "/loops/1/people", id="our own page, as it is"),
        pytest.param("https://elsewhere.example/loops", None, id="somebody else's"),
        pytest.param("http://localhost//elsewhere.example", None, id="an address that leads away"),
        pytest.param("http://localhost/loops/9", None, id="this very address"),
        pytest.param("", None, id="none"),
    ],
)
def test_whoever_meets_an_error_is_led_back_to_the_page_before(
    client_of: ClientOf, loop: BuiltLoop, referer: str, back: str | None
) -> None:
    answer = client_of(loop.manager).client.get("/loops/9", headers={"Referer": referer})
    links = [str(link["href"]) for link in BeautifulSoup(answer.text, "html.parser").select("main a")]
    assert answer.status_code == 404
    assert links == ([back, "/"] if back else ["/"])


@pytest.mark.parametrize(("path", "status"), [("/loops/1/edit", 403), ("/loops/9/edit", 404)])
def test_what_was_typed_stays_where_somebody_may_not_or_cannot_store_it(
    client_of: ClientOf, lite: Database, path: str, status: int
) -> None:
    ada = build.person(lite, "Ada")
    loop = build_loops.loop(lite, interviewers=[ada])
    fields = _edit(client_of(loop.manager))
    client = client_of(ada)
    sent = {**fields, "csrf_token": client.token()}
    assert TYPED.items() <= _kept(client.client.post(path, data=sent, headers=OWN), status).items()


def test_what_was_only_chosen_is_not_handed_back(client_of: ClientOf, loop: BuiltLoop) -> None:
    client = client_of(loop.manager)
    sent = {"member": f"{loop.manager.person_id} manager", "csrf_token": client.token()}
    answer = client.client.post("/loops/1/people/remove", data=sent, headers=OWN)
    assert answer.status_code == 403
    assert "What you typed" not in answer.text


def test_a_session_that_ended_keeps_what_was_typed_until_it_is_sent(
    client_of: ClientOf, loop: BuiltLoop, clock: Clock
) -> None:
    client = client_of(loop.manager)
    fields = _edit(client)
    clock.now += timedelta(hours=9)
    kept = _kept(client.client.post("/loops/1/edit", data=fields, headers=OWN), 401)
    assert TYPED.items() <= kept.items()
    client.sign_in(loop.manager)
    assert client.client.post("/loops/1/edit", data=kept, headers=OWN).status_code == 303, "one send does"
    assert TYPED["title"] in client.get("/loops/1").text


def test_what_was_kept_is_sent_by_the_same_person_to_the_same_page_alone(
    client_of: ClientOf, lite: Database, loop: BuiltLoop, clock: Clock
) -> None:
    client = client_of(loop.manager)
    fields = _edit(client)
    clock.now += timedelta(hours=9)
    kept = _kept(client.client.post("/loops/1/edit", data=fields, headers=OWN), 401)
    another = client_of(build.person(lite, "Ada", Role.ADMIN))
    assert another.client.post("/loops/1/edit", data=kept, headers=OWN).status_code == 400
    client.sign_in(loop.manager)
    assert client.client.post("/me/password", data=kept, headers=OWN).status_code == 400
    clock.now += timedelta(hours=13)
    client.sign_in(loop.manager)
    assert client.client.post("/loops/1/edit", data=kept, headers=OWN).status_code == 400, "not for ever"


def test_what_was_typed_is_given_back_under_the_words_of_its_form(
    client_of: ClientOf, loop: BuiltLoop, clock: Clock
) -> None:
    client = client_of(loop.manager)
    clock.now += timedelta(hours=9)
    sent = {"tie_breaker_id": "3", "revision": "4", "rating:owned-next-steps": "4", "note:panel": "Read it"}
    page = BeautifulSoup(client.client.post("/loops/1/edit", data=sent, headers=OWN).text, "html.parser")
    words = [label.text for label in page.select("main label")]
    assert words == ["Tie-breaker", "Rating: owned next steps", "To the panel"]
    hidden = page.select_one("main input[type=hidden][name=revision]")
    assert hidden
    assert hidden["value"] == "4"


def test_a_wrong_token_keeps_what_was_typed_on_a_page_of_ours_alone(client_of: ClientOf, loop: BuiltLoop) -> None:
    client = client_of(loop.manager)
    fields = {**_edit(client), "csrf_token": "of another time"}
    kept = _kept(client.client.post("/loops/1/edit", data=fields, headers=OWN), 400)
    assert TYPED.items() <= kept.items()
    for elsewhere in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        answer = client.client.post("/loops/1/edit", data=fields, headers=elsewhere)
        assert answer.status_code == 400
        assert TYPED["title"] not in answer.text, "a form of somebody else’s is not offered to be sent"


def test_no_password_stands_on_a_page_that_keeps_what_was_typed(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Ada"))
    fields = {"old": "my old password", "password": "my new password", "note": "kept"}
    answer = client.client.post("/me/password", data=fields, headers=OWN)
    assert answer.status_code == 400
    assert "kept" in answer.text
    assert "password" not in {str(tag["value"]) for tag in BeautifulSoup(answer.text, "html.parser").select("[value]")}
    assert "my old password" not in answer.text
    assert "my new password" not in answer.text


def test_a_form_that_is_out_of_date_shows_both_texts_and_is_sent_again(client_of: ClientOf, loop: BuiltLoop) -> None:
    client = client_of(loop.manager)
    stale = _edit(client)
    client.submit("/loops/1/edit", {"title": "Somebody was quicker", "paper": "a4"}, form="form.fields")
    answer = client.client.post("/loops/1/edit", data=stale, headers=OWN)
    kept = _kept(answer, 409)
    assert TYPED.items() <= kept.items()
    page = BeautifulSoup(answer.text, "html.parser")
    faults = {str(fault["id"]): fault.get_text(" ", strip=True) for fault in page.select(".stop-text[id]")}
    assert faults.keys() == {"title-fault", "purpose-fault", "paper-fault"}
    assert "Somebody changed this loop" in faults["title-fault"]
    assert "“Somebody was quicker”" in faults["title-fault"]
    assert "“A4”" in faults["paper-fault"]
    assert "Somebody was quicker" in client.get("/loops/1").text, "nothing was written over"
    assert client.client.post("/loops/1/edit", data=kept, headers=OWN).status_code == 303
    assert TYPED["title"] in client.get("/loops/1").text


def test_a_stage_that_somebody_changed_meanwhile_shows_both_texts(client_of: ClientOf, loop: BuiltLoop) -> None:
    client, path = client_of(loop.manager), "/loops/1/stages/recruiter-screen"
    form = client.get(path).select_one("main form[method=post]")
    assert form
    stale = {**values(form), "minutes": "45"}
    client.submit(path, {"minutes": "30"})
    answer = client.client.post(path, data=stale, headers=OWN)
    assert _kept(answer, 409)["minutes"] == "45"
    assert "It says “30” now." in answer.text
    assert client.client.post(path, data=_kept(answer, 409), headers=OWN).status_code == 303


def test_a_database_that_is_busy_says_so_and_keeps_what_was_typed(
    client_of: ClientOf, lite: Database, loop: BuiltLoop
) -> None:
    client = client_of(loop.manager)
    fields = _edit(client)
    lite.close()
    sa.event.listen(lite.engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(str(lite.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.client.post("/loops/1/edit", data=fields, headers=OWN)
    other.execute("ROLLBACK")
    other.close()
    assert TYPED.items() <= _kept(answer, 503).items()
    assert answer.headers["Retry-After"] == "5"
    assert client.client.post("/loops/1/edit", data=_kept(answer, 503), headers=OWN).status_code == 303


def test_a_database_that_does_not_answer_is_a_page_too(client_of: ClientOf, lite: Database) -> None:
    client = client_of(build.person(lite, "Ada"))
    with lite.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE session")
    page = client.get("/me", expect=503)
    assert "The database is busy" in page.text
    assert page.response.headers["Content-Security-Policy"]
