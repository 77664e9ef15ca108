"""Drills in the browser's words: what is missing is said beside it, nothing typed is lost, the form leads nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import packs, samples
from tests import build, build_loops, build_samples
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
WHOLE = {
    "rating:troubleshooting": "4",
    "evidence:troubleshooting": "Asked which printers work.",
    "rating:communication": "3",
}


@pytest.fixture
def sample(lite: Database) -> int:
    """A sample that somebody else made."""
    build_loops.published(lite)
    return build_samples.sample(lite, build.person(lite, role=Role.HIRING_MANAGER))


def test_a_drill_is_begun_refused_with_what_is_missing_and_handed_in(
    lite: Database, client_of: ClientOf, sample: int
) -> None:
    client = client_of(build.person(lite))
    client.submit(f"/samples/{sample}", {}, expect=303)
    page = client.submit("/drills/1", {**WHOLE, "evidence:troubleshooting": ""}, expect=422)
    assert "Troubleshooting: a rating of 4 needs an evidence line." in page.text
    assert page.select("input[name='rating:troubleshooting'][value='4'][checked]")
    assert "Bounds the fault first." not in page.text
    client.submit("/drills/1", WHOLE, expect=303)
    result = client.get("/drills/1").text
    assert "2 of 2 ratings lie within one level of the reference, 1 on it; on average 0.5 above." in result
    assert "Bounds the fault first." in result


def test_who_was_asked_for_a_drill_finds_its_day_beside_the_sample(
    lite: Database, client_of: ClientOf, sample: int
) -> None:
    ada = build.person(lite, "Ada")
    build_loops.loop(lite, interviewers=[ada])
    samples.ask(lite, build.person(lite, role=Role.ADMIN), sample, [ada.person_id], NOW + timedelta(days=3), NOW)
    client = client_of(ada)
    for path in ("/samples", f"/samples/{sample}"):
        assert "asked for by Sun 25 Jan 2026" in client.get(path).text


def test_a_tick_that_was_taken_away_is_gone(lite: Database, client_of: ClientOf, sample: int) -> None:
    client = client_of(build.person(lite))
    client.submit(f"/samples/{sample}", {}, expect=303)
    client.submit("/drills/1", {"no_evidence:communication": "1"}, expect=422)
    assert client.get("/drills/1").select("input[name='no_evidence:communication'][checked]")
    page = client.submit("/drills/1", {"no_evidence:communication": []}, expect=422)
    assert not page.select("input[name='no_evidence:communication'][checked]")


def test_a_sample_is_made_with_what_is_missing_said_beside_it(lite: Database, client_of: ClientOf) -> None:
    build_loops.published(lite)
    client = client_of(build.person(lite, role=Role.HIRING_MANAGER))
    typed = {"name": "Mail to a ward", "kind": "e-mail", "text": "We know since 7:10.", "step:communication": "4"}
    page = client.submit("/samples/new?pack=1", typed, expect=422)
    assert page.select_one("#why-communication-fault")
    assert page.select("#step-communication option[value='4'][selected]")
    client.submit("/samples/new?pack=1", {**typed, "why:communication": "Names the next message."}, expect=303)
    assert "Names the next message." in client.get("/samples/1").text


def test_the_pack_file_holds_no_reference_rating(lite: Database, client_of: ClientOf) -> None:
    packs.publish_shipped(lite, NOW)
    client = client_of(build.person(lite))
    held = [one for line in packs.versions(lite) for one in packs.version(lite, line.pack_id, 1).pack.samples]
    reasons = [rating.why for one in held for rating in one.ratings]
    assert len(reasons) > 10
    for line in packs.versions(lite):
        text = client.client.get(f"/packs/{line.pack_id}/versions/1/file").text
        assert not any(why[:40] in text for why in reasons)
