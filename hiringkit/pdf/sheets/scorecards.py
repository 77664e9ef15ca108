"""All that a printed scorecard says, as plain values: filled by a service, printed by `hiringkit.pdf.scorecards`.

Texts are as their authors wrote them, never escaped or cut. Times are aware; the paper shows them in `zone`.
An empty text, None or () means that there is nothing to say, and the paper leaves its place out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hiringkit.languages import marked
from hiringkit.pdf.sheets.frames import Frame, LeftOut
from hiringkit.pdf.sheets.scores import ScoreOnPaper

SUPPORTS_A_DECISION = marked(
    "This scorecard supports a decision that people make. No figure here may be its only or its overriding ground."
)
RECOMMENDATIONS = (marked("Strong no"), marked("No"), marked("Yes"), marked("Strong yes"))


@dataclass(frozen=True)
class EvidenceLine:
    """Something that was seen or heard."""

    text: str  # the line as it was written
    second: int | None = None  # seconds into the interview at which it was noted; None when nobody said


@dataclass(frozen=True)
class CriterionOnPaper:
    """One criterion: what was ticked for it, or why nothing was, and the evidence."""

    name: str  # as the rubric version names it
    words: tuple[str, ...]  # level words of its scale, lowest first: as many as the scale has steps
    step: int | None = None  # the step ticked, from 1; None when not observed
    not_observed: str = ""  # why it was not observed, in words ("the time ran out"); empty when a step was ticked
    anchor: str = ""  # the anchor's text of the step ticked; empty where the rubric has none
    evidence: tuple[EvidenceLine, ...] = ()  # in the order in which they were kept
    unevidenced: bool = False  # rated, no line, and the author said that there is no evidence to give: marked †
    changed: str = ""  # what would have changed this one rating, where the author said so
    group: str = ""  # name of its group of criteria; empty where the rubric has none
    weight: str = "primary"  # how the stage sees it: "primary" or "secondary"
    guardrail: bool = False  # shown and never averaged
    score: ScoreOnPaper | None = None  # what was computed for it; None while nothing was


@dataclass(frozen=True)
class FlagOnPaper:
    """An anti-signal that was seen."""

    name: str  # the anti-signal's sentence in the rubric
    evidence: str  # what was seen or heard


@dataclass(frozen=True)
class ObjectionOnPaper:
    """The risk objection: what was put to the candidate and how it was met."""

    scenario: str  # name of the scenario
    put: str  # the objection itself, as the rubric words it
    none_offered: bool = False  # the author ticked that no evidence was offered
    offered: str = ""  # the evidence offered; empty when none was
    verifiable: str = ""  # whether it could be checked, in words ("yes, source named", "in part", "no")
    limits_said: bool | None = (
        None  # whether the candidate named the limits of the evidence; None when none was offered
    )
    no_next_step: bool = False  # the author ticked that no next step was named
    next_step: str = ""  # the next step named
    owner: str = ""  # who owns the next step
    due: date | None = None  # the day of the next step
    escalation: str = ""  # where it goes when the next step fails


@dataclass(frozen=True)
class RubricOnPaper:
    """The rubric version that the card is pinned to, and the report behind it."""

    title: str  # the pack's title
    version: int  # number of the version
    content_hash: str  # SHA-256 of the version's content, 64 hex digits
    published_at: datetime  # when the version was published
    publisher: str = ""  # publisher of the source report; empty for a pack of one's own
    report_date: str = ""  # date of the source report, as the pack words it
    report_sha256: str = ""  # SHA-256 of the report's bytes, 64 hex digits; the paper shows its beginning


@dataclass(frozen=True)
class StateOnPaper:
    """What became of the card after its submission: amended or returned, by whom, why, what was otherwise before."""

    what: str  # "amended" or "returned"
    at: datetime
    by: str  # empty in a candidate's copy
    reason: str
    counts: bool  # whether figures use it: its author had read no other card of the candidate
    changes: tuple[tuple[str, str, str], ...] = ()  # what, as it was before, as it is since


@dataclass(frozen=True)
class ScorecardSheet:
    """One submitted scorecard."""

    candidate: str  # the candidate's name, or "erased candidate"
    loop: str  # title of the loop
    requisition: str  # number of the requisition
    track: str  # name of the track
    level: str  # name of the level
    stage: str  # name of the stage
    stage_number: int  # place of the stage in the loop, from 1
    stages: int  # number of stages in the loop
    starts_at: datetime  # when the interview began or was to begin
    minutes: int  # planned length of the interview
    zone: str  # IANA name of the zone in which the paper shows times: the interview's, or else the loop's
    interviewer: str  # the author's name
    seat: str  # the author's seat in the interview: "lead", "second" or "shadow"
    trainee: bool  # a trainee's card: kept out of decisions and statistics, and marked so
    rubric: RubricOnPaper  # the version that the card is pinned to
    words: tuple[str, ...]  # level words of the version's scale, lowest first
    criteria: tuple[CriterionOnPaper, ...]  # those that the stage asks for, in the rubric's order
    recommendation: str  # one of RECOMMENDATIONS
    confidence: str  # how sure the author is, in words: "a guess", "fairly sure", "sure"
    submitted_at: datetime  # when the card was submitted; the document carries this as its date
    digest: str  # digest of the record, 64 hex digits
    audit_number: int  # number of the audit entry that the paper names: the submission's, so that it never changes
    audit_hash: str  # hash of that entry, 64 hex digits
    status_reason: str  # why the ratings are not calibrated, as a sentence
    status: str = "uncalibrated"  # status of the figures
    changed: str = ""  # what would have changed the recommendation, in the author's words
    note: str = ""  # to the panel, in the author's words
    amended: bool = False  # whether the card was amended after its first submission
    flags: tuple[FlagOnPaper, ...] = ()  # the anti-signals that were seen
    not_seen: tuple[str, ...] = ()  # the anti-signals of the stage that were not seen
    objection: ObjectionOnPaper | None = None  # None when the stage puts no risk objection
    visibility: str = ""  # who may read the card under the loop's policy, in words
    agreement: str = ""  # how far the interviewers of this data set agree, as a sentence
    total: ScoreOnPaper | None = None  # the candidate over all criteria and interviews, where that was computed
    run: str = ""  # the calibration run that the figures are of; empty where no figure is printed
    basis: str = ""  # what the fair scores rest on: ratings, interviewers, raw mean
    entered_by: str = ""  # who entered the card on its author's behalf
    states: tuple[StateOnPaper, ...] = ()  # what became of it since, oldest first
    left_out: tuple[LeftOut, ...] = ()  # what was withheld in the candidate's copy; such a copy names no interviewer
    frame: Frame = field(default_factory=Frame)
