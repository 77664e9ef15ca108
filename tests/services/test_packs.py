"""Shipped packs: published once for each content, all of them or none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hiringkit.db import audit
from hiringkit.db.engine import Database
from hiringkit.errors import NotFoundError, SetupError
from hiringkit.rubrics.files import shipped_packs
from hiringkit.services import packs
from tests.at_once import at_once
from tests.conftest import NOW

SHIPPED = next(path for path in shipped_packs() if path.stem == "it-service-manager-us-healthcare")


def numbers(db: Database) -> list[int]:
    return [line.number for line in packs.versions(db)]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped pack, with a text changed."""
    file = Path(shutil.copy(SHIPPED, tmp_path))
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_a_start_publishes_what_is_new_and_the_next_one_nothing(db: Database) -> None:
    assert packs.publish_shipped(db, NOW) == len(shipped_packs())
    assert packs.publish_shipped(db, NOW) == 0
    line = packs.versions(db)[0]
    assert (line.number, line.is_published, line.published_at, line.published_by) == (1, True, NOW, "hiringkit")
    assert packs.version(db, line.pack_id, 1).pack.criteria
    with pytest.raises(NotFoundError):
        packs.version(db, line.pack_id, 2)


def test_two_servers_that_start_at_once_publish_once(db: Database) -> None:
    assert sorted(map(str, at_once([lambda: packs.publish_shipped(db, NOW, [SHIPPED])] * 4))) == ["0", "0", "0", "1"]
    assert numbers(db) == [1]


def test_a_pack_whose_content_changed_becomes_the_next_version(db: Database, tmp_path: Path) -> None:
    packs.publish_shipped(db, NOW, [SHIPPED])
    mended = changed(tmp_path, "Shown beside the scores; enters no average.", "Stands beside the scores.")
    assert packs.publish_shipped(db, NOW, [mended]) == 1
    assert numbers(db) == [2, 1]
    assert packs.publish_shipped(db, NOW, [SHIPPED]) == 0, "the older content is known"


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        pytest.param(
            "a" * 1001,
            r"is broken\. criteria\[9\]\.weight_reason: This is longer than 1000 characters\. Run",
            id="an error in it",
        ),
        pytest.param('"', "is broken|cannot be read", id="no YAML"),
    ],
)
def test_a_broken_pack_stops_the_start_and_nothing_is_published(
    db: Database, tmp_path: Path, new: str, sentence: str
) -> None:
    broken = changed(tmp_path, "Shown beside the scores; enters no average.", new)
    with pytest.raises(SetupError, match=sentence) as caught:
        packs.publish_shipped(db, NOW, [SHIPPED, broken])
    assert (caught.value.where, "\n" in str(caught.value)) == (broken.name, False)
    assert numbers(db) == []
    with db.reading() as session:
        assert audit.head(session)[0] == 0
