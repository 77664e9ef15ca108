"""A YAML text becomes plain values with a line for each path; what no pack needs (aliases, tags) is refused at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from hiringkit.errors import InvalidError

DEEPEST = 20
MOST_NODES = 500_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,20}([eE][-+]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text holds, and the line on which each path begins."""

    content: Any
    lines: Mapping[str, int]

    def line(self, path: str) -> int | None:
        """The line of a path, or that of the nearest thing around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = _around(path)
        return self.lines.get("")


def read(text: str, name: str = "this text") -> Document:
    """The one document of a text. Raises InvalidError where it is not plain YAML; never expands anything."""
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"There is a control character (U+{ord(found.group()):04X}) in this text."
        raise InvalidError(what, where=f"{name}, line {line}", mend="Take it out.")
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _broken(name, error) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise InvalidError("This is not a YAML text.", where=name, mend="Save it as plain YAML in UTF-8.") from error
    return Document(builder.content, builder.lines)


def scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted word: NO, 12:30, 0x1F and 2026-01-19 stay text, as a name is text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text


def joined(parts: tuple[str | int, ...]) -> str:
    """A path for people: `criteria[2].anchors[0].text`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def _around(path: str) -> str:
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _broken(name: str, error: yaml.MarkedYAMLError) -> InvalidError:
    mark = error.problem_mark or error.context_mark
    line = f", line {mark.line + 1}" if mark else ""
    problem = " ".join((error.problem or "it cannot be read").split())
    return InvalidError(f"This is not a YAML text: {problem}.", where=f"{name}{line}", mend="Mend that line.")


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open."""

    holder: list[Any] | dict[str, Any]
    path: str
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Takes the parser's events one by one, so that a text that is too deep or too long ends at once."""

    name: str
    content: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    open: list[_Frame] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        """One more event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error(event, "There is more than one document in this file.", "Keep one.")
        elif isinstance(event, yaml.AliasEvent):
            raise self._error(event, "A pack takes no aliases (*name).", "Write the text out.")
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.open.pop()

    def _node(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self._error(event, f"This file has more than {MOST_NODES:,} parts.", "Shorten it.")
        if getattr(event, "tag", None) is not None:
            raise self._error(event, "A pack takes no tags (!name).", "Leave it out.")
        frame = self.open[-1] if self.open else None
        if frame is not None and isinstance(frame.holder, dict) and frame.key is None:
            self._key(frame, event)
            return
        path = self._place(frame)
        self.lines.setdefault(path, _line(event))
        value: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if isinstance(event, yaml.ScalarEvent):
            value = scalar(event.value) if event.implicit[0] else event.value
        else:
            self.open.append(_Frame(value, path))
            if len(self.open) > DEEPEST:
                raise self._error(event, f"This goes deeper than {DEEPEST} steps.", "Flatten it.")
        self._store(frame, value)

    def _key(self, frame: _Frame, event: yaml.NodeEvent) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(event, "A key has to be a word.", "Write a plain key.")
        if event.value in frame.holder:
            raise self._error(event, f"The key {event.value!r} stands twice.", "Keep one of them.")
        frame.key = event.value
        self.lines[joined_to(frame.path, event.value)] = _line(event)

    def _place(self, frame: _Frame | None) -> str:
        if frame is None:
            return ""
        return joined_to(frame.path, len(frame.holder) if frame.key is None else frame.key)

    def _store(self, frame: _Frame | None, value: Any) -> None:
        if frame is None:
            self.content = value
        elif isinstance(frame.holder, list):
            frame.holder.append(value)
        else:
            assert frame.key is not None
            frame.holder[frame.key] = value
            frame.key = None

    def _error(self, event: yaml.Event, what: str, mend: str) -> InvalidError:
        return InvalidError(what, where=f"{self.name}, line {_line(event)}", mend=mend)


def joined_to(path: str, part: str | int) -> str:
    """A path with one more part."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    return f"{path}.{part}" if path else part


def texts(content: Any) -> Iterator[str]:
    """Every text in plain values, in no order; where it stands costs more to tell than the text itself."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def walk(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain values, with its path."""
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from walk(value, joined_to(path, key))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from walk(value, joined_to(path, index))
