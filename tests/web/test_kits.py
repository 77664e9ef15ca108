"""The kit of an interview on screen and on paper: the same, item by item; what is not asked follows from the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiringkit.db import packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, StageRow
from hiringkit.pdf import kits as printing
from hiringkit.pdf.sheets.kits import HandoutSheet, KitSheet
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Probe, SegmentConstraint, WorkSample
from hiringkit.services import kits
from tests.build_packs import PACK
from tests.conftest import NOW
from tests.pdf.reading import text_of
from tests.web.client import CheckedClient
from tests.web.scene import Scene, scene

ClientOf = Callable[[Viewer], CheckedClient]
OUTAGE, RISK = PACK.scenarios
RICH = PACK.model_copy(
    update={
        "scenarios": (
            OUTAGE.model_copy(
                update={
                    "prompt": "Orders arrive nowhere since 7.",
                    "constraint": "Vendor asleep",
                    "objection": "The ward says: nobody told us.",
                    "parts": ("the ward", "the vendor"),
                    "questions": ("What first?",),
                    "expected": ("a named owner",),
                    "red_flags": ("restarts everything",),
                }
            ),
            RISK.model_copy(
                update={
                    "parts": ("Security",),
                    "expected": ("evidence that can be checked",),
                    "red_flags": ("trust me",),
                    "next_steps": ("a test with a date",),
                }
            ),
        ),
        "segment_constraints": (
            SegmentConstraint(
                id="asleep", name="Vendor asleep", text="It answers from 9 on, not before", source=OUTAGE.source
            ),
        ),
        "probes": (Probe(id="how", text="How did you know?", stages=("recruiter-screen",), source=OUTAGE.source),),
        "work_samples": (
            WorkSample(id="notes", name="Handover notes", text="Two pages of theirs.", source=OUTAGE.source),
        ),
    }
)
STAGE = {
    "scenario": "outage",
    "work_sample": "notes",
    "risk_objection": True,
    "ai_policy": "with_disclosure",
    "ai_check": "Say what the third line does.",
    "advice": "Let them finish.",
}


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene, of a pack and a stage with all that a kit can hold."""
    with lite.writing() as session:
        packs.publish(session, "test-pack", RICH, by="hiringkit", now=NOW)
    built = scene(lite)
    with lite.writing() as session:
        session.execute(sa.update(StageRow).where(StageRow.id == 1).values(**STAGE))  # type: ignore[arg-type]  # a column at run time
    return built


def test_screen_and_paper_hold_the_same(lite: Database, client_of: ClientOf, place: Scene, tmp_path: Path) -> None:
    made = kits.kit(lite, place.writer, 1)
    sheet = made.sheet
    assert isinstance(sheet, KitSheet)
    (tmp_path / "kit.pdf").write_bytes(printing.kit(sheet, made.record))
    paper = text_of(tmp_path / "kit.pdf").replace(" ", "")
    page = client_of(place.writer).get("/interviews/1?view=kit")
    screen = " ".join(part.get_text(" ", strip=True) for part in page.select("main")).replace("\n", " ")
    screen = "".join(screen.split())
    scenario, objection = sheet.scenario, sheet.objection
    assert scenario
    assert objection
    items = {
        "purpose": (sheet.purpose,),
        "advice": (sheet.advice,),
        "questions": tuple(one.prompt for one in sheet.criteria if one.prompt),
        "anchors": tuple(anchor for one in sheet.criteria for anchor in one.anchors),
        "scenario": (scenario.prompt, "Vendor asleep: It answers from 9 on, not before", *scenario.questions),
        "injected objection": (scenario.objection, objection.prompt),
        "parts to play": (", ".join(scenario.parts), *objection.parts),
        "listen for": (*scenario.listen_for, *objection.listen_for),
        "red flags": (*scenario.red_flags, *objection.red_flags),
        "next steps": objection.next_steps,
        "probes": sheet.probes,
        "check": (sheet.ai_check,),
        "policy": (sheet.ai_policy,),
        "work sample": ("Two pages of theirs.",),
        "minutes": tuple(f"{part.begins}–{part.ends} {part.words}" for part in sheet.timings),
        "not asked": tuple(word for row in sheet.not_asked for word in row),
    }
    for item, texts in items.items():
        assert all(texts) or item == "not asked", f"{item}: there is something to show"
        assert [text for text in texts if "".join(text.lower().split()) not in screen.lower()] == [], item
        assert [text for text in texts if "".join(text.lower().split()) not in paper.lower()] == [], item


def test_what_is_not_asked_is_what_the_law_of_the_loops_place_says(
    lite: Database, client_of: ClientOf, place: Scene
) -> None:
    client = client_of(place.writer)
    assert "42 U.S.C. 2000ff-1" in client.get("/interviews/1").text, "Chicago"
    with lite.writing() as session:
        session.execute(sa.update(LoopRow).values(place="gb"))
    page = client.get("/interviews/1").text
    assert "Equality Act 2010, section 60" in page
    assert "U.S.C." not in page


def test_the_candidates_page_and_paper_say_the_same_and_name_nobody_else(
    lite: Database, client_of: ClientOf, place: Scene, tmp_path: Path
) -> None:
    manager = client_of(place.people["manager"][0])
    manager.submit("/loops/1/edit", {"accommodations": "Elaine in HR, 555-0142"}, form="main form")
    made = kits.handout(lite, None, 1)
    sheet = made.sheet
    assert isinstance(sheet, HandoutSheet)
    (tmp_path / "told.pdf").write_bytes(printing.handout(sheet, made.record))
    paper = "".join(text_of(tmp_path / "told.pdf").split())
    page = manager.get("/candidates/1/interviews")
    screen = "".join(" ".join(part.get_text(" ", strip=True) for part in page.select("main")).split())
    first = sheet.meetings[0]
    said = [first.held_by, *first.comes, *first.looks_at, f"AI tools: {first.ai_policy}.", *sum(sheet.says, ())]
    assert len(first.comes) == 3
    assert [text for text in said if "".join(text.split()) not in screen] == []
    assert [text for text in said if "".join(text.split()) not in paper] == []
    assert "Elaine in HR, 555-0142" in page.text
    assert not [name for name in ("Author", "Writer", "Reader", "Trainee") if name in page.select("main")[0].text]
    client_of(place.writer).get("/candidates/1/interviews", expect=403)
