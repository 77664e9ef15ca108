"""What a browser sends from a debrief: fields by name, each form with its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hiringkit.errors import InvalidError
from hiringkit.scoring.decisions import Choice, Decision, Offer


def place(at: str) -> tuple[int, str]:
    """The card and the criterion that `CARD:CRITERION` names; (0, "") for anything else."""
    card, _, criterion = at.partition(":")
    known = card.isascii() and card.isdigit() and len(card) < 10
    return (int(card), criterion) if known else (0, "")


def rating(sent: Mapping[str, str]) -> tuple[str, str, str]:
    """What a rating would be now, why, in words."""
    return sent.get("step", ""), sent.get("reason", ""), sent.get("words", "")


def over(sent: Mapping[str, str]) -> int:
    """The number of the record that the writer had before them; 0 for none, and for what is no number."""
    found = sent.get("over", "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else 0


def decision(sent: Mapping[str, str]) -> tuple[Decision, int]:
    """What was decided, and the number of the decision that the writer had before them. Raises InvalidError."""
    choice, offer = sent.get("choice", ""), sent.get("offer", "")
    return Decision(
        choice=Choice(choice) if choice in set(Choice) else None,
        level=sent.get("level", ""),
        offer=Offer(offer) if offer in set(Offer) else None,
        conditions=sent.get("conditions", ""),
        ground=sent.get("ground", ""),
        changes=sent.get("changes", ""),
        revisit_on=_day(sent.get("revisit_on", "").strip()),
        amends=sent.get("amends", ""),
    ), over(sent)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        sentence = "This is no date of the calendar. Write it as 2026-01-22."
        raise InvalidError("The decision was not recorded.", problems={"revisit_on": sentence}) from error
