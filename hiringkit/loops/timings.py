"""How the minutes of an interview are shared out among its parts: a proposal, printed with the kit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hiringkit.languages import gettext, marked
from hiringkit.rubrics.packs import Weight

WELCOME = marked("Welcome: who you are, what it is about, how AI tools may be used")
THEIRS = marked("The candidate’s own questions")
CLOSE = marked("What happens next; take leave")
SHARES = {"welcome": 4, "scenario": 24, "objection": 8, "sample": 18, "theirs": 6, "close": 2}
ASKED = {Weight.PRIMARY: 8, Weight.SECONDARY: 4}


@dataclass(frozen=True)
class Part:
    """A part of an interview, from one minute to another."""

    begins: int
    ends: int
    words: str


def timings(
    minutes: int,
    criteria: Iterable[tuple[str, Weight]],
    *,
    scenario: str | None = None,
    sample: bool = False,
    objection: bool = False,
) -> tuple[Part, ...]:
    """The parts of an interview in order.

    Args:
        minutes: how long it is.
        criteria: what is asked about, by name; a primary criterion has twice the time of a secondary one.
        scenario: the scenario's name, where there is one.
        sample, objection: whether a work sample is looked at, a risk objection put.

    Returns:
        Parts that follow on each other and fill the minutes exactly. Each has a minute at least where there are enough;
        those with none are left out.
    """
    parts = [(gettext(WELCOME), SHARES["welcome"])]
    parts += [(gettext("Scenario: %(name)s", name=scenario), SHARES["scenario"])] if scenario else []
    parts += [(gettext("Risk objection"), SHARES["objection"])] if objection else []
    parts += [(gettext("Work sample"), SHARES["sample"])] if sample else []
    parts += [(gettext("Ask about: %(criterion)s", criterion=name), ASKED[weight]) for name, weight in criteria]
    parts += [(gettext(THEIRS), SHARES["theirs"]), (gettext(CLOSE), SHARES["close"])]
    found, begins = [], 0
    for (words, _share), long in zip(parts, _shared(minutes, [share for _words, share in parts]), strict=True):
        if long:
            found.append(Part(begins, begins + long, words))
        begins += long
    return tuple(found)


def _shared(minutes: int, shares: list[int]) -> list[int]:
    """Whole minutes by share, the largest remainder first; where there are enough, the longest part gives to those
    that would have none."""
    whole = sum(shares)
    given = [minutes * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda at: (-(minutes * shares[at] % whole), at))
    for at in by_remainder[: minutes - sum(given)]:
        given[at] += 1
    while 0 in given and max(given) > 1:
        given[given.index(max(given))] -= 1
        given[given.index(0)] += 1
    return given
