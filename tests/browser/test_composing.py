"""Words that are composed, as Japanese and Chinese are: Enter and Escape are the composition's own until it ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
PRESSED = """(key) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...%s }))"""
# Safari ends the composition before the key is told, and marks it by its code alone.
WAYS = ("{ isComposing: true, keyCode: 229 }", "{ keyCode: 229 }")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", ["#c-tooling", "#pad"])
def test_a_key_that_ends_a_composition_ends_no_line(served: Served, enter: Enter, place: str, way: str) -> None:
    page: Page = enter("Priya")
    page.goto(f"{served.url}/interviews/1")
    texts = page.locator(f"{place} textarea[name^='line:']")
    before = texts.count()
    texts.last.focus()
    page.context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": "かんじ", "selectionStart": 3, "selectionEnd": 3}
    )
    for key in ("Enter", "Escape"):
        page.evaluate(PRESSED % way, key)
        assert texts.count() == before
        expect(texts.last).to_be_focused()
    page.keyboard.insert_text("漢字")
    page.keyboard.press("Enter")
    expect(texts.last).to_have_value("")
    expect(texts.nth(before - 1)).to_have_value("漢字")
