"""Computed figures on paper: never without their interval and status."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ScoreOnPaper:
    """A fair score in points of the scale, the interval around it, and how far both can be trusted."""

    fair: Decimal
    low: Decimal
    high: Decimal
    status: str  # "calibrated" or "provisional"

    @property
    def is_calibrated(self) -> bool:
        """Whether it is drawn with a full mark and bar; a provisional one is hollow."""
        return self.status == "calibrated"

    def __str__(self) -> str:
        """All of it: 3.7 (3.2–4.2)."""
        return f"{self.fair:.1f} ({self.low:.1f}–{self.high:.1f})"
