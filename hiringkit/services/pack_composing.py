"""Criteria of published packs are taken into a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hiringkit.db import packs as stored
from hiringkit.db.engine import Database
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import files
from hiringkit.rubrics.composing import composed, fits
from hiringkit.rubrics.packs import Criterion, Pack
from hiringkit.services import pack_drafts
from hiringkit.services.pack_drafts import DraftPage


@dataclass(frozen=True)
class Offer:
    """A criterion that can be taken, and whether its anchors go with it."""

    criterion: Criterion
    levels: int
    goes_whole: bool


@dataclass(frozen=True)
class ComposePage:
    """A draft, the versions that criteria can be taken from, and the criteria of the one that was chosen."""

    draft: DraftPage
    versions: tuple[tuple[int, str], ...]
    chosen: int
    offers: tuple[Offer, ...]


def page(db: Database, viewer: Viewer, draft_id: int, version_id: int) -> ComposePage:
    """What can be taken into a draft. Raises NotFoundError."""
    with db.reading() as session:
        draft = pack_drafts.read(session, viewer, draft_id)
        rows = stored.versions(session)
        row = next((row for row in rows if row[0] == version_id), None)
        other = stored.pack_of(session, row[0], row[4]) if row else None
    offers = tuple(_offer(draft.pack, other, one) for one in other.criteria) if other else ()
    names = tuple((row[0], f"{row[7]}, version {row[2]}") for row in rows)
    return ComposePage(draft, names, version_id if row else 0, offers)


def take(db: Database, viewer: Viewer, draft_id: int, version_id: int, keys: Sequence[str], now: datetime) -> None:
    """Take criteria of a version into a draft. Raises NotFoundError, ConflictError, InvalidError."""
    with db.writing() as session:
        draft = pack_drafts.open_draft(session, viewer, draft_id)
        row = next((row for row in stored.versions(session) if row[0] == version_id), None)
        if row is None:
            raise NotFoundError("There is no such version.", mend="Choose one of the list.")
        other = stored.pack_of(session, row[0], row[4])
        pack = composed(files.from_json(draft["content"]), other, keys, other.pack.title or row[7], row[2])
        pack_drafts.keep(session, viewer, draft_id, pack, now)
        pack_drafts.note(session, viewer, "pack draft criteria taken", draft_id, now, version=version_id, items=[*keys])


def _offer(pack: Pack, other: Pack, criterion: Criterion) -> Offer:
    return Offer(criterion, other.scale_of(criterion).levels, fits(pack, other, criterion))
