"""What is said to those who hear the page: that it is saved, now and then; that it is not, at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
LISTEN = """() => {
  window.heard = [];
  const hear = (records) => {
    for (const { target } of records) {
      const one = target.nodeType === 1 ? target : target.parentElement;
      const region = one?.closest("[role=status], [role=alert], [aria-live]");
      if (region && region.textContent.trim()) window.heard.push(region.textContent.trim());
    }
  };
  new MutationObserver(hear).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def _typed(page: Page, words: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        page.locator("#objection-offered").press_sequentially(words)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"))


def test_that_it_is_saved_is_said_at_most_once_a_minute_and_that_it_is_not_at_once(
    served: Served, enter: Enter
) -> None:
    page = enter("Priya")
    page.goto(f"{served.url}/interviews/1")
    page.evaluate(LISTEN)
    for words in ("Showed", " the access", " log."):
        _typed(page, words)
    page.context.set_offline(True)
    page.locator("#objection-offered").press_sequentially(" And more.")
    expect(page.locator("#saved")).to_contain_text("no connection")
    page.wait_for_timeout(3_500)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^saved \d\d:\d\d$"), timeout=15_000)
    heard: list[str] = page.evaluate("heard")
    assert [re.sub(r"\d\d:\d\d", "…", words) for words in heard] == [
        "saved …",
        "not saved: no connection, kept on this device",
        "saved …",
    ]
