"""What is on this device alone: an amendment that is being written, and what a sign-out would leave behind."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
CHANGED = "What would have changed the rating"
ELSEWHERE = """(at) => {
  const [key] = Object.keys(localStorage);
  localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), at });
}"""


def test_an_amendment_is_saved_as_it_is_typed_and_survives_a_lost_network(served: Served, enter: Enter) -> None:
    page = enter("Marcus")
    page.goto(f"{served.url}/scorecards/2/amend")
    page.locator(".crit").first.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of the scorecard")).to_be_visible()
    page.keyboard.press("Escape")
    line = page.locator("textarea[name^='line:']").last
    line.fill("Said it was the fourth node")
    name = line.get_attribute("name")
    expect(page.locator("#saved")).to_contain_text("saved ")
    page.context.set_offline(True)
    page.get_by_label(CHANGED).fill("A second log")
    expect(page.locator("#saved")).to_contain_text("kept on this device")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"), timeout=15_000)
    assert page.evaluate("localStorage.length") == 0
    other = enter("Marcus", width=390)
    other.goto(f"{served.url}/scorecards/2/amend")
    expect(other.get_by_label(CHANGED)).to_have_value("A second log")
    expect(other.locator(f"textarea[name='{name}']")).to_have_value("Said it was the fourth node")
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    other.get_by_label("Why it is amended").fill("A line was forgotten.")
    other.get_by_role("button", name="Keep the amendment").click()
    expect(other.get_by_text("The scorecard is amended.")).to_be_visible()
    expect(other.get_by_text("Said it was the fourth node")).to_be_visible()


def test_what_was_typed_here_and_submitted_elsewhere_without_it_can_still_be_read(served: Served, enter: Enter) -> None:
    page, other = enter("Priya"), enter("Priya")
    page.goto(f"{served.url}/interviews/1")
    page.route("**/draft", lambda route: route.abort())
    page.locator("#note-panel").fill("typed in the lift")
    page.locator("[data-criterion]").nth(0).locator("[name^='rating:'][value='4']").check()
    page.locator("[data-criterion]").nth(1).get_by_label("the time ran out").check()
    expect(page.locator("#saved")).to_contain_text("kept on this device")
    other.goto(f"{served.url}/interviews/1")
    for criterion in other.locator("[data-criterion]").all():
        criterion.get_by_label("the time ran out").check()
    other.get_by_label("No evidence was offered").check()
    expect(other.locator("#counted")).to_have_text("0 of 7 rated, 7 not observed")
    expect(other.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"), timeout=15_000)
    other.get_by_role("button", name="Check and submit").first.click()
    other.get_by_label("Yes", exact=True).check()
    other.get_by_label("fairly sure").check()
    other.locator("[name=independent]").check()
    other.get_by_role("button", name="Submit scorecard").click()
    expect(other.get_by_text("submitted and locked")).to_be_visible()
    expect(other.locator("#left")).to_be_hidden()
    page.unroute("**/draft")
    expect(page.locator("#saved")).to_contain_text("already submitted", timeout=15_000)
    page.locator("#saved").get_by_role("link", name="Look at it").click()
    left = page.get_by_role("region", name="Not sent")
    expect(left).to_contain_text("To the panel")
    expect(left).to_contain_text("typed in the lift")
    assert left.locator("dd").all_inner_texts() == ["typed in the lift", "Above", "not observed, the time ran out"]
    left.get_by_role("button", name="Delete it from this device").click()
    expect(left).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_signing_out_says_first_what_has_not_reached_the_server(served: Served, enter: Enter) -> None:
    page: Page = enter("Priya")
    page.goto(f"{served.url}/interviews/1")
    page.route("**/draft", lambda route: route.abort())
    page.locator("#objection-offered").fill("typed in the lift")
    expect(page.locator("#saved")).to_contain_text("kept on this device")
    page.goto(f"{served.url}/me")
    page.get_by_role("button", name="Sign out").press("Enter")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("has not reached the server")
    told.get_by_role("link").click()
    expect(page.locator("#objection-offered")).to_have_value("typed in the lift")
    page.goto(f"{served.url}/me")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.get_by_role("button", name="Sign out all the same").press("Enter")
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_what_was_typed_in_a_seat_that_was_given_up_meanwhile_can_be_read(served: Served, enter: Enter) -> None:
    """Marcus types without a network in an interview that Priya was to lead with him; then the seat is Ruth’s."""
    leila, marcus = enter("Leila"), enter("Marcus")
    leila.goto(f"{served.url}/candidates/1/interviews/new?stage=7")
    leila.get_by_label("Date").fill(f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}")
    leila.get_by_label("Time", exact=True).fill("09:00")
    for name, seat in (("Marcus Bell", "leads"), ("Priya Raghunathan", "second")):
        leila.get_by_label(name).select_option(label=seat)
    leila.get_by_role("button", name="Plan the interview").click()
    expect(leila.get_by_text("The interview is planned")).to_be_visible()
    seats = leila.get_by_role("link", name="Seats").last.get_attribute("href")
    assert seats
    marcus.goto(served.url + seats.removesuffix("/seats"))
    marcus.route("**/draft", lambda route: route.abort())
    marcus.locator("#note-panel").fill("Typed in the lift")
    marcus.locator("[data-criterion] textarea").first.fill("Asked who waits.")
    expect(marcus.locator("#saved")).to_contain_text("kept on this device")
    leila.goto(served.url + seats)
    leila.get_by_label("Marcus Bell").select_option(label="no seat")
    leila.get_by_label("Priya Raghunathan").select_option(label="leads")
    leila.get_by_role("button", name="Save the seats").click()
    expect(leila.get_by_text("Saved.")).to_be_visible()
    marcus.unroute("**/draft")
    expect(marcus.locator("#saved")).to_contain_text("This is not yours to write any more.", timeout=15_000)
    marcus.locator("#saved").get_by_role("link", name="Look at it").click()
    left = marcus.get_by_role("region", name="Not sent")
    expect(left).to_contain_text("Rosa Delgado-Kim: Prioritization and escalation")
    expect(left.locator("dt")).to_have_text(["To the panel", "Evidence"])
    expect(left.locator("dd")).to_have_text(["Typed in the lift", "Asked who waits."])
    marcus.evaluate(ELSEWHERE, "/interviews/9999")
    marcus.goto(f"{served.url}/interviews/9999")
    expect(left).to_contain_text("Typed in the lift")
    marcus.goto(f"{served.url}/interviews/9998")
    expect(left).to_be_hidden()
    marcus.goto(f"{served.url}/me")
    left.get_by_role("button", name="Delete it from this device").click()
    expect(left).to_be_hidden()
    assert marcus.evaluate("localStorage.length") == 0
