"""Calibration sessions: what to look at together, an agenda by disagreement, hands after it, what was agreed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, packs
from hiringkit.db import calibration_sessions as stored
from hiringkit.db import calibrations as stored_calibrations
from hiringkit.db import samples as stored_samples
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables import CalibrationSessionRow, DefinitionProposalRow, SessionItemRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.scoring.debriefs import Judged, in_order

MOST_ITEMS = 12
FEWEST_DRILLS = 3
LONGEST = 2000
MOST_PEOPLE = 99
WORDS = ("counts", "does_not_count", "disagree")


@dataclass(frozen=True)
class Held:
    """A session in a list."""

    id: int
    pack_id: int
    pack: str
    number: int
    title: str
    leader: str
    begun_at: datetime
    closed_at: datetime | None
    sheet_of: int | None


@dataclass(frozen=True)
class Choice:
    """Something that a session could look at; `key` is how a form names it."""

    key: str
    name: str
    is_sample: bool


@dataclass(frozen=True)
class Point:
    """One criterion of one thing that is looked at: how many gave each level before and after, lowest first."""

    item_id: int
    name: str
    sample_id: int | None
    candidacy_id: int | None
    criterion: Criterion
    words: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    reference: int | None
    apart: int
    minutes: int

    @property
    def said(self) -> str:
        """How far apart people were, and what the talk did to that."""
        if sum(self.before) < 2:
            start = "Rated once" if sum(self.before) else "Not rated before"
        else:
            start = f"{_levels(self.apart)} apart" if self.apart else "All at one level"
        if not sum(self.after):
            return f"{start}."
        now = _apart(self.after)
        return f"{start} before, {_levels(now) + ' apart' if now else 'all at one level'} after."


@dataclass(frozen=True)
class Agreed:
    """What was agreed on for a criterion."""

    criterion: Criterion
    counts: str
    does_not_count: str
    disagree: str


@dataclass(frozen=True)
class SessionPage:
    """A session as its viewer may see it: the widest disagreement first."""

    held: Held
    pack: Pack
    points: tuple[Point, ...]
    agreed: tuple[Agreed, ...]
    hidden: bool


def listed(db: Database, viewer: Viewer) -> list[Held]:
    """The sessions of the packs whose calibration the viewer may see."""
    with db.reading() as session:
        return [_held(row) for row in stored.listed(session, viewer)]


def choices(
    db: Database, viewer: Viewer, pack_id: int | None
) -> tuple[tuple[tuple[int, str], ...], int | None, list[Choice]]:
    """The packs in use that the viewer may lead a session of, the one chosen, and what it could look at.

    Raises NotFoundError: no such pack.
    """
    with db.reading() as session:
        known = tuple((row[0], row[1]) for row in stored_calibrations.reached(session, viewer))
        if pack_id is not None and pack_id not in dict(known):
            raise NotFoundError("There is no such pack in use.", where=f"pack {pack_id}")
        chosen = pack_id or (known[0][0] if known else None)
        rows = stored.choices(session, viewer, chosen) if chosen else ()
    return known, chosen, [Choice(f"{row[0]}:{row[1]}", row[2], row[0] == "sample") for row in rows]


def begin(db: Database, viewer: Viewer, pack_id: int, title: str, wanted: Collection[str], now: datetime) -> int:
    """Begin a session on the newest version of a pack; gives its id. Raises NotFoundError; InvalidError by field."""
    title = texts.tidy(title)
    with db.writing() as session:
        if pack_id not in {row[0] for row in stored_calibrations.reached(session, viewer)}:
            raise NotFoundError("There is no such pack in use.", where=f"pack {pack_id}")
        known = {f"{row[0]}:{row[1]}" for row in stored.choices(session, viewer, pack_id)}
        problems = {}
        if fault := texts.fault(title, 120) or ("" if title else "Give it a name."):
            problems["title"] = fault
        if not wanted or set(wanted) - known or len(set(wanted)) > MOST_ITEMS:
            problems["items"] = f"Choose 1 to {MOST_ITEMS} of the samples and candidates that are listed."
        if problems:
            raise InvalidError("The session was not begun.", problems=problems)
        version_id = next(row[1] for row in stored_samples.newest_versions(session) if row[0] == pack_id)
        row = CalibrationSessionRow(
            pack_id=pack_id, version_id=version_id, title=title, led_by=viewer.person_id, begun_at=now
        )
        session.add(row)
        session.flush()
        for one in sorted(set(wanted)):
            kind, _, number = one.partition(":")
            session.add(SessionItemRow(session_id=row.id, **{f"{kind}_id": int(number)}))
        session.flush()
        _note(session, viewer, "calibration session begun", row.id, now, items=sorted(set(wanted)))
        return row.id


def page(db: Database, viewer: Viewer, session_id: int) -> SessionPage:
    """One session. Raises NotFoundError."""
    with db.reading() as session:
        row = stored.read(session, viewer, session_id)
        pack = packs.pack_of(session, row["version_id"], row["content_hash"])
        items = stored.items(session, viewer, session_id)
        before = stored.before(session, viewer, session_id)
        after = stored.after(session, session_id)
    shown = {item[0] for item in items}
    return SessionPage(
        held=_held(row),
        pack=pack,
        points=tuple(_points(pack, items, before, after)),
        agreed=tuple(Agreed(pack.criterion(one[1]), *one[4:7]) for one in after if not one[0] and _knows(pack, one[1])),
        hidden=any(one[0] and one[0] not in shown for one in after) or not items,
    )


def _points(pack: Pack, items: Sequence[Columns], before: Sequence[Columns], after: Sequence[Columns]) -> list[Point]:
    steps: dict[str, list[int]] = defaultdict(list)
    references: dict[str, int | None] = {}
    for item_id, key, step, reference in before:
        if _knows(pack, key):
            steps[f"{item_id} {key}"].append(step)
            references[f"{item_id} {key}"] = reference
    about = {item[0]: item for item in items}
    order = {one.id: place for place, one in enumerate(pack.criteria)}
    for key, given in steps.items():  # of fewer people, each would know what the others ticked in their drills
        if references[key] is not None and len(given) < FEWEST_DRILLS:
            given.clear()
    keys = sorted(steps, key=lambda one: (order[one.partition(" ")[2]], one))
    judged = [Judged(key, pack.scale_of(_of(pack, key)).levels, tuple(steps[key])) for key in keys]
    return [_point(pack, about, one, references[one.key], after) for one in in_order(judged)]


def _point(
    pack: Pack, about: Mapping[int, Columns], judged: Judged, reference: int | None, after: Sequence[Columns]
) -> Point:
    item_id, _, key = judged.key.partition(" ")
    item, criterion = about[int(item_id)], pack.criterion(key)
    hands = {row[2]: row[3] for row in after if row[0] == item[0] and row[1] == key}
    levels = range(1, judged.levels + 1)
    return Point(
        item_id=item[0],
        name=item[3] or ERASED,
        sample_id=item[1],
        candidacy_id=item[2],
        criterion=criterion,
        words=pack.scale_of(criterion).words,
        before=tuple(judged.steps.count(step) for step in levels),
        after=tuple(hands.get(step, 0) for step in levels),
        reference=reference,
        apart=judged.apart,
        minutes=judged.minutes,
    )


def _of(pack: Pack, key: str) -> Criterion:
    return pack.criterion(key.partition(" ")[2])


def _knows(pack: Pack, key: str) -> bool:
    return key in {one.id for one in pack.criteria}


def _apart(counts: Sequence[int]) -> int:
    used = [step for step, people in enumerate(counts) if people]
    return used[-1] - used[0] if used else 0


def _levels(count: int) -> str:
    return f"{count} {'level' if count == 1 else 'levels'}"


def record(
    db: Database,
    viewer: Viewer,
    session_id: int,
    item_id: int,
    key: str,
    counts: Mapping[int, int | None],
    now: datetime,
) -> None:
    """Write down how many would now give each level. Raises NotFoundError; ConflictError: closed; InvalidError."""
    with db.writing() as session:
        row = _open(session, viewer, session_id)
        known = stored.criterion_ids(session, row["version_id"])
        if item_id not in {one[0] for one in stored.items(session, viewer, session_id)} or key not in known:
            raise NotFoundError("The session looks at nothing of this kind.", where=f"session {session_id}")
        criterion_id, levels = known[key]
        good = {step: people for step, people in counts.items() if people is not None and 0 <= people <= MOST_PEOPLE}
        if len(good) != len(counts) or set(counts) - set(range(1, levels + 1)):
            raise InvalidError(
                "The hands were not kept.",
                problems={f"hands:{item_id}:{key}": f"Write 0 to {MOST_PEOPLE} for a level."},
            )
        stored.keep_hands(session, item_id, criterion_id, good)
        _note(session, viewer, "calibration session counted", session_id, now, item=item_id, criterion=key)


def agree(db: Database, viewer: Viewer, session_id: int, key: str, said: Mapping[str, str], now: datetime) -> None:
    """Write down what was agreed on for a criterion. Raises NotFoundError; ConflictError: closed; InvalidError."""
    words = {name: texts.tidy(said.get(name, "")) for name in WORDS}
    with db.writing() as session:
        row = _open(session, viewer, session_id)
        known = stored.criterion_ids(session, row["version_id"])
        problems = {name: fault for name, text in words.items() if (fault := texts.fault(text, LONGEST))}
        if not any(words.values()):
            problems["counts"] = "Write what counts now, what does not, or where you still disagree."
        if key not in known:
            problems["criterion"] = "Choose a criterion of the rubric."
        if problems:
            raise InvalidError("It was not kept.", problems=problems)
        kept = DefinitionProposalRow(
            session_id=session_id, criterion_id=known[key][0], said_by=viewer.person_id, said_at=now, **words
        )
        stored.keep_proposal(session, kept)
        _note(session, viewer, "definition proposed", session_id, now, criterion=key)


def close(db: Database, viewer: Viewer, session_id: int, now: datetime) -> None:
    """Close a session: what was agreed on stands as a proposal for the rubric's next version."""
    with db.writing() as session:
        stored.read(session, viewer, session_id, lock=True)
        if stored.close(session, session_id, now):
            _note(session, viewer, "calibration session closed", session_id, now)


def _open(session: Session, viewer: Viewer, session_id: int) -> Any:
    row = stored.read(session, viewer, session_id, lock=True)
    if row["closed_at"] is not None:
        raise ConflictError("This session is closed; nothing of it changes.", mend="Begin another one.")
    return row


def _held(row: Any) -> Held:
    return Held(
        id=row["id"],
        pack_id=row["pack_id"],
        pack=row["pack"],
        number=row["number"],
        title=row["title"],
        leader=row["leader"] or ERASED_PERSON,
        begun_at=row["begun_at"],
        closed_at=row["closed_at"],
        sheet_of=row["sheet_of"],
    )


def _note(session: Session, viewer: Viewer, act: str, session_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(
        session, now=now, actor=actor, act=act, kind="calibration session", subject_id=session_id, detail=detail
    )
