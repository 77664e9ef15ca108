"""hiringkit worker: what is done away from the requests: archives, mails, calibration runs."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

import click
from sqlalchemy.exc import OperationalError

from hiringkit.cli.installation import now, opened
from hiringkit.cli.progress import progress
from hiringkit.db.engine import Database
from hiringkit.jobs.mails import Post
from hiringkit.services import calibrations, installation
from hiringkit.settings import Settings

TURN_SECONDS = 0.5


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, and end; as a nightly job would.")
@click.option("--demo", is_flag=True, help="For the database of a demo.")
@click.option("--beside", type=int, default=0, hidden=True, help="End when this process, our parent, has ended.")
def worker(once: bool, demo: bool, beside: int) -> None:
    """Do the work that people wait for on a page, and what the clock asks for, until somebody ends it.

    Several may run at once. One that was killed is no loss: the next goes on where it was.
    """
    db, settings = opened(demo=demo)
    place = installation.prepare(db, demo=demo, now=now())
    if once:
        with progress() as told:
            runs = calibrations.refresh_all(db, now(), told)
        click.echo(
            f"{len(runs)} {'pack has' if len(runs) == 1 else 'packs have'} a calibration run of today’s ratings."
        )
    _work(db, settings, _post(settings, place), once=once, beside=beside)


def _post(settings: Settings, place: installation.Installation) -> Post | None:
    """Where mails go. A demo's people are made up: what would be sent to them stays in its outbox. None: no mail."""
    key = settings.secret_key
    if place.demo:
        port = os.environ.get("HIRINGKIT_SERVE_PORT", "8000")
        return Post("", "hiringkit@example.org", settings.url or f"http://127.0.0.1:{port}", place.organisation, key)
    if settings.smtp:
        return Post(settings.smtp, settings.mail_from, settings.url, place.organisation, key)
    return None


def _work(db: Database, settings: Settings, post: Post | None, *, once: bool, beside: int) -> None:
    from hiringkit.jobs.durable import Worker  # noqa: PLC0415 -- takes a second to load

    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    working = Worker(db, settings, post, runs_by_the_clock=not once)
    while not ended.wait(TURN_SECONDS):
        try:
            working.turn(now())
            is_done = once and working.is_idle(now())
        except OperationalError as error:  # locked, or away for a while: what is due waits
            click.echo(f"The database is busy ({type(error.orig).__name__}); the next look is in a moment.", err=True)
            is_done = False
        if is_done or (beside and os.getppid() != beside):
            break
    working.stop()
    sys.stdout.flush()
    os._exit(0)  # dbos would wait for workflows that wait for us; whatever they had in hand is done, the rest is kept
