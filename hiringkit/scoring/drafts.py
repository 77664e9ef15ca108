"""A draft: the fields of a scorecard as they are typed, each on its own, and the card that they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from hiringkit.rubrics import texts
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import (
    Asked,
    AskedCriterion,
    Card,
    Confidence,
    Flag,
    NotObserved,
    Objection,
    Rating,
    Recommendation,
    Verifiable,
    rating_problems,
)
from hiringkit.scoring.scorecards import problems as card_problems

LONGEST_TEXT = 4000
LONGEST_LINE = 200
MOST_LINES = 200
NOT_OBSERVED = "no:"
_TICKS = frozenset({"", "1"})
Check = Callable[[str], str | None]


class Line(NamedTuple):
    """A line of evidence: its id is made where it is typed; `second` counts from the interview's start.

    `noted`: it was typed in the note pad. Until it speaks to a criterion it is a note, and its author's alone.
    `unread`: what was typed for its minute, where that is none; such a line is not kept.
    """

    id: str
    text: str
    criteria: frozenset[str] = frozenset()
    second: int | None = None
    noted: bool = False
    unread: str = ""


@lru_cache(maxsize=256)
def fields(asked: Asked) -> Mapping[str, Check]:
    """Every field that a draft of this card may have, each with what checks its value."""
    known: dict[str, Check] = {
        "recommendation": _one_of(Recommendation),
        "confidence": _one_of(Confidence),
        **WORDS,
    }
    for criterion in asked.criteria:
        known[f"rating:{criterion.key}"] = _rating(criterion.levels)
        known[f"no_evidence:{criterion.key}"] = _tick
    for key in asked.anti_signals:
        known[f"flag:{key}"] = _tick
        known[f"flag_evidence:{key}"] = _text(LONGEST_TEXT)
    return known | (_OBJECTION if asked.objection else {})


def fault(asked: Asked, name: str, value: str) -> str | None:
    """Why a value cannot be kept in a field; None when it can. Half-typed text can: only submit asks for it all."""
    return _fault(fields(asked), name, value)


def _fault(known: Mapping[str, Check], name: str, value: str) -> str | None:
    check = known.get(name)
    return check(texts.unified(value)) if check else "This scorecard has no such field. Load the page again."


def early(asked: Asked, name: str, value: str, typed: Mapping[str, str], lines: Iterable[Line]) -> str | None:
    """Why a rating is not kept before its evidence; None when it is, and wherever evidence need not come first.

    `typed` and `lines`: the draft as it stands with all that is kept beside the rating.
    """
    kind, _, key = name.partition(":")
    if not asked.evidence_first or kind != "rating" or not value or value.startswith(NOT_OBSERVED):
        return None
    if typed.get(f"no_evidence:{key}") or any(line.text.strip() and key in line.criteria for line in lines):
        return None
    named = next((criterion.name for criterion in asked.criteria if criterion.key == key), key)
    return f"{named}: write a line of evidence first, or tick “No evidence to give”; then rate it."


def line_fault(asked: Asked, line: Line) -> str | None:
    """Why a line of evidence cannot be kept; None when it can."""
    if line.criteria - {criterion.key for criterion in asked.criteria}:
        return _UNSEEN
    return words_fault(line)


def words_fault(line: Line) -> str | None:
    """As `line_fault`, of a line whose criteria the card asks for."""
    if not (line.criteria or line.noted):
        return _UNSEEN
    if line.unread and line.text.strip():
        return "The minute cannot be read. Write it as 12:30, or leave it empty."
    if line.second is not None and not 0 <= line.second <= 86_400:
        return "The minute lies outside of the interview."
    return texts.fault(texts.unified(line.text), LONGEST_TEXT)


_UNSEEN = "This line belongs to a criterion that this stage does not see. Load the page again."


def in_order(lines: Iterable[Line], criterion: str) -> list[Line]:
    """A criterion's lines as the interview went; those without a minute come last, as they were written."""
    return sorted((line for line in lines if line.text.strip() and criterion in line.criteria), key=when)


def when(line: Line) -> float:
    """What lines are put in order by: their second, or the end where they have none."""
    return math.inf if line.second is None else line.second


def card(asked: Asked, typed: Mapping[str, str], lines: Iterable[Line]) -> Card:
    """The card that these fields and lines make. Values that `fault` would refuse count as not given."""
    known = fields(asked)
    good = {name: texts.tidy(value) for name, value in typed.items() if _fault(known, name, value) is None}
    evidence = _by_criterion(lines)
    return Card(
        ratings=tuple(_made_rating(criterion.key, good, evidence) for criterion in asked.criteria),
        objection=_made_objection(good) if asked.objection else None,
        flags=tuple(
            Flag(key, good.get(f"flag_evidence:{key}", "")) for key in asked.anti_signals if good.get(f"flag:{key}")
        ),
        recommendation=_member(Recommendation, good.get("recommendation")),
        confidence=_member(Confidence, good.get("confidence")),
        changed=good.get("changed", ""),
        note=good.get(Note.PANEL.field, ""),
    )


def problems(made: Card, asked: Asked, typed: Mapping[str, str]) -> dict[str, str]:
    """Why a card cannot be submitted as it was made of what is typed: a sentence by field.

    As `scorecards.problems`; and what was seen has no place in it while its anti-signal is not ticked.
    """
    ticked = {flag.anti_signal for flag in made.flags}
    words = {key: typed.get(f"flag_evidence:{key}", "").strip() for key in asked.anti_signals if key not in ticked}
    return card_problems(made, asked) | {f"flag_evidence:{key}": UNTICKED for key, text in words.items() if text}


UNTICKED = "This is written, and its anti-signal is not ticked. Tick it, or take the words out."


class Standing(NamedTuple):
    """How far a criterion is. `lacks`: its rating needs evidence; `lacks_first`: so it does where that comes first."""

    is_rated: bool
    is_unseen: bool
    lacks: bool
    lacks_first: bool


@lru_cache(maxsize=4_000)
def standing(levels: int, rating: str, no_evidence: str, *, has_evidence: bool) -> Standing:
    """How far a criterion is, of what is typed for it. Values that `fault` would refuse count as not given."""
    asked = AskedCriterion("", "", levels)
    found = card(
        Asked((asked,), date.min),
        {"rating:": rating, "no_evidence:": no_evidence},
        [Line("", "said", frozenset({""}))] if has_evidence else [],
    ).ratings[0]
    faults = [name for name, _sentence in rating_problems(found, asked)]
    return Standing(
        is_rated=found.step is not None,
        is_unseen=found.not_observed is not None,
        lacks="evidence:" in faults,
        lacks_first=not (found.is_grounded or found.not_observed),
    )


def _by_criterion(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    """The words of the lines that speak to each criterion."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        words = texts.tidy(line.text)
        for key in line.criteria if words else ():
            found[key] = (*found.get(key, ()), words)
    return found


def _made_rating(key: str, typed: Mapping[str, str], evidence: Mapping[str, tuple[str, ...]]) -> Rating:
    value, no_evidence = typed.get(f"rating:{key}", ""), bool(typed.get(f"no_evidence:{key}"))
    unseen = value.startswith(NOT_OBSERVED)
    return Rating(
        criterion=key,
        step=int(value) if value and not unseen else None,
        not_observed=_member(NotObserved, value.removeprefix(NOT_OBSERVED)) if unseen else None,
        evidence=evidence.get(key, ()),
        no_evidence=no_evidence,
    )


def _made_objection(typed: Mapping[str, str]) -> Objection:
    def said(name: str) -> str:
        return typed.get(f"objection:{name}", "")

    return Objection(
        none_offered=bool(said("none_offered")),
        offered=said("offered"),
        verifiable=_member(Verifiable, said("verifiable")),
        limits_said={"yes": True, "no": False}.get(said("limits")),
        next_step=said("next_step"),
        no_next_step=bool(said("no_next_step")),
        owner=said("owner"),
        due=date.fromisoformat(said("due")) if said("due") else None,
        escalation=said("escalation"),
    )


EnumT = TypeVar("EnumT", bound=StrEnum)


def _member(members: type[EnumT], value: str | None) -> EnumT | None:
    return members(value) if value else None


def _one_of(members: Iterable[str]) -> Check:
    known = frozenset(members) | {""}
    return lambda value: None if value in known else "Choose one of the answers that are shown."


def _text(longest: int) -> Check:
    return lambda value: texts.fault(value, longest)


def _tick(value: str) -> str | None:
    return None if value in _TICKS else "This is a tick: set it or leave it."


@lru_cache(maxsize=16)
def _rating(levels: int) -> Check:
    steps = {str(step) for step in range(1, levels + 1)}
    known = steps | {NOT_OBSERVED + why for why in NotObserved} | {""}
    return lambda value: None if value in known else f"A rating lies between 1 and {levels}, or is not observed."


def _date(value: str) -> str | None:
    if not value.strip():
        return None
    try:
        is_date = date.fromisoformat(value.strip()).isoformat() == value.strip()
    except ValueError:
        is_date = False
    if not is_date:
        return "This is no date of the calendar. Write it as 2026-01-22."
    return None


WORDS: Mapping[str, Check] = {"changed": _text(LONGEST_TEXT), **{note.field: _text(LONGEST_TEXT) for note in Note}}
"""The fields that every card has, whatever its stage asks for, and that need nothing but words."""
_OBJECTION: dict[str, Check] = {
    "objection:none_offered": _tick,
    "objection:offered": _text(LONGEST_TEXT),
    "objection:verifiable": _one_of(Verifiable),
    "objection:limits": _one_of(("yes", "no")),
    "objection:next_step": _text(LONGEST_TEXT),
    "objection:no_next_step": _tick,
    "objection:owner": _text(LONGEST_LINE),
    "objection:due": _date,
    "objection:escalation": _text(LONGEST_TEXT),
}
