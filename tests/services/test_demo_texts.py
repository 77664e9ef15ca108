"""The made-up candidates of a demo."""

from __future__ import annotations

from hiringkit.services.demo_texts import person


def test_no_two_candidates_of_a_demo_share_a_name() -> None:
    people = [person(number) for number in range(40)]
    assert len({name for name, _email in people}) == 40
    assert len({name.split()[0] for name, _email in people}) == 40
    assert people[0] == ("Rosa Delgado-Kim", "rosa.delgado-kim@example.org")


def test_addresses_are_plain_and_never_given_twice() -> None:
    emails = [person(number)[1] for number in range(12_000)]
    assert len(set(emails)) == 12_000
    assert all(email.isascii() and email == email.lower() for email in emails)
