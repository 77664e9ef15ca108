"""What is wrong with a pack, and what is missing: each finding with its path and line. Never throws for bad content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hiringkit.errors import InvalidError
from hiringkit.rubrics import files
from hiringkit.rubrics.lint_rules import CORE, RULES, Fault, Grade
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.yamltext import CONTROL, Document, read, texts, walk

ALWAYS = ("scale", *CORE, "repair", "unmapped", "gaps")
HIDDEN = re.compile(  # steering, parting lines, turning the direction: what is read is then not what is stored
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or to know."""

    level: Grade
    path: str
    message: str
    line: int | None = None
    rule: str = "file"

    def __str__(self) -> str:
        """`ERROR criteria[2].name: message (line 41)`."""
        where = f" (line {self.line})" if self.line else ""
        return f"{self.level} {self.path or 'pack file'}: {self.message}{where}"


def lint(source: Path | str) -> tuple[Finding, ...]:
    """Everything to say about a pack: a file when given a path, else the text itself."""
    try:
        return lint_text(files.read_text(source) if isinstance(source, Path) else source)
    except InvalidError as error:
        return (Finding("ERROR", "", str(error)),)


def lint_text(text: str, name: str = "this text") -> tuple[Finding, ...]:
    """Everything to say about a text. Raises InvalidError where it is no YAML mapping and so no pack at all."""
    raw = tuple(_raw_controls(text))
    if raw:
        return raw
    document = read(text, name)
    if not isinstance(document.content, dict):
        raise InvalidError(
            "This is no pack.", where=name, mend="A pack is a mapping with the keys pack, scale, criteria and so on."
        )
    pack, problems = files.checked(document)
    faults: list[tuple[str, Fault]] = [("hidden-character", fault) for fault in _hidden_characters(document)]
    faults += [("missing-key", fault) for fault in _absent_keys(document)]
    faults += [("shape", ("ERROR", path, what)) for path, what in problems.items()]
    pack = pack or files.forgiven(document)
    faults += [(name, fault) for name, rule in RULES.items() for fault in rule(pack)] if pack else []
    return tuple(Finding(grade, path, what, document.line(path), name) for name, (grade, path, what) in faults)


def lint_pack(pack: Pack) -> tuple[Finding, ...]:
    """What `lint_text` says of the file of this pack, but for the lines: a draft in the database has none."""
    document = Document(pack.model_dump(mode="json"), {})
    faults: list[tuple[str, Fault]] = [("hidden-character", fault) for fault in _hidden_characters(document)]
    faults += [(name, fault) for name, rule in RULES.items() for fault in rule(pack)]
    return tuple(Finding(grade, path, what, None, name) for name, (grade, path, what) in faults)


def _raw_controls(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        for found in sorted(set(CONTROL.findall(line))):
            message = f"There is a control character (U+{ord(found):04X}) in this line; take it out."
            yield Finding("ERROR", f"line {number}", message, number, "hidden-character")


def _hidden_characters(document: Document) -> Iterator[Fault]:
    if not any(map(HIDDEN.search, texts(document.content))):
        return
    for path, text in walk(document.content):
        for character in sorted(set(HIDDEN.findall(text))):
            yield "ERROR", path, f"There is a hidden character (U+{ord(character):04X}) in this text; take it out."


def _absent_keys(document: Document) -> Iterator[Fault]:
    for key in ALWAYS:
        if key not in document.content:
            yield (
                "WARNING",
                key,
                "This key is missing; other programs read it, so keep it, with an empty list if need be.",
            )
