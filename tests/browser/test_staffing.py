"""A loop is staffed, planned and announced: its findings mended, panels suggested, a week planned, everybody told."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.test_journey import mend_and_open
from tests.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def served(with_worker: Served) -> Served:
    """One whose worker sends the mails."""
    return with_worker


def test_panels_are_suggested_a_week_is_planned_and_everybody_is_told(
    served: Served, enter: Enter, tmp_path: Path
) -> None:
    manager = enter("Ingrid Solheim")
    mend_and_open(manager, served)
    loop = manager.url.partition("?")[0]
    candidate = _add(manager)
    times = _suggest(manager, loop)
    for address in times:
        _plan(manager, f"{served.url}{address}")
    assert times
    planned = _week(manager, served, candidate, len(times))
    events = _calendar(manager, loop, tmp_path)
    assert sorted(event for event in events if "Ottoline Marsh" in event) == sorted(planned)
    assert len(planned) == len(times)
    _kit(manager, candidate, tmp_path)
    _told(enter("Owen Price"), served)


def _add(page: Page) -> str:
    page.get_by_role("link", name="Add a candidate").click()
    page.get_by_label("Name").fill("Ottoline Marsh")
    page.get_by_label("Email").fill("ottoline@example.org")
    page.get_by_role("button", name=re.compile("Add")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ottoline Marsh")
    return page.url.partition("?")[0]


def _suggest(page: Page, loop: str) -> list[str]:
    """Ask for panels, take them as they are; the addresses at which their times are planned."""
    page.goto(f"{loop}/panels")
    page.get_by_role("button", name="Suggest panels").click()
    expect(page.get_by_role("heading", name="Suggested")).to_be_visible()
    times = page.locator("td[data-label='Time'] a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    page.get_by_role("button", name="Accept these panels").dblclick()
    expect(page.locator("td[data-label='Now']").first).not_to_have_text("nobody")
    return [str(address) for address in times]


def _plan(page: Page, address: str) -> None:
    """A suggested time is planned as it stands: nothing of it needs to be confirmed."""
    page.goto(address)
    page.get_by_role("button", name="Plan the interview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ottoline Marsh")


def _week(page: Page, served: Served, candidate: str, number: int) -> list[str]:
    """The titles of the candidate's interviews in the weeks to come, from the calendar of weeks."""
    page.goto(f"{served.url}/week?candidate={candidate.rpartition('/')[2]}")
    found: list[str] = []
    for _ in range(6):
        found += page.locator("ol.week h3").all_inner_texts()
        if len(found) == number:
            break
        page.get_by_role("link", name="The week after").click()
    return [": ".join(title.rsplit(" with ", 1)) for title in found]


def _calendar(page: Page, loop: str, folder: Path) -> list[str]:
    """What an independent calendar library reads in the loop's file."""
    page.goto(loop)
    with page.expect_download() as download:
        page.locator("a[href$='/calendar']").click()
    file = folder / "loop.ics"
    download.value.save_as(file)
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events)
    return [str(event["summary"]) for event in events]


def _kit(page: Page, candidate: str, folder: Path) -> None:
    page.goto(candidate)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Kit of")).first.click()
    file = folder / "kit.pdf"
    download.value.save_as(file)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "not to ask" in text.casefold()


def _told(page: Page, served: Served) -> None:
    """The outbox holds an invitation to what was planned; the worker may still be at it."""
    seen: set[str] = set()
    for _ in range(60):
        page.goto(f"{served.url}/admin/outbox")
        links = page.get_by_role("link", name=re.compile("^Interview:"))
        addresses = links.evaluate_all("all => all.map(one => one.href)")
        for address in [one for one in addresses if one not in seen]:
            seen.add(address)
            page.goto(address)
            if page.get_by_text("evening operations").count():
                return
        page.wait_for_timeout(1_000)
    pytest.fail("nobody is invited to what was planned")
