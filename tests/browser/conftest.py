"""A real Chromium, and the application that it looks at."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from hiringkit.cli.demo import fill_if_empty
from hiringkit.db.engine import open_database
from hiringkit.services import installation, packs
from tests.served import Served, WithoutWorker

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; `make test` has seen to it that there is one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "No Chromium here. Run: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a fresh demo, as the first start makes it; tests copy it, for it takes seconds to fill."""
    file = tmp_path_factory.mktemp("demo") / "hiringkit.sqlite"
    db, now = open_database(f"sqlite:///{file}"), datetime.now(UTC)
    installation.prepare(db, demo=True, now=now)
    packs.publish_shipped(db, now)
    fill_if_empty(db, now)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return file


@pytest.fixture(scope="session")
def running(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo that goes on being served, for it takes seconds to start."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copy(demo, folder)
    started = WithoutWorker(folder)
    yield started
    started.kill()


@pytest.fixture
def served(running: Served, demo: Path) -> Served:
    """A fresh demo, served: what the last test left in its database is gone."""
    with closing(sqlite3.connect(demo)) as fresh, closing(sqlite3.connect(running.database, timeout=30)) as used:
        fresh.backup(used)
    return running


@pytest.fixture
def with_worker(tmp_path: Path, demo: Path) -> Iterator[Served]:
    """A fresh demo that nobody has met, as `hiringkit serve --demo` serves it; to be killed, or to have work done."""
    shutil.copy(demo, tmp_path)
    started = Served(tmp_path)
    yield started
    started.kill()


@pytest.fixture
def enter(chromium: Browser, served: Served) -> Iterator[Enter]:
    """Sign in as one of the demo's people: `enter("Priya", width=390)`. Nothing of the page may go wrong unseen."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def sign_in(name: str, width: int = 1440) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.extend(_fault(message)))
        page.on("request", lambda request: faults.extend(_elsewhere(request, served.url)))
        page.goto(f"{served.url}/sign-in")
        page.get_by_role("button", name=name.split(maxsplit=1)[0]).click()
        page.wait_for_url(f"{served.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == []


def _fault(message: ConsoleMessage) -> list[str]:
    """A refused answer is the server's word and shown on the page; a script or policy at fault is ours."""
    if message.type != "error" or "Failed to load resource" in message.text:
        return []
    return [message.text]


def _elsewhere(request: Request, home: str) -> list[str]:
    return [] if request.url.startswith((home, "data:", "blob:")) else [f"asked elsewhere: {request.url}"]
