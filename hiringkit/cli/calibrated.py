"""What `hiringkit calibrate` does, once numpy may be loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from hiringkit.calibration import rows
from hiringkit.calibration.engine import Settings, calibrate
from hiringkit.calibration.ratings import Ratings, Scale
from hiringkit.calibration.results import Method
from hiringkit.calibration.results import as_json as plain
from hiringkit.calibration.wright import wright_map
from hiringkit.cli.calibration_table import table
from hiringkit.cli.files import write
from hiringkit.cli.progress import Told, progress
from hiringkit.errors import InvalidError, NotFoundError, SetupError


def run(file: Path, *, as_json: bool, scale: str | None, method: str, plot: Path | None) -> None:
    """Read, calibrate, print. Raises HiringkitError; exits with 2 when rows are bad, each named on a line."""
    asked = rows.scale(scale) if scale else None
    with progress() as told:
        try:
            result = calibrate(_read(file, asked, told), Settings(method=Method(method)), told)
        except InvalidError as error:
            _say_what_is_wrong(file, error)
    if plot:
        write(plot, wright_map(result).encode())
    if as_json:
        json.dump(plain(result), sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        click.echo()
    else:
        click.echo(table(result))


def _read(file: Path, asked: Scale | None, told: Told | None) -> Ratings:
    try:
        with file.open("rb") as opened:
            return rows.read(opened, asked, told)
    except FileNotFoundError:
        raise NotFoundError("There is no such file.", where=str(file)) from None
    except OSError as error:
        raise SetupError(f"The file cannot be read: {error.strerror}.", where=str(file)) from None


def _say_what_is_wrong(file: Path, error: InvalidError) -> NoReturn:
    """Each fault on a line of its own, nothing on standard output, exit 2."""
    whole = " ".join(part for part in (error.what, error.mend) if part)
    faults = error.problems or {error.where or "line 1": whole}
    sys.stderr.writelines(f"{file}: {where}: {fault}\n" for where, fault in faults.items())
    sys.exit(2)
