"""Blanks: a part of a page that is made once, with a gap for all that differs, and filled in for each who asks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from hiringkit.web.templating import escaped

_EDGE = secrets.token_hex(8)  # on both sides of a gap's name; no text that people write can hold it
_STAND_IN = 7_000_000_000  # and more: the ids in an address, until there are gaps for them


@dataclass(frozen=True)
class Answers:
    """What somebody said so far, by field; what of it was refused, and what was saved elsewhere since, in words."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def checked(self, name: str, value: str) -> str:
        """The mark of the answer that was chosen."""
        return " checked" if self.values.get(name) == value else ""

    def gap(self, name: str) -> str:  # noqa: ARG002 -- as where there are gaps
        """Nothing is left open where the answers are known."""
        return ""


class Unsaid(Answers):
    """Stands for the answers where a blank is made: each is a gap."""

    def text(self, name: str) -> str:
        """A gap of the field's name."""
        return gap(name)

    def checked(self, name: str, value: str) -> str:
        """A gap for the mark."""
        return gap(f"{name}={value}")

    def gap(self, name: str) -> str:
        """A gap for something else."""
        return gap(name)


def gap(name: str) -> str:
    """What stands in a text where a gap is to be; signs of its name that HTML escapes are not to be in it."""
    return f"{_EDGE}{name}{_EDGE}"


def pieces(made: str) -> list[str]:
    """A text cut at its gaps: for a few of them in a known order, in what is written a hundred times."""
    return made.split(_EDGE)[::2]


def address_of(endpoint: str, **values: str) -> str:
    """The address of a page; for an id the name of a gap is given, which stands in its place."""
    ids = {name: number for number, name in enumerate(values, _STAND_IN) if name.endswith("_id")}
    named: dict[str, Any] = {**values, **ids}
    made = url_for(endpoint, **named)
    for name, number in ids.items():
        made = made.replace(str(number), gap(values[name]))
    return made


class Blank:
    """A text with gaps, in bytes: what is the same for all is put into them once, not for each answer.

    `given`: what stands in its gaps as long as nothing else is to.
    """

    def __init__(self, made: str, given: Mapping[str, str | bytes] | None = None) -> None:
        parts = made.split(_EDGE)  # text, gap, text, gap, …, text
        self._parts = [part.encode() if at % 2 == 0 else b"" for at, part in enumerate(parts)]
        self._gaps: dict[str, list[int]] = {}
        self._marks: dict[str, dict[str, int]] = {}
        for at, name in enumerate(parts):
            if at % 2 and "=" in name:
                field_name, _, value = name.partition("=")
                self._marks.setdefault(field_name, {})[value] = at
            elif at % 2:
                self._gaps.setdefault(name, []).append(at)
        self._parts = self._with(given or {})

    def filled(self, values: Mapping[str, str | bytes]) -> bytes:
        """With these values in its gaps, escaped unless they are bytes or a template's; the others stay empty."""
        return b"".join(self._with(values))

    def _with(self, values: Mapping[str, str | bytes]) -> list[bytes]:
        parts, gaps, marks = self._parts.copy(), self._gaps, self._marks
        for name, value in values.items():
            if name in gaps:
                text = value if type(value) is bytes else escaped(value).encode()
                for at in gaps[name]:
                    parts[at] = text
            if name in marks and value in marks[name]:
                parts[marks[name][value]] = b" checked"
        return parts
