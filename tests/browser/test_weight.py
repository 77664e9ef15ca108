"""A scorecard of twelve criteria: light, still while it loads, and asking nobody else for anything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlmodel import col, select

from hiringkit.db import packs as stored
from hiringkit.db.engine import Database, make_engine
from hiringkit.db.tables import CriterionRow, LoopRow, RubricVersionRow, StageCriterionRow, StageRow
from hiringkit.rubrics.packs import Weight
from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser
HEAVIEST = 150_000  # bytes of the page as it is sent, without scripts and styles, which are cached
JUMPS = """() => new Promise((done) => {
  let moved = 0;
  const seen = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value;
  });
  seen.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 400);
})"""


@pytest.fixture
def twelve(served: Served) -> Served:
    """Priya’s interview, in a stage that sees twelve criteria."""
    db = Database(make_engine(f"sqlite:///{served.instance / 'hiringkit.sqlite'}"))
    with db.writing() as session:
        loop, stage = session.get_one(LoopRow, 2), session.get_one(StageRow, 5)
        content = session.get_one(RubricVersionRow, loop.version_id).content_hash
        pack = stored.pack_of(session, loop.version_id, content)
        more = [
            one.model_copy(update={"id": f"{one.id}-again", "name": f"{one.name}, again"}) for one in pack.criteria[:2]
        ]
        larger = pack.model_copy(update={"criteria": (*pack.criteria, *more)})
        loop.version_id = stored.publish(session, "twelve", larger, by="hiringkit", now=datetime.now(UTC))
        session.execute(sa.delete(StageCriterionRow).where(col(StageCriterionRow.stage_id) == stage.id))
        seen = session.exec(select(CriterionRow.id).where(CriterionRow.version_id == loop.version_id)).all()
        session.add_all(StageCriterionRow(stage_id=stage.id, criterion_id=one, weight=Weight.PRIMARY) for one in seen)
    db.close()
    return served


@pytest.mark.parametrize("width", [1440, 390])
def test_a_card_of_twelve_criteria_is_light_and_does_not_jump(twelve: Served, enter: Enter, width: int) -> None:
    page = enter("Priya", width=width)
    address = f"{twelve.url}/interviews/1"
    page.goto(address)
    expect(page.locator("[data-criterion]")).to_have_count(12)
    assert len(page.request.get(address).body()) < HEAVIEST
    assert page.evaluate(JUMPS) < 0.01
    page.locator("[data-criterion]").first.focus()
    for key in ("4", "e", "x"):
        page.keyboard.press(key)
    page.keyboard.type("Read the log before the call.")
    assert page.evaluate(JUMPS) < 0.01
