"""The debrief room as a page: what it shows, to whom, live for several people, with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import Tag

from hiringkit.db import calibrations as stored_calibrations
from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import calibrations, meetings
from tests import build, build_calibrations, build_debriefs, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


def order(page: Tag) -> list[str]:
    """The criteria of the matrix, as they stand."""
    return [str(row["id"]).removeprefix("c-") for row in page.select("table.debrief tbody tr[id^=c-]")]


def test_whoever_waits_is_told_what_for_and_who_may_open_it_does(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    assert "once your own scorecard" in client_of(met.ben).get(met.path).text
    assert "one is missing" in client_of(met.ada).get(met.path).text
    manager = client_of(met.loop.manager)
    refused = manager.submit(met.path, {"reason": ""}, expect=422)
    assert refused.select("#reason-fault")
    manager.submit(met.path, {"reason": "The offer lapses tonight."})
    page = manager.get(met.path)
    assert "Opened before every scorecard was in" in page.text
    assert "The offer lapses tonight." in page.text
    assert "once your own scorecard" in client_of(met.ben).get(met.path).text


def test_the_page_of_a_candidate_leads_to_the_debrief(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    client = client_of(met.loop.recruiter)
    assert client.get(f"/candidates/{met.candidacy_id}").select(f'a[href="{met.path}"]')
    client.submit(met.path)
    assert order(client.get(met.path)) == ["troubleshooting", "communication", "prioritization"]


def test_nothing_of_it_reaches_somebody_with_an_open_card(lite: Database, client_of: ClientOf) -> None:
    """Whatever the rule for cards, and whatever was said: the page, the live answer, its tag."""
    for visibility in Visibility:
        met = build_debriefs.opened(lite, missing=True, visibility=visibility)
        at = (met.cards[met.ada], "troubleshooting")
        before = client_of(met.ben).get(met.path).text
        meetings.record(lite, met.ada, *met.at, at, ("5", "other", "Zibellina"), NOW)
        meetings.note(lite, met.ada, *met.at, "Zibellina", NOW)
        asked = f"{met.path}?at={at[0]}:{at[1]}"
        assert "Zibellina" in client_of(met.ada).get(asked).text
        assert client_of(met.ben).get(met.path).text.count("Ada") == before.count("Ada") == 0
        assert "Zibellina" not in client_of(met.ben).get(asked).text
        assert client_of(met.ben).client.get(f"{met.path}/live").status_code == 404
        for act in ("notes", "ratings", "items", "level"):
            assert client_of(met.ben).client.post(f"{met.path}/{act}", data={}).status_code in {400, 404}


def test_a_rating_opens_its_evidence_and_takes_a_debrief_rating(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.opened(lite)
    client = client_of(met.ada)
    key = f"{met.cards[met.ada]}:troubleshooting"
    page = client.get(f"{met.path}?at={key}")
    opened = page.select_one("#open")
    assert opened
    assert "Ada saw troubleshooting at 2." in opened.text
    assert "What Ada missed." in opened.text
    form = f"#rate-{met.cards[met.ada]}-troubleshooting"
    refused = client.submit(f"{met.path}?at={key}", {"step": "3", "words": "It was there."}, form=form, expect=422)
    assert refused.select("#fault-reason")
    assert refused.select_one("#words").text.strip() == "It was there."  # type: ignore[union-attr]  # it is there
    sent = client.submit(f"{met.path}?at={key}", {"step": "3", "reason": "new_evidence"}, form=form)
    late = {"over": "0", "step": "1", "reason": "new_evidence"}
    told = client_of(met.loop.manager).submit(f"{met.path}?at={key}", late, form=form, expect=409)
    assert "Ada recorded what this rating would be now" in told.text
    after = client.get(sent.response.headers["Location"])
    assert "After discussion: Meets bar" in after.text
    assert "1 of 5 ratings moved, one step in all." in after.text
    assert "1 step toward what Ben had ticked alone" in after.text
    assert not client_of(met.ben).get(f"{met.path}?at={key}").select(form)


@pytest.mark.parametrize("at", ["", "x", "1", "1:", "999999999999:tact", "0:troubleshooting", ":"])
def test_a_rating_that_there_is_not_opens_nothing(lite: Database, client_of: ClientOf, at: str) -> None:
    met = build_debriefs.opened(lite)
    assert not client_of(met.ada).get(f"{met.path}?at={at}").select("#open")


def test_the_room_says_what_was_not_seen_and_what_is_a_risk(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    build_debriefs.submit(lite, met.interview_id, met.ben, (3, None, 3))
    meetings.open_debrief(lite, met.loop.manager, *met.at, "", NOW)
    page = client_of(met.loop.manager).get(met.path)
    assert "Said the ward was lazy." in page.select_one("section[aria-labelledby=seen]").text  # type: ignore[union-attr]
    assert not page.select("section[aria-labelledby=gaps]")
    other = build_debriefs.opened(lite)
    assert client_of(other.loop.manager).get(other.path).select(".debrief .peek")


def test_live_answers_only_when_something_changed(lite: Database, client_of: ClientOf, statements: Statements) -> None:
    met = build_debriefs.opened(lite)
    client = client_of(met.ada)
    first = client.client.get(f"{met.path}/live")
    tag = first.headers["ETag"]
    assert "Widest disagreement first" in first.text
    assert "<html" not in first.text
    statements.listen(lite.engine)
    same = client.client.get(f"{met.path}/live", headers={"If-None-Match": tag})
    assert (same.status_code, same.data, len(statements.seen)) == (304, b"", 2)
    meetings.note(lite, met.ben, *met.at, "Look at 21:05.", NOW)
    news = client.client.get(f"{met.path}/live", headers={"If-None-Match": tag})
    assert news.status_code == 200
    assert "Look at 21:05." in news.text
    assert 'data-last="a note by Ben"' in news.text


def test_the_agenda_is_led_by_a_manager_and_a_clock_runs(lite: Database, client_of: ClientOf, clock: object) -> None:
    met = build_debriefs.opened(lite)
    assert not client_of(met.ada).get(met.path).select("form[id^=item-]")
    client = client_of(met.loop.manager)
    client.submit(met.path, {"act": "begin"}, form="#item-troubleshooting")
    clock.now = NOW + timedelta(minutes=2, seconds=5)  # type: ignore[attr-defined]  # the tests' own clock
    page = client_of(met.ada).get(met.path)
    row = page.select_one("#c-troubleshooting")
    assert row
    assert row.select_one("[data-clock]").text == "02:05"  # type: ignore[union-attr]
    assert "being discussed" in row.text
    assert row.select("[data-over][hidden]")
    clock.now = NOW + timedelta(minutes=10, seconds=1)  # type: ignore[attr-defined]  # the tests' own clock
    late = client.get(met.path).select_one("#c-troubleshooting")
    assert late
    assert "of 10 min, over" in late.text
    assert not late.select("[data-over][hidden]")


def test_the_level_is_confirmed_and_notes_are_kept(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.opened(lite)
    client = client_of(met.loop.manager)
    assert "It has not been confirmed in this debrief." in client.get(met.path).text
    client.submit(met.path, {"level": "mid"}, form="#levels")
    assert "Mid, as the loop says" in client.get(met.path).text
    assert client.submit(met.path, {"note": " "}, form="#notepad", expect=422).select("#fault-note")
    client.submit(met.path, {"note": "Ask for a reference."}, form="#notepad")
    assert "Ask for a reference." in client_of(met.ben).get(met.path).text


def test_a_big_panel_takes_as_many_statements_as_a_small_one(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    counts: list[int] = []
    for size in (1, 9):
        panel = {build.person(lite): Seat.SECOND for _ in range(size)}
        loop = build_loops.loop(lite, panel=panel)
        one = build_loops.candidacy(lite, loop.loop_id)
        for stage in loop.stages:
            interview = build_loops.interview(lite, one, stage, panel)
            for number, author in enumerate(panel):
                build_debriefs.submit(lite, interview, author, (1 + number % 5, 3, 4))
        meetings.open_debrief(lite, loop.manager, loop.loop_id, one, "", NOW)
        path = f"/loops/{loop.loop_id}/debriefs/{one}"
        client = client_of(loop.manager)
        client.get(path)  # the pack is read once by each process
        statements.listen(lite.engine) if not counts else None
        statements.seen.clear()
        client.get(path)
        counts.append(len(statements.seen))
    assert counts[0] == counts[1] <= 6


WHOLE = {
    "choice": "hire",
    "level": "mid",
    "offer": "conditional",
    "conditions": "Two references.",
    "ground": "Isolates faults and says what was checked.",
    "changes": "A reference that says otherwise.",
    "revisit_on": "2026-04-23",
}


def test_the_decider_records_a_decision_and_what_was_typed_stays_until_it_is_whole(
    lite: Database, client_of: ClientOf
) -> None:
    met = build_debriefs.opened(lite)
    assert not client_of(met.loop.manager).get(met.path).select("#decision")
    client = client_of(met.loop.decider)
    refused = client.submit(met.path, {**WHOLE, "changes": "", "revisit_on": "soon"}, form="#decision", expect=422)
    assert refused.select("#fault-revisit_on")
    refused = client.submit(met.path, {**WHOLE, "changes": ""}, form="#decision", expect=422)
    assert refused.select("#fault-changes")
    assert refused.select_one("#ground").text.strip() == WHOLE["ground"]  # type: ignore[union-attr]  # it is there
    client.submit(met.path, {"dissent": "I would wait."}, form="#dissents")
    client.submit(met.path, WHOLE, form="#decision")
    page = client_of(met.ada).get(met.path)
    section = page.select_one("section[aria-labelledby=decide]")
    assert section
    for said in ("Hire at level Mid; offer on conditions.", "Two references.", "I would wait.", "Thu 23 Apr 2026"):
        assert said in section.text
    assert "decided: hire" in client_of(met.ada).get(f"/candidates/{met.candidacy_id}").text


def test_a_decision_is_replaced_and_both_are_read(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.opened(lite)
    client = client_of(met.loop.decider)
    client.submit(met.path, WHOLE, form="#decision")
    stale = {**WHOLE, "over": "0", "amends": "x"}
    client.submit(met.path, stale, form="#decision", expect=409)
    client.submit(met.path, {"choice": "hold", "offer": "none", "amends": "A reference is out."}, form="#decision")
    page = client.get(met.path)
    assert "The earlier decision" in page.text
    assert "A reference is out." in page.text
    assert page.select(".statusline .sign-half")[0].text == "decided: hold"


def test_a_tie_is_handed_over_from_the_page(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.opened(lite)
    client = client_of(met.loop.decider)
    client.submit(met.path, form="#ties")
    assert not client.get(met.path).select("#decision")
    breaker = client_of(met.loop.tie_breaker)
    breaker.submit(met.path, WHOLE, form="#decision")
    assert "as tie-breaker" in client.get(met.path).text


def test_the_fair_score_stands_in_the_room_for_whoever_may_see_the_run(
    lite: Database, client_of: ClientOf, statements: Statements
) -> None:
    panel = {build.person(lite, name): harsh for name, harsh in (("Ana", 0.8), ("Ben", 0.0), ("Cleo", -0.8))}
    loop = build_loops.loop(lite, interviewers=list(panel))
    people = build_calibrations.candidates(lite, loop, panel, 12)
    manager, ana = client_of(loop.manager), next(iter(panel))
    path = f"/loops/{loop.loop_id}/debriefs/{people[0]}"
    manager.submit(path)
    assert "a calibration has run" in manager.get(path).text
    with lite.reading() as session:
        pack_id = stored_calibrations.packs(session)[0]
    assert calibrations.refresh(lite, pack_id, NOW)
    statements.listen(lite.engine)
    page = manager.get(path)
    assert len(statements.seen) <= 6
    section = page.select_one("section:has(#fair-score)")
    beside = manager.get(f"/candidates/{people[0]}").select_one("section:has(#fair-score)")
    assert section
    assert beside
    assert section.select("ul.cmp")[0].text == beside.select("ul.cmp")[0].text
    assert "95 % interval" in section.text
    assert "It may not be the only or the overriding ground." in section.text
    assert client_of(ana).get(path).select("section:has(#fair-score) ul.cmp")
    build_loops.interview(lite, people[1], loop.stages[2], {ana: Seat.LEAD})
    assert not client_of(ana).get(path).select("section:has(#fair-score) ul.cmp")
    assert manager.get(path).select("section:has(#fair-score) ul.cmp")
    build_loops.interview(lite, people[0], loop.stages[2], {ana: Seat.LEAD})
    assert not client_of(ana).get(path).select("#fair-score")
