"""What is on this device alone: an amendment that is being written, and what a sign-out would leave behind."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
CHANGED = "What would have changed the rating"


def test_an_amendment_is_kept_as_it_is_typed_until_it_is_sent(served: Served, enter: Enter) -> None:
    page = enter("Marcus")
    page.goto(f"{served.url}/scorecards/2/amend")
    line = page.locator("input[name^='line:']").last
    line.fill("Said it was the fourth node")
    name = line.get_attribute("name")
    page.get_by_label(CHANGED).fill("A second log")
    expect(page.locator("#kept")).to_contain_text("kept on this device")
    page.reload()
    expect(page.locator("#kept")).to_contain_text("is back; it is not sent yet")
    expect(page.get_by_label(CHANGED)).to_have_value("A second log")
    expect(page.locator(f"input[name='{name}']")).to_have_value("Said it was the fourth node")
    page.get_by_label("Why it is amended").fill("A line was forgotten.")
    page.get_by_role("button", name="Keep the amendment").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("Said it was the fourth node")).to_be_visible()
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
