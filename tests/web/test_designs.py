"""Who meets whom in a loop, as a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops, build_samples
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


def test_the_picture_and_its_table_tell_the_same_and_a_mend_leads_to_the_seats(
    lite: Database, client_of: ClientOf
) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, interviewers=[ana, ben])
    rosa, ling = (build_loops.candidacy(lite, loop.loop_id, name) for name in ("Rosa", "Ling"))
    build_loops.interview(lite, rosa, loop.stages[0], {ana: Seat.LEAD})
    ahead = NOW + timedelta(days=1)
    interview = build_loops.interview(lite, ling, loop.stages[0], {ben: Seat.LEAD}, starts_at=ahead)
    client = client_of(loop.recruiter)
    assert client.get(f"/loops/{loop.loop_id}").select(f'a[href="/loops/{loop.loop_id}/design"]')
    page = client.get(f"/loops/{loop.loop_id}/design")
    assert len(page.select("svg circle")) == 2
    assert len(page.select("svg circle.ahead")) == 1
    assert [row.text for row in page.select("tbody th")] == ["Ana A", "Ben B"]
    assert page.select(f'.findings a[href="/interviews/{interview}/seats"]')


def test_reference_samples_are_drawn_and_listed_and_a_mend_leads_to_them(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, interviewers=[ana, ben])
    for name, who in (("Rosa", ana), ("Ling", ben)):
        build_loops.interview(lite, build_loops.candidacy(lite, loop.loop_id, name), loop.stages[0], {who: Seat.LEAD})
    sample = build_samples.sample(lite, loop.manager, "Ticket")
    build_samples.handed_in(lite, ana, sample)
    page = client_of(loop.recruiter).get(f"/loops/{loop.loop_id}/design")
    assert (len(page.select("svg rect")), len(page.select("svg rect.ahead"))) == (2, 1)
    assert page.select(f'.findings a[href="/samples/{sample}"]')
    assert "Rated by Ana A. Wanted of Ben B." in " ".join(page.text.split())


def test_an_empty_loop_says_what_to_do_next(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    page = client_of(loop.manager).get(f"/loops/{loop.loop_id}/design")
    assert "Plan interviews" in page.text
    assert not page.select("svg.meetings")
