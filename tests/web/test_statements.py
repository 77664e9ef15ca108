"""How often a page asks the database: at most six times, and as often with many rows as with few."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import amendment_drafts
from hiringkit.services.drafts import Change
from tests import build, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient
from tests.web.scene import Scene, every_get, scene, submit, write

MOST = 6
DOCUMENTS = re.compile("/documents/")  # a preview asks for what the document says, as often as the document does
ClientOf = Callable[[Viewer], CheckedClient]


@pytest.fixture
def counted(
    app: Flask, lite: Database, client_of: ClientOf, statements: Statements
) -> Callable[[Viewer], dict[str, int]]:
    """How many statements each page takes that somebody can open, by its address."""
    statements.listen(lite.engine)

    def count(viewer: Viewer) -> dict[str, int]:
        client = client_of(viewer).client
        return dict(_counted(app, client, statements))

    return count


def _counted(app: Flask, client: object, statements: Statements) -> Iterator[tuple[str, int]]:
    for path in every_get(app, "Rosa"):
        statements.seen.clear()
        answer = client.get(path)  # type: ignore[attr-defined]  # Flask's test client
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield path, len(statements.seen)
        answer.close()


def grow(db: Database, here: Scene) -> None:
    """Three more of what a page could list, and many more candidates."""
    for _ in range(3):
        build.person(db)
        another = build_loops.loop(db, manager=here.people["manager"][0], recruiter=here.people["recruiter"][0])
        build_loops.candidacy(db, another.loop_id)
    lead, second = build.person(db), build.person(db)
    stages = build_loops.stages_of(db, here.loop_id)
    for number in range(30):
        one = build_loops.candidacy(db, here.loop_id)
        for stage in stages[: number % 3]:
            met = build_loops.interview(
                db, one, stage, {lead: Seat.LEAD, second: Seat.SECOND, here.writer: Seat.SHADOW}
            )
            submit(db, lead, met, "Other")
            write(db, here.writer, met, "Draft")
        build_loops.interview(db, one, stages[2], {here.writer: Seat.LEAD}, starts_at=NOW + timedelta(days=number))


@pytest.mark.parametrize("who", ["writer", "manager", "recruiter", "administrator"])
def test_a_page_asks_at_most_six_times_however_much_there_is(
    lite: Database, counted: Callable[[Viewer], dict[str, int]], who: str
) -> None:
    here = scene(lite)
    write(lite, here.writer, here.interviews[0], "Draft")
    viewer = here.people[who][0]
    if who == "manager":
        card = submit(lite, here.author, here.interviews[0], "Submitted")
        amendment_drafts.save(lite, viewer, card, [Change("reason", "Begun, and not sent.", 0)], [], NOW)
    counted(viewer)  # a process reads a version of a pack once
    few = counted(viewer)
    grow(lite, here)
    many = counted(viewer)
    assert "/" in few
    assert {path: count for path, count in many.items() if count > MOST and not DOCUMENTS.match(path)} == {}
    assert {path: (few[path], many[path]) for path in few if few[path] != many[path]} == {}


def test_who_asks_and_what_they_read_is_one_transaction(app: Flask, lite: Database, client_of: ClientOf) -> None:
    here = scene(lite)
    write(lite, here.writer, here.interviews[0], "Draft")
    client = client_of(here.people["writer"][0]).client
    told: list[str] = []
    lite.close()  # new connections tell what goes to the driver
    sa.event.listen(lite.engine, "connect", lambda driver, _record: driver.set_trace_callback(told.append))
    paths = ("/", "/candidates", f"/interviews/{here.interviews[0]}", "/who-sees-what")
    for path in paths:
        with client.get(path) as answer:
            assert answer.status_code == 200
    around = [statement for statement in told if statement in ("BEGIN", "ROLLBACK")]
    assert around == ["BEGIN", "ROLLBACK"] * len(paths)
