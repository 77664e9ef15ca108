"""Computed figures on paper: never without their interval and status."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hiringkit.languages import decimal, marked

HOW_FAIR = (
    (
        marked("What a fair score is"),
        marked(
            "A candidate’s score must not depend on who happened to interview them. The fair score is the one "
            "expected from an average interviewer of those who interview with this pack."
        ),
    ),
    (
        marked("How harshness is known"),
        marked(
            "From candidates whom others met too. Where two people rate the same candidate and one gives less "
            "again and again, that is how they rate, not who they met."
        ),
    ),
    (
        marked("What is adjusted"),
        marked(
            "How harsh or mild a candidate’s interviewers are, how hard the criteria and the stages are, and how "
            "much one meeting colours all of its ratings. Where little is known, a score stays closer to those of"
            " the others."
        ),
    ),
    (
        marked("What is not"),
        marked(
            "The ratings: they stand as they were ticked beside each fair score. Ratings after a debrief, cards "
            "of people in training, drafts and guardrails enter no figure."
        ),
    ),
    (
        marked("What the interval means"),
        marked(
            "With interviews like these the true value lies inside it in about 95 of 100 cases. Intervals that "
            "overlap do not say that two candidates are alike."
        ),
    ),
)


@dataclass(frozen=True)
class ScoreOnPaper:
    """A fair score in points of the scale, the interval around it, and how far both can be trusted."""

    fair: Decimal
    low: Decimal
    high: Decimal
    status: str  # "calibrated" or "provisional"

    @property
    def is_calibrated(self) -> bool:
        """Whether it is drawn with a full mark and bar; a provisional one is hollow."""
        return self.status == "calibrated"

    def __str__(self) -> str:
        """All of it: 3.7 (3.2–4.2)."""
        return f"{decimal(self.fair)} ({decimal(self.low)}–{decimal(self.high)})"
