"""How far a run may be used: every gate, shut and open, in its sentence; and what would open it."""

from collections.abc import Callable

import pytest

from hiringkit.calibration.engine import calibrate
from hiringkit.calibration.ratings import Rating, Scale, gathered
from hiringkit.calibration.results import Advice, Result, Status


def value(candidate: int, interviewer: int, criterion: int) -> int:
    """Something between 1 and 5 with a little sense to it."""
    return 1 + (candidate * 7 + interviewer * 3 + criterion * 5 + candidate * interviewer) % 5


def meetings(
    candidates: int, interviewers: int, criteria: int = 3, *, meets: Callable[[int, int], bool] = lambda *_: True
) -> list[Rating]:
    return [
        Rating(f"c{c:02}", f"i{i:02}", f"k{k}", value(c, i, k))
        for c in range(candidates)
        for i in range(interviewers)
        for k in range(criteria)
        if meets(c, i)
    ]


def run(rows: list[Rating]) -> Result:
    return calibrate(gathered(rows, Scale(1, 5)))


UNCALIBRATED = {
    "one interviewer": (
        meetings(12, 1),
        "Not calibrated: one interviewer, so severity cannot be told from the candidates.",
    ),
    "one candidate": (meetings(1, 12), "Not calibrated: one candidate."),
    "all alike": (
        [rating._replace(value=3) for rating in meetings(12, 4)],
        "Not calibrated: every rating is the same.",
    ),
    "everybody interviews alone": (
        meetings(12, 12, meets=lambda c, i: c == i),
        "Not calibrated: fewer than two candidates were seen by two interviewers.",
    ),
    "few ratings": (meetings(3, 3, 3), "Not calibrated: 27 ratings; at least 30 are needed."),
    "one rating": (meetings(1, 1, 1), "Not calibrated: 1 rating; at least 30 are needed."),
}


@pytest.mark.parametrize("case", UNCALIBRATED)
def test_where_nothing_can_be_adjusted(case: str) -> None:
    rows, sentence = UNCALIBRATED[case]
    found = run(rows)
    assert found.status is Status.UNCALIBRATED
    assert sentence in found.reasons
    assert {(one.fair_score, one.interval, one.measure, one.se, one.status) for one in found.candidates} == {
        (None, None, None, None, Status.UNCALIBRATED)
    }
    assert not any(person.shown for person in found.interviewers)
    assert all(one.raw_mean for one in found.candidates)


PROVISIONAL = {
    "two groups": (
        meetings(20, 8, meets=lambda c, i: c // 10 == i // 4),
        "Provisional: 2 groups of candidates share no interviewer; compare only within a group.",
    ),
    "few candidates": (
        meetings(7, 5),
        "Provisional: 7 candidates, 5 interviewers, 105 ratings; 8, 3 and 100 are needed.",
    ),
    "few interviewers": (
        meetings(20, 2),
        "Provisional: 20 candidates, 2 interviewers, 120 ratings; 8, 3 and 100 are needed.",
    ),
    "seen once": (
        meetings(20, 4, 5, meets=lambda c, i: c < 15 or i == c % 4),
        "Provisional: only 75 % of the candidates were seen by two interviewers; 80 % are needed.",
    ),
    "a stage of one's own": (
        [rating._replace(stage=f"stage {rating.interviewer}") for rating in meetings(12, 4)],
        "Provisional: a harsh interviewer and a hard stage cannot be told apart here.",
    ),
}


@pytest.mark.parametrize("case", PROVISIONAL)
def test_where_figures_are_not_to_be_relied_upon(case: str) -> None:
    rows, sentence = PROVISIONAL[case]
    found = run(rows)
    assert found.status is Status.PROVISIONAL
    assert sentence in found.reasons
    assert {one.status for one in found.candidates} <= {Status.PROVISIONAL, Status.UNCALIBRATED}
    assert all(one.fair_score is not None for one in found.candidates if one.status is Status.PROVISIONAL)


def test_a_run_is_calibrated_when_nothing_stands_in_the_way() -> None:
    found = run(meetings(12, 4, 4))
    assert found.status is Status.CALIBRATED
    assert found.reasons == ("Calibrated: one connected group, 12 candidates, 4 interviewers, 192 ratings.",)
    assert found.advice == ()


def test_little_known_of_severity_is_provisional() -> None:
    rows = meetings(40, 40, 2, meets=lambda c, i: i in {c, (c + 1) % 40})
    found = run(rows)
    assert "Provisional: too little is known about the interviewers' severity." in found.reasons
    person = found.interviewers[0]
    assert (person.shown, person.candidates) == (False, 2)
    assert person.more_candidates >= 1


def test_severity_is_not_shown_where_it_cannot_be_told_from_the_stage() -> None:
    rows, _ = PROVISIONAL["a stage of one's own"]
    assert [(person.shown, person.more_candidates) for person in run(rows).interviewers] == [(False, 0)] * 4


def test_one_who_crosses_stages_tells_them_apart() -> None:
    rows, _ = PROVISIONAL["a stage of one's own"]
    crossed = [
        rating._replace(stage="stage i01") if rating.interviewer == "i00" and rating.candidate < "c06" else rating
        for rating in rows
    ]
    assert run(crossed).status is Status.CALIBRATED
    assert [stage.id for stage in run(crossed).stages] == ["stage i00", "stage i01", "stage i02", "stage i03"]


def test_a_candidate_with_two_ratings_or_one_interviewer_stands_back() -> None:
    rows = meetings(12, 4, 4)
    few = [
        rating
        for rating in rows
        if rating.candidate != "c00" or (rating.interviewer, rating.criterion) in {("i00", "k0"), ("i01", "k0")}
    ]
    alone = [rating for rating in few if rating.candidate != "c01" or rating.interviewer == "i00"]
    found = {one.id: one for one in run(alone).candidates}
    assert (found["c00"].status, found["c00"].fair_score) == (Status.UNCALIBRATED, None)
    assert found["c01"].status is Status.PROVISIONAL
    assert found["c01"].fair_score is not None
    assert found["c02"].status is Status.CALIBRATED


def advice(rows: list[Rating]) -> dict[str, Advice]:
    return {one.kind: one for one in run(rows).advice}


def test_what_connects_two_groups() -> None:
    found = advice(PROVISIONAL["two groups"][0])["connect"]
    assert found.sentence == "Let i00 and i01, who met group 1, also meet a candidate of group 2, as c10."
    assert found.ratings == 2 * 3


def test_connecting_them_so_makes_one_group() -> None:
    rows, _ = PROVISIONAL["two groups"]
    joined = [*rows, *(Rating("c10", who, f"k{k}", 3) for who in ("i00", "i01") for k in range(3))]
    assert run(joined).components == 1
    assert run(joined).status is Status.CALIBRATED


def test_who_needs_a_second_interviewer() -> None:
    found = advice(PROVISIONAL["seen once"][0])["second"]
    assert found.sentence == "Let a second person interview 1 more candidate: c15."
    assert found.ratings == 5


def test_what_is_missing_in_number_and_by_reference_samples() -> None:
    found = advice(meetings(7, 5))
    assert found["more"].sentence == "1 more candidate would be enough."
    assert found["samples"].sentence == "Have all 5 interviewers rate the same 2 reference samples."


def test_who_shares_too_few_candidates() -> None:
    rows = meetings(12, 4, 4, meets=lambda c, i: i < 3 or c == 0)
    short = [rating for rating in rows if rating.candidate < "c07"]
    assert advice(short)["share"].sentence == (
        "Let these interviewers meet more candidates whom others also meet: i03 (2 more)."
    )
