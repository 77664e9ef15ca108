"""Every page passes axe's WCAG 2.2 AA rules, at phone and desk width, light and dark, and fits its width."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "Ingrid Solheim": (
        "/", "/loops", "/loops?q=nothing-like-it", "/loops/new", "/loops/1", "/loops/1/edit", "/loops/1/people",
        "/loops/1/stages/new", "/loops/1/stages/live-troubleshooting", "/loops/1/waivers?finding=risk-objection",
        "/loops/2", "/loops/2/close", "/candidates", "/candidates/1", "/candidates/1/edit", "/candidates/1/withdraw",
        "/candidates/1/interviews/new", "/candidates/new?loop=2", "/packs", "/packs/1/versions/1", "/scorecards/2",
        "/loops/2/debriefs/1", "/loops/2/debriefs/4", "/loops/2/debriefs/5",
        "/me", "/who-sees-what", "/no-such-page",
    ),
    "Priya Raghunathan": ("/", "/interviews/1", "/interviews/1?view=kit", "/scorecards/1/check", "/candidates/1"),
    "Leila Haddad": ("/", "/candidates/1"),
    "Owen Price": ("/", "/admin/people"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_used_by_everybody(served: Served, enter: Enter, name: str) -> None:
    page = enter(name)
    found = [fault for path in PAGES[name] for fault in _faults(page, served.url + path)]
    assert found == []


def test_the_sign_in_page_too(served: Served, enter: Enter) -> None:
    page = enter("Priya Raghunathan")
    page.context.clear_cookies()
    assert _faults(page, f"{served.url}/sign-in") == []


def _faults(page: Page, address: str) -> list[str]:
    """What axe finds in each scheme and width, in one load of the page."""
    answer = page.goto(address)
    assert answer
    assert answer.status in {200, 404}, (address, answer.status)
    found = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than {width} px")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
            found += [f"{address} {width} {scheme} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    return found
