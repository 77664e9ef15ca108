"""An error becomes an exit code, in one place."""

from __future__ import annotations

from hiringkit import errors

EXIT: dict[type[errors.HiringkitError], int] = {
    errors.HiringkitError: 1,
    errors.NotFoundError: 3,
    errors.RefusedError: 4,
    errors.ConflictError: 5,
    errors.InvalidError: 2,
    errors.TooManyError: 6,
    errors.UnprintableError: 7,
    errors.SetupError: 8,
}


def exit_code(error: errors.HiringkitError) -> int:
    """The exit code of an error: one for each kind, so that a script can tell them apart."""
    return EXIT[type(error)]
