"""The organisation's page, as its administrator meets it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from hiringkit.db.engine import Database
from hiringkit.policy.letterheads import ATTESTATION
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import installation, letterheads
from tests import build
from tests.conftest import NOW
from tests.web.client import CheckedClient, values
from tests.web.conftest import Clock

ClientOf = Callable[[Viewer], CheckedClient]
PAGE = "/admin/organisation"


def send(client: CheckedClient, logo: bytes, **fields: str) -> TestResponse:
    """Send the page's own form with a logo."""
    form = client.get(PAGE).select_one("main form[method=post]")
    assert form is not None
    filled = {**{name: str(value) for name, value in values(form).items() if name != "logo"}, **fields}
    data = {**filled, "logo": (io.BytesIO(logo), "logo.png")}
    return client.client.post(PAGE, data=data, headers={"Origin": "http://localhost"})


def test_an_administrator_gives_name_colour_and_logo_and_sees_them(client_of: ClientOf, lite: Database) -> None:
    installation.prepare(lite, demo=False, now=NOW)
    client = client_of(build.person(lite, "Ruth", Role.ADMIN))
    logo = io.BytesIO()
    Image.new("RGB", (40, 10)).save(logo, "PNG")
    assert send(client, logo.getvalue(), organisation="Cedar Valley", colour="#7A1F3D").status_code == 303
    page = client.get(PAGE)
    assert page.select_one("#organisation[value='Cedar Valley']")
    assert page.select_one("#colour[value='#7a1f3d']")
    assert page.select_one("img[src$='/admin/organisation/logo']")
    assert client.client.get(f"{PAGE}/logo").data == letterheads.logo(lite)
    sent = {"no_logo": "y", "scores_to_candidates": "y", "attestation": "I followed\nthe policy."}
    client.submit(PAGE, sent, expect=303)
    wanted = letterheads.Letterhead("Cedar Valley", "#7a1f3d", False, True, "I followed the policy.")
    assert letterheads.read(lite) == wanted
    client.submit(PAGE, {"attestation": " "}, expect=303)
    assert letterheads.read(lite).attestation == ATTESTATION, "left empty it is ours"
    assert "at most 300" in client.submit(PAGE, {"attestation": "a" * 301}, expect=422).text


def test_pages_of_every_server_take_up_another_name(
    client_of: ClientOf, lite: Database, make_app: Callable[[Database], Flask], clock: Clock
) -> None:
    elsewhere = CheckedClient(make_app(lite))
    client = client_of(build.person(lite, "Ruth", Role.ADMIN))
    client.submit(PAGE, {"organisation": "Cedar Valley"}, expect=303)
    assert "Cedar Valley" in client.get("/").text
    assert installation.ORGANISATION in elsewhere.get("/sign-in").text
    clock.now += timedelta(minutes=1)
    assert "Cedar Valley" in elsewhere.get("/sign-in").text


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(client_of: ClientOf, lite: Database) -> None:
    installation.prepare(lite, demo=False, now=NOW)
    client = client_of(build.person(lite, "Ruth", Role.ADMIN))
    refused = send(client, b"no image", organisation="Cedar Valley", colour="#ffd400")
    assert refused.status_code == 422
    for words in ("no PNG or JPEG image", "contrast of 1.4 to 1", "Cedar Valley", "#ffd400", "2 fields need a change"):
        assert words in refused.text
    assert letterheads.read(lite).organisation == installation.ORGANISATION
