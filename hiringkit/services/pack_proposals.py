"""Definitions that calibration sessions agreed on are taken into a pack's next draft, or declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db import pack_drafts as stored_drafts
from hiringkit.db import pack_proposals as stored
from hiringkit.db.engine import Database
from hiringkit.db.tables.pack_drafts import MarkState
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import files
from hiringkit.rubrics.editing_criteria import defined
from hiringkit.services import pack_drafts
from hiringkit.services.pack_drafts import DraftPage


@dataclass(frozen=True)
class Proposal:
    """A definition that a session proposes for the rubric's next version."""

    key: str
    criterion_id: str
    criterion: str
    counts: str
    does_not_count: str
    disagree: str
    session: str
    closed_at: datetime
    number: int

    @property
    def origin(self) -> str:
        """Where it comes from, as the pack says it."""
        return f"calibration session “{self.session}”"[:120]


def of_pack(db: Database, pack_id: int) -> list[Proposal]:
    """What waits for a pack's next version. Definitions are open to everyone, as the rubric is."""
    with db.reading() as session:
        return _proposals(session, pack_id)


def of_draft(db: Database, draft: DraftPage) -> list[Proposal]:
    """What nobody answered in a draft yet; nothing where it is not the next version of a pack."""
    with db.reading() as session:
        return _proposals(session, draft.line.pack_id, draft.line.draft_id)


def answer(db: Database, viewer: Viewer, draft_id: int, key: str, now: datetime, *, is_taken: bool) -> str:
    """Take a proposal into a draft, with its origin, or decline it; gives the criterion's id.

    What the session said takes the place of what the definition said; a part that it left empty stays.
    Raises NotFoundError, ConflictError; InvalidError: the draft has no such criterion, or the text is too long for it.
    """
    with db.writing() as session:
        row = pack_drafts.open_draft(session, viewer, draft_id)
        found = next((one for one in _proposals(session, row["pack_id"], draft_id) if one.key == key), None)
        if found is None:
            raise NotFoundError("This proposal waits no more.", mend="Load the page again.")
        if is_taken:
            pack = files.from_json(row["content"])
            if found.criterion_id not in {one.id for one in pack.criteria}:
                what = f"The draft has no criterion “{found.criterion}” any more."
                raise InvalidError(what, mend="Decline the proposal, or put the criterion back.")
            said = {"counts": found.counts, "does_not_count": found.does_not_count, "disagree": found.disagree}
            pack = defined(pack, found.criterion_id, said, found.origin)
            at = f"criteria/{found.criterion_id}/definition"
            pack_drafts.keep(
                session, viewer, draft_id, pack, now, [f"{at}/{name}" for name, text in said.items() if text]
            )
        state = MarkState.ACCEPTED if is_taken else MarkState.REJECTED
        stored_drafts.mark(session, viewer, draft_id, [(stored.ELEMENT, key, None)], state, now)
        act = "definition taken into pack draft" if is_taken else "definition declined in pack draft"
        pack_drafts.note(session, viewer, act, draft_id, now, proposal=key, criterion=found.criterion_id)
        return found.criterion_id


def _proposals(session: Session, pack_id: int | None, draft_id: int = 0) -> list[Proposal]:
    return [Proposal(**row) for row in stored.open_for(session, pack_id, draft_id)] if pack_id else []
