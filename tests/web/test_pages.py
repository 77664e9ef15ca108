"""What every page has: the place in the navigation to which it belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from tests import build, build_loops
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "My work"),
        ("/work", "My work"),
        ("/loops/1/people", "Loops"),
        ("/loops/1/compare", "Loops"),
        ("/loops/1/design", "Loops"),
        ("/loops/1/debriefs/1", "Loops"),
        ("/candidates/1/files", "Candidates"),
        ("/candidates/lists/new?loop=1", "Candidates"),
        ("/packs/1/outcomes", "Packs"),
        ("/me", None),
        ("/who-sees-what", None),
    ],
)
def test_the_navigation_says_where_a_page_belongs(
    lite: Database, client_of: ClientOf, path: str, place: str | None
) -> None:
    loop = build_loops.loop(lite)
    build_loops.candidacy(lite, loop.loop_id)
    here = client_of(loop.manager).get(path).select("nav.wide a[aria-current=page]")
    assert [link.text for link in here] == ([place] if place else [])


@pytest.mark.parametrize("path", ["/admin/people", "/admin/outbox", "/admin/organisation"])
def test_what_administrators_see_to_belongs_to_people(lite: Database, client_of: ClientOf, path: str) -> None:
    page = client_of(build.person(lite, role=Role.ADMIN)).get(path)
    assert [link.text for link in page.select("nav.wide a[aria-current=page]")] == ["People"]
