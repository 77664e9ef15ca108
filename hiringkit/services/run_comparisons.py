"""Two runs side by side: which candidates moved, and why."""

from __future__ import annotations

from dataclasses import dataclass

from hiringkit.db import calibrations as stored
from hiringkit.db.engine import Database
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.services import calibrations
from hiringkit.services.calibration_pages import ELSEWHERE, Run, head_only, letters, whole

SINCE = {
    "new ratings": "new ratings of them",
    "changed ratings": "other ratings of them",
    "re-learned severity": "what was learned of the interviewers since",
    "the other candidates": "the other candidates",
    "the gate opened": "a fair score could not be given before",
    "the gate closed": "a fair score can no longer be given",
}


@dataclass(frozen=True)
class Move:
    """A candidate whose fair score is another now; None where none was given."""

    name: str
    before: float | None
    after: float | None
    why: str


@dataclass(frozen=True)
class Relearned:
    """An interviewer, under the later run's letter, who gives so many points more than average: before and now."""

    letter: str
    before: float
    after: float


@dataclass(frozen=True)
class ComparisonPage:
    """What the later run has differently."""

    before: Run
    after: Run
    appeared: int
    gone: int
    moves: tuple[Move, ...]
    relearned: tuple[Relearned, ...]


def comparison(db: Database, viewer: Viewer, run_id: int, before_id: int | None = None) -> ComparisonPage:
    """A run beside an earlier one of the same pack, the one before it unless another is named.

    Raises NotFoundError: one of the two does not exist for this viewer.
    """
    from hiringkit.calibration import compare  # noqa: PLC0415 -- loads numpy, which most pages never need

    with db.reading() as session:
        after = stored.run(session, viewer, run_id)
        if after is None:
            raise NotFoundError("There is no such calibration run.", where=f"run {run_id}")
        heads = stored.runs(session, viewer, [after["pack_id"]], 50)
        older = [head["id"] for head in heads if head["id"] < run_id and before_id in {None, head["id"]}]
        before = stored.run(session, viewer, older[0]) if older else None
        if before is None:
            raise NotFoundError("There is no earlier run to compare with.", where=f"run {run_id}")
        names = stored.candidates(session, viewer, run_id)
        found = compare.compare(whole(session, before), result := whole(session, after))
    drawn = letters(after["draw"], [one.id for one in result.interviewers])
    shown = {one.id for one in result.interviewers if one.shown}
    return ComparisonPage(
        before=head_only(before),
        after=head_only(after),
        appeared=len(found.appeared),
        gone=len(found.disappeared),
        moves=tuple(
            Move(names.get(calibrations.number(one.id), ELSEWHERE), one.before, one.after, SINCE[one.why])
            for one in found.moved
        ),
        relearned=tuple(
            sorted(
                (Relearned(drawn[one.id], -one.before, -one.after) for one in found.relearned if one.id in shown),
                key=lambda one: one.letter,
            )
        )
        if len(shown) >= 3
        else (),
    )
