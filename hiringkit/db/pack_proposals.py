"""Definitions that calibration sessions propose for a pack, but for those that a published version answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from hiringkit.db.queries import given, run
from hiringkit.db.tables import (
    CalibrationSessionRow,
    CriterionRow,
    DefinitionProposalRow,
    DraftMarkRow,
    PackDraftRow,
    RubricVersionRow,
)
from hiringkit.db.tables.pack_drafts import DraftState

ELEMENT = "definition_proposals"  # under which a draft marks what was said of a proposal
_key = (
    sa.cast(col(DefinitionProposalRow.session_id), sa.String)
    + "-"
    + sa.cast(col(DefinitionProposalRow.criterion_id), sa.String)
)
_draft = aliased(PackDraftRow)
_answered = (
    sa.select(sa.literal(1))
    .select_from(DraftMarkRow)
    .join(_draft, col(_draft.id) == col(DraftMarkRow.draft_id))
    .where(
        col(DraftMarkRow.element) == ELEMENT,
        col(DraftMarkRow.key) == _key,
        sa.or_(col(_draft.state) == DraftState.PUBLISHED, col(_draft.id) == given("draft_id")),
    )
    .correlate(DefinitionProposalRow)
    .exists()
)
_OPEN: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        _key.label("key"),
        col(CriterionRow.key).label("criterion_id"),
        col(CriterionRow.name).label("criterion"),
        col(DefinitionProposalRow.counts),
        col(DefinitionProposalRow.does_not_count),
        col(DefinitionProposalRow.disagree),
        col(CalibrationSessionRow.title).label("session"),
        col(CalibrationSessionRow.closed_at),
        col(RubricVersionRow.number),
    )
    .join(CalibrationSessionRow, col(CalibrationSessionRow.id) == col(DefinitionProposalRow.session_id))
    .join(CriterionRow, col(CriterionRow.id) == col(DefinitionProposalRow.criterion_id))
    .join(RubricVersionRow, col(RubricVersionRow.id) == col(CalibrationSessionRow.version_id))
    .where(
        col(CalibrationSessionRow.pack_id) == given("pack_id"),
        col(CalibrationSessionRow.closed_at).is_not(None),
        ~_answered,
    )
    .order_by(col(CalibrationSessionRow.closed_at).desc(), col(CriterionRow.position))
)


def open_for(session: Session, pack_id: int, draft_id: int = 0) -> Sequence[Mapping[str, Any]]:
    """What closed sessions propose for a pack and no published draft answered, nor this one; the newest first."""
    return run(session, _OPEN, pack_id=pack_id, draft_id=draft_id).mappings().all()
