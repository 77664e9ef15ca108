"""Pages of one process, each when the one before it is done: see decision 0053."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SOON = 0.02  # seconds that a page waits for the one before it


class OneByOne:
    """An application that answers one GET at a time, but for what takes long: nothing waits for that more than `SOON`.

    The drivers let go of Python's lock: SQLite's at each row and each of its columns, PostgreSQL's at each step. With
    another page under way in the process, each time is one more wait for it.
    """

    def __init__(self, wsgi_app: WSGIApplication) -> None:
        self._wsgi_app = wsgi_app
        self._first = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer. What saves waits for a disk, and nobody for it."""
        if environ["REQUEST_METHOD"] != "GET":
            return self._wsgi_app(environ, start_response)
        is_first = self._first.acquire(timeout=SOON)
        try:
            return self._wsgi_app(environ, start_response)
        finally:
            if is_first:
                self._first.release()
