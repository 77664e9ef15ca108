"""A pack in lines for a terminal: what it judges, in which stages, from where each thing comes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from hiringkit.rubrics.examples import NONE, SIDES
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.rubrics.provenance import Origin


def outline(pack: Pack) -> Iterator[str]:
    """The lines, in the order of reading; without anything that could steer a terminal."""
    for line in _lines(pack):
        yield printable(line)


def printable(text: str) -> str:
    """A text without characters that steer a terminal or turn the reading direction."""
    return "".join("\ufffd" if _steers(character) else character for character in text)


def origin(source: Origin) -> str:
    """Where something comes from, in words."""
    if isinstance(source, str):
        return source
    lines = sorted({source.line, *source.lines})
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"


def _steers(character: str) -> bool:
    turns = unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return turns or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _lines(pack: Pack) -> Iterator[str]:
    meta = pack.pack
    yield meta.title or meta.id or "Untitled pack"
    about = (meta.role, meta.segment, meta.country, str(meta.year or ""), meta.publisher, meta.published, meta.status)
    yield "  " + ", ".join(part for part in about if part)
    if meta.source:
        yield f"  read from {meta.source.file}, {meta.source.lines} lines, sha256 {meta.source.sha256[:16]}…"
    yield f"Scale: {', '.join(pack.scale.words)}" if pack.scale else "Scale: none yet"
    for title, items in (("Tracks", pack.tracks), ("Levels", pack.levels), ("Stages", pack.stages)):
        yield f"{title}: {len(items)}"
        yield from (f"  {item.name} ({origin(item.source)})" for item in items)
    yield f"Criteria: {len(pack.criteria)}"
    for criterion in pack.criteria:
        yield from _criterion(pack, criterion)
    yield f"Scenarios: {len(pack.scenarios)}"
    yield from (f"  {item.name or item.text} ({origin(item.source)})" for item in pack.scenarios)
    for title, texts in (
        ("Signals", pack.signals),
        ("Anti-signals", pack.anti_signals),
        ("Day-90 outcomes", pack.outcomes),
        ("Process upgrades", pack.process_upgrades),
        ("Work samples", pack.work_samples),
        ("First quarter", pack.first_quarter),
    ):
        yield f"{title}: {len(texts)}"
        yield from (f"  {item.text} ({origin(item.source)})" for item in texts)
    yield from (f"To mend: line {row.line}, {row.element}: {row.reason}" for row in pack.repair)


def _criterion(pack: Pack, criterion: Criterion) -> Iterator[str]:
    scale = criterion.scale or pack.scale
    uses = ", ".join(f"{use.stage} {use.weight}" for use in criterion.stages) or "no stage"
    mark = ", guardrail" if criterion.guardrail else ""
    yield f"  {criterion.name} ({origin(criterion.source)}{mark}): {uses}"
    for anchor in criterion.anchors:
        named = scale is not None and anchor.level <= len(scale.words)
        word = scale.words[anchor.level - 1] if scale is not None and named else f"level {anchor.level}"
        yield f"    {word}: {anchor.text} ({origin(anchor.source)})" if anchor.text else f"    {word}: not written yet"
        for side, means in SIDES.items():
            for example in (anchor.examples or NONE).of(side):
                yield f"      {side} example, {means}: {example.text} ({origin(example.source)})"
