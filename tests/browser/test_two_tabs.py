"""Two tabs of one browser without a network, the same card in both: what each typed is there in the end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
FIELD = "#objection-offered"
TOLD = "#live-objection-offered"
SAVED = re.compile(r"^saved \d\d:\d\d$")
LONG = 20_000


@pytest.fixture
def tabs(served: Served, enter: Enter) -> tuple[Page, Page]:
    """Priya’s card twice, both without a network."""
    first = enter("Priya Raghunathan")
    first.goto(f"{served.url}/interviews/1")
    second = first.context.new_page()
    second.goto(first.url)
    first.context.set_offline(True)
    return first, second


def close_offline(page: Page) -> None:
    """Before the network is back. While it is being closed, Chromium lets a page have the network after all."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")
    page.close()


def _type(page: Page, place: Locator, words: str) -> None:
    place.fill(words)
    expect(page.locator("#saved")).to_contain_text("kept on this device")


def _forgotten(page: Page) -> None:
    for _ in range(100):
        if not page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("JSON.stringify(localStorage)"))


def _online(page: Page) -> None:
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG)


def test_what_a_closed_tab_had_typed_in_the_same_field_is_shown_and_one_chooses(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _type(first, first.locator(FIELD), "from the first tab")
    _type(second, second.locator(FIELD), "from the second tab")
    close_offline(first)
    _online(second)
    expect(second.locator(TOLD)).to_contain_text("“from the first tab”")
    expect(second.locator(FIELD)).to_have_value("from the second tab")
    second.reload()
    expect(second.locator(TOLD)).to_contain_text("from the ")
    both = second.locator(FIELD).input_value() + second.locator(TOLD).inner_text()
    assert "from the first tab" in both
    assert "from the second tab" in both
    second.get_by_role("button", name="Take theirs").click()
    expect(second.locator("#saved")).to_have_text("as the other window saved it")
    expect(second.locator(TOLD)).to_have_count(0)
    _forgotten(second)


@pytest.mark.parametrize(
    ("button", "stands"), [("Take theirs", "from the first tab"), ("Keep mine", "from the second tab")]
)
def test_whichever_is_chosen_stands_and_nothing_is_left_behind(
    tabs: tuple[Page, Page], button: str, stands: str
) -> None:
    first, second = tabs
    _type(first, first.locator(FIELD), "from the first tab")
    _type(second, second.locator(FIELD), "from the second tab")
    close_offline(first)
    _online(second)
    second.get_by_role("button", name=button).click()
    expect(second.locator(TOLD)).to_have_count(0)
    expect(second.locator("#saved")).to_have_text(SAVED, timeout=LONG)
    expect(second.locator(FIELD)).to_have_value(stands)
    _forgotten(second)
    second.reload()
    expect(second.locator(FIELD)).to_have_value(stands)


def test_a_line_that_both_wrote_on_is_shown_and_a_line_of_the_closed_tab_is_sent(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    lines = "#c-troubleshooting textarea[name^='line:']"
    name = first.locator(lines).first.get_attribute("name")
    own = first.locator("#c-tooling textarea[name^='line:']").last
    same = f"textarea[name='{name}']"
    assert first.locator(same).input_value(), "a line that is there already"
    _type(first, first.locator(same), "the line in the first tab")
    _type(first, own, "a line of the first tab alone")
    _type(second, second.locator(same), "the line in the second tab")
    close_offline(first)
    _online(second)
    expect(second.get_by_role("alert")).to_contain_text("“the line in the first tab”")
    second.reload()
    expect(second.get_by_role("alert")).to_contain_text("the line in the ")
    assert "a line of the first tab alone" in [one.input_value() for one in second.locator("#c-tooling textarea").all()]


def test_both_tabs_stay_and_each_text_is_shown(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _type(first, first.locator(FIELD), "from the first tab")
    _type(second, second.locator(FIELD), "from the second tab")
    first.locator(FIELD).press_sequentially(", and on")
    first.context.set_offline(False)
    told = re.compile("“from the (first tab, and on|second tab)”")
    late = first if "not saved" not in second.locator("#saved").inner_text() else second
    expect(late.locator("#saved")).not_to_contain_text("no connection", timeout=LONG)
    held = next(one for one in (first, second) if _is_held(one))
    expect(held.locator(TOLD)).to_contain_text(told)
    mine = held.locator(FIELD).input_value()
    held.get_by_role("button", name="Keep mine").click()
    expect(held.locator("#saved")).to_have_text(SAVED, timeout=LONG)
    for page in (first, second):
        expect(page.locator(TOLD)).to_have_count(0)
    _forgotten(held)
    first.reload()
    expect(first.locator(FIELD)).to_have_value(mine)


def _is_held(page: Page) -> bool:
    expect(page.locator("#saved")).to_have_text(re.compile(r"^(saved \d\d|some of it)"), timeout=LONG)
    return page.locator("#saved").inner_text().startswith("some")


def test_where_the_field_is_not_the_way_to_it_is_shown_and_after_the_submit_the_words(tabs: tuple[Page, Page]) -> None:
    first, second = tabs
    _type(first, first.locator(FIELD), "from the first tab")
    _type(second, second.locator(FIELD), "from the second tab")
    close_offline(first)
    _online(second)
    expect(second.locator(TOLD)).to_be_visible()
    _complete(second)
    second.get_by_role("button", name="Check and submit").first.click()
    second.get_by_role("button", name="Show it").click()
    expect(second.locator(TOLD)).to_contain_text("“from the second tab”")
    expect(second.locator(FIELD)).to_have_value("from the first tab")
    second.get_by_role("button", name="Check and submit").first.click()
    expect(second.locator("#fault-objection-offered")).to_contain_text("“from the second tab”")
    second.goto(f"{second.url.partition('/interviews')[0]}/scorecards/1/check")
    second.get_by_label("Yes", exact=True).check()
    second.get_by_label("fairly sure").check()
    second.locator("[name=independent]").check()
    second.get_by_role("button", name="Submit scorecard").click()
    expect(second.get_by_text("submitted and locked")).to_be_visible()
    expect(second.get_by_role("region", name="Not sent")).to_contain_text("from the first tab")
    expect(second.get_by_text("from the second tab")).to_be_visible()


def _complete(page: Page) -> None:
    for criterion in page.locator("[data-criterion]").all():
        criterion.get_by_label("the time ran out").check()
    for group in ("Could it be checked?", "Limits said?"):
        page.get_by_role("group", name=group).get_by_label("no", exact=True).check()
    page.get_by_label("No next step was named").check()
    expect(page.locator("#counted")).to_contain_text("7 not observed")
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=LONG)
