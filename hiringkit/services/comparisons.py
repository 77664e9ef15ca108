"""Candidates of a loop side by side, as far as a viewer may compare them: grouped, never ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.calibration.results import FEWEST_OF_A_CANDIDATE, Status
from hiringkit.db import calibrations as stored_calibrations
from hiringkit.db import comparisons as stored
from hiringkit.db import loops as stored_loops
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.policy.anonymity import ERASED
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.services import calibration_pages, fair_scores
from hiringkit.services.debriefs import enters_total
from hiringkit.services.fair_scores import FairScore

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")
NO_RUN = "Nothing is calibrated yet that you may see; raw means carry each interviewer’s own severity."
MOST_IN_A_SQUARE = 12  # candidates: of more, a line says of each whom they are ahead of
RAW_ONLY = "Raw means only, in alphabetical order: no order is meant."
MOST_NAMED = 3  # beyond that a number stands for the names
WAITING = "a candidate enters once each scorecard that counts is in, or they were opened."
LATER = "Their scorecards came in after this run: the one that follows takes them in."
NOTHING_RATED = "Nothing is rated yet."
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SURE = frozenset({"ahead", "clearly ahead"})
TOO_MANY = "Of so many candidates no two are set side by side."


@dataclass(frozen=True)
class Compared:
    """A candidate: the mean of the ratings that enter the total, the mean of each criterion that was observed, which of
    those that enter it were, and what the run says; `reason` is why it gives no fair score, `missing` what keeps them
    from entering one: the author, stage's id and name of each card that is not in."""

    candidacy_id: int
    name: str
    state: CandidacyState
    interviewers: int
    ratings: int
    mean: float | None
    means: Mapping[str, float]
    observed: str = ""
    score: FairScore | None = None
    reason: str = ""
    missing: tuple[tuple[str, int, str], ...] = ()

    @property
    def is_in_run(self) -> bool:
        """Whether the run that is shown says anything of them."""
        return self.score is not None and self.score.total is not None

    @property
    def is_placed(self) -> bool:
        """Whether there is a fair score, and so a group."""
        return self.score is not None and self.score.total is not None and self.score.total.fair is not None


@dataclass(frozen=True)
class Group:
    """Candidates in alphabetical order, and what may be said of them together."""

    name: str
    note: str
    people: tuple[Compared, ...]


@dataclass(frozen=True)
class Pairs:
    """Those who may be set side by side: by two of them, ahead first, in words. Empty words: too many to say."""

    people: tuple[Compared, ...]
    words: Mapping[tuple[int, int], str]

    @property
    def is_square(self) -> bool:
        """Whether they are few enough for a table of each by each."""
        return len(self.people) <= MOST_IN_A_SQUARE

    def said(self, one: Compared, other: Compared) -> str:
        """How one stands beside the other."""
        found = self.words.get((one.candidacy_id, other.candidacy_id))
        back = self.words.get((other.candidacy_id, one.candidacy_id))
        return found or (back.replace("ahead", "behind") if back else "")

    def tells_apart(self, people: Sequence[Compared]) -> bool:
        """Whether anybody of these is ahead of another of them."""
        return any(self.said(one, other) in SURE for one in people for other in people)

    def behind(self, one: Compared, words: str) -> list[str]:
        """The names of those whom one is ahead of by so much."""
        return [other.name for other in self.people if self.words.get((one.candidacy_id, other.candidacy_id)) == words]


@dataclass(frozen=True)
class Basis:
    """The run that the fair scores are of, and what would make it better known."""

    made_at: datetime
    status: Status
    candidates: int
    interviewers: int
    ratings: int
    reasons: tuple[str, ...]
    mend: str


@dataclass(frozen=True)
class Comparison:
    """A loop's candidates in groups, each in alphabetical order, and how many the viewer is not shown."""

    loop_id: int
    loop: str
    requisition: str
    is_staff: bool
    pack: Pack
    criteria: tuple[Criterion, ...]
    basis: Basis | None
    groups: tuple[Group, ...]
    pairs: tuple[Pairs, ...]
    hidden: int
    summary: str

    @property
    def people(self) -> tuple[Compared, ...]:
        """All that are shown, by name."""
        return tuple(sorted((one for group in self.groups for one in group.people), key=lambda one: one.name))

    @property
    def has_fair_scores(self) -> bool:
        """Whether any stands here."""
        return bool(self.pairs)


UNPLACED = {
    CandidacyState.ACTIVE: "Take part, no fair score",
    CandidacyState.CLOSED: "Decided, no fair score",
    CandidacyState.WITHDRAWN: "Withdrew, no fair score",
}


def comparison(db: Database, viewer: Viewer, loop_id: int, state: CandidacyState | None) -> Comparison:
    """The comparison, of one state when one is named. Raises NotFoundError for whoever does not reach the loop."""
    with db.reading() as session:
        loop = stored_loops.head(session, viewer, loop_id)
        people = stored.candidates(session, viewer, loop_id)
        sums = stored.sums(session, viewer, loop_id)
        missing = stored.missing(session, viewer, loop_id)
        pack = stored_packs.pack_of(session, loop["version_id"], loop["content_hash"])
        scores = {one.candidacy_id: one for one in fair_scores.of_loop(session, viewer, loop_id)}
        basis = _basis(session, people, scores)
    wanted = [row for row in people if state is None or row[2] is state]
    total = {one.id: one.name for one in pack.criteria if enters_total(one)}
    shown = [
        _compared(
            row,
            [one for one in sums if one[0] == row[0]],
            total,
            scores.get(row[0]),
            tuple((one[1] or ERASED_PERSON, one[2], one[3]) for one in missing if one[0] == row[0] and not row[4]),
        )
        for row in wanted
        if row[3]
    ]
    pairs = tuple(_pairs(shown))
    placed = tuple(_placed(pairs))
    seen = {row[1] for row in sums}
    return Comparison(
        loop_id=loop_id,
        loop=loop["title"],
        requisition=loop["requisition"],
        is_staff=bool(loop["is_staff"]),
        pack=pack,
        criteria=tuple(one for one in pack.criteria if one.id in seen),
        basis=basis,
        groups=(*placed, *_unplaced(shown)),
        pairs=pairs,
        hidden=sum(not row[3] for row in wanted),
        summary=" ".join(_summary(placed, pairs, shown)),
    )


def _basis(session: Session, people: Sequence[Columns], scores: Mapping[int, FairScore]) -> Basis | None:
    if not scores:
        return None
    one = next(iter(scores.values()))
    mend = ""
    if one.run_status is not Status.CALIBRATED and one.mend:
        ids = calibration_pages.people_in(one.mend)
        names = stored_calibrations.people(session, ids) if ids else {}
        mend = calibration_pages.named(one.mend, {row[0]: row[1] for row in people if row[1]}, names)
    return Basis(one.made_at, one.run_status, *one.run_size, one.ratings, one.run_reasons, mend)


def _compared(
    person: Columns,
    sums: Sequence[Columns],
    total: Mapping[str, str],
    score: FairScore | None,
    missing: tuple[tuple[str, int, str], ...],
) -> Compared:
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
        observed=_observed(means, total) if ratings else "",
        score=score,
        reason=_reason(score, ratings, has_entered=person[4]),
        missing=missing,
    )


def _observed(means: Mapping[str, float], total: Mapping[str, str]) -> str:
    missing = [name for key, name in total.items() if key not in means]
    if not missing:
        return "All criteria seen."
    if len(missing) <= MOST_NAMED - 1:
        return f"{' and '.join(missing)} not observed."
    return f"{len(total) - len(missing)} of {len(total)} criteria seen."


def _reason(score: FairScore | None, ratings: int, *, has_entered: bool) -> str:
    """Why there is no fair score; the run's own reasons stand once, above all."""
    if score is None:
        return ""
    if score.total is None:
        return WAITING if not has_entered else LATER if ratings else NOTHING_RATED
    if score.total.fair is not None or score.run_status is Status.UNCALIBRATED:
        return ""
    return f"{score.total.ratings} of the {FEWEST_OF_A_CANDIDATE} ratings that a fair score needs."


def _pairs(shown: Sequence[Compared]) -> Iterator[Pairs]:
    """Those with a fair score, apart where nobody links them."""
    apart: dict[int, list[Compared]] = defaultdict(list)
    for one in shown:
        if one.is_placed and one.score:
            apart[one.score.component].append(one)
    for people in sorted(apart.values(), key=lambda them: them[0].name):
        here = {one.candidacy_id for one in people}
        words = {
            (one.candidacy_id, other): said
            for one in people
            if one.score and one.score.behind
            for other, said in one.score.behind.items()
            if other in here
        }
        yield Pairs(tuple(sorted(people, key=lambda one: one.name)), words)


def _placed(parts: Sequence[Pairs]) -> Iterator[Group]:
    for number, part in enumerate(parts, 1):
        by_group: dict[int, list[Compared]] = defaultdict(list)
        for one in part.people:
            by_group[(one.score.group if one.score else None) or 0].append(one)
        for place, (group, people) in enumerate(sorted(by_group.items())):
            name = f"{ORDINALS[place] if place < len(ORDINALS) else f'{place + 1}.'} group"
            above = [one for number_, them in by_group.items() if number_ < group for one in them]
            note = _within(part, people, above)
            if len(parts) > 1:
                name = f"Part {number}: {name.lower()}"
                note = f"No interviewer links this part with the others: compare only within it. {note}"
            yield Group(name, note.strip(), tuple(people))


def _within(part: Pairs, people: Sequence[Compared], above: Sequence[Compared]) -> str:
    """Who of those above is ahead of all here, and whether anybody here is ahead of another."""
    if not part.words:
        return ""
    best = [one.name for one in above if all(part.said(one, other) in SURE for other in people)]
    said = f"{_listed(best)} {'is' if len(best) == 1 else 'are'} ahead of everybody here. " if best else ""
    return said + ("" if len(people) < 2 or part.tells_apart(people) else "Nobody in it is ahead of another.")


def _listed(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return f"{len(names)} of those above"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _unplaced(shown: Sequence[Compared]) -> Iterator[Group]:
    for state, name in UNPLACED.items():
        by_reason: dict[str, list[Compared]] = defaultdict(list)
        for one in shown:
            if one.state is state and not one.is_placed:
                by_reason[one.reason].append(one)
        for reason, people in sorted(by_reason.items()):
            yield Group(name, f"{_of_all(reason, len(people))} {RAW_ONLY}".strip(), tuple(people))


def _of_all(reason: str, number: int) -> str:
    """A reason, said once of all whom it is true of."""
    if reason != WAITING:
        return reason
    return f"{'This one is' if number == 1 else f'These {counted(number)} are'} not in the run: {reason}"


def _summary(placed: Sequence[Group], pairs: Sequence[Pairs], shown: Sequence[Compared]) -> Iterator[str]:
    """How those who are shown stand together, in a few sentences."""
    if len(pairs) > 1:
        yield f"No interviewer links these {counted(len(pairs))} parts: candidates can be compared only within one."
    elif placed:
        yield from _standing(placed, pairs[0])
    outside = [one for one in shown if one.score and not one.is_placed]
    unknown = sum(not one.is_in_run for one in outside)
    few = sum(one.is_in_run and one.reason != "" for one in outside)
    if unknown:
        yield f"{counted(unknown).capitalize()} {'is' if unknown == 1 else 'are'} not in the run."
    if few:
        yield f"{counted(few).capitalize()} {'has' if few == 1 else 'have'} too few ratings for a fair score."


def _standing(placed: Sequence[Group], pairs: Pairs) -> Iterator[str]:
    top, behind = len(placed[0].people), sum(len(group.people) for group in placed[1:])
    if top == 1:
        yield "One candidate lies alone at the top." if behind else "One candidate has a fair score."
    else:
        alike = "; nobody among them is ahead" if pairs.words and not pairs.tells_apart(placed[0].people) else ""
        yield f"{counted(top).capitalize()} candidates lie together{' at the top' if behind else ''}{alike}."
    if behind:
        group = "a group behind" if len(placed) == 2 else "the groups behind"
        yield f"{counted(behind).capitalize()} {'lies' if behind == 1 else 'lie'} in {group}."


def counted(number: int) -> str:
    """A number as a sentence says it: a small one in words."""
    return COUNTS[number] if number < len(COUNTS) else str(number)
