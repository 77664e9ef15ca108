"""Graded without names: whoever grades work without meeting the candidate finds their name nowhere."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable

import pikepdf
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import col
from werkzeug.test import TestResponse

from hiringkit.db import notes
from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidateTextRow, StageRow
from hiringkit.policy.anonymity import alias
from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.notes import Note
from hiringkit.services import calendars
from tests import build, build_loops
from tests.conftest import NOW
from tests.db.test_anonymity import unname
from tests.web.client import CheckedClient
from tests.web.scene import Scene, every_get, scene, submit, write

NAME = "Zibellina Quist"
CLOSED = ("Zibellina", "Quist", "zibellina")


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene, whose first stage is graded without names by the author, the writer and the trainee."""
    built = scene(lite)
    with lite.writing() as session:
        first = build_loops.stages_of(lite, built.loop_id)[0]
        session.execute(sa.update(StageRow).where(col(StageRow.id) == first).values(without_names=True))
        session.execute(sa.update(CandidateTextRow).values(name=NAME, email="zibellina@example.org"))
    submit(lite, built.author, built.interviews[0], "Said")
    write(lite, built.writer, built.interviews[0], "Draft")
    return built


def said(answer: TestResponse) -> str:
    """All that an answer holds: headers, the page, what a PDF says and what stands unseen in it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if answer.mimetype != "application/pdf":
        return headers + str(answer.data, "utf-8", "replace")
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        files = [one.get_file().read_bytes().decode() for one in pdf.attachments.values()]
        unseen = [*map(str, pdf.docinfo.values()), str(pdf.open_metadata()), *pdf.attachments, *files]
    told = subprocess.run(["pdftotext", "-", "-"], input=answer.data, capture_output=True, check=True)
    return "\n".join([headers, str(told.stdout, "utf-8"), *map(str, unseen)])


def walked(app: Flask, client: CheckedClient) -> dict[str, str]:
    """By address, what each answer holds, but for the searches, which give back what was typed."""
    return {path: said(client.client.get(path)) for path in every_get(app, "Zibellina") if "q=" not in path}


def shown(answers: dict[str, str]) -> set[str]:
    """Where the name stands."""
    return {path for path, text in answers.items() if any(word in text for word in CLOSED)}


@pytest.mark.parametrize("who", ["author", "writer"])
def test_a_grader_finds_the_alias_where_others_find_the_name(
    app: Flask, client_of: Callable[..., CheckedClient], place: Scene, who: str
) -> None:
    answers = walked(app, client_of(place.people[who][0]))
    assert shown(answers) == set()
    called = {path for path, text in answers.items() if alias(place.candidacy_id) in text}
    wanted = {
        "/candidates",
        "/candidates/1",
        "/candidates/1/files",
        "/candidates/1/packet",
        "/interviews/1/kit",
        "/week",
    }
    wanted |= {"author": {"/scorecards/1", "/scorecards/1/pdf"}, "writer": {"/", "/interviews/1"}}[who]
    assert wanted - called == set()
    manager = client_of(place.people["manager"][0])
    known = {"/candidates", "/candidates/1", "/interviews/1/kit", "/scorecards/1/pdf"}
    assert shown({path: said(manager.client.get(path)) for path in known}) == known


def test_a_note_that_was_handed_on_is_read_without_the_name(
    lite: Database, client_of: Callable[..., CheckedClient], place: Scene
) -> None:
    grader = build.person(lite)
    third = build_loops.stages_of(lite, place.loop_id)[2]
    unname(lite, third)
    interview = build_loops.interview(lite, place.candidacy_id, third, {grader: Seat.LEAD})
    card = build_loops.card(lite, place.interviews[1], place.people["reader"][0])
    with lite.writing() as session:
        notes.keep(session, card, Note.HANDOFF, "Ask Zibellina where Quist Ltd. kept its logs.", NOW)
    client = client_of(grader)
    for path in (f"/interviews/{interview}", f"/interviews/{interview}/kit"):
        told = said(client.client.get(path))
        assert "Ask [withheld] where [withheld] Ltd. kept its logs." in " ".join(told.split()), path
        assert shown({path: told}) == set()


def test_who_meets_the_candidate_as_well_knows_the_name(client_of: Callable[..., CheckedClient], place: Scene) -> None:
    page = client_of(place.people["reader"][0]).get("/candidates/1")
    assert [heading.text for heading in page.select("h1")] == [NAME]


def test_a_grader_finds_nobody_by_name_and_somebody_by_alias(
    lite: Database, client_of: Callable[..., CheckedClient], place: Scene
) -> None:
    build_loops.candidacy(lite, place.loop_id, "Candidate H")
    grader, manager = client_of(place.author), client_of(place.people["manager"][0])
    for sort in ("", "&sort=name"):
        assert not grader.get(f"/candidates?q=zibellina{sort}").select("tbody tr")
        found = grader.get(f"/candidates?q={alias(place.candidacy_id)}{sort}")
        assert [one.text for one in found.select("tbody th")] == [alias(place.candidacy_id)]
        assert len(manager.get(f"/candidates?q=zibellina{sort}").select("tbody tr")) == 1


def test_a_grader_s_calendar_and_files_do_not_name_the_candidate(
    lite: Database, client_of: Callable[..., CheckedClient], place: Scene
) -> None:
    token = calendars.make_address(lite, place.author, NOW)
    titles = [event.title for event in calendars.of_token(lite, token, NOW).events]
    assert titles == [f"Recruiter screen: {alias(place.candidacy_id)}"]
    client = client_of(place.author)
    page = client.get("/candidates/1/files")
    assert [one.text for one in page.select("tbody th")] == ["Work sample of Recruiter screen"]
    got = client.client.get("/candidates/1/files/1")
    assert (got.status_code, got.headers["Content-Disposition"]) == (200, 'attachment; filename="attachment-1.txt"')
    assert client_of(place.people["reader"][0]).get("/candidates/1/files").select("tbody th")[0].text == "A work sample"
