"""Who may ask for a route at all, and the headers that every answer carries."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response

from hiringkit.errors import RefusedError, SetupError
from hiringkit.policy.people import Role
from hiringkit.web.application import Page
from hiringkit.web.context import here, state, the_request, viewer_or_none

P = ParamSpec("P")
R = TypeVar("R")
GUARD = "hiringkit_guard"
STATIC = frozenset({"static", "bootstrap.static"})
HEADERS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
_FIRST = "default-src 'none'; script-src 'nonce-"
_THEN = (
    "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class SignInNeeded(Exception):  # noqa: N818 -- not a fault: the browser is sent to the sign-in page
    """Nobody is signed in, and the route is not for strangers."""


def needs(*roles: Role, to_type: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a route be asked for by people with one of these global roles; by all signed in when none is named.

    `to_type`: it saves what somebody types, and reads little before.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            person = viewer_or_none(to_type=to_type)
            if person is None:
                raise SignInNeeded
            if roles and person.role not in roles:
                raise RefusedError("This page is not for your role.", mend="Ask an administrator if it should be.")
            return view(*args, **kwargs)

        setattr(guarded, GUARD, tuple(role.value for role in roles) or ("signed in",))
        return guarded

    return guard


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Let strangers ask for a route."""
    setattr(view, GUARD, ("everybody",))
    return view


def guards(app: Flask) -> dict[str, tuple[str, ...]]:
    """Who may ask for each endpoint. Raises SetupError for a route that does not say: the start stops."""
    found: dict[str, tuple[str, ...]] = {}
    for endpoint, view in app.view_functions.items():
        if endpoint in STATIC:
            found[endpoint] = ("everybody",)
            continue
        roles: Any = getattr(view, GUARD, None)
        if roles is None:
            raise SetupError(f"The route {endpoint} does not say who may ask for it.", mend="Give it @needs(...).")
        found[endpoint] = roles
    return found


def nonce() -> str:
    """This answer's own word for its scripts: 128 bits that nobody can guess."""
    kept = here()
    if "nonce" not in kept:
        kept["nonce"] = os.urandom(16).hex()
    made: str = kept["nonce"]
    return made


def add_headers(response: Response) -> Response:
    """The headers of every answer; signed-in pages stay out of every cache."""
    headers = response.headers
    is_static = is_download = False
    if not isinstance(response, Page):
        is_static = the_request().endpoint in STATIC and response.status_code < 400
        is_download = headers.get("Content-Disposition", "").startswith("attachment")
        if "Cache-Control" in headers:
            del headers["Cache-Control"]
    ours = [
        *HEADERS,
        ("Content-Security-Policy", f"{_FIRST}{nonce()}{_THEN}{'; sandbox' if is_download else ''}"),
        ("Cache-Control", "public, max-age=31536000, immutable" if is_static else "no-store"),
    ]
    if state().is_secure:
        ours.append(("Strict-Transport-Security", "max-age=31536000"))
    if isinstance(response, Page):
        response.headers.take(ours)
    else:
        headers.extend(ours)
    return response
