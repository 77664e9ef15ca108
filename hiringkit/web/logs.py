"""Logs of the server: one line of JSON each, from an allow list of keys, without anything about a person."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache
from typing import Any

KEYS = frozenset(
    {"event", "level", "timestamp", "number", "kind", "error", "route", "method", "status", "at", "person_id"}
)


@cache
def log() -> Any:
    """The log of this process, set up when something is first to be said: to load the library takes a while."""
    import structlog  # noqa: PLC0415 -- as above

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where,
            _allowed,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=False,
    )
    return structlog.get_logger()


def _where(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception keep the places in our code, and where it was raised.

    Its message and locals may hold what people typed.
    """
    error = event.pop("exc_info", None)
    frames = []
    trace = getattr(error, "__traceback__", None)
    while trace is not None:
        code, is_last = trace.tb_frame.f_code, trace.tb_next is None
        if is_last or "/site-packages/" not in code.co_filename:
            frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    if frames:
        event["at"] = frames[-8:]
    return event


def _allowed(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in KEYS}
