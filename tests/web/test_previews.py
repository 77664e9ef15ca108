"""Looking at a document before it is downloaded: its own pages, for the same people, and nothing is noted."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DocumentRow
from hiringkit.jobs import exports, pictures
from hiringkit.policy.people import Viewer
from tests import build
from tests.build_cards import met
from tests.conftest import NOW
from tests.pdf.reading import text_of
from tests.web.client import CheckedClient

Client = Callable[[Viewer], CheckedClient]


def stored(db: Database) -> list[int]:
    with db.engine.connect() as connection:
        return [connection.scalar(sa.select(sa.func.count()).select_from(row)) or 0 for row in (AuditRow, DocumentRow)]


def drawn(content: bytes, folder: Path, number: int) -> str:
    """The hash of a page drawn from a file, as somebody would draw it who has the file."""
    file = folder / "document.pdf"
    file.write_bytes(content)
    command = ["pdftoppm", "-png", "-r", str(pictures.DOTS), "-f", str(number), "-l", str(number), str(file)]
    return hashlib.sha256(subprocess.run(command, capture_output=True, check=True).stdout).hexdigest()


@pytest.mark.parametrize("form", ["full", "candidate"])
def test_the_pictures_are_the_pages_that_are_downloaded(
    lite: Database, client_of: Client, tmp_path: Path, form: str
) -> None:
    built = met(lite)
    client, before = client_of(built.loop.recruiter), stored(lite)
    page = client.get(f"/documents/packet/{built.candidacy_id}?form={form}")
    pictured = [image["src"] for image in page.select("main figure img")]
    shown = [hashlib.sha256(client.client.get(address).data).hexdigest() for address in pictured]
    assert stored(lite) == before, "to look is not to export"
    assert [image["src"] for image in page.select("main nav img")] == pictured
    content = client.client.get(str(page.select("main .page-next a")[0]["href"])).data
    assert len(pictured) > 3
    assert shown == [drawn(content, tmp_path, number) for number in range(1, len(pictured) + 1)]
    client.get(f"/documents/packet/{built.candidacy_id}/pages/{len(pictured) + 1}?form={form}", expect=404)
    (tmp_path / "read.pdf").write_bytes(content)
    read = " ".join(part.text for part in page.select("main figure details p"))
    assert " ".join(read.split()) == text_of(tmp_path / "read.pdf")


def test_kept_bytes_are_shown_as_they_are_kept(lite: Database, client_of: Client, tmp_path: Path) -> None:
    built = met(lite)
    content = exports.scorecard(lite, built.loop.recruiter, built.cards[0], NOW)
    answer = client_of(built.loop.recruiter).client.get(f"/documents/scorecard/{built.cards[0]}/pages/1")
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(answer.data).hexdigest() == drawn(content, tmp_path, 1)


def test_every_document_can_be_looked_at_from_the_page_that_offers_it(lite: Database, client_of: Client) -> None:
    built = met(lite)
    client, seen = client_of(built.loop.recruiter), []
    for path in (f"/candidates/{built.candidacy_id}", "/loops/1", f"/scorecards/{built.cards[0]}"):
        links = [link for link in client.get(path).select("main a") if link.text == "Look at its pages"]
        seen += [client.get(str(link["href"])).select("h1")[0].text for link in links]
    assert seen == ["Packet as it prints", "Loop summary as it prints", "Scorecard as it prints"]
    for kind, subject in (("kit", 1), ("blank", 1), ("handout", built.candidacy_id), ("definitions", 1)):
        assert client.get(f"/documents/{kind}/{subject}").select("figure img")


def test_what_may_not_be_downloaded_cannot_be_looked_at(lite: Database, client_of: Client) -> None:
    built = met(lite)
    other, member = client_of(build.person(lite)), client_of(built.lead)
    for kind, subject in (("packet", built.candidacy_id), ("scorecard", built.cards[0]), ("summary", 1), ("none", 1)):
        other.get(f"/documents/{kind}/{subject}", expect=404)
        other.get(f"/documents/{kind}/{subject}/pages/1", expect=404)
    member.get(f"/documents/packet/{built.candidacy_id}?form=candidate", expect=403)


def test_a_machine_without_the_program_says_so(
    lite: Database, client_of: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    built = met(lite)
    exports.scorecard(lite, built.loop.recruiter, built.cards[0], NOW)
    monkeypatch.setenv("PATH", str(tmp_path))
    page = client_of(built.loop.recruiter).get(f"/documents/scorecard/{built.cards[0]}", expect=500)
    assert "the program pdfinfo is missing" in page.text
