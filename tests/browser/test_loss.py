"""Somebody types on and on while everything fails around them: each word is on the server in the end, once.

HIRINGKIT_LOSS_SECONDS says for how long; HIRINGKIT_LOSS_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
SECONDS = float(os.environ.get("HIRINGKIT_LOSS_SECONDS", "20"))
LONGER = 90  # for what has not gone wrong yet by then: on a busy machine the server is long in coming back
SEED = int(os.environ.get("HIRINGKIT_LOSS_SEED", "7"))
PLACES = ("#objection-offered", "#objection-escalation", "#c-tooling .evidence-line:last-child textarea")
LONGEST = 3_900


@pytest.fixture
def served(with_worker: Served) -> Served:
    """One to be killed."""
    return with_worker


class Trouble:
    """What goes wrong: the server is killed, the network cut, the page loaded again, the database locked."""

    def __init__(self, served: Served, page: Page) -> None:
        self.served, self.page = served, page
        self.starts: threading.Thread | None = None
        self.locks: list[threading.Thread] = []
        self.count: Counter[str] = Counter()

    def kill(self) -> None:
        """Pull the plug; it comes back while the typing goes on."""
        if self.is_down():
            return
        self.served.kill()
        self.starts = threading.Thread(
            target=Served.__init__, args=(self.served, self.served.instance), kwargs={"port": self.served.port}
        )
        self.starts.start()
        self.count["kills"] += 1

    def cut(self) -> None:
        """Take the network away, or give it back."""
        self.page.context.set_offline(self.count["cuts"] % 2 == 0)
        self.count["cuts"] += 1

    def reload(self) -> None:
        """Load the page again, where there is one to load."""
        if self.is_down() or self.count["cuts"] % 2:
            return
        self.page.reload()
        self.count["reloads"] += 1

    def lock(self) -> None:
        """Hold the database for two seconds, as a backup might."""
        self.locks.append(threading.Thread(target=_hold, args=(self.served.database,)))
        self.locks[-1].start()
        self.count["locks"] += 1

    def is_down(self) -> bool:
        """Whether the server is still coming back."""
        return self.starts is not None and self.starts.is_alive()

    def lacks_any(self) -> bool:
        """Whether something has not gone wrong yet."""
        return not all(self.count[kind] for kind in ("kills", "cuts", "reloads", "locks"))

    def end(self) -> None:
        """All is well again."""
        self.page.context.set_offline(False)
        for thread in [*self.locks, *([self.starts] if self.starts else [])]:
            thread.join()


def _hold(database: Path) -> None:
    holder = sqlite3.connect(database, timeout=60, isolation_level=None)  # others hold it too, one after another
    holder.execute("BEGIN IMMEDIATE")
    time.sleep(2)
    holder.execute("ROLLBACK")
    holder.close()


def _words() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"w{number} "


def test_every_word_arrives_once_whatever_fails(
    served: Served, enter: Enter, capsys: pytest.CaptureFixture[str]
) -> None:
    page = enter("Priya Raghunathan")
    page.goto(f"{served.url}/interviews/1")
    chance, trouble = random.Random(SEED), Trouble(served, page)
    for place in PLACES:
        page.locator(place).fill("")
    typed = dict.fromkeys(PLACES, "")
    line = page.locator(PLACES[2]).get_attribute("name") or ""
    page.locator(PLACES[2]).press_sequentially("w0 ")  # a line that is empty is another one on the next page
    typed[PLACES[2]] = "w0 "
    expect(page.locator("#saved")).to_contain_text("saved ", timeout=30_000)
    where = {**dict(zip(PLACES[:2], PLACES[:2], strict=True)), PLACES[2]: f'[name="{line}"]'}
    until, words = time.monotonic() + SECONDS, _words()
    while time.monotonic() < until or (trouble.lacks_any() and time.monotonic() < until + LONGER):
        place = chance.choice(PLACES)
        page.locator(where[place]).press("Control+End")
        for _ in range(chance.randint(3, 12)):
            if len(typed[place]) < LONGEST:
                word = next(words)
                page.keyboard.type(word, delay=chance.choice((0, 5, 20)))
                typed[place] += word
        act = chance.choice((trouble.kill, trouble.cut, trouble.cut, trouble.reload, trouble.lock, None))
        if act:
            act()
    trouble.end()
    expect(page.locator("#saved")).to_contain_text("saved ", timeout=30_000)
    for _ in range(600):
        if not page.evaluate("localStorage.length"):
            break
        page.wait_for_timeout(100)
    left = page.evaluate("JSON.stringify(localStorage)")
    assert left == "{}", (page.locator("#saved").inner_text(), page.locator(".stop-text").all_inner_texts())
    found = _kept(served.database, line)
    with capsys.disabled():
        sys.stderr.write(f" {sum(map(len, typed.values()))} keys, {dict(trouble.count)} ")
    assert found == [text.rstrip() for text in typed.values()]
    assert not trouble.lacks_any(), trouble.count


def _kept(database: Path, line: str) -> list[str]:
    """The three texts as they stand in storage; a line that was doubled would make a fourth."""
    with sqlite3.connect(database) as store:
        fields = dict(store.execute("SELECT field, value FROM draft_field WHERE scorecard_id = 1").fetchall())
        lines = store.execute(
            "SELECT evidence_id, text FROM evidence_text WHERE scorecard_id = 1 AND text GLOB 'w[0-9]*'"
        ).fetchall()
    store.close()
    assert [one[0] for one in lines] == [line.split(":")[2]]
    return [fields["objection:offered"].rstrip(), fields["objection:escalation"].rstrip(), lines[0][1].rstrip()]
