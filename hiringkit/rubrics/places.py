"""Places, and what an interviewer does not ask a candidate there, from the file that is shipped."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

import yaml

from hiringkit.resources import shipped
from hiringkit.rubrics.provenance import Plain

OTHER = "other"


class NotAsked(Plain):
    """A thing that is not asked about, what may be asked instead (empty: nothing), and where that is written."""

    topic: str
    instead: str
    source: str


class Place(Plain):
    """A place with its law; `zones`: patterns of the IANA zones that lie there."""

    id: str
    name: str
    zones: tuple[str, ...]
    note: str
    items: tuple[NotAsked, ...]


@cache
def places() -> tuple[Place, ...]:
    """The places that are known, the last one for everywhere else."""
    text = (shipped("rubrics") / "places" / "do-not-ask.yaml").read_text(encoding="utf-8")
    return tuple(Place.model_validate(found) for found in yaml.safe_load(text)["places"])


def place_of(chosen: str, zone: str) -> Place:
    """The place that was chosen, or else the one in which a zone lies."""
    by_id = {place.id: place for place in places()}
    lies = next((place for place in places() if any(fnmatchcase(zone, pattern) for pattern in place.zones)), None)
    return by_id.get(chosen) or lies or by_id[OTHER]
