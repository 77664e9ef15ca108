"""Packs in files and in storage: YAML for people, canonical JSON for machines, one model for both."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.representer import SafeRepresenter

from hiringkit.errors import InvalidError
from hiringkit.resources import shipped
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.yamltext import Document, joined, read

MOST_BYTES = 32 * 1024 * 1024  # the draft of the longest report that is read
_SHORT = 80
_MOST_NAMED = 8  # keys; a longer list is no help in a sentence
_DUMPER = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
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
    events = _document(pack.model_dump(mode="json"))
    text: str = yaml.emit(events, Dumper=_DUMPER, allow_unicode=True, width=1_000_000)
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


def first_fault(error: ValidationError) -> str:
    """The first thing that is wrong, as a sentence."""
    return next(iter(_problems(error).values()))


def shipped_packs() -> list[Path]:
    """The pack files that come with hiringkit, by name."""
    return sorted(shipped("rubrics").glob("*.yaml"))


def read_text(path: Path) -> str:
    """The text of a pack file. Raises InvalidError: no such file, no text, too large, not UTF-8."""
    name = path.name or str(path)
    raw = read_bytes(path, MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise InvalidError("This file is larger than 32 MB.", where=name, mend="A pack is far smaller: check the name.")
    if b"\0" in raw:
        raise InvalidError("This is no text.", where=name, mend="A pack is a YAML file in UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InvalidError(
            "This text is not in UTF-8.", where=f"{name}, line {line}", mend="Save it as UTF-8."
        ) from error


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, one more than `most` at the most. Raises InvalidError: no such file, or none at all."""
    name = path.name or str(path)
    try:
        if path.exists() and not path.is_file():
            raise InvalidError("This is not a file.", where=name, mend="Name a file.")
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it cannot be opened").lower()
        raise InvalidError(f"This file cannot be read: {reason}.", where=name, mend="Check the name.") from error


def _with_line(what: str, line: int | None) -> str:
    return what if line is None else f"{what} (line {line})"


def _problems(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        path = joined(_place(fault))
        said = _sentence(fault["type"], fault["msg"], fault.get("ctx", {}))
        found.setdefault(path, _unknown_key(_place(fault)) if fault["type"] == "extra_forbidden" else said)
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


def _unknown_key(place: tuple[int | str, ...]) -> str:
    """That a key is unknown, with the known one it looks like, or with those that may stand there."""
    known = _keys(place[:-1])
    near = get_close_matches(str(place[-1]), known, 1)
    short = f"it may have {', '.join(known)}." if len(known) <= _MOST_NAMED else "take it out."
    said = f"did you mean {near[0]}?" if near else short
    return f"A pack has no such key here; {said}"


def _keys(place: tuple[int | str, ...]) -> list[str]:
    """The keys that a pack may have at a place."""
    model: type[BaseModel] = Pack
    for part in place:
        found = model.model_fields.get(part) if isinstance(part, str) else None
        model = _model_of(found.annotation) or model if found else model
    return list(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    """The model in an annotation such as `tuple[Track, ...]` or `Scale | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_of(part))), None)


def _sentence(kind: str, message: str, context: dict[str, Any]) -> str:
    least, most, above = (f"{context.get(bound, 0):g}" for bound in ("ge", "le", "gt"))
    said = {
        "missing": "This key is missing.",
        "string_type": "This has to be text; put it in quotes.",
        "string_too_short": "This is empty.",
        "string_too_long": f"This is longer than {context.get('max_length')} characters.",
        "string_pattern_mismatch": "This is not written as it has to be: an id is lower-case words joined by hyphens.",
        "tuple_type": "This has to be a list.",
        "model_type": "This has to be a mapping of keys.",
        "model_attributes_type": "This has to be a mapping of keys.",
        "dict_type": "This has to be a mapping of keys.",
        "bool_parsing": "This has to be true or false.",
        "bool_type": "This has to be true or false.",
        "int_parsing": "This has to be a whole number.",
        "int_type": "This has to be a whole number.",
        "int_from_float": "This has to be a whole number.",
        "float_parsing": "This has to be a number.",
        "less_than_equal": f"This is more than {most}: write {most} or less.",
        "greater_than_equal": f"This is less than {least}: write {least} or more.",
        "greater_than": f"This has to be more than {above}.",
        "enum": f"This has to be one of these: {context.get('expected')}.",
        "too_long": f"This holds too much: it takes {context.get('max_length')} at most.",
    }
    return said.get(kind, message.rstrip(".") + ".")


def _document(content: Any) -> Iterator[yaml.Event]:
    """The events of a document, one after the other: a large pack is then never held as a tree of nodes."""
    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _events(content)
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _events(value: Any) -> Iterator[yaml.Event]:
    if isinstance(value, dict):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=value.keys() in _ON_ONE_LINE)
        for key, item in value.items():
            yield _key(key)
            yield from _events(item)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=all(map(_is_short, value)))
        for item in value:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, str):
        yield _short_text(value) if len(value) <= _SHORT else _text(value)
    else:
        plain = SafeRepresenter().represent_data(value).value
        yield yaml.ScalarEvent(None, None, (True, False), plain)


@functools.cache
def _key(key: str) -> yaml.ScalarEvent:
    return yaml.ScalarEvent(None, None, (True, False), key)


def _text(value: str) -> yaml.ScalarEvent:
    return yaml.ScalarEvent(None, None, (False, True), value, style='"')


_short_text = functools.lru_cache(maxsize=1024)(_text)  # a file's name and hash stand at every item


def _is_short(item: Any) -> bool:
    return isinstance(item, int) or (isinstance(item, str) and len(item) <= 40)
