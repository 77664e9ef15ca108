"""From arrays to the values of a result: one row a candidate, an interviewer, a criterion, a stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hiringkit.calibration import compare, status
from hiringkit.calibration.groups import Groups, Met
from hiringkit.calibration.parts import Parts, numbers
from hiringkit.calibration.ratings import Ints, Ratings
from hiringkit.calibration.results import (
    CandidateScore,
    CriterionDifficulty,
    CriterionScore,
    Difference,
    Interval,
    InterviewerSeverity,
    Method,
    StageDifficulty,
    Status,
)
from hiringkit.calibration.scores import SURE

WANTED_LEARNED = 0.5

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Report:
    """Writes the rows of one result."""

    ratings: Ratings
    found: Groups
    pairs: Met
    parts: Parts
    status: Status

    def candidates(self) -> tuple[CandidateScore, ...]:
        """One a candidate that is not a reference sample, by name."""
        ratings, parts, lowest = self.ratings, self.parts, self.ratings.scale.lowest
        count = np.bincount(ratings.candidate, minlength=len(ratings.labels.candidates))
        raw = np.bincount(ratings.candidate, ratings.level, len(count)) / np.maximum(count, 1) + lowest
        states = self._states(count)
        hidden = np.array([state is Status.UNCALIBRATED for state in states]) & (parts.facts.method is Method.MAP)
        columns = [
            numbers(np.where(hidden, np.nan, values))
            for values in (parts.score + lowest, parts.low + lowest, parts.high + lowest, parts.measure, parts.se)
        ]
        group = self._groups(hidden)
        profiles = self._profiles(states) if parts.profile.shape[1] else {}
        rows = zip(*columns, numbers(raw), count.tolist(), self.pairs.interviewers_of.tolist(), strict=True)
        reference = ratings.is_reference
        return tuple(
            CandidateScore(
                id=ratings.labels.candidates[place],
                raw_mean=mean or 0.0,
                fair_score=score,
                interval=_interval(low, high),
                measure=measure,
                se=se,
                ratings=given,
                interviewers=people,
                pool=ratings.labels.pools[ratings.pool[place]] if ratings.has_pools else None,
                component=int(self.found.candidate[place]) + 1,
                status=states[place],
                group=group.get(place),
                criteria=profiles.get(place, ()),
            )
            for place, (score, low, high, measure, se, mean, given, people) in enumerate(rows)
            if given and not reference[place]
        )

    def _states(self, count: Ints) -> list[Status]:
        width = self.parts.high - self.parts.low
        return [
            status.of_candidate(
                self.status,
                ratings=given,
                interviewers=people,
                interval=(0.0, wide) if wide == wide else None,  # noqa: PLR0124 -- NaN is not itself
                range_=self.ratings.scale.steps,
            )
            for given, people, wide in zip(
                count.tolist(), self.pairs.interviewers_of.tolist(), width.tolist(), strict=True
            )
        ]

    def _lists(self, hidden: Truths) -> Iterator[Ints]:
        """Numbers of the candidates with a fair score who may stand in one list: of one pool and one component."""
        members = np.flatnonzero(np.isfinite(self.parts.score) & ~self.ratings.is_reference & ~hidden)
        key = self.ratings.pool[members] * self.found.count + self.found.candidate[members]
        order = np.argsort(key, kind="stable")
        yield from (part for part in np.split(members[order], np.flatnonzero(np.diff(key[order])) + 1) if len(part))

    def _groups(self, hidden: Truths) -> dict[int, int]:
        """The group of each candidate within its pool, from 1."""
        if self.parts.reach is None:
            return {}
        found = {}
        for members in self._lists(hidden):
            for number, group in enumerate(compare.in_groups(members, self.parts.score, self.parts.reach), start=1):
                found.update(dict.fromkeys(group.tolist(), number))
        return found

    def differences(self, most: int) -> Iterator[Difference]:
        """All pairs within each pool of at most so many candidates."""
        parts, names = self.parts, self.ratings.labels.candidates
        if parts.reach is None:
            return
        for members in self._lists(np.zeros(len(names), dtype=bool)):
            ordered = members[np.argsort(-parts.score[members], kind="stable")] if len(members) <= most else members[:0]
            for place, one in enumerate(ordered[:-1]):
                others = ordered[place + 1 :]
                errors = parts.reach.difference_se(int(one), others)
                apart = parts.score[one] - parts.score[others]
                for other, points, se in zip(others, apart.tolist(), errors.tolist(), strict=True):
                    words = compare.words(points / se)
                    yield Difference(names[one], names[other], round(points, 6), round(se, 6), words)

    def _profiles(self, states: list[Status]) -> dict[int, tuple[CriterionScore, ...]]:
        """Each candidate's criteria, those observed."""
        ratings, parts, lowest = self.ratings, self.parts, self.ratings.scale.lowest
        criteria = len(ratings.labels.criteria)
        unit, number = np.unique(ratings.candidate * criteria + ratings.criterion, return_inverse=True)
        count = np.bincount(number)
        raw = np.bincount(number, ratings.level) / count + lowest
        people = len(ratings.labels.interviewers)
        met = np.unique(number * people + ratings.interviewer) // people
        seen = np.bincount(met, minlength=len(unit))
        candidate, criterion = np.divmod(unit, criteria)
        columns = [
            numbers(values[candidate, criterion] + lowest)
            for values in (parts.profile, parts.profile_low, parts.profile_high)
        ]
        found: dict[int, list[CriterionScore]] = {}
        rows = zip(candidate.tolist(), criterion.tolist(), *columns, raw.tolist(), count, seen, strict=True)
        for one, which, score, low, high, mean, given, met_by in rows:
            closed = states[one] is Status.UNCALIBRATED
            interval = None if closed else _interval(low, high)
            state = status.of_criterion(
                states[one], interviewers=int(met_by), interval=interval, range_=ratings.scale.steps
            )
            found.setdefault(one, []).append(
                CriterionScore(
                    ratings.labels.criteria[which],
                    round(mean, 6),
                    None if closed else score,
                    interval,
                    int(given),
                    int(met_by),
                    state,
                )
            )
        return {one: tuple(scores) for one, scores in found.items()}

    def interviewers(self) -> tuple[InterviewerSeverity, ...]:
        """One an interviewer, by name."""
        ratings, parts = self.ratings, self.parts
        levels = ratings.scale.steps + 1
        used = np.bincount(ratings.interviewer * levels + ratings.level, minlength=len(parts.severity) * levels)
        used = used.reshape(-1, levels)
        columns = [
            numbers(values)
            for values in (
                parts.severity,
                parts.severity_se,
                parts.severity * parts.slope,
                parts.severity - SURE * parts.severity_se,
                parts.severity + SURE * parts.severity_se,
                (parts.severity - SURE * parts.severity_se) * parts.slope,
                (parts.severity + SURE * parts.severity_se) * parts.slope,
                parts.of_interviewers.infit,
                parts.of_interviewers.outfit,
                parts.learned,
            )
        ]
        confounded = status.facts(ratings, self.found, self.pairs).stages_have_their_own
        rows = []
        for place, row in enumerate(zip(*columns, strict=True)):
            severity, se, points, low, high, points_low, points_high, infit, outfit, learned = row
            met = int(self.pairs.candidates_of[place])
            missing = _more_candidates(learned, met)
            rows.append(
                InterviewerSeverity(
                    id=ratings.labels.interviewers[place],
                    severity=severity,
                    se=se,
                    severity_points=points,
                    interval=_interval(low, high),
                    points_interval=_interval(points_low, points_high),
                    infit=infit,
                    outfit=outfit,
                    learned=learned,
                    component=int(self.found.interviewer[place]) + 1,
                    ratings=int(used[place].sum()),
                    candidates=met,
                    shown=not missing and not confounded and self.status is not Status.UNCALIBRATED,
                    more_candidates=missing,
                    levels=tuple(used[place].tolist()),
                )
            )
        return tuple(row for row in rows if row.ratings)

    def criteria(self) -> tuple[CriterionDifficulty, ...]:
        """One a criterion, by name."""
        ratings, parts = self.ratings, self.parts
        count = np.bincount(ratings.criterion, minlength=len(parts.difficulty))
        alphas = numbers(np.array([parts.units.alpha_of(place) for place in range(len(count))]))
        columns = [
            numbers(values)
            for values in (parts.difficulty, parts.difficulty_se, parts.of_criteria.infit, parts.of_criteria.outfit)
        ]
        return tuple(
            CriterionDifficulty(name, difficulty, se, infit, outfit, alpha, int(given), interval)
            for name, difficulty, se, infit, outfit, alpha, given, interval in zip(
                ratings.labels.criteria, *columns, alphas, count, self._alpha_intervals(len(count)), strict=True
            )
            if given
        )

    def _alpha_intervals(self, criteria: int) -> list[Interval | None]:
        """Of each criterion's agreement, where criteria are asked for one by one."""
        if not self.parts.profile.shape[1]:
            return [None] * criteria
        return [self.parts.units.of(place).alpha_interval() for place in range(criteria)]

    def stages(self) -> tuple[StageDifficulty, ...]:
        """One a stage, where there are several and the model has them."""
        columns = (numbers(self.parts.stage), numbers(self.parts.stage_se))
        return tuple(StageDifficulty(*row) for row in zip(self.ratings.labels.stages, *columns, strict=False))


def _interval(low: float | None, high: float | None) -> Interval | None:
    return None if low is None or high is None else (low, high)


def _more_candidates(learned: float | None, met: int) -> int:
    """About how many more candidates are needed before the severity may be shown.

    What is learned grows as n / (n + c): c from what so many candidates taught.
    """
    if learned is None:
        return max(status.CANDIDATES_TO_SHOW - met, 1)
    if learned >= WANTED_LEARNED:
        return max(status.CANDIDATES_TO_SHOW - met, 0)
    half = met * (1.0 - learned) / max(learned, 0.1)
    return max(int(np.ceil(half - met)), status.CANDIDATES_TO_SHOW - met, 1)
