"""What became of each line of a report by now: what the reader made of it, and what people did with that since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from hiringkit.rubrics.packs import Item, Pack
from hiringkit.rubrics.provenance import Source
from hiringkit.rubrics.reader_draft import MODELS, Account, Fate

BLANK = "blank"
REJECTED = "rejected by a person"
TAKEN_OUT = "taken out in the editor"
LEFT_OUT = "a row that a person left out"
AROUND = "words around what a person placed"


def accounts_now(
    read: Sequence[Account], was: Pack, pack: Pack, *, rejected: Collection[int] = ()
) -> tuple[Account, ...]:
    """The fate of each line, once, in order.

    Args:
        read: what the reader said of each line.
        was: the draft as the reader made it.
        pack: the draft as it stands now.
        rejected: the lines of items that a person rejected.
    """
    first, now = set(_lines(was)), set(_lines(pack))
    mend = {row.line for row in pack.repair}
    left = {number for part in pack.unmapped for number in range(part.line, part.last_line + 1)}
    return tuple(_account(one, first=first, now=now, mend=mend, left=left, rejected=rejected) for one in read)


def ranges(lines: Iterable[int]) -> str:
    """Line numbers in words, those that follow one another as one: “2, 4 to 7”."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1][1:] = [line]
        else:
            runs.append([line])
    return ", ".join(" to ".join(map(str, run)) for run in runs)


def _account(
    one: Account, *, first: set[int], now: set[int], mend: set[int], left: set[int], rejected: Collection[int]
) -> Account:
    if one.line in now:
        return Account(one.line, Fate.MAPPED, one.what)
    if one.line in mend:
        return Account(one.line, Fate.REPAIR, one.what)
    if one.fate is Fate.UNMAPPED and one.line in left:
        return one
    reason = {
        Fate.MAPPED: (REJECTED if one.line in rejected else TAKEN_OUT) if one.line in first else "",
        Fate.REPAIR: LEFT_OUT,
        Fate.UNMAPPED: REJECTED if one.line in rejected else AROUND,
        Fate.IGNORED: "",
    }[one.fate]
    return Account(one.line, Fate.IGNORED, reason) if reason else one


def _lines(pack: Pack) -> Iterator[int]:
    for element in (*MODELS, "context"):
        items: Sequence[Item] = getattr(pack, element)
        for item in items:
            if isinstance(item.source, Source):
                yield from (item.source.line, *item.source.lines)
