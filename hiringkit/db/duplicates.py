"""Who on record may be the same person: the same address, or the same name and telephone number under another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from hiringkit.db import access, anonymity
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import CandidacyRow, CandidateTextRow, LoopRow
from hiringkit.policy.people import Viewer


def alike(session: Session, viewer: Viewer, names: Collection[str], emails: Collection[str]) -> Sequence[Columns]:
    """Those of these names, with a number, in loops that the viewer runs, and those of these addresses (in small
    letters) whom the viewer knows by name.

    Candidacy's id, candidate's id, name, number, address, loop's id, title and requisition, whether the viewer runs
    that loop; the newest first.
    """
    runs = access.staffs(viewer, col(LoopRow.id))
    by_number = sa.and_(anonymity.full_name.in_(list(names)), col(CandidateTextRow.phone) != "", runs)
    by_address = sa.and_(
        sa.func.lower(col(CandidateTextRow.email)).in_(list(emails)),
        access.reaches_candidacy(viewer),
        sa.not_(anonymity.is_unnamed(viewer)),
    )
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
            runs,
        )
        .select_from(CandidateTextRow)
        .join(CandidacyRow, col(CandidacyRow.candidate_id) == col(CandidateTextRow.candidate_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(sa.or_(by_number, by_address))
        .order_by(col(CandidacyRow.id).desc())
    ).all()
