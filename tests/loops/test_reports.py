"""Figures of how interviewing goes: what is counted, and what is too few to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hiringkit.loops.reports import Card, Visit, of_cards, of_stages

NOW = datetime(2026, 1, 22, 20, 5, tzinfo=UTC)


def card(name: str, *, hours: float | None = None, is_in: bool = True, minutes: int = 60) -> Card:
    """A card of an interview that ended two days ago, and how long after it came in, where that may be known."""
    ended = NOW - timedelta(days=2)
    at = None if hours is None else ended + timedelta(hours=hours)
    return Card(ord(name[0]), name, ended, minutes, is_in, at)


def test_a_rate_counts_what_is_in_and_a_time_only_what_may_be_known() -> None:
    cards = [card("Ana", hours=hours) for hours in (1, 2, 3, 30, -1)] + [card("Ana"), card("Ana", is_in=False)]
    everybody, (ana,) = of_cards(cards)
    assert (ana.due, ana.is_in, ana.overdue, ana.rate) == (7, 6, 1, 86)
    assert (ana.timed, ana.hours, ana.within_day, ana.day_rate) == (5, 2.0, 4, 80)
    assert (everybody.due, everybody.interview_minutes) == (7, 420)


def test_of_fewer_than_five_no_share_is_said() -> None:
    _, (ana,) = of_cards([card("Ana", hours=1)] * 4)
    assert (ana.due, ana.is_in, ana.rate, ana.hours, ana.day_rate) == (4, 4, None, None, None)
    assert of_cards([])[0].rate is None


def test_whoever_owes_most_comes_first() -> None:
    cards = [card("Ana"), card("Ben", is_in=False), card("Cleo"), card("Cleo")]
    assert [one.name for one in of_cards(cards)[1]] == ["Ben", "Cleo", "Ana"]


def visit(candidacy: int, place: int, days: float, *, takes_part: bool = True) -> Visit:
    """A stage that a candidate had, or will have, so many days from now."""
    return Visit(candidacy, 1, place, f"Stage {place}", NOW + timedelta(days=days), takes_part)


def test_pass_through_is_of_those_of_whom_it_is_known() -> None:
    went_on = [visit(one, place, days) for one in range(4) for place, days in ((1, -10), (2, 1))]
    ended = [visit(one, 1, -9, takes_part=False) for one in (10, 11)]
    waits = [visit(20, 1, -8)]
    before = [visit(30, 1, -100), visit(30, 2, -3)]
    first, second = of_stages([*went_on, *ended, *waits, *before], NOW - timedelta(days=30), NOW)
    assert (first.stage, first.had, first.went_on, first.ended, first.wait) == ("Stage 1", 7, 4, 2, 1)
    assert (first.rate, first.days) == (67, None)
    assert (second.had, second.wait, second.rate) == (1, 1, None), "what is to come was not had"


def test_the_time_in_a_stage_is_a_median_of_days() -> None:
    visits = [visit(one, place, days) for one in range(5) for place, days in ((1, -10), (2, one - 9))]
    assert of_stages(visits, NOW - timedelta(days=30), NOW)[0].days == 3.0
