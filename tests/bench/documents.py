"""A scorecard of two pages: against other ways to print it, twice, by two printers, five hundred times."""

from __future__ import annotations

import gc
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import typst
import weasyprint
from playwright.sync_api import sync_playwright

from hiringkit.db.engine import open_database
from hiringkit.jobs import exports
from hiringkit.jobs.documents import Printers, render
from hiringkit.pdf import engine, scorecards, shortcuts
from hiringkit.pdf.sheets.scorecards import ScorecardSheet
from hiringkit.resources import shipped
from hiringkit.services import documents, scorecard_sheets
from tests.bench.rig import papers
from tests.bench.row import Row, at_least, at_most, in_turn
from tests.build_cards import met
from tests.build_sheets import RECORD, SHEET
from tests.conftest import NOW

ROUNDS = 9
MANY, LONG, SETTLED = 200, 500, 50
CSS = (shipped("templates") / "pdf" / "sheet.css").read_text(encoding="utf-8")


class Fresh:
    """A sheet that nobody has printed yet: no engine may remember the last one."""

    def __init__(self) -> None:
        self.number = 0

    def sheet(self) -> ScorecardSheet:
        """The next one."""
        self.number += 1
        return replace(SHEET, candidate=f"Ama Boateng-Ruiz {self.number}")


def rows() -> Iterator[Row]:
    """Every row; the engines are warm."""
    yield from _engines()
    yield from _second_export()
    yield from _workers()
    yield _memory()


def _engines() -> Iterator[Row]:
    fresh, sizes = Fresh(), {}
    gc.freeze()
    gc.disable()  # both as a printer does
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()

        def chromium(sheet: ScorecardSheet) -> bytes:
            page.set_content(scorecards.page_of(sheet).replace("<body", f"<style>{CSS}</style><body", 1))
            return page.pdf(tagged=True, prefer_css_page_size=True)

        ways: dict[str, Callable[[ScorecardSheet], bytes]] = {
            "ours": lambda sheet: scorecards.scorecard(sheet, RECORD),
            "naive": lambda sheet: weasyprint.HTML(string=papers.naive(sheet)).write_pdf(),
            "plain": _plain,
            "chromium": chromium,
            "typst": lambda sheet: typst.compile(papers.typst_source(sheet).encode()),
        }

        def timed(name: str) -> Callable[[], float]:
            def measure() -> float:
                gc.collect()
                sheet = fresh.sheet()
                begun = time.perf_counter()
                sizes[name] = len(ways[name](sheet)) / 1024
                return 1000 * (time.perf_counter() - begun)

            return measure

        for name in ways:
            timed(name)()
        took = in_turn(ROUNDS, {name: timed(name) for name in ways})
        browser.close()
    ours = took["ours"]
    yield Row("scorecard: plain WeasyPrint by ours", took["naive"], ours, "ms ours", "ms", at_least(2.6, 4))
    yield Row("scorecard: ours by Chromium", ours, took["chromium"], "ms Chromium", "ms", at_most(1.8, 1))
    yield Row("scorecard: ours by Typst", ours, took["typst"], "ms Typst", "ms", at_most(7, 4))
    yield Row("scorecard: archive by plain", ours, took["plain"], "ms plain", "ms", at_most(1.4, 1.2))
    yield Row("scorecard: size by Chromium’s", [sizes["ours"]], [sizes["chromium"]], "KiB", "KiB", at_most(1 / 3))
    yield Row("scorecard: size", [sizes["ours"]], [40], "KiB allowed", "KiB", at_most(1))


def _plain(sheet: ScorecardSheet) -> bytes:
    """The same page with the same style sheet, without tags, archive and record."""
    html = engine.Page(scorecards.page_of(sheet), engine.ClosedFetcher())
    with shortcuts.taken():
        document: bytes = html.write_pdf(stylesheets=[engine.sheet()], font_config=engine.fonts())
    return document


def _second_export() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        built = met(db)
        card = built.cards[0]
        page = scorecard_sheets.scorecard(db, None, card)
        render("scorecard", page.sheet, page.record)

        def first() -> float:
            begun = time.perf_counter()
            render("scorecard", page.sheet, page.record)
            return 1000 * (time.perf_counter() - begun)

        def second() -> float:
            begun = time.perf_counter()
            documents.kept(db, replace(page), exports.engine())  # a new one: its key is worked out again
            return 1000 * (time.perf_counter() - begun)

        def whole() -> float:
            begun = time.perf_counter()
            exports.scorecard(db, None, card, NOW)
            return 1000 * (time.perf_counter() - begun)

        whole()
        took = in_turn(ROUNDS, {"first": first, "second": second, "whole": whole})
        db.close()
    yield Row("rendering by the kept bytes", took["first"], took["second"], "ms kept", "ms", at_least(50))
    yield Row("rendering by a whole second export, noted", took["first"], took["whole"], "ms again", "ms")


def _workers() -> Iterator[Row]:
    one, two = (_all_by(count) for count in (1, 2))
    yield Row(f"{MANY} scorecards: one printer by two", [one], [two], "s by two", "s", at_least(1.8))


def _all_by(count: int) -> float:
    """Seconds for many documents by so many printers, warm."""
    printers, fresh = Printers(count, seconds=60), Fresh()
    sheets = [fresh.sheet() for _ in range(MANY)]

    def work(mine: list[ScorecardSheet]) -> None:
        for sheet in mine:
            printers.render("scorecard", sheet, RECORD)

    warm = [threading.Thread(target=work, args=([SHEET],)) for _ in range(count)]
    threads = [threading.Thread(target=work, args=(sheets[number::count],)) for number in range(count)]
    for thread in warm:
        thread.start()
    for thread in warm:
        thread.join()
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    printers.close()
    return took


def _memory() -> Row:
    """Memory of the process that prints, after many documents, by what it held when it had settled."""
    fresh, printers, held = Fresh(), Printers(1), []
    others = _children()
    for number in range(1, LONG + 1):
        printers.render("scorecard", fresh.sheet(), RECORD)
        if number in {SETTLED, LONG}:
            (printer,) = _children() - others
            held.append(_resident(printer))
    printers.close()
    return Row(f"memory after {LONG} scorecards by after {SETTLED}", [held[1]], [held[0]], "MiB", "MiB", at_most(1.05))


def _children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(number) for task in tasks for number in task.read_text(encoding="ascii").split()}


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
