"""The summary of a loop, for its staff; figures come from the cards that they may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session

from hiringkit.calibration.results import Status
from hiringkit.db import summaries as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, RefusedError
from hiringkit.languages import capital, gettext, marked, ngettext, spoken
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.summaries import (
    CandidateOnPaper,
    DecisionLine,
    FigureOnPaper,
    GroupOnPaper,
    SummarySheet,
)
from hiringkit.policy.anonymity import named
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.decisions import CHOICE_WORDS
from hiringkit.services import fair_scores, loops, paper_scores
from hiringkit.services.documents import FULL, RAW_ONLY, Prepared, frame, prepared
from hiringkit.services.fair_scores import FairScore
from hiringkit.services.loops import LoopPage
from hiringkit.services.packets import waivers
from hiringkit.services.scorecard_sheets import rubric
from hiringkit.services.scores import lines_of

SUMMARY = "summary"
PROMPT = timedelta(days=1)
NOT_OPEN = marked("not open to this reader")
TENTH = Decimal("0.1")
LONGEST_GROUND = 160  # the decision in one line; all of it stands in the packet


def summary(db: Database, viewer: Viewer | None, loop_id: int) -> Prepared:
    """The summary of a loop. Raises NotFoundError; RefusedError: not its staff; ConflictError: still being built."""
    with db.reading() as session:
        loop = loops.read(session, viewer, loop_id)
        if viewer and not loop.is_staff:
            raise RefusedError("Only managers, recruiters and the decider of the loop have its summary.")
        if loop.is_draft or loop.opened_at is None:
            raise ConflictError("The loop is still being built.", mend="Open it first.")
        people = stored.candidates(session, loop_id)
        cards = stored.cards(session, viewer, loop_id)
        ratings = _evidenced(session, stored.ratings(session, viewer, loop_id))
        decided = stored.decisions(session, viewer, loop_id)
        fair = {one.candidacy_id: one for one in fair_scores.of_loop(session, viewer, loop_id)}
        with spoken(loop.language):
            sheet = _sheet(session, loop, people, cards, ratings, decided, fair)
    return prepared(SUMMARY, loop_id, FULL if sheet.run else RAW_ONLY, sheet)


def _sheet(
    session: Session,
    loop: LoopPage,
    people: Sequence[Columns],
    cards: Sequence[Columns],
    ratings: Sequence[Columns],
    decided: Sequence[Columns],
    fair: Mapping[int, FairScore],
) -> SummarySheet:
    any_one = next(iter(fair.values()), None)
    said = _said(any_one, loop)
    if not said.drawn:
        fair = {}
    times = [
        *(card[6] for card in cards if card[6]),
        *(row[4] for row in decided),
        *([any_one.made_at] if any_one else []),
    ]
    return SummarySheet(
        loop=loop.title,
        requisition=loop.requisition,
        track=loop.plan.track or "",
        level=loop.plan.level or "",
        state=loop.state.value,
        zone=loop.zone,
        decider=loop.plan.decider or gettext("nobody"),
        tie_breaker=loop.plan.tie_breaker or gettext("nobody"),
        stages=len(loop.plan.stages),
        interviewers=len({sitter.person_id for stage in loop.plan.stages for sitter in stage.panel}),
        opened_at=loop.opened_at,
        dated=max([loop.opened_at, *times]),
        rubric=rubric(session, loop),
        words=loop.pack.scale.words if loop.pack.scale else (),
        groups=_groups(people, cards, ratings, fair),
        figures=(*_figures(people, cards), *_rating_figures(ratings)),
        waivers=waivers(loop),
        status=said.status,
        status_reason=said.reason,
        run=said.run,
        decisions=_decisions(decided, loop.zone),
        calibration=said.calibration,
        frame=frame(session, loop.paper, loop.language),
    )


@dataclass(frozen=True)
class _Said:
    """What the summary says of its run; `drawn`: whether its figures stand on the loop's ruler."""

    status: str
    reason: str
    run: str = ""
    calibration: tuple[tuple[str, str], ...] = ()
    drawn: bool = False


def _said(score: FairScore | None, loop: LoopPage) -> _Said:
    if score is None:
        return _Said(Status.UNCALIBRATED.value, gettext(paper_scores.CLOSED))
    drawn = loop.pack.scale is not None and loop.pack.scale.levels == score.scale.levels
    parts = [
        (gettext("Agreement"), paper_scores.agreement(score)),
        (gettext("What would mend it"), paper_scores.mend(score)),
    ]
    reason = f"{paper_scores.run_reason(score)} {paper_scores.run_sentence(score, loop.zone)}"
    if not drawn:
        reason = gettext(paper_scores.OTHER_SCALE)
    run = paper_scores.run(score, loop.zone)
    return _Said(score.run_status.value, reason, run, tuple(part for part in parts if part[1]), drawn)


def _decisions(rows: Sequence[Columns], zone: str) -> tuple[DecisionLine, ...]:
    return tuple(
        DecisionLine(
            named(row[0]),
            ", ".join(
                (capital(gettext(CHOICE_WORDS[row[1]])), row[2] or gettext("somebody"), texts.day_in(row[4], zone))
            ),
            texts.shortened(row[3] or "", LONGEST_GROUND),
        )
        for row in rows
    )


def _groups(
    people: Sequence[Columns],
    cards: Sequence[Columns],
    ratings: Sequence[Columns],
    fair: Mapping[int, FairScore],
) -> tuple[GroupOnPaper, ...]:
    """Whoever has a fair score stands in a group by it; nobody else is placed. By name inside each."""
    placed: dict[tuple[int, int, int], list[CandidateOnPaper]] = {}
    for row in people:
        one = _candidate(row, cards, ratings, fair.get(row[0]))
        placed.setdefault(_place(row, fair.get(row[0])), []).append(one)
    sets = sorted({place[1] for place in placed if place[0] == PLACED})
    groups = {place: number for one in sets for number, place in enumerate(_of_set(placed, one), 1)}
    names = {place: _group_name(place, groups.get(place, 0), len(sets)) for place in placed}
    return tuple(GroupOnPaper(names[place], tuple(placed[place])) for place in sorted(placed))


def _evidenced(session: Session, rows: Sequence[Columns]) -> list[Columns]:
    """The ratings, those of amended cards with whether a line stands behind them in the state that they are of."""
    lines = lines_of(session, [(row[5], row[6]) for row in rows])
    return [
        (*row[:4], row[4] if (row[5], row[6]) not in lines else bool(lines[row[5], row[6]][row[7]]), *row[5:])
        for row in rows
    ]


PLACED, NOT_PLACED, WITHDRAWN = 0, 1, 2


def _place(row: Columns, score: FairScore | None) -> tuple[int, int, int]:
    """Where somebody stands: placed or not, among whom they may be compared with, in which group of those."""
    if row[2] is CandidacyState.WITHDRAWN:
        return (WITHDRAWN, 0, 0)
    if score is None or score.total is None or score.total.fair is None or score.group is None:
        return (NOT_PLACED, 0, 0)
    return (PLACED, score.component, score.group)


def _of_set(placed: Mapping[tuple[int, int, int], object], one: int) -> list[tuple[int, int, int]]:
    return sorted(place for place in placed if place[:2] == (PLACED, one))


def _group_name(place: tuple[int, int, int], number: int, sets: int) -> str:
    if place[0] == WITHDRAWN:
        return gettext("Not placed: withdrew")
    if place[0] == NOT_PLACED:
        return gettext("Not calibrated: in alphabetical order")
    name = gettext("Group %(number)s", number=number)
    if sets > 1:
        name = gettext("%(group)s among those linked by their interviewers, set %(set)s", group=name, set=place[1])
    if number == 1:
        return gettext("%(group)s: too close to call with its first", group=name)
    return gettext("%(group)s: behind the first of group %(number)s", group=name, number=number - 1)


def _candidate(
    row: Columns, cards: Sequence[Columns], ratings: Sequence[Columns], score: FairScore | None
) -> CandidateOnPaper:
    name = named(row[1])
    if score and score.total and score.total.fair is not None:
        figure = paper_scores.figure(score.total)
        return CandidateOnPaper(name, paper_scores.tenth(score.total.raw), "", figure)
    submitted = [card for card in cards if card[0] == row[0] and card[4] is not CardState.DRAFT]
    if not submitted:
        return CandidateOnPaper(name, None, gettext("no scorecard is in"))
    if not all(card[5] for card in submitted):
        return CandidateOnPaper(name, None, gettext(NOT_OPEN))
    steps = [line[1] for line in ratings if line[0] == row[0] and line[1] and not line[3]]
    count = ngettext("not calibrated: %(number)s rating", "not calibrated: %(number)s ratings", len(steps))
    return CandidateOnPaper(name, _mean(steps), count)


def _mean(steps: Sequence[int]) -> Decimal | None:
    if not steps:
        return None
    return (Decimal(sum(steps)) / len(steps)).quantize(TENTH, ROUND_HALF_UP)


def _figures(people: Sequence[Columns], cards: Sequence[Columns]) -> tuple[FigureOnPaper, ...]:
    """How the process went. Times come from the cards that may be read."""
    interviews = {card[1] for card in cards}
    held = {card[1] for card in cards if card[4] is not CardState.DRAFT}
    submitted = [card for card in cards if card[4] is not CardState.DRAFT]
    late = sorted(_lag(card[6], card[2] + timedelta(minutes=card[3])) for card in submitted if card[6])
    prompt = sum(lag <= PROMPT for lag in late)
    opened = sum(row[3] is not None for row in people)
    amended = sum(card[4] is CardState.AMENDED and card[5] for card in submitted)
    return (
        FigureOnPaper(gettext("Interviews with a scorecard in, of planned"), *_of(len(held), len(interviews))),
        FigureOnPaper(gettext("Scorecards in, of those that count"), *_of(len(submitted), len(cards))),
        FigureOnPaper(
            gettext("Scorecards within one day"),
            *_of(prompt, len(late)),
            gettext("Longest: %(time)s", time=_hours(late[-1])) if late else "",
        ),
        FigureOnPaper(
            gettext("Time to submit"),
            str(len(late)),
            gettext("median %(time)s", time=_hours(late[len(late) // 2])) if late else "–",
            gettext("From %(least)s to %(most)s", least=_hours(late[0]), most=_hours(late[-1])) if late else "",
        ),
        FigureOnPaper(gettext("Opened before the panel was complete"), str(opened)),
        FigureOnPaper(gettext("Scorecards amended"), str(amended)),
    )


def _rating_figures(ratings: Sequence[Columns]) -> tuple[FigureOnPaper, ...]:
    ticked = [line for line in ratings if line[1]]
    off = [line for line in ticked if line[2] % 2 == 0 or line[1] != (line[2] + 1) // 2]
    bare = sum(not line[4] for line in off)
    note = gettext("%(count)s marked † on their scorecards", count=bare) if bare else ""
    return (
        FigureOnPaper(gettext("Ratings off the middle with evidence"), *_of(len(off) - bare, len(off)), note),
        FigureOnPaper(gettext("Ratings not observed"), *_of(len(ratings) - len(ticked), len(ratings))),
    )


def _of(part: int, whole: int) -> tuple[str, str]:
    """A count out of so many, and its share; a share of very few says nothing."""
    share = gettext("%(share)s %%", share=round(100 * part / whole)) if whole else "–"
    return gettext("%(part)s of %(whole)s", part=part, whole=whole), share


def _lag(submitted_at: datetime, ended_at: datetime) -> timedelta:
    """From the interview's end to the submission; none when it was submitted before the end."""
    return max(timedelta(0), submitted_at - ended_at)


def _hours(lag: timedelta) -> str:
    hours, minutes = divmod(round(lag.total_seconds() / 60), 60)
    return gettext("%(count)s h", count=hours) if hours else gettext("%(count)s min", count=minutes)
