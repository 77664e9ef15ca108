"""hiringkit calibrate: fair scores from a file of ratings; no database needed."""

from __future__ import annotations

import os
from pathlib import Path

import click

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@click.command()
@click.argument("file", metavar="RATINGS.csv", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--scale", metavar="LOW-HIGH", help="The scale, as 1-5; else the range that is seen.")
@click.option(
    "--method",
    type=click.Choice(["map", "jmle"]),
    default="map",
    show_default=True,
    help="The hierarchical model, or the classical joint estimate, to compare with published tables.",
)
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.svg", help="Draw the Wright map."
)
def calibrate(file: Path, as_json: bool, scale: str | None, method: str, plot: Path | None) -> None:
    """Scores that are fair across interviewers, from candidate,interviewer,criterion,rating[,stage][,pool].

    The average interviewer is the mean of the interviewers in this file who are connected through shared candidates,
    not of all interviewers in the world.
    A fair score supports a decision; it may not be its only or its overriding ground.
    """
    # Read once, when numpy is loaded: with more threads the many small matrices take ten times as long.
    os.environ.update(dict.fromkeys(THREADS, "1"))
    from hiringkit.cli import calibrated  # noqa: PLC0415 -- loads numpy

    calibrated.run(file, as_json=as_json, scale=scale, method=method, plot=plot)
