"""Packs in the browser: the library, and a version as it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics.files import shipped_packs
from hiringkit.services import packs
from tests import build
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


@pytest.fixture
def manager(lite: Database) -> Viewer:
    """A hiring manager, and the packs that come with the program."""
    packs.publish_shipped(lite, NOW)
    return build.person(lite, "Ingrid", Role.HIRING_MANAGER)


def test_the_library_leads_to_a_version_and_says_that_it_does_not_change(client_of: ClientOf, manager: Viewer) -> None:
    client = client_of(manager)
    row, *others = client.get("/packs").select("tbody tr")
    assert len(others) == len(shipped_packs()) - 1
    assert "published" in row.text
    link = row.select_one("a")
    assert link
    page = client.get(str(link["href"]))
    assert "cannot change" in page.text
    assert client.get("/packs/1", expect=303).response.location == link["href"]


def test_each_criterion_stands_with_an_anchor_for_each_level(
    client_of: ClientOf, lite: Database, manager: Viewer
) -> None:
    page = client_of(manager).get("/packs/1/versions/1")
    pack = packs.version(lite, 1, 1).pack
    rows = page.select("table.anchors tbody tr")
    assert len(rows) == len(pack.criteria) > 5
    for row, criterion in zip(rows, pack.criteria, strict=True):
        texts = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        assert len(texts) == len(criterion.anchors)
        assert all(anchor.text in text for anchor, text in zip(criterion.anchors, texts, strict=True))


def test_only_who_may_build_a_loop_is_led_to_it(client_of: ClientOf, lite: Database, manager: Viewer) -> None:
    build_it = "a[href='/loops/new']"
    assert client_of(manager).get("/packs/1/versions/1").select(build_it)
    assert not client_of(build.person(lite)).get("/packs/1/versions/1").select(build_it)


@pytest.mark.parametrize("path", ["/packs/99", "/packs/1/versions/99", "/packs/99/versions/1", "/packs/0"])
def test_a_pack_that_there_is_not_is_no_page(client_of: ClientOf, manager: Viewer, path: str) -> None:
    client_of(manager).get(path, expect=404)


def test_an_empty_library_says_what_it_is_for(client_of: ClientOf, lite: Database) -> None:
    assert "Here stand the packs" in client_of(build.person(lite)).get("/packs").text


def test_a_pack_is_read_in_few_statements(
    client_of: ClientOf, lite: Database, manager: Viewer, statements: Statements
) -> None:
    client = client_of(manager)
    statements.listen(lite.engine)
    client.get("/packs/1/versions/1")
    assert len(statements.seen) <= 6
