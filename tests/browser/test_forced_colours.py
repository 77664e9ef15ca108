"""Colours that a person’s own system sets: what a mark says is in its shape, and the page one is on is marked."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser


def _looks(one: Locator, what: str) -> str:
    found: str = one.evaluate("(one, what) => getComputedStyle(one)[what]", what)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_raw_and_fair_are_told_apart_and_seen(served: Served, enter: Enter, scheme: Literal["light", "dark"]) -> None:
    page = enter("Ingrid")
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.goto(f"{served.url}/loops/2/compare")
    paper, ink = (_looks(page.locator("body"), what) for what in ("backgroundColor", "color"))
    raw, fair, band = (page.locator(f".cmp .c-{kind}").first for kind in ("raw", "fair", "iv"))
    expect(raw).to_be_visible()
    assert (_looks(raw, "fill"), _looks(raw, "stroke")) == (paper, ink)
    assert _looks(fair, "fill") == ink
    assert _looks(band, "fill") not in {paper, ink}
    assert _looks(page.locator(".sees").first, "color") == ink, "as what can be read, not as what is switched off"
    here, other = (page.locator("nav.wide").get_by_role("link", name=name) for name in ("Loops", "Packs"))
    assert _looks(here, "borderBottomColor") != paper
    assert _looks(other, "borderBottomColor") == paper
