"""All that the summary of a loop says, as plain values: filled by a service, printed by `hiringkit.pdf.summaries`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from hiringkit.pdf.sheets.frames import Frame
from hiringkit.pdf.sheets.packets import WaiverOnPaper
from hiringkit.pdf.sheets.scorecards import RubricOnPaper
from hiringkit.pdf.sheets.scores import ScoreOnPaper


@dataclass(frozen=True)
class CandidateOnPaper:
    """A candidate in a group: the raw mean is drawn, and printed only beside its status."""

    name: str
    raw: Decimal | None  # None where no card is in, or not all that are in are open to this reader
    said: str  # the status in words, as "not calibrated: 12 ratings"
    score: ScoreOnPaper | None = None


@dataclass(frozen=True)
class GroupOnPaper:
    """Candidates between whom no order is meant; by name."""

    name: str
    candidates: tuple[CandidateOnPaper, ...]


@dataclass(frozen=True)
class FigureOnPaper:
    """A figure of the process: a count, and its share or time where that says something."""

    what: str
    count: str
    share: str = "–"
    note: str = ""


@dataclass(frozen=True)
class DecisionLine:
    """A decision in one line."""

    candidate: str
    decision: str
    ground: str


@dataclass(frozen=True)
class SummarySheet:
    """One loop: its candidates in groups, its process, what was waived."""

    loop: str
    requisition: str
    track: str
    level: str
    state: str
    zone: str
    decider: str
    tie_breaker: str
    stages: int
    interviewers: int
    opened_at: datetime | None
    dated: datetime
    rubric: RubricOnPaper
    words: tuple[str, ...]
    groups: tuple[GroupOnPaper, ...]
    figures: tuple[FigureOnPaper, ...]
    waivers: tuple[WaiverOnPaper, ...]
    status_reason: str
    status: str = "uncalibrated"
    run: str = ""  # the calibration run that the figures are of
    decisions: tuple[DecisionLine, ...] = ()
    calibration: tuple[tuple[str, str], ...] = ()  # heading, text: what links the group, agreement, what would mend it
    digest: str = ""
    frame: Frame = field(default_factory=Frame)
