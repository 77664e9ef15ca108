"""Samples and drills: made whole, rated blind and once, and what they count for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hiringkit.db import calibrations as stored
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy import samples as policy
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import Seat
from hiringkit.services import audit, calibrations, designs, drills, fair_scores, home, mirrors, qualifications, samples
from hiringkit.services.drafts import Change
from tests import build, build_calibrations, build_loops, build_samples
from tests.build_samples import REFERENCE, words
from tests.conftest import NOW


@pytest.fixture
def maker(lite: Database) -> Viewer:
    """A hiring manager; a pack is published."""
    build_loops.published(lite)
    return build.person(lite, role=Role.HIRING_MANAGER)


def test_only_managers_make_samples_and_a_sample_is_whole(lite: Database, maker: Viewer) -> None:
    with pytest.raises(RefusedError):
        samples.make(lite, build.person(lite), 1, words(), NOW)
    with pytest.raises(InvalidError) as caught:
        samples.make(lite, maker, 1, words((("troubleshooting", 6, "x"), ("communication", 3, " "))), NOW)
    assert set(caught.value.problems) == {"step:troubleshooting", "why:communication"}
    with pytest.raises(InvalidError) as caught:
        samples.make(lite, maker, 1, samples.Words(), NOW)
    assert set(caught.value.problems) == {"stage", "name", "kind", "text", "ratings"}


def test_reference_ratings_open_once_the_drill_is_in(lite: Database, maker: Viewer) -> None:
    sample, ana = build_samples.sample(lite, maker), build.person(lite)
    assert [(one.criterion.id, one.step) for one in samples.page(lite, maker, sample).reference] == [
        one[:2] for one in REFERENCE
    ]
    assert samples.page(lite, ana, sample).reference == ()
    drill = build_samples.handed_in(lite, ana, sample)
    assert len(samples.page(lite, ana, sample).reference) == 2
    page = drills.page(lite, ana, drill)
    assert [one.pair.words for one in page.compared] == ["1 level above", "as the reference"]
    assert page.found.sentence == (
        "2 of 2 ratings lie within one level of the reference, 1 on it; on average 0.5 above."
    )
    assert [one.why for one in page.compared] == [one[2] for one in REFERENCE]
    assert audit.verify(lite).broken is None


def test_a_drill_needs_what_a_scorecard_needs_and_is_handed_in_once(lite: Database, maker: Viewer) -> None:
    sample, ana = build_samples.sample(lite, maker), build.person(lite)
    drill = drills.begin(lite, ana, sample, NOW)
    assert drills.begin(lite, ana, sample, NOW) == drill
    drills.save(lite, ana, drill, [Change("rating:troubleshooting", "5", 0)], NOW)
    with pytest.raises(InvalidError) as caught:
        drills.hand_in(lite, ana, drill, NOW)
    assert set(caught.value.problems) == {"evidence:troubleshooting", "rating:communication"}
    more = [Change("no_evidence:troubleshooting", "1", 0), Change("rating:communication", "no:time", 0)]
    drills.save(lite, ana, drill, more, NOW)
    drills.hand_in(lite, ana, drill, NOW)
    with pytest.raises(ConflictError):
        drills.hand_in(lite, ana, drill, NOW)
    with pytest.raises(ConflictError):
        drills.save(lite, ana, drill, more, NOW)
    assert drills.page(lite, ana, drill).found.ratings == 1, "what was not observed is no rating"


def test_a_stale_save_is_told_with_both_texts(lite: Database, maker: Viewer) -> None:
    ana = build.person(lite)
    drill = drills.begin(lite, ana, build_samples.sample(lite, maker), NOW)
    field = "evidence:communication"
    assert drills.save(lite, ana, drill, [Change(field, "mine", 0)], NOW).revisions == {field: 1}
    assert drills.save(lite, ana, drill, [Change(field, "other", 0)], NOW).conflicts == {field: ("mine", 1)}
    assert drills.save(lite, ana, drill, [Change("rating:communication", "6", 0)], NOW).faults
    assert drills.save(lite, ana, drill, [Change("recommendation", "yes", 0)], NOW).faults
    with pytest.raises(NotFoundError):
        drills.save(lite, maker, drill, [], NOW)


def test_whoever_looks_first_has_no_drill_that_counts(lite: Database, maker: Viewer) -> None:
    sample, manager = build_samples.sample(lite, maker), build.person(lite, role=Role.HIRING_MANAGER)
    drills.give_up(lite, manager, sample, NOW)
    page = samples.page(lite, manager, sample)
    assert (page.line.drill, len(page.reference)) == (DrillState.GIVEN_UP, 2)
    with pytest.raises(ConflictError):
        drills.hand_in(lite, manager, page.line.drill_id or 0, NOW)
    with pytest.raises(ConflictError):
        drills.begin(lite, maker, sample, NOW)


def test_the_next_version_takes_the_place_of_the_one_before(lite: Database, maker: Viewer) -> None:
    first, ana = build_samples.sample(lite, maker), build.person(lite)
    build_samples.handed_in(lite, ana, first)
    with pytest.raises(RefusedError):
        samples.remake(lite, build.person(lite, role=Role.HIRING_MANAGER), first, words(), NOW)
    second = samples.remake(lite, maker, first, words((("prioritization", 3, "Asks who waits."),)), NOW)
    assert [(one.id, one.number) for one in samples.listed(lite, ana)] == [(second, 2)]
    assert [one.id for one in samples.listed(lite, ana, retired=True)] == [first]
    assert len(samples.page(lite, ana, first).reference) == 2, "what was handed in stays"
    with pytest.raises(ConflictError):
        samples.remake(lite, maker, first, words(), NOW)
    with pytest.raises(ConflictError):
        drills.begin(lite, build.person(lite), first, NOW)


def test_a_drill_that_was_asked_for_waits_at_home_until_it_is_in(lite: Database) -> None:
    ana = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[ana])
    sample = build_samples.sample(lite, loop.manager)
    with pytest.raises(InvalidError) as caught:
        samples.ask(lite, loop.manager, sample, {loop.recruiter.person_id}, NOW, NOW)
    assert set(caught.value.problems) == {"people", "due"}
    samples.ask(lite, loop.manager, sample, {ana.person_id}, NOW + timedelta(days=3), NOW)
    assert [item.name for _group, items in home.work(lite, ana, NOW).groups for item in items] == ["A ticket at seven"]
    assert home.work(lite, ana, NOW + timedelta(days=4)).late == 1
    build_samples.handed_in(lite, ana, sample)
    assert home.work(lite, ana, NOW).total == 0
    assert [(one.name, one.near, one.ratings) for one in samples.page(lite, loop.manager, sample).team] == [
        (ana.name, 2, 2)
    ]


def test_drills_link_interviewers_in_the_design_and_in_a_run_and_are_nobodys_score(lite: Database) -> None:
    ana, ben = build.person(lite, "Ana"), build.person(lite, "Ben")
    loop = build_loops.loop(lite, interviewers=[ana, ben])
    people = [build_loops.candidacy(lite, loop.loop_id) for _ in range(6)]
    for place, one in enumerate(people):
        build_calibrations.met(lite, loop, one, {(ana, ben)[place % 2]: (2 + place % 3, 3, 4)})
    assert designs.page(lite, loop.manager, loop.loop_id, NOW).design.components == 2
    with lite.reading() as session:
        pack_id = stored.packs(session)[0]
        before = calibrations.gathered(session, pack_id)
    for name in ("One", "Two", "Three"):
        sample = build_samples.sample(lite, loop.manager, name)
        build_samples.handed_in(lite, ana, sample)
        build_samples.handed_in(lite, ben, sample)
        build_samples.handed_in(lite, build.person(lite), sample)
    found = designs.page(lite, loop.manager, loop.loop_id, NOW).design
    assert (found.components, [rater.samples for rater in found.raters]) == (1, [3, 3])
    assert all(rater.is_linked for rater in found.raters)
    assert len(found.candidates) == 6
    with lite.reading() as session:
        after = calibrations.gathered(session, pack_id)
    assert before
    assert after
    links = set(after.ratings) - set(before.ratings)
    assert {one[1] for one in links} == {calibrations.person(ana.person_id), calibrations.person(ben.person_id)}
    assert {one[5] for one in links} == {"reference"}
    assert calibrations.refresh(lite, pack_id, NOW)
    with lite.reading() as session:
        scores = fair_scores.of_loop(session, loop.manager, loop.loop_id)
    assert sorted(one.candidacy_id for one in scores if one.total) == people
    accuracy = mirrors.mirrors(lite, ana)[0].accuracy
    assert accuracy
    assert (accuracy.drills, accuracy.found.near, accuracy.found.ratings) == (3, 6, 6)
    ready = {one.name: one.is_ready for one in qualifications.page(lite, loop.manager).drilled}
    assert ready["Ana"]


def test_the_design_of_a_loop_counts_no_sample_of_people_who_do_not_sit_in_it(lite: Database) -> None:
    ana = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[ana])
    build_loops.interview(lite, build_loops.candidacy(lite, loop.loop_id), loop.stages[0], {ana: Seat.LEAD})
    sample = build_samples.sample(lite, loop.manager)
    build_samples.handed_in(lite, ana, sample)
    build_samples.handed_in(lite, build.person(lite), sample)
    assert [rater.samples for rater in designs.page(lite, loop.manager, loop.loop_id, NOW).design.raters] == [0]


def test_the_query_opens_a_reference_where_the_rule_does(lite: Database, maker: Viewer) -> None:
    sample = build_samples.sample(lite, maker)
    people = {state: build.person(lite, role=Role.HIRING_MANAGER) for state in (None, *DrillState)}
    drills.begin(lite, people[DrillState.OPEN], sample, NOW)
    build_samples.handed_in(lite, people[DrillState.HANDED_IN], sample)
    drills.give_up(lite, people[DrillState.GIVEN_UP], sample, NOW)
    for state, person in people.items():
        page = samples.page(lite, person, sample)
        assert page.line.drill is state
        assert bool(page.reference) is policy.may_see_reference(made_it=False, drill=state)
    assert policy.may_see_reference(made_it=True, drill=None)
