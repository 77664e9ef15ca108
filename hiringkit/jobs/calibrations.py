"""Calibration runs away from the request: after an answer was sent, and by the worker."""

from __future__ import annotations

import logging
from datetime import datetime

from hiringkit.db.engine import Database
from hiringkit.services import calibrations

log = logging.getLogger(__name__)


def after_submit(db: Database, scorecard_id: int, now: datetime) -> None:
    """Make the run that a submitted card asks for. The card is in, whatever happens here: a fault is only logged.

    What is lost with the process is made by the next run, whoever asks for it: the ratings are what counts.
    """
    try:
        calibrations.refresh_after(db, scorecard_id, now)
    except Exception:
        log.exception("The calibration run after a submitted scorecard was not made.")


def after_opening(db: Database, candidacy_id: int, now: datetime) -> None:
    """As `after_submit`, when a candidate's cards were opened before the panel was complete: they enter as they are."""
    try:
        calibrations.refresh_opened(db, candidacy_id, now)
    except Exception:
        log.exception("The calibration run after an early opening was not made.")


def after_change(db: Database, pack_id: int, now: datetime) -> None:
    """As `after_submit`, when a drill that was handed in has changed what enters a pack's run."""
    try:
        calibrations.refresh(db, pack_id, now)
    except Exception:
        log.exception("The calibration run after a change was not made.")
