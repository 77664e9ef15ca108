"""Candidates of a loop side by side, as far as a viewer may compare them: grouped, never ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hiringkit.db import comparisons as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.services.candidates import ERASED
from hiringkit.services.debriefs import enters_total


@dataclass(frozen=True)
class Compared:
    """A candidate: the mean of the ratings that enter the total, and the mean of each criterion that was observed."""

    candidacy_id: int
    name: str
    state: CandidacyState
    interviewers: int
    ratings: int
    mean: float | None
    means: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """A loop's candidates in groups, each in alphabetical order, and how many the viewer is not shown."""

    loop_id: int
    loop: str
    requisition: str
    is_staff: bool
    pack: Pack
    criteria: tuple[Criterion, ...]
    groups: tuple[tuple[str, tuple[Compared, ...]], ...]
    hidden: int


GROUPS = {
    CandidacyState.ACTIVE: "Take part: not calibrated, in alphabetical order",
    CandidacyState.CLOSED: "Decided: in alphabetical order",
    CandidacyState.WITHDRAWN: "Withdrew: in alphabetical order",
}


def comparison(db: Database, viewer: Viewer, loop_id: int, state: CandidacyState | None) -> Comparison:
    """The comparison, of one state when one is named. Raises NotFoundError for whoever does not reach the loop."""
    with db.reading() as session:
        loop = stored_loops.head(session, viewer, loop_id)
        people = stored.candidates(session, viewer, loop_id)
        sums = stored.sums(session, viewer, loop_id)
        pack = stored_packs.pack_of(session, loop["version_id"], loop["content_hash"])
    wanted = [row for row in people if state is None or row[2] is state]
    total = {one.id for one in pack.criteria if enters_total(one)}
    shown = [_compared(row, [one for one in sums if one[0] == row[0]], total) for row in wanted if row[3]]
    groups = ((name, tuple(one for one in shown if one.state is kind)) for kind, name in GROUPS.items())
    seen = {row[1] for row in sums}
    return Comparison(
        loop_id=loop_id,
        loop=loop["title"],
        requisition=loop["requisition"],
        is_staff=bool(loop["is_staff"]),
        pack=pack,
        criteria=tuple(one for one in pack.criteria if one.id in seen),
        groups=tuple((name, found) for name, found in groups if found),
        hidden=sum(not row[3] for row in wanted),
    )


def _compared(person: Columns, sums: Sequence[Columns], total: set[str]) -> Compared:
    by_criterion: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _candidacy, key, _author, steps, number in sums:
        by_criterion[key][0] += int(steps or 0)
        by_criterion[key][1] += number
    means = {key: steps / number for key, (steps, number) in by_criterion.items() if number}
    counted = [found for key, found in by_criterion.items() if key in total]
    ratings = sum(number for _steps, number in counted)
    return Compared(
        candidacy_id=person[0],
        name=person[1] or ERASED,
        state=person[2],
        interviewers=len({row[2] for row in sums if row[4]}),
        ratings=ratings,
        mean=sum(steps for steps, _number in counted) / ratings if ratings else None,
        means=means,
    )
