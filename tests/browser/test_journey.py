"""The whole job as three people do it: a loop is built and opened, cards are written unseen, a PDF is downloaded."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served, run

pytestmark = pytest.mark.browser
MARKER = "Counted messages on both sides before calling the vendor"


@pytest.mark.parametrize("width", [390, 1440])
def test_from_a_pack_to_a_pdf(served: Served, enter: Enter, tmp_path: Path, width: int) -> None:
    manager = enter("Ingrid Solheim", width)
    mend_and_open(manager, served)
    recruiter = enter("Leila Haddad", width)
    address = _add_and_plan(recruiter, served)
    interviewer = enter("Priya Raghunathan", width)
    card = _write(interviewer, served, address)
    colleague = enter("Marcus Bell", width)
    assert colleague.goto(card).status == 404  # type: ignore[union-attr]  # there is an answer
    _submit(interviewer)
    assert colleague.goto(card).status == 404, "his own card is not in yet"  # type: ignore[union-attr]
    _download(recruiter, served, address, tmp_path)
    assert run(served.instance, "audit", "verify").stdout.startswith("The chain holds")


def mend_and_open(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/loops")
    page.get_by_role("link", name="IT service manager, evening operations").click()
    shut = page.get_by_role("button", name="Open the loop")
    expect(shut).to_have_attribute("aria-disabled", "true")
    page.get_by_role("link", name="Put somebody on it").click()
    page.get_by_label("Kenji Watanabe").select_option("lead")
    page.get_by_role("button", name="Save the stage").click()
    _waive_without_a_reason(page)
    page.get_by_role("button", name=re.compile("Place it in stage 1")).click()
    expect(page.get_by_text("The risk objection has no stage")).to_have_count(0)
    adding = page.locator(".findings li:has(.sign-stop) button")
    while left := adding.count():
        adding.first.click()
        expect(adding).to_have_count(left - 1)
    expect(page.get_by_text("Nothing blocks the opening.")).to_be_visible()
    page.get_by_role("button", name="Open the loop").dblclick()
    expect(page.get_by_text("The loop is open.", exact=True)).to_be_visible()


def _waive_without_a_reason(page: Page) -> None:
    page.get_by_role("link", name="Waive finding").first.click()
    page.get_by_role("button", name="Waive the finding").click()
    expect(page.locator("#reason-fault")).to_contain_text("Write the reason")
    page.get_by_role("link", name="Cancel").click()


def _add_and_plan(page: Page, served: Served) -> str:
    page.goto(f"{served.url}/loops")
    page.get_by_role("link", name="IT service manager, evening operations").click()
    page.get_by_role("link", name="Add a candidate").click()
    page.get_by_label("Name").fill("Maren Ødegård")
    page.get_by_label("Email").fill("nonsense")
    page.get_by_role("button", name=re.compile("Add")).click()
    expect(page.get_by_label("Name")).to_have_value("Maren Ødegård")
    page.get_by_label("Email").fill("maren@example.org")
    page.get_by_role("button", name=re.compile("Add")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Maren Ødegård")
    address = page.url.split("?")[0]
    page.get_by_role("link", name=re.compile("Plan Live")).click()
    begun = datetime.now(UTC) - timedelta(hours=2)
    page.get_by_label("Time zone").fill("UTC")
    page.get_by_label("Date").fill(f"{begun:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill(f"{begun:%H:%M}")
    page.get_by_role("button", name="Plan the interview").click()
    page.wait_for_load_state()
    if page.get_by_label(re.compile("all the same")).count():
        page.get_by_label(re.compile("all the same")).check()
        page.get_by_role("button", name="Plan the interview").click()
    expect(page.get_by_text("Priya Raghunathan").first).to_be_visible()
    return address


def _write(page: Page, served: Served, address: str) -> str:
    page.goto(address)
    page.get_by_role("link", name=re.compile("Write|scorecard|Open", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maren Ødegård: Live troubleshooting")
    page.locator("#c-troubleshooting").focus()
    page.keyboard.press("5")
    page.keyboard.press("e")
    page.keyboard.type(MARKER)
    expect(page.locator("#saved")).to_contain_text("saved", timeout=10_000)
    page.reload()
    expect(page.locator("#c-troubleshooting input[value='5']")).to_be_checked()
    assert MARKER in [box.input_value() for box in page.locator("#c-troubleshooting .evidence textarea").all()]
    page.get_by_role("button", name="Check and submit").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you submit")
    expect(page.locator("#lack")).to_contain_text("rate it, or say that it was not observed")
    card = page.url.replace("/check", "")
    page.get_by_role("link", name="Back to the scorecard").click()
    for name in page.locator("[data-criterion]").evaluate_all("all => all.map(one => one.dataset.criterion)"):
        if name != "troubleshooting":
            page.locator(f"#c-{name} .level input[value='3']").check()
    page.get_by_label("No evidence was offered").check()
    page.get_by_role("button", name="Check and submit").last.click()
    expect(page.locator("#lack")).to_have_count(0)
    return card


def _submit(page: Page) -> None:
    page.get_by_role("button", name="Submit scorecard").click()
    expect(page.get_by_text("The scorecard was not submitted. What you typed is kept.")).to_be_visible()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("fairly sure").check()
    page.get_by_label("What would have changed your rating?").fill("A message that the ward could act on.")
    page.get_by_label(re.compile("I wrote this from what I saw")).check()
    page.get_by_role("button", name="Submit scorecard").dblclick()
    expect(page.get_by_text("Your scorecard is submitted and locked.")).to_be_visible()
    expect(page.locator(".statusline")).to_contain_text("submitted")
    page.goto(page.url.split("?")[0] + "/check")
    expect(page.get_by_role("button", name="Submit scorecard")).to_have_count(0)


def _download(page: Page, served: Served, address: str, folder: Path) -> None:
    page.goto(address)
    with page.expect_download() as download:
        page.locator("a[href^='/scorecards/'][href$='/pdf']").first.click()
    file = folder / "card.pdf"
    download.value.save_as(file)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Maren Ødegård", "Priya Raghunathan", MARKER.split(maxsplit=1)[0], "not calibrated"):
        assert words in text
    number = re.search(r"scorecard-(\d+)", download.value.suggested_filename)
    assert number
    again = folder / "again.pdf"
    told = run(served.instance, "export", "scorecard", number[1], "-o", str(again))
    assert told.returncode == 0, told.stderr
    assert again.read_bytes() == file.read_bytes()
