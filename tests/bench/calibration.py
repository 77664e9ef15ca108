"""Calibration: fair scores against the truth over many made-up sets; time and memory of up to a million ratings.

Seconds are the processor's, so that other work on the machine adds little to them; everything here is one thread.

raschpy is a peer in Python; it needs pandas, matplotlib and scikit-learn, so it lives in an environment of its own:

    python3 -m venv build/raschpy && build/raschpy/bin/pip install raschpy==1.4.0
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from hiringkit.calibration.engine import calibrate
from tests.bench.row import Row, at_least, at_most, in_turn
from tests.calibration import truth
from tests.calibration.truth import Accuracy, Plan, accuracy

FEWEST_SETS, CANDIDATES = 20, 2400  # small sets differ more by chance, so there are more of them
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PLANS = {  # the plan, and the least gain in pair order that is asked for: a quarter of what an earlier study reached
    "well linked": (truth.WELL_LINKED, 0.005),
    "sparse, harsh and lenient apart": (truth.SPARSE, 0.02),
    "two pools apart": (truth.TWO_POOLS, 0.003),
    "12 candidates": (truth.TWELVE, 0.002),
    "25 candidates": (truth.TWENTY_FIVE, 0.002),
    "3 of 6 criteria each": (truth.PARTS_OF_CRITERIA, 0.003),
    "2 meetings each": (truth.TWO_MEETINGS, 0.006),
    "nobody harsh": (truth.NOBODY_HARSH, -0.002),
}
COMMAND = {1_000: (1.0, 300), 10_000: (3.0, 300), 100_000: (4.0, 300), 1_000_000: (20.0, 1200)}  # seconds, megabytes
AGAINST_RASCHPY = {1_000: (8.0, 5), 10_000: (4.0, 5), 100_000: (10.0, 2)}  # times as fast, rounds
FIT_OF_A_MILLION = 5.0
RASCHPY = Path("build/raschpy/bin/python")
PROGRAM = (sys.executable, "-c", "from hiringkit.cli import main; main()")

PEER = """
import sys, time, warnings
import pandas, raschpy
warnings.simplefilter("ignore")
table = pandas.read_csv(sys.argv[1])
table["rating"] -= 1
wide = table.pivot(index=["interviewer", "candidate"], columns="criterion", values="rating")
grid = [sorted(table[name].unique()) for name in ("interviewer", "candidate")]
wide = wide.reindex(pandas.MultiIndex.from_product(grid, names=["Rater", "Person"]))
for line in sys.stdin:
    model = raschpy.MFRM(wide, max_score=4)
    begun = time.process_time()
    model.calibrate()
    model.person_estimates()
    print(time.process_time() - begun, flush=True)
"""
OURS = """
import sys, time
from hiringkit.calibration import engine, groups, jmle, rows
with open(sys.argv[1], "rb") as file:
    ratings = rows.read(file)
component = groups.groups(groups.met(ratings)).interviewer
for line in sys.stdin:
    begun = time.process_time()
    jmle.estimate(ratings, component) if line.strip() == "joint" else engine.calibrate(ratings)
    print(time.process_time() - begun, flush=True)
"""


class Fitter:
    """A program that has read a file and says how many seconds each fit took."""

    def __init__(self, python: str | Path, code: str, file: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-c", code, file],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(Path.cwd())},
        )

    def __enter__(self) -> Fitter:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def seconds(self, method: str) -> float:
        """Of one more fit."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{method}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def rows() -> Iterator[Row]:
    """Accuracy first, then speed."""
    for name, (plan, gain) in PLANS.items():
        yield from _accuracy(name, plan, gain)
    with tempfile.TemporaryDirectory() as folder:
        files = {count: _written(Path(folder) / f"{count}.csv", count) for count in COMMAND}
        for count, (most_seconds, most_megabytes) in COMMAND.items():
            took, megabytes = _command(files[count])
            what = f"hiringkit calibrate, {count:,} ratings"
            yield Row(what, [took], [most_seconds], "s allowed", "s", at_most(1.0))
            yield Row(f"{what}, memory", [megabytes], [most_megabytes], "MB allowed", "MB", at_most(1.0))
        yield from _fits(files)
        yield from _raschpy(files)


def _accuracy(name: str, plan: Plan, gain: float) -> Iterator[Row]:
    sets = [truth.truth(plan, 1000 + seed) for seed in range(max(FEWEST_SETS, CANDIDATES // plan.candidates))]
    found = truth.mean([accuracy(made, calibrate(made.ratings)) for made in sets])
    order = f"right pairs, {name}"
    yield Row(order, [found.pair_order], [found.raw_pair_order], "by raw means", "", at_least(_least(found, gain)))
    yield Row(f"error, {name}", [found.rmse], [found.raw_rmse], "of raw means", "points", at_most(1.0))
    yield Row(f"truths in the 95 % range, {name}", [found.coverage], [0.90], "wanted", "", at_least(1.0))
    yield Row(f"truths in the 95 % range, {name}", [found.coverage], [0.99], "at most", "", at_most(1.0))
    if plan.sd_severity > 0.1 and plan.interviewers > 6:  # a correlation over six people is mostly chance
        yield Row(f"severity, {name}", [found.severity_correlation], [0.8], "correlation wanted", "", at_least(1.0))


def _least(found: Accuracy, gain: float) -> float:
    return (found.raw_pair_order + gain) / found.raw_pair_order


def _fits(files: dict[int, Path]) -> Iterator[Row]:
    """The hierarchical model alone, reading apart; and whether the time grows with the ratings."""
    seconds = {count: _fit_seconds(file, 3 if count < 1_000_000 else 1) for count, file in files.items()}
    most, tenth = max(files), max(files) // 10
    yield Row("fit of a million ratings", [seconds[most]], [FIT_OF_A_MILLION], "s aimed at", "s", at_most(4.0, 1.0))
    yield Row("a million ratings", [seconds[most]], [seconds[tenth]], "s for a tenth", "s", at_most(20.0, 12.0))


def _fit_seconds(file: Path, rounds: int) -> float:
    with Fitter(sys.executable, OURS, file) as fitter:
        return min(fitter.seconds("map") for _ in range(rounds))


def _raschpy(files: dict[int, Path]) -> Iterator[Row]:
    """The joint estimate against raschpy's calibration and persons, in turn."""
    if not RASCHPY.exists():
        print(f"raschpy is not there, so it is not compared: {(__doc__ or '').strip().splitlines()[-1].strip()}")
        return
    for count, (times, rounds) in AGAINST_RASCHPY.items():
        with Fitter(sys.executable, OURS, files[count]) as ours, Fitter(RASCHPY, PEER, files[count]) as theirs:
            found = in_turn(
                rounds, {"ours": partial(ours.seconds, "joint"), "theirs": partial(theirs.seconds, "joint")}
            )
        what = f"times as fast as raschpy, {count:,} ratings"
        yield Row(what, found["theirs"], found["ours"], "s, joint estimate", "s, raschpy", at_least(times))


def _command(file: Path) -> tuple[float, float]:
    """Seconds and megabytes of the whole command, from a cold start."""
    with subprocess.Popen([*PROGRAM, "calibrate", str(file), "--json"], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    kilobytes = used.ru_maxrss if sys.platform != "darwin" else used.ru_maxrss / 1024
    return used.ru_utime + used.ru_stime, kilobytes / 1000


def _written(file: Path, count: int) -> Path:
    """So many ratings: 20 a candidate, 5 criteria, 4 interviewers, of whom each meets about 100 candidates."""
    random = np.random.default_rng(count)
    candidates = count // 20
    interviewers = max(8, candidates // 25)
    first = random.integers(0, interviewers, (candidates, 1))
    people = (first + np.cumsum(random.integers(1, 1 + interviewers // 5, (candidates, 4)), axis=1)) % interviewers
    theta = random.normal(0, 1.0, (candidates, 1)) + random.normal(0, 0.6, (candidates, 5))
    eta = theta[:, None] + random.normal(0, 0.5, (candidates, 4, 1)) - random.normal(0, 0.4, 5)
    eta -= random.normal(0, 0.6, interviewers)[people][:, :, None]
    shares = np.exp(np.arange(5) * eta[..., None] - np.concatenate([[0.0], np.cumsum(truth.THRESHOLDS)])).cumsum(-1)
    drawn = 1 + (random.random((*eta.shape, 1)) * shares[..., -1:] > shares[..., :-1]).sum(-1)
    with file.open("w", encoding="utf-8") as opened:
        opened.write("candidate,interviewer,criterion,rating\n")
        for (candidate, meeting, criterion), value in np.ndenumerate(drawn):
            opened.write(f"c{candidate:06d},i{people[candidate, meeting]:05d},k{criterion},{value}\n")
    return file
