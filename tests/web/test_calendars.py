"""Calendar addresses and files, as a browser and a calendar program get them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


def test_an_address_is_made_shown_once_followed_and_ended(app: Flask, lite: Database, client_of: ClientOf) -> None:
    priya = build.person(lite, "Priya R")
    loop = build_loops.loop(lite, panel={priya: Seat.LEAD})
    build_loops.interview(lite, build_loops.candidacy(lite, loop.loop_id, "Rosa"), loop.stages[0], {priya: Seat.LEAD})
    client = client_of(priya)
    page = client.submit("/me/calendar", expect=200)
    address = str(page.select_one("#address")["value"])  # type: ignore[index]  # it is there
    assert not client.get("/me/calendar").select("#address")
    path = urlsplit(address).path
    told = app.test_client().get(path)
    assert (told.status_code, told.mimetype, told.headers["Cache-Control"]) == (200, "text/calendar", "no-store")
    assert "SUMMARY:Recruiter screen: Rosa" in told.text
    assert client.submit("/me/calendar", form="form[action$=end]").response.status_code == 303
    assert app.test_client().get(path).status_code == 404


def test_a_loops_file_is_for_its_staff(lite: Database, client_of: ClientOf) -> None:
    member = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[member])
    answer = client_of(loop.recruiter).client.get(f"/loops/{loop.loop_id}/calendar")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="loop-{loop.loop_id}.ics"'
    assert client_of(member).client.get(f"/loops/{loop.loop_id}/calendar").status_code == 403
    assert client_of(build.person(lite)).client.get(f"/loops/{loop.loop_id}/calendar").status_code == 404
    page = client_of(loop.recruiter).get(f"/loops/{loop.loop_id}")
    assert page.select(f'a[href="/loops/{loop.loop_id}/calendar"]')
