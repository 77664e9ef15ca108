"""The rating design of a loop, for those who plan it: who meets whom, and what would make scores comparable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hiringkit.db import designs as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db.engine import Database
from hiringkit.errors import RefusedError
from hiringkit.loops import designs
from hiringkit.loops.designs import Design, Join, Meeting
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.policy.samples import DrillState


@dataclass(frozen=True)
class Wanted:
    """A reference sample, and who is to rate it."""

    sample_id: int
    sample: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A reference sample in the picture: who of those who meet candidates rated it, and who is to."""

    sample_id: int
    name: str
    rated_by: tuple[int, ...]
    wanted_of: tuple[int, ...]


@dataclass(frozen=True)
class Mend:
    """A mend with the names of those whom it asks: to join an interview, or to rate reference samples."""

    why: str
    people: tuple[str, ...]
    interview_id: int | None = None
    stage: str = ""
    candidate: str = ""
    starts_at: datetime | None = None
    samples: tuple[Wanted, ...] = ()

    @property
    def words(self) -> str:
        """What to do, in a sentence."""
        if self.samples:
            asked = (f"{' and '.join(one.people)} rate “{one.sample}”" for one in self.samples)
            return f"Let {', and '.join(asked)}."
        if self.interview_id is None:
            return f"Let {' and '.join(self.people)} rate the same two reference samples; there are none free yet."
        return f"Let {self.people[0]} join {self.stage} with {self.candidate}."


@dataclass(frozen=True)
class DesignPage:
    """A loop's rating design with its names; `dots` says who meets whom: rater, candidate, whether it lies ahead."""

    loop_id: int
    title: str
    requisition: str
    design: Design
    interviewers: dict[int, str]
    candidates: dict[int, str]
    dots: tuple[tuple[int, int, bool], ...]
    samples: tuple[Column, ...]
    mends: tuple[Mend, ...]

    @property
    def sentence(self) -> str:
        """What can be told from this design."""
        found = self.design
        if not found.raters:
            return "Nobody meets a candidate yet."
        if found.components > 1:
            return f"{found.components} groups of candidates share no interviewer; compare only within a group."
        if found.own_stages:
            return "A harsh interviewer and a hard stage cannot be told apart here."
        few, enough = sum(not rater.is_linked for rater in found.raters), designs.ENOUGH_SHARED
        if few:
            return (
                f"One connected group; {few} of {len(found.raters)} interviewers share fewer than {enough} candidates."
            )
        return f"One connected group, and every interviewer shares {enough} candidates or more."


def page(db: Database, viewer: Viewer | None, loop_id: int, now: datetime) -> DesignPage:
    """The design of a loop, for its managers, recruiters and decider, and for the operator.

    Raises NotFoundError; RefusedError for somebody who reaches the loop but does not see each of its candidates.
    """
    with db.reading() as session:
        loop = stored_loops.head(session, viewer, loop_id)
        if viewer is not None and not loop["is_staff"]:
            raise RefusedError("Only the loop’s managers, recruiters and decider see who meets whom.")
        rows = stored.meetings(session, loop_id)
        gone = stored.samples(session, loop_id)
    meetings = [Meeting(row[0], row[1], row[3], row[5], can_grow=row[6] > now) for row in rows]
    sits = {one.interviewer for one in meetings}
    tried = [row for row in gone if row[4] is not None]
    rated = [row for row in tried if row[5] is DrillState.HANDED_IN and row[4] in sits]
    links = [Meeting(0, -row[0], row[4], row[2], is_sample=True) for row in rated]
    interviewers = {row[3]: row[4] or "somebody" for row in rows}
    candidates = {row[1]: row[2] or ERASED for row in rows}
    about = {row[0]: (row[5], candidates[row[1]], row[6]) for row in rows}
    by: dict[int, set[int]] = {row[0]: set() for row in gone}
    for row in rated:
        by[row[0]].add(row[4])
    free = {row[0]: by[row[0]] for row in gone if not row[3]}
    barred = {(row[0], row[4]) for row in tried if row[5] is DrillState.GIVEN_UP}
    names = {row[0]: row[1] for row in gone}
    joins = designs.mends([*meetings, *links])
    asked = [designs.samples_to_rate(join.people, free, barred) if join.interview is None else () for join in joins]
    wanted = {pair for pairs in asked for pair in pairs}
    columns = (
        Column(one, names[one], tuple(sorted(by[one])), tuple(sorted(who for sample, who in wanted if sample == one)))
        for one in names
    )
    return DesignPage(
        loop_id=loop_id,
        title=loop["title"],
        requisition=loop["requisition"],
        design=designs.design([*meetings, *links]),
        interviewers=interviewers,
        candidates=candidates,
        dots=_dots(meetings),
        samples=tuple(one for one in columns if one.rated_by or one.wanted_of),
        mends=tuple(
            replace(_named(join, interviewers, about), samples=_wanted(pairs, names, interviewers))
            for join, pairs in zip(joins, asked, strict=True)
        ),
    )


def _dots(meetings: Sequence[Meeting]) -> tuple[tuple[int, int, bool], ...]:
    """One dot for each pair; a pair that met already is held, whatever lies ahead."""
    ahead: dict[tuple[int, int], bool] = {}
    for one in meetings:
        pair = (one.interviewer, one.candidate)
        ahead[pair] = ahead.get(pair, True) and one.can_grow
    return tuple((who, whom, later) for (who, whom), later in sorted(ahead.items()))


def _wanted(
    pairs: Sequence[tuple[int, int]], names: Mapping[int, str], interviewers: Mapping[int, str]
) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(sample, names[sample], tuple(interviewers[who] for one, who in pairs if one == sample))
        for sample in dict.fromkeys(sample for sample, _who in pairs)
    )


def _named(join: Join, interviewers: dict[int, str], about: dict[int, tuple[str, str, datetime]]) -> Mend:
    if join.interviewer is None or join.interview is None:
        return Mend(join.why, tuple(interviewers[who] for who in join.people))
    stage, candidate, starts_at = about[join.interview]
    return Mend(join.why, (interviewers[join.interviewer],), join.interview, stage, candidate, starts_at)
