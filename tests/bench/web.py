"""Pages over 100,000 submitted scorecards, by a bare Flask page under the same server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.bench.rig.load import NAME, requests_a_second
from tests.bench.rig.server import GRANIAN, GUNICORN
from tests.bench.rig.site import (
    INTERVIEWER,
    MANAGER,
    RECRUITER,
    Site,
    begun_drafts,
    fullest_candidacy,
    on_postgres,
    open_loop,
    site,
)
from tests.bench.row import Row, at_least, in_turn

ROUNDS = 5
HELLO = "bare Flask page"
LISTS_AND_FORM = ("list of ", "scorecard form")
QUICK, GATHERED = at_least(1 / 5, 1 / 3), at_least(1 / 10, 1 / 5)  # the latter: pages that are made of many parts


def rows() -> Iterator[Row]:
    """Requests a second, eight at a time, to two server processes; then both databases, then the second server."""
    print(f"(load from {NAME})")
    yield from _pages(GRANIAN)
    yield _databases()
    yield from _pages(GUNICORN)


def _pages(server: str) -> Iterator[Row]:
    with site(server=server) as place:
        asked = pages(place)
        measures = {what: partial(_asked, place, who, path) for what, (who, path) in asked.items()}
        found = in_turn(ROUNDS, {HELLO: partial(requests_a_second, place.hello.port, "/"), **measures})
    under = "" if server == GRANIAN else f", {server}"
    for what in asked:
        target = QUICK if what.startswith(LISTS_AND_FORM) else GATHERED
        yield Row(what + under, found[what], found[HELLO], HELLO, "a second", target)


def _databases() -> Row:
    """The list of candidates over both databases, side by side."""
    with site() as lite, on_postgres() as other:
        measures = {
            name: partial(_asked, place, RECRUITER, "/candidates")
            for name, place in (("SQLite", lite), ("PostgreSQL", other))
        }
        found = in_turn(ROUNDS, measures)
    what = "list of candidates, PostgreSQL by SQLite"
    return Row(what, found["PostgreSQL"], found["SQLite"], "on SQLite", "a second", at_least(1 / 2, 1 / 1.2))


def pages(place: Site) -> dict[str, tuple[str, str]]:
    """What is measured: whose page, and its address. Recruiter and manager reach every loop and candidate."""
    with place.reading() as session:
        interview_id, _card = begun_drafts(session)[0]
        candidacy_id, loop_id = fullest_candidacy(session), open_loop(session)
    return {
        "home of an interviewer": (INTERVIEWER, "/"),
        "home of a recruiter": (RECRUITER, "/"),
        "list of candidates, 50 rows": (RECRUITER, "/candidates"),
        "list of candidates by name": (RECRUITER, "/candidates?sort=name"),
        "list of loops, 50 rows": (MANAGER, "/loops"),
        "loop": (MANAGER, f"/loops/{loop_id}"),
        "candidate with every stage held": (RECRUITER, f"/candidates/{candidacy_id}"),
        "scorecard form, half written": (INTERVIEWER, f"/interviews/{interview_id}"),
    }


def _asked(place: Site, who: str, path: str) -> float:
    browser = place.browser(who)
    status, page = browser.ask("GET", path)
    assert status == 200, f"{path} answers {status}: {page}"
    return requests_a_second(place.served.port, path, browser.cookie)
