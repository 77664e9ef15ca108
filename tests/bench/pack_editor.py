"""Saving one field of a pack's draft, with the linter's answer: beside reading its file, and as the pack grows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from hiringkit.db.engine import Database, open_database
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import files
from hiringkit.rubrics.lint import lint_text
from hiringkit.rubrics.packs import Pack
from hiringkit.services import pack_drafts
from hiringkit.services.pack_drafts import Change
from tests import build
from tests.bench.row import Row, at_most, in_turn

TIMES = 20
ROUNDS = 5
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def rows() -> Iterator[Row]:
    """One save by one reading of the pack's file; one save in a pack 20 times as large, a copy."""
    path = next(path for path in files.shipped_packs() if path.stem == "it-service-manager-us-healthcare")
    pack = files.load(path)
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        manager = build.person(db, "Ingrid", Role.HIRING_MANAGER)
        one, many = (_saving(db, manager, packed) for packed in (pack, _larger(pack)))
        one(), many()  # once for nothing: every statement has been built
        taken = in_turn(
            ROUNDS,
            {"file": _clock(lambda: lint_text(text), 2), "one": _clock(one, 10), "many": _clock(many, 1)},
        )
        db.close()
    milliseconds = {name: [seconds * 1000 for seconds in of] for name, of in taken.items()}
    what = "one field saved and linted"
    yield Row(what, milliseconds["one"], milliseconds["file"], "its file read and linted", "ms", at_most(1.0, 1 / 2))
    copies = [figure / TIMES for figure in milliseconds["many"]]
    yield Row(f"{what}, {TIMES} times the pack, a copy", copies, milliseconds["one"], "alone", "ms", at_most(1.25, 1.0))


def _saving(db: Database, viewer: Viewer, pack: Pack) -> Callable[[], object]:
    """What a second of typing costs the server: one field kept, the whole linted, all that the answer says read."""
    draft_id = pack_drafts.begin_from_file(db, viewer, files.dump(pack), NOW)
    address = f"criteria/{pack.criteria[0].id}/anchors/1"
    said = [pack.criteria[0].anchor(1)]
    numbers = count()

    def save() -> object:
        typed = Change(address, f"What somebody does here, {next(numbers)}.", said[0])
        assert pack_drafts.save(db, viewer, draft_id, [typed], by="Us", now=NOW) == pack_drafts.Saved()
        said[0] = typed.text
        return pack_drafts.page(db, viewer, draft_id).findings

    return save


def _larger(pack: Pack) -> Pack:
    """A pack with each of its items as many times, under ids of their own that refer to each other as before."""
    plain: dict[str, Any] = pack.model_dump(mode="json")
    lists = {name: items for name, items in plain.items() if isinstance(items, list)}
    ids = {item["id"] for items in lists.values() for item in items if "id" in item}
    for name, items in lists.items():
        plain[name] = [_renamed(item, ids, number) for number in range(TIMES) for item in items]
    return Pack.model_validate(plain)


def _renamed(value: Any, ids: set[str], number: int) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(part, ids, number) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, ids, number) for part in value]
    return f"{value[:74]}-{number}" if isinstance(value, str) and value in ids else value


def _clock(work: Callable[[], object], times: int) -> Callable[[], float]:
    def measure() -> float:
        begun = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - begun) / times

    return measure
