"""Packs: publishing those that are shipped, and reading a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hiringkit.db import audit
from hiringkit.db import pack_drafts as stored_drafts
from hiringkit.db import pack_tags as stored_tags
from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.tables.pack_drafts import VersionActKind
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import InvalidError, SetupError
from hiringkit.rubrics import files
from hiringkit.rubrics.diff import PackDiff, diff
from hiringkit.rubrics.lint import lint
from hiringkit.rubrics.packs import HIRINGKIT, Pack, content_hash
from hiringkit.services import samples


@dataclass(frozen=True)
class VersionLine:
    """One version in the list of packs."""

    version_id: int
    pack_id: int
    number: int
    title: str
    is_published: bool
    is_retired: bool
    published_at: datetime | None
    published_by: str
    content_hash: str


@dataclass(frozen=True)
class VersionAct:
    """What a person did to a version, and their note."""

    act: VersionActKind
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class VersionPage:
    """A version, and what it says."""

    line: VersionLine
    pack: Pack
    acts: tuple[VersionAct, ...] = ()
    others: tuple[VersionLine, ...] = ()  # every version of the pack, this one too, the newest first
    tags: tuple[tuple[str, str], ...] = ()  # of the pack: the key of each, and its words


@dataclass(frozen=True)
class Comparison:
    """Two versions of one pack, and what changed between them."""

    old: VersionLine
    new: VersionLine
    diff: PackDiff


def publish_shipped(db: Database, now: datetime, paths: Sequence[Path] | None = None) -> int:
    """Publish each shipped pack whose content is new as its next version; gives how many. It replaces nothing.

    Raises SetupError when one of them is broken: its first error is told, and nothing is published.
    """
    packs = [(path.stem, _sound(path)) for path in (files.shipped_packs() if paths is None else paths)]
    published = 0
    with db.writing() as session:
        audit.hold(session)  # two servers may start at once
        for name, pack in packs:
            slug = pack.pack.id or name
            if stored.has(session, slug, content_hash(pack)):
                continue
            version_id = stored.publish(session, slug, pack, by=HIRINGKIT, now=now)
            audit.append(
                session,
                now=now,
                actor=audit.PROGRAM,
                act="version published",
                kind="rubric version",
                subject_id=version_id,
                detail={"pack": slug, "content": content_hash(pack)},
            )
            published += 1
        for name, pack in packs:
            samples.take_held(session, pack.pack.id or name, pack, now)
    return published


def versions(db: Database) -> list[VersionLine]:
    """Every version of every pack, newest first."""
    with db.reading() as session:
        return [line_of(row) for row in stored.versions(session)]


def newest(db: Database, pack_id: int) -> int:
    """The number of a pack's newest version, or NotFoundError."""
    with db.reading() as session:
        return stored.of_pack(session, pack_id)[0][2]


def version(db: Database, pack_id: int, number: int) -> VersionPage:
    """One version and what it says, or NotFoundError."""
    with db.reading() as session:
        rows = stored.of_pack(session, pack_id)
        row = next((row for row in rows if row[2] == number), None)
        if row is None:
            raise stored.no_version(number)
        acts = tuple(
            VersionAct(one["act"], one["name"] or ERASED_PERSON, one["at"], one["note"])
            for one in stored_drafts.acts(session, row[0])
        )
        tags = tuple(stored_tags.tags(session).get(pack_id, ()))
        others = tuple(line_of(one) for one in rows)
        return VersionPage(line_of(row), stored.pack_of(session, row[0], row[4]), acts, others, tags)


def compare(db: Database, pack_id: int, number: int, since: int) -> Comparison:
    """What changed from one version of a pack to another, or NotFoundError."""
    with db.reading() as session:
        old, new = (stored.version(session, pack_id, which) for which in (since, number))
        packs = stored.packs_of(session, {row[0]: row[4] for row in (old, new)})
    return Comparison(line_of(old), line_of(new), diff(packs[old[0]], packs[new[0]]))


def file_of(db: Database, pack_id: int, number: int) -> tuple[str, str]:
    """A version as a pack file: its name, and its text as the program writes packs. Raises NotFoundError.

    Samples with reference ratings are left out: those ratings open to each person after their own drill.
    """
    found = version(db, pack_id, number)
    slug = found.pack.pack.id or f"pack-{pack_id}"
    open_to_all = tuple(sample for sample in found.pack.samples if not sample.ratings)
    return f"{slug}-version-{number}.yaml", files.dump(found.pack.model_copy(update={"samples": open_to_all}))


def line_of(row: stored.Version) -> VersionLine:
    """A row of the versions, as a line."""
    version_id, pack_id, number, state, digest, at, by, title = row
    is_published, is_retired = state is VersionState.PUBLISHED, state is VersionState.RETIRED
    return VersionLine(version_id, pack_id, number, title, is_published, is_retired, at, by or "", digest)


def _sound(path: Path) -> Pack:
    try:
        errors = [finding for finding in lint(path) if finding.level == "ERROR"]
        if not errors:
            return files.load(path)
    except InvalidError as error:
        raise SetupError(f"This shipped pack cannot be read: {error.what}", where=path.name, mend=_MEND) from error
    more = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
    first = f"{errors[0].path}: {errors[0].message}"
    raise SetupError(f"This shipped pack is broken. {first}{more}", where=path.name, mend=_MEND)


_MEND = "Run hiringkit rubric lint on it, or install the package again."
