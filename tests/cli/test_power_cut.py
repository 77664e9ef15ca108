"""The plug is pulled while cards are saved and submitted: what was confirmed is there, once, and the chain holds."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from hiringkit.db.engine import make_engine
from tests.served import Browser, Served, run, token_in

CARD = 1  # of the demo: Priya’s, half written


def test_a_confirmed_save_outlives_kill_9(tmp_path: Path) -> None:
    served = Served(tmp_path)
    priya = Browser(served, "Priya")
    token = token_in(priya.ask("GET", "/interviews/1")[1])
    confirmed: list[str] = []
    typing = threading.Thread(target=_type, args=(priya, token, confirmed))
    typing.start()
    while len(confirmed) < 20:
        time.sleep(0.01)
    served.kill()
    typing.join()
    again = Served(tmp_path, port=served.port)
    try:
        kept = _draft(tmp_path, "changed")
        # The one on its way when the plug was pulled may be there; nothing before it may be missing.
        assert kept in {confirmed[-1], f"text {len(confirmed)}"}
        assert Browser(again, "Priya").ask("GET", "/interviews/1")[0] == 200
    finally:
        again.kill()


def _type(priya: Browser, token: str, confirmed: list[str]) -> None:
    """Save one text after the other until the server is gone; note those that it confirmed."""
    headers = {"Content-Type": "application/json", "X-CSRFToken": token}
    with contextlib.suppress(OSError, http.client.HTTPException):
        while True:
            text = f"text {len(confirmed)}"
            change = {"field": "changed", "value": text, "revision": len(confirmed)}
            body = json.dumps({"changes": [change], "lines": []})
            status, answer = priya.ask("POST", f"/scorecards/{CARD}/draft", body=body, headers=headers)
            assert status == 200, answer
            confirmed.append(text)


def test_a_submit_cut_short_is_whole_or_not_there_and_never_twice(tmp_path: Path) -> None:
    served = Served(tmp_path)
    priya = Browser(served, "Priya")
    whole = _whole(priya.ask("GET", "/interviews/1")[1])
    assert priya.ask("POST", "/interviews/1", whole)[0] == 303
    last = {
        "csrf_token": whole["csrf_token"],
        "recommendation": "yes",
        "confidence": "sure",
        "changed": "",
        "independent": "1",
    }
    clicks = [threading.Thread(target=_click, args=(priya, last)) for _ in range(6)]
    for click in clicks:
        click.start()
    time.sleep(0.03)
    served.kill()
    for click in clicks:
        click.join()
    again = Served(tmp_path, port=served.port)
    try:
        _click(Browser(again, "Priya"), last, fresh_token=True)
        assert _count(tmp_path, "SELECT count(*) FROM scorecard WHERE id = 1 AND state = 'submitted'") == 1
        assert _count(tmp_path, "SELECT count(*) FROM audit WHERE act = 'scorecard submitted' AND subject_id = 1") == 1
        seen = _count(
            tmp_path, "SELECT count(*) FROM stage_criterion JOIN interview USING (stage_id) WHERE interview.id = 1"
        )
        assert _count(tmp_path, "SELECT count(*) FROM rating WHERE scorecard_id = 1") == seen
        assert _count(tmp_path, "SELECT count(*) FROM draft_field WHERE scorecard_id = 1") == 0
        verified = run(tmp_path, "audit", "verify")
        assert verified.returncode == 0, verified.stdout
    finally:
        again.kill()


def _click(priya: Browser, fields: dict[str, str], *, fresh_token: bool = False) -> None:
    with contextlib.suppress(OSError, http.client.HTTPException):
        if fresh_token:
            page = priya.ask("GET", f"/scorecards/{CARD}/check")[1]
            fields = {**fields, "csrf_token": token_in(page)} if "csrf_token" in page else fields
        priya.ask("POST", f"/scorecards/{CARD}/submit", fields)


def _whole(page: str) -> dict[str, str]:
    """Every criterion at the middle, no evidence offered for the objection."""
    revisions = re.search(r'id="revisions" value="([^"]*)"', page)
    assert revisions
    fields = {"csrf_token": token_in(page), "card": "1", "revisions": revisions[1].replace("&#34;", '"')}
    fields |= {f"rating:{key}": "3" for key in re.findall(r'data-criterion="([^"]+)"', page)}
    return fields | {"objection:none_offered": "1"}


def _draft(instance: Path, field: str) -> str:
    engine = make_engine(f"sqlite:///{instance / 'hiringkit.sqlite'}")
    with engine.connect() as connection:
        query = sa.text("SELECT value FROM draft_field WHERE scorecard_id = 1 AND field = :field")
        found: str = connection.execute(query, {"field": field}).scalar_one()
    engine.dispose()
    return found


def _count(instance: Path, query: str) -> int:
    engine = make_engine(f"sqlite:///{instance / 'hiringkit.sqlite'}")
    with engine.connect() as connection:
        found: int = connection.execute(sa.text(query)).scalar_one()
    engine.dispose()
    return found
