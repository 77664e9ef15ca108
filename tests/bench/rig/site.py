"""The filled installation while it is measured: hiringkit and the bare page side by side, and who looks at what."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from hiringkit.db.engine import make_engine
from hiringkit.db.tables import (
    CandidacyRow,
    DraftFieldRow,
    InterviewRow,
    LoopRow,
    PersonTextRow,
    ScorecardRow,
)
from hiringkit.db.tables.loops import LoopState
from hiringkit.policy.scorecards import CardState
from tests.bench.rig import filled
from tests.bench.rig.alone import Alone
from tests.bench.rig.hello import Hello
from tests.bench.rig.server import GRANIAN
from tests.postgres import Cluster
from tests.served import Browser

INTERVIEWER, RECRUITER, MANAGER = "Priya Raghunathan", "Leila Haddad", "Ingrid Solheim"


@dataclass(frozen=True)
class Site:
    """Two servers of the same kind, and the address of the database under the first."""

    served: Alone
    hello: Hello
    database: str

    def browser(self, name: str) -> Browser:
        """Somebody who is signed in."""
        return Browser(self.served, name.split(maxsplit=1)[0])

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The database itself, to look up and to read back."""
        engine = make_engine(self.database)
        with Session(engine) as session:
            yield session
        engine.dispose()


@contextmanager
def site(database: str = "", *, server: str = GRANIAN) -> Iterator[Site]:
    """The filled installation, served by two processes; over SQLite, or a filled database elsewhere."""
    kept = filled.sqlite()
    folder = Path(tempfile.mkdtemp(prefix="hk-bench-", dir=kept.parent)).absolute()
    served = hello = None
    try:
        url = database or f"sqlite:///{filled.copy(kept, folder)}"
        served, hello = Alone(folder, server, database=url), Hello(folder, server)
        yield Site(served, hello, url)
    finally:
        for running in (served, hello):
            if running:
                running.kill()
        shutil.rmtree(folder, ignore_errors=True)


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


def begun_drafts(session: Session) -> list[tuple[int, int]]:
    """The interviewer's drafts of interviews that were held, the fullest first: interview's id, scorecard's id."""
    written = sa.select(func.count()).where(col(DraftFieldRow.scorecard_id) == col(ScorecardRow.id)).scalar_subquery()
    rows = session.execute(
        sa.select(col(ScorecardRow.interview_id), col(ScorecardRow.id))
        .join(PersonTextRow, col(PersonTextRow.person_id) == col(ScorecardRow.author_id))
        .where(col(PersonTextRow.name) == INTERVIEWER, col(ScorecardRow.state) == CardState.DRAFT)
        .order_by(written.desc(), col(ScorecardRow.id))
        .limit(20)
    )
    return [(row[0], row[1]) for row in rows]


def fullest_candidacy(session: Session) -> int:
    """The candidacy with the most scorecards."""
    return session.exec(
        select(ScorecardRow.candidacy_id)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .group_by(col(ScorecardRow.candidacy_id))
        .order_by(func.count().desc(), col(ScorecardRow.candidacy_id))
        .limit(1)
    ).one()


def open_loop(session: Session) -> int:
    """An open loop."""
    return session.exec(
        select(LoopRow.id).where(col(LoopRow.state) == LoopState.OPEN).order_by(col(LoopRow.id)).limit(1)
    ).one()
