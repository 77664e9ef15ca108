"""Packs are made in the browser: read from a report, gone through, written, published; all of it without a script."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics import files
from hiringkit.services import pack_drafts, pack_imports, packs
from tests import build
from tests.build_packs import PACK, REPORT
from tests.conftest import NOW, Statements
from tests.pdf.reading import text_of
from tests.web.client import CheckedClient

ClientOf = Callable[[Viewer], CheckedClient]


@pytest.fixture
def manager(lite: Database) -> Viewer:
    """A hiring manager, and the small pack in one version."""
    with lite.writing() as session:
        stored.publish(session, "test-pack", PACK, by="hiringkit", now=NOW)
    return build.person(lite, "Ingrid", Role.HIRING_MANAGER)


@pytest.fixture
def client(client_of: ClientOf, manager: Viewer) -> CheckedClient:
    """The manager's browser."""
    return client_of(manager)


@pytest.fixture
def draft(lite: Database, manager: Viewer) -> str:
    """The next version of the small pack, begun."""
    pack_drafts.begin_from_version(lite, manager, 1, 1, NOW)
    return "/packs/drafts/1"


@pytest.fixture
def read(lite: Database, manager: Viewer) -> str:
    """A report, read."""
    pack_imports.begin(lite, manager, REPORT.encode(), "pastry.txt", NOW)
    return "/packs/drafts/1/import"


def test_a_report_is_pasted_or_sent_and_what_is_none_is_said_at_its_field(client: CheckedClient) -> None:
    page = client.submit("/packs/import", {"text": "Dear all,"}, form="#report-form", expect=422)
    assert "This is no such report" in page.select("#text-fault")[0].text
    assert page.select("#text")[0].text.strip() == "Dear all,"
    page = client.submit("/packs/import", form="#report-form", expect=422)
    assert "this is empty" in page.select("#text-fault")[0].text
    sent = {"report": (io.BytesIO(b"\x00\x01" * 99), "report.pdf"), "csrf_token": client.token()}
    answer = client.client.post("/packs/import", data=sent, headers={"Origin": "http://localhost"})
    assert (answer.status_code, "report-fault" in answer.text) == (422, True)
    made = client.submit("/packs/import", {"text": REPORT}, form="#report-form")
    assert made.response.location == "/packs/drafts/1/import"
    assert "pasted-report.txt" in client.get("/packs/drafts/1/import").text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(b"a: &a [x]\nb: [*a, *a]\n", "a.yaml, line 2: A pack takes no aliases", id="bomb"),
        pytest.param(b"pack:\n  title: Pflegef\xfchrung\n", "a.yaml: This is no text in UTF-8: line 2", id="latin"),
        pytest.param(b"pack: {format: 1\n title: [", "a.yaml, line 2: This is not a YAML text", id="torn"),
        pytest.param(b"!!python/object/apply:os.system [id]", "a.yaml, line 1: A pack takes no tags", id="tag"),
        pytest.param(b"- one", "a.yaml: This is no pack.", id="list"),
    ],
)
def test_a_file_that_is_no_pack_is_one_sentence_with_its_place(client: CheckedClient, raw: bytes, said: str) -> None:
    sent = {"file": (io.BytesIO(raw), "a.yaml"), "csrf_token": client.token()}
    answer = client.client.post("/packs/files", data=sent, headers={"Origin": "http://localhost"})
    fault = BeautifulSoup(answer.text, "html.parser").select("#file-fault")
    assert (answer.status_code, len(fault)) == (422, 1)
    assert fault[0].get_text(strip=True).startswith(said)


def test_each_item_is_accepted_edited_and_rejected(
    client: CheckedClient, read: str, lite: Database, manager: Viewer
) -> None:
    flags = f"{read}?element=anti_signals"
    form = "#i-guesses-the-weights form"
    client.submit(flags, {"act": "accept guesses-the-weights"}, form=form)
    client.submit(flags, {"act": "reject hides-a-burnt-tray"}, form="#i-hides-a-burnt-tray form")
    page = client.get(flags)
    assert "accepted, Ingrid" in page.select("#i-guesses-the-weights")[0].text
    assert [row.text for row in page.select("del")] == ["Hides a burnt tray"]
    editing = f"{flags}&edit=guesses-the-weights"
    wrong = client.submit(editing, {"text": " ", "act": "save guesses-the-weights"}, form=form, expect=422)
    assert "This cannot be empty." in wrong.select("#fault-text")[0].text
    client.submit(editing, {"text": "Never weighs", "act": "save guesses-the-weights"}, form=form)
    assert pack_drafts.page(lite, manager, 1).pack.anti_signals[0].text == "Never weighs"
    assert page.select("#l5 a")[0]["href"] == "#i-guesses-the-weights"
    assert page.select("#i-guesses-the-weights .from a")[0]["href"] == "#l5"


def test_a_row_to_mend_says_what_is_missing_and_keeps_what_was_typed(client: CheckedClient, read: str) -> None:
    page = client.submit(read, {"name": "Hygiene"}, form="#i-row-12 form", expect=422)
    assert page.select("#name-12")[0]["value"] == "Hygiene"
    assert page.select("#fault-good")
    assert not page.select("#fault-name")
    client.submit(read, {"name": "Hygiene", "good": "Clean", "proof": "Log"}, form="#i-row-12 form")
    assert client.get(f"{read}?element=criteria").select("#i-hygiene .sign-met")


def test_an_unmapped_heading_is_placed(client: CheckedClient, read: str) -> None:
    page = client.submit(read, {"as": "context"}, form="#unmapped form:has(input[value='14'])")
    target = str(page.response.location)
    assert target.endswith("element=context")
    assert "for candidates alone; never scored" in client.get(target).text


def test_a_pack_file_is_judged_before_it_becomes_a_draft(client: CheckedClient) -> None:
    def sent(raw: bytes) -> str:
        fields = {"file": (io.BytesIO(raw), "mine.yaml"), "csrf_token": client.token()}
        return client.client.post("/packs/files", data=fields, headers={"Origin": "http://localhost"}).text

    assert "This is no pack" in sent(b"just words")
    assert "no text in UTF-8" in sent(b"\xff\xfe\xff")
    unknown = sent(files.dump(PACK).replace('"communication"', '"communication!"').encode())
    assert "an id is lower-case words" in unknown
    assert "Make a draft of it" not in unknown
    holes = sent(files.dump(PACK).replace('"Troubleshooting, step 1."', '""').encode())
    assert "is empty; write what a person does" in holes
    assert "Make a draft of it" in holes
    answer = client.post(
        "/packs/files", {"yaml": files.dump(PACK), "csrf_token": client.token()}, headers={"Origin": "http://localhost"}
    )
    assert answer.location == "/packs/drafts/1"


def test_an_empty_pack_needs_a_title(client: CheckedClient) -> None:
    page = client.submit("/packs/import", form="#empty-form", expect=422)
    assert "Give the pack a title." in page.text
    assert (
        client.submit("/packs/import", {"title": "Pastry"}, form="#empty-form").response.location == "/packs/drafts/1"
    )


def test_the_editor_saves_without_a_script_and_adds_moves_and_takes_out(
    client: CheckedClient, draft: str, lite: Database, manager: Viewer
) -> None:
    def pack() -> list[str]:
        return [one.name for one in pack_drafts.page(lite, manager, 1).pack.criteria]

    edit = f"{draft}/edit?part=criteria"
    client.submit(edit, {"criteria/communication/name": "Telling"}, form="#editor")
    assert pack() == ["Troubleshooting", "Telling", "Prioritization"]
    client.submit(edit, {"act": "up criteria communication"}, form="#editor")
    client.submit(edit, {"act": "remove criteria prioritization"}, form="#editor")
    client.submit(edit, {"act": "add criteria", "new-criteria": "Calm"}, form="#editor")
    assert pack() == ["Telling", "Troubleshooting", "Calm"]
    page = client.submit(edit, {"criteria/calm/name": "", "criteria/calm/prompt": "How?"}, form="#editor", expect=422)
    assert "This cannot be empty." in page.select("#n-criteria-calm-name")[0].text
    assert page.select("#f-criteria-calm-name")[0]["value"] == ""
    assert pack_drafts.page(lite, manager, 1).pack.criterion("calm").prompt == "How?", "the rest is kept"


@pytest.mark.parametrize("part", ["about", "criteria", "stages", "signals", "scenarios", "more"])
def test_a_page_of_the_editor_that_is_sent_untouched_changes_nothing(
    client: CheckedClient, lite: Database, manager: Viewer, part: str
) -> None:
    packs.publish_shipped(lite, NOW)
    line = next(line for line in packs.versions(lite) if line.pack_id > 1)
    draft_id = pack_drafts.begin_from_version(lite, manager, line.pack_id, 1, NOW)
    before = pack_drafts.page(lite, manager, draft_id)
    client.submit(f"/packs/drafts/{draft_id}/edit?part={part}", form="#editor")
    after = pack_drafts.page(lite, manager, draft_id)
    assert after.pack == before.pack
    assert after.line.revision == before.line.revision


def test_a_form_that_somebody_was_quicker_than_shows_both_texts(
    client: CheckedClient, draft: str, lite: Database, manager: Viewer
) -> None:
    name = "criteria/communication/name"
    sent = {"csrf_token": client.token(), "part": "criteria", "revision": "1", name: "Speaking"}
    change = [pack_drafts.Change(name, "Telling", "Communication")]
    pack_drafts.save(lite, manager, 1, change, by="Us", now=NOW)
    answer = client.post(f"{draft}/edit", sent, expect=422, headers={"Origin": "http://localhost"})
    assert "You, in another window, saved “Telling” here since." in answer.text
    assert 'value="Speaking"' in answer.text


def test_what_is_typed_is_saved_and_the_linter_answers(client: CheckedClient, draft: str) -> None:
    def save(*changes: dict[str, str], expect: int = 200) -> dict[str, object]:
        headers = {"X-CSRFToken": client.token()}
        answer = client.client.post(f"{draft}/save", json={"changes": changes}, headers=headers)
        assert answer.status_code == expect
        return dict(answer.get_json())

    anchor = {"address": "criteria/communication/anchors/3", "text": "", "base": "Communication, step 3."}
    answer = save(anchor)
    assert (answer["saved"], answer["revision"], answer["faults"]) == ("14:05", 2, {})
    findings = answer["findings"]
    assert isinstance(findings, list)
    (error,) = [one for one in findings if one["level"] == "ERROR"]
    assert error["message"].startswith("Communication: the anchor of “Meets bar” is empty")
    assert error["address"] == "/packs/drafts/1/edit?part=criteria#criteria-communication"
    assert save(anchor)["revision"] == 2, "said again, nothing changes"
    for bad in ({"address": "x"}, {"address": "pack/../title", "text": "", "base": ""}, {}):
        assert save(bad, expect=422)["mend"]


def test_a_draft_is_published_with_a_note_and_its_page_says_who_did(client: CheckedClient, draft: str) -> None:
    client.submit(f"{draft}/edit?part=criteria", {"criteria/communication/name": "Telling"}, form="#editor")
    assert "Telling" in client.get(f"{draft}/diff").select("ins")[0].text
    page = client.submit(draft, {"note": ""}, form="#publish-form", expect=422)
    assert "Write what is new in it" in page.select("#note-fault")[0].text
    made = client.submit(draft, {"note": "A plainer name"}, form="#publish-form")
    version = client.get(str(made.response.location))
    assert "A plainer name" in version.text
    assert "Ingrid" in version.text
    assert client.submit("/packs/1/versions/1", {"note": "Old"}, form="form.retire").response.status_code == 303
    assert "retired: no new loop is built from it" in client.get("/packs/1/versions/1").text


def test_a_draft_is_seen_as_its_interviewers_and_their_paper_will_have_it(
    client: CheckedClient, draft: str, tmp_path: Path
) -> None:
    page = client.get(f"{draft}/preview")
    assert [text.text for text in page.select(".level-text")][:2] == [
        "Troubleshooting, step 1.",
        "Troubleshooting, step 2.",
    ]
    good, bad = (f"criteria/troubleshooting/examples/3-{side}" for side in ("good", "bad"))
    typed = {good: "Tries one thing at a time.\nWrites it down.", bad: "Tries all things: Below."}
    client.submit(f"{draft}/edit?part=criteria", typed, form="#editor")
    shown = client.get(f"{draft}/preview").select("dd p")
    assert [text.get_text(" ", strip=True) for text in shown] == [
        "This level: Tries one thing at a time.",
        "This level: Writes it down.",
        "Not this level: Tries all things: Below.",
    ]
    paper = tmp_path / "blank.pdf"
    paper.write_bytes(client.client.get(f"{draft}/sheet").data)
    text = text_of(paper)
    assert "Draft, not for use" in text
    assert "Prioritization" in text


def test_criteria_are_taken_from_another_pack(client: CheckedClient, lite: Database, manager: Viewer) -> None:
    pack_drafts.begin_empty(lite, manager, "New", NOW)
    path = "/packs/drafts/1/compose?version=1"
    assert "Choose at least one criterion." in client.submit(path, form="#take", expect=422).text
    client.submit(path, {"criterion": "communication"}, form="#take")
    assert "From IT service manager, version 1." in client.get("/packs/drafts/1/edit?part=criteria").text


def test_a_draft_is_the_managers_and_nobody_elses(
    client_of: ClientOf, client: CheckedClient, lite: Database, draft: str
) -> None:
    name = "criteria/communication/name"
    edit = f"{draft}/edit?part=criteria"
    recruiter, other = (client_of(build.person(lite, role=role)) for role in (Role.RECRUITER, Role.HIRING_MANAGER))
    for path in ("", "/edit", "/preview", "/diff", "/compose"):
        recruiter.get(draft + path, expect=404)
        other.get(draft + path)
    assert "Drafts" not in recruiter.get("/packs").text
    assert "Also writing" not in other.get(edit).text
    client.submit(edit, {name: "Telling"}, form="#editor")
    assert "Also writing: Ingrid at 14:05" in other.get(edit).text
    assert "Also writing" not in client.get(edit).text
    sent = {"csrf_token": other.token(), "part": "criteria", "revision": "1", name: "Speaking"}
    answer = other.post(f"{draft}/edit", sent, expect=422, headers={"Origin": "http://localhost"})
    assert "Ingrid, 14:05, saved “Telling” here since." in answer.text
    page = other.get(draft)
    assert "Ingrid began it; written by Ingrid" in page.text
    assert (bool(page.select("#discard-form")), bool(client.get(draft).select("#discard-form"))) == (False, True)


@pytest.mark.parametrize("path", ["", "/edit?part=criteria", "/diff", "/preview", "/compose?version=1"])
def test_a_draft_is_read_in_few_statements(
    client: CheckedClient, draft: str, lite: Database, statements: Statements, path: str
) -> None:
    statements.listen(lite.engine)
    client.get(draft + path)
    assert len(statements.seen) <= 6
