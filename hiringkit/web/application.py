"""Flask, without what it works out anew for every request although it stays the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response
from flask.globals import _cv_request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from hiringkit.web.templating import Templates
from hiringkit.web.turns import Served

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HTML = "text/html; charset=utf-8"


class PageHeaders(Headers):
    """Headers of a page."""

    def take(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Add headers of ours: nobody else has a word in them, so they are not looked through for line breaks."""
        self._list += pairs

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        """All of them, as a server takes them."""
        return self._list


class Page(Response):
    """An answer that is made of a text and nothing else, as Werkzeug would make it in some twenty calls."""

    headers: PageHeaders

    def __init__(self, text: str | bytes, content_type: str = HTML) -> None:
        body = text.encode() if isinstance(text, str) else text
        self.headers = PageHeaders()
        self.headers.take([("Content-Type", content_type), ("Content-Length", str(len(body)))])
        self._status, self._status_code = "200 OK", 200
        self.direct_passthrough = False
        self._on_close = []
        self.response = [body]

    def get_wsgi_response(self, environ: WSGIEnvironment) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """As in Werkzeug, which copies the headers and looks through them for addresses and lengths."""
        if environ["REQUEST_METHOD"] in ("GET", "POST"):
            return self.response, self._status, self.headers.to_wsgi_list()  # type: ignore[return-value]  # encoded already
        return super().get_wsgi_response(environ)


class Json(DefaultJSONProvider):
    """JSON as Flask writes it, by an encoder that is made once."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """An answer with these values."""
        return Page(f"{_ENCODER.encode(self._prepare_response_obj(args, kwargs))}\n", self.mimetype)


_ENCODER = json.JSONEncoder(default=DefaultJSONProvider.default, separators=(",", ":"), sort_keys=True)


class Application(Served):
    """Our kind of application: no coroutine anywhere, and no blueprint that does anything before or after a request."""

    jinja_environment = Templates
    json_provider_class = Json

    def full_dispatch_request(self) -> Response:
        """Have a request answered. All that looks at one beforehand looks at what was sent, so a GET goes past it."""
        self._got_first_request = True
        asked = _cv_request.get().request
        try:
            given: Any = None if asked.method == "GET" else self.preprocess_request()
            if given is None and asked.url_rule is not None and asked.method in ("GET", "POST"):
                given = self.view_functions[asked.url_rule.endpoint](**(asked.view_args or {}))
            elif given is None:
                given = self.dispatch_request()
        except Exception as error:  # noqa: BLE001 -- as in Flask: each has its page
            given = self.handle_user_exception(error)
        return self.finalize_request(given)

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Have it looked at what was sent, by all that is registered for it; what one of them answers is the answer."""
        for function in self.before_request_funcs[None]:
            answer = function()
            if answer is not None:
                return answer  # type: ignore[return-value]  # nothing is awaited
        return None

    def finalize_request(
        self,
        rv: ResponseReturnValue | HTTPException,
        from_error_handler: bool = False,  # noqa: FBT001, FBT002 -- its signature
    ) -> Response:
        """Make an answer of what a route gave."""
        if from_error_handler:
            return super().finalize_request(rv, from_error_handler)
        return self.process_response(self.make_response(rv))

    def make_response(self, rv: Any) -> Response:
        """An answer of what a route gave."""
        if type(rv) is Page:
            return rv
        return Page(rv) if type(rv) is str or type(rv) is bytes else super().make_response(rv)

    def process_response(self, response: Response) -> Response:
        """Give an answer what each of them carries."""
        for function in self.after_request_funcs[None]:
            response = function(response)  # type: ignore[assignment]  # nothing is awaited
        self.session_interface.save_session(self, _cv_request.get().session, response)
        return response

    def do_teardown_request(self, exc: BaseException | None = None) -> None:
        """Close what was opened for a request."""
        for function in self.teardown_request_funcs[None]:
            function(exc)

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add to what a page gives its template what every page gives; no blueprint has more of its own."""
        given = context.copy()
        for values in self.template_context_processors[None]:
            context.update(self.ensure_sync(values)())
        context.update(given)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: every one of ours is an ordinary one."""
        return func
