"""The clock of an interview: one that begins late, is interrupted or goes over has its minutes all the same."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
Open = Callable[[int], Page]


@pytest.fixture
def planned(served: Served, enter: Enter) -> Open:
    """Priya’s card, its interview planned to begin so many minutes ago; the page’s time stands until it is moved."""

    def opened(minutes_ago: int, width: int = 1440) -> Page:
        now = datetime.now(UTC).replace(microsecond=0)
        began = now - timedelta(minutes=minutes_ago)
        with contextlib.closing(sqlite3.connect(served.database)) as database:
            said = began.strftime("%Y-%m-%d %H:%M:%S.%f")
            database.execute("UPDATE interview SET starts_at = ? WHERE id = 1", [said])
            database.commit()
        page = enter("Priya", width=width)
        page.clock.install(time=now)
        page.clock.pause_at(now + timedelta(seconds=1))
        page.goto(f"{served.url}/interviews/1")
        return page

    return opened


def _mark(page: Page) -> str:
    """The minute that a new line of evidence is given."""
    section = page.locator("#c-tooling")
    section.focus()
    page.keyboard.press("e")
    page.keyboard.type("Said so.")
    found: str = page.evaluate("document.activeElement.closest('li').querySelector('[name^=minute]').value")
    page.keyboard.press("Escape")
    return found


def _press(page: Page, name: str) -> None:
    """What stands on the sheet of the clock."""
    page.get_by_role("button", name="Clock", exact=True).click()
    page.get_by_role("dialog", name="Clock of the interview").get_by_role("button", name=name, exact=True).click()


def test_an_interview_that_begins_late_is_counted_from_its_beginning(planned: Open) -> None:
    page = planned(7)
    expect(page.locator("#clock")).to_have_text("7 of 60 min")
    _press(page, "It begins now")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#clock")).to_have_text("0 of 60 min")
    page.clock.run_for(125_000)
    assert _mark(page) == "02:05"
    page.reload()
    expect(page.locator("#clock")).to_have_text("2 of 60 min")
    assert re.fullmatch("02:0[5-9]", _mark(page))
    _press(page, "By the plan again")
    expect(page.locator("#clock")).to_have_text("9 of 60 min")


def test_a_pause_is_not_counted_though_the_page_is_left_meanwhile(planned: Open) -> None:
    page = planned(10)
    _press(page, "Pause")
    expect(page.locator("#clock")).to_have_text("10 of 60 min, paused")
    page.clock.run_for(300_000)
    page.reload()
    expect(page.locator("#clock")).to_have_text("10 of 60 min, paused")
    assert re.fullmatch("10:0[0-9]", _mark(page))
    _press(page, "Go on")
    page.clock.run_for(60_000)
    expect(page.locator("#clock")).to_have_text("11 of 60 min")


def test_after_the_time_that_was_planned_it_goes_on_where_its_author_says_so(planned: Open) -> None:
    page = planned(64)
    expect(page.locator("#clock")).to_have_text("60 min are over")
    assert _mark(page) == ""
    _press(page, "It still goes on")
    expect(page.locator("#clock")).to_have_text("64 of 60 min")
    assert re.fullmatch("64:0[0-9]", _mark(page))
    page.clock.run_for(5 * 60_000)
    expect(page.locator("#clock")).to_have_text("69 of 60 min")
    page.clock.fast_forward(9 * 3_600_000)
    expect(page.locator("#clock")).to_have_text("")
    assert _mark(page) == "", "it was left running"


def test_the_clock_has_a_key_and_stands_on_a_phone(planned: Open, served: Served) -> None:
    page = planned(5)
    page.locator("#c-tooling").focus()
    page.keyboard.press("t")
    sheet = page.get_by_role("dialog", name="Clock of the interview")
    expect(sheet).to_contain_text("05:0")
    page.keyboard.press("Escape")
    expect(page.locator("#c-tooling")).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    _press(page, "Pause")
    expect(page.locator("#clock")).to_have_text("5 of 60 min, paused")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{served.url}/interviews/2")
    expect(page.locator("#clock")).not_to_contain_text("paused")
