"""The summary of a loop, for its staff; figures come from the cards that they may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hiringkit.db import summaries as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, RefusedError
from hiringkit.pdf.sheets.summaries import CandidateOnPaper, FigureOnPaper, GroupOnPaper, SummarySheet
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState
from hiringkit.services import loops
from hiringkit.services.candidates import ERASED
from hiringkit.services.documents import RAW_ONLY, Prepared, frame, prepared
from hiringkit.services.packets import waivers
from hiringkit.services.scorecard_sheets import UNCALIBRATED, rubric

SUMMARY = "summary"
PROMPT = timedelta(days=1)
NOT_OPEN = "not open to this reader"
TENTH = Decimal("0.1")


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
        ratings = stored.ratings(session, viewer, loop_id)
        times = [card[6] for card in cards if card[6]]
        sheet = SummarySheet(
            loop=loop.title,
            requisition=loop.requisition,
            track=loop.plan.track or "",
            level=loop.plan.level or "",
            state=loop.state.value,
            zone=loop.zone,
            decider=loop.plan.decider or "nobody",
            tie_breaker=loop.plan.tie_breaker or "nobody",
            stages=len(loop.plan.stages),
            interviewers=len({sitter.person_id for stage in loop.plan.stages for sitter in stage.panel}),
            opened_at=loop.opened_at,
            dated=max([loop.opened_at, *times]),
            rubric=rubric(session, loop),
            words=loop.pack.scale.words if loop.pack.scale else (),
            groups=_groups(people, cards, ratings),
            figures=(*_figures(people, cards), *_rating_figures(ratings)),
            waivers=waivers(loop),
            status_reason=UNCALIBRATED,
            frame=frame(session, loop.paper),
        )
    return prepared(SUMMARY, loop_id, RAW_ONLY, sheet)


def _groups(
    people: Sequence[Columns], cards: Sequence[Columns], ratings: Sequence[Columns]
) -> tuple[GroupOnPaper, ...]:
    """While nothing is calibrated nobody is placed: one group of those who take part, one of those who withdrew."""
    names = {True: "Not placed: withdrew", False: "Not calibrated: in alphabetical order"}
    found = []
    for withdrawn, name in sorted(names.items()):
        here = [row for row in people if (row[2] is CandidacyState.WITHDRAWN) is withdrawn]
        if here:
            found.append(GroupOnPaper(name, tuple(_candidate(row, cards, ratings) for row in here)))
    return tuple(found)


def _candidate(row: Columns, cards: Sequence[Columns], ratings: Sequence[Columns]) -> CandidateOnPaper:
    name = row[1] or ERASED
    submitted = [card for card in cards if card[0] == row[0] and card[4] is not CardState.DRAFT]
    if not submitted:
        return CandidateOnPaper(name, None, "no scorecard is in")
    if not all(card[5] for card in submitted):
        return CandidateOnPaper(name, None, NOT_OPEN)
    steps = [line[1] for line in ratings if line[0] == row[0] and line[1] and not line[3]]
    said = f"not calibrated: {len(steps)} rating{'' if len(steps) == 1 else 's'}"
    return CandidateOnPaper(name, _mean(steps), said)


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
        FigureOnPaper("Interviews with a scorecard in, of planned", *_of(len(held), len(interviews))),
        FigureOnPaper("Scorecards in, of those that count", *_of(len(submitted), len(cards))),
        FigureOnPaper(
            "Scorecards within one day", *_of(prompt, len(late)), f"Longest: {_hours(late[-1])}" if late else ""
        ),
        FigureOnPaper(
            "Time to submit",
            str(len(late)),
            f"median {_hours(late[len(late) // 2])}" if late else "–",
            f"From {_hours(late[0])} to {_hours(late[-1])}" if late else "",
        ),
        FigureOnPaper("Opened before the panel was complete", str(opened)),
        FigureOnPaper("Scorecards amended", str(amended)),
    )


def _rating_figures(ratings: Sequence[Columns]) -> tuple[FigureOnPaper, ...]:
    ticked = [line for line in ratings if line[1]]
    off = [line for line in ticked if line[2] % 2 == 0 or line[1] != (line[2] + 1) // 2]
    bare = sum(not line[4] for line in off)
    note = f"{bare} marked † on their scorecards" if bare else ""
    return (
        FigureOnPaper("Ratings off the middle with evidence", *_of(len(off) - bare, len(off)), note),
        FigureOnPaper("Ratings not observed", *_of(len(ratings) - len(ticked), len(ratings))),
    )


def _of(part: int, whole: int) -> tuple[str, str]:
    """A count out of so many, and its share; a share of very few says nothing."""
    return f"{part} of {whole}", f"{round(100 * part / whole)} %" if whole else "–"


def _lag(submitted_at: datetime, ended_at: datetime) -> timedelta:
    """From the interview's end to the submission; none when it was submitted before the end."""
    return max(timedelta(0), submitted_at - ended_at)


def _hours(lag: timedelta) -> str:
    hours, minutes = divmod(round(lag.total_seconds() / 60), 60)
    return f"{hours} h" if hours else f"{minutes} min"
