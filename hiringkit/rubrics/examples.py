"""Good and bad examples of a level: what an anchor looks like in practice. They illustrate it and never replace it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from hiringkit.rubrics.provenance import Origin, Plain, Text

MOST = 20  # of one side of a level


class Side(StrEnum):
    """On which side of a level an example stands; the values are the keys of the pack file."""

    GOOD = "good"
    BAD = "bad"


SIDES: Mapping[Side, str] = {Side.GOOD: "this level", Side.BAD: "taken for it, and is not"}  # for people


class Example(Plain):
    """Something said or done, and who wrote it down."""

    text: Text
    source: Origin


class Examples(Plain):
    """What a level looks like: `good` belongs to it, `bad` is easily taken for it and does not."""

    good: Annotated[tuple[Example, ...], Field(max_length=MOST)] = ()
    bad: Annotated[tuple[Example, ...], Field(max_length=MOST)] = ()

    def of(self, side: Side) -> tuple[Example, ...]:
        """The examples of one side."""
        return self.good if side is Side.GOOD else self.bad

    def texts(self, side: Side) -> tuple[str, ...]:
        """The words of one side."""
        return tuple(example.text for example in self.of(side))

    def rewritten(self, side: Side, texts: Iterable[str], by: Origin) -> Examples | None:
        """With other texts on one side: those that stood there keep their origin. None where none is left at all.

        Raises pydantic's ValidationError: too many, or one is too long.
        """
        origins = {example.text: example.source for example in self.of(side)}
        made = [{"text": text, "source": origins.get(text, by)} for text in dict.fromkeys(texts)]
        changed = Examples.model_validate({**self.model_dump(), side.value: made})
        return changed if changed.good or changed.bad else None


NONE = Examples()
