"""Drills: rating a reference sample blind, with the rule of a scorecard, and then seeing how far off one was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import audit, packs
from hiringkit.db import drills as stored
from hiringkit.db import samples as stored_samples
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import DrillRow
from hiringkit.errors import ConflictError, InvalidError
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.scoring import drills as scoring
from hiringkit.scoring.drills import Closeness, Pair
from hiringkit.scoring.scorecards import AskedCriterion, NotObserved
from hiringkit.services.drafts import Change, Saved, merged
from hiringkit.services.samples import stage_name


@dataclass(frozen=True)
class DrillLine:
    """One of the viewer's drills in their list; `found` once it is handed in."""

    id: int
    state: DrillState
    due_at: datetime | None
    ended_at: datetime | None
    sample_id: int
    name: str
    kind: str
    stage: str
    pack: str
    is_retired: bool
    found: Closeness | None


@dataclass(frozen=True)
class Compared:
    """One criterion of a drill beside its reference."""

    criterion: Criterion
    pair: Pair
    why: str
    evidence: tuple[str, ...]
    not_observed: NotObserved | None


@dataclass(frozen=True)
class DrillPage:
    """A drill of the viewer's: open, with what was typed so far; or over, beside the reference ratings."""

    id: int
    state: DrillState
    due_at: datetime | None
    sample_id: int
    name: str
    kind: str
    stage: str
    text: str
    pack_title: str
    pack: Pack
    asked: tuple[AskedCriterion, ...]
    values: Mapping[str, str]
    revisions: Mapping[str, int]
    saved_at: datetime | None
    compared: tuple[Compared, ...]

    @property
    def found(self) -> Closeness:
        """How close it came."""
        return scoring.closeness(one.pair for one in self.compared)

    @property
    def rated(self) -> int:
        """How many criteria have a level or are not observed."""
        return sum(bool(self.values.get(f"rating:{one.key}")) for one in self.asked)


def listed(db: Database, viewer: Viewer) -> list[DrillLine]:
    """The viewer's own drills."""
    with db.reading() as session:
        rows = stored.listed(session, viewer)
        by_drill = _by_drill(stored.pairs(session, stored.is_of(viewer.person_id)))
        known = packs.packs_of(session, {row[10]: row[11] for row in rows})
    found = {drill: scoring.closeness(pairs) for drill, pairs in by_drill.items()}
    return [_listed(row, known[row[10]], found.get(row[0])) for row in rows]


def _listed(row: Columns, pack: Pack, found: Closeness | None) -> DrillLine:
    drill_id, state, due_at, ended_at, sample_id, name, kind, stage, title, is_retired = row[:10]
    where = stage_name(pack, stage)
    return DrillLine(drill_id, state, due_at, ended_at, sample_id, name, kind, where, title, is_retired, found)


def _by_drill(rows: Sequence[Columns]) -> dict[int, list[Pair]]:
    found: dict[int, list[Pair]] = defaultdict(list)
    for row in rows:
        found[row[3]].append(Pair(row[5], row[6], row[7]))
    return found


def begin(db: Database, viewer: Viewer, sample_id: int, now: datetime) -> int:
    """Begin a drill on a sample, or find the one that was begun; gives its id.

    Raises NotFoundError; ConflictError: the sample is retired, or the viewer made it and knows its ratings.
    """
    with db.writing() as session:
        row = stored_samples.read(session, viewer, sample_id)
        if row["drill_id"]:
            return int(row["drill_id"])
        if row["retired_at"]:
            raise ConflictError("This sample is retired.", mend="Rate its newest version instead.")
        if row["is_open"]:
            raise ConflictError("You made this sample and know its reference ratings.", mend="Let others rate it.")
        drill = DrillRow(sample_id=sample_id, person_id=viewer.person_id, state=DrillState.OPEN, begun_at=now)
        return stored.add(session, drill)


def give_up(db: Database, viewer: Viewer, sample_id: int, now: datetime) -> None:
    """Read the reference ratings without rating the sample: no drill on it counts from then on.

    Raises NotFoundError. Whoever may read them already loses nothing.
    """
    with db.writing() as session:
        row = stored_samples.read(session, viewer, sample_id)
        if row["is_open"]:
            return
        drill_id = row["drill_id"]
        if drill_id is None:
            drill = DrillRow(sample_id=sample_id, person_id=viewer.person_id, state=DrillState.OPEN, begun_at=now)
            drill_id = stored.add(session, drill)
        stored.end(session, drill_id, DrillState.GIVEN_UP, now)
        _note(session, viewer, "drill given up", drill_id, now)


def page(db: Database, viewer: Viewer, drill_id: int) -> DrillPage:
    """One of the viewer's own drills. Raises NotFoundError."""
    with db.reading() as session:
        drill = stored.own(session, viewer, drill_id)
        return _page(session, viewer, drill)


def _page(session: Session, viewer: Viewer, drill: DrillRow) -> DrillPage:
    row = stored_samples.read(session, viewer, drill.sample_id)
    pack = packs.pack_of(session, row["version_id"], row["content_hash"])
    is_open = drill.state is DrillState.OPEN
    asked = stored_samples.criteria(session, drill.sample_id)
    kept = stored.fields(session, drill.id) if is_open else {}
    return DrillPage(
        id=drill.id,
        state=drill.state,
        due_at=drill.due_at,
        sample_id=drill.sample_id,
        name=row["name"],
        kind=row["kind"],
        stage=stage_name(pack, row["stage"]),
        text=row["text"],
        pack_title=row["title"],
        pack=pack,
        asked=tuple(AskedCriterion(one[1], one[2], one[3]) for one in asked),
        values={name: value for name, (value, _revision, _at) in kept.items()},
        revisions={name: revision for name, (_value, revision, _at) in kept.items()},
        saved_at=max((at for _value, _revision, at in kept.values()), default=None),
        compared=() if is_open else _compared(session, viewer, drill, pack),
    )


def _compared(session: Session, viewer: Viewer, drill: DrillRow, pack: Pack) -> tuple[Compared, ...]:
    given = {row[0]: row for row in stored.ratings(session, drill.id)}
    found = []
    for key, step, why in stored_samples.reference(session, viewer, drill.sample_id):
        own = given.get(key)
        criterion = pack.criterion(key)
        pair = Pair(criterion.name, own[1] if own else None, step)
        found.append(Compared(criterion, pair, why, tuple(own[3].splitlines()) if own else (), own[2] if own else None))
    return tuple(found)


def save(db: Database, viewer: Viewer, drill_id: int, changes: Sequence[Change], now: datetime) -> Saved:
    """Save what was typed, field by field, as a draft of a scorecard is. Raises NotFoundError; ConflictError: over."""
    with db.writing() as session:
        drill = stored.own(session, viewer, drill_id, lock=True)
        _require_open(drill)
        asked = [AskedCriterion(one[1], one[2], one[3]) for one in stored_samples.criteria(session, drill.sample_id)]
        result = Saved()
        kept = stored.fields(session, drill_id)
        new = merged(changes, kept, lambda one: scoring.fault(asked, one.field, texts.unified(one.value)), result)
        stored.keep(session, drill_id, new, now)
        return result


def hand_in(db: Database, viewer: Viewer, drill_id: int, now: datetime) -> int:
    """Hand in a drill: from then on it stays as it is, and its reference ratings are open. Gives the pack's id.

    Raises NotFoundError; ConflictError: it is over; InvalidError: what is missing, by field.
    """
    with db.writing() as session:
        drill = stored.own(session, viewer, drill_id, lock=True)
        _require_open(drill)
        rows = stored_samples.criteria(session, drill.sample_id)
        asked = [AskedCriterion(row[1], row[2], row[3]) for row in rows]
        values = {name: value for name, (value, *_rest) in stored.fields(session, drill_id).items()}
        ratings = scoring.given(asked, values)
        problems = scoring.problems(ratings, asked)
        if problems:
            raise InvalidError("The drill was not handed in.", problems=problems)
        if not stored.end(session, drill_id, DrillState.HANDED_IN, now):
            raise ConflictError("This drill was handed in already.")
        kept = [
            {
                "criterion_id": row[0],
                "step": rating.step,
                "not_observed": rating.not_observed,
                "evidence": "\n".join(rating.evidence),
            }
            for row, rating in zip(rows, ratings, strict=True)
        ]
        stored.store(session, drill_id, kept)
        _note(session, viewer, "drill handed in", drill_id, now)
        return int(stored_samples.read(session, viewer, drill.sample_id)["pack_id"])


def _require_open(drill: DrillRow) -> None:
    if drill.state is not DrillState.OPEN:
        raise ConflictError("This drill is over; it stays as it was handed in.", where=str(drill.id))


def _note(session: Session, viewer: Viewer, act: str, drill_id: int, now: datetime) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="drill", subject_id=drill_id, detail={})
