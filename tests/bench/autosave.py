"""Saving a draft as it is typed: several writers, two server processes, full durability, every save read back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import median

from sqlmodel import col, select

from hiringkit.db.tables import (
    CriterionRow,
    DraftFieldRow,
    EvidenceTextRow,
    InterviewRow,
    ScorecardRow,
    StageCriterionRow,
)
from tests.bench.rig.load import CONNECTIONS, NAME, requests_a_second
from tests.bench.rig.site import INTERVIEWER, Site, begun_drafts, on_postgres, site
from tests.bench.rig.writers import FIELD, Typed, Writer, said, typed
from tests.bench.row import Row, at_least, at_most, in_turn
from tests.served import token_in

ROUNDS = 5
MANY, FEW = CONNECTIONS, 4  # who are fewer hide less of each other's waits; the bare page is asked for by as many
SECONDS = 2
HELLO = "bare Flask page"


def rows() -> Iterator[Row]:
    """On both databases: how many saves a second, what the slowest wait, and that none was refused or lost."""
    print(f"(typed by {NAME})")
    for name, place in (("SQLite", site), ("PostgreSQL", on_postgres)):
        with place() as running:
            seated = _seated(running)
            yield from _rows(f"autosave on {name}", running, seated)
            lines = [replace(one, name=str(uuid.uuid4()), criterion=_criterion(running, one.card)) for one in seated]
            yield from _rows(f"autosave of evidence on {name}", running, lines)


def _rows(what: str, place: Site, writers: list[Writer]) -> Iterator[Row]:
    crowds = [Saving(place, writers), Saving(place, writers[:FEW])]
    measures: dict[str, Callable[[], float]] = {}
    for saving in crowds:
        many = len(saving.writers)
        measures[f"{HELLO}, {many}"] = partial(requests_a_second, place.hello.port, "/", connections=many)
        measures[f"{many} writers"] = saving.a_second
    crowds[0].a_second()  # once for nothing: every process has seen every statement
    found = in_turn(ROUNDS, measures)
    for saving in crowds:
        many = len(saving.writers)
        these, saves = f"{what}, {many} writers", sum(one.saves for one in saving.every)
        waits, medians = saving.waits, [1.0] * len(saving.waits)
        bare = found[f"{HELLO}, {many}"]
        yield Row(these, found[f"{many} writers"], bare, HELLO, "a second", at_least(1 / 6, 1 / 4))
        yield Row(f"{these}: slowest of a hundred", waits, medians, "its median", "times", at_most(20))
        yield Row(
            f"{these}: refused", [sum(one.refused for one in saving.every)], [saves], "saves", "saves", at_most(0)
        )
        yield Row(f"{these}: lost", [saving.lost], [saves], "saves", "saves", at_most(0))
    people = median(found[f"{len(writers)} writers"])
    print(f"(that is {people:,.0f} people who type at the same time: whoever types sends one save a second)")


@dataclass
class Saving:
    """Some writers who save for a while, again and again, and what came of it."""

    place: Site
    writers: list[Writer]
    every: list[Typed] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    lost: int = 0

    def a_second(self) -> float:
        """Let them type: how many saves came of it a second."""
        begun = [replace(one, revision=_kept(self.place, one.card, one.name)[0]) for one in self.writers]
        found = typed(self.place.served.port, SECONDS, begun)
        self.every.extend(found.typed)
        self.waits.append(found.slowest / found.median)
        self.lost += sum(_is_lost(self.place, result) for result in found.typed)
        return sum(result.saves for result in found.typed) / SECONDS


def _seated(place: Site) -> list[Writer]:
    """As many cards, each open in a browser of its own, in which a field is typed."""
    with place.reading() as session:
        drafts = begun_drafts(session)[:MANY]
    writers = []
    for interview_id, card in drafts:
        browser = place.browser(INTERVIEWER)
        token = token_in(browser.ask("GET", f"/interviews/{interview_id}")[1])
        writers.append(Writer(browser.cookie, token, card, FIELD))
    return writers


def _criterion(place: Site, card: int) -> str:
    """A criterion that the card asks for."""
    with place.reading() as session:
        return session.exec(
            select(CriterionRow.key)
            .join(StageCriterionRow, col(StageCriterionRow.criterion_id) == col(CriterionRow.id))
            .join(InterviewRow, col(InterviewRow.stage_id) == col(StageCriterionRow.stage_id))
            .join(ScorecardRow, col(ScorecardRow.interview_id) == col(InterviewRow.id))
            .where(col(ScorecardRow.id) == card)
            .order_by(col(CriterionRow.id))
            .limit(1)
        ).one()


def _is_lost(place: Site, result: Typed) -> bool:
    """Whether a confirmed save is not in the database. One more than was confirmed may be: on its way at the end."""
    revision, text = _kept(place, result.card, result.name)
    return revision - result.revision not in {0, 1} or text != said(revision)


def _kept(place: Site, card: int, name: str) -> tuple[int, str]:
    """The revision and the text of a field, or else of a line with this id."""
    field_now = select(DraftFieldRow.revision, DraftFieldRow.value).where(
        col(DraftFieldRow.scorecard_id) == card, col(DraftFieldRow.field) == name
    )
    line = select(EvidenceTextRow.revision, EvidenceTextRow.text).where(
        col(EvidenceTextRow.scorecard_id) == card, col(EvidenceTextRow.evidence_id) == name
    )
    with place.reading() as session:
        row = session.exec(field_now).one_or_none() or session.exec(line).one_or_none()
    return (row[0], row[1]) if row else (0, "")
