"""One request's turn, from its address to the end of what it opened: as in Flask, for what our application uses of it.

Nobody listens to Flask's signals here, most paths were asked for before, and most pages need no more of what a browser
sent than its path and its cookie. So signals are not sent, and what is seldom asked for is made when it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from flask.ctx import AppContext, RequestContext
from flask.globals import _cv_app, _cv_request
from flask.sessions import SessionMixin
from werkzeug._internal import _wsgi_decoding_dance as decoded
from werkzeug.datastructures import EnvironHeaders, Headers
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, Rule
from werkzeug.sansio.utils import get_host
from werkzeug.utils import cached_property
from werkzeug.wsgi import _get_server as server_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MOST_PATHS = 4_000
Route = tuple[Rule, Mapping[str, Any]]


class Asked(Request):
    """What a browser asks for."""

    host = ""  # as `Turn` found it

    def __init__(self, environ: WSGIEnvironment, populate_request: bool = True, shallow: bool = False) -> None:  # noqa: FBT001, FBT002 -- its signature
        """As in Werkzeug, which reads headers and server at once."""
        path, mount = environ.get("PATH_INFO") or "", environ.get("SCRIPT_NAME") or ""
        self.environ = environ
        self.shallow = shallow
        self.method = environ.get("REQUEST_METHOD", "GET").upper()
        self.scheme = environ.get("wsgi.url_scheme", "http")
        self.root_path = decoded(mount).rstrip("/") if mount else ""
        self.path = "/" + (path if path.isascii() else decoded(path)).lstrip("/")
        self.query_string = environ.get("QUERY_STRING", "").encode("latin1")
        self.remote_addr = environ.get("REMOTE_ADDR")
        if populate_request and not shallow:
            environ["werkzeug.request"] = self

    @cached_property
    def headers(self) -> Headers:
        """The headers that came."""
        return EnvironHeaders(self.environ)

    @cached_property
    def server(self) -> tuple[str, int | None] | None:
        """The address of the server."""
        return server_of(self.environ)


class Around(AppContext):
    """The application, as what is around a turn."""

    def push(self) -> None:
        """Be there for whoever asks."""
        self._cv_tokens.append(_cv_app.set(self))

    def pop(self, exc: BaseException | None = None) -> None:  # noqa: ARG002 -- its signature
        """Go again; nothing of ours is to be done then."""
        _cv_app.reset(self._cv_tokens.pop())


class Turn(RequestContext):
    """One request, while it is answered."""

    app: Served
    request: Asked

    def __init__(
        self,
        app: Served,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        """As in Flask, but that what builds addresses waits until one is to be built."""
        if request is None:
            request = Asked(environ)
            request.json_module = app.json
        assert isinstance(request, Asked)
        self.app, self.request, self.flashes, self._session = app, request, None, session
        self._after_request_functions = []
        self._cv_tokens = []
        self._is_ours = False
        try:
            request.host = app.host_of(request)
            self._is_ours = True
        except HTTPException as error:  # a host that is not ours
            request.routing_exception = error

    @cached_property
    def url_adapter(self) -> MapAdapter | None:
        """What finds the route of an address, and builds one."""
        return self.app.create_url_adapter(self.request) if self._is_ours else None

    def push(self) -> None:
        """Begin: from here on, whoever asks finds this request."""
        around = None
        found = _cv_app.get(None)
        if found is None or found.app is not self.app:
            around = Around(self.app)
            around.push()
        self._cv_tokens.append((_cv_request.set(self), around))
        if self._session is None:
            self._session = self.app.session_interface.open_session(self.app, self.request)
        if self._is_ours:
            self.match_request()

    def match_request(self) -> None:
        """Find the route, or know it again by its path. None with words is kept: they may be a secret."""
        asked, known = self.request, self.app.known_paths
        key = (asked.method, asked.path)
        found = known.get(key)
        if found is None:
            super().match_request()
            if asked.url_rule is None or any(type(value) is not int for value in (asked.view_args or {}).values()):
                return
            if len(known) >= MOST_PATHS:
                known.clear()
            found = known[key] = asked.url_rule, asked.view_args or {}
        asked.url_rule, asked.view_args = found[0], {**found[1]}

    def pop(self, exc: BaseException | None = None) -> None:
        """End, with all that was opened."""
        is_over = len(self._cv_tokens) == 1
        try:
            if is_over:
                self.app.do_teardown_request(exc)
                if "files" in self.request.__dict__:
                    self.request.close()
        finally:
            token, around = self._cv_tokens.pop()
            _cv_request.reset(token)
            if is_over:
                self.request.environ["werkzeug.request"] = None  # which holds it: they go without being looked for
            if around is not None:
                around.pop(exc)


class Served(Flask):
    """An application that takes requests in such turns, of one host name each."""

    request_class = Asked

    def __init__(self, *given: Any, **named: Any) -> None:
        self.known_paths: dict[tuple[str, str], Route] = {}
        super().__init__(*given, **named)

    def app_context(self) -> AppContext:
        """The application, for whoever asks outside of a request."""
        return Around(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """A request, for whoever asks while it is answered."""
        return Turn(self, environ)

    def host_of(self, request: Request) -> str:
        """The host that was asked. Raises SecurityError where it is not ours."""
        named = request.environ.get("HTTP_HOST")
        server = request.server if named is None else None
        return _host(request.scheme, named, server, tuple(self.config["TRUSTED_HOSTS"]))

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches the address that was asked for, of a host that is ours, and builds others."""
        if request is None:
            return super().create_url_adapter(request) if self.config["SERVER_NAME"] else None
        return MapAdapter(
            self.url_map,
            request.host.lower(),
            f"{request.root_path}/",
            self.url_map.default_subdomain,
            request.scheme,
            request.path,
            request.method,
            request.query_string.decode(errors="replace"),
        )


@lru_cache(maxsize=100)
def _host(scheme: str, named: str | None, server: tuple[str, int | None] | None, trusted: tuple[str, ...]) -> str:
    """The host of a request, once it is known to be one of ours: to look takes longer than to find a route."""
    return get_host(scheme, named, server, trusted)
