"""Making calibration runs: gather what counts, compute outside of any transaction, keep what still stands."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit import __version__
from hiringkit.calibration.results import Result, as_json
from hiringkit.db import audit, packs
from hiringkit.db import calibrations as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CalibrationRunRow

PAIRS_IN_POOLS_OF = 60  # candidates: in larger pools no two are set side by side
REFERENCE = "reference"  # the engine's pool of what links interviewers and is nobody's score
TRIES = 3  # cards that come in while a run is computed make it an old one
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
Progress = Callable[[str, float], None]
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Inputs:
    """What a run is made from. Everything has the name that `candidacy`, `person` and `criterion` give it.

    `ratings`: candidate, interviewer, criterion, step, stage, pool.
    """

    ratings: tuple[tuple[str, str, str, int, str, str], ...]
    levels: int
    weights: Mapping[str, float]

    @property
    def digest(self) -> str:
        """The same for the same ratings."""
        return hashlib.sha256(_canonical(self.ratings).encode()).hexdigest()

    @property
    def settings(self) -> str:
        """What else decides about the result."""
        return _canonical(
            {"levels": self.levels, "method": "map", "pairs": PAIRS_IN_POOLS_OF, "weights": dict(self.weights)}
        )


def candidacy(candidacy_id: int) -> str:
    """How a run names a candidate: by id, so that an erasure leaves it readable."""
    return f"candidacy:{candidacy_id}"


def person(person_id: int) -> str:
    """How a run names an interviewer."""
    return f"person:{person_id}"


def criterion(key: str, anchor_hash: str) -> str:
    """How a run names a criterion: with other anchors it is another one."""
    return f"{key}@{anchor_hash}"


def number(name: str) -> int:
    """The id in a name that `candidacy` or `person` gave."""
    return int(name.partition(":")[2])


def refresh(db: Database, pack_id: int, now: datetime, progress: Progress | None = None) -> int | None:
    """Make the run that a pack's ratings ask for, or find it made: the same ratings make no second one.

    Gives the run's id; None when nobody's ratings have entered yet. One at a time in a process; of two processes that
    compute at once the first keeps its run.
    """
    with _ONE_AT_A_TIME:
        for _ in range(TRIES):
            with db.reading() as session:
                found = gathered(session, pack_id)
                known = _known(session, pack_id, found)
            if found is None or known:
                return known
            result = _computed(found, progress)
            with db.writing() as session:
                stored.hold(session, pack_id)
                fresh = gathered(session, pack_id)
                known = _known(session, pack_id, fresh)
                if known:
                    return known
                if fresh == found:
                    return _kept(session, pack_id, found, result, now)
    return None


def refresh_all(db: Database, now: datetime, progress: Progress | None = None) -> list[int]:
    """The runs that stand for every pack in use, made where they were not."""
    with db.reading() as session:
        known = stored.packs(session)
    runs = [refresh(db, pack_id, now, progress) for pack_id in known]
    return [run for run in runs if run is not None]


def refresh_after(db: Database, scorecard_id: int, now: datetime) -> int | None:
    """The run that a submitted card asks for, once its candidate's panel is complete."""
    with db.reading() as session:
        pack_id = stored.pack_of_card(session, scorecard_id)
    return refresh(db, pack_id, now) if pack_id else None


def refresh_opened(db: Database, candidacy_id: int, now: datetime) -> int | None:
    """The run that an early opening asks for."""
    with db.reading() as session:
        pack_id = stored.pack_of_candidacy(session, candidacy_id)
    return refresh(db, pack_id, now) if pack_id else None


def gathered(session: Session, pack_id: int) -> Inputs | None:
    """What a run of this pack is made from now; None when there is nothing yet.

    All must stand on one scale: that of most ratings, of two the longer one. Drills of those who rated a candidate
    enter as links.
    """
    rows = stored.inputs(session, pack_id)
    if not rows:
        return None
    counts = Counter(row[7] for row in rows)
    levels = max(counts, key=lambda one: (counts[one], one))
    ratings = [_rating(row) for row in rows if row[7] == levels]
    authors = {rating[1] for rating in ratings}
    links = [_link(row) for row in stored.links(session, pack_id) if row[6] == levels and person(row[1]) in authors]
    used = {rating[2] for rating in [*ratings, *links]}
    weights: dict[str, float] = {}
    for version_id, digest in stored.versions(session, pack_id):
        pack = packs.pack_of(session, version_id, digest)
        weights |= {criterion(one.id, one.anchor_hash): one.weight for one in pack.criteria}
    return Inputs(
        tuple(sorted([*ratings, *links])),
        levels,
        {name: weight for name, weight in sorted(weights.items()) if name in used},
    )


def _rating(row: Columns) -> tuple[str, str, str, int, str, str]:
    return candidacy(row[0]), person(row[1]), criterion(row[2], row[3]), row[4], row[5], f"loop:{row[6]}"


def _link(row: Columns) -> tuple[str, str, str, int, str, str]:
    return f"sample:{row[0]}", person(row[1]), criterion(row[2], row[3]), row[4], row[5], REFERENCE


def _known(session: Session, pack_id: int, found: Inputs | None) -> int | None:
    last = stored.last(session, pack_id)
    if found is None or last is None:
        return None
    return last[0] if tuple(last[1:]) == (__version__, found.settings, found.digest) else None


def _computed(found: Inputs, progress: Progress | None) -> Result:
    for name in THREADS:  # read once, when numpy is loaded: more threads make the many small matrices slow
        os.environ.setdefault(name, "1")
    from hiringkit.calibration import engine, ratings  # noqa: PLC0415 -- loads numpy, which most processes never need

    given = ratings.gathered((ratings.Rating(*one) for one in found.ratings), ratings.Scale(1, found.levels))
    settings = engine.Settings(weights=found.weights, profiles=True, differences=PAIRS_IN_POOLS_OF)
    return engine.calibrate(given, settings, progress)


def _kept(session: Session, pack_id: int, found: Inputs, result: Result, now: datetime) -> int:
    plain = as_json(result)
    scores = _scores(plain.pop("candidates"), plain.pop("differences"))
    text = _canonical(plain)
    run = CalibrationRunRow(
        pack_id=pack_id,
        made_at=now,
        program=__version__,
        settings=found.settings,
        inputs=found.digest,
        draw=secrets.token_hex(16),
        status=result.status,
        candidates=len(result.candidates),
        interviewers=len(result.interviewers),
        ratings=result.ratings,
        result=text,
    )
    run_id = stored.keep(session, run, scores)
    said = hashlib.sha256(_canonical([text, sorted(scores.items())]).encode()).hexdigest()
    audit.append(
        session,
        now=now,
        actor=audit.PROGRAM,
        act="calibrated",
        kind="calibration",
        subject_id=run_id,
        detail={"inputs": found.digest, "result": said},
    )
    return run_id


def _scores(candidates: Sequence[Mapping[str, Any]], differences: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """By candidacy: its figures, and those whom it lies ahead of."""
    behind: dict[str, list[list[Any]]] = defaultdict(list)
    for one in differences:
        behind[one["ahead"]].append([one["behind"], one["points"], one["se"], one["words"]])
    return {number(one["id"]): _canonical({**one, "behind": behind[one["id"]]}) for one in candidates}


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
