"""The library: every version of every pack, searched, tagged, ordered and paged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hiringkit.db import pack_tags as stored_tags
from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.rubrics.packs import Pack
from hiringkit.services.packs import VersionLine, line_of

PAGE = 25


class Order(StrEnum):
    """What comes first."""

    TITLE = "title"
    NEWEST = "newest"
    REVIEW = "review"


@dataclass(frozen=True)
class Asked:
    """What the library is asked for; pages are counted from 1."""

    words: str = ""
    tag: str = ""
    order: Order = Order.TITLE
    page: int = 1


@dataclass(frozen=True)
class Tag:
    """A tag, and how many packs have it."""

    key: str
    words: str
    packs: int = 1


@dataclass(frozen=True)
class LibraryLine:
    """A version in the library: what it is for, and when somebody should look at its market again."""

    line: VersionLine
    about: str
    review_by: date | None
    is_overdue: bool
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Library:
    """A page of what was asked for, how much there is of it, and the tags that there are."""

    asked: Asked
    lines: tuple[LibraryLine, ...]
    found: int
    pages: int
    tags: tuple[Tag, ...]


def library(db: Database, asked: Asked, today: date) -> Library:
    """The versions of the packs that have a tag and that a search finds: by title, role, segment, criterion, tag.

    A page beyond the last is the last.
    """
    with db.reading() as session:
        lines = [line_of(row) for row in stored.versions(session)]
        packs = stored.packs_of(session, {line.version_id: line.content_hash for line in lines})
        tags = {pack_id: tuple(Tag(*tag) for tag in of) for pack_id, of in stored_tags.tags(session).items()}
    wanted = asked.words.casefold().split()
    found = [
        _library_line(line, packs[line.version_id], tags.get(line.pack_id, ()), today)
        for line in lines
        if _has(tags.get(line.pack_id, ()), asked.tag)
        and _says(f"{line.title.casefold()} {_said(packs[line.version_id], tags.get(line.pack_id, ()))}", wanted)
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(asked.page, 1), pages)
    shown = _ordered(found, asked.order)[(page - 1) * PAGE : page * PAGE]
    return Library(Asked(asked.words, asked.tag, asked.order, page), tuple(shown), len(found), pages, _counted(tags))


def _ordered(found: list[LibraryLine], order: Order) -> list[LibraryLine]:
    """By title as they come; the newest first; or what is to be looked at soonest first, without a date last."""
    if order is Order.NEWEST:
        return sorted(found, key=lambda one: one.line.version_id, reverse=True)
    if order is Order.REVIEW:
        return sorted(found, key=lambda one: one.review_by or date.max)
    return found


def _counted(tags: Mapping[int, Sequence[Tag]]) -> tuple[Tag, ...]:
    words = {tag.key: tag.words for of in tags.values() for tag in of}
    counts = Counter(tag.key for of in tags.values() for tag in of)
    return tuple(Tag(key, words[key], count) for key, count in sorted(counts.items()))


def _library_line(line: VersionLine, pack: Pack, tags: tuple[Tag, ...], today: date) -> LibraryLine:
    meta = pack.pack
    about = ", ".join(part for part in (meta.segment, meta.country, str(meta.year or "")) if part)
    review_by = meta.review_day
    return LibraryLine(line, about, review_by, review_by is not None and review_by < today, tags)


def _has(tags: Sequence[Tag], wanted: str) -> bool:
    return not wanted or wanted in {tag.key for tag in tags}


def _says(said: str, wanted: Sequence[str]) -> bool:
    return all(word in said for word in wanted)


def _said(pack: Pack, tags: Sequence[Tag]) -> str:
    meta = pack.pack
    names = (meta.title, meta.role, meta.segment, meta.country, *(criterion.name for criterion in pack.criteria))
    return " ".join([*(name.casefold() for name in names if name), *(tag.key for tag in tags)])
