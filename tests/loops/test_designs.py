"""The rating design: what can be told apart from who met whom, and the cheapest mend."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.loops.designs import Meeting, design, mends, samples_to_rate

ANA, BEN, CLEO, DAN = 1, 2, 3, 4


def _meetings(*pairs: tuple[int, int, str], ahead: bool = False) -> list[Meeting]:
    return [
        Meeting(
            interview=100 * candidate + len(stage), candidate=candidate, interviewer=who, stage=stage, can_grow=ahead
        )
        for who, candidate, stage in pairs
    ]


def test_two_people_in_each_stage_of_three_candidates_is_sound() -> None:
    found = design(_meetings(*((who, one, stage) for who in (ANA, BEN) for one in (1, 2, 3) for stage in ("a", "bb"))))
    assert found.is_sound
    assert (found.components, found.own_stages, found.seen_twice) == (1, False, 3)
    assert [(rater.interviewer, rater.candidates, rater.shared) for rater in found.raters] == [(ANA, 3, 3), (BEN, 3, 3)]


def test_groups_that_share_nobody_are_counted_the_largest_first() -> None:
    found = design(_meetings((ANA, 1, "a"), (BEN, 2, "a"), (BEN, 3, "a")))
    assert found.candidates == ((2, 1), (3, 1), (1, 2))
    assert {rater.interviewer: rater.component for rater in found.raters} == {ANA: 2, BEN: 1}


def test_one_person_for_each_stage_cannot_be_told_from_the_stage() -> None:
    meetings = _meetings((ANA, 1, "a"), (ANA, 2, "a"), (BEN, 1, "bb"), (BEN, 2, "bb"))
    assert design(meetings).own_stages
    assert not design(_meetings((ANA, 1, "a"), (BEN, 1, "a"))).own_stages, "one stage is nothing to confuse with"


def test_an_interview_ahead_is_joined_to_connect_two_groups() -> None:
    held = _meetings((ANA, 1, "a"), (ANA, 2, "a"), (BEN, 3, "a"))
    ahead = _meetings((BEN, 4, "a"), ahead=True)
    first = mends([*held, *ahead])[0]
    assert (first.interviewer, first.interview) == (ANA, 401)
    assert first.why == "2 groups of candidates share no interviewer."


def test_without_an_interview_ahead_reference_samples_are_asked_of_one_of_each_group() -> None:
    assert mends(_meetings((ANA, 1, "a"), (BEN, 2, "a")))[0].people == (ANA, BEN)


def test_a_stage_of_ones_own_is_mended_by_sitting_in_another() -> None:
    held = [(who, one, stage) for one in (1, 2, 3) for who, stage in ((ANA, "a"), (BEN, "bb"))]
    first = mends([*_meetings(*held), *_meetings((ANA, 4, "a"), (BEN, 4, "bb"), ahead=True)])[0]
    assert first.interview == 401
    assert first.interviewer == BEN


def test_whoever_shares_too_few_candidates_is_joined_or_joins() -> None:
    held = [(who, one, stage) for who in (ANA, BEN) for one in (1, 2, 3) for stage in ("a", "bb")]
    found = mends([*_meetings(*held, (CLEO, 1, "a")), *_meetings((ANA, 4, "a"), (ANA, 5, "a"), ahead=True)])
    assert [(mend.interviewer, mend.interview) for mend in found] == [(CLEO, 401), (CLEO, 501)]


def test_samples_are_asked_of_people_who_come_to_share_them() -> None:
    assert samples_to_rate((ANA, BEN), {1: (), 2: (CLEO,), 3: (ANA,)}) == ((3, BEN), (2, ANA), (2, BEN))
    assert samples_to_rate((ANA,), {1: (), 2: (CLEO,)}) == ((2, ANA),), "nobody else rated the first"


def test_no_meeting_is_no_design_and_nothing_to_mend() -> None:
    assert design([]).components == 0
    assert mends([]) == ()


seats = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 6)), max_size=25, unique=True)
panels = seats.map(
    lambda pairs: [Meeting(one, 1 + one % 8, who, "abc"[one % 3], can_grow=one % 2 == 0) for one, who in pairs]
)


@given(panels)
def test_each_mend_joins_an_interview_ahead_and_connecting_takes_the_fewest(meetings: list[Meeting]) -> None:
    before = design(meetings)
    wanted = mends(meetings)
    ahead = {meeting.interview for meeting in meetings if meeting.can_grow}
    for mend in wanted:
        assert mend.interview is None or mend.interview in ahead
        assert (mend.interview is None) == (mend.interviewer is None)
    connecting = [mend for mend in wanted if "share no interviewer" in mend.why]
    assert len(connecting) <= max(before.components - 1, 0)
    assert all(rater.shared <= rater.candidates for rater in before.raters)


@given(panels, st.randoms(use_true_random=False))
def test_the_order_of_the_meetings_changes_nothing(meetings: list[Meeting], random: Random) -> None:
    shuffled = list(meetings)
    random.shuffle(shuffled)
    first, second = design(meetings), design(shuffled)
    assert [(r.interviewer, r.candidates, r.shared, r.component) for r in first.raters] == [
        (r.interviewer, r.candidates, r.shared, r.component) for r in second.raters
    ]
    assert first.candidates == second.candidates
    assert first.own_stages is second.own_stages
