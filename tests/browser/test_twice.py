"""A double click is one act, and no fault is shown for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
TIMES, PRESSED = (
    5,
    20,
)  # presses, and milliseconds that a finger rests: the second press is sometimes too late to do harm


@pytest.fixture
def manager(enter: Enter) -> Page:
    """Somebody who makes loops and adds candidates."""
    return enter("Ingrid Solheim")


def test_a_loop_that_is_made_by_a_double_click_is_shown(manager: Page, served: Served) -> None:
    for number in range(TIMES):
        manager.goto(f"{served.url}/loops/new?like=4")
        manager.get_by_label("Requisition number").fill(f"NH-TWICE-{number}")
        manager.get_by_role("button", name="Make the loop").dblclick(delay=PRESSED)
        expect(manager).to_have_url(re.compile(r"/loops/\d+\?said=added$"))


def test_a_form_that_was_gone_back_to_can_be_sent_again(manager: Page, served: Served) -> None:
    manager.goto(f"{served.url}/candidates/new?loop=4")
    for number in range(2):
        manager.get_by_label("Name").fill(f"Twice {number}")
        manager.get_by_label("Email").fill(f"twice{number}@example.org")
        manager.get_by_role("button", name=re.compile("Add")).dblclick(delay=PRESSED)
        expect(manager.get_by_role("heading", level=1)).to_have_text(f"Twice {number}")
        manager.go_back()
        expect(manager.get_by_role("heading", level=1)).not_to_have_text(f"Twice {number}")
