"""Nothing typed is lost: two windows, no network, a session that ended, a page left and come back to."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
FIELD = "#objection-offered"


@pytest.fixture
def card(served: Served, enter: Enter) -> Page:
    """Priya’s half-written card."""
    page = enter("Priya Raghunathan")
    page.goto(f"{served.url}/interviews/1")
    return page


@contextmanager
def _saving(page: Page) -> Iterator[None]:
    """What is typed within is confirmed by the server at its end."""
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok, timeout=15_000):
        yield
    expect(page.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"))


def test_two_windows_and_both_texts_are_shown(card: Page) -> None:
    other = card.context.new_page()
    other.goto(card.url)
    with _saving(card):
        card.locator(FIELD).fill("from the first window")
    other.locator(FIELD).fill("from the second window")
    told = other.locator("#live-objection-offered")
    expect(told).to_contain_text("“from the first window”")
    expect(other.locator(FIELD)).to_have_value("from the second window")
    with _saving(other):
        other.get_by_role("button", name="Keep mine").click()
    card.reload()
    expect(card.locator(FIELD)).to_have_value("from the second window")


def test_what_one_window_did_not_touch_is_no_clash_with_what_another_saved(card: Page) -> None:
    other = card.context.new_page()
    other.goto(card.url)
    with _saving(card):
        card.get_by_label("No evidence was offered").check()
        card.locator("#c-communication").get_by_label("Meets bar").check()
    with _saving(other):
        other.locator("#note-panel").fill("from the second window")
    other.get_by_role("button", name="Check and submit").first.click()
    expect(other).to_have_url(re.compile("/check$"))
    expect(other.get_by_label("To the panel")).to_have_value("from the second window")
    expect(other.get_by_role("row", name="Communication")).to_contain_text("Meets bar")
    card.reload()
    expect(card.get_by_label("No evidence was offered")).to_be_checked()


def test_a_rating_saved_by_another_window_is_named_by_its_level(card: Page) -> None:
    other = card.context.new_page()
    other.goto(card.url)
    with _saving(card):
        card.locator("#c-communication").get_by_label("the time ran out").check()
        card.get_by_label("No evidence was offered").check()
    other.locator("#c-communication").get_by_label("Meets bar").check()
    expect(other.locator("#live-rating-communication")).to_contain_text("“the time ran out”")
    other.get_by_role("button", name="Check and submit").first.click()
    expect(other.locator("#fault-rating-communication")).to_contain_text("“not observed, the time ran out”")


def test_what_was_changed_without_a_word_to_the_page_goes_along_with_the_form(card: Page) -> None:
    card.evaluate("document.querySelector('#note-panel').value = 'set by another program'")
    card.get_by_role("button", name="Check and submit").first.click()
    expect(card.get_by_label("To the panel")).to_have_value("set by another program")


def test_what_is_saved_while_the_page_loads_again_stands_on_the_new_page(card: Page) -> None:
    """The new page was made before it; and whoever writes on is in nobody's way."""
    with _saving(card):
        card.locator(FIELD).fill("First")

    def late(route: Route) -> None:
        made = route.fetch()
        time.sleep(3)
        route.fulfill(response=made)

    card.locator(FIELD).press_sequentially(", second")
    card.route("**/interviews/1", late)
    with card.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        card.reload()
    card.unroute("**/interviews/1")
    expect(card.locator(FIELD)).to_have_value("First, second")
    assert card.evaluate("localStorage.length") == 0
    with _saving(card):
        card.locator(FIELD).press_sequentially(", third")
    expect(card.locator("#live-objection-offered")).to_have_count(0)
    card.reload()
    expect(card.locator(FIELD)).to_have_value("First, second, third")


def test_without_a_network_it_is_kept_here_and_sent_later(card: Page) -> None:
    card.context.set_offline(True)
    card.locator(FIELD).fill("typed in the lift")
    expect(card.locator("#saved")).to_contain_text("not saved: no connection, kept on this device")
    assert "typed in the lift" in card.evaluate("JSON.stringify(localStorage)")
    with _saving(card):
        card.context.set_offline(False)
    assert card.evaluate("JSON.stringify(localStorage)") == "{}", "the copy goes once the server has it"
    card.reload()
    expect(card.locator(FIELD)).to_have_value("typed in the lift")


def test_an_answer_that_is_not_of_the_server_is_no_connection(card: Page) -> None:
    """As where a hotel’s network asks for its own sign-in: it answers whatever is sent, and well."""
    words = "<!doctype html><title>Welcome</title><h1>Room number?</h1>"
    card.route("**/draft", lambda route: route.fulfill(status=200, content_type="text/html", body=words))
    card.locator(FIELD).fill("typed in a hotel")
    expect(card.locator("#saved")).to_have_text("not saved: no connection, kept on this device")
    with _saving(card):
        card.unroute("**/draft")
    card.reload()
    expect(card.locator(FIELD)).to_have_value("typed in a hotel")


def test_a_session_that_ended_goes_on_where_it_was(card: Page) -> None:
    card.context.clear_cookies()
    card.locator(FIELD).fill("typed after the session ended")
    again = card.get_by_role("dialog", name="Sign in and go on")
    expect(again).to_be_visible()
    expect(card.locator("#saved")).to_contain_text("your session ended, kept on this device")
    with _saving(card):
        again.get_by_role("button", name="Sign in as Priya").press("Enter")
    expect(again).to_be_hidden()
    expect(card.locator(FIELD)).to_have_value("typed after the session ended")
    card.reload()
    expect(card.locator(FIELD)).to_have_value("typed after the session ended")


def test_somebody_else_who_signs_in_here_sends_nothing_of_it(card: Page) -> None:
    card.context.clear_cookies()
    card.locator(FIELD).fill("of Priya alone")
    card.get_by_role("button", name="Sign in as Leila").click()
    expect(card.locator("#saved")).to_contain_text("somebody else is signed in")
    assert "of Priya alone" in card.evaluate("JSON.stringify(localStorage)")


def test_a_line_speaks_to_several_criteria_by_keyboard(card: Page) -> None:
    home, other = card.locator("#c-troubleshooting"), card.locator("#c-escalation-judgment")
    home.focus()
    card.keyboard.press("e")
    card.keyboard.type("Kept a running log aloud")
    card.keyboard.press("Tab")
    with _saving(card):
        card.keyboard.press("Enter")
        card.keyboard.press("Tab")
        home.locator("details[open]").get_by_label("Escalation judgment").press("Space")
    for _ in ("as it is typed", "as the server has it"):
        row = other.locator(".evidence-from li", has_text="Kept a running log aloud")
        expect(row).to_contain_text("from Troubleshooting")
        expect(home.locator(".also-names", has_text="Escalation judgment")).to_be_visible()
        card.reload()


def test_a_text_that_is_too_long_is_told_beside_it_and_stays(card: Page) -> None:
    card.locator(FIELD).fill("x" * 4_001)
    expect(card.locator("#live-objection-offered")).to_contain_text("4,001 characters; at most 4,000")
    card.get_by_role("button", name="Check and submit").first.click()
    expect(card.locator("#fault-objection-offered")).to_contain_text("4,001 characters; at most 4,000")
    assert len(card.locator(FIELD).input_value()) == 4_001


def test_a_whole_card_by_keyboard(card: Page) -> None:
    """No pointer is used from the first criterion to the lock; the texts are typed where E puts the focus."""
    card.locator("[data-criterion]").first.focus()
    for _ in card.locator("[data-criterion]").all():
        card.keyboard.press("4")
        lack = card.locator("[data-criterion]:has(:focus) .lack")
        if lack.is_visible():
            card.keyboard.press("e")
            card.keyboard.type("Said it twice, with the log at hand.")
            card.keyboard.press("Escape")
        expect(card.locator("[data-criterion]:has(:focus) .lack, [data-criterion]:focus .lack")).to_be_hidden()
        card.keyboard.press("j")
    card.get_by_label("No evidence was offered").press("Space")
    card.get_by_role("button", name="Check and submit").last.press("Enter")
    expect(card.get_by_role("heading", level=1)).to_have_text("Check before you submit")
    expect(card.locator("#lack")).to_have_count(0)
    for words in ("Yes", "fairly sure"):
        card.get_by_label(words, exact=True).press("Space")
    card.get_by_label(re.compile("I wrote this from what I saw")).press("Space")
    card.get_by_role("button", name="Submit scorecard").press("Enter")
    expect(card.get_by_text("Your scorecard is submitted and locked.")).to_be_visible()


@pytest.fixture
def evidence_first(served: Served, enter: Enter) -> Page:
    """Priya’s card where evidence comes first."""
    with contextlib.closing(sqlite3.connect(served.database)) as database:
        database.execute("UPDATE loop SET evidence_first = 1")
        database.commit()
    page = enter("Priya Raghunathan")
    page.goto(f"{served.url}/interviews/1")
    return page


def test_where_evidence_comes_first_a_scale_opens_with_its_line(evidence_first: Page) -> None:
    page = evidence_first
    tooling, other = page.locator("#c-tooling"), page.locator("#c-evidence-handling")
    shut = tooling.get_by_text("The scale opens with one line")
    expect(shut).to_be_visible()
    expect(tooling.locator("input[value='4']")).to_be_disabled()
    expect(tooling.locator("input[value='no:time']")).to_be_enabled()
    tooling.focus()
    page.keyboard.press("4")
    page.keyboard.type("Opened the console before the runbook.")
    expect(shut).to_be_hidden()
    page.keyboard.press("Escape")
    with _saving(page):
        page.keyboard.press("4")
    expect(tooling.locator("input[value='4']")).to_be_checked()
    page.reload()
    expect(tooling.locator("input[value='4']")).to_be_checked()
    tooling.locator("details.also summary").first.click()
    tooling.locator("details[open]").get_by_label("Evidence handling").check()
    expect(other.locator("input[value='4']")).to_be_enabled()
    tooling.locator("details[open]").get_by_label("Evidence handling").uncheck()
    expect(other.locator("input[value='4']")).to_be_disabled()
    other.get_by_label("No evidence to give").check()
    expect(other.locator("input[value='4']")).to_be_enabled()


def test_enter_in_a_field_leaves_the_card_where_it_is(card: Page) -> None:
    tooling, here = card.locator("#c-tooling"), card.url
    for field in (
        tooling.locator("input[value='3']"),
        tooling.get_by_label("No evidence to give"),
        card.locator("#objection-owner"),
        card.locator("#objection-due"),
        tooling.locator("[name^='minute:']").last,
    ):
        field.press("Enter")
    expect(tooling.locator("textarea").last).to_be_focused()
    card.wait_for_timeout(500)
    assert card.url == here
    card.goto(card.url.replace("/interviews/1", "/scorecards/1/check"))
    card.get_by_label("Yes", exact=True).press("Enter")
    expect(card.get_by_role("heading", level=1)).to_have_text("Check before you submit")
    expect(card.get_by_role("alert")).to_have_count(0)


def test_enter_in_a_field_hands_in_no_drill(served: Served, enter: Enter) -> None:
    page = enter("Marcus")
    page.locator("a[href^='/drills/']").first.click()
    before = page.url
    page.locator("input[type=radio]").first.press("Enter")
    page.wait_for_timeout(500)
    expect(page.locator("#saved")).to_be_visible()
    expect(page.locator(".stop-text")).to_have_count(0)
    assert page.url == before


def test_keys_stay_out_of_texts_and_of_the_rest_of_the_page(card: Page) -> None:
    tooling = card.locator("#c-tooling")
    tooling.locator("textarea").last.focus()
    card.keyboard.type("4 of 5 nodes, no jump host?")
    expect(tooling.locator("input:checked")).to_have_count(0)
    expect(card.locator("#keys")).to_be_hidden()
    card.keyboard.press("Escape")
    expect(tooling).to_be_focused()
    card.keyboard.press("?")
    expect(card.locator("#keys")).to_be_visible()
    card.keyboard.press("Enter")
    expect(card.locator("#keys")).to_be_hidden()
    card.get_by_role("button", name="Check and submit").first.focus()
    before = card.locator(".levels input:checked").count()
    card.keyboard.press("5")
    card.keyboard.press("j")
    assert card.locator(".levels input:checked").count() == before
    expect(card.get_by_role("button", name="Check and submit").first).to_be_focused()


def test_the_keys_are_read_from_the_first_at_four_times_the_size(card: Page) -> None:
    card.set_viewport_size({"width": 320, "height": 256})
    card.locator("#c-tooling").focus()
    card.keyboard.press("?")
    expect(card.get_by_role("button", name="Close")).to_be_focused()
    expect(card.get_by_role("heading", name="Keys of the scorecard")).to_be_in_viewport()


def test_keys_can_be_turned_off(card: Page) -> None:
    address = card.url
    card.goto(address.replace("/interviews/1", "/me"))
    card.get_by_label("Rate by single keys").uncheck()
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_text("Saved.")).to_be_visible()
    card.goto(address)
    card.locator("#c-tooling").focus()
    card.keyboard.press("4")
    expect(card.locator("#c-tooling input:checked")).to_have_count(0)
    expect(card.get_by_role("button", name="Keys")).to_be_hidden()


def test_the_keys_of_the_card(card: Page) -> None:
    card.locator("#c-tooling").focus()
    counts = card.locator("#c-tooling .counts dl")
    expect(counts).to_be_hidden()
    card.keyboard.press("g")
    expect(counts).to_contain_text("Good looks like")
    card.keyboard.press("g")
    expect(counts).to_be_hidden()
    shown = card.locator("#c-tooling .examples dl")
    expect(shown).to_be_hidden()
    card.keyboard.press("x")
    expect(shown).to_contain_text("Not this level:")
    card.keyboard.press("x")
    expect(shown).to_be_hidden()
    card.keyboard.press("?")
    expect(card.locator("#keys")).to_contain_text("good and bad examples of its levels")
    card.keyboard.press("Escape")
    card.locator("#c-tooling").focus()
    card.keyboard.press("n")
    expect(card.locator("#c-tooling input[value='no:time']")).to_be_checked()
    card.locator("#c-tooling").focus()
    card.keyboard.press("4")
    expect(card.locator("#c-tooling input[value='4']")).to_be_checked()
    card.keyboard.press("j")
    expect(card.locator("#c-escalation-judgment")).to_be_focused()
    card.keyboard.press("k")
    expect(card.locator("#c-tooling")).to_be_focused()
