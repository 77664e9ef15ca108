"""Somebody of the same name and number on record: whoever adds a candidate says whether it is the same person."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, CandidateTextRow
from hiringkit.policy.people import Viewer
from tests import build_loops
from tests.build_loops import BuiltLoop
from tests.web.client import CheckedClient, Found

ClientOf = Callable[[Viewer], CheckedClient]
ROSA = {"name": "Rosa Delgado-Kim", "email": "rosa@new.example.org", "phone": "+1 312 555 0100"}
LIST = "name,email,phone\nRosa Delgado-Kim,rosa@new.example.org,+1 (312) 555-0100\nMei Zhou,mei@example.org,\n"


def people(db: Database, loop: BuiltLoop) -> list[tuple[int, str]]:
    """Who is in a loop: candidate's number and address."""
    with db.reading() as session:
        rows = session.execute(
            sa.select(col(CandidacyRow.candidate_id), col(CandidateTextRow.email))
            .join(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
            .where(col(CandidacyRow.loop_id) == loop.loop_id)
            .order_by(col(CandidacyRow.id))
        ).all()
    return [(row[0], row[1]) for row in rows]


def known(db: Database, loop: BuiltLoop, phone: str = "+1-312-555-0100") -> int:
    """Rosa on record in a loop, under her old address; gives the candidacy."""
    one = build_loops.candidacy(db, loop.loop_id, "Rosa Delgado-Kim", email="rosa@old.example.org")
    with db.writing() as session:
        session.execute(sa.update(CandidateTextRow).values(phone=phone))
    return one


def choices(page: Found) -> list[str]:
    """What can be said of who it is."""
    return [" ".join(one.text.split()) for one in page.select("#same label")]


def test_who_it_is_is_asked_and_the_same_person_is_on_record_once(lite: Database, client_of: ClientOf) -> None:
    first = build_loops.loop(lite, title="Service desk")
    second = build_loops.loop(lite, recruiter=first.recruiter)
    one = known(lite, first)
    client, path = client_of(first.recruiter), f"/candidates/new?loop={second.loop_id}"
    asked = client.submit(path, ROSA, expect=422)
    assert "under another address. Say whether it is the same person." in asked.text
    same, other = choices(asked)
    assert same.startswith("This is the same person: Rosa Delgado-Kim, rosa@old.example.org, in Service desk")
    assert other == "Someone else"
    assert asked.select("#email[value='rosa@new.example.org']")
    assert people(lite, second) == []
    client.submit(path, {**ROSA, "same": str(one)})
    assert people(lite, second) == people(lite, first)


def test_somebody_else_of_that_name_and_number_is_added(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    one = known(lite, loop)
    client, path = client_of(loop.recruiter), f"/candidates/new?loop={loop.loop_id}"
    here = client.submit(path, {**ROSA, "same": str(one)}, expect=422)
    assert "This person is in this loop already" in here.text
    client.submit(path, {**ROSA, "same": "999"}, expect=422)
    client.submit(path, {**ROSA, "same": "other"})
    assert [address for _number, address in people(lite, loop)] == ["rosa@old.example.org", "rosa@new.example.org"]


def test_of_loops_that_one_does_not_run_nothing_is_told(lite: Database, client_of: ClientOf) -> None:
    known(lite, build_loops.loop(lite))
    loop = build_loops.loop(lite)
    client_of(loop.recruiter).submit(f"/candidates/new?loop={loop.loop_id}", ROSA)
    assert len(people(lite, loop)) == 1


def test_another_number_or_none_is_another_person(lite: Database, client_of: ClientOf) -> None:
    loop = build_loops.loop(lite)
    known(lite, loop, phone="")
    client, path = client_of(loop.recruiter), f"/candidates/new?loop={loop.loop_id}"
    client.submit(path, ROSA)
    client.submit(path, {**ROSA, "email": "third@example.org", "phone": "+1 312 555 0199"})
    assert len(people(lite, loop)) == 3


def test_a_list_asks_line_by_line_before_anything_is_written(lite: Database, client_of: ClientOf) -> None:
    first = build_loops.loop(lite)
    second = build_loops.loop(lite, recruiter=first.recruiter)
    one = known(lite, first)
    client, path = client_of(first.recruiter), f"/candidates/lists/new?loop={second.loop_id}"
    looked = client.submit(path, {"text": LIST}, form="form[data-step=look]", expect=200)
    question = looked.select_one("select[name=same-2][form=add]")
    assert question is not None
    assert [str(option["value"]) for option in question.select("option")] == ["other", str(one)]
    assert not looked.select("select[name=same-3]")
    assert people(lite, second) == []
    sent = {"text": LIST, "step": "add", "same-2": str(one), "csrf_token": client.token()}
    client.post(path, sent)
    (rosa, old), (_mei, new) = people(lite, second)
    assert [(rosa, old)] == people(lite, first)
    assert new == "mei@example.org"


def test_two_lines_that_are_the_same_person_go_in_once(lite: Database, client_of: ClientOf) -> None:
    first = build_loops.loop(lite)
    second = build_loops.loop(lite, recruiter=first.recruiter)
    one = str(known(lite, first))
    lines = f"{LIST}Rosa Delgado-Kim,rosa@third.example.org,13125550100\n"
    client = client_of(first.recruiter)
    sent = {"text": lines, "step": "add", "same-2": one, "same-4": one, "csrf_token": client.token()}
    client.post(f"/candidates/lists/new?loop={second.loop_id}", sent)
    assert [address for _number, address in people(lite, second)] == ["rosa@old.example.org", "mei@example.org"]
