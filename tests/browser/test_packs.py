"""A hiring manager pastes a report and leaves with a published pack, a loop on it, and the next version beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.test_accessibility import faults
from tests.served import Served, run

pytestmark = pytest.mark.browser
REPORT = Path(__file__).parents[1] / "rubrics" / "reports" / "payroll-manager-uk-public-sector-2026.txt"
ROW, BROKEN = "ControlLeaves a trace for each change", "ControlLeaves a trace in macOS too, for each change"
WORDS = "Well below\nBelow\nMeets bar\nAbove\nWell above"
LEAD = "Priya Raghunathan"
TITLE = "UK Payroll Manager Public Sector Market Analysis 2026"


def test_from_a_report_to_a_loop_and_the_version_after(served: Served, enter: Enter) -> None:
    page = enter("Ingrid Solheim")
    draft = _paste(page, served)
    _mend(page)
    _accept_everything(page, draft)
    _write_what_is_missing(page, draft)
    pages = (
        "",
        "/import?element=criteria",
        "/edit?part=criteria",
        "/edit?part=scenarios",
        "/preview",
        "/compose?version=1",
    )
    assert [fault for path in pages for fault in faults(page, draft + path)] == []
    version = _publish(page, draft, "The first one, from the report")
    loop = _open_a_loop(page, served)
    shown = page.locator("main").inner_text()
    _next_version(page, version)
    page.goto(loop)
    expect(page.locator(".statusline")).to_contain_text("There is a newer version")
    before, after = (
        re.sub(r"There is a newer version.*", "", text) for text in (shown, page.locator("main").inner_text())
    )
    assert after.split() == before.split(), "the loop says what it said"
    assert run(served.instance, "audit", "verify").stdout.startswith("The chain holds")


def test_what_two_managers_type_in_one_field_is_shown_and_one_chooses(served: Served, enter: Enter) -> None:
    one, two = enter("Ingrid Solheim"), enter("Owen Price")
    one.goto(f"{served.url}/packs/1/versions/1")
    one.get_by_role("button", name="Make the next version").click()
    address = f"{one.url}/edit?part=criteria"
    cells = [page.locator("table.matrix textarea").first for page in (one, two)]
    for page in (one, two):
        page.goto(address)
    cells[0].fill("Typed in one window.")
    _saved(one)
    cells[1].fill("Typed in the other.")
    expect(two.get_by_text("saved “Typed in one window.” here since.")).to_be_visible()
    one.reload()
    expect(cells[0]).to_have_value("Typed in one window.")
    two.get_by_role("button", name="Keep mine").click()
    _saved(two)
    one.context.set_offline(offline=True)
    cells[0].fill("Typed without a connection.")
    expect(one.locator("#saved")).to_contain_text("not saved: no connection, kept on this device")
    one.context.set_offline(offline=False)
    one.reload()
    expect(one.get_by_text("saved “Typed in the other.” here since.")).to_be_visible()
    expect(cells[0]).to_have_value("Typed without a connection.")


def _paste(page: Page, served: Served) -> str:
    page.goto(f"{served.url}/packs")
    page.get_by_role("link", name="Make a pack").click()
    report = REPORT.read_text(encoding="utf-8")
    assert ROW in report
    page.get_by_label("Or its text").fill(report.replace(ROW, BROKEN))
    page.get_by_role("button", name="Read the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Import: {TITLE}")
    expect(page.locator(".statusline")).to_contain_text("1 row to mend")
    return page.url.removesuffix("/import")


def _mend(page: Page) -> None:
    page.get_by_role("link", name="Mend the row").click()
    row = page.locator(".draft li:has-text('Row to mend')")
    row.hover()
    expect(page.locator(".source .at")).to_contain_text(BROKEN)
    page.locator(".source li:has-text('Balances before it pays')").hover()
    expect(page.locator(".draft .at .name")).to_have_text("Accuracy")
    page.get_by_label("Criterion", exact=True).fill("Control")
    page.get_by_role("button", name="Accept as a criterion").click()
    expect(page.locator("#fault-good")).to_have_text("Write what stands in this cell.")
    expect(page.get_by_label("Criterion", exact=True)).to_have_value("Control")
    page.get_by_label("What good looks like").fill("Leaves a trace in macOS too, for each change")
    page.get_by_label("How to prove it").fill("Change log with reasons")
    page.get_by_role("button", name="Accept as a criterion").click()
    expect(page.locator(".statusline")).not_to_contain_text("to mend")
    expect(page.locator("#i-control .sign-met")).to_contain_text("accepted, Ingrid Solheim")


def _accept_everything(page: Page, draft: str) -> None:
    accept = page.get_by_role("button", name="Accept Accuracy")
    accept.focus()
    expect(page.locator(".source .at")).to_contain_text("Balances before it pays")
    accept.press("Enter")
    expect(page.get_by_role("button", name="Take back the acceptance of Accuracy")).to_be_focused()
    names = page.locator("table.t th[scope=row] a:not([aria-current])")
    elements = [f"{draft}/import?element=criteria"] + [str(name.evaluate("one => one.href")) for name in names.all()]
    for address in elements:
        page.goto(address)
        wait = page.get_by_role("button", name=re.compile("^Accept "))
        if wait.count():
            wait.first.click()  # all that wait, where there are several
            expect(wait).to_have_count(0)
    expect(page.get_by_text("Everything that was read is accepted.")).to_be_visible()


def _write_what_is_missing(page: Page, draft: str) -> None:
    page.goto(f"{draft}/edit?part=about")
    page.get_by_label("Level words, lowest first").fill(WORDS)
    _saved(page)
    year = page.get_by_label("Year", exact=True)
    year.fill("next year")
    expect(page.get_by_text("Write a whole number.")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("some of it was not saved")
    year.fill("2026")
    _saved(page)
    page.goto(f"{draft}/edit?part=criteria")
    for cell in page.locator("table.matrix textarea").all():
        if not cell.input_value():
            cell.fill(f"What a person does here: {cell.get_attribute('aria-label')}.")
    _saved(page)
    page.reload()
    for criterion in page.locator("section[id^='criteria-']").all():
        criterion.get_by_text("Seen in the stages").click()
        uses = criterion.locator("select[name*='/stages/']")
        assert uses.count() == 4
        for place in range(4):
            uses.nth(place).select_option("secondary" if place else "primary")
    _saved(page)
    page.goto(f"{draft}/edit?part=scenarios")
    page.get_by_label("Add a scenario").fill("The auditor objects")
    page.get_by_role("button", name="Add the scenario").click()
    added = page.get_by_role("group", name="The auditor objects")
    added.get_by_label("Kind").select_option("risk_objection")
    added.get_by_label("Control").check()
    expect(page.locator("#counts")).to_contain_text("0 errors", timeout=10_000)


def _saved(page: Page) -> None:
    """Wait until the server has all that was typed."""
    page.wait_for_function(
        "() => !localStorage.length && document.getElementById('saved').textContent.startsWith('saved')"
    )


def _publish(page: Page, draft: str, words: str) -> str:
    page.goto(draft)
    page.get_by_label("What is new in it").fill(words)
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.get_by_text("The version is published.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(words)
    return page.url.partition("?")[0]


def _open_a_loop(page: Page, served: Served) -> str:
    page.goto(f"{served.url}/loops/new")
    page.get_by_label("Pack and version").select_option(f"{TITLE}, version 1")
    page.get_by_label("Title").fill("Payroll manager, city")
    page.get_by_label("Requisition number").fill("PAY-1")
    page.get_by_role("button", name="Make the loop").click()
    loop = page.url.partition("?")[0]
    page.goto(f"{loop}/edit")
    for label in ("Track", "Level", "Who decides hire, level and offer"):
        page.get_by_label(label, exact=True).select_option(index=1)
    page.get_by_label("Tie-breaker").select_option(index=2)
    page.get_by_role("button", name=re.compile("Save")).click()
    page.goto(f"{loop}/people")
    return _gate(page, loop)


def _gate(page: Page, loop: str) -> str:
    """Mend what blocks the loop as its page proposes it, until it opens."""
    page.get_by_label("Person").select_option(label=LEAD)
    page.get_by_label("Part").select_option("interviewer")
    page.get_by_role("button", name="Add", exact=True).click()
    page.goto(loop)
    blocking = page.locator(".findings li:has(.sign-stop)")
    while left := blocking.count():
        _mend_one(page, blocking.first)
        page.goto(loop)
        assert blocking.count() < left, blocking.first.inner_text()
    page.get_by_role("button", name="Open the loop").click()
    expect(page.get_by_text("The loop is open.", exact=True)).to_be_visible()
    page.goto(loop)
    return loop


def _mend_one(page: Page, finding: Locator) -> None:
    nobody = finding.get_by_role("link", name="Put somebody on it")
    if nobody.count():
        nobody.click()
        page.get_by_label(LEAD).select_option("lead")
        page.get_by_role("button", name="Save the stage").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        return
    assert finding.get_by_role("button").count(), finding.inner_text()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        finding.get_by_role("button").first.click()


def _next_version(page: Page, version: str) -> None:
    page.goto(version)
    page.get_by_role("button", name="Make the next version").click()
    draft = page.url
    page.goto(f"{draft}/edit?part=criteria")
    page.get_by_label("Control, 3 Meets bar").fill("Leaves a trace for each change, and says why.")
    _saved(page)
    page.goto(f"{draft}/diff")
    expect(page.locator("main")).to_contain_text("1 re-anchored")
    expect(page.locator("ins")).to_have_text("change, and says why.")
    newer = _publish(page, draft, "Sharper words for control")
    page.goto(f"{newer}/diff")
    expect(page.locator("main")).to_contain_text("Ratings of 4 of 5 criteria may be pooled")
    page.goto(version)
    expect(page.locator("main")).to_contain_text("Leaves a trace in macOS too, for each change")
