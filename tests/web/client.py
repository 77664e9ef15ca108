"""A client that reads every page it gets, and sends a page's own forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import people
from hiringkit.web.context import STATE
from hiringkit.web.sessions import BrowserSessions

Fields = Mapping[str, str | Iterable[str]]


class Found(BeautifulSoup):
    """A page that was read, with the answer it came in."""

    response: TestResponse


class CheckedClient:
    """A browser without scripts. Every page has a language, a title, one h1, a label for each control, ids used
    once, a token in each form that posts, and nothing inline."""

    def __init__(self, app: Flask, viewer: Viewer | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.is_signed_in = viewer is not None
        if viewer is not None:
            self.sign_in(viewer)

    def sign_in(self, viewer: Viewer) -> None:
        """Become this person, with a session of theirs."""
        state = self.app.extensions[STATE]
        db: Database = state.db
        with db.writing() as session:
            token = people.begin(session, viewer.person_id, "tests", state.clock())
        interface = self.app.session_interface
        assert isinstance(interface, BrowserSessions)
        self.client.set_cookie(interface.cookie, token)

    def get(self, path: str, *, expect: int = 200) -> Found:
        """The page at a path."""
        return self._read(self.client.get(path), expect)

    def post(self, path: str, fields: Fields | None = None, *, expect: int = 303, **more: Any) -> TestResponse:
        """Send fields without a form of ours, as a program would; the token is not added."""
        response = self.client.post(path, data=dict(fields or {}), **more)
        assert response.status_code == expect, response.text[:2000]
        return response

    def submit(
        self,
        path: str,
        fields: Fields | None = None,
        *,
        form: str = "main form[method=post]",
        expect: int = 303,
    ) -> Found:
        """Load a page, fill in one of its forms, send it where it says. Hidden fields and tokens are the page's own."""
        page = self.get(path)
        found = page.select_one(form)
        assert found is not None, f"{path} has no {form}"
        sent = {**values(found), **(fields or {})}
        target = str(found.get("action") or path)
        return self._read(self.client.post(target, data=sent, headers={"Origin": "http://localhost"}), expect)

    def token(self) -> str:
        """The form token of this browser’s session, as a page gives it."""
        page = self.client.get("/me" if self.is_signed_in else "/sign-in")
        found = BeautifulSoup(page.text, "html.parser").select_one("input[name=csrf_token]")
        assert found is not None
        return str(found["value"])

    def _read(self, response: TestResponse, expect: int) -> Found:
        assert response.status_code == expect, (
            f"{response.status_code} at {response.request.path}: {response.text[:3000]}"
        )
        page = Found(response.text if response.mimetype == "text/html" else "", "html.parser")
        page.response = response
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            check(page)
        return page


def values(form: Tag) -> dict[str, Any]:
    """What a browser would send if nobody touched the form."""
    sent: dict[str, Any] = {}
    for control in form.select(":is(input, textarea, select)[name]:not([disabled])"):
        name, kind = str(control["name"]), control.get("type", "text")
        if control.name == "textarea":
            sent[name] = control.text.removeprefix("\n")
        elif control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif kind == "checkbox" and control.has_attr("checked"):
            ticked = str(control.get("value", "on"))
            sent[name] = [*_listed(sent[name]), ticked] if name in sent else ticked
        elif kind not in {"radio", "checkbox", "submit", "file"} or control.has_attr("checked"):
            sent[name] = str(control.get("value", ""))
    return sent


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def check(page: Found) -> None:
    """Fail on what every page has to have."""
    root = page.select_one("html")
    assert root is not None
    assert root.get("lang")
    title = page.select_one("title")
    assert title is not None
    assert title.text.strip().removeprefix("·").strip()
    assert len(page.select("h1")) == 1, [h1.text for h1 in page.select("h1")]
    ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert not page.select("[style], style, [onclick], [onchange], [onsubmit]")
    assert all(script.get("nonce") or script.get("type") == "application/json" for script in page.select("script"))
    assert not page.select("textarea[maxlength]"), "a browser cuts what is pasted, and says nothing"
    for form in page.select("form[method=post]"):
        assert form.select_one("input[name=csrf_token]"), form
    for control in page.select("input:not([type=hidden]):not([type=submit]), textarea, select"):
        assert _labelled(page, control), control


def _labelled(page: Found, control: Tag) -> bool:
    if control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label"):
        return True
    return bool(control.get("id") and page.select_one(f'label[for="{control["id"]}"]'))
