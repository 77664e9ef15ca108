"""A drill beside its reference: how far off each rating is, to which side, and what that amounts to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hiringkit.rubrics import texts
from hiringkit.scoring import drafts
from hiringkit.scoring.drafts import LONGEST_TEXT, Line
from hiringkit.scoring.scorecards import Asked, AskedCriterion, Rating, rating_problems

NEAR = 1  # steps: so far apart two careful people may be
ENOUGH_DRILLS = 2  # of a kind of stage, to say that somebody rates like the reference
ENOUGH_NEAR = 80  # percent


@dataclass(frozen=True)
class Pair:
    """One criterion of a drill: the step that was given, None where it was not observed, and the reference."""

    criterion: str
    own: int | None
    reference: int

    @property
    def distance(self) -> int | None:
        """Steps above the reference; negative below."""
        return None if self.own is None else self.own - self.reference

    @property
    def words(self) -> str:
        """The distance, in words."""
        if self.distance is None:
            return "not observed"
        if not self.distance:
            return "as the reference"
        size = abs(self.distance)
        return f"{size} {'level' if size == 1 else 'levels'} {'above' if self.distance > 0 else 'below'}"


@dataclass(frozen=True)
class Closeness:
    """How close ratings are to their references: how many, exactly, within one level, and steps above on average."""

    ratings: int
    exact: int
    near: int
    mean: float

    @property
    def percent_near(self) -> int:
        """Rounded down, so that it never claims what was not reached."""
        return 100 * self.near // self.ratings if self.ratings else 0

    @property
    def sentence(self) -> str:
        """What it says, in one sentence."""
        if not self.ratings:
            return "Nothing was rated."
        said = f"{self.near} of {self.ratings} ratings lie within one level of the reference, {self.exact} on it"
        if abs(self.mean) < 0.25:
            return f"{said}; to neither side."
        return f"{said}; on average {abs(self.mean):.1f} {'above' if self.mean > 0 else 'below'}."


def closeness(pairs: Iterable[Pair]) -> Closeness:
    """Of all that were observed."""
    apart = [pair.distance for pair in pairs if pair.distance is not None]
    return Closeness(
        ratings=len(apart),
        exact=sum(one == 0 for one in apart),
        near=sum(abs(one) <= NEAR for one in apart),
        mean=sum(apart) / len(apart) if apart else 0.0,
    )


def is_close(drills: int, found: Closeness) -> bool:
    """Whether enough drills of a kind of stage lie close enough to call somebody ready for it."""
    return drills >= ENOUGH_DRILLS and found.percent_near >= ENOUGH_NEAR


def fault(asked: Sequence[AskedCriterion], name: str, value: str) -> str | None:
    """Why a value cannot be kept in a field of a drill; None when it can. Its evidence is one text a criterion."""
    kind, _, key = name.partition(":")
    if kind == "evidence" and key in {one.key for one in asked}:
        return texts.fault(texts.unified(value), LONGEST_TEXT)
    if kind in {"rating", "no_evidence"}:
        return drafts.fault(_whole(asked), name, value)
    return "This drill has no such field. Load the page again."


def given(asked: Sequence[AskedCriterion], typed: Mapping[str, str]) -> tuple[Rating, ...]:
    """The ratings that these fields make, one a criterion; each line of its text is a line of evidence."""
    lines = [
        Line(f"{one.key}:{place}", text, frozenset({one.key}))
        for one in asked
        for place, text in enumerate(typed.get(f"evidence:{one.key}", "").splitlines())
    ]
    known = {name: value for name, value in typed.items() if not name.startswith("evidence:")}
    return drafts.card(_whole(asked), known, lines).ratings


def _whole(asked: Sequence[AskedCriterion]) -> Asked:
    return Asked(criteria=tuple(asked), held_on=date.min)


def problems(ratings: Sequence[Rating], asked: Sequence[AskedCriterion]) -> dict[str, str]:
    """Why a drill cannot be handed in yet, by field: the rule of a scorecard, without its recommendation."""
    given = {rating.criterion: rating for rating in ratings}
    found: dict[str, str] = {}
    for one in asked:
        found.update(rating_problems(given.get(one.key, Rating(one.key)), one))
    return found
