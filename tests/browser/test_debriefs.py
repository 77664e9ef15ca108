"""A debrief in several browsers at once: what one says the others see, and nobody's typing is touched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
ROOM = "/loops/2/debriefs/4"
PEOPLE = ("Ingrid Solheim", "Leila Haddad", "Priya Raghunathan", "Marcus Bell", "Priya on a phone")
SOON = 10_000


@pytest.fixture
def room(served: Served, enter: Enter) -> dict[str, Page]:
    """Five browsers in the room, one of them a phone."""
    pages = {name: enter(name, 390 if name.endswith("phone") else 1440) for name in PEOPLE}
    for page in pages.values():
        page.goto(f"{served.url}{ROOM}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Debrief:")
    return pages


def test_five_browsers_at_once_see_what_each_says_and_keep_what_they_type(room: dict[str, Page]) -> None:
    ingrid, leila, priya, marcus, phone = (room[name] for name in PEOPLE)
    for page in room.values():
        page.get_by_label("A note").fill("half a sentence")
    leila.get_by_label("A note").focus()
    leila.keyboard.press("Home")
    marcus.get_by_label("A note").fill("Counted messages on both sides.")
    marcus.get_by_role("button", name="Add the note").click()
    for page in room.values():
        expect(page.locator("section[aria-labelledby=notes]")).to_contain_text(
            "Marcus Bell: Counted messages on both sides.", timeout=SOON
        )
    for page in (ingrid, leila, priya, phone):
        expect(page.get_by_label("A note")).to_have_value("half a sentence")
    expect(leila.locator("#live")).to_contain_text("a note by Marcus Bell")
    leila.keyboard.type("Still ")
    expect(leila.get_by_label("A note")).to_have_value("Still half a sentence")


def test_a_rating_is_recorded_and_the_room_follows(room: dict[str, Page]) -> None:
    ingrid, _leila, priya, marcus, _phone = (room[name] for name in PEOPLE)
    column = ingrid.locator("td[data-label='Priya Raghunathan'] .cellbtn")
    own = column.filter(has_text=re.compile("Well below|Below|Meets bar")).first
    own.hover()
    own.focus()
    own.press("Enter")
    opened = ingrid.locator("#open")
    expect(opened).to_contain_text("Priya Raghunathan:")
    opened.get_by_role("button", name="Record for Priya Raghunathan").click()
    expect(opened.locator("#fault-reason")).to_have_text("Say what made the difference.")
    opened.get_by_label("After discussion").select_option("5")
    opened.get_by_label("new evidence").check()
    opened.get_by_label("In words").fill("It was in the exercise.")
    opened.get_by_role("button", name="Record for Priya Raghunathan").click()
    expect(opened).to_contain_text("After discussion: Well above, new evidence: It was in the exercise.")
    for page in (ingrid, priya, marcus):
        expect(page.locator("section[aria-labelledby=moved]")).to_contain_text(
            re.compile(r"1 of \d+ ratings moved"), timeout=SOON
        )
    expect(priya.locator("#live")).to_contain_text("a debrief rating by Ingrid Solheim", timeout=SOON)


def test_what_is_wrong_with_a_decision_is_said_until_it_is_sent_again(room: dict[str, Page]) -> None:
    page, other = room["Ingrid Solheim"], room["Marcus Bell"]
    decision = page.locator("form[action$='/decision']")
    decision.get_by_label("Ground").fill("Two people saw the same workaround.")
    decision.get_by_role("button", name="Record the decision").click()
    expect(decision).to_contain_text("Say what was decided.")
    decision.get_by_label("no hire", exact=True).check()
    other.get_by_label("A note").fill("I have nothing to add.")
    other.get_by_role("button", name="Add the note").click()
    expect(page.locator("section[aria-labelledby=notes]")).to_contain_text("I have nothing to add.", timeout=SOON)
    expect(decision).to_contain_text("Say what was decided.")
    expect(decision).to_contain_text("Write what would change this decision.")
    expect(decision.get_by_label("Ground")).to_have_value("Two people saw the same workaround.")
    expect(decision.get_by_label("no hire", exact=True)).to_be_checked()
    decision.get_by_role("button", name="Record the decision").click()
    expect(decision).not_to_contain_text("Say what was decided.")
    expect(decision).to_contain_text("Write what would change this decision.")


def test_without_a_network_what_was_typed_stays_and_the_room_says_so(room: dict[str, Page]) -> None:
    page = room["Ingrid Solheim"]
    page.context.set_offline(True)
    page.get_by_label("A note").fill("typed in the lift")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#live")).to_contain_text("no connection", timeout=SOON, ignore_case=True)
    page.context.set_offline(False)
    expect(page.locator("#live")).to_have_text("", timeout=SOON)
    expect(page.get_by_label("A note")).to_have_value("typed in the lift")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Ingrid Solheim: typed in the lift")).to_be_visible()


def test_evidence_is_seen_under_the_pointer_and_goes_with_escape(room: dict[str, Page]) -> None:
    page = room["Marcus Bell"]
    cell = page.locator(".cell:has(.peek)").first
    cell.hover()
    expect(cell.locator(".peek")).to_be_visible()
    cell.locator(".peek").hover()
    expect(cell.locator(".peek")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cell.locator(".peek")).to_be_hidden()
