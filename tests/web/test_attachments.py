"""Files of a candidate in the browser: adding, downloading, removing, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from tests import build, build_loops
from tests.web.client import CheckedClient, Found, values

ClientOf = Callable[[Viewer], CheckedClient]
MEGABYTE = 2**20


def send(client: CheckedClient, path: str, content: bytes, filename: str, **fields: str) -> TestResponse:
    """Choose a file in the page's own form, and send it."""
    form = client.get(path).select_one("main form[method=post]")
    assert form is not None
    data = {**values(form), **fields, "file": FileStorage(io.BytesIO(content), filename)}
    body, _length, boundary = stream_encode_multipart(data, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.client.post(path, data=body.read(), content_type=kind, headers={"Origin": "http://localhost"})


def listed(page: Found) -> list[str]:
    """The files by name."""
    return [row.text for row in page.select("tbody th")]


def place(lite: Database, client_of: ClientOf) -> tuple[CheckedClient, CheckedClient, str, int]:
    """The recruiter's and an interviewer's browser, the address of a candidate's files, a stage."""
    seated = build.person(lite)
    loop = build_loops.loop(lite, interviewers=[seated])
    one = build_loops.candidacy(lite, loop.loop_id, "Rosa")
    build_loops.interview(lite, one, loop.stages[0], {seated: Seat.LEAD})
    return client_of(loop.recruiter), client_of(seated), f"/candidates/{one}/files", loop.stages[0]


def test_a_recruiter_adds_a_file_and_an_interviewer_downloads_it(lite: Database, client_of: ClientOf) -> None:
    recruiter, seated, path, stage = place(lite, client_of)
    assert "None yet" in recruiter.get(path).text
    assert send(recruiter, path, b"My work", "../../etc/cv.txt", purpose="panel").status_code == 303
    sample = send(recruiter, path, b"x", "x.txt", name="Runbook", purpose=f"stage:{stage}")
    assert (sample.status_code, sample.location) == (303, f"{path}?said=file-added")
    page = seated.get(path)
    assert listed(page) == ["Runbook", "cv.txt"]
    assert not page.select("form[method=post]")
    got = seated.client.get(f"{path}/1")
    assert (got.data, got.headers["Content-Disposition"]) == (b"My work", 'attachment; filename="attachment-1.txt"')
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert got.headers["Content-Security-Policy"].endswith("; sandbox")
    assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == ("nosniff", "no-store")


def test_a_refused_file_is_one_sentence_and_what_was_typed_stays(lite: Database, client_of: ClientOf) -> None:
    recruiter, _seated, path, _stage = place(lite, client_of)
    for content, filename, sentence in (
        (b"MZ\x90\x00" * 9, "cv.pdf", "This file is no PDF, no PNG image and no plain text, whatever its name says."),
        (b"x" * (20 * MEGABYTE), "cv.pdf", "The file is larger than 10 MiB."),
        (b"", "", "Choose a file; this one is empty, or none was chosen."),
    ):
        refused = send(recruiter, path, content, filename, name="Letter", purpose="staff")
        page = Found(refused.text, "html.parser")
        fault = page.select_one("#file-fault")
        assert refused.status_code == 422
        assert fault is not None
        assert sentence in fault.text
        assert page.select("#name[value=Letter]")
        assert [option["value"] for option in page.select("#purpose option[selected]")] == ["staff"]
    assert listed(recruiter.get(path)) == []
    huge = send(recruiter, path, b"x" * (41 * MEGABYTE), "cv.pdf")
    assert (huge.status_code, "choose a smaller file" in huge.text) == (413, True)


def test_a_file_is_removed_once_that_is_confirmed(lite: Database, client_of: ClientOf) -> None:
    recruiter, seated, path, _stage = place(lite, client_of)
    send(recruiter, path, b"My work", "cv.txt", purpose="panel")
    seated.get(f"{path}/1/remove", expect=403)
    asked = recruiter.get(f"{path}/1/remove")
    assert "Remove cv.txt" in asked.text
    assert listed(recruiter.get(path)) == ["cv.txt"], "asking removes nothing"
    recruiter.submit(f"{path}/1/remove")
    assert listed(recruiter.get(path)) == ["a file that was removed"]
    assert seated.client.get(f"{path}/1").status_code == 404
    recruiter.get(f"{path}/1/remove", expect=404)
