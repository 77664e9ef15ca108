"""Builders of what documents say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hiringkit.pdf.sheets.frames import Frame
from hiringkit.pdf.sheets.packets import (
    CoverageOnPaper,
    DebriefOnPaper,
    DebriefRatingOnPaper,
    DecisionOnPaper,
    EntryOnPaper,
    PacketSheet,
    SeatOnPaper,
    StageOnPaper,
    WaiverOnPaper,
    WithheldOnPaper,
)
from hiringkit.pdf.sheets.scorecards import (
    CriterionOnPaper,
    EvidenceLine,
    FlagOnPaper,
    ObjectionOnPaper,
    RubricOnPaper,
    ScorecardSheet,
)

WORDS = ("Well below", "Below", "Meets bar", "Above", "Well above")
RECORD = b'{"candidate":"Ama Boateng-Ruiz","ratings":{"communication":4,"owned-next-steps":2}}'
RUBRIC = RubricOnPaper(
    title="IT Service Manager, US health care",
    version=3,
    content_hash="5d41402abc4b2a76b9719d911017c592ae2f3c1b6c7c2a7f6d6d1a0f3b1c9e44",
    published_at=datetime(2026, 10, 2, 14, 0, tzinfo=UTC),
    publisher="Cedar Valley Research",
    report_date="September 2026",
    report_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
CRITERIA = (
    CriterionOnPaper(
        name="Communication",
        words=WORDS,
        step=4,
        anchor="Says what is known, what is not and when the next word comes; keeps the same tone with a nurse manager "
        "and a vendor.",
        evidence=(
            EvidenceLine("Opened with the ward’s words, “med pass is stopped on 4 West”, then the ticket’s.", 8 * 60),
            EvidenceLine("Wrote the holding update in four sentences; gave the time of the next one.", 23 * 60 + 12),
            EvidenceLine("When the vendor became sharp, repeated the request and its deadline without blame.", 2220),
        ),
        group="Service",
    ),
    CriterionOnPaper(
        name="Troubleshooting", words=WORDS, not_observed="the time ran out", group="Service", weight="secondary"
    ),
    CriterionOnPaper(
        name="Tooling",
        words=WORDS,
        step=3,
        anchor="Keeps one record of the incident, links the change to it and closes it with a cause.",
        group="Service",
        weight="secondary",
    ),
    CriterionOnPaper(
        name="Escalation judgment",
        words=WORDS,
        step=4,
        anchor="Names the trigger, the person and the clock before the pressure comes, and says what stays local.",
        evidence=(
            EvidenceLine("Asked who signs for the interface engine before promising a date; named the two teams."),
            EvidenceLine("Set a trigger: a second failed dose reconciliation, or 20 minutes, calls the pharmacist."),
        ),
        changed="A promise to the ward without knowing who signs.",
        group="Risk",
    ),
    CriterionOnPaper(
        name="Owned next steps",
        words=WORDS,
        step=2,
        anchor="Next steps are named, but some have no owner or no date.",
        unevidenced=True,
        group="Risk",
    ),
    CriterionOnPaper(
        name="Clinical workflow safety",
        words=("Not kept", "Kept"),
        step=2,
        anchor="Asks what the ward does meanwhile before touching anything.",
        evidence=(EvidenceLine("Asked which patients were waiting for a dose.", 5 * 60),),
        group="Risk",
        guardrail=True,
    ),
)
OBJECTION = ObjectionOnPaper(
    scenario="EHR change approval",
    put="“Our EHR vendor has to approve every interface change. Why should a change plan of yours hold?”",
    offered="The change calendar of the last upgrade: 41 interface changes, 3 moved by the vendor.",
    verifiable="yes, source named",
    limits_said=True,
    next_step="A joint change window with the vendor, test script signed by pharmacy.",
    owner="The candidate in the role",
    due=date(2026, 12, 1),
    escalation="To the clinical informatics officer after two working days without an answer.",
)
SHEET = ScorecardSheet(
    candidate="Ama Boateng-Ruiz",
    loop="IT Service Manager",
    requisition="R-2211",
    track="Support operations",
    level="Senior",
    stage="Prioritization and escalation",
    stage_number=3,
    stages=4,
    starts_at=datetime(2026, 11, 12, 15, 0, tzinfo=UTC),
    minutes=52,
    zone="America/New_York",
    interviewer="Rosalind Okafor",
    seat="lead",
    trainee=False,
    rubric=RUBRIC,
    words=WORDS,
    criteria=CRITERIA,
    recommendation="Yes",
    confidence="fairly sure",
    submitted_at=datetime(2026, 11, 12, 16, 31, tzinfo=UTC),
    digest="7f3a91c2" + "4e" * 28,
    audit_number=118,
    audit_hash="c0ffee" + "5a" * 29,
    status_reason="No calibration has been run on these ratings.",
    changed="To No: a promise to the ward without knowing who signs. To Strong yes: one next step with a day.",
    flags=(
        FlagOnPaper(
            "Checking in without plan, owner or timeline.",
            "“I would keep in touch with the vendor through the week”; asked for a date, gave none.",
        ),
    ),
    not_seen=("Security or compliance left for later.", "Blaming users, cold or unclear replies."),
    objection=OBJECTION,
    visibility="After own; open to the panel since 13 Nov 2026, 16:05 EST",
    frame=Frame("Cedar Valley Health"),
)
COVERAGE = tuple(
    CoverageOnPaper(criterion.name, ("secondary", "primary", criterion.weight, "–")) for criterion in CRITERIA
)
SECOND = replace(
    SHEET,
    interviewer="Gunnar Lindqvist",
    stage="Live troubleshooting",
    stage_number=1,
    criteria=(replace(CRITERIA[0], step=1), replace(CRITERIA[1], step=4, not_observed="")),
    recommendation="No",
    objection=None,
    flags=(),
)
PACKET = PacketSheet(
    candidate="Ama Boateng-Ruiz",
    loop="IT Service Manager",
    requisition="R-2211",
    track="Support operations",
    level="Senior",
    purpose="Can this person keep clinical work moving when systems do not?",
    zone="America/New_York",
    decider="Priya Venkataraman",
    tie_breaker="Elaine Whitehorse",
    visibility="After own",
    rubric=RUBRIC,
    words=WORDS,
    stages=(
        StageOnPaper(
            "Live troubleshooting",
            60,
            "Video",
            SHEET.starts_at,
            (
                SeatOnPaper("Gunnar Lindqvist", "lead", False, "", SHEET.submitted_at, "No"),
                SeatOnPaper("Hye-jin Park", "second", False, "a draft"),
            ),
        ),
        StageOnPaper("Writing exercise", 45, "Take-home"),
        StageOnPaper(
            "Prioritization and escalation",
            52,
            "On site",
            SHEET.starts_at,
            (SeatOnPaper("Rosalind Okafor", "lead", False, "", SHEET.submitted_at, "Yes"),),
        ),
        StageOnPaper("Collaboration", 60, "Video"),
    ),
    coverage=COVERAGE,
    cards=(SECOND, SHEET),
    dated=SHEET.submitted_at,
    status_reason="No calibration has been run on these ratings.",
    waivers=(
        WaiverOnPaper("Tooling has no primary stage", "Seen twice.", "Priya Venkataraman", SHEET.rubric.published_at),
    ),
    withheld=(
        WithheldOnPaper("Scorecard of Hye-jin Park, stage 1", "It is a draft", "Its author"),
        WithheldOnPaper("Other candidates", "Not needed to read this one", "The loop’s staff"),
    ),
    chain=(EntryOnPaper(SHEET.submitted_at, "Scorecard submitted, stage 3", 118, SHEET.audit_hash),),
    digest="c41d08ee" + "3b" * 28,
    frame=SHEET.frame,
)
DECISION = DecisionOnPaper(
    outcome="Hire, at level Senior",
    by="Priya Venkataraman",
    decided_on=date(2026, 11, 17),
    grounds="She names who must agree before she names a date.",
    dissents=(("Gunnar Lindqvist", "The missing dates are the work itself."),),
    condition="A plan of 30 days with a date for each step.",
    look_again_on=date(2027, 3, 15),
)
DEBRIEF = DebriefOnPaper(
    held="16 Nov 2026, 15:00–15:40 EST",
    led_by="Marcus Delacroix",
    ratings=(DebriefRatingOnPaper("Owned next steps", "Gunnar Lindqvist", "Well below to Below", "New evidence"),),
    settled=(("Level, asked apart", "Senior, as confirmed before the first interview."),),
)
