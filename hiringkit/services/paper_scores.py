"""What papers say of fair scores: the figures, the run that they are of, their status in words, what would mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from hiringkit.calibration.reasons import REASONS
from hiringkit.calibration.results import Status
from hiringkit.languages import again, capital, decimal, gettext, marked, ngettext
from hiringkit.pdf import texts
from hiringkit.pdf.sheets.packets import ScoredOnPaper
from hiringkit.pdf.sheets.scores import ScoreOnPaper
from hiringkit.scoring import severities
from hiringkit.services.fair_scores import NOT_IN_IT, FairScore, Figure

CLOSED = marked(
    "These are raw ratings: nothing on this paper corrects for harsh or lenient interviewers. A fair score holds the "
    "sum of other people’s ratings: it is printed once every scorecard of the candidate that counts is in and open to "
    "the reader, and a calibration has run."
)
POLICY = marked(
    "These are raw ratings: nothing on this paper corrects for harsh or lenient interviewers. Scores adjusted for that "
    "are not part of a candidate’s copy here."
)
OTHER_SCALE = marked(
    "The run is on another scale than this rubric version, so no figure of it is printed. These are raw ratings: "
    "nothing on this paper corrects for harsh or lenient interviewers."
)
ALONE = marked("For this candidate: too few ratings, one interviewer only, or an interval wider than half the scale.")
MINUS = "\N{MINUS SIGN}"
MENDS = {  # of advice that names people: papers name nobody else
    "connect": marked("two interviewers of one group also meet a candidate of another."),
    "share": marked("interviewers meet more candidates whom others also meet."),
    "second": marked("a second person interviews candidates whom only one person met."),
}
SAMPLES = marked("have all %(interviewers)s interviewers rate the same %(samples)s reference samples.")
_MORE = re.compile(r"(\d+) more (candidate|interviewer|rating)s?")


@dataclass(frozen=True)
class Said:
    """What a paper says of its figures. Without a run: raw ratings alone, and why."""

    status: str = Status.UNCALIBRATED.value
    reason: str = field(default_factory=lambda: gettext(CLOSED))
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
        return (*rows, ScoredOnPaper(gettext("All criteria, all interviews"), self.raw, self.total, is_total=True))


def said(score: FairScore | None, zone: str, levels: int) -> Said:
    """What a candidate's papers say; `levels` are those of their ruler.

    Of a candidate who is not in the run the same as without one, whoever asks: the same record is the same bytes.
    """
    if score is None or score.total is None:
        return Said()
    whole = Said(
        status=score.status.value,
        reason=f"{_reason(score)} {run_sentence(score, zone)}",
        run=run(score, zone),
        made_at=score.made_at,
        agreement=agreement(score),
        mend=mend(score),
    )
    total = figure(score.total)
    if total is None:
        return replace(whole, reason=_with_mend(whole.reason, score))
    if score.scale.levels != levels:
        return replace(whole, status=Status.UNCALIBRATED.value, reason=gettext(OTHER_SCALE))
    found = {one.key: (tenth(one.raw), figure(one)) for one in score.criteria}
    return replace(
        whole,
        reason=_with_mend(whole.reason, score),
        basis=_basis(score.total),
        raw=tenth(score.total.raw),
        total=total,
        criteria={key: (raw, one) for key, (raw, one) in found.items() if one},
    )


def run(score: FairScore, zone: str) -> str:
    """The run that figures are of, as a foot names it."""
    return gettext("run %(number)s of %(day)s", number=score.run_id, day=texts.day_in(score.made_at, zone))


def run_sentence(score: FairScore, zone: str) -> str:
    """The run that figures are of, as a sentence."""
    return gettext("Run %(number)s of %(day)s.", number=score.run_id, day=texts.day_in(score.made_at, zone))


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
        return gettext("Not known: too few candidates were rated by two interviewers on the same criterion.")
    figures = gettext("Ordinal alpha %(alpha)s", alpha=_hundredth(score.alpha))
    if score.alpha_interval:
        low, high = map(_hundredth, score.alpha_interval)
        figures = gettext("%(figures)s, interval %(low)s to %(high)s", figures=figures, low=low, high=high)
    return gettext(
        "%(figures)s: %(word)s. It also counts differences in severity, which the fair score takes out.",
        figures=figures,
        word=gettext(severities.agreement(score.alpha)),
    )


def _hundredth(figure: float) -> str:
    return decimal(figure, 2).replace("-", MINUS)


def mend(score: FairScore) -> str:
    """The cheapest next ratings that would help, naming nobody; nothing when the run is calibrated."""
    return capital(_mend(score))


def _mend(score: FairScore) -> str:
    """As `mend`, but as it goes on after a colon."""
    if score.advice is None:
        return ""
    kind, sentence, ratings = score.advice
    plain = f"{sentence[0].lower()}{sentence[1:]}"
    what = _more(plain) if kind == "more" else gettext(MENDS[kind]) if kind in MENDS else again(plain, [SAMPLES])
    return gettext("%(what)s About %(ratings)s ratings.", what=what, ratings=ratings)


def _more(sentence: str) -> str:
    """What is missing to the numbers of the gates."""
    words = {
        "candidate": lambda count: ngettext("%(number)s more candidate", "%(number)s more candidates", count),
        "interviewer": lambda count: ngettext("%(number)s more interviewer", "%(number)s more interviewers", count),
        "rating": lambda count: ngettext("%(number)s more rating", "%(number)s more ratings", count),
    }
    *most, last = [words[thing](int(count)) for count, thing in _MORE.findall(sentence)]
    things = gettext("%(most)s and %(last)s", most=", ".join(most), last=last) if most else last
    return gettext("%(things)s would be enough.", things=things)


def _with_mend(reason: str, score: FairScore) -> str:
    return (
        gettext("%(reason)s What would mend it: %(mend)s", reason=reason, mend=_mend(score)) if score.advice else reason
    )


def _reason(score: FairScore) -> str:
    """Why the figures have their status, without the word that stands before it."""
    stem = "not calibrated" if score.status is Status.UNCALIBRATED else score.status.value
    if not score.reasons[0].lower().startswith(stem):
        return gettext("%(alone)s The run: %(reasons)s", alone=gettext(ALONE), reasons=_reasons(score))
    return run_reason(score)


def run_reason(score: FairScore) -> str:
    """Why a run has its status, without the word that stands before it."""
    plain = [one.partition(": ")[2].removesuffix(".") for one in score.reasons if one != NOT_IN_IT]
    return " ".join(f"{capital(again(one, REASONS))}." for one in plain)


def _reasons(score: FairScore) -> str:
    """Why a run has its status, with the word."""
    return " ".join(_with_word(one) for one in score.reasons)


def _with_word(reason: str) -> str:
    word, _colon, why = reason.partition(": ")
    status = again(word, (marked("Not calibrated"), marked("Provisional"), marked("Calibrated")))
    return f"{status}: {again(why.removesuffix('.'), REASONS)}." if why else gettext(reason)


def _basis(total: Figure) -> str:
    return gettext(
        "%(ratings)s by %(people)s, raw mean %(mean)s",
        ratings=ngettext("%(number)s rating", "%(number)s ratings", total.ratings),
        people=ngettext("%(number)s interviewer", "%(number)s interviewers", total.interviewers),
        mean=decimal(total.raw),
    )
