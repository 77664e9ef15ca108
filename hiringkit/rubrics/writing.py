"""A field's text and its value: how what a person wrote becomes what a pack keeps, and how it is shown again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from hiringkit.errors import InvalidError
from hiringkit.rubrics import texts
from hiringkit.rubrics.fields import DEFINITION, Field, Kind

DEFINED = tuple(field.name for field in DEFINITION)
_WEEKS = re.compile(r"(\d{1,3})(?:\s*[-–—]\s*(\d{1,3}))?")
_LONGEST = 20_000
_FALSE = ("", "n", "no")


def shown(said: Any) -> str:
    """A value as the text of its field."""
    if said is None or said is False:
        return ""
    if said is True:
        return "y"
    if isinstance(said, float):
        return f"{said:g}"
    if isinstance(said, tuple):
        if said and all(isinstance(one, int) for one in said):
            return "-".join(map(str, said))
        return "\n".join(said)
    return str(said)


def read(field: Field, text: str, known: Sequence[str]) -> Any:
    """The value that a text stands for; None where it says nothing. `known`: ids that a choice may name.

    Raises InvalidError with a sentence to stand beside the field.
    """
    fault = texts.fault(text, _LONGEST)
    if fault:
        raise InvalidError(fault)
    if field.kind is Kind.LINES:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if field.kind is Kind.PICKS:
        chosen = set(text.split())
        if chosen - set(known):
            raise InvalidError("One of these is no longer there.", mend="Load the page again.")
        return [key for key in known if key in chosen]
    if field.kind is Kind.FLAG:
        return text not in _FALSE
    if not text:
        return None
    return _one(field, text, known)


def _one(field: Field, text: str, known: Sequence[str]) -> Any:
    if field.kind is Kind.NAME and "\n" in text:
        raise InvalidError("This is one line.")
    if field.kind is Kind.CHOICE and text not in {*known, *(key for key, _ in field.options)}:
        raise InvalidError("This is no longer there.", mend="Load the page again.")
    if field.kind is Kind.WHOLE:
        return _number(text, whole=True)
    if field.kind is Kind.NUMBER:
        return _number(text.replace(",", "."), whole=False)
    if field.kind is Kind.WEEKS:
        found = _WEEKS.fullmatch(text)
        if not found:
            raise InvalidError("Write the weeks as 1-4.")
        return (int(found[1]), int(found[2] or found[1]))
    if field.kind is Kind.DATE:
        return _date(text)
    return text


def _number(text: str, *, whole: bool) -> int | float:
    if not re.fullmatch(r"\d{1,6}" if whole else r"\d{1,6}(\.\d{1,6})?", text):
        raise InvalidError("Write a whole number." if whole else "Write a number, such as 1.5.")
    return int(text) if whole else float(text)


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InvalidError("Write the date as 2026-01-31.") from error
