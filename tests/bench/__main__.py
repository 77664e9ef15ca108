"""make bench: every subject's rows as one table of ratios, and in build/bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import tests.bench
from tests.bench.row import Row

OUT = Path("build/bench.json")
HEAD = ("what", "measured", "reference", "ratio", "must", "stretch", "reached")


def main() -> None:
    """Run the chosen subjects; a row is printed as soon as it is known."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("-k", metavar="WORD", default="", help="only subjects with this in their name")
    word = parser.parse_args().k
    found: list[dict[str, Any]] = []
    print(_line(HEAD))
    for name, rows in subjects(word):
        for row in rows:
            told = {"subject": name, **record(row)}
            found.append(told)
            print(_line(_cells(row)), flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "rows": found}, indent=1))
    print(f"\n{len(found)} rows, in {OUT}. Ratios compare; the figures are this machine's, now.")


def subjects(word: str) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each file of this folder that has `rows`, by name."""
    for found in sorted(pkgutil.iter_modules(tests.bench.__path__), key=lambda module: module.name):
        if word in found.name and not found.name.startswith("_"):
            module = importlib.import_module(f"tests.bench.{found.name}")
            if hasattr(module, "rows"):
                yield found.name, module.rows()


def record(row: Row) -> dict[str, Any]:
    """A row as plain values."""
    target = row.target
    return {
        "what": row.what,
        "measured": median(row.measured),
        "reference": median(row.reference),
        "against": row.against,
        "unit": row.unit,
        "ratio": row.ratio,
        "rounds": len(row.measured),
        "must": target.must if target else None,
        "stretch": target.stretch if target else None,
        "better": "less" if target and target.most else "more",
        "reached": target.is_reached(row.ratio) if target else None,
    }


def _cells(row: Row) -> tuple[str, ...]:
    target = row.target
    return (
        row.what,
        f"{_figure(median(row.measured))} {row.unit}",
        f"{_figure(median(row.reference))} {row.against}",
        _share(row.ratio),
        f"{'≤' if target.most else '≥'} {_share(target.must)}" if target else "",
        _share(target.stretch) if target and target.stretch else "",
        ("yes" if target.is_reached(row.ratio) else "NO") if target else "",
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _share(ratio: float) -> str:
    """A ratio as people compare it: 1/4.0 below one, 2.6 above."""
    return f"1/{1 / ratio:.1f}" if 0 < ratio < 0.75 else f"{ratio:.2f}"


def _line(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, (52, 16, 28, 7, 8, 7, 7), strict=True)).rstrip()


main()
