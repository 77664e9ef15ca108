"""Who on record may be the same person: the same name and telephone number under another address."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, LoopRow
from hiringkit.policy.people import Viewer


def named(session: Session, viewer: Viewer, names: Collection[str]) -> Sequence[Columns]:
    """Those of these names, with a number, whom the viewer knows: candidacy's id, candidate's id, name, number,
    address, loop's id, title and requisition; the newest first."""
    return session.execute(
        sa.select(
            col(CandidacyRow.id),
            col(CandidacyRow.candidate_id),
            anonymity.full_name,
            col(CandidateTextRow.phone),
            col(CandidateTextRow.email),
            col(LoopRow.id),
            col(LoopRow.title),
            col(LoopRow.requisition),
        )
        .select_from(CandidateTextRow)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(
            anonymity.full_name.in_(list(names)),
            col(CandidateTextRow.phone) != "",
            access.staffs(viewer, col(LoopRow.id)),
        )
        .order_by(col(CandidacyRow.id).desc())
    ).all()
