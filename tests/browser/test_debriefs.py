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


def test_a_word_that_is_being_composed_is_not_torn_by_what_others_say(room: dict[str, Page]) -> None:
    """As Japanese is on a desk, and every word on many phones."""
    writer, other = room["Leila Haddad"], room["Marcus Bell"]
    field = writer.get_by_label("A note")
    field.focus()
    composing = {"text": "かんじ", "selectionStart": 3, "selectionEnd": 3}
    writer.context.new_cdp_session(writer).send("Input.imeSetComposition", composing)
    other.get_by_label("A note").fill("Said meanwhile.")
    other.get_by_role("button", name="Add the note").click()
    expect(room["Ingrid Solheim"].get_by_text("Said meanwhile.")).to_be_visible(timeout=SOON)
    writer.wait_for_timeout(3_000)
    writer.keyboard.insert_text("漢字")
    expect(field).to_have_value("漢字")
    expect(writer.get_by_text("Said meanwhile.")).to_be_visible(timeout=SOON)
    expect(field).to_have_value("漢字")


def test_two_who_record_one_rating_at_once_read_each_other_and_neither_s_words_are_lost(room: dict[str, Page]) -> None:
    pages = (room["Priya Raghunathan"], room["Ingrid Solheim"])
    for page, words in zip(pages, ("Said so in the exercise.", "The ward wrote to us."), strict=True):
        page.locator("td[data-label='Priya Raghunathan'] .cellbtn").first.click()
        page.get_by_label("In words").fill(words)
        page.get_by_label("new evidence").check()
    first, second = pages
    second.get_by_label("After discussion").select_option("5")
    second.route("**/live*", lambda route: route.abort())
    first.get_by_role("button", name="Record for myself").click()
    expect(first.locator("#open")).to_contain_text("After discussion:")
    second.get_by_role("button", name="Record for Priya Raghunathan").click()
    expect(second.locator("#live")).to_contain_text(
        "Not kept: Priya Raghunathan recorded what this rating would be now."
    )
    second.unroute("**/live*")
    expect(second.locator("#open")).to_contain_text("Said so in the exercise.", timeout=SOON)
    expect(second.locator("#live")).to_contain_text("Not kept")
    expect(second.get_by_label("In words")).to_have_value("The ward wrote to us.")
    second.get_by_role("button", name="Record for Priya Raghunathan").click()
    expect(second.locator("#open")).to_contain_text("The ward wrote to us. Recorded by Ingrid Solheim")


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


def test_what_is_typed_outlives_a_rating_opened_without_a_network_and_a_page_loaded_again(
    room: dict[str, Page],
) -> None:
    page = room["Ingrid Solheim"]
    page.get_by_label("Ground").fill("Two people saw the same workaround.")
    page.locator("form[action$='/decision']").get_by_label("no hire", exact=True).check()
    page.context.set_offline(True)
    page.locator(".cellbtn").first.click()
    expect(page.locator("#live")).to_contain_text("No connection", timeout=SOON)
    expect(page.get_by_label("Ground")).to_have_value("Two people saw the same workaround.")
    page.context.set_offline(False)
    expect(page.locator("#open")).to_be_visible(timeout=SOON)
    page.reload()
    expect(page.get_by_label("Ground")).to_have_value("Two people saw the same workaround.")
    expect(page.locator("form[action$='/decision']").get_by_label("no hire", exact=True)).to_be_checked()


def test_what_is_kept_in_the_browser_goes_once_it_is_sent(room: dict[str, Page]) -> None:
    page = room["Marcus Bell"]
    page.get_by_label("A note").fill("Counted messages on both sides.")
    assert page.evaluate("Object.keys(localStorage)") == ["hiringkit-draft-4-debrief-4"]
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Marcus Bell: Counted messages on both sides.")).to_be_visible()
    expect(page.get_by_label("A note")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_words_for_one_rating_wait_while_the_evidence_of_another_is_read(room: dict[str, Page]) -> None:
    page = room["Ingrid Solheim"]
    cells = page.locator("td[data-label='Priya Raghunathan'] .cellbtn")
    cells.first.click()
    page.get_by_label("In words").fill("It was in the exercise.")
    cells.nth(1).click()
    expect(page.locator("#left")).to_contain_text("In words: It was in the exercise.", timeout=SOON)
    expect(page.get_by_label("In words")).to_have_value("")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("In words")).to_have_value("It was in the exercise.")
    expect(page.locator("#left")).to_be_hidden()


def test_what_was_typed_is_still_there_to_read_when_the_debrief_has_ended_meanwhile(room: dict[str, Page]) -> None:
    page, leader = room["Marcus Bell"], room["Ingrid Solheim"]
    page.get_by_label("A note").fill("One thing more")
    _decide(leader)
    expect(page.locator("#left")).to_contain_text("A note: One thing more", timeout=SOON)
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#left")).to_be_hidden()


def test_a_choice_that_can_be_sent_no_more_is_not_kept(room: dict[str, Page]) -> None:
    page, leader = room["Marcus Bell"], room["Ingrid Solheim"]
    cells = page.locator("td[data-label='Marcus Bell'] .cellbtn")
    cells.first.click()
    page.get_by_label("new evidence").check()
    cells.nth(1).click()
    expect(page.get_by_label("new evidence")).not_to_be_checked()
    cells.first.click()
    expect(page.get_by_label("new evidence")).to_be_checked()
    assert page.evaluate("localStorage.length") == 1
    _decide(leader)
    expect(page.get_by_label("new evidence")).to_have_count(0, timeout=SOON)
    page.wait_for_function("() => !localStorage.length", timeout=SOON)


def test_a_decision_that_is_being_replaced_stays_open_while_others_speak(room: dict[str, Page]) -> None:
    page, other = room["Ingrid Solheim"], room["Marcus Bell"]
    _decide(page)
    page.get_by_text("Replace the decision").first.click()
    page.get_by_label("Why it is replaced").fill("A reference came late.")
    other.get_by_label("I would decide otherwise").fill("I would wait.")
    other.get_by_role("button", name="Add a dissent").click()
    expect(page.locator("section[aria-labelledby=decide]")).to_contain_text("Marcus Bell: I would wait.", timeout=SOON)
    expect(page.get_by_label("Why it is replaced")).to_be_visible()
    expect(page.get_by_label("Why it is replaced")).to_have_value("A reference came late.")
    page.get_by_label("Ground").fill("")
    page.get_by_role("button", name="Replace the decision").click()
    expect(page.locator("#fault-ground")).to_be_visible()
    other.get_by_label("I would decide otherwise").fill("I would still wait.")
    other.get_by_role("button", name="Add a dissent").click()
    expect(page.locator("section[aria-labelledby=decide]")).to_contain_text("I would still wait.", timeout=SOON)
    expect(page.locator("#fault-ground")).to_be_visible()


def test_a_decision_that_was_replaced_folds_its_form_away(room: dict[str, Page]) -> None:
    page = room["Ingrid Solheim"]
    _decide(page)
    page.get_by_text("Replace the decision").first.click()
    page.get_by_label("Why it is replaced").fill("A reference came late.")
    page.get_by_role("button", name="Replace the decision").click()
    expect(page.locator("section[aria-labelledby=decide]")).to_contain_text("The earlier decision", timeout=SOON)
    expect(page.get_by_label("Why it is replaced")).to_be_hidden()


def test_an_ended_session_is_said_and_after_signing_in_what_was_typed_goes_on(room: dict[str, Page]) -> None:
    page = room["Marcus Bell"]
    page.get_by_label("A note").fill("Still here")
    page.context.clear_cookies()
    expect(page.locator("#live")).to_contain_text("Your session ended", timeout=SOON)
    page.get_by_role("link", name="Sign in and go on").click()
    page.get_by_role("button", name="Marcus").click()
    expect(page.get_by_label("A note")).to_have_value("Still here")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Marcus Bell: Still here")).to_be_visible()


def test_what_was_not_kept_is_said_where_it_was_sent(room: dict[str, Page]) -> None:
    page = room["Ingrid Solheim"]
    note = page.get_by_label("A note")
    note.fill("typed in the lift")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#live")).to_contain_text("Not kept: no connection", timeout=SOON)
    expect(page.locator("#live")).to_be_in_viewport()
    page.wait_for_timeout(2500)  # the room asks again meanwhile
    expect(page.locator("#live")).to_contain_text("Not kept: no connection")


def _decide(page: Page) -> None:
    form = page.locator("form[action$='/decision']")
    form.get_by_label("no hire", exact=True).check()
    form.get_by_label("none", exact=True).check()
    form.get_by_label("Ground").fill("Two people saw the same workaround.")
    form.get_by_label("What would change it").fill("A reference.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("section[aria-labelledby=decide]")).to_contain_text("No hire")
