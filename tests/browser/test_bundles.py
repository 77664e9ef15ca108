"""The recruiter’s journey to an archive: asked for, watched while it is made, downloaded."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def served(with_worker: Served) -> Served:
    """One whose worker makes archives."""
    return with_worker


def test_an_archive_is_made_while_one_watches(served: Served, enter: Enter, tmp_path: Path) -> None:
    page = enter("Leila Haddad")
    page.goto(f"{served.url}/loops/2")
    page.get_by_role("link", name="Archive of all documents").click()
    page.get_by_label("Stage").select_option(index=4)
    page.get_by_role("button", name="Make the archive").press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    page.evaluate("window.same = true")
    expect(page.get_by_role("status")).to_contain_text("Ready", timeout=120_000)
    assert page.evaluate("window.same"), "the page followed by itself"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the archive").press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = {line["name"]: line["sha256"] for line in manifest["files"]}
        assert files
        assert files == {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()[:-1]}
    assert set(manifest["chosen"]) == {"stage"}
