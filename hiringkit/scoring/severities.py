"""What an interviewer's severity, use of the scale and agreement are called: the same words on every page."""

from __future__ import annotations

from collections.abc import Sequence

from hiringkit.languages import marked

UNUSUAL, NEAR = 0.5, 0.15  # points of the scale
ENOUGH_TO_SAY = 20  # ratings
ONE_LEVEL = 60  # percent


def gives(points: float, low: float, high: float) -> str:
    """What it amounts to that somebody gives so many points more than the average (less, where negative)."""
    side = "mild" if points > 0 else "harsh"
    if low > 0 or high < 0:
        return f"unusually {side}" if abs(points) >= UNUSUAL else side
    return "near average" if abs(points) >= NEAR else "average"


def counted(words: Sequence[str], unknown: int) -> str:
    """How many are unusual, in a sentence that names nobody."""
    total = len(words) + unknown
    harsh, mild = words.count("unusually harsh"), words.count("unusually mild")
    people = "interviewer" if total == 1 else "interviewers"
    said = f"{_few(harsh).capitalize()} of {total} {people} {_is(harsh)} unusually harsh, "
    said += f"{_few(mild)} {_is(mild)} unusually mild"
    return f"{said}, {unknown} {_is(unknown)} not known enough." if unknown else f"{said}."


def _few(count: int) -> str:
    return str(count) if count else "none"


def _is(count: int) -> str:
    return "are" if count > 1 else "is"


def percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Shares in whole percents; nothing of nothing."""
    total = sum(counts)
    return tuple(round(100 * count / total) if total else 0 for count in counts)


def use(counts: Sequence[int], words: Sequence[str]) -> str:
    """What stands out in how often each level was given, lowest first; empty when nothing does or too little is known.

    Args:
        counts: ratings a level.
        words: the levels' words.
    """
    if sum(counts) < ENOUGH_TO_SAY:
        return ""
    shares = percents(counts)
    most = max(range(len(counts)), key=lambda place: counts[place])
    if shares[most] >= ONE_LEVEL:
        return f"mostly “{words[most]}”"
    ends = [words[place] for place in (0, len(counts) - 1) if not counts[place]]
    if len(ends) == 2:
        return "uses only the middle"
    return f"never “{ends[0]}”" if ends else ""


def agreement(alpha: float | None) -> str:
    """What an alpha is called."""
    if alpha is None:
        return marked("not known")
    if alpha >= 0.8:
        return marked("good")
    return marked("tentative") if alpha >= 0.667 else marked("low")


def fit(infit: float | None) -> str:
    """What an infit says; empty when it is ordinary or unknown."""
    if infit is None:
        return ""
    if infit > 1.5:
        return "often disagrees with the rest, in no particular direction"
    return "unusually uniform" if infit < 0.5 else ""


def suggestion(severity: str, use_: str, evidenced: int | None, *, late: bool) -> str:
    """One thing to try, the one that matters most; a sentence.

    Args:
        severity: the words of `gives`; empty when it is not known.
        use_: the words of `use`.
        evidenced: percent of ratings that have a line of evidence; None without ratings.
        late: whether cards come in later than most people's.
    """
    if evidenced is not None and evidenced < 70:
        return "Write a line of evidence for more of your ratings: it is what a debrief can talk about."
    if severity.startswith("unusually"):
        way = "highest" if severity.endswith("harsh") else "lowest"
        return (
            f"Read the anchors of the {way} levels once more before the next interview, and rate against their words."
        )
    if use_:
        return f"Your use of the scale stands out: {use_}. Read the anchors of the levels that you leave out."
    if late:
        return "Write the card on the day of the interview: what is remembered later is remembered less well."
    return "Nothing stands out. Go on like this."
