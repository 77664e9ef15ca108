"""For whom an item of a pack is, where it comes from, and what a reading of a report left over."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Line = Annotated[int, Field(ge=1)]


class Audience(StrEnum):
    """For whom an item is; what is for the candidate never becomes scoring."""

    HIRING_TEAM = "hiring_team"
    CANDIDATE = "candidate"
    BOTH = "both"


class Plain(BaseModel):
    """A model that cannot be changed and takes no field that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Plain):
    """Where in a report an item stands: the first line, and every line when it stands there more than once."""

    file: Name
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    line: Line
    lines: tuple[Line, ...]


Origin = Source | Annotated[str, Field(min_length=1, max_length=120)]


class CopiedFrom(Plain):
    """The version of another pack that a criterion was taken from."""

    pack: Slug
    title: Annotated[str, Field(max_length=200)]
    version: Annotated[int, Field(ge=1)]
    criterion: Slug


class SourceFile(Plain):
    """The report a pack was read from: base name, SHA-256 of its bytes, number of lines."""

    file: Name
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    lines: Line


class Repair(Plain):
    """A row of a report that could not be read, to be mended by hand."""

    line: Line
    element: Name
    reason: Text
    text: Annotated[str, Field(max_length=200)]


class Unmapped(Plain):
    """A section of a report that no element comes from."""

    heading: Annotated[str, Field(max_length=200)]
    line: Line
    last_line: Line
    bullets: int = 0
    audience: Audience = Audience.BOTH


class Gap(Plain):
    """An element that came out empty."""

    element: Name
    reason: Text
