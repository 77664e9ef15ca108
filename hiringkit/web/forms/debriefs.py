"""What a browser sends from a debrief: fields by name, each form with its own."""

from __future__ import annotations

from collections.abc import Mapping


def place(at: str) -> tuple[int, str]:
    """The card and the criterion that `CARD:CRITERION` names; (0, "") for anything else."""
    card, _, criterion = at.partition(":")
    known = card.isascii() and card.isdigit() and len(card) < 10
    return (int(card), criterion) if known else (0, "")


def rating(sent: Mapping[str, str]) -> tuple[str, str, str]:
    """What a rating would be now, why, in words."""
    return sent.get("step", ""), sent.get("reason", ""), sent.get("words", "")
