"""What people wrote is text: no script of theirs runs, and nothing that they wrote is asked for."""

from __future__ import annotations

import sqlite3

import pytest

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
PAYLOAD = (
    "\"'></textarea></title><script>window.hit=1</script><img src=x onerror=window.hit=1>"
    "<svg onload=window.hit=1>{{7*7}}"
)
FIELDS = {
    "candidate_text": ("name",),
    "person_text": ("name",),
    "loop": ("title", "purpose"),
    "stage": ("name", "advice"),
    "scorecard_text": ("text",),
    "evidence_text": ("text",),
    "draft_field": ("value",),
}
TEXTS_ALONE = " WHERE field IN ('changed', 'objection:offered', 'objection:next_step', 'objection:escalation')"
PAGES = {
    "Ingrid": ("/", "/loops", "/loops/1", "/loops/1/edit", "/loops/2", "/loops/2/people", "/candidates",
               "/candidates/1", "/candidates/1/edit", "/candidates/1/interviews/new", "/scorecards/2", "/me"),
    "Priya": ("/", "/interviews/1", "/scorecards/1/check"),
    "Owen": ("/admin/people",),
}  # fmt: skip
LONG = {
    "Ingrid": ("/candidates", "/candidates/1", "/candidates/1/edit", "/candidates/1/interviews/new",
               "/candidates/1/files", "/loops/2/compare"),
    "Priya": ("/", "/interviews/1", "/scorecards/1/check"),
}  # fmt: skip


def test_texts_full_of_scripts_are_shown_and_do_nothing(served: Served, enter: Enter) -> None:
    pages = {name: enter(name) for name in PAGES}
    connection = sqlite3.connect(served.database, timeout=10)
    kept = "SELECT name FROM sqlite_master WHERE type = 'trigger'"  # what is submitted never changes, but for this test
    for (trigger,) in connection.execute(kept).fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    for table, columns in FIELDS.items():
        for column in columns:
            only = TEXTS_ALONE if table in {"draft_field", "scorecard_text"} else ""
            connection.execute(f"UPDATE {table} SET {column} = substr(?, 1, 120){only}", (PAYLOAD,))
    connection.commit()
    connection.close()
    shown = 0
    for name, page in pages.items():
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for path in PAGES[name]:
            answer = page.goto(served.url + path)
            assert answer
            assert answer.status == 200, (path, answer.status)
            shown += "<script>window.hit=1" in page.inner_text("body") or bool(
                page.locator("[value*='window.hit']").count()
            )
            assert page.evaluate("window.hit") is None, path
            assert page.locator("img, svg[onload], main script:not([src]):not([type])").count() == 0, path
    assert shown >= 8, "there is something to run"


def test_a_word_without_an_end_is_broken_and_no_page_grows_wide(served: Served, enter: Enter) -> None:
    with sqlite3.connect(served.database, timeout=10) as connection:
        connection.execute("UPDATE candidate_text SET name = ? WHERE candidate_id = 1", ("W" * 120,))
    connection.close()
    for name, paths in LONG.items():
        page = enter(name)
        for path in paths:
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(served.url + path)
                assert "W" * 120 in page.content(), path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
