"""Flask, without what it works out anew for every request although it stays the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import get_host

from hiringkit.web.templating import Templates


class Application(Flask):
    """Our kind of application: one host name to a request, and no coroutine anywhere."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: every one of ours is an ordinary one."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches the address that was asked for. Raises SecurityError for a host that is not ours."""
        if request is None:
            return super().create_url_adapter(request)
        trusted = self.config["TRUSTED_HOSTS"]
        request.host = _host(request.scheme, request.environ.get("HTTP_HOST"), request.server, tuple(trusted))
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
