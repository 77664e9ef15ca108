"""Amending, returning, entering on behalf and withdrawing, as pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import amendments, drafts
from hiringkit.services.drafts import Change
from tests import build_debriefs, build_loops
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


def test_a_card_is_amended_from_its_page_and_both_states_are_read(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    path = f"/scorecards/{met.cards[met.ada]}"
    client = client_of(met.ada)
    assert client.get(path).select(f'a[href="{path}/amend"]')
    refused = client.submit(f"{path}/amend", {"rating:troubleshooting": "4"}, expect=422)
    assert refused.select("#fault-reason")
    assert refused.select("input[name='rating:troubleshooting'][value='4'][checked]")
    client.submit(f"{path}/amend", {"rating:troubleshooting": "4", "reason": "Misread my notes."})
    page = client.get(path)
    assert "Misread my notes." in page.text
    assert "Not in statistics." in page.text
    earlier = client.get(f"{path}?state=1")
    assert "an earlier state" in earlier.text
    assert not earlier.select(f'a[href="{path}/amend"]')
    client.get(f"{path}?state=9", expect=404)
    assert "amended" in client.get(f"/candidates/{met.candidacy_id}").text


def test_an_amendment_is_saved_for_later_without_a_script_and_sent_from_another_device(
    lite: Database, client_of: ClientOf
) -> None:
    met = build_debriefs.met(lite)
    path = f"/scorecards/{met.cards[met.ada]}"
    client = client_of(met.ada)
    line = str(client.get(f"{path}/amend").select("textarea[name^='line:troubleshooting:']")[0]["name"])
    half = {"rating:troubleshooting": "4", line: "Named the node.", "reason": "Half a rea", "later": "1"}
    assert client.submit(f"{path}/amend", half).response.location == f"{path}?said=saved"
    assert "Named the node." not in client.get(path).text, "nothing is amended yet"
    again = client_of(met.ada)
    page = again.get(f"{path}/amend")
    assert page.select("input[name='rating:troubleshooting'][value='4'][checked]")
    assert page.select_one(f"textarea[name='{line}']").text.strip() == "Named the node."  # type: ignore[union-attr]
    assert page.select_one("#reason").text == "Half a rea"  # type: ignore[union-attr]
    assert "Half a rea" not in client_of(met.loop.manager).get(f"{path}/amend").text, "each has their own"
    long = again.submit(f"{path}/amend", {"changed": "x" * 4_001, "note:panel": "Kept.", "later": "1"}, expect=422)
    assert long.select("#fault-changed")
    assert "Kept." in again.get(f"{path}/amend").text
    again.submit(f"{path}/amend", expect=303)
    assert "Named the node." in client.get(path).text
    assert "nothing typed yet" in client.get(f"{path}/amend").text, "what was sent is no draft any more"


@pytest.mark.parametrize("how", [{}, {"later": "1"}], ids=["sent", "for later"])
def test_a_minute_that_cannot_be_read_stays_in_an_amendment_as_it_was_typed(
    lite: Database, client_of: ClientOf, how: dict[str, str]
) -> None:
    met = build_debriefs.met(lite)
    path = f"/scorecards/{met.cards[met.ada]}/amend"
    client = client_of(met.ada)
    line = str(client.get(path).select("textarea[name^='line:troubleshooting:']")[-1]["name"])
    minute = f"minute:{line.rpartition(':')[2]}"
    typed = {line: "Named the node.", minute: "99:99x", "reason": "Forgotten."}
    page = client.submit(path, typed | how, expect=422)
    assert "The minute cannot be read." in str(page.select_one(f"#fault-{line.rpartition(':')[2]}"))
    assert [box["value"] for box in page.select(f"[name='{minute}']")] == ["99:99x"]
    assert page.select_one(f"textarea[name='{line}']").text.strip() == "Named the node."  # type: ignore[union-attr]
    assert "Named the node." not in client.get(path).text, "nothing of it was written"


def test_a_stale_amendment_says_so_and_can_be_discarded(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    card = met.cards[met.ada]
    client = client_of(met.ada)
    client.submit(f"/scorecards/{card}/amend", {"reason": "Begun before.", "later": "1"})
    amendments.send_back(lite, met.loop.manager, card, "It names a patient.", NOW)
    page = client.get(f"/scorecards/{card}/amend")
    assert "has changed since you began this" in page.text
    assert "Begun before." in page.text
    client.post(f"/scorecards/{card}/amend/discard", {"csrf_token": client.token()}, expect=303)
    assert "Begun before." not in client.get(f"/scorecards/{card}/amend").text


def test_a_manager_returns_a_card_and_its_author_sees_why(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite)
    path = f"/scorecards/{met.cards[met.ada]}"
    assert not client_of(met.ben).get(path).select(f'a[href="{path}/return"]')
    client_of(met.ben).get(f"{path}/return", expect=403)
    manager = client_of(met.loop.manager)
    assert manager.submit(f"{path}/return", {"reason": " "}, expect=422).select("#reason-fault")
    back = manager.submit(f"{path}/return", {"reason": "It names a patient."}).response.location
    assert back
    assert "The scorecard is returned." in manager.get(back).text
    page = client_of(met.ada).get(path)
    why = f"Returned by {met.loop.manager.name}"
    for read in (page, client_of(met.ada).get(f"{path}/amend")):
        assert why in " ".join(read.select_one(".page-head").text.split())  # type: ignore[union-attr]
        assert "It names a patient." in read.select_one(".page-head").text  # type: ignore[union-attr]
    assert [link["href"] for link in page.select(".page-head a.btn-primary")] == [f"{path}/amend"]
    client_of(met.ada).submit(f"{path}/amend", {"reason": "The name is out."})
    assert why not in client_of(met.ada).get(path).select_one(".page-head").text  # type: ignore[union-attr]


def test_a_card_from_paper_is_entered_by_a_manager(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    card = build_loops.card(lite, met.interview_id, met.ben)
    manager = client_of(met.loop.manager)
    path = f"/scorecards/{card}/on-behalf"
    assert manager.get(f"/candidates/{met.candidacy_id}").select(f'a[href="{path}"]')
    fields = {f"rating:{key}": "3" for key in build_loops.CRITERIA}
    fields |= {"recommendation": "no", "confidence": "sure", "reason": "From paper."}
    manager.submit(path, fields)
    page = client_of(met.ada).get(f"/scorecards/{card}")
    assert f"entered by {met.loop.manager.name} on behalf of Ben" in page.text
    for nobody in (met.ada, met.loop.recruiter):
        client_of(nobody).get(path, expect=403)


def test_a_card_that_its_author_has_begun_is_not_offered_to_be_entered(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    card = build_loops.card(lite, met.interview_id, met.ben)
    assert drafts.save(lite, met.ben, card, [Change("changed", "A log of the ward.", 0)], [], NOW).faults == {}
    manager, path = client_of(met.loop.manager), f"/scorecards/{card}/on-behalf"
    page = manager.get(f"/candidates/{met.candidacy_id}")
    assert not page.select(f'a[href="{path}"]')
    assert "begun by its author, who submits it" in page.text
    assert "A log of the ward." not in page.text
    refused = manager.get(path, expect=403)
    assert "Its author has begun this scorecard." in refused.text
    assert "Ask them to submit it" in refused.text
    for nobody in (met.ada, met.trainee, met.loop.recruiter):
        assert "begun by its author" not in client_of(nobody).get(f"/candidates/{met.candidacy_id}").text


def test_a_manager_whose_own_card_is_a_draft_is_told_to_submit_that_first(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    card = build_loops.card(lite, met.interview_id, met.ben)
    stage = build_loops.stage(lite, met.loop.loop_id)
    build_loops.interview(lite, met.candidacy_id, stage, {met.loop.manager: Seat.LEAD})
    manager, path = client_of(met.loop.manager), f"/scorecards/{card}/on-behalf"
    page = manager.get(f"/candidates/{met.candidacy_id}")
    assert not page.select(f'a[href="{path}"]')
    assert "on behalf once your own scorecard is in" in page.text
    refused = manager.get(path, expect=403)
    assert "Your own scorecard of the candidate is a draft." in refused.text
    assert "Submit it first." in refused.text


def test_a_draft_is_withdrawn_after_a_question(lite: Database, client_of: ClientOf) -> None:
    met = build_debriefs.met(lite, missing=True)
    card = build_loops.card(lite, met.interview_id, met.ben)
    client = client_of(met.ben)
    client.submit(f"/scorecards/{card}/withdraw", {"reason": "I had to leave."})
    page = client_of(met.loop.manager).get(f"/candidates/{met.candidacy_id}")
    assert "withdrawn by Ben" in " ".join(page.text.split())
    client.get(f"/scorecards/{card}/withdraw", expect=404)


@pytest.mark.parametrize("acts", [0, 1, 3])
def test_a_card_of_many_states_takes_no_more_statements(
    lite: Database, client_of: ClientOf, statements: Statements, acts: int
) -> None:
    met = build_debriefs.met(lite)
    for _ in range(acts):
        sheet = amendments.sheet(lite, met.ada, met.cards[met.ada])
        written = (sheet.values, sheet.lines)
        amendments.amend(lite, met.ada, met.cards[met.ada], written, "Once more.", sheet.revision, NOW)
    if acts == 1:
        amendments.send_back(lite, met.loop.manager, met.cards[met.ada], "Look again.", NOW)
    client = client_of(met.ben)
    client.get("/me")
    statements.listen(lite.engine)
    client.get(f"/scorecards/{met.cards[met.ada]}")
    assert len(statements.seen) <= 6
