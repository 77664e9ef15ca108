"""The page where a document is checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services.verify import LARGEST
from tests import build
from tests.build_cards import met
from tests.web.client import CheckedClient, values


def send(client: CheckedClient, content: bytes) -> TestResponse:
    """Drop a file on the page's own form."""
    form = client.get("/verify").select_one("main form[method=post]")
    assert form is not None
    token = str(values(form)["csrf_token"]).encode()
    parts = (b'name="csrf_token"\r\n\r\n' + token, b'name="file"; filename="paper.pdf"\r\n\r\n' + content)
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return client.client.post(str(form["action"]), data=body, content_type=kind, headers={"Origin": "http://localhost"})


def said(answer: TestResponse) -> str:
    """The verdict as it is read aloud."""
    status = BeautifulSoup(answer.text, "html.parser").select_one("main [role=status]")
    assert status is not None
    return " ".join(status.text.split())


def test_a_document_is_checked_by_whoever_is_signed_in(
    lite: Database, client_of: Callable[[Viewer], CheckedClient]
) -> None:
    built = met(lite)
    recruiter, elsewhere = client_of(built.loop.recruiter), client_of(build.person(lite))
    path = f"/scorecards/{built.cards[0]}/pdf"
    document = recruiter.client.get(path).data
    assert elsewhere.client.get(path).status_code == 404
    assert said(send(recruiter, document)).startswith("match This file is, byte for byte,")
    assert "First exported" in said(send(recruiter, document))
    assert said(send(elsewhere, document)) == "match This file is, byte for byte, one that was exported here."
    assert said(send(elsewhere, document[:-1])).startswith("changed")
    assert said(send(elsewhere, b"%PDF-1.4 %%EOF")).startswith("unknown")


@pytest.mark.parametrize(
    ("content", "status", "fault"),
    [
        pytest.param(b"", 422, "Choose a file; an empty one is no document.", id="empty"),
        pytest.param(bytes(LARGEST + 1), 422, "more than 10 MiB", id="too large"),
    ],
)
def test_a_file_that_cannot_be_checked_is_said_beside_the_field(
    lite: Database, client_of: Callable[[Viewer], CheckedClient], content: bytes, status: int, fault: str
) -> None:
    answer = send(client_of(build.person(lite)), content)
    assert answer.status_code == status
    assert fault in answer.text


def test_a_stranger_is_sent_to_sign_in(stranger: CheckedClient) -> None:
    assert stranger.get("/verify", expect=303).response.location.startswith("/sign-in")
