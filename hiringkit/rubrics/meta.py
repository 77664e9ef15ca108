"""What a pack says of itself: its title and role, the market it is of, and the report it was read from."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from hiringkit.rubrics.provenance import Name, Plain, Slug, SourceFile, Text


class PackMeta(Plain):
    """What a pack is, and where it comes from."""

    format: Annotated[int, Field(ge=1, le=1)]
    id: Slug | None = None
    title: Annotated[str, Field(max_length=200)] | None = None
    role: Name | None = None
    segment: Name | None = None
    country: Name | None = None
    year: int | None = None
    publisher: Name | None = None
    published: Name | None = None
    source: SourceFile | None = None
    status: Name
    purpose: Text | None = None  # the question behind the loop; proposed to a loop as its purpose
    guidance: tuple[Text, ...] = ()  # what interviewers listen for
    default_track: Slug | None = None  # the track that most teams score against; a manager still names one
    review_by: Name | None = None  # a date: when the market is to be looked at again

    @property
    def review_day(self) -> date | None:
        """The day of `review_by`; None where a file says none, or something else."""
        try:
            return date.fromisoformat(self.review_by or "")
        except ValueError:
            return None
