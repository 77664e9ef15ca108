"""Notes: the private one is its author's alone; the panel's goes with the card; one is handed to the next stage."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DraftFieldRow, ScorecardNoteRow
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import verdict_fault
from hiringkit.services import amendment_drafts, amendments, card_records, drafts, scorecards
from hiringkit.services.drafts import Change, LineChange
from tests import build, build_loops
from tests.build_cards import Met, met, written
from tests.conftest import NOW
from tests.web.client import CheckedClient
from tests.web.scene import Scene, every_get, scene, submit, write

PRIVATE, HANDED, PANEL, PAD, AMENDING = (
    "Privatissima",
    "Handed-Quince",
    "Panel-Marzipan",
    "Padded-Damson",
    "Amending-Walnut",
)
ClientOf = Callable[[Viewer], CheckedClient]


def _told(client: CheckedClient, path: str) -> str:
    """All that an answer holds; the words of a PDF."""
    answer = client.client.get(path)
    try:
        if answer.mimetype != "application/pdf":
            return f"{answer.headers}{answer.data.decode(errors='replace')}"
        words = subprocess.run(["pdftotext", "-", "-"], input=answer.data, capture_output=True, check=True).stdout
        return str(words, "utf-8")
    finally:
        answer.close()


def _where(app: Flask, client: CheckedClient) -> list[set[str]]:
    """The addresses at which somebody reads each of the five words."""
    seen = {path: _told(client, path) for path in every_get(app, "Rosa")}
    return [{path for path, told in seen.items() if word in told} for word in (PRIVATE, HANDED, PANEL, PAD, AMENDING)]


def _type(db: Database, viewer: Viewer, interview_id: int, **notes: str) -> int:
    card = build_loops.card(db, interview_id, viewer)
    saved = drafts.save(db, viewer, card, [Change(f"note:{kind}", text, 0) for kind, text in notes.items()], [], NOW)
    assert not saved.faults
    return card


@pytest.fixture
def noted(lite: Database) -> Scene:
    """The scene; the author’s card is in with a private note, and its note to the next stage is handed on."""
    here = scene(lite)
    card = write(lite, here.author, here.interviews[0], "Other")
    changes = [Change("note:private", PRIVATE, 1), Change("note:panel", PANEL, 1), Change("note:handoff", HANDED, 0)]
    note = LineChange(Line(str(uuid.uuid4()), PAD, noted=True), 0)
    assert not drafts.save(lite, here.author, card, changes, [note], NOW).conflicts
    scorecards.submit(lite, here.author, card, NOW)
    amendment_drafts.save(lite, here.author, card, [Change("reason", AMENDING, 0)], [], NOW)
    return here


def test_each_note_is_read_by_whom_the_page_names_and_by_nobody_else(
    app: Flask, noted: Scene, client_of: ClientOf
) -> None:
    kit, cards = "/interviews/2/kit", {"/scorecards/1", "/scorecards/1/pdf"}
    for name, (viewer, _standing) in noted.people.items():
        client = client_of(viewer)
        private, handed, panel, pad, amending = _where(app, client)
        mine = {path for path in private if path.partition("?")[0] == "/scorecards/1"}
        assert private == (mine if name == "author" else set()), (name, private)
        assert bool(mine) is (name == "author")
        assert pad == private, name
        own = {path for path in amending if path.partition("?")[0] == "/scorecards/1/amend"}
        assert (amending, bool(own)) == (own, name == "author"), (name, amending)
        if name in {"reader", "manager", "recruiter", "decider"}:
            assert handed == {path for path in handed if path.startswith("/interviews/2/")}, (name, handed)
            assert kit in handed, name
            assert cards <= panel, name
        elif name == "author":
            assert handed == mine
            assert cards <= panel
        else:
            assert (handed, panel) == (set(), set()), (name, handed, panel)


def test_a_note_is_handed_on_at_once_and_stands_in_the_next_stages_form(lite: Database, client_of: ClientOf) -> None:
    first, second, colleague = (build.person(lite, name) for name in ("Ada", "Ben", "Cleo"))
    loop = build_loops.loop(lite, interviewers=[first, second, colleague])
    candidacy = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    here = build_loops.interview(lite, candidacy, loop.stages[0], {first: Seat.LEAD, colleague: Seat.SECOND})
    there = build_loops.interview(lite, candidacy, loop.stages[2], {second: Seat.LEAD})
    _type(lite, first, here, handoff=HANDED)
    reads, same_stage = client_of(second), client_of(colleague)
    assert HANDED not in reads.get(f"/interviews/{there}").text, "typed is not handed on"
    page = client_of(first).get(f"/interviews/{here}")
    assert "read at once by Ben (Prioritization and escalation)" in page.text
    _hand_on(client_of(first), here, "Asked about the ward round; ask about night cover.")
    assert "ask about night cover" in reads.get(f"/interviews/{there}").text
    assert "ask about night cover" not in same_stage.get(f"/interviews/{here}").text
    _hand_on(client_of(first), here, "")
    assert "night cover" not in reads.get(f"/interviews/{there}").text, "an empty note takes back what was handed on"
    with lite.reading() as session:
        told = session.exec(select(AuditRow.act).where(AuditRow.kind == "handoff_note")).all()
    assert list(told) == ["handoff note handed on", "handoff note taken back"]


def _hand_on(client: CheckedClient, interview_id: int, text: str, expect: int = 303) -> str:
    page = client.get(f"/interviews/{interview_id}")
    form, button = page.select_one("#card"), page.select_one("button[formaction]")
    assert form is not None
    assert button is not None
    revisions, token = form.select_one("#revisions"), form.select_one("[name=csrf_token]")
    assert revisions is not None
    assert token is not None
    fields = {"revisions": str(revisions["value"]), "csrf_token": str(token["value"]), "note:handoff": text}
    return client.post(str(button["formaction"]), fields, expect=expect).text


def test_what_is_left_in_the_pad_can_be_deleted_by_its_author(noted: Scene, client_of: ClientOf) -> None:
    client = client_of(noted.author)
    assert PAD in client.get("/scorecards/1").text
    reader = client_of(noted.people["manager"][0])
    reader.post("/scorecards/1/pad/delete", {"csrf_token": reader.token()}, expect=404)
    client.submit("/scorecards/1", form="form[action$='/pad/delete']")
    page = client.get("/scorecards/1")
    assert PAD not in page.text
    assert PRIVATE in page.text
    assert "Other evidence" in page.text


@pytest.mark.parametrize("said", ["I rate her Well  above.", "a STRONG YES from me", "no hire"])
def test_a_rating_is_not_handed_on(lite: Database, client_of: ClientOf, said: str) -> None:
    ada = build.person(lite, "Ada")
    loop = build_loops.loop(lite, interviewers=[ada])
    interview = build_loops.interview(lite, build_loops.candidacy(lite, loop.loop_id), loop.stages[0], {ada: Seat.LEAD})
    page = _hand_on(client_of(ada), interview, said, expect=422)
    assert "A handoff note carries no rating" in page
    assert said in page, "what was typed stays"
    with lite.reading() as session:
        assert session.exec(select(ScorecardNoteRow)).all() == []


def test_words_of_the_language_are_no_verdict() -> None:
    words = ("Well below", "Below", "Meets bar", "Above", "Well above")
    assert verdict_fault("Above all ask what went wrong below the ward; 4 of 5 nodes were down.", words) is None


def test_the_note_to_the_panel_is_carried_through_every_state(lite: Database, client_of: ClientOf) -> None:
    found: Met = met(lite)
    card = written(lite, _another(lite, found), found.lead, fields={"note:panel": PANEL, "note:private": PRIVATE})
    sheet = amendments.sheet(lite, found.lead, card)
    assert sheet.values["note:panel"] == PANEL
    assert "note:private" not in sheet.values
    said = ({**sheet.values, "changed": "Nothing."}, list(sheet.lines))
    amendments.amend(lite, found.lead, card, said, "A slip of the pen.", sheet.revision, NOW)
    amendments.send_back(lite, found.loop.manager, card, "Say more.", NOW)
    reader = client_of(found.loop.manager)
    for path in (f"/scorecards/{card}", f"/scorecards/{card}?state=1", f"/scorecards/{card}/pdf"):
        told = _told(reader, path)
        assert PANEL in told, path
        assert PRIVATE not in told, path
    assert PRIVATE in client_of(found.lead).get(f"/scorecards/{card}").text


def _another(db: Database, found: Met) -> int:
    return build_loops.interview(db, found.candidacy_id, found.loop.stages[1], {found.lead: Seat.LEAD})


def test_a_card_without_a_note_keeps_the_record_it_had(lite: Database) -> None:
    page = scorecards.read(lite, None, met(lite).cards[0])
    assert page.held.submitted_at is not None
    assert "note" not in card_records.record(page.held, page.card, page.held.submitted_at)


def test_its_author_deletes_a_private_note(lite: Database, noted: Scene, client_of: ClientOf) -> None:
    manager, _standing = noted.people["manager"]
    other = client_of(manager)
    other.post("/scorecards/1/private-note/delete", {"csrf_token": other.token()}, expect=404)
    mine = client_of(noted.author)
    assert PRIVATE in mine.get("/scorecards/1").text
    mine.submit("/scorecards/1", form="form[action$='private-note/delete']")
    assert PRIVATE not in mine.get("/scorecards/1").text
    with lite.reading() as session:
        assert session.exec(select(DraftFieldRow).where(DraftFieldRow.scorecard_id == 1)).all() == []
        assert session.exec(select(ScorecardNoteRow.kind).where(ScorecardNoteRow.scorecard_id == 1)).all() == [
            "handoff"
        ]


def test_no_note_of_a_card_by_somebody_else_can_be_handed_on(lite: Database, client_of: ClientOf) -> None:
    here = scene(lite)
    submit(lite, here.author, here.interviews[0], "Other")
    reader, _standing = here.people["reader"]
    client = client_of(reader)
    client.post("/scorecards/1/handoff", {"csrf_token": client.token()}, expect=404)
    with lite.reading() as session:
        assert session.exec(select(ScorecardNoteRow.kind).where(ScorecardNoteRow.scorecard_id == 1)).all() == [
            "private"
        ]
