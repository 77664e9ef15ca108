"""What is not asked, by place: the shipped file, and which place a loop has."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from hiringkit.rubrics.places import OTHER, place_of, places


@pytest.mark.parametrize(
    ("chosen", "zone", "place"),
    [
        pytest.param("", "America/Chicago", "us", id="by its zone"),
        pytest.param("", "America/Indiana/Knox", "us", id="by a zone of a state"),
        pytest.param("", "Europe/London", "gb", id="London"),
        pytest.param("", "Europe/Berlin", "eu", id="Berlin"),
        pytest.param("", "America/Toronto", "ca", id="Toronto"),
        pytest.param("", "America/Sao_Paulo", OTHER, id="a place that is not held"),
        pytest.param("", "UTC", OTHER, id="a zone that is nowhere"),
        pytest.param("gb", "America/Chicago", "gb", id="chosen"),
        pytest.param("atlantis", "Europe/Paris", "eu", id="chosen once, not known any more"),
    ],
)
def test_the_place_of_a_loop(chosen: str, zone: str, place: str) -> None:
    assert place_of(chosen, zone).id == place


@pytest.mark.parametrize("place", places(), ids=lambda place: str(place.id))
def test_each_list_names_its_sources_and_no_zone_that_there_is_not(place: object) -> None:
    known = next(one for one in places() if one is place)
    assert known.items
    assert all(item.topic for item in known.items)
    assert known.id == OTHER or all(item.source for item in known.items)
    plain = {zone for zone in known.zones if "*" not in zone}
    assert plain <= available_timezones()


def test_no_zone_lies_in_two_places() -> None:
    zones = [zone for place in places() for zone in place.zones]
    assert len(zones) == len(set(zones))
    assert places()[-1].id == OTHER
