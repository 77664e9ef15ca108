"""Two tabs of one browser without a network, one part of a pack draft in both: what each typed is there in the end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.test_two_tabs import close_offline
from tests.served import Served

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^saved \d\d:\d\d$")
LONG = 20_000


@pytest.fixture
def tabs(served: Served, enter: Enter) -> tuple[Page, Page]:
    """The criteria of a draft twice, both without a network."""
    first = enter("Ingrid Solheim")
    first.goto(f"{served.url}/packs/1/versions/1")
    first.get_by_role("button", name="Make the next version").click()
    first.goto(f"{first.url}/edit?part=criteria")
    second = first.context.new_page()
    second.goto(first.url)
    first.context.set_offline(True)
    return first, second


def _cell(page: Page) -> Locator:
    return page.locator("table.matrix textarea").first


def _told(page: Page) -> Locator:
    return page.locator(f"[data-note='{_cell(page).get_attribute('name')}']")


def _type(page: Page, place: Locator, words: str) -> None:
    place.fill(words)
    expect(page.locator("#saved")).to_contain_text("kept on this device")


def _online(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG)


def _both_typed(first: Page, second: Page) -> None:
    _type(first, _cell(first), "from the first tab")
    _type(second, _cell(second), "from the second tab")


@pytest.mark.parametrize(
    ("button", "stands"), [("Take theirs", "from the first tab"), ("Keep mine", "from the second tab")]
)
def test_what_a_closed_tab_had_typed_in_the_same_field_is_shown_and_one_chooses(
    tabs: tuple[Page, Page], button: str, stands: str
) -> None:
    first, second = tabs
    _both_typed(first, second)
    close_offline(first)
    _online(second)
    expect(_told(second)).to_contain_text("Another window typed this and never sent it: “from the first tab”.")
    expect(_cell(second)).to_have_value("from the second tab")
    second.get_by_role("button", name=button).click()
    expect(_told(second)).to_be_hidden()
    expect(_cell(second)).to_have_value(stands)
    _nothing_left(second)
    second.reload()
    expect(_cell(second)).to_have_value(stands)


def test_a_page_that_is_loaded_later_has_both(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _both_typed(first, second)
    close_offline(first)
    _online(second)
    expect(_told(second)).to_be_visible()
    second.reload()
    expect(_told(second)).to_contain_text("from the second tab")
    expect(_cell(second)).to_have_value("from the first tab")
    second.get_by_role("button", name="Keep mine").click()
    _nothing_left(second)
    second.reload()
    expect(_cell(second)).to_have_value("from the first tab")


def test_both_tabs_stay_and_each_text_is_shown(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _both_typed(first, second)
    first.context.set_offline(False)
    late = re.compile(r"some of it was not saved")
    for page in tabs:
        expect(page.locator("#saved")).to_have_text(re.compile(f"{SAVED.pattern}|{late.pattern}"), timeout=LONG)
    held, other = (first, second) if late.match(first.locator("#saved").inner_text()) else (second, first)
    expect(_told(held)).to_contain_text(f"“{_cell(other).input_value()}”")
    mine = _cell(held).input_value()
    held.get_by_role("button", name="Keep mine").click()
    _nothing_left(held)
    expect(_told(other)).to_be_hidden()
    other.reload()
    expect(_cell(other)).to_have_value(mine)


def test_a_field_that_one_tab_alone_typed_in_is_sent_by_the_other(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _type(first, first.locator("table.matrix textarea").nth(1), "of the first tab alone")
    _type(second, _cell(second), "of the second tab alone")
    close_offline(first)
    _online(second)
    second.reload()
    expect(second.locator("table.matrix textarea").nth(1)).to_have_value("of the first tab alone")
    expect(_cell(second)).to_have_value("of the second tab alone")
    _nothing_left(second)


def test_a_choice_is_shown_by_its_words(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    name = first.locator("select[name*='/stages/']").first.get_attribute("name")
    usual = first.locator(f"[name='{name}']").input_value()
    chosen = [words for words in ("primary", "secondary", "not seen here") if words != (usual or "not seen here")]
    for page, words in zip(tabs, chosen, strict=True):
        page.get_by_text("Seen in the stages").first.click()
        page.locator(f"[name='{name}']").select_option(words)
        expect(page.locator("#saved")).to_contain_text("kept on this device")
    close_offline(first)
    _online(second)
    expect(second.locator(f"[data-note='{name}']")).to_contain_text(f"“{chosen[0]}”")


def test_words_whose_field_was_taken_out_meanwhile_are_still_on_this_device(
    tabs: tuple[Page, Page], enter: Enter
) -> None:
    first, _second = tabs
    label = _cell(first).get_attribute("aria-label")
    _type(first, _cell(first), "typed in the lift")
    other = enter("Owen Price")
    other.goto(first.url)
    other.get_by_role("button", name="Take Problem solving out").click()
    expect(other.get_by_role("button", name="Take Problem solving out")).to_have_count(0)
    first.route("**/save", lambda route: route.abort())
    first.context.set_offline(False)
    first.reload()
    expect(first.get_by_role("link", name="Problem solving")).to_have_count(0)
    first.goto(f"{first.url.partition('/packs')[0]}/me")
    left = first.get_by_role("region", name="Not sent")
    expect(left).to_contain_text("typed in the lift")
    expect(left.locator("dt")).to_have_text(str(label))


def _nothing_left(page: Page) -> None:
    page.wait_for_function("() => !localStorage.length", timeout=LONG)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG)
