"""Notes beside the ratings: to oneself, to the panel, to the next stage; the last carries no rating and no verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Note(StrEnum):
    """Whom a note is for: its author alone; whoever reads the card; whoever holds the next stage, at once."""

    PRIVATE = "private"
    PANEL = "panel"
    HANDOFF = "handoff"

    @property
    def field(self) -> str:
        """The field of a draft in which it is typed."""
        return f"note:{self.value}"


_VERDICTS = ("strong yes", "strong no", "no hire")


def verdict_fault(text: str, level_words: Iterable[str]) -> str | None:
    """Why a note may not be handed to the next stage: it says how the candidate was rated; None when it does not.

    A level of one word, such as “Above”, is a word of the language too: only those of several words are looked for.
    """
    phrases = [*_VERDICTS, *(word for word in level_words if " " in word.strip())]
    said = re.search(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", " ".join(text.split()), re.IGNORECASE)
    if said is None:
        return None
    return f"It says “{said.group()}”. A handoff note carries no rating: write what was covered and what to ask next."
