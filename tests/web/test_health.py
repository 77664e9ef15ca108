"""Whether it answers, for whoever watches it."""

from __future__ import annotations

from pathlib import Path

from hiringkit import __version__
from hiringkit.db.engine import Database
from tests.web.client import CheckedClient


def test_it_says_its_versions_to_everybody(stranger: CheckedClient) -> None:
    answer = stranger.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json.keys() == {"version", "schema"}
    assert answer.json["version"] == __version__
    assert answer.json["schema"].isdigit()
    assert "Set-Cookie" not in answer.headers


def test_without_its_database_it_is_not_well(stranger: CheckedClient, lite: Database) -> None:
    with lite.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert stranger.client.get("/healthz").status_code == 503
    lite.close()
    Path(str(lite.engine.url.database)).write_bytes(b"no database at all" * 1_000)
    answer = stranger.client.get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"version": __version__, "schema": None})
