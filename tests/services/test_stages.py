"""The stages of a loop: added, changed, ordered, removed while it is a draft; fixed once it is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from hiringkit.db.engine import Database
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.loops.plans import check_of, probes_of
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services import building, loops, members, stages
from hiringkit.services.loops import LoopPage
from hiringkit.services.stages import MOST_STAGES, Cell, StageWords
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


def see(
    db: Database, draft: Draft, criterion: str, weight: Weight | None, seen: Weight | None, key: str = KEYS[0]
) -> None:
    stages.see(db, draft.manager, draft.loop_id, Cell(key, criterion, weight, seen), NOW)


def objection(db: Database, draft: Draft, key: str) -> None:
    """Take up the finding, as a press of its button does, until it is the stage that is wanted."""
    stage = next(stage for stage in page(db, draft).plan.stages if stage.key == key)
    words = StageWords(stage.name, stage.minutes, risk_objection=True)
    stages.rewrite(db, draft.manager, draft.loop_id, key, page(db, draft).revision, words, {}, NOW)


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
    tick = partial(see, db, draft, "communication", Weight.SECONDARY, Weight.PRIMARY)
    assert at_once([tick] * 6) == [None] * 6
    assert page(db, draft).plan.stages[0].criteria["communication"] is Weight.SECONDARY
    see(db, draft, "communication", None, Weight.SECONDARY)
    assert set(page(db, draft).plan.stages[0].criteria) == {"troubleshooting", "prioritization"}


def test_a_criterion_of_another_version_and_a_stage_of_another_loop_are_not_found(db: Database, draft: Draft) -> None:
    for key, criterion in ((KEYS[0], "tact"), ("elsewhere", "communication")):
        with pytest.raises(NotFoundError):
            see(db, draft, criterion, Weight.PRIMARY, None, key)


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


def test_one_person_leads_a_stage(db: Database, draft: Draft) -> None:
    other = build.person(db, "Ada")
    build_loops.member(db, draft.loop_id, other)
    both = {draft.lead.person_id: Seat.LEAD, other.person_id: Seat.LEAD}
    with pytest.raises(InvalidError) as caught:
        stages.add(db, draft.manager, draft.loop_id, StageWords("Extra", 45), both, NOW)
    names = " and ".join(sorted(["Ada", draft.lead.name]))
    assert caught.value.problems == {"seats": f"{names} lead: one person leads, whoever else sits is second."}
    with pytest.raises(InvalidError):
        stages.rewrite(db, draft.manager, draft.loop_id, KEYS[0], 1, StageWords("First talk", 30), both, NOW)
    assert keys(db, draft) == KEYS


def test_a_loop_has_so_many_stages_at_most(db: Database, draft: Draft) -> None:
    for _ in range(MOST_STAGES - len(KEYS)):
        add(db, draft)
    with pytest.raises(InvalidError) as caught:
        add(db, draft)
    assert caught.value.problems == {"name": "A loop has at most 12 stages."}


def test_the_risk_objection_brings_the_criteria_that_it_is_there_to_show(db: Database, draft: Draft) -> None:
    add(db, draft)
    objection(db, draft, "extra")
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
        partial(stages.order, *place, KEYS[::-1], KEYS, NOW),
        partial(see, db, draft, "communication", None, Weight.PRIMARY),
        partial(building.mend, *place, "risk-objection", "Place it in stage 1, Recruiter screen", NOW),
        partial(building.undo, *place, 1, NOW),
    ):
        with pytest.raises(RefusedError, match="The loop is open"):
            act()
    words = StageWords("Renamed", 30, advice="Listen.", risk_objection=True)
    stages.rewrite(*place, KEYS[0], 1, words, {}, NOW)
    first = page(db, draft).plan.stages[0]
    assert (first.name, first.minutes, first.advice, first.risk_objection) == ("Recruiter screen", 30, "Listen.", False)
    assert (first.panel, len(first.criteria)) == ((), 3)


def plan_of(db: Database, draft: Draft) -> list[tuple[str, int, dict[str, str], list[tuple[int, str]]]]:
    return [
        (
            stage.name,
            stage.minutes,
            {key: weight.value for key, weight in stage.criteria.items()},
            [(sitter.person_id, sitter.seat) for sitter in stage.panel],
        )
        for stage in page(db, draft).plan.stages
    ]


def last(db: Database, draft: Draft) -> tuple[int, str]:
    step = loops.page(db, draft.manager, draft.loop_id, NOW).last_step
    assert step
    return step.step_id, step.words


def again(db: Database, draft: Draft) -> tuple[int, str]:
    step = loops.page(db, draft.manager, draft.loop_id, NOW).next_step
    assert step
    return step.step_id, step.words


def test_each_change_is_taken_back_and_made_again_in_its_order(db: Database, draft: Draft) -> None:
    place = (db, draft.manager, draft.loop_id)
    states = [plan_of(db, draft)]
    words = StageWords("First talk", 30)
    for act in (
        partial(see, db, draft, "communication", None, Weight.PRIMARY),
        partial(stages.order, *place, [KEYS[2], KEYS[0], KEYS[1]], KEYS, NOW),
        partial(stages.remove, *place, KEYS[1], NOW),
        partial(add, db, draft, "Extra"),
        partial(stages.rewrite, *place, KEYS[0], 1, words, {}, NOW),
    ):
        act()
        states.append(plan_of(db, draft))
    assert len({str(state) for state in states}) == 6
    told = []
    for state in states[-2::-1]:
        step_id, words_of = last(db, draft)
        told.append(words_of)
        building.undo(*place, step_id, NOW)
        assert plan_of(db, draft) == state
    assert told == [
        "Recruiter screen was changed",
        "Extra was added",
        "Live troubleshooting was removed",
        "Prioritization and escalation was made stage 1",
        "Communication in Recruiter screen was made not seen",
    ]
    for state in states[1:]:
        building.redo(*place, again(db, draft)[0], NOW)
        assert plan_of(db, draft) == state


def test_a_change_of_somebody_else_is_not_taken_back_unseen(db: Database, draft: Draft) -> None:
    see(db, draft, "communication", None, Weight.PRIMARY)
    step_id, _words = last(db, draft)
    see(db, draft, "communication", Weight.SECONDARY, None)
    with pytest.raises(ConflictError, match="Somebody changed this loop since"):
        building.undo(db, draft.manager, draft.loop_id, step_id, NOW)
    assert page(db, draft).plan.stages[0].criteria["communication"] is Weight.SECONDARY
    found = at_once([partial(building.undo, db, draft.manager, draft.loop_id, last(db, draft)[0], NOW)] * 4)
    assert found.count(None) == 1, "four presses take one change back"


def test_who_left_the_loop_is_not_brought_back_by_an_undo(db: Database, draft: Draft) -> None:
    stages.remove(db, draft.manager, draft.loop_id, KEYS[0], NOW)
    members.remove_member(db, draft.manager, draft.loop_id, draft.lead.person_id, LoopRole.INTERVIEWER, NOW)
    building.undo(db, draft.manager, draft.loop_id, last(db, draft)[0], NOW)
    assert [(stage.key, stage.panel) for stage in page(db, draft).plan.stages] == [(key, ()) for key in KEYS]


def test_an_order_that_was_made_from_another_one_is_refused(db: Database, draft: Draft) -> None:
    place = (db, draft.manager, draft.loop_id)
    stages.order(*place, KEYS[::-1], KEYS, NOW)
    for wanted, seen in ((KEYS, KEYS), ([KEYS[0]], KEYS[::-1]), ([*KEYS, KEYS[0]], KEYS[::-1])):
        with pytest.raises(ConflictError, match="changed the order or the stages"):
            stages.order(*place, wanted, seen, NOW)
    assert keys(db, draft) == KEYS[::-1]


def test_a_cell_that_a_colleague_changed_is_told_and_not_overwritten(db: Database, draft: Draft) -> None:
    see(db, draft, "communication", Weight.SECONDARY, Weight.PRIMARY)
    with pytest.raises(ConflictError, match="it is secondary now"):
        see(db, draft, "communication", None, Weight.PRIMARY)
    assert page(db, draft).plan.stages[0].criteria["communication"] is Weight.SECONDARY


def test_a_stage_has_probes_and_a_check_question_of_its_own(db: Database, draft: Draft) -> None:
    with pytest.raises(InvalidError) as caught:
        add(db, draft, "Extra", probes=("none-such",), ai_check="x" * 501)
    assert set(caught.value.problems) == {"probes", "ai_check"}
    add(db, draft, "Extra", probes=(), ai_check=" What did you check? ")
    pack = page(db, draft).pack
    extra = page(db, draft).plan.stages[-1]
    assert (probes_of(pack, extra.key, extra.probes), check_of(pack, extra.key, extra.ai_check)) == (
        (),
        "What did you check?",
    )


def test_a_mend_is_done_once_and_only_while_its_finding_says_so(db: Database, draft: Draft) -> None:
    for key in KEYS:
        see(db, draft, "communication", None, Weight.PRIMARY, key)
    found = {one.key: one.mend for one in page(db, draft).findings}["unseen:communication"]
    assert found
    press = partial(building.mend, db, draft.manager, draft.loop_id, "unseen:communication", found.words, NOW)
    assert sorted(str(type(one)) for one in at_once([press] * 3)) == sorted(
        [str(type(None)), str(ConflictError), str(ConflictError)]
    )
    assert [stage.criteria.get("communication") for stage in page(db, draft).plan.stages].count(Weight.SECONDARY) == 1
    assert last(db, draft)[1] == found.words
