"""All that papers say before an interview is held: kit, blank scorecard, the candidate's sheet, definitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from hiringkit.loops.timings import Part
from hiringkit.pdf.sheets.frames import Frame
from hiringkit.pdf.sheets.scorecards import RubricOnPaper


@dataclass(frozen=True)
class AskedOnPaper:
    """A criterion that is rated, with what each level means."""

    name: str
    weight: str  # "primary" or "secondary"
    words: tuple[str, ...]  # level words, lowest first
    anchors: tuple[str, ...]  # the anchor's text for each word; empty where the rubric has none
    prompt: str = ""  # a question that brings it out
    guardrail: bool = False
    counts: str = ""  # what counts, as the team agreed
    does_not_count: str = ""
    disagree: str = ""  # where people disagree


@dataclass(frozen=True)
class ScenarioOnPaper:
    """What is put before the candidate, and what to hold to."""

    name: str
    prompt: str
    constraint: str = ""
    questions: tuple[str, ...] = ()
    listen_for: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # to play
    objection: str = ""  # put in while it runs
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedOnPaper:
    """A neutral note that the stage before handed on."""

    by: str
    stage: str
    text: str


@dataclass(frozen=True)
class KitSheet:
    """One interview, for those who hold it. Holds no rating; of others' words only what was handed on to it."""

    interview_id: int
    candidate: str
    loop: str
    requisition: str
    track: str
    level: str
    purpose: str
    zone: str
    stage: str
    stage_number: int
    stages: int
    starts_at: datetime
    minutes: int
    format: str
    ai_policy: str
    advice: str
    listen: str  # what interviewers listen for, as the rubric says
    seats: tuple[str, ...]  # name and seat of everybody who holds it
    visibility: str
    criteria: tuple[AskedOnPaper, ...]
    probes: tuple[str, ...]
    scenario: ScenarioOnPaper | None
    work_sample: str
    objection: ScenarioOnPaper | None
    anti_signals: tuple[str, ...]
    rubric: RubricOnPaper
    handed: tuple[HandedOnPaper, ...] = ()
    ai_check: str = ""  # the question that tells whether what came from a tool is understood
    timings: tuple[Part, ...] = ()
    place: str = ""  # whose law it is held under
    place_note: str = ""
    not_asked: tuple[
        tuple[str, str, str], ...
    ] = ()  # what is not asked about, what may be instead, where it is written
    digest: str = ""
    frame: Frame = field(default_factory=Frame)


@dataclass(frozen=True)
class MeetingOnPaper:
    """A stage as a candidate is told of it."""

    name: str
    minutes: int
    format: str
    ai_policy: str
    starts_at: datetime | None
    looks_at: tuple[str, ...]  # names of the criteria
    held_by: str = ""  # how many people, and what they do there; no names
    comes: tuple[str, ...] = ()  # what is put before the candidate, in a general way


@dataclass(frozen=True)
class HandoutSheet:
    """What a candidate is told beforehand. Names nobody but the candidate, and whom to ask for an accommodation."""

    candidate: str
    loop: str
    requisition: str
    level: str
    zone: str
    meetings: tuple[MeetingOnPaper, ...]
    dated: datetime
    rubric: RubricOnPaper
    says: tuple[tuple[str, str], ...] = ()  # how it works: a label, and what it says
    digest: str = ""
    frame: Frame = field(default_factory=Frame)


@dataclass(frozen=True)
class DefinitionsSheet:
    """The calibration sheet: what the interviewers of a loop agreed on, criterion by criterion."""

    loop: str
    requisition: str
    zone: str
    criteria: tuple[AskedOnPaper, ...]
    rubric: RubricOnPaper
    digest: str = ""
    frame: Frame = field(default_factory=Frame)
