"""Planning, moving, cancelling and seating interviews in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import InterviewRow, SeatRow
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW, Statements
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]
SLOT = {"date": "2026-02-03", "time": "14:30"}


class Place:
    """An open loop with a panel of two, and a candidate in it."""

    def __init__(self, db: Database) -> None:
        self.lead, self.shadow = build.person(db, "Priya R"), build.person(db, "Tomasz Z")
        self.loop: BuiltLoop = build_loops.loop(db, panel={self.lead: Seat.LEAD, self.shadow: Seat.SHADOW})
        self.one = build_loops.candidacy(db, self.loop.loop_id, "Rosa")
        self.path = f"/candidates/{self.one}/interviews/new"


@pytest.fixture
def place(lite: Database) -> Place:
    return Place(lite)


@pytest.fixture
def client(place: Place, client_of: ClientOf) -> CheckedClient:
    """The recruiter's browser."""
    return client_of(place.loop.recruiter)


def interviews(db: Database) -> list[InterviewRow]:
    """Those that are planned."""
    with db.reading() as session:
        query = select(InterviewRow).where(InterviewRow.state == InterviewState.PLANNED)
        return list(session.exec(query.order_by(InterviewRow.id)).all())  # type: ignore[arg-type]  # a column at run time


def fault(page: Found, field: str) -> str:
    """What stands beside a field."""
    found = page.select_one(f"#{field}-fault")
    return found.get_text(" ", strip=True) if found else ""


def test_the_panel_is_proposed_and_the_interview_planned(lite: Database, place: Place, client: CheckedClient) -> None:
    page = client.get(place.path)
    chosen = {
        str(option.parent["name"]): str(option["value"]) for option in page.select("option[selected]") if option.parent
    }
    assert chosen == {f"seat-{place.lead.person_id}": "lead", f"seat-{place.shadow.person_id}": "shadow"}
    sent = client.submit(place.path, SLOT)
    assert sent.response.headers["Location"] == f"/candidates/{place.one}?said=planned"
    row = interviews(lite)[0]
    assert (row.starts_at, row.zone, row.minutes) == (datetime(2026, 2, 3, 20, 30, tzinfo=UTC), "America/Chicago", 60)
    with lite.reading() as session:
        seats = session.exec(select(SeatRow.person_id, SeatRow.seat)).all()
    assert dict(seats) == {place.lead.person_id: Seat.LEAD, place.shadow.person_id: Seat.SHADOW}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        pytest.param({"date": ""}, "date", "An empty field is no date.", id="no date"),
        pytest.param({"date": "2026-02-30"}, "date", "“2026-02-30” is no date.", id="no such day"),
        pytest.param({"date": "9999-12-31"}, "date", "too far away", id="the last day"),
        pytest.param({"date": "2027-06-01"}, "date", "more than a year ahead", id="next summer"),
        pytest.param({"date": "2025-01-01"}, "date", "more than a year back", id="last winter"),
        pytest.param({"time": "25:00"}, "time", "“25:00” is no time of day.", id="no such hour"),
        pytest.param({"date": "2026-03-08", "time": "02:30"}, "time", "does not exist", id="skipped by the clocks"),
        pytest.param({"zone": "Mars"}, "zone", "Mars is no time zone.", id="no such zone"),
        pytest.param({"minutes": "x"}, "minutes", "“x” is no number of minutes.", id="no number"),
        pytest.param({"minutes": "481"}, "minutes", "5 to 480 minutes", id="too long"),
        pytest.param({"minutes": "-60"}, "minutes", "no number of minutes", id="less than none"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    lite: Database, place: Place, client: CheckedClient, changed: dict[str, str], field: str, sentence: str
) -> None:
    page = client.submit(
        place.path, {**SLOT, **changed, f"seat-{place.loop.recruiter.person_id}": "second"}, expect=422
    )
    assert sentence in fault(page, field)
    typed = {str(control["name"]): str(control["value"]) for control in page.select("input.form-control")}
    assert typed == {"zone": "America/Chicago", "minutes": "60", **SLOT, **changed}
    assert page.select(f"#seat-{place.loop.recruiter.person_id} option[selected][value=second]")
    assert interviews(lite) == []


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        pytest.param({"lead": "", "shadow": ""}, "Nobody leads.", id="nobody"),
        pytest.param({"lead": "second"}, "Nobody leads.", id="no lead"),
        pytest.param({"shadow": "lead"}, "Priya R and Tomasz Z lead: one person leads", id="two leads"),
        pytest.param({"lead": "driver"}, "no such seat for Priya R", id="a seat that there is not"),
    ],
)
def test_seats_that_do_not_hold_are_refused(
    place: Place, client: CheckedClient, seats: dict[str, str], sentence: str
) -> None:
    ids = {"lead": place.lead.person_id, "shadow": place.shadow.person_id}
    page = client.submit(
        place.path, {**SLOT, **{f"seat-{ids[name]}": word for name, word in seats.items()}}, expect=422
    )
    assert sentence in fault(page, "seats")


def test_who_has_left_meanwhile_is_named_gets_no_seat_and_the_rest_stays(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    gone = build.person(lite, "Dana Whitehorse")
    lead = f"seat-{place.lead.person_id}"
    sent = {**SLOT, lead: "second", f"seat-{gone.person_id}": "lead"}
    page = client.submit(place.path, sent, expect=422)
    assert "Dana Whitehorse does not belong to the loop any more, and got no seat." in fault(page, "seats")
    assert page.select(f"#{lead} option[selected][value=second]")
    typed = {str(control["name"]): str(control["value"]) for control in page.select("input.form-control")}
    assert typed == {"zone": "America/Chicago", "minutes": "60", **SLOT}
    assert interviews(lite) == []
    seats = f"/interviews/{planned(lite, place)}/seats"
    again = client.submit(seats, {lead: "lead", f"seat-{gone.person_id}": "second"}, expect=422)
    assert "Dana Whitehorse does not belong" in fault(again, "seats")


def test_a_stage_that_somebody_planned_meanwhile_keeps_what_was_typed(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    token = client.token()
    planned(lite, place)
    sent = {**SLOT, "zone": "UTC", "minutes": "60", f"seat-{place.lead.person_id}": "lead", "csrf_token": token}
    stage = f"{place.path}?stage={place.loop.stages[0]}"
    told = client.post(stage, sent, expect=409, headers={"Origin": "http://localhost"})
    assert "has its interview with this candidate already" in told.text
    for typed in (SLOT["date"], SLOT["time"]):
        assert f'value="{typed}"' in told.text


def test_why_an_interview_is_cancelled_stays_when_it_was_moved_or_cancelled_meanwhile(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    path = f"/interviews/{planned(lite, place)}/cancel"
    sent = {"reason": "The ward asked.", "revision": "7"}
    page = client.submit(path, sent, expect=409)
    area = page.select_one("#reason")
    assert area is not None
    assert area.text.strip() == "The ward asked."
    assert "Somebody changed this interview meanwhile." in fault(page, "reason")
    client.submit(path, {"reason": "The ward asked."})
    late = client.post(path, {**sent, "csrf_token": client.token()}, expect=409, headers={"Origin": "http://localhost"})
    assert "This interview was cancelled." in late.text
    assert "The ward asked." in late.text


def test_an_hour_that_comes_twice_is_the_first_and_it_is_said(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    sent = client.submit(place.path, {"date": "2026-11-01", "time": "01:30"})
    assert interviews(lite)[0].starts_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert "twice that night" in client.get(sent.response.headers["Location"]).text


def test_a_doubt_is_ticked_before_one_goes_on(lite: Database, place: Place, client: CheckedClient) -> None:
    other = build_loops.candidacy(lite, place.loop.loop_id)
    client.submit(f"/candidates/{other}/interviews/new", SLOT)
    page = client.submit(place.path, SLOT, expect=422)
    assert "Nothing is done yet. What speaks against it" in page.select_one(".errlist").get_text(" ", strip=True)  # type: ignore[union-attr]
    box = page.select_one("input[type=checkbox][name=anyway]")
    assert box is not None
    assert str(box["value"]).startswith("Priya R sits in another interview from 14:30 to 15:30")
    assert not box.has_attr("checked")
    client.submit(place.path, {**SLOT, "anyway": str(box["value"])})
    assert len(interviews(lite)) == 2


def test_an_hour_that_is_past_is_ticked_before_one_goes_on(lite: Database, place: Place, client: CheckedClient) -> None:
    past = {"date": "2026-01-20", "time": "09:00"}
    assert "The time lies in the past." in client.submit(place.path, past, expect=422).text
    client.submit(place.path, {**past, "anyway": "The time lies in the past."})
    assert len(interviews(lite)) == 1


def test_a_second_click_plans_nothing_more(lite: Database, place: Place, client: CheckedClient) -> None:
    page = client.get(place.path)
    form = page.select_one("main form[method=post]")
    assert form is not None
    action, token = str(form["action"]), str(page.select("input[name=csrf_token]")[0]["value"])
    sent = {**SLOT, "zone": "UTC", "minutes": "60", f"seat-{place.lead.person_id}": "lead", "csrf_token": token}
    client.post(action, sent)
    client.post(action, sent, expect=409)
    assert len(interviews(lite)) == 1


def test_another_stage_is_one_click_away_and_one_of_another_loop_is_not_there(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    page = client.get(f"{place.path}?stage={place.loop.stages[1]}")
    assert page.select("h1")[0].text == "Plan Live troubleshooting"
    client.get(f"{place.path}?stage={build_loops.loop(lite).stages[0]}", expect=404)
    assert client.get(f"{place.path}?stage=x").select("h1")[0].text == "Plan Recruiter screen"


def planned(db: Database, place: Place) -> int:
    """An interview at the first stage, tomorrow at 14:05 in Chicago."""
    seats = {place.lead: Seat.LEAD, place.shadow: Seat.SHADOW}
    return build_loops.interview(db, place.one, place.loop.stages[0], seats, starts_at=NOW + timedelta(days=1))


def test_an_interview_is_moved_from_where_it_stands(lite: Database, place: Place, client: CheckedClient) -> None:
    path = f"/interviews/{planned(lite, place)}/move"
    assert client.submit(path, {"date": "x"}, expect=422).select("input[name=time][value='14:05']")
    client.submit(path, {"time": "16:00", "reason": "The ward asked."})
    assert interviews(lite)[0].starts_at == datetime(2026, 1, 23, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("act", ["move", "cancel", "seats"])
def test_a_form_that_is_out_of_date_changes_nothing(
    lite: Database, place: Place, client: CheckedClient, act: str
) -> None:
    interview_id = planned(lite, place)
    sent = {"revision": "7"} if act == "seats" else {"revision": "7", "reason": "The ward asked."}
    told = client.submit(f"/interviews/{interview_id}/{act}", sent, expect=409)
    assert "Somebody changed this interview meanwhile." in told.get_text()
    form = told.select_one("main form input[name=revision]")
    assert act == "cancel" or (form is not None and form["value"] == "1"), "what was chosen can be sent again"
    row = interviews(lite)[0]
    assert (row.starts_at, row.revision) == (NOW + timedelta(days=1), 1)


def test_an_interview_is_cancelled_after_a_question(lite: Database, place: Place, client: CheckedClient) -> None:
    path = f"/interviews/{planned(lite, place)}/cancel"
    assert "Say why, in a few words." in client.submit(path, {"reason": " "}, expect=422).get_text()
    answer = client.submit(path, {"reason": "The candidate asked."}).response
    assert answer.headers["Location"].endswith("said=cancelled")
    assert "The candidate asked." in client.get(f"/candidates/{place.one}").text
    assert interviews(lite) == []
    client.get(path, expect=409)


def test_seats_are_changed_and_a_fault_keeps_what_was_chosen(
    lite: Database, place: Place, client: CheckedClient
) -> None:
    path = f"/interviews/{planned(lite, place)}/seats"
    lead, shadow = f"seat-{place.lead.person_id}", f"seat-{place.shadow.person_id}"
    page = client.submit(path, {lead: "second", shadow: ""}, expect=422)
    assert "Nobody leads." in fault(page, "seats")
    assert page.select(f"#{lead} option[selected][value=second]")
    client.submit(path, {lead: "second", shadow: "lead"})
    with lite.reading() as session:
        seats = dict(session.exec(select(SeatRow.person_id, SeatRow.seat)).all())
    assert seats == {place.lead.person_id: Seat.SECOND, place.shadow.person_id: Seat.LEAD}


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_once_a_scorecard_is_in_the_interview_stands(
    lite: Database, place: Place, client: CheckedClient, act: str
) -> None:
    interview_id = planned(lite, place)
    build_loops.submitted(lite, interview_id, place.lead)
    client.get(f"/interviews/{interview_id}/{act}", expect=409)
    page = client.get(f"/interviews/{interview_id}/seats")
    assert [option["value"] for option in page.select(f"#seat-{place.lead.person_id} option")] == ["lead"]


@pytest.mark.parametrize("act", ["move", "cancel", "seats"])
def test_who_may_read_and_not_plan_is_refused_and_strangers_find_nothing(
    lite: Database, place: Place, client_of: ClientOf, act: str
) -> None:
    path = f"/interviews/{planned(lite, place)}/{act}"
    client_of(place.lead).get(path, expect=403)
    client_of(build_loops.loop(lite).manager).get(path, expect=404)
    client_of(place.loop.manager).get(f"/interviews/777/{act}", expect=404)


def test_a_long_list_of_members_takes_no_more_statements(
    lite: Database, place: Place, client: CheckedClient, statements: Statements
) -> None:
    interview_id = planned(lite, place)
    paths = (place.path, f"/interviews/{interview_id}/seats", f"/interviews/{interview_id}/move")
    statements.listen(lite.engine)
    counts = []
    for more in (1, 29):
        for _ in range(more):
            build_loops.member(lite, place.loop.loop_id, build.person(lite))
        for path in paths:
            statements.seen.clear()
            client.get(path)
            counts.append(len(statements.seen))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 6
