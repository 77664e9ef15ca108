"""Two tabs of one browser, one field of a debrief in both: what each typed and did not send is there in the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.test_two_tabs import close_offline
from tests.served import Served

pytestmark = pytest.mark.browser
ROOM = "/loops/2/debriefs/4"
FIRST, SECOND = "from the first tab", "from the second tab"
LONG = 20_000


@pytest.fixture
def tabs(served: Served, enter: Enter) -> tuple[Page, Page]:
    """Marcus twice in the room, with a note in each."""
    first = enter("Marcus Bell")
    first.goto(f"{served.url}{ROOM}")
    second = first.context.new_page()
    second.goto(first.url)
    first.context.set_offline(True)
    for page, words in ((first, FIRST), (second, SECOND)):
        page.get_by_label("A note").fill(words)
    return first, second


def _left(page: Page) -> Locator:
    return page.get_by_role("region", name="Not sent")


def _send(page: Page, words: str) -> None:
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text(f"Marcus Bell: {words}")).to_be_visible(timeout=LONG)


def test_what_a_closed_tab_had_typed_is_listed_and_goes_on_in_its_field(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    close_offline(first)
    second.context.set_offline(False)
    expect(_left(second)).to_contain_text(f"A note: {FIRST}", timeout=LONG)
    expect(second.get_by_label("A note")).to_have_value(SECOND)
    _send(second, SECOND)
    expect(second.get_by_label("A note")).to_have_value("")
    _left(second).get_by_role("button", name="Go on with it").click()
    expect(second.get_by_label("A note")).to_have_value(FIRST)
    expect(_left(second)).to_be_hidden()
    _send(second, FIRST)
    assert second.evaluate("localStorage.length") == 0


def test_a_page_that_is_loaded_later_has_both_and_they_change_places(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    close_offline(first)
    second.context.set_offline(False)
    second.reload()
    expect(second.get_by_label("A note")).to_have_value(SECOND)
    expect(_left(second)).to_contain_text(FIRST)
    _left(second).get_by_role("button", name="Go on with it").click()
    expect(second.get_by_label("A note")).to_have_value(FIRST)
    expect(_left(second)).to_contain_text(f"A note: {SECOND}")
    _left(second).get_by_role("button", name="Delete it").click()
    expect(_left(second)).to_be_hidden()
    second.reload()
    expect(second.get_by_label("A note")).to_have_value(FIRST)
    expect(_left(second)).to_be_hidden()


def test_what_one_tab_sends_takes_nothing_of_the_other(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    first.context.set_offline(False)
    _send(first, FIRST)
    expect(_left(second)).to_be_hidden()
    expect(second.get_by_label("A note")).to_have_value(SECOND)
    second.reload()
    expect(second.get_by_label("A note")).to_have_value(SECOND)
    _send(second, SECOND)
    expect(_left(first)).to_be_hidden()
    assert first.evaluate("localStorage.length") == 0


def test_what_both_typed_is_listed_where_the_debrief_has_ended_meanwhile(tabs: tuple[Page, Page], enter: Enter) -> None:
    first, second = tabs
    leader = enter("Ingrid Solheim")
    leader.goto(second.url)
    form = leader.locator("form[action$='/decision']")
    form.get_by_label("no hire", exact=True).check()
    form.get_by_label("none", exact=True).check()
    form.get_by_label("Ground").fill("Two people saw the same workaround.")
    form.get_by_label("What would change it").fill("A reference.")
    leader.get_by_role("button", name="Record the decision").click()
    expect(leader.locator("section[aria-labelledby=decide]")).to_contain_text("No hire")
    close_offline(first)
    second.context.set_offline(False)
    for words in (FIRST, SECOND):
        expect(_left(second)).to_contain_text(f"A note: {words}", timeout=LONG)
    for left in (1, 0):
        _left(second).get_by_role("button", name="Delete it").first.click()
        expect(_left(second).get_by_role("listitem")).to_have_count(left)
    assert second.evaluate("localStorage.length") == 0
