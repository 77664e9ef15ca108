"""What papers say of fair scores: the figures, the run that they are of, their status in words, what would mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from hiringkit.calibration.results import Status
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.packets import ScoredOnPaper
from hiringkit.pdf.sheets.scores import ScoreOnPaper
from hiringkit.scoring import severities
from hiringkit.services.fair_scores import NOT_IN_IT, FairScore, Figure

RAW = "These are raw ratings: nothing on this paper corrects for harsh or lenient interviewers."
CLOSED = (
    f"{RAW} A fair score holds the sum of other people’s ratings: it is printed once every scorecard of the candidate "
    "that counts is in and open to the reader, and a calibration has run."
)
POLICY = f"{RAW} Scores adjusted for that are not part of a candidate’s copy here."
OTHER_SCALE = "The run is on another scale than this rubric version, so no figure of it is printed."
ALONE = "For this candidate: too few ratings, one interviewer only, or an interval wider than half the scale."
ALL = "All criteria, all interviews"
MINUS = "\N{MINUS SIGN}"
MENDS = {  # of advice that names people: papers name nobody else
    "connect": "two interviewers of one group also meet a candidate of another.",
    "share": "interviewers meet more candidates whom others also meet.",
    "second": "a second person interviews candidates whom only one person met.",
}


@dataclass(frozen=True)
class Said:
    """What a paper says of its figures. Without a run: raw ratings alone, and why."""

    status: str = Status.UNCALIBRATED.value
    reason: str = CLOSED
    run: str = ""
    made_at: datetime | None = None
    agreement: str = ""
    mend: str = ""
    basis: str = ""
    raw: Decimal | None = None
    total: ScoreOnPaper | None = None
    criteria: Mapping[str, tuple[Decimal, ScoreOnPaper]] = field(default_factory=dict)  # by key: raw mean, fair score

    def of(self, key: str) -> ScoreOnPaper | None:
        """The fair score of a criterion, where one stands."""
        return self.criteria[key][1] if key in self.criteria else None

    def lines(self, names: Mapping[str, str]) -> tuple[ScoredOnPaper, ...]:
        """The criteria of these names in their order, and all of them together; nothing where no figure stands."""
        if self.total is None:
            return ()
        rows = [ScoredOnPaper(name, *self.criteria[key]) for key, name in names.items() if key in self.criteria]
        return (*rows, ScoredOnPaper(ALL, self.raw, self.total, is_total=True))


def said(score: FairScore | None, zone: str, levels: int) -> Said:
    """What a candidate's papers say; `levels` are those of their ruler.

    Of a candidate who is not in the run the same as without one, whoever asks: the same record is the same bytes.
    """
    if score is None or score.total is None:
        return Said()
    run = f"run {score.run_id} of {texts.day_in(score.made_at, zone)}"
    whole = Said(
        status=score.status.value,
        reason=f"{_reason(score)} R{run[1:]}.",
        run=run,
        made_at=score.made_at,
        agreement=agreement(score),
        mend=mend(score),
    )
    total = figure(score.total)
    if total is None:
        return replace(whole, reason=_with_mend(whole.reason, whole.mend))
    if score.scale.levels != levels:
        return replace(whole, status=Status.UNCALIBRATED.value, reason=f"{OTHER_SCALE} {RAW}")
    found = {one.key: (tenth(one.raw), figure(one)) for one in score.criteria}
    return replace(
        whole,
        reason=_with_mend(whole.reason, whole.mend),
        basis=_basis(score.total),
        raw=tenth(score.total.raw),
        total=total,
        criteria={key: (raw, one) for key, (raw, one) in found.items() if one},
    )


def figure(one: Figure) -> ScoreOnPaper | None:
    """A figure in tenths of a point; None where there is a raw mean alone."""
    if one.fair is None:
        return None
    return ScoreOnPaper(tenth(one.fair), tenth(one.low), tenth(one.high), one.status.value)


def tenth(points: float) -> Decimal:
    """Points of the scale in the one decimal that is printed."""
    return Decimal(f"{points:.1f}")


def agreement(score: FairScore) -> str:
    """How far the interviewers of the run agree before anything is adjusted, as a sentence."""
    if score.alpha is None:
        return "Not known: too few candidates were rated by two interviewers on the same criterion."
    within = ", interval {:.2f} to {:.2f}".format(*score.alpha_interval) if score.alpha_interval else ""
    words = severities.agreement(score.alpha)
    figures = f"Ordinal alpha {score.alpha:.2f}{within}".replace("-", MINUS)
    return f"{figures}: {words}. It also counts differences in severity, which the fair score takes out."


def mend(score: FairScore) -> str:
    """The cheapest next ratings that would help, naming nobody; nothing when the run is calibrated."""
    if score.advice is None:
        return ""
    kind, sentence, ratings = score.advice
    return f"{MENDS.get(kind, sentence)[0].upper()}{MENDS.get(kind, sentence)[1:]} About {ratings} ratings."


def _with_mend(reason: str, said: str) -> str:
    return f"{reason} What would mend it: {said[0].lower()}{said[1:]}" if said else reason


def _reason(score: FairScore) -> str:
    """Why the figures have their status, without the word that stands before it."""
    stem = "not calibrated" if score.status is Status.UNCALIBRATED else score.status.value
    if not score.reasons[0].lower().startswith(stem):
        return f"{ALONE} The run: {' '.join(score.reasons)}"
    return run_reason(score)


def run_reason(score: FairScore) -> str:
    """Why a run has its status, without the word that stands before it."""
    plain = [one.partition(": ")[2] for one in score.reasons if one != NOT_IN_IT]
    return " ".join(f"{one[0].upper()}{one[1:]}" for one in plain)


def _basis(total: Figure) -> str:
    ratings = f"{total.ratings} rating{'' if total.ratings == 1 else 's'}"
    people = f"{total.interviewers} interviewer{'' if total.interviewers == 1 else 's'}"
    return f"{ratings} by {people}, raw mean {total.raw:.1f}"
