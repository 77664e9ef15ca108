"""Who can be compared with whom."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from hiringkit.calibration.engine import calibrate
from hiringkit.calibration.groups import groups, met
from hiringkit.calibration.ratings import Rating, gathered

letters = st.sampled_from("abcdefghijklmnop")


def plain_groups(pairs: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Connected groups of candidates, found by walking."""
    found: set[frozenset[str]] = set()
    rest = set(pairs)
    while rest:
        candidates, people = {min(rest)[0]}, set[str]()
        while True:
            people_now = {who for candidate, who in rest if candidate in candidates}
            candidates_now = {candidate for candidate, who in rest if who in people_now}
            if (people_now, candidates_now) == (people, candidates):
                break
            people, candidates = people_now, candidates_now
        found.add(frozenset(candidates))
        rest = {pair for pair in rest if pair[0] not in candidates}
    return found


@given(st.sets(st.tuples(letters, letters), min_size=1, max_size=40))
def test_groups_are_those_that_a_walk_finds(pairs: set[tuple[str, str]]) -> None:
    ratings = gathered([Rating(candidate, who, "k", 1) for candidate, who in sorted(pairs)])
    found = groups(met(ratings))
    by_number: dict[int, set[str]] = {}
    for name, number in zip(ratings.labels.candidates, found.candidate, strict=True):
        by_number.setdefault(int(number), set()).add(name)
    assert {frozenset(names) for names in by_number.values()} == plain_groups(pairs)
    assert list(dict.fromkeys(found.candidate.tolist())) == list(range(found.count))


def test_a_long_chain_is_one_group() -> None:
    rows = [Rating(f"c{n:04}", f"i{n + step:04}", "k", 1) for n in range(2000) for step in (0, 1)]
    assert groups(met(gathered(rows))).count == 1


def pools(rows: list[Rating]) -> dict[str, tuple[str, ...]]:
    return {pool.id: pool.comparable for pool in calibrate(gathered(rows)).pools}


def meeting(pool: str, number: int, *people: str) -> list[Rating]:
    return [Rating(f"{pool} {number}", who, "k", 1 + number % 4, pool=pool) for who in people]


def test_one_bridging_interviewer_connects_but_two_make_pools_comparable() -> None:
    first = [rating for number in range(4) for rating in meeting("R1", number, "Ann", "Bob", "Cy")]
    one = [rating for number in range(4) for rating in meeting("R2", number, "Cy", "Dee", "Eve")]
    two = [rating for number in range(4) for rating in meeting("R2", number, "Bob", "Cy", "Dee")]
    assert pools(first + one) == {"R1": (), "R2": ()}
    assert pools(first + two) == {"R1": ("R2",), "R2": ("R1",)}


def test_two_reference_samples_make_pools_comparable() -> None:
    first = [rating for number in range(4) for rating in meeting("R1", number, "Ann", "Bob")]
    second = [rating for number in range(4) for rating in meeting("R2", number, "Dee", "Eve")]
    samples = [rating for number in range(2) for rating in meeting("reference", number, "Ann", "Bob", "Dee", "Eve")]
    assert pools(first + second + samples[:4]) == {"R1": (), "R2": ()}
    assert pools(first + second + samples) == {"R1": ("R2",), "R2": ("R1",)}


def test_without_pools_each_connected_group_has_its_own_level() -> None:
    weak = [
        Rating(f"a{c}", f"x{i}", k, 1 + (c + i + (k == "l")) % 3) for c in range(12) for i in range(3) for k in "kl"
    ]
    strong = [
        Rating(f"b{c}", f"y{i}", k, 3 + (c + i + (k == "l")) % 3) for c in range(12) for i in range(3) for k in "kl"
    ]
    found = calibrate(gathered(weak + strong))
    assert found.components == 2
    scores = {one.id: one.fair_score or 0 for one in found.candidates}
    assert max(scores[f"a{c}"] for c in range(12)) < min(scores[f"b{c}"] for c in range(12))
    assert {one.component for one in found.candidates if one.id.startswith("b")} == {2}
    for number in (1, 2):
        severities = [person.severity or 0 for person in found.interviewers if person.component == number]
        assert abs(sum(severities)) < 1e-3
