"""The rating design of a loop, for those who plan it: who meets whom, and what would make scores comparable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hiringkit.db import designs as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db.engine import Database
from hiringkit.errors import RefusedError
from hiringkit.loops import designs
from hiringkit.loops.designs import Design, Join, Meeting
from hiringkit.policy.people import Viewer
from hiringkit.services.candidates import ERASED


@dataclass(frozen=True)
class Mend:
    """A mend with the names of those whom it asks: to join an interview, or to rate reference samples."""

    why: str
    people: tuple[str, ...]
    interview_id: int | None = None
    stage: str = ""
    candidate: str = ""
    starts_at: datetime | None = None

    @property
    def words(self) -> str:
        """What to do, in a sentence."""
        if self.interview_id is None:
            return f"Let {' and '.join(self.people)} rate the same two reference samples."
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
        rated = stored.samples(session, loop_id)
    meetings = [Meeting(row[0], row[1], row[3], row[5], can_grow=row[6] > now) for row in rows]
    sits = {one.interviewer for one in meetings}
    links = [Meeting(0, -row[0], row[1], row[2], is_sample=True) for row in rated if row[1] in sits]
    interviewers = {row[3]: row[4] or "somebody" for row in rows}
    candidates = {row[1]: row[2] or ERASED for row in rows}
    about = {row[0]: (row[5], candidates[row[1]], row[6]) for row in rows}
    return DesignPage(
        loop_id=loop_id,
        title=loop["title"],
        requisition=loop["requisition"],
        design=designs.design([*meetings, *links]),
        interviewers=interviewers,
        candidates=candidates,
        dots=_dots(meetings),
        mends=tuple(_named(join, interviewers, about) for join in designs.mends([*meetings, *links])),
    )


def _dots(meetings: Sequence[Meeting]) -> tuple[tuple[int, int, bool], ...]:
    """One dot for each pair; a pair that met already is held, whatever lies ahead."""
    ahead: dict[tuple[int, int], bool] = {}
    for one in meetings:
        pair = (one.interviewer, one.candidate)
        ahead[pair] = ahead.get(pair, True) and one.can_grow
    return tuple((who, whom, later) for (who, whom), later in sorted(ahead.items()))


def _named(join: Join, interviewers: dict[int, str], about: dict[int, tuple[str, str, datetime]]) -> Mend:
    if join.interviewer is None or join.interview is None:
        return Mend(join.why, tuple(interviewers[who] for who in join.people))
    stage, candidate, starts_at = about[join.interview]
    return Mend(join.why, (interviewers[join.interviewer],), join.interview, stage, candidate, starts_at)
