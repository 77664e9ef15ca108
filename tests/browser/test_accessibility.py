"""Every page passes axe's WCAG 2.2 AA rules, at phone, tablet and desk width, light and dark, and fits its width."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
NO_COLOURS = {**RULES, "rules": {"color-contrast": {"enabled": False}}}  # which takes longer than all others together
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # all that dark changes
AXE = AXE_FILE_PATH.read_text()
NEW_LOOKS = """([options, known]) => {
  const judged = new Set(known), looks = new Set(), found = [];
  const under = (one) => {
    const style = getComputedStyle(one);
    const own = [style.backgroundColor, style.backgroundImage, style.opacity].join();
    return one.parentElement ? own + "/" + under(one.parentElement) : own;
  };
  for (const one of document.body.querySelectorAll("*")) {
    const hasText = "value" in one || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || !one.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(one), around = getComputedStyle(one.parentElement);
    const look = [style.color, style.fontSize, style.fontWeight, style.textDecorationLine, style.textShadow,
                  one.localName === "a" ? around.color : "", under(one)].join();
    if (!judged.has(look)) { looks.add(look); found.push(one); }
  }
  if (!found.length) return { looks: [], violations: [] };
  return axe.run(found, options).then(({ violations }) => ({ looks: [...looks], violations }));
}"""
UNSEEN_FOCUS = """() => { // a date has parts, which the browser rings itself
  const at = document.activeElement, ringed = [at, at.closest(".level")].filter(Boolean);
  const rings = ringed.map((one) => getComputedStyle(one));
  const isSeen = rings.some((ring) => ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2);
  return at === document.body || isSeen || at.type === "date" ? "" : at.outerHTML.slice(0, 120);
}"""
WIDTHS = (390, 768, 1440)
JUDGED: dict[str, set[str]] = {"light": set(), "dark": set()}  # the looks of texts in which axe found no fault
PAGES = {
    "Ingrid Solheim": (
        "/", "/loops", "/loops?q=nothing-like-it", "/loops/new", "/loops/1", "/loops/1/edit", "/loops/1/people",
        "/loops/1/stages/new", "/loops/1/stages/live-troubleshooting", "/loops/1/waivers?finding=risk-objection",
        "/loops/2", "/loops/2/close", "/candidates", "/candidates/1", "/candidates/1/edit", "/candidates/1/withdraw",
        "/candidates/1/interviews/new", "/candidates/new?loop=2", "/candidates/lists/new?loop=2",
        "/interviews/1/seats", "/week", "/reports", "/packs", "/packs/import", "/packs/1/versions/1",
        "/scorecards/2", "/me", "/me/calendar", "/verify", "/who-sees-what", "/no-such-page",
        "/loops/2/debriefs/1", "/loops/2/debriefs/4", "/loops/2/debriefs/5", "/loops/2/compare",
        "/scorecards/2/amend", "/scorecards/2/return",
        "/samples", "/samples/1", "/samples/new", "/samples/new?pack=1",
        "/calibration/sessions", "/calibration/sessions/1",
        "/calibration", "/how-scores-are-made-fair", "/me/mirror",
        "/loops/2/conflicts", "/candidates/1/conflicts", "/loops/2/panels", "/qualifications", "/me/capacity",
        "/loops/2/archive", "/exports", "/me/mail",
    ),
    "Priya Raghunathan": (
        "/", "/interviews/1", "/interviews/1?view=kit", "/interviews/1?view=pad",
        "/scorecards/1/check", "/candidates/1",
        "/drills", "/drills/1", "/drills/19", "/me/mirror",
    ),
    "Leila Haddad": (
        "/", "/candidates/1?said=reinstated", "/candidates?loop=2&stage=6", "/candidates/1/stages/6/leave-out",
    ),
    "Owen Price": ("/", "/admin/organisation", "/admin/people", "/admin/outbox"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_used_by_everybody(served: Served, enter: Enter, name: str) -> None:
    page = enter(name)
    found = [fault for path in PAGES[name] for fault in faults(page, served.url + path)]
    assert found == []


def test_the_sign_in_page_too(served: Served, enter: Enter) -> None:
    page = enter("Priya Raghunathan")
    page.context.clear_cookies()
    assert faults(page, f"{served.url}/sign-in") == []


@pytest.mark.parametrize(
    ("name", "path"), [("Priya", "/"), ("Ingrid", "/loops/1"), ("Priya", "/interviews/1"), ("Owen", "/admin/people")]
)
def test_whoever_goes_by_keyboard_sees_where_they_are(served: Served, enter: Enter, name: str, path: str) -> None:
    page = enter(name)
    page.goto(served.url + path)
    unseen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen.add(page.evaluate(UNSEEN_FOCUS))
    assert unseen - {""} == set()


def faults(page: Page, address: str) -> list[str]:
    """What axe finds in each scheme and width, in one load of the page.

    Colours are judged in every text of the narrow, light page, and elsewhere where a text looks as none did before.
    """
    answer = page.goto(address)
    assert answer
    assert answer.status in {200, 404}, (address, answer.status)
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than {width} px")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            violations = _colours(page, scheme)
            if scheme == "light":
                rules = RULES if width == WIDTHS[0] else NO_COLOURS
                violations += page.evaluate("of => axe.run(document, of)", rules)["violations"]
            found += [f"{address} {width} {scheme} {one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    return found


def _colours(page: Page, scheme: str) -> list[dict[str, Any]]:
    """What axe finds in the colours of texts that look as none did before, by themselves and by what is under them."""
    told = page.evaluate(NEW_LOOKS, [COLOURS, list(JUDGED[scheme])])
    violations: list[dict[str, Any]] = told["violations"]
    if not violations:
        JUDGED[scheme].update(told["looks"])
    return violations
