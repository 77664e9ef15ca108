"""The plug is pulled while cards are saved and submitted: what was confirmed is there, once, and the chain holds."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import shutil
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from hiringkit.db.engine import make_engine
from hiringkit.policy.letterheads import ATTESTATION
from tests.served import Browser, WithoutWorker, run, token_in

CARD = 1  # of the demo: Priya’s, half written


DELAYS = (0.0, 0.011, 0.04)  # seconds after the last save that is waited for
CLICKED = (0.008, 0.035)  # seconds after the clicks
BEFORE = 20


def test_a_confirmed_save_outlives_kill_9_however_often_and_whenever(of_demo: Path) -> None:
    served = WithoutWorker(of_demo)
    confirmed: list[str] = []
    try:
        for delay in DELAYS:
            priya = Browser(served, "Priya")
            token = token_in(priya.ask("GET", "/interviews/1")[1])
            enough = len(confirmed) + BEFORE
            typing = threading.Thread(target=_type, args=(priya, token, confirmed))
            typing.start()
            while len(confirmed) < enough and typing.is_alive():
                time.sleep(0.002)
            time.sleep(delay)
            served.kill()
            typing.join()
            assert len(confirmed) >= enough, "the saves went on until the plug was pulled"
            served = WithoutWorker(of_demo, port=served.port)
            kept = _draft(of_demo, "changed")
            # The one on its way when the plug was pulled may be there; nothing before it may be missing.
            assert kept in {confirmed[-1], f"text {len(confirmed)}"}, delay
            if kept != confirmed[-1]:
                confirmed.append(kept)
        assert Browser(served, "Priya").ask("GET", "/interviews/1")[0] == 200
    finally:
        served.kill()


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


def test_a_submit_cut_short_is_whole_or_not_there_and_never_twice(of_demo: Path, tmp_path: Path) -> None:
    """The same six clicks, the plug pulled at another moment each time, over copies, so that each finds a draft."""
    served = WithoutWorker(of_demo)
    priya = Browser(served, "Priya")
    whole = _whole(priya.ask("GET", "/interviews/1")[1])
    assert priya.ask("POST", "/interviews/1", whole)[0] == 303
    served.kill()
    for number, delay in enumerate(CLICKED):
        _cut_short(shutil.copytree(of_demo, tmp_path / f"round-{number}"), delay)


def _cut_short(instance: Path, delay: float) -> None:
    """Pull the plug `delay` after the clicks: one submission stands or none, and one after it was sent once more."""
    served = WithoutWorker(instance)
    priya = Browser(served, "Priya")
    token = token_in(priya.ask("GET", f"/scorecards/{CARD}/check")[1])
    last = {
        "csrf_token": token,
        "recommendation": "yes",
        "confidence": "sure",
        "changed": "",
        "independent": ATTESTATION,
    }
    clicks = [threading.Thread(target=_click, args=(priya, last)) for _ in range(6)]
    for click in clicks:
        click.start()
    time.sleep(delay)
    served.kill()
    for click in clicks:
        click.join()
    again = WithoutWorker(instance, port=served.port)
    try:
        assert _submissions(instance) in {0, 1}
        _click(Browser(again, "Priya"), last, fresh_token=True)
        assert _submissions(instance) == 1
        seen = _count(
            instance, "SELECT count(*) FROM stage_criterion JOIN interview USING (stage_id) WHERE interview.id = 1"
        )
        assert _count(instance, "SELECT count(*) FROM rating WHERE scorecard_id = 1") == seen
        assert _count(instance, "SELECT count(*) FROM draft_field WHERE scorecard_id = 1") == 0
        verified = run(instance, "audit", "verify")
        assert verified.returncode == 0, verified.stdout
    finally:
        again.kill()


def _submissions(instance: Path) -> int:
    """How often the card was submitted: by its state, and by the chain, which must say the same."""
    state = _count(instance, "SELECT count(*) FROM scorecard WHERE id = 1 AND state = 'submitted'")
    told = _count(instance, "SELECT count(*) FROM audit WHERE act = 'scorecard submitted' AND subject_id = 1")
    ratings = _count(instance, "SELECT count(*) FROM rating WHERE scorecard_id = 1")
    assert (state, state > 0) == (told, ratings > 0)
    return state


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
