"""Calibration as people meet it: a mirror each, a drill rated blind, a session, and the next run beside the last."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.test_accessibility import faults
from tests.served import Served

pytestmark = pytest.mark.browser
PACK = "US IT Service Manager Healthcare Market Analysis 2025"


def test_a_drill_a_run_and_a_session(served: Served, enter: Enter) -> None:
    said = {name: _mirror(enter(name), served) for name in ("Priya Raghunathan", "Marcus Bell")}
    assert "points less than the average interviewer" in said["Priya Raghunathan"]
    assert "points more than the average interviewer" in said["Marcus Bell"]
    priya, ingrid = enter("Priya Raghunathan"), enter("Ingrid Solheim")
    _drill(priya, served)
    _next_run(ingrid, served)
    _session(ingrid, served)
    priya.goto(f"{served.url}/calibration/sessions")
    expect(priya.get_by_role("heading", level=1)).not_to_have_text("Calibration sessions")


def _mirror(page: Page, served: Served) -> str:
    page.goto(f"{served.url}/me/mirror")
    return page.locator("main").inner_text()


def _drill(page: Page, served: Served) -> None:
    """Nothing of the reference shows before it is in; an empty one is refused; what was typed is there again."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.url}/drills")
    page.locator("main .act a, main a.btn:has-text('Rate it')").first.click()
    address = page.url
    expect(page.get_by_text("Reference", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Hand in").first.click()
    expect(page.get_by_role("alert")).to_contain_text("It was not handed in")
    page.goto(address)
    for criterion in page.locator("section.crit").all():
        criterion.get_by_role("radio").nth(1).check(force=True)
        criterion.get_by_role("textbox").first.fill("The mail names the hour of the next word.")
    expect(page.locator("#saved")).to_contain_text("saved ")
    page.wait_for_function("() => !localStorage.length")
    page.goto(address)
    expect(page.locator("#counted")).to_have_text("2 of 2 rated")
    page.get_by_role("button", name="Hand in").first.click()
    expect(page.get_by_text("Your drill is handed in.")).to_be_visible()
    expect(page.get_by_text("Reference", exact=True)).to_have_count(2)
    assert faults(page, page.url) == []


def _next_run(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/calibration")
    expect(page.get_by_role("heading", level=1)).to_have_text(PACK)
    runs = page.locator("section:has(h2:text-is('Runs')) tbody tr")
    page.get_by_role("button", name="Run again").dblclick()
    expect(runs).to_have_count(2)  # the demo's own, and one with the drill, however often it was asked for
    runs.locator("a[href*=compare]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed between two runs")
    assert faults(page, page.url) == []


def _session(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/calibration")
    page.get_by_role("link", name="Sessions").click()
    page.get_by_label("Name", exact=True).fill("Written answers in spring")
    for choice in page.locator("form[action='/calibration/sessions'] input[type=checkbox]").all()[:3]:
        choice.check()
    page.locator("form[action='/calibration/sessions']").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Written answers in spring")
    hands = page.locator("form[action$=hands]").first
    hands.locator("input.hand").nth(1).fill("many")
    hands.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Write 0 to 99 for a level.")).to_be_visible()
    hands.locator("input.hand").nth(1).fill("2")
    hands.locator("input.hand").nth(2).fill("4")
    hands.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("After the talk").first).to_be_visible()
    page.get_by_label("Counts", exact=True).fill("A named hour for the next word.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("#agreed").locator("..").locator("..")).to_contain_text("A named hour for the next word.")
    assert faults(page, page.url.partition("?")[0]) == []
    page.get_by_role("button", name="Close the session").click()
    expect(page.locator(".statusline")).to_contain_text("closed")
    page.goto(f"{served.url}/packs")
    page.get_by_role("link", name=PACK).first.click()
    expect(page.locator("main")).to_contain_text("A named hour for the next word.")
