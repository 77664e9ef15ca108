"""A scorecard: what was ticked and written for one interview, and the rule that says when it is complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hiringkit.languages import marked


class Recommendation(StrEnum):
    """Whether the author would hire; there is no neutral."""

    STRONG_NO = "strong_no"
    NO = "no"
    YES = "yes"
    STRONG_YES = "strong_yes"


class Confidence(StrEnum):
    """How sure the author is of the recommendation."""

    GUESS = "guess"
    FAIRLY_SURE = "fairly_sure"
    SURE = "sure"


class NotObserved(StrEnum):
    """Why a criterion was not observed."""

    TIME = "time"
    NOT_ASKED = "not_asked"
    CANNOT_JUDGE = "cannot_judge"


class Verifiable(StrEnum):
    """Whether evidence that a candidate offered could be checked."""

    YES = "yes"
    IN_PART = "in_part"
    NO = "no"


RECOMMENDATION_WORDS = {
    Recommendation.STRONG_NO: marked("Strong no"),
    Recommendation.NO: marked("No"),
    Recommendation.YES: marked("Yes"),
    Recommendation.STRONG_YES: marked("Strong yes"),
}
CONFIDENCE_WORDS = {
    Confidence.GUESS: marked("a guess"),
    Confidence.FAIRLY_SURE: marked("fairly sure"),
    Confidence.SURE: marked("sure"),
}
NOT_OBSERVED_WORDS = {
    NotObserved.TIME: marked("the time ran out"),
    NotObserved.NOT_ASKED: marked("the question was not asked"),
    NotObserved.CANNOT_JUDGE: marked("the interviewer cannot judge this"),
}
VERIFIABLE_WORDS = {
    Verifiable.YES: marked("yes, source named"),
    Verifiable.IN_PART: marked("in part"),
    Verifiable.NO: marked("no"),
}


@dataclass(frozen=True)
class AskedCriterion:
    """A criterion that a stage asks its interviewers to rate, on `levels` steps."""

    key: str
    name: str
    levels: int

    @property
    def middle(self) -> int | None:
        """The step that needs no evidence; a scale with an even number of steps has none."""
        return (self.levels + 1) // 2 if self.levels % 2 else None


@dataclass(frozen=True)
class Asked:
    """All that a card of one interview asks for. `held_on` is the interview's date in its own zone.

    `evidence_first`: every rating has its evidence, and has it before it is given.
    """

    criteria: tuple[AskedCriterion, ...]
    held_on: date
    objection: bool = False
    anti_signals: tuple[str, ...] = ()
    evidence_first: bool = False


@dataclass(frozen=True)
class Rating:
    """What was ticked for one criterion: a step, or not observed and why; and the evidence for it."""

    criterion: str
    step: int | None = None
    not_observed: NotObserved | None = None
    evidence: tuple[str, ...] = ()
    no_evidence: bool = False

    @property
    def is_grounded(self) -> bool:
        """Whether there is evidence for it, or its author says that there is none to give."""
        return self.no_evidence or any(line.strip() for line in self.evidence)

    @property
    def is_unevidenced(self) -> bool:
        """Whether it stands without evidence because its author said that there is none to give; marked †."""
        return self.step is not None and self.no_evidence and not self.evidence


@dataclass(frozen=True)
class Objection:
    """How the candidate met the risk objection."""

    none_offered: bool = False
    offered: str = ""
    verifiable: Verifiable | None = None
    limits_said: bool | None = None
    next_step: str = ""
    no_next_step: bool = False
    owner: str = ""
    due: date | None = None
    escalation: str = ""


@dataclass(frozen=True)
class Flag:
    """An anti-signal that was seen, with what was seen. It never rejects anybody."""

    anti_signal: str
    evidence: str = ""


@dataclass(frozen=True)
class Card:
    """A whole scorecard as its author left it."""

    ratings: tuple[Rating, ...] = ()
    objection: Objection | None = None
    flags: tuple[Flag, ...] = ()
    recommendation: Recommendation | None = None
    confidence: Confidence | None = None
    changed: str = ""
    note: str = ""  # to the panel: part of the card, read by whoever reads it

    def rating(self, criterion: str) -> Rating:
        """The rating of a criterion; an untouched one when there is none."""
        return next((rating for rating in self.ratings if rating.criterion == criterion), Rating(criterion))


def problems(card: Card, asked: Asked) -> dict[str, str]:
    """Why a card cannot be submitted yet: a sentence by field; empty when it is complete.

    Every criterion is rated or said to be not observed. A rating off the middle of its scale has a line of evidence,
    or its author says that there is none to give; where evidence comes first, so has a rating in the middle. A risk
    objection names what was offered and what comes next, or says that nothing was, and then holds nothing. A flag says
    what was seen.
    """
    found: dict[str, str] = {}
    for criterion in asked.criteria:
        found.update(rating_problems(card.rating(criterion.key), criterion, evidence_first=asked.evidence_first))
    if asked.objection:
        found.update(_of_objection(card.objection or Objection(), asked.held_on))
    for flag in card.flags:
        if not flag.evidence.strip():
            found[f"flag_evidence:{flag.anti_signal}"] = "Say what was seen or heard; a flag needs evidence."
    if card.recommendation is None:
        found["recommendation"] = "Say whether you would hire; it is asked last."
    if card.confidence is None:
        found["confidence"] = "Say how sure you are."
    return found


def rating_problems(
    rating: Rating, asked: AskedCriterion, *, evidence_first: bool = False
) -> Iterator[tuple[str, str]]:
    """Why one rating is not complete: field and sentence."""
    if rating.step is None and rating.not_observed is None:
        yield f"rating:{asked.key}", f"{asked.name}: rate it, or say that it was not observed."
    elif rating.step is not None and not 1 <= rating.step <= asked.levels:
        yield f"rating:{asked.key}", f"{asked.name}: a rating lies between 1 and {asked.levels}."
    elif rating.step is not None and (evidence_first or rating.step != asked.middle) and not rating.is_grounded:
        yield f"evidence:{asked.key}", f"{asked.name}: a rating of {rating.step} needs an evidence line."


def _of_objection(objection: Objection, held_on: date) -> Iterator[tuple[str, str]]:
    if objection.none_offered:
        said = [
            ("Evidence", objection.offered),
            *_said_of_next_step(objection),
            ("An escalation", objection.escalation),
        ]
        yield from _unless_empty(said, "objection:none_offered", "No evidence was offered")
        return
    if not objection.offered.strip():
        yield "objection:offered", "Write what evidence was offered, or tick that none was."
    if objection.verifiable is None:
        yield "objection:verifiable", "Say whether the evidence could be checked."
    if objection.limits_said is None:
        yield "objection:limits", "Say whether the candidate named the limits of the evidence."
    yield from _of_next_step(objection, held_on)


def _said_of_next_step(objection: Objection) -> list[tuple[str, str]]:
    day = objection.due.isoformat() if objection.due else ""
    return [("A next step", objection.next_step), ("An owner", objection.owner), ("A date", day)]


def _unless_empty(said: Iterable[tuple[str, str]], tick: str, words: str) -> Iterator[tuple[str, str]]:
    """What is written goes with no submit in which it has no place: its author says which of the two it is."""
    for kind, text in said:
        if text.strip():
            yield tick, f"{kind} is written and “{words}” is ticked. Keep one of the two."
            return


def _of_next_step(objection: Objection, held_on: date) -> Iterator[tuple[str, str]]:
    if objection.no_next_step:
        yield from _unless_empty(_said_of_next_step(objection), "objection:no_next_step", "No next step was named")
        return
    if not objection.next_step.strip():
        yield "objection:next_step", "Write the next step, or tick that none was named."
    if not objection.owner.strip():
        yield "objection:owner", "Name the owner of the next step."
    if objection.due is None:
        yield "objection:due", "Give the date of the next step."
    elif objection.due < held_on:
        yield "objection:due", "The date lies before the interview."
