"""Pages on paper: what can only be pressed is gone, and tables are whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
SHEET = 718  # an A4 sheet between its margins, in the browser's pixels


def test_a_comparison_is_printed_whole_and_without_what_can_be_pressed(served: Served, enter: Enter) -> None:
    page = enter("Ingrid")
    page.goto(f"{served.url}/loops/2/compare")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print this page").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 1000})
    for pressed in ("main button", "main form", "nav", ".foot a", "main a:not(.cmp a)"):
        expect(page.locator(pressed).locator("visible=true")).to_have_count(0)
    heads = page.locator("main thead")
    assert [head.evaluate("one => getComputedStyle(one).display") for head in heads.all()] == ["table-header-group"] * 2
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET
    assert all(
        table.evaluate("one => one.scrollWidth <= one.parentElement.clientWidth") for table in heads.locator("..").all()
    )
