"""All of a loop in one archive."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest

from hiringkit.db.engine import Database
from hiringkit.errors import RefusedError
from hiringkit.jobs import bundles, exports
from hiringkit.services.verify import Outcome, verify
from tests import build_loops
from tests.build_cards import met
from tests.conftest import NOW


def test_the_archive_holds_each_file_once_and_says_its_digest(lite: Database) -> None:
    built = met(lite)
    build_loops.candidacy(lite, built.loop.loop_id, "Adam Ant")
    told: list[tuple[int, int]] = []
    content = bundles.loop(lite, built.loop.recruiter, built.loop.loop_id, NOW, lambda *at: told.append(at))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert list(files) == ["summary.pdf", "scores.csv", "packets/packet-1.pdf", "packets/packet-2.pdf"]
    assert {line["name"]: line["sha256"] for line in manifest["files"]} == {
        name: sha256(file).hexdigest() for name, file in files.items()
    }
    assert told == [(number, 4) for number in range(1, 5)]
    assert files["packets/packet-1.pdf"] == exports.packet(lite, built.loop.manager, built.candidacy_id, NOW)
    assert verify(lite, built.loop.recruiter, files["summary.pdf"]).outcome is Outcome.MATCH
    assert "Rosa" not in json.dumps([manifest, list(files)])
    assert b"Rosa" in files["scores.csv"]
    assert bundles.loop(lite, built.loop.recruiter, built.loop.loop_id, NOW) == content


def test_an_archive_is_for_the_loops_staff(lite: Database) -> None:
    built = met(lite)
    with pytest.raises(RefusedError):
        bundles.loop(lite, built.lead, built.loop.loop_id, NOW)
