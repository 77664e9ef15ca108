"""An installation is one organisation's: of real people, or of made-up ones, and never of both."""

from __future__ import annotations

import pytest

from hiringkit.db.engine import Database
from hiringkit.errors import SetupError
from hiringkit.services import installation
from hiringkit.services.installation import Installation
from tests import build
from tests.at_once import at_once
from tests.conftest import NOW


@pytest.mark.parametrize(("demo", "name"), [(True, "Northmere Health"), (False, "Your organisation")])
def test_the_first_start_marks_the_database_for_good(db: Database, demo: bool, name: str) -> None:
    for _ in range(2):
        assert installation.prepare(db, demo=demo, now=NOW) == Installation(name, demo)
    with pytest.raises(SetupError, match="real people" if not demo else "marked as demo"):
        installation.prepare(db, demo=not demo, now=NOW)


def test_people_without_a_mark_are_real(db: Database) -> None:
    build.person(db)
    with pytest.raises(SetupError, match="real people"):
        installation.prepare(db, demo=True, now=NOW)
    assert not installation.prepare(db, demo=False, now=NOW).demo


def test_two_servers_that_start_at_once_mark_it_once(db: Database) -> None:
    found = at_once([lambda: installation.prepare(db, demo=True, now=NOW)] * 4)
    assert found == [Installation("Northmere Health", demo=True)] * 4
