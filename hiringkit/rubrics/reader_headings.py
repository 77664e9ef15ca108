"""Which element of a pack a heading names: by its usual wording and near variants, never by one report's sentences."""

from __future__ import annotations

import re

TRACKS, LEVELS, STAGES, CRITERIA, SIGNALS, ANTI_SIGNALS, SCENARIOS, OUTCOMES, PROCESS_UPGRADES, WORK_SAMPLES = (
    LISTED
) = (
    "tracks",
    "levels",
    "stages",
    "criteria",
    "signals",
    "anti_signals",
    "scenarios",
    "outcomes",
    "process_upgrades",
    "work_samples",
)
FIRST_QUARTER = "first_quarter"

_VARIANT = r"(?:variants?|tracks?|specializations?)"
_ORDER = (  # the first that fits; each is held against the whole heading, without its tail in brackets
    (TRACKS, rf"(?:(?:role|career|job) )?{_VARIANT}(?:(?: and |/| / |, ){_VARIANT})*"),
    (STAGES, r"(?:the |typical )?(?:hiring|interview|interviewing) (?:loops?|stages?|rounds?)"),
    (CRITERIA, r"(?:the )?(?:skills?|competenc(?:y|ies)) (?:matrix|rubric)"),
    (ANTI_SIGNALS, r"(?:common |typical )?(?:anti-?signals?|anti signals|red flags?)(?: (?:that|which|in|to|for) .*)?"),
    (SIGNALS, r"(?:strong |positive )?signals?(?: that .*)?"),
    (SCENARIOS, r"(?:typical |common |sample |example )?(?:interview )?scenarios?"),
    (LEVELS, r"career (?:steps|levels?|ladder)"),
    (WORK_SAMPLES, r"(?:portfolio\b.*|(?:portfolio and )?proof artifacts?|work samples?(?: (?:that|to|for) .*)?)"),
    (OUTCOMES, r"(?:day-?90|90-?day) outcomes?|outcomes? (?:by|at|after|on) (?:day 90|90 days)"),
    (FIRST_QUARTER, r"(?:a |the )?first[- ]quarter plan"),
)
_HEADINGS = tuple((element, re.compile(pattern)) for element, pattern in _ORDER)
_UPGRADES = re.compile(r"\bprocess upgrades?\b")
_LEAD_INS = (
    (OUTCOMES, re.compile(r"\bday[- ]?90\b|\bafter (?:the first )?90 days\b")),
    (FIRST_QUARTER, re.compile(r"\bfirst[- ]quarter\b")),
)
_CANDIDATES = re.compile(
    r"\b(?:candidates?|applicants?|job[- ]?seekers?|interview prep\w*|prep\w* checklist|how to position)\b"
)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\u00ad"), "-") | {ord("’"): "'", ord("‘"): "'"}
_SPELLINGS = (("isation", "ization"), ("artefact", "artifact"), ("programme", "program"))
_TAIL = re.compile(r"\s*\([^()]*\)$")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=\D)")
_LONGEST = 200


def element_of(heading: str) -> str | None:
    """The element that a bare line names as a heading; none where it names none, or is too long for one."""
    if len(heading) > _LONGEST:
        return None
    whole = folded(heading)
    if _UPGRADES.search(whole):
        return PROCESS_UPGRADES
    core = _TAIL.sub("", whole)
    return next((element for element, pattern in _HEADINGS if pattern.fullmatch(core)), None)


def lead_in_of(text: str) -> str | None:
    """The element that a sentence before a list names; only two such sentences stand for a heading."""
    if not text.endswith(":") or len(text) > 2 * _LONGEST:
        return None
    whole = folded(text)
    return next((element for element, pattern in _LEAD_INS if pattern.search(whole)), None)


def is_for_candidates(heading: str) -> bool:
    """Whether a heading says that what follows is for candidates."""
    return _CANDIDATES.search(folded(heading[:_LONGEST])) is not None


def folded(text: str) -> str:
    """A heading without what does not matter in it: case, & or and, US or UK spelling, kinds of hyphen, a number."""
    plain = " ".join(text.translate(_HYPHENS).casefold().replace("&", " and ").split())
    for spelling, other in _SPELLINGS:
        plain = plain.replace(spelling, other)
    return _NUMBER.sub("", plain, count=1) if plain[:1].isdigit() else plain
