"""What a debrief talks about, in which order and for how long, and how far it moved the ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from statistics import fmean

from hiringkit.languages import marked

MEASURE = "highest less lowest rating; where that is equal, the mean distance of two ratings"
LEAST_MINUTES, MINUTES_A_STEP = 4, 2


class MoveReason(StrEnum):
    """Why somebody would rate otherwise after the discussion."""

    NEW_EVIDENCE = "new_evidence"
    MISREAD_RUBRIC = "misread_rubric"
    OTHER = "other"


REASON_WORDS = {
    MoveReason.NEW_EVIDENCE: marked("new evidence"),
    MoveReason.MISREAD_RUBRIC: marked("misread rubric"),
    MoveReason.OTHER: marked("other"),
}


class Verdict(StrEnum):
    """How the independent ratings of a criterion stand to each other."""

    APART = "apart"
    AGREED = "agreed"
    ONCE = "seen once"
    NEVER = "never seen"


@dataclass(frozen=True)
class Judged:
    """A criterion, the steps of its scale, and the independent ratings of it that count."""

    key: str
    levels: int
    steps: tuple[int, ...] = ()

    @property
    def apart(self) -> int:
        """Highest less lowest rating, in steps."""
        return max(self.steps) - min(self.steps) if self.steps else 0

    @property
    def distance(self) -> float:
        """Mean distance of two ratings, in steps."""
        pairs = [abs(one - other) for one, other in combinations(self.steps, 2)]
        return fmean(pairs) if pairs else 0.0

    @property
    def verdict(self) -> Verdict:
        """How its ratings stand to each other."""
        if len(self.steps) < 2:
            return Verdict.ONCE if self.steps else Verdict.NEVER
        return Verdict.APART if self.apart else Verdict.AGREED

    @property
    def minutes(self) -> int:
        """For how long it is talked about: the wider apart, the longer; nothing where there is no disagreement."""
        return LEAST_MINUTES + MINUTES_A_STEP * self.apart if self.apart else 0


def in_order(criteria: Iterable[Judged]) -> list[Judged]:
    """The widest disagreement first; what is agreed, seen once, never seen after it, as the rubric orders it.

    A step weighs by the length of its scale, so that a guardrail of two steps stands beside a criterion of five. Where
    the highest and the lowest lie equally far apart, the mean distance of two ratings decides.
    """
    rank = list(Verdict)

    def place(judged: Judged) -> tuple[int, float, float]:
        span = judged.levels - 1
        return rank.index(judged.verdict), -judged.apart / span, -judged.distance / span

    return sorted(criteria, key=place)


@dataclass(frozen=True)
class Change:
    """What an author ticked alone, and what they would tick after the discussion; None is not observed."""

    author: int
    criterion: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Movement:
    """How far a meeting moved the ratings that count.

    `moved` of `ratings` changed, by `steps` in all. `toward` says by how many steps the changes came nearer to what a
    colleague had ticked alone, in all; negative when they went away from it. Means are in points of the scale.
    """

    ratings: int
    moved: int
    steps: int
    mean_before: float | None
    mean_after: float | None
    toward: tuple[tuple[int, int], ...]


def movement(independent: Mapping[tuple[int, str], Sequence[int]], changes: Sequence[Change]) -> Movement:
    """How far, and toward whom. `independent`: the steps that an author ticked for a criterion, one a card."""
    real = [change for change in changes if change.before != change.after]
    before = [step for steps in independent.values() for step in steps]
    after = list(before)
    for change in real:
        if change.before is not None:
            after.remove(change.before)
        if change.after is not None:
            after.append(change.after)
    return Movement(
        ratings=len(before),
        moved=len(real),
        steps=sum(abs(_step(change)) for change in real),
        mean_before=fmean(before) if before else None,
        mean_after=fmean(after) if after else None,
        toward=tuple(sorted(_pulls(independent, real).items(), key=lambda pull: (-pull[1], pull[0]))),
    )


def _step(change: Change) -> int:
    if change.before is None or change.after is None:
        return 0
    return change.after - change.before


def _pulls(independent: Mapping[tuple[int, str], Sequence[int]], changes: Iterable[Change]) -> dict[int, int]:
    pulls: dict[int, int] = {}
    for change in changes:
        if change.before is None or change.after is None:
            continue
        for (author, criterion), steps in independent.items():
            if author == change.author or criterion != change.criterion:
                continue
            nearer = sum(abs(change.before - step) - abs(change.after - step) for step in steps)
            pulls[author] = pulls.get(author, 0) + nearer
    return {author: pull for author, pull in pulls.items() if pull}
