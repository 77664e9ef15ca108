"""Packs in the browser: the library, and a version as it is read."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from hiringkit.db import pack_tags
from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics.files import parse, shipped_packs
from hiringkit.rubrics.packs import HIRINGKIT, Anchor
from hiringkit.services import pack_drafts, packs
from tests import build, build_loops
from tests.build_packs import PACK
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

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
    build_it = "a[href='/loops/new?version=1']"
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


def tagged(client: CheckedClient, pack_id: int, words: str) -> None:
    client.submit(f"/packs/{pack_id}/versions/1", {"tag": words}, form="#tag-form")


def rows(page: Found) -> list[str]:
    return [link.get_text(strip=True) for link in page.select("tbody th > span > a")]


def test_managers_tag_packs_and_everybody_finds_them_by_it(
    client_of: ClientOf, lite: Database, manager: Viewer
) -> None:
    client = client_of(manager)
    tagged(client, 1, " Autumn  rota ,Night shift, autumn ROTA")
    tagged(client, 2, "night SHIFT")
    nurse = client.get("/packs/1/versions/1")
    assert [tag.text for tag in nurse.select(".tags a")] == ["Autumn rota", "Night shift"]
    other = client_of(build.person(lite))
    assert not other.get("/packs/1/versions/1").select("#tag-form")
    both = other.get(str(nurse.select(".tags a")[1]["href"]))
    assert len(rows(both)) == 2, "one tag, however it is typed"
    assert [option.text for option in both.select("#tag option")] == ["Every tag", "Autumn rota (1)", "Night shift (2)"]
    (one,) = rows(other.get("/packs?tag=night+shift&q=rota"))
    assert rows(other.get("/packs?q=autumn+rota")) == [one], "tags are searched too"
    client.submit("/packs/1/versions/1", {"remove": "night shift", "tag": "typed"}, form="#tag-form")
    assert len(rows(other.get("/packs?tag=night+shift"))) == 1
    with lite.reading() as session:
        acts = session.exec(select(AuditRow).where(AuditRow.kind == "pack").order_by(col(AuditRow.number))).all()
    assert [(one.act, one.kind, one.subject_id, json.loads(one.detail)) for one in acts] == [
        ("pack tagged", "pack", 1, {"tags": ["Autumn rota", "Night shift"]}),
        ("pack tagged", "pack", 2, {"tags": ["Night shift"]}),
        ("pack tag taken away", "pack", 1, {"tags": ["night shift"]}),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(" , ", "Write a word by which people look for it.", id="nothing"),
        pytest.param("a" * 41, "This has 41 characters; at most 40 can be kept.", id="too long"),
        pytest.param(",".join(map(str, range(13))), "A pack has 12 tags at most.", id="too many"),
        pytest.param("one\u202eowt", "This holds an invisible character", id="turned round"),
    ],
)
def test_a_tag_that_cannot_be_is_said_at_its_field(client_of: ClientOf, manager: Viewer, typed: str, said: str) -> None:
    client = client_of(manager)
    page = client.submit("/packs/1/versions/1", {"tag": typed}, form="#tag-form", expect=422)
    assert said in page.select("#tag-fault")[0].text
    assert page.select("#tag")[0]["value"] == typed
    assert not client.get("/packs/1/versions/1").select(".tags")


def test_the_library_keeps_search_tag_and_order_from_page_to_page(
    client_of: ClientOf, lite: Database, statements: Statements
) -> None:
    manager = build.person(lite, "Ingrid", Role.HIRING_MANAGER)
    with lite.writing() as session:
        for number in range(60):
            meta = PACK.pack.model_copy(update={"title": f"Pack {number:02}", "review_by": f"2027-01-{60 - number:02}"})
            stored.publish(session, f"pack-{number}", PACK.model_copy(update={"pack": meta}), by="us", now=NOW)
            pack_tags.add(session, manager, number + 1, ("even", "even") if number % 2 == 0 else ("odd", "odd"), NOW)
    client = client_of(manager)
    first = client.get("/packs?q=pack&tag=even&sort=newest")
    assert (rows(first)[0], len(rows(first))) == ("Pack 58", 25)
    onward = first.select("nav[aria-label=Pages] a")
    assert [link.text for link in onward] == ["Next page"]
    second = client.get(str(onward[0]["href"]))
    assert rows(second) == ["Pack 08", "Pack 06", "Pack 04", "Pack 02", "Pack 00"]
    assert second.select_one("#sort option[selected]")["value"] == "newest"  # type: ignore[index]
    assert second.select_one("#q")["value"] == "pack"  # type: ignore[index]
    assert rows(client.get("/packs?tag=even&sort=newest&page=99")) == rows(second), "beyond the last is the last"
    assert rows(client.get("/packs?sort=review"))[:2] == ["Pack 59", "Pack 58"]
    statements.listen(lite.engine)
    client.get("/packs?sort=nonsense&page=x&tag=%00")
    assert len(statements.seen) <= 6


def test_a_pack_whose_day_of_looking_again_has_passed_says_so(client_of: ClientOf, lite: Database) -> None:
    old = PACK.model_copy(update={"pack": PACK.pack.model_copy(update={"review_by": "2026-01-01"})})
    with lite.writing() as session:
        stored.publish(session, "test-pack", old, by="hiringkit", now=NOW)
    (row,) = client_of(build.person(lite)).get("/packs").select("tbody tr")
    assert "Thu 1 Jan 2026, overdue" in row.text


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


def test_a_pack_is_called_what_its_newest_version_says_and_a_loop_keeps_its_words(
    client_of: ClientOf, lite: Database
) -> None:
    loop = build_loops.loop(lite)
    manager = client_of(loop.manager)
    before = manager.get(f"/loops/{loop.loop_id}").select_one(".statusline a[href^='/packs/']")
    draft_id = pack_drafts.begin_from_version(lite, loop.manager, 1, 1, NOW)
    manager.submit(f"/packs/drafts/{draft_id}/edit?part=about", {"pack/title": "Service desk lead"}, form="#editor")
    assert "re-worded" in manager.get(f"/packs/drafts/{draft_id}/diff").text.casefold()
    manager.submit(f"/packs/drafts/{draft_id}", {"note": "The new name of the job"}, form="#publish-form")
    assert rows(manager.get("/packs")) == ["Service desk lead"] * 2, "one pack, one name"
    assert "Service desk lead, version 2" in manager.get("/loops/new").text
    page = manager.get(f"/loops/{loop.loop_id}")
    assert page.select_one(".statusline a[href^='/packs/']") == before
    assert "IT service manager, version 1" in str(before)
    assert "It is called “Service desk lead”." in page.text
    old = manager.get("/packs/1/versions/1")
    assert old.select("h1")[0].text == "IT service manager, version 1"
    assert "the pack is now called “Service desk lead”" in old.text


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
