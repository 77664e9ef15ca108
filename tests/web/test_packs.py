"""Packs in the browser: the library, and a version as it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics.files import parse, shipped_packs
from hiringkit.rubrics.packs import HIRINGKIT, Anchor
from hiringkit.services import packs
from tests import build, build_loops
from tests.build_packs import PACK
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
    shown = {text.get_text(" ", strip=True) for text in page.select("#examples dd p")}
    told = [anchor.examples for criterion in pack.criteria for anchor in criterion.anchors if anchor.examples]
    assert shown == {f"This level: {one.text}" for of in told for one in of.good} | {
        f"Not this level: {one.text}" for of in told for one in of.bad
    }
    assert len(told) >= 3 * len(pack.criteria)


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


def test_the_library_is_searched_by_role_segment_or_criterion(client_of: ClientOf, manager: Viewer) -> None:
    client = client_of(manager)
    for words, title in (
        ("acute nurse", "Registered nurse team lead"),
        ("changeable", None),
        ("code others", "Back-end"),
    ):
        page = client.get(f"/packs?q={words.replace(' ', '+')}")
        names = [link.get_text(strip=True) for link in page.select("tbody th a")]
        assert (len(names), bool(title and names[0].startswith(title))) == ((1, True) if title else (0, False))
    assert "No pack matches." in client.get("/packs?q=zeppelin").text


def test_a_pack_whose_day_of_looking_again_has_passed_says_so(client_of: ClientOf, lite: Database) -> None:
    old = PACK.model_copy(update={"pack": PACK.pack.model_copy(update={"review_by": "2026-01-01"})})
    with lite.writing() as session:
        stored.publish(session, "test-pack", old, by="hiringkit", now=NOW)
    (row,) = client_of(build.person(lite)).get("/packs").select("tbody tr")
    assert "2026-01-01, overdue" in row.text


def test_a_pack_file_is_the_version_as_it_was_published_but_for_what_drills_must_not_tell(
    client_of: ClientOf, lite: Database, manager: Viewer
) -> None:
    answer = client_of(manager).get("/packs/2/versions/1/file").response
    known = packs.version(lite, 2, 1).pack
    told = [sample for sample in known.samples if not sample.ratings]
    assert 0 < len(told) < len(known.samples)
    assert parse(answer.get_data(as_text=True)) == known.model_copy(update={"samples": tuple(told)})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{known.pack.id}-version-1.yaml"'


def two_versions(lite: Database) -> None:
    first, *others = PACK.criteria
    anchors = (Anchor(level=1, text="Troubleshooting, one step.", source=HIRINGKIT), *first.anchors[1:])
    newer = PACK.model_copy(update={"criteria": (first.model_copy(update={"anchors": anchors}), *others)})
    with lite.writing() as session:
        for pack in (PACK, newer):
            stored.publish(session, "test-pack", pack, by="hiringkit", now=NOW)


def test_what_changed_between_two_versions_is_shown_word_by_word(client_of: ClientOf, lite: Database) -> None:
    two_versions(lite)
    client = client_of(build.person(lite))
    link = client.get("/packs/1/versions/2").select_one("a[href$='/diff']")
    assert link
    page = client.get(str(link["href"]))
    assert "Ratings of 2 of 3 criteria may be pooled" in page.text
    assert [cut.text for cut in page.select("table del")] == ["step 1."]
    assert [put.text for put in page.select("table ins")] == ["one step."]
    assert "Both say the same." in client.get("/packs/1/versions/2/diff?since=2").text
    client.get("/packs/1/versions/1/diff", expect=404)
    client.get("/packs/1/versions/2/diff?since=9", expect=404)


def test_the_owner_of_a_loop_is_told_of_a_newer_version(client_of: ClientOf, lite: Database) -> None:
    loop = build_loops.loop(lite)
    said = "There is a newer version"
    assert said not in client_of(loop.manager).get(f"/loops/{loop.loop_id}").text
    newer = PACK.model_copy(update={"criteria": PACK.criteria[:2]})
    with lite.writing() as session:
        stored.publish(session, "test-pack", newer, by="hiringkit", now=NOW)
    page = client_of(loop.manager).get(f"/loops/{loop.loop_id}")
    link = page.select_one(".sign-care + a")
    assert link
    assert "removed" in client_of(loop.manager).get(str(link["href"])).text
    assert said not in client_of(loop.recruiter).get(f"/loops/{loop.loop_id}").text
