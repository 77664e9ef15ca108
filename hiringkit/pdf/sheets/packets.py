"""All that a candidate's packet says, as plain values: filled by a service, printed by `hiringkit.pdf.packets`.

A part without a record is None or (), and is left out; it joins the packet when there is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from hiringkit.pdf.sheets.frames import Frame, LeftOut
from hiringkit.pdf.sheets.scorecards import RubricOnPaper, ScorecardSheet
from hiringkit.pdf.sheets.scores import ScoreOnPaper


@dataclass(frozen=True)
class SeatOnPaper:
    """Somebody's seat in an interview, and what may be said of their card."""

    interviewer: str  # empty in a candidate's copy
    seat: str
    trainee: bool
    card: str  # where the card stands, in words, when it is not in this packet; empty when it is
    submitted_at: datetime | None = None  # of a card in this packet
    recommendation: str = ""  # of a card in this packet


@dataclass(frozen=True)
class StageOnPaper:
    """A stage of the loop and its interview, once that was planned; `left_out`: it is not held with this candidate."""

    name: str
    minutes: int
    format: str
    starts_at: datetime | None = None
    seats: tuple[SeatOnPaper, ...] = ()
    left_out: bool = False


@dataclass(frozen=True)
class CoverageOnPaper:
    """How the stages see one criterion: "primary", "secondary" or "–" for each."""

    criterion: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WaiverOnPaper:
    """A finding of the loop linter that somebody let stand."""

    finding: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class WithheldOnPaper:
    """Something that is not in the packet, why, and who can see it."""

    what: str
    why: str
    who: str


@dataclass(frozen=True)
class EntryOnPaper:
    """An entry of the audit chain behind the packet."""

    at: datetime
    what: str
    number: int
    hash: str


@dataclass(frozen=True)
class ScoredOnPaper:
    """A figure over several cards: raw mean beside fair score."""

    name: str
    raw: Decimal | None
    score: ScoreOnPaper | None
    is_total: bool = False


@dataclass(frozen=True)
class DebriefRatingOnPaper:
    """A rating given after the cards were read: a second record, in no figure."""

    criterion: str
    who: str
    change: str  # from what to what, in level words
    reason: str


@dataclass(frozen=True)
class DebriefOnPaper:
    """The meeting: when, who, what was rated again, what was settled."""

    held: str
    led_by: str
    ratings: tuple[DebriefRatingOnPaper, ...] = ()
    settled: tuple[tuple[str, str], ...] = ()  # heading, text


@dataclass(frozen=True)
class DecisionOnPaper:
    """The decision: one named person's, with the dissent."""

    outcome: str  # "Hire, at level Senior"
    by: str
    decided_on: date
    grounds: str
    dissents: tuple[tuple[str, str], ...] = ()  # who, what they said
    condition: str = ""
    changes: str = ""  # what would change it
    amended: str = ""  # why an earlier one was replaced
    look_again_on: date | None = None


@dataclass(frozen=True)
class PacketSheet:
    """One candidate in one loop."""

    candidate: str
    loop: str
    requisition: str
    track: str
    level: str
    purpose: str
    zone: str
    decider: str
    tie_breaker: str
    visibility: str
    rubric: RubricOnPaper
    words: tuple[str, ...]
    stages: tuple[StageOnPaper, ...]
    coverage: tuple[CoverageOnPaper, ...]
    cards: tuple[ScorecardSheet, ...]
    dated: datetime  # the newest record in it; the document carries this as its date
    status_reason: str
    status: str = "uncalibrated"
    run: str = ""  # the calibration run that the figures are of
    basis: str = ""  # what the fair scores rest on
    agreement: str = ""  # how far the interviewers of the data set agree, as a sentence
    opened_early: str = ""  # who opened the cards early, when and why, as a sentence
    waivers: tuple[WaiverOnPaper, ...] = ()
    scores: tuple[ScoredOnPaper, ...] = ()
    debrief: DebriefOnPaper | None = None
    decision: DecisionOnPaper | None = None
    undecided: str = "None has been recorded."  # what stands in the place of a decision
    withheld: tuple[WithheldOnPaper, ...] = ()
    chain: tuple[EntryOnPaper, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_candidates_copy: bool = False
    digest: str = ""
    frame: Frame = field(default_factory=Frame)
