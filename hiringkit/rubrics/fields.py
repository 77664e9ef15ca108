"""What a person may write in a pack, list by list: each field with its words, and how it is read from a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hiringkit.rubrics.packs import RISK_OBJECTION


class Kind(StrEnum):
    """How a field is written."""

    NAME = "name"  # one line
    TEXT = "text"  # a sentence or several
    LINES = "lines"  # one text a line
    FLAG = "flag"
    WHOLE = "whole"  # a whole number
    NUMBER = "number"
    DATE = "date"
    WEEKS = "weeks"  # first and last: 1-4
    CHOICE = "choice"  # one of a list of the pack, or of `options`
    PICKS = "picks"  # any of a list of the pack


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the pack, the words beside it, how it is written, the list that it picks from."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    of: str = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""


_NAME = Field("name", "Name", Kind.NAME)
_TEXT = Field("text", "Text")
_CRITERIA = Field("criteria", "Speaks to", Kind.PICKS, "criteria")
PACK = (
    Field("title", "Title", Kind.NAME),
    Field("role", "Role", Kind.NAME),
    Field("segment", "Segment", Kind.NAME),
    Field("country", "Country", Kind.NAME),
    Field("year", "Year", Kind.WHOLE),
    Field("publisher", "Publisher of the report", Kind.NAME),
    Field("published", "Report published", Kind.NAME),
    Field("review_by", "Look at the market again by", Kind.DATE),
    Field("default_track", "Track that most teams score against", Kind.CHOICE, "tracks"),
    Field("purpose", "Purpose: the question behind the loop"),
    Field("guidance", "What interviewers listen for", Kind.LINES, help="One a line."),
)
SCALE = Field("words", "Level words, lowest first", Kind.LINES, help="One a line, two to ten. All criteria share them.")
LISTS: Mapping[str, tuple[Field, ...]] = {
    "criteria": (
        _NAME,
        Field("good", "What good looks like"),
        Field("proof", "How to prove it"),
        Field("prompt", "A question that brings it out"),
        Field("group", "Group", Kind.CHOICE, "groups"),
        Field("weight", "Weight", Kind.NUMBER, help="1 unless there is a reason."),
        Field("weight_reason", "Why this weight"),
        Field("guardrail", "Guardrail: shown, never averaged", Kind.FLAG),
        Field("outcomes", "Leads to, by day 90", Kind.PICKS, "outcomes"),
    ),
    "groups": (_NAME,),
    "tracks": (_NAME, Field("note", "Note")),
    "levels": (_NAME, Field("phrases", "Scope", Kind.LINES, help="One a line.")),
    "stages": (
        _NAME,
        Field("advice", "Advice to the interviewers"),
        Field("slot_minutes", "Minutes of the slot", Kind.WHOLE),
        Field("scenarios", "Scenarios put here", Kind.PICKS, "scenarios"),
        Field("probes", "Probes asked here", Kind.PICKS, "probes"),
    ),
    "signals": (_TEXT, _CRITERIA),
    "anti_signals": (_TEXT, Field("criteria", "Speaks against", Kind.PICKS, "criteria")),
    "scenarios": (
        _NAME,
        _TEXT,
        Field("kind", "Kind", Kind.CHOICE, options=(("scenario", "scenario"), (RISK_OBJECTION, "risk objection"))),
        Field("prompt", "What the candidate is told"),
        Field("constraint", "Constraint, only if asked"),
        Field("objection", "The objection"),
        Field("parts", "Roles to play", Kind.LINES, help="One a line."),
        Field("expected", "Expected", Kind.LINES, help="One a line."),
        Field("questions", "Questions", Kind.LINES, help="One a line."),
        Field("red_flags", "Red flags", Kind.LINES, help="One a line."),
        Field("next_steps", "Next steps", Kind.LINES, help="One a line."),
        Field("criteria", "Shows", Kind.PICKS, "criteria"),
    ),
    "probes": (_TEXT, _CRITERIA, Field("stages", "Asked in", Kind.PICKS, "stages")),
    "outcomes": (_TEXT,),
    "process_upgrades": (
        _TEXT,
        Field(
            "kind",
            "How a loop shows it",
            Kind.CHOICE,
            options=(
                ("", "somebody says so"),
                (RISK_OBJECTION, "the risk objection has a stage"),
                ("scope", "scope and decision are named"),
            ),
        ),
        Field("criteria", "Met when stages see", Kind.PICKS, "criteria"),
    ),
    "work_samples": (_NAME, _TEXT, Field("expected", "Expected", Kind.LINES, help="One a line."), _CRITERIA),
    "first_quarter": (_TEXT, Field("weeks", "Weeks, as 1-4", Kind.WEEKS)),
    "metrics": (_NAME, Field("definition", "Definition of this team")),
    "segment_constraints": (_NAME, _TEXT),
    "decision_rights": (_NAME, _TEXT),
    "context": (Field("kind", "Kind", Kind.NAME), _TEXT),
}
DEFINITION = (
    Field("counts", "What counts"),
    Field("does_not_count", "What does not"),
    Field("disagree", "Where we disagree"),
)
NAMES: Mapping[str, tuple[str, str]] = {  # of many, of one
    "criteria": ("Criteria", "criterion"),
    "groups": ("Groups", "group"),
    "tracks": ("Tracks", "track"),
    "levels": ("Career levels", "career level"),
    "stages": ("Stages", "stage"),
    "signals": ("Signals", "signal"),
    "anti_signals": ("Anti-signals", "anti-signal"),
    "scenarios": ("Scenarios", "scenario"),
    "probes": ("Probes", "probe"),
    "outcomes": ("Day-90 outcomes", "outcome"),
    "process_upgrades": ("Process upgrades", "process upgrade"),
    "work_samples": ("Work samples", "work sample"),
    "first_quarter": ("First quarter", "block of the first quarter"),
    "metrics": ("Metrics", "metric"),
    "segment_constraints": ("Constraints of the segment", "constraint"),
    "decision_rights": ("Decision rights", "decision right"),
    "context": ("Context, never scored", "piece of context"),
}
