"""What came of a hire by day 90, rated against the pack's outcomes; and which criteria told it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import outcomes as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Outcome
from hiringkit.scoring.decisions import Choice
from hiringkit.scoring.outcomes import Carried, Result, carried, day_90, problems

LONGEST_WORDS = 4000


@dataclass(frozen=True)
class HirePage:
    """Somebody who was hired, the outcomes of the pack, and what was recorded of each."""

    candidacy_id: int
    candidate: str
    loop_id: int
    loop: str
    outcomes: tuple[Outcome, ...]
    started_on: date | None
    results: Mapping[str, Result]
    words: Mapping[str, str]
    revision: int
    may_record: bool
    recorded_at: datetime | None
    recorder: str

    @property
    def due_on(self) -> date | None:
        """The day on which outcomes are rated."""
        return day_90(self.started_on) if self.started_on else None


@dataclass(frozen=True)
class CriterionLine:
    """A criterion, the outcomes that it is to tell, and whether it did."""

    name: str
    tells: tuple[str, ...]
    carried: Carried


@dataclass(frozen=True)
class OutcomeReport:
    """How the interviews of a pack went with what came of the hires."""

    pack_id: int
    title: str
    hires: int
    lines: tuple[CriterionLine, ...]


def page(db: Database, viewer: Viewer, candidacy_id: int) -> HirePage:
    """A hire, for the loop's staff. Raises NotFoundError; RefusedError while nobody was hired."""
    with db.reading() as session:
        return _page(session, viewer, candidacy_id)


def _page(session: Session, viewer: Viewer, candidacy_id: int) -> HirePage:
    row = stored.head(session, viewer, candidacy_id)
    if row["choice"] is not Choice.HIRE:
        raise RefusedError("Nobody was hired here, so there is no outcome to rate.")
    pack = stored_packs.pack_of(session, row["version_id"], row["content_hash"])
    said = stored.results(session, candidacy_id)
    return HirePage(
        candidacy_id=candidacy_id,
        candidate=row["candidate"] or ERASED,
        loop_id=row["loop_id"],
        loop=row["loop"],
        outcomes=pack.outcomes,
        started_on=row["started_on"],
        results={one[0]: one[1] for one in said},
        words={one[0]: one[2] for one in said},
        revision=row["revision"],
        may_record=bool(row["leads"]),
        recorded_at=row["at"],
        recorder=row["recorder"] or "somebody",
    )


def record(
    db: Database,
    viewer: Viewer,
    candidacy_id: int,
    started_on: date | None,
    said: Mapping[str, tuple[Result, str]],
    over: int,
    now: datetime,
) -> None:
    """Record the first day at work and, from day 90 on, what came of it. `over`: the revision that the writer saw.

    Raises NotFoundError; RefusedError: a manager or the decider records it; InvalidError by field; ConflictError.
    """
    with db.writing() as session:
        found = _page(session, viewer, candidacy_id)
        if not found.may_record:
            raise RefusedError("A manager or the decider of the loop records what came of a hire.")
        known = {one.id for one in found.outcomes}
        kept = {key: (result, texts.tidy(words)) for key, (result, words) in said.items() if key in known}
        zone = stored.head(session, viewer, candidacy_id)["zone"]
        faults = _faults(kept, started_on, now.astimezone(ZoneInfo(zone)).date())
        if faults:
            raise InvalidError("The outcomes were not recorded.", problems=faults)
        assert started_on is not None
        if not stored.store(session, viewer, candidacy_id, started_on, kept, revision=over, now=now):
            raise ConflictError("Somebody recorded something since.", mend="Load the page again, and look at it first.")
        digest = audit.digest([started_on.isoformat(), sorted((key, *one) for key, one in kept.items())])
        _note(session, viewer, candidacy_id, now, record=audit.salted(session, "hire", candidacy_id, digest))


def _faults(said: Mapping[str, tuple[Result, str]], started_on: date | None, today: date) -> dict[str, str]:
    words = {key: text for key, (_result, text) in said.items()}
    found = problems({key: result for key, (result, _text) in said.items()}, words, started_on, today)
    faults = {f"words:{key}": texts.fault(text, LONGEST_WORDS) for key, text in words.items()}
    return found | {name: fault for name, fault in faults.items() if fault}


def report(db: Database, viewer: Viewer, pack_id: int) -> OutcomeReport:
    """Which criteria of a pack's newest version went with what came of the hires.

    Raises NotFoundError; RefusedError: interviewers do not run packs.

    Ratings pool over versions whose anchors are the same to the letter.
    """
    with db.reading() as session:
        version_id, content_hash, _number = stored.newest_version(session, pack_id)
        if viewer.role is Role.INTERVIEWER:
            raise RefusedError("This page is not for your role.", mend="Ask an administrator if it should be.")
        pack = stored_packs.pack_of(session, version_id, content_hash)
        hashes = stored.anchors(session, version_id)
        results: dict[int, dict[str, Result]] = defaultdict(dict)
        for candidacy_id, outcome, result in stored.told(session, pack_id):
            results[candidacy_id][outcome] = result
        means = {(row[0], row[1], row[2]): float(row[3]) for row in stored.rated(session, pack_id)}
    names = {one.id: one.text for one in pack.outcomes}
    lines = []
    for criterion in pack.criteria:
        pairs = []
        for candidacy_id, known in results.items():
            rated = means.get((candidacy_id, criterion.id, hashes[criterion.id]))
            points = [known[key].points for key in criterion.outcomes if key in known]
            if rated is not None and points:
                pairs.append((rated, fmean(points)))
        tells = tuple(names[key] for key in criterion.outcomes if key in names)
        lines.append(CriterionLine(criterion.name, tells, carried(pairs)))
    return OutcomeReport(pack_id, pack.pack.title or "", len(results), tuple(lines))


def _note(session: Session, viewer: Viewer, candidacy_id: int, now: datetime, **detail: Any) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act="outcomes recorded",
        kind="candidacy",
        subject_id=candidacy_id,
        detail=detail,
    )
