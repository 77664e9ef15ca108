"""A decision about a candidate: what it may say, when it is whole, and when the panel is tied."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hiringkit.languages import marked
from hiringkit.scoring.scorecards import Recommendation

IN_FAVOUR = frozenset({Recommendation.YES, Recommendation.STRONG_YES})
LATEST_LOOK = timedelta(days=1827)
TIE = "as many scorecards that count say yes as say no"


class Choice(StrEnum):
    """What was decided."""

    HIRE = "hire"
    NO_HIRE = "no_hire"
    HOLD = "hold"

    @property
    def is_final(self) -> bool:
        """Whether it ends the candidate's way through the loop; a hold does not."""
        return self is not Choice.HOLD


class Offer(StrEnum):
    """Whether an offer is made, apart from whether somebody is to be hired."""

    NOW = "now"
    CONDITIONAL = "conditional"
    NONE = "none"


CHOICE_WORDS = {Choice.HIRE: marked("hire"), Choice.NO_HIRE: marked("no hire"), Choice.HOLD: marked("hold")}
OFFER_WORDS = {Offer.NOW: marked("now"), Offer.CONDITIONAL: marked("on conditions"), Offer.NONE: marked("none")}


@dataclass(frozen=True)
class Decision:
    """What a decider writes; `changes` is what would change it, `amends` why an earlier decision is replaced."""

    choice: Choice | None = None
    level: str = ""
    offer: Offer | None = None
    conditions: str = ""
    ground: str = ""
    changes: str = ""
    revisit_on: date | None = None
    amends: str = ""


def problems(decision: Decision, levels: Collection[str], today: date, *, is_first: bool) -> dict[str, str]:
    """Why a decision cannot be recorded yet: a sentence by field. `today` is the date in the loop's zone."""
    found: dict[str, str] = {}
    if decision.choice is None:
        found["choice"] = "Say what was decided."
    if decision.level and decision.level not in levels:
        found["level"] = "Choose a level of the rubric."
    elif decision.choice is Choice.HIRE and not decision.level:
        found["level"] = "A hire needs a level."
    found |= _of_offer(decision)
    if not decision.ground:
        found["ground"] = "Write the ground, with the evidence it rests on."
    if not decision.changes:
        found["changes"] = "Write what would change this decision."
    if decision.revisit_on is None and decision.choice is Choice.HOLD:
        found["revisit_on"] = "A hold needs the day on which it is looked at again."
    elif decision.revisit_on is not None and decision.revisit_on <= today:
        found["revisit_on"] = "The day to look again lies after today."
    elif decision.revisit_on is not None and decision.revisit_on - today > LATEST_LOOK:
        found["revisit_on"] = "The day to look again lies within five years."
    if not is_first and not decision.amends:
        found["amends"] = "Say why the decision is replaced. The earlier one stays readable."
    return found


def _of_offer(decision: Decision) -> dict[str, str]:
    if decision.choice is Choice.HIRE:
        if decision.offer is None:
            return {"offer": "Say whether an offer is made."}
        if decision.offer is Offer.CONDITIONAL and not decision.conditions:
            return {"conditions": "Write the conditions of the offer."}
    elif decision.choice is not None and decision.offer not in {None, Offer.NONE}:
        return {"offer": "Only a hire has an offer: choose “none”, or decide to hire."}
    return {}


def votes(recommendations: Iterable[Recommendation]) -> tuple[int, int]:
    """How many scorecards that count say yes, and how many say no."""
    given = list(recommendations)
    yes = sum(one in IN_FAVOUR for one in given)
    return yes, len(given) - yes


def is_tied(recommendations: Iterable[Recommendation]) -> bool:
    """Whether the panel is tied: as many scorecards that count say yes as say no, and there is one of each."""
    yes, no = votes(recommendations)
    return yes == no > 0
