"""Saving a draft as it is typed: several writers, two server processes, full durability, every save read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median, quantiles

from sqlmodel import col, select

from hiringkit.db.tables import DraftFieldRow
from tests.bench.rig import filled
from tests.bench.rig.load import requests_a_second
from tests.bench.rig.site import INTERVIEWER, Site, begun_drafts, site
from tests.bench.rig.writers import FIELD, Typed, Writer, typed
from tests.bench.row import Row, at_least, at_most, in_turn
from tests.postgres import Cluster
from tests.served import token_in

ROUNDS = 5
WRITERS = 4
SECONDS = 2.0
HELLO = "bare Flask page"


def rows() -> Iterator[Row]:
    """On both databases: how many saves a second, what the slowest wait, and that none was refused or lost."""
    for name, place in (("SQLite", site), ("PostgreSQL", on_postgres)):
        with place() as running:
            yield from _rows(name, running)


@contextmanager
def on_postgres() -> Iterator[Site]:
    """The filled installation over a PostgreSQL server of our own, as durable as one is by default."""
    cluster = Cluster.start(durable=True)
    try:
        url = cluster.create("bench")
        filled.into_postgres(filled.sqlite(), url)
        with site(url) as place:
            yield place
    finally:
        cluster.stop()


def _rows(name: str, place: Site) -> Iterator[Row]:
    writers = _seated(place)
    every: list[Typed] = []
    waits: list[float] = []

    def saves_a_second() -> float:
        results = typed(place.served.port, SECONDS, writers)
        writers[:] = [
            Writer(one.cookie, one.token, one.card, result.revision)
            for one, result in zip(writers, results, strict=True)
        ]
        every.extend(results)
        seconds = [one for result in results for one in result.seconds]
        waits.append(quantiles(seconds, n=100)[98] / median(seconds))
        return sum(result.saves for result in results) / SECONDS

    measures: dict[str, Callable[[], float]] = {
        HELLO: partial(requests_a_second, place.hello.port, "/"),
        "saves": saves_a_second,
    }
    saves_a_second()  # once for nothing: every process has seen every statement
    found = in_turn(ROUNDS, measures)
    refused, saves = sum(len(result.refused) for result in every), sum(result.saves for result in every)
    what = f"autosave on {name}, {WRITERS} writers"
    yield Row(what, found["saves"], found[HELLO], HELLO, "a second", at_least(1 / 6, 1 / 4))
    yield Row(f"{what}: slowest of a hundred", waits, [1.0] * len(waits), "its median", "times", at_most(20))
    yield Row(f"{what}: refused", [refused], [saves], "saves", "saves", at_most(0))
    yield Row(f"{what}: lost", [_lost(place, every)], [saves], "saves", "saves", at_most(0))


def _seated(place: Site) -> list[Writer]:
    """As many cards, each open in a browser of its own."""
    with place.reading() as session:
        drafts = begun_drafts(session)[:WRITERS]
    writers = []
    for interview_id, card in drafts:
        browser = place.browser(INTERVIEWER)
        token = token_in(browser.ask("GET", f"/interviews/{interview_id}")[1])
        writers.append(Writer(browser.cookie, token, card, _kept(place, card)[0]))
    return writers


def _lost(place: Site, every: list[Typed]) -> int:
    """Confirmed saves that are not in the database: each one made the next revision, and the last one's text stands."""
    lost = 0
    for result in every[-WRITERS:]:
        revision, text = _kept(place, result.card)
        lost += abs(result.revision - revision) + (text != result.text)
    return lost


def _kept(place: Site, card: int) -> tuple[int, str]:
    with place.reading() as session:
        row = session.exec(
            select(DraftFieldRow.revision, DraftFieldRow.value).where(
                col(DraftFieldRow.scorecard_id) == card, col(DraftFieldRow.field) == FIELD
            )
        ).one_or_none()
    return (row[0], row[1]) if row else (0, "")
