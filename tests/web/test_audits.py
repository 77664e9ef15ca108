"""The audit log in the browser, for administrators alone."""

from __future__ import annotations

from collections.abc import Callable

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import audit, people
from tests import build
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
PATH = "/admin/audit"


def test_what_was_done_stands_there_the_newest_first(client_of: ClientOf, lite: Database) -> None:
    admin, ada = build.person(lite, "Owen", Role.ADMIN), build.person(lite, "Ada")
    client = client_of(admin)
    for _ in range(audit.PAGE):
        people.new_link(lite, ada.person_id, by=admin, now=NOW)
    people.change_role(lite, admin, ada.person_id, Role.RECRUITER, NOW)
    page = client.get(PATH)
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert rows[0][2:5] == [admin.name, "role changed", f"person {ada.person_id}, {ada.name}"]
    assert len(rows) == audit.PAGE
    [older] = page.select("nav[aria-label=Pages] a")
    assert [row.th.text for row in client.get(str(older["href"])).select("tbody tr")][-1:] == ["1"]  # type: ignore[union-attr]
    assert page.select("main")[0].text.count(NOW.strftime("%Y")) >= len(rows)
    assert client.get("/admin/people").select(f"a[href='{PATH}']")


def test_it_is_checked_when_that_is_asked_for(client_of: ClientOf, lite: Database) -> None:
    admin, ada = build.person(lite, "Owen", Role.ADMIN), build.person(lite, "Ada")
    client = client_of(admin)
    assert "Nothing yet." in client.get(PATH).text
    people.disable(lite, admin, ada.person_id, NOW)
    assert not client.get(PATH).select("[role=status].notice")
    assert "The chain holds: 1 entry, head" in client.get(f"{PATH}?check=1").select("[role=status].notice")[0].text


def test_nobody_else_reads_it(client_of: ClientOf, lite: Database) -> None:
    for role in set(Role) - {Role.ADMIN}:
        client_of(build.person(lite, role=role)).get(PATH, expect=403)
