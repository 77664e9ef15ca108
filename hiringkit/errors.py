"""What can go wrong: one tree of errors, each saying what, where and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping


class HiringkitError(Exception):
    """Anything that hiringkit says to a person when it does not do what was asked."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        """One line: where, what, how to mend it."""
        return " ".join(part for part in (f"{self.where}:" if self.where else "", self.what, self.mend) if part)


class NotFoundError(HiringkitError):
    """There is no such thing, or this viewer may not know that there is."""


class RefusedError(HiringkitError):
    """The viewer may read it and may not do this with it."""


class ConflictError(HiringkitError):
    """Somebody, or an earlier click, was there first."""


class InvalidError(HiringkitError):
    """What was given does not hold; `problems` names each fault by its field or path."""

    def __init__(
        self, what: str, *, where: str = "", mend: str = "", problems: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.problems = dict(problems or {})


class TooManyError(HiringkitError):
    """Too many tries in too short a time; `wait_seconds` says how long to wait."""

    def __init__(self, what: str, *, wait_seconds: int, where: str = "", mend: str = "") -> None:
        super().__init__(what, where=where, mend=mend)
        self.wait_seconds = wait_seconds


class UnprintableError(HiringkitError):
    """A document could not be made."""


class SetupError(HiringkitError):
    """This machine, its settings or its database do not let hiringkit start."""
