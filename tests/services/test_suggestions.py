"""Suggested panels of a loop: from what is stored, accepted all at once, and then where interviews are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import CapacityRow, IntendedSeatRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.qualifications import Training, is_qualified
from hiringkit.policy.scorecards import Seat
from hiringkit.services import conflicts, installation, interviews, loops, qualifications, suggestions
from hiringkit.services.suggestions import Key
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW


@dataclass(frozen=True)
class Place:
    """An open loop of three stages, a panel of four, and two candidates."""

    loop: BuiltLoop
    panel: tuple[Viewer, ...]
    candidacies: tuple[int, int]

    def keys(self) -> set[Key]:
        return {(one, stage) for one in self.candidacies for stage in self.loop.stages}


@pytest.fixture
def place(db: Database) -> Place:
    panel = tuple(build.person(db, name) for name in ("Ana A", "Ben B", "Cleo C", "Dov D"))
    loop = build_loops.loop(db, panel=dict.fromkeys(panel[:1], Seat.LEAD), interviewers=panel)
    return Place(loop, panel, (build_loops.candidacy(db, loop.loop_id), build_loops.candidacy(db, loop.loop_id)))


def suggested(db: Database, place: Place) -> dict[Key, tuple[int, ...]]:
    found = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, NOW)
    return {key: (panel.lead, *panel.others) for key, panel in found.panels.items()}


def test_every_interview_still_to_plan_gets_a_panel(db: Database, place: Place) -> None:
    first = build_loops.interview(db, place.candidacies[0], place.loop.stages[0], {place.panel[0]: Seat.LEAD})
    assert first
    page = suggestions.page(db, place.loop.recruiter, place.loop.loop_id)
    assert {one.key for one in page.open} == place.keys() - {(place.candidacies[0], place.loop.stages[0])}
    assert {one.now for one in page.open} == {("Ana A",)}
    assert set(suggested(db, place)) == {one.key for one in page.open}


def test_each_panel_has_a_time_at_which_nobody_is_elsewhere(db: Database, place: Place) -> None:
    for who in place.panel:
        qualifications.put_capacity(db, who, qualifications.Capacity(None, 540, 660, 31), NOW)
    found = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, NOW)
    assert set(found.times) == set(found.panels)
    assert {f"{at.astimezone(ZoneInfo(found.zone)):%H}" for at in found.times.values() if at} <= {"09", "10"}
    first = min(at for at in found.times.values() if at)
    other = build_loops.loop(db, panel={place.panel[0]: Seat.LEAD})
    one = build_loops.candidacy(db, other.loop_id)
    build_loops.interview(db, one, other.stages[0], {place.panel[0]: Seat.LEAD}, starts_at=first)
    again = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, NOW)
    theirs = {
        again.times[key]
        for key, panel in again.panels.items()
        if place.panel[0].person_id in (panel.lead, *panel.others)
    }
    assert first not in theirs
    assert None not in theirs


def test_no_time_is_proposed_at_which_somebody_is_elsewhere_in_the_week_after(db: Database, place: Place) -> None:
    friday = (NOW + timedelta(days=(4 - NOW.weekday()) % 7)).replace(hour=15, minute=0)  # 9 in Chicago
    for who in place.panel:
        qualifications.put_capacity(db, who, qualifications.Capacity(None, 540, 660, 31), NOW)
    other = build_loops.loop(db)
    for day in range(1, 9):
        one, seats = build_loops.candidacy(db, other.loop_id), dict.fromkeys(place.panel, Seat.SECOND)
        at = friday + timedelta(days=day)
        build_loops.interview(db, one, other.stages[0], seats, starts_at=at, minutes=120)
    found = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, friday, weeks=1)
    assert found.times.keys() == place.keys()
    assert set(found.times.values()) == {None}


def test_managers_and_recruiters_of_the_loop_are_not_taken_for_interviewers(db: Database, place: Place) -> None:
    taken = {person for panel in suggested(db, place).values() for person in panel}
    assert taken <= {person.person_id for person in place.panel}


def conflict(db: Database, place: Place, person_id: int, **about: int) -> None:
    conflicts.declare(db, place.loop.manager, person_id=person_id, reason="Friends", now=NOW, **about)


def test_the_linter_says_who_on_a_panel_is_untrained_or_has_a_conflict(db: Database) -> None:
    lead = build.person(db, "Ana A")
    draft = build_loops.loop(db, state=LoopState.DRAFT, panel={lead: Seat.LEAD})
    known = {one.key for one in loops.page(db, draft.manager, draft.loop_id).findings}
    qualifications.put(db, draft.manager, lead.person_id, "live-troubleshooting", Training.REVERSE_SHADOW, NOW)
    conflicts.declare(db, draft.manager, person_id=lead.person_id, reason="Friends", now=NOW, loop_id=draft.loop_id)
    blocking = loops.page(db, draft.manager, draft.loop_id).blocking
    assert {one.key: one.waivable for one in blocking if one.key not in known} == {
        "untrained:live-troubleshooting": True,
        "conflict:recruiter-screen": False,
        "conflict:live-troubleshooting": False,
        "conflict:prioritization-and-escalation": False,
    }
    qualifications.put(db, draft.manager, lead.person_id, "live-troubleshooting", Training.QUALIFIED, NOW)
    assert "untrained:live-troubleshooting" not in {
        one.key for one in loops.page(db, draft.manager, draft.loop_id).blocking
    }


def test_nobody_is_suggested_whom_a_rule_keeps_away(db: Database, place: Place) -> None:
    ana, ben, cleo, dov = place.panel
    others = (place.loop.manager, place.loop.recruiter)
    for person in others:
        conflicts.declare(
            db, place.loop.manager, person_id=person.person_id, reason="Busy", now=NOW, loop_id=place.loop.loop_id
        )
    conflicts.declare(
        db, place.loop.manager, person_id=ana.person_id, reason="Friends", now=NOW, candidacy_id=place.candidacies[0]
    )
    qualifications.put(db, place.loop.manager, ben.person_id, "recruiter-screen", Training.SHADOW, NOW)
    qualifications.put_capacity(db, cleo, qualifications.Capacity(weekly_limit=1), NOW)
    found = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, NOW, weeks=1)
    panels = {key: panel.lead for key, panel in found.panels.items()}
    assert set(panels) == place.keys()
    assert ana.person_id not in {lead for (one, _stage), lead in panels.items() if one == place.candidacies[0]}
    assert ben.person_id not in {lead for (_one, stage), lead in panels.items() if stage == place.loop.stages[0]}
    assert list(panels.values()).count(cleo.person_id) <= 1
    assert set(panels.values()) <= {one.person_id for one in (ana, ben, cleo, dov)}


def test_where_training_is_required_a_missing_record_keeps_away(db: Database, place: Place) -> None:
    admin = build.person(db, role=Role.ADMIN)
    assert suggested(db, place)
    _install(db)
    qualifications.require(db, admin, is_required=True, now=NOW)
    found = suggestions.suggest(db, place.loop.recruiter, place.loop.loop_id, NOW)
    assert found.found.impossible[0].startswith("Too few people are qualified.")
    for kind, _name in qualifications.page(db, admin).kinds:
        for person in place.panel:
            qualifications.put(db, admin, person.person_id, kind, Training.QUALIFIED, NOW)
    assert set(suggested(db, place)) == place.keys()


def _install(db: Database) -> None:
    installation.prepare(db, demo=False, now=NOW)


def test_what_is_accepted_stands_on_the_plan_page_and_is_gone_once_planned(db: Database, place: Place) -> None:
    chosen = dict.fromkeys(place.keys(), (place.panel[1].person_id, place.panel[2].person_id))
    suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW)
    suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW)
    assert {one.now for one in suggestions.page(db, place.loop.recruiter, place.loop.loop_id).open} == {
        ("Ben B", "Cleo C")
    }
    sheet = interviews.plan_sheet(db, place.loop.recruiter, place.candidacies[0], place.loop.stages[0])
    seats = {one.name: one.seat for one in sheet.people if one.seat}
    assert seats == {"Ben B": Seat.LEAD, "Cleo C": Seat.SECOND}
    interviews.plan(
        db,
        place.loop.recruiter,
        place.candidacies[0],
        place.loop.stages[0],
        starts_at=NOW + timedelta(days=1),
        zone="UTC",
        minutes=60,
        seats={one.person_id: one.seat for one in sheet.people if one.seat},
        now=NOW,
    )
    with db.reading() as session:
        left = session.exec(select(IntendedSeatRow)).all()
    assert {(one.candidacy_id, one.stage_id) for one in left} == place.keys() - {
        (place.candidacies[0], place.loop.stages[0])
    }


def test_all_are_accepted_or_none(db: Database, place: Place) -> None:
    ana, ben = (one.person_id for one in place.panel[:2])
    stranger = build.person(db)
    conflicts.declare(
        db, place.loop.manager, person_id=ana, reason="Friends", now=NOW, candidacy_id=place.candidacies[0]
    )
    one, other = place.candidacies
    stage = place.loop.stages
    chosen: dict[Key, tuple[int, ...]] = {
        (one, stage[0]): (ana,),
        (one, stage[1]): (),
        (one, stage[2]): (ben, ben),
        (other, stage[0]): (stranger.person_id,),
        (other, stage[1]): (ben,),
    }
    with pytest.raises(InvalidError) as refused:
        suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW)
    assert refused.value.problems == {
        f"{one}-{stage[0]}": "Ana A has a conflict of interest with this candidate.",
        f"{one}-{stage[1]}": "Nobody leads. Choose who leads the interview.",
        f"{one}-{stage[2]}": "Somebody sits twice in one interview.",
        f"{other}-{stage[0]}": "Only members of the loop sit in its interviews.",
    }
    with db.reading() as session:
        assert session.exec(select(IntendedSeatRow)).all() == []


def test_more_than_somebody_takes_is_not_accepted(db: Database, place: Place) -> None:
    ben = place.panel[1]
    qualifications.put_capacity(db, ben, qualifications.Capacity(weekly_limit=1), NOW)
    chosen = dict.fromkeys(place.keys(), (ben.person_id,))
    with pytest.raises(InvalidError) as refused:
        suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW, weeks=2)
    assert list(refused.value.problems.values()) == ["Ben B would have 6 interviews, and has room for 2."]
    suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW, weeks=6)


def test_an_interview_that_was_planned_meanwhile_is_said(db: Database, place: Place) -> None:
    chosen = suggested(db, place)
    build_loops.interview(db, place.candidacies[0], place.loop.stages[0], {place.panel[0]: Seat.LEAD})
    with pytest.raises(ConflictError, match="not to be planned any more"):
        suggestions.accept(db, place.loop.recruiter, place.loop.loop_id, chosen, NOW)


def test_only_who_plans_the_loop_asks(db: Database, place: Place) -> None:
    for viewer, error in (
        (place.panel[0], RefusedError),
        (place.loop.decider, RefusedError),
        (build.person(db), NotFoundError),
    ):
        with pytest.raises(error):
            suggestions.suggest(db, viewer, place.loop.loop_id, NOW)
        with pytest.raises(error):
            suggestions.page(db, viewer, place.loop.loop_id)
    assert suggestions.page(db, None, place.loop.loop_id).open, "the operator"
    draft = build_loops.loop(db, state=LoopState.DRAFT)
    with pytest.raises(RefusedError, match="open loops"):
        suggestions.page(db, draft.manager, draft.loop_id)


def test_hours_and_loads_are_doubts_when_an_interview_is_planned(db: Database, place: Place) -> None:
    ben = place.panel[1]
    qualifications.put_capacity(db, ben, qualifications.Capacity(1, 9 * 60, 17 * 60, 0b0011111), NOW)

    def plan(stage: int, hour: int, accepted: str = "") -> None:
        interviews.plan(
            db,
            place.loop.recruiter,
            place.candidacies[0],
            place.loop.stages[stage],
            starts_at=NOW.replace(hour=hour, minute=0) + timedelta(days=4),  # a Monday; 15:00 is 09:00 in Chicago
            zone="UTC",
            minutes=60,
            seats={ben.person_id: Seat.LEAD},
            now=NOW,
            accepted=accepted,
        )

    early = "Ben B does not work then, by their own hours."
    with pytest.raises(InvalidError) as refused:
        plan(0, 14)
    assert refused.value.problems == {"anyway": early}
    plan(0, 15)
    with pytest.raises(InvalidError) as refused:
        plan(1, 17)
    assert refused.value.problems == {"anyway": "Ben B takes 1 a week, and has 1 in that week already."}
    plan(1, 17, refused.value.problems["anyway"])


@pytest.mark.parametrize(
    ("capacity", "field"),
    [
        pytest.param(qualifications.Capacity(0), "limit", id="none a week"),
        pytest.param(qualifications.Capacity(41), "limit", id="more than can be"),
        pytest.param(qualifications.Capacity(None, 540, None, 31), "ends", id="half of the hours"),
        pytest.param(qualifications.Capacity(None, 540, 540, 31), "ends", id="no hour"),
        pytest.param(qualifications.Capacity(None, 540, 600, 0), "days", id="no day"),
    ],
)
def test_a_capacity_that_cannot_be_is_said(db: Database, capacity: qualifications.Capacity, field: str) -> None:
    ada = build.person(db)
    with pytest.raises(InvalidError) as refused:
        qualifications.put_capacity(db, ada, capacity, NOW)
    assert list(refused.value.problems) == [field]
    with db.reading() as session:
        assert session.exec(select(CapacityRow)).all() == []


def test_who_sets_training(db: Database, place: Place) -> None:
    for viewer in (place.panel[0], place.loop.recruiter):
        with pytest.raises(RefusedError):
            qualifications.put(db, viewer, place.panel[0].person_id, "recruiter-screen", Training.QUALIFIED, NOW)
    with pytest.raises(RefusedError):
        qualifications.require(db, place.loop.manager, is_required=True, now=NOW)
    with pytest.raises(InvalidError) as refused:
        qualifications.put(db, place.loop.manager, 9999, "nonsense", Training.QUALIFIED, NOW)
    assert list(refused.value.problems) == ["person", "kind"]
    qualifications.put(db, place.loop.manager, place.panel[0].person_id, "recruiter-screen", Training.SHADOW, NOW)
    qualifications.put(db, place.loop.manager, place.panel[0].person_id, "recruiter-screen", Training.QUALIFIED, NOW)
    assert [
        (one.name, one.kind, one.training, one.by) for one in qualifications.page(db, place.loop.manager).records
    ] == [("Ana A", "Recruiter screen", Training.QUALIFIED, place.loop.manager.name)]
    qualifications.put(db, place.loop.manager, place.panel[0].person_id, "recruiter-screen", None, NOW)
    assert qualifications.page(db, place.loop.manager).records == ()


@pytest.mark.parametrize("is_required", [False, True])
@pytest.mark.parametrize("training", [None, *Training])
def test_the_query_takes_for_trained_whom_the_rule_does(
    db: Database, training: Training | None, is_required: bool
) -> None:
    lead = build.person(db)
    loop = build_loops.loop(db, panel={lead: Seat.LEAD}, stages=("Talk",))
    _install(db)
    qualifications.put(db, loop.manager, lead.person_id, "talk", training, NOW)
    qualifications.require(db, build.person(db, role=Role.ADMIN), is_required=is_required, now=NOW)
    sitter = loops.page(db, loop.manager, loop.loop_id).plan.stages[0].panel[0]
    assert sitter.is_trained is is_qualified(training, is_required=is_required)
