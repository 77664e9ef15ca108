"""Flask, without what it works out anew for every request although it stays the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from werkzeug.routing import MapAdapter, Rule
from werkzeug.sansio.utils import get_host

from hiringkit.web.templating import Templates

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HTML = "text/html; charset=utf-8"
MOST_PATHS = 4_000


class Answer(Response):
    """What is sent to a browser. `is_page`: made of a text and nothing else, so nothing is to be mended."""

    is_page = False

    def get_wsgi_response(self, environ: WSGIEnvironment) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """As in Werkzeug, which copies the headers and looks through them for addresses and lengths."""
        if self.is_page and environ["REQUEST_METHOD"] in ("GET", "POST"):
            return self.response, self.status, list(self.headers)  # type: ignore[return-value]  # encoded already
        return super().get_wsgi_response(environ)


class Json(DefaultJSONProvider):
    """JSON as Flask writes it, by an encoder that is made once."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """An answer with these values."""
        answer = Answer(f"{_ENCODER.encode(self._prepare_response_obj(args, kwargs))}\n", content_type=self.mimetype)
        answer.is_page = True
        return answer


_ENCODER = json.JSONEncoder(default=DefaultJSONProvider.default, separators=(",", ":"), sort_keys=True)


class Paths(MapAdapter):
    """Finds the route of an address, and knows it again by its path. None with words is kept: they may be a secret."""

    known: dict[tuple[str, str], tuple[Rule, Mapping[str, Any]]]

    def match(self, *given: Any, **named: Any) -> Any:
        """As in Werkzeug. Raises what it does; nothing of that is kept."""
        if given or named != {"return_rule": True}:
            return super().match(*given, **named)
        key = (self.default_method, self.path_info)
        found = self.known.get(key)
        if found is not None:
            return found[0], {**found[1]}
        found = super().match(return_rule=True)
        if all(type(value) is int for value in found[1].values()):
            if len(self.known) >= MOST_PATHS:
                self.known.clear()
            self.known[key] = found[0], {**found[1]}
        return found


class Application(Flask):
    """Our kind of application: one host name to a request, and no coroutine anywhere."""

    jinja_environment = Templates
    response_class = Answer
    json_provider_class = Json

    def __init__(self, *given: Any, **named: Any) -> None:
        self.known_paths: dict[tuple[str, str], tuple[Rule, Mapping[str, Any]]] = {}
        super().__init__(*given, **named)

    def make_response(self, rv: ResponseReturnValue) -> Response:
        """An answer of what a route gave."""
        if type(rv) is not str and type(rv) is not bytes:
            return super().make_response(rv)
        page = Answer(rv, content_type=HTML)
        page.is_page = True
        return page

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add to what a page gives its template what every page gives; no blueprint has more of its own."""
        given = context.copy()
        for values in self.template_context_processors[None]:
            context.update(self.ensure_sync(values)())
        context.update(given)

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Have it looked at what a browser sent, where it sent something: all that is registered does nothing else."""
        return None if request.method == "GET" else super().preprocess_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: every one of ours is an ordinary one."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches the address that was asked for. Raises SecurityError for a host that is not ours."""
        if request is None:
            return super().create_url_adapter(request)
        trusted = self.config["TRUSTED_HOSTS"]
        request.host = _host(request.scheme, request.environ.get("HTTP_HOST"), request.server, tuple(trusted))
        paths = Paths(
            self.url_map,
            request.host.lower(),
            f"{request.root_path}/",
            self.url_map.default_subdomain,
            request.scheme,
            request.path,
            request.method,
            request.query_string.decode(errors="replace"),
        )
        paths.known = self.known_paths
        return paths


@lru_cache(maxsize=100)
def _host(scheme: str, named: str | None, server: tuple[str, int | None] | None, trusted: tuple[str, ...]) -> str:
    """The host of a request, once it is known to be one of ours: to look takes longer than to find a route."""
    return get_host(scheme, named, server, trusted)
