"""Suggested panels, training and capacity in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import conflicts
from tests import build, build_loops
from tests.conftest import NOW
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]
ASK, TAKE = "form:has(#weeks)", "form:has(table)"


def test_a_panel_is_suggested_changed_and_accepted(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, panel={ana: Seat.LEAD}, interviewers=[ben])
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    client, path = client_of(loop.recruiter), f"/loops/{loop.loop_id}/panels"
    before = client.get(path)
    assert "3 interviews still to plan" in before.text
    assert not before.select("tbody select")
    found = client.submit(path, {"step": "suggest", "weeks": "2"}, form=ASK, expect=200)
    chosen = found.select("tbody select")
    assert len(chosen) == 3
    assert [str(option.text) for option in chosen[0].select("option")][:2] == ["Ana A", "Ben B"]
    assert "3 interviews for" in found.text
    (time, *others) = found.select("td[data-label=Time] a")
    assert [link.text for link in (time, *others)] == [
        "Fri 23 Jan 2026, 15:00",
        "Mon 26 Jan 2026, 09:00",
        "Mon 26 Jan 2026, 10:30",
    ]
    proposed = client.get(str(time["href"]))
    assert proposed.select("#date[value='2026-01-23']")
    assert proposed.select("#time[value='15:00']")
    names = {f"seat-{one}-{stage}-1": str(ben.person_id) for stage in loop.stages}
    client.post(path, {"step": "accept", "weeks": "2", "csrf_token": client.token(), **names})
    after = client.get(path)
    assert [row.select("td")[1].get_text(strip=True) for row in after.select("tbody tr")] == ["Ben B"] * 3
    plan = client.get(f"/candidates/{one}/interviews/new")
    assert plan.select(f"#seat-{ben.person_id} option[selected][value=lead]")


def test_what_is_ticked_is_planned_at_once_and_what_cannot_be_is_said(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, panel={ana: Seat.LEAD}, interviewers=[ben])
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    client, path = client_of(loop.recruiter), f"/loops/{loop.loop_id}/panels"
    found = client.submit(path, {"step": "suggest", "weeks": "2"}, form=ASK, expect=200)
    boxes = [(str(box["name"]), str(box["value"])) for box in found.select("input[type=checkbox]")]
    assert len(boxes) == 3
    first, second, _third = boxes
    elsewhere = build_loops.candidacy(lite, loop.loop_id, "Somebody")
    busy = datetime.fromtimestamp(int(second[1]), UTC)
    build_loops.interview(lite, elsewhere, loop.stages[0], {ana: Seat.LEAD}, starts_at=busy)
    sent = {f"seat-{one}-{stage}-1": str(ana.person_id) for stage in loop.stages}
    sent |= {"step": "accept", "weeks": "2", "csrf_token": client.token()}
    partly = client.client.post(path, data={**sent, **dict([first, second])})
    assert partly.status_code == 409
    assert "The panels are accepted, and 1 of 2 interviews planned." in partly.text
    assert "with Rosa is not planned. Ana A sits in another interview" in partly.text
    page = client.get(f"/candidates/{one}")
    assert [link.text for link in page.select('a[href$="/cancel"]')] == ["Cancel"]
    again = client.submit(path, {"step": "suggest", "weeks": "2"}, form=ASK, expect=200)
    ticks = {str(box["name"]): str(box["value"]) for box in again.select("input[type=checkbox]")}
    seats = {
        str(pick["name"]): str(pick.select("option[selected]")[0]["value"]) for pick in again.select("tbody select")
    }
    done = client.post(path, {"step": "accept", "weeks": "2", "csrf_token": client.token(), **ticks, **seats})
    assert done.headers["Location"].startswith(f"/week?loop={loop.loop_id}&day=2026-01-2")
    assert "Every stage is planned with every candidate." in client.get(path).text


def test_what_is_wrong_is_said_and_what_was_chosen_stays(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, panel={ana: Seat.LEAD}, interviewers=[ben], stages=("Talk",))
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    client, path = client_of(loop.manager), f"/loops/{loop.loop_id}/panels"
    conflicts.declare(lite, loop.manager, person_id=ana.person_id, reason="Friends", now=NOW, candidacy_id=one)
    sent = {"step": "accept", "csrf_token": client.token(), f"seat-{one}-{loop.stages[0]}-1": str(ana.person_id)}
    refused = client.client.post(path, data=sent)
    assert refused.status_code == 422
    assert "Ana A has a conflict of interest with this candidate." in refused.text
    assert "Friends" not in refused.text
    gone = client.client.post(path, data={"step": "accept", "csrf_token": client.token(), "seat-99-99-1": "1"})
    assert (gone.status_code, "not to be planned any more" in gone.text) == (409, True)


def test_what_cannot_be_is_said_in_a_sentence(lite: Database, client_of: ClientOf) -> None:
    ana, ben = build.person(lite, "Ana A"), build.person(lite, "Ben B")
    loop = build_loops.loop(lite, interviewers=[ana, ben], stages=("Talk",))
    build_loops.candidacy(lite, loop.loop_id, "Rosa")
    for person in (ana, ben):
        conflicts.declare(lite, loop.manager, person_id=person.person_id, reason="Away", now=NOW, loop_id=loop.loop_id)
    page = client_of(loop.manager).submit(f"/loops/{loop.loop_id}/panels", {"step": "suggest"}, form=ASK, expect=200)
    assert "There is no panel that keeps every rule." in page.text
    assert "0 of 2 people may take talk" in page.text.lower()
    assert not page.select("tbody select")


def test_training_is_set_and_required(lite: Database, client_of: ClientOf) -> None:
    ana = build.person(lite, "Ana A")
    loop = build_loops.loop(lite, panel={ana: Seat.LEAD}, stages=("Talk",))
    client = client_of(loop.manager)
    client.submit("/qualifications", {"person": str(ana.person_id), "kind": "talk", "training": "shadow"})
    page = client.get("/qualifications")
    assert [cell.get_text(strip=True) for cell in page.select("tbody th, tbody td")][:3] == [
        "Ana A",
        "Talk",
        "shadows others",
    ]
    assert not page.select("#required-box")
    admin = client_of(build.person(lite, role=Role.ADMIN))
    admin.submit("/qualifications", {"required": "y"}, form="form:has(#required-box)")
    refused = client.client.post("/qualifications", data={"person": "999", "csrf_token": client.token()})
    assert (refused.status_code, "Choose somebody." in refused.text) == (422, True)


def test_capacity_is_kept_and_what_was_typed_stays(lite: Database, client_of: ClientOf) -> None:
    client = client_of(build.person(lite, "Ana A"))
    refused = client.submit("/me/capacity", {"limit": "99", "begins": "9 am", "ends": "17:00"}, expect=422)
    assert "“9 am” is no time of day." in refused.text
    client.submit("/me/capacity", {"limit": "3", "begins": "09:00", "ends": "17:00"})
    page = client.get("/me/capacity")
    assert [page.select_one(f"#{name}")["value"] for name in ("limit", "begins", "ends")] == ["3", "09:00", "17:00"]  # type: ignore[index]
    assert len(page.select("fieldset input[checked]")) == 5
