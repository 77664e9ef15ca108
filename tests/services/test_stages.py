"""The stages of a loop: added, changed, ordered, removed while it is a draft; fixed once it is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services import loops, stages
from hiringkit.services.loops import LoopPage
from hiringkit.services.stages import MOST_STAGES, StageWords
from tests import build, build_loops
from tests.at_once import at_once
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

KEYS = ["recruiter-screen", "live-troubleshooting", "prioritization-and-escalation"]


@dataclass(frozen=True)
class Draft:
    """A loop that is being built, with somebody who leads."""

    loop: BuiltLoop
    lead: Viewer

    @property
    def manager(self) -> Viewer:
        return self.loop.manager

    @property
    def loop_id(self) -> int:
        return self.loop.loop_id


@pytest.fixture
def draft(db: Database) -> Draft:
    lead = build.person(db, "Priya R")
    return Draft(build_loops.loop(db, state=LoopState.DRAFT, panel={lead: Seat.LEAD}), lead)


def page(db: Database, draft: Draft) -> LoopPage:
    return loops.page(db, draft.manager, draft.loop_id)


def keys(db: Database, draft: Draft) -> list[str]:
    return [stage.key for stage in page(db, draft).plan.stages]


def add(db: Database, draft: Draft, name: str = "Extra", **more: Any) -> str:
    return stages.add(db, draft.manager, draft.loop_id, StageWords(name, 45, **more), {}, NOW)


def test_stages_are_added_ordered_and_removed(db: Database, draft: Draft) -> None:
    assert [add(db, draft, "Émigré talk"), add(db, draft, "Émigré talk"), add(db, draft, "面接")] == [
        "migr-talk",
        "migr-talk-2",
        "stage",
    ]
    assert keys(db, draft) == [*KEYS, "migr-talk", "migr-talk-2", "stage"]
    stages.move(db, draft.manager, draft.loop_id, KEYS[2], up=True, now=NOW)
    stages.move(db, draft.manager, draft.loop_id, KEYS[0], up=True, now=NOW)  # the first stays the first
    stages.remove(db, draft.manager, draft.loop_id, "migr-talk", NOW)
    assert keys(db, draft) == [KEYS[0], KEYS[2], KEYS[1], "migr-talk-2", "stage"]
    with pytest.raises(NotFoundError):
        stages.remove(db, draft.manager, draft.loop_id, "migr-talk", NOW)


def test_stages_that_are_added_at_once_have_a_place_each(db: Database, draft: Draft) -> None:
    found = at_once([partial(add, db, draft, "Extra")] * 6)
    assert sorted(map(str, found)) == ["extra", "extra-2", "extra-3", "extra-4", "extra-5", "extra-6"]
    assert sorted(keys(db, draft)) == sorted([*KEYS, *map(str, found)])


def test_the_same_tick_at_once_is_one(db: Database, draft: Draft) -> None:
    tick = partial(stages.see, db, draft.manager, draft.loop_id, KEYS[0], "communication", Weight.SECONDARY, NOW)
    assert at_once([tick] * 6) == [None] * 6
    assert page(db, draft).plan.stages[0].criteria["communication"] is Weight.SECONDARY
    stages.see(db, draft.manager, draft.loop_id, KEYS[0], "communication", None, NOW)
    assert set(page(db, draft).plan.stages[0].criteria) == {"troubleshooting", "prioritization"}


def test_a_criterion_of_another_version_and_a_stage_of_another_loop_are_not_found(db: Database, draft: Draft) -> None:
    for key, criterion in ((KEYS[0], "tact"), ("elsewhere", "communication")):
        with pytest.raises(NotFoundError):
            stages.see(db, draft.manager, draft.loop_id, key, criterion, Weight.PRIMARY, NOW)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Give the stage a name."),
        ({"name": "a" * 121}, "name", "This has 121 characters; at most 120 can be kept."),
        ({"advice": "a" * 1001}, "advice", "This has 1,001 characters; at most 1,000 can be kept."),
        ({"minutes": 4}, "minutes", "A stage lasts between 5 and 480 minutes."),
        ({"minutes": 481}, "minutes", "A stage lasts between 5 and 480 minutes."),
        ({"format": "letter"}, "format", "Choose one of the formats."),
        ({"ai_policy": "maybe"}, "ai_policy", "Choose one of the rules."),
        ({"scenario": "flood"}, "scenario", "Choose one of the pack’s scenarios."),
        ({"work_sample": "essay"}, "work_sample", "Choose one of the pack’s work samples."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    db: Database, draft: Draft, changed: dict[str, Any], field: str, sentence: str
) -> None:
    words = StageWords(**{"name": "Extra", "minutes": 45, **changed})
    with pytest.raises(InvalidError) as caught:
        stages.add(db, draft.manager, draft.loop_id, words, {}, NOW)
    assert caught.value.problems == {field: sentence}
    assert keys(db, draft) == KEYS


def test_people_of_the_loop_sit_and_nobody_else(db: Database, draft: Draft) -> None:
    stranger = {build.person(db).person_id: Seat.LEAD}
    with pytest.raises(InvalidError) as caught:
        stages.add(db, draft.manager, draft.loop_id, StageWords("Extra", 45), stranger, NOW)
    assert list(caught.value.problems) == ["seats"]


def test_a_loop_has_so_many_stages_at_most(db: Database, draft: Draft) -> None:
    for _ in range(MOST_STAGES - len(KEYS)):
        add(db, draft)
    with pytest.raises(InvalidError) as caught:
        add(db, draft)
    assert caught.value.problems == {"name": "A loop has at most 12 stages."}


def test_the_risk_objection_brings_the_criteria_that_it_is_there_to_show(db: Database, draft: Draft) -> None:
    add(db, draft)
    stages.place_objection(db, draft.manager, draft.loop_id, "extra", NOW)
    extra = page(db, draft).plan.stages[-1]
    assert (extra.risk_objection, extra.criteria) == (True, {"prioritization": Weight.PRIMARY})


def test_a_change_over_somebody_else_s_is_refused(db: Database, draft: Draft) -> None:
    words, seats = StageWords("First talk", 30), {draft.lead.person_id: Seat.SECOND}
    rewrite = partial(stages.rewrite, db, draft.manager, draft.loop_id, KEYS[0], 1, words, seats, NOW)
    found = at_once([rewrite] * 4)
    assert found.count(None) == 1
    assert {type(one) for one in found if one is not None} == {ConflictError}
    first = page(db, draft).plan.stages[0]
    assert (first.name, first.minutes, [sitter.seat for sitter in first.panel]) == ("First talk", 30, ["second"])


def test_once_the_loop_is_open_what_a_stage_sees_stays(db: Database) -> None:
    lead = build.person(db)
    draft = Draft(build_loops.loop(db, panel={lead: Seat.LEAD}), lead)
    place = (db, draft.manager, draft.loop_id)
    for act in (
        partial(add, db, draft),
        partial(stages.remove, *place, KEYS[0], NOW),
        partial(stages.move, *place, KEYS[0], up=False, now=NOW),
        partial(stages.see, *place, KEYS[0], "communication", None, NOW),
        partial(stages.place_objection, *place, KEYS[0], NOW),
    ):
        with pytest.raises(RefusedError, match="The loop is open"):
            act()
    words = StageWords("Renamed", 30, advice="Listen.", risk_objection=True)
    stages.rewrite(*place, KEYS[0], 1, words, {}, NOW)
    first = page(db, draft).plan.stages[0]
    assert (first.name, first.minutes, first.advice, first.risk_objection) == ("Recruiter screen", 30, "Listen.", False)
    assert (first.panel, len(first.criteria)) == ((), 3)
