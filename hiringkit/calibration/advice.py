"""What would be enough: the cheapest next ratings, in the order in which they help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from hiringkit.calibration.groups import Groups, Met
from hiringkit.calibration.ratings import Ratings
from hiringkit.calibration.results import Advice, Status
from hiringkit.calibration.status import (
    CANDIDATES_TO_SHOW,
    ENOUGH_CANDIDATES,
    ENOUGH_INTERVIEWERS,
    ENOUGH_RATINGS,
    ENOUGH_SEEN_TWICE,
    Facts,
)

NAMED = 3  # people or candidates in one sentence
SAMPLES = 2


def advice(ratings: Ratings, found: Groups, pairs: Met, known: Facts, status: Status) -> tuple[Advice, ...]:
    """What to do next, first things first; nothing when the run is calibrated."""
    if status is Status.CALIBRATED:
        return ()
    each = max(1, round(ratings.count / max(len(pairs.candidate), 1)))  # ratings in one meeting
    return tuple(_all(ratings, found, pairs, known, each))


def _all(ratings: Ratings, found: Groups, pairs: Met, known: Facts, each: int) -> Iterator[Advice]:
    yield from _connect(ratings, found, pairs, each)
    if found.count == 1:
        yield from _share(ratings, pairs, each)
    yield from _second_interviewer(ratings, pairs, known, each)
    yield from _more(known, each)
    samples = int(ratings.is_reference.sum())
    if samples < SAMPLES and known.interviewers > 1:
        sentence = f"Have all {known.interviewers} interviewers rate the same {SAMPLES} reference samples."
        yield Advice("samples", sentence, (SAMPLES - samples) * known.interviewers * each)


def _connect(ratings: Ratings, found: Groups, pairs: Met, each: int) -> Iterator[Advice]:
    """Two people of the largest group meet a candidate of each other group."""
    if found.count == 1:
        return
    size = np.bincount(found.interviewer, minlength=found.count)
    largest = int(np.argmax(size))
    free = np.flatnonzero(found.interviewer == largest)
    free = free[np.argsort(pairs.candidates_of[free], kind="stable")][:2]
    who = _named([ratings.labels.interviewers[one] for one in free])
    others = [group for group in range(found.count) if group != largest]
    for group in others[:NAMED]:
        members = np.flatnonzero((found.candidate == group) & (pairs.interviewers_of > 0))
        candidate = ratings.labels.candidates[members[0]]
        sentence = (
            f"Let {who}, who met group {largest + 1}, also meet a candidate of group {group + 1}, as {candidate}."
        )
        yield Advice("connect", sentence, len(free) * each)
    if len(others) > NAMED:
        rest = len(others) - NAMED
        sentence = f"Connect the {rest} other group{'s' if rest > 1 else ''} in the same way."
        yield Advice("connect", sentence, rest * len(free) * each)


def _share(ratings: Ratings, pairs: Met, each: int) -> Iterator[Advice]:
    """Interviewers with fewer than three candidates whom somebody else met too."""
    shared = pairs.interviewers_of[pairs.candidate] >= 2
    count = np.bincount(pairs.interviewer[shared], minlength=len(ratings.labels.interviewers))
    missing = np.maximum(CANDIDATES_TO_SHOW - count, 0)
    short = np.flatnonzero(missing)
    if len(short):
        people = [f"{ratings.labels.interviewers[one]} ({missing[one]} more)" for one in short]
        sentence = f"Let these interviewers meet more candidates whom others also meet: {_named(people)}."
        yield Advice("share", sentence, int(missing.sum()) * each)


def _second_interviewer(ratings: Ratings, pairs: Met, known: Facts, each: int) -> Iterator[Advice]:
    """Candidates whom one person met, as many as the gate needs."""
    needed = -(-ENOUGH_SEEN_TWICE * known.candidates // 100) - known.seen_twice
    once = np.flatnonzero((pairs.interviewers_of == 1) & ~ratings.is_reference)
    if needed > 0:
        names = _named([ratings.labels.candidates[one] for one in once[:needed]])
        people = "candidate" if needed == 1 else "candidates"
        yield Advice("second", f"Let a second person interview {needed} more {people}: {names}.", needed * each)


def _more(known: Facts, each: int) -> Iterator[Advice]:
    """What is missing to the numbers of the gates."""
    missing = [
        (ENOUGH_CANDIDATES - known.candidates, "candidate"),
        (ENOUGH_INTERVIEWERS - known.interviewers, "interviewer"),
        (ENOUGH_RATINGS - known.ratings, "rating"),
    ]
    parts = [f"{count} more {thing}{'s' if count > 1 else ''}" for count, thing in missing if count > 0]
    if parts:
        ratings = max(missing[2][0], missing[0][0] * 2 * each, 0)
        yield Advice("more", f"{_and(parts).capitalize()} would be enough.", ratings)


def _named(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return _and(list(names))


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
