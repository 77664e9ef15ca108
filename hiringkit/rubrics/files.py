"""Packs in files and in storage: YAML for people, canonical JSON for machines, one model for both."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml.representer import SafeRepresenter

from hiringkit.errors import InvalidError
from hiringkit.resources import shipped
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.yamltext import Document, joined, read

MOST_BYTES = 4 * 1024 * 1024
_UNION_LABELS = {"Source", "constrained-str"}  # pydantic names the branch of a union in its path
_ON_ONE_LINE = ({"file", "sha256", "line", "lines"}, {"file", "sha256", "lines"}, {"stage", "weight", "proposal"})


def load(path: Path) -> Pack:
    """The pack in a file. Raises InvalidError that names every fault by its path and line."""
    return parse(read_text(path), path.name)


def parse(text: str, name: str = "this text") -> Pack:
    """The pack in a YAML text. Raises InvalidError that names every fault by its path and line."""
    document = read(text, name)
    pack, problems = checked(document)
    if pack is None:
        lined = {path: _with_line(what, document.line(path)) for path, what in problems.items()}
        raise InvalidError("This pack has faults.", where=name, mend="Mend each of them.", problems=lined)
    return pack


def checked(document: Document) -> tuple[Pack | None, dict[str, str]]:
    """The pack of a document, or none and its faults by path."""
    if not isinstance(document.content, dict):
        return None, {"": "A pack is a mapping with the keys pack, scale, criteria and so on."}
    try:
        return Pack.model_validate(document.content), {}
    except ValidationError as error:
        return None, _problems(error)


def forgiven(document: Document) -> Pack | None:
    """The pack without unknown keys and with over-long texts cut, so that more can be said of it; or none."""
    content = copy.deepcopy(document.content)
    try:
        return Pack.model_validate(content)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            _forgive(content, fault)
    try:
        return Pack.model_validate(content)
    except ValidationError:
        return None


def dump(pack: Pack) -> str:
    """The pack as YAML: every key, every text in quotes; the same pack gives the same bytes."""
    text: str = yaml.serialize(
        _node(pack.model_dump(mode="json")), Dumper=yaml.SafeDumper, allow_unicode=True, width=1_000_000
    )
    return text


def to_json(pack: Pack) -> str:
    """The pack in canonical JSON: sorted keys, no spaces."""
    return json.dumps(pack.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Pack:
    """The pack in a JSON text. Raises InvalidError that names every fault by its path."""
    try:
        return Pack.model_validate_json(text)
    except ValidationError as error:
        raise InvalidError("This stored pack has faults.", problems=_problems(error)) from error


def shipped_packs() -> list[Path]:
    """The pack files that come with hiringkit, by name."""
    return sorted(shipped("rubrics").glob("*.yaml"))


def read_text(path: Path) -> str:
    """The text of a pack file. Raises InvalidError: no such file, no text, too large, not UTF-8."""
    name = path.name or str(path)
    try:
        raw = _bytes(path, name)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InvalidError(f"This file cannot be read: {reason}.", where=name, mend="Check the name.") from error
    if b"\0" in raw:
        raise InvalidError("This is no text.", where=name, mend="A pack is a YAML file in UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError("This text is not in UTF-8.", where=name, mend="Save it as UTF-8.") from error


def _bytes(path: Path, name: str) -> bytes:
    if path.exists() and not path.is_file():
        raise InvalidError("This is not a file.", where=name, mend="Name a pack file.")
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise InvalidError("This file is larger than 4 MB.", where=name, mend="A pack is far smaller: check the name.")
    return raw


def _with_line(what: str, line: int | None) -> str:
    return what if line is None else f"{what} (line {line})"


def _problems(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        path = joined(_place(fault))
        found.setdefault(path, _sentence(fault["type"], fault["msg"], fault.get("ctx", {})))
    closer = {path.rpartition(".")[0] for path in found}
    return {path: what for path, what in found.items() if not (path.endswith(".source") and path in closer)}


def _place(fault: ErrorDetails) -> tuple[int | str, ...]:
    loc = fault["loc"]
    before = (None, *loc)
    return tuple(part for part, last in zip(loc, before, strict=False) if part not in _UNION_LABELS or last != "source")


def _forgive(content: Any, fault: ErrorDetails) -> None:
    *steps, last = _place(fault)
    for step in steps:
        content = content[step]
    if fault["type"] == "extra_forbidden":
        content.pop(last, None)
    elif fault["type"] == "string_too_long":
        content[last] = content[last][: fault["ctx"]["max_length"]]


def _sentence(kind: str, message: str, context: dict[str, Any]) -> str:
    said = {
        "missing": "This key is missing.",
        "extra_forbidden": "A pack has no such key.",
        "string_type": "This has to be text; put it in quotes.",
        "string_too_short": "This is empty.",
        "string_too_long": f"This is longer than {context.get('max_length')} characters.",
        "string_pattern_mismatch": "This is not written as it has to be: an id is lower-case words joined by hyphens.",
        "tuple_type": "This has to be a list.",
        "model_type": "This has to be a mapping of keys.",
        "int_parsing": "This has to be a whole number.",
        "int_type": "This has to be a whole number.",
        "float_parsing": "This has to be a number.",
    }
    return said.get(kind, message.rstrip(".") + ".")


def _node(value: Any) -> yaml.Node:
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list):
        return _sequence(value)
    if isinstance(value, str):
        return yaml.ScalarNode("tag:yaml.org,2002:str", value, style='"')
    node: yaml.Node = SafeRepresenter().represent_data(value)
    return node


def _mapping(value: dict[str, Any]) -> yaml.Node:
    pairs = [(yaml.ScalarNode("tag:yaml.org,2002:str", key), _node(item)) for key, item in value.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=set(value) in _ON_ONE_LINE)


def _sequence(value: list[Any]) -> yaml.Node:
    short = all(isinstance(item, int) or (isinstance(item, str) and len(item) <= 40) for item in value)
    return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(item) for item in value], flow_style=short)
