"""The note pad: filled as the interview goes, its notes made evidence by a key, a menu or a finger."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def begun(served: Served) -> Served:
    """Priya’s interview began twelve minutes ago."""
    with contextlib.closing(sqlite3.connect(served.database)) as database:
        began = datetime.now(UTC) - timedelta(minutes=12, seconds=5)
        database.execute("UPDATE interview SET starts_at = ? WHERE id = 1", [began.strftime("%Y-%m-%d %H:%M:%S.%f")])
        database.commit()
    return served


def _saved(page: Page) -> None:
    """All of it has reached the server."""
    for _ in range(100):
        if page.evaluate("localStorage.length") == 0:
            break
        page.wait_for_timeout(150)
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    expect(page.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"))


def _notes(page: Page) -> list[str]:
    texts: list[str] = page.locator("#pad textarea").evaluate_all("all => all.map((one) => one.value)")
    return texts


def test_notes_by_keyboard_become_evidence_in_the_order_of_the_interview(begun: Served, enter: Enter) -> None:
    page = enter("Priya")
    page.goto(f"{begun.url}/interviews/1")
    tooling = page.locator("#c-tooling")
    tooling.focus()
    page.keyboard.press("p")
    page.keyboard.type("Opened the console, 1 of 3 nodes.")
    expect(page.locator("#pad .evidence-at").first).to_have_value(re.compile(r"^12:\d\d$"))
    page.keyboard.press("Enter")
    page.keyboard.type("Asked who waits.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("03:30")
    page.keyboard.press("Tab")
    assert _notes(page) == ["Asked who waits.", "Opened the console, 1 of 3 nodes."]
    page.keyboard.press("Escape")
    for number in "43":
        page.keyboard.press(number)
    expect(page.locator("#pad-said")).to_have_text("Evidence for Communication, Tooling")
    expect(tooling.locator(".evidence-from")).to_contain_text("03:30")
    page.keyboard.press("3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("4")
    page.keyboard.press("Escape")
    expect(tooling).to_be_focused()
    _saved(page)
    page.reload()
    expect(tooling.locator(".evidence-from li")).to_have_text(
        [re.compile("03:30.*Asked who waits.*from the note pad"), re.compile("12:.*Opened the console")]
    )
    expect(page.locator("#c-communication .evidence-from")).not_to_contain_text("Asked who waits.")
    assert _notes(page) == ["Asked who waits.", "Opened the console, 1 of 3 nodes.", ""]
    tooling.focus()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(tooling).to_be_focused()
    page.keyboard.press("p")
    page.keyboard.type("Named the owner.")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("#pad-said")).to_have_text("Evidence for Communication")
    expect(page.locator("#c-communication .evidence-from")).to_contain_text("Named the owner.")
    page.keyboard.press("Escape")
    expect(tooling).to_be_focused()
    expect(tooling.locator(".levels input:checked")).to_have_count(0)


def test_notes_by_touch_on_a_phone_without_a_network(begun: Served, enter: Enter) -> None:
    page = enter("Priya", width=390)
    page.goto(f"{begun.url}/interviews/1")
    page.context.set_offline(True)
    page.get_by_role("link", name="Note pad").click()
    expect(page.locator("#c-tooling")).to_be_hidden()
    page.get_by_label("New note", exact=True).fill("Kept a log aloud.")
    page.get_by_role("button", name="Add note").click()
    page.get_by_label("New note", exact=True).last.fill("A note and no more.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#pad summary").first.click()
    page.locator("#pad details[open]").get_by_label("Tooling").check()
    expect(page.locator("#pad .also-names").first).to_have_text("Tooling")
    page.locator("#pad .evidence-at").first.fill("99:99x")
    page.context.set_offline(False)
    told = page.locator("#pad").get_by_text("The minute cannot be read. Write it as 12:30, or leave it empty.")
    expect(told).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("some of it was not saved, kept on this device")
    page.reload()
    expect(page.locator("#pad")).to_be_hidden()
    page.get_by_role("button", name="Show it").click()
    expect(told).to_be_visible()
    expect(page.locator("#pad textarea").nth(1)).to_be_focused()
    assert _notes(page)[:2] == ["A note and no more.", "Kept a log aloud."], "what comes back stands before the empty"
    page.locator("#pad .evidence-at").nth(1).fill("9:30")
    page.locator("#pad .evidence-at").nth(1).blur()
    expect(told).to_be_hidden()
    _saved(page)
    page.reload()
    page.get_by_role("link", name="Scorecard", exact=True).click()
    expect(page.locator("#c-tooling .evidence-from")).to_contain_text("09:30")
    expect(page.locator("#c-tooling .evidence-from")).to_contain_text("Kept a log aloud.")
    page.get_by_role("button", name="Check and submit").first.click()
    expect(page.get_by_text("1 note stays yours alone")).to_be_visible()
    expect(page.get_by_text("A note and no more.")).to_have_count(0)


def test_many_notes_leave_the_kit_in_sight_and_cover_nothing(served: Served, enter: Enter) -> None:
    page = enter("Priya")
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto(f"{served.url}/interviews/1")
    page.locator("#c-tooling").focus()
    page.keyboard.press("p")
    for number in range(12):
        page.keyboard.type(f"Note {number}")
        page.keyboard.press("Enter")
    expect(page.get_by_label("New note", exact=True).last).to_be_focused()
    expect(page.get_by_label("New note", exact=True).last).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Kit", exact=True)).to_be_in_viewport()
    page.locator("#file").scroll_into_view_if_needed()
    page.get_by_role("button", name="Bring it back").click(trial=True, timeout=3_000)
    pad, kit = (page.locator(part).bounding_box() for part in (".pad", ".kit"))
    assert pad
    assert kit
    assert pad["y"] + pad["height"] <= kit["y"]
    assert kit["height"] > 200
