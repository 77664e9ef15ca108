"""Calibration runs: what enters one, keeping it, and reading the last one that a viewer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from hiringkit.db import access, anonymity
from hiringkit.db.amendments import independent_ratings
from hiringkit.db.interviews import Columns, is_planned
from hiringkit.db.scorecards import open_seat, opens
from hiringkit.db.tables import (
    CalibrationRunRow,
    CalibrationScoreRow,
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    DrillRatingRow,
    DrillRow,
    EvidenceCriterionRow,
    InterviewRow,
    LoopRow,
    PackRow,
    PersonTextRow,
    RatingRow,
    RubricVersionRow,
    SampleRow,
    ScorecardRow,
    StageRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.samples import DrillState
from hiringkit.policy.scorecards import CardState

Head = Mapping[str, Any]
_HEAD = (
    col(CalibrationRunRow.id),
    col(CalibrationRunRow.pack_id),
    col(PackRow.title),
    col(CalibrationRunRow.made_at),
    col(CalibrationRunRow.program),
    col(CalibrationRunRow.status),
    col(CalibrationRunRow.candidates),
    col(CalibrationRunRow.interviewers),
    col(CalibrationRunRow.ratings),
)


def has_entered() -> sa.ColumnElement[bool]:
    """The condition on CandidacyRow under which its cards enter a run: each that counts is in, or it was opened."""
    return sa.or_(col(CandidacyRow.opened_early_at).is_not(None), sa.not_(open_seat()))


def inputs(session: Session, pack_id: int) -> Sequence[Columns]:
    """The ratings of a pack's next run, in one order: candidacy, author, criterion's key and anchor hash, step, stage's
    key, loop, levels.

    Those of each card's last state before its author could read another card, and nothing that was said later: never
    a later amendment's, a debrief's, a draft's, a trainee's, those of a cancelled interview. A guardrail is in no fit.
    """
    ticked = independent_ratings()
    return session.execute(
        sa.select(
            col(ScorecardRow.candidacy_id),
            col(ScorecardRow.author_id),
            col(CriterionRow.key),
            col(CriterionRow.anchor_hash),
            ticked.c.step,
            col(StageRow.key),
            col(CandidacyRow.loop_id),
            col(CriterionRow.levels),
        )
        .select_from(ticked)
        .join(CriterionRow, col(CriterionRow.id) == ticked.c.criterion_id)
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(CriterionRow.version_id))
        .join(ScorecardRow, col(ScorecardRow.id) == ticked.c.scorecard_id)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .where(
            col(RubricVersionRow.pack_id) == pack_id,
            ticked.c.step.is_not(None),
            col(CriterionRow.guardrail).is_(False),
            col(ScorecardRow.trainee).is_(False),
            col(ScorecardRow.state) != CardState.DRAFT,
            is_planned(),
            has_entered(),
        )
        .order_by(col(ScorecardRow.candidacy_id), col(ScorecardRow.author_id), col(StageRow.key), col(CriterionRow.key))
    ).all()


def links(session: Session, pack_id: int) -> Sequence[Columns]:
    """What was handed in on reference samples of a pack, which links those who rated them and is nobody's score:
    sample, author, criterion's key and anchor hash, step, stage's key, levels."""
    return session.execute(
        sa.select(
            col(SampleRow.id),
            col(DrillRow.person_id),
            col(CriterionRow.key),
            col(CriterionRow.anchor_hash),
            col(DrillRatingRow.step),
            col(SampleRow.stage),
            col(CriterionRow.levels),
        )
        .select_from(DrillRatingRow)
        .join(DrillRow, col(DrillRow.id) == col(DrillRatingRow.drill_id))
        .join(SampleRow, col(SampleRow.id) == col(DrillRow.sample_id))
        .join(CriterionRow, col(CriterionRow.id) == col(DrillRatingRow.criterion_id))
        .where(
            col(SampleRow.pack_id) == pack_id,
            col(DrillRow.state) == DrillState.HANDED_IN,
            col(DrillRatingRow.step).is_not(None),
            col(CriterionRow.guardrail).is_(False),
        )
        .order_by(col(SampleRow.id), col(DrillRow.person_id), col(CriterionRow.key))
    ).all()


def versions(session: Session, pack_id: int) -> Sequence[Columns]:
    """Ids and content hashes of a pack's versions that a loop is pinned to, oldest first."""
    return session.execute(
        sa.select(col(RubricVersionRow.id), col(RubricVersionRow.content_hash))
        .where(
            col(RubricVersionRow.pack_id) == pack_id,
            col(RubricVersionRow.id).in_(sa.select(col(LoopRow.version_id))),
        )
        .order_by(col(RubricVersionRow.number))
    ).all()


def packs(session: Session) -> Sequence[int]:
    """Ids of the packs that a loop is pinned to."""
    pinned = sa.select(col(LoopRow.version_id))
    query = select(RubricVersionRow.pack_id).where(col(RubricVersionRow.id).in_(pinned)).distinct()
    return session.exec(query.order_by(col(RubricVersionRow.pack_id))).all()


def pack_of_candidacy(session: Session, candidacy_id: int) -> int | None:
    """The pack that a candidate is rated with."""
    return session.execute(
        sa.select(col(RubricVersionRow.pack_id))
        .join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
        .join(CandidacyRow, col(CandidacyRow.loop_id) == col(LoopRow.id))
        .where(col(CandidacyRow.id) == candidacy_id)
    ).scalar_one_or_none()


def pack_of_card(session: Session, scorecard_id: int) -> int | None:
    """The pack of a scorecard whose candidacy has entered a run, or would: None while a card is still missing."""
    return session.execute(
        sa.select(col(RubricVersionRow.pack_id))
        .select_from(ScorecardRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .where(col(ScorecardRow.id) == scorecard_id, has_entered())
    ).scalar_one_or_none()


def hold(session: Session, pack_id: int) -> None:
    """Let nobody else keep a run of this pack until this transaction ends. SQLite has one writer at a time anyway."""
    session.execute(sa.select(col(PackRow.id)).where(col(PackRow.id) == pack_id).with_for_update())


def last(session: Session, pack_id: int) -> Columns | None:
    """The last run of a pack: id, program, settings, digest of its inputs."""
    return session.execute(
        sa.select(
            col(CalibrationRunRow.id),
            col(CalibrationRunRow.program),
            col(CalibrationRunRow.settings),
            col(CalibrationRunRow.inputs),
        )
        .where(col(CalibrationRunRow.pack_id) == pack_id)
        .order_by(col(CalibrationRunRow.id).desc())
        .limit(1)
    ).one_or_none()


def keep(session: Session, run: CalibrationRunRow, scores: Mapping[int, str]) -> int:
    """Store a run with what it says of each candidacy; gives its id."""
    session.add(run)
    session.flush()
    session.execute(
        sa.insert(CalibrationScoreRow),
        [{"run_id": run.id, "candidacy_id": one, "value": value} for one, value in scores.items()],
    )
    return run.id


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on CalibrationRunRow: policy.calibrations.may_see_run, said in SQL."""
    own, interview, entered = aliased(ScorecardRow), aliased(InterviewRow), aliased(CalibrationScoreRow)
    anchoring = (
        sa.select(col(entered.run_id))
        .join(own, col(own.candidacy_id) == col(entered.candidacy_id))
        .join(interview, col(interview.id) == col(own.interview_id))
        .where(
            col(own.author_id) == viewer.person_id,
            col(own.state) == CardState.DRAFT,
            col(interview.state) == InterviewState.PLANNED,
        )
    )
    return col(CalibrationRunRow.id).not_in(anchoring)


def reaches_pack(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether the viewer may see a PackRow's calibration: policy.calibrations.may_see_calibration, said in SQL."""
    if viewer.role is Role.ADMIN:
        return sa.true()
    return col(PackRow.id).in_(
        sa.select(col(RubricVersionRow.pack_id))
        .join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
        .where(col(LoopRow.id).in_(access.member_loops(viewer, LoopRole.MANAGER)))
    )


def reached(session: Session, viewer: Viewer) -> Sequence[Columns]:
    """The packs that are in use and whose calibration the viewer may see: id, title."""
    pinned = sa.select(col(RubricVersionRow.pack_id)).join(LoopRow, col(LoopRow.version_id) == col(RubricVersionRow.id))
    return session.execute(
        sa.select(col(PackRow.id), col(PackRow.title))
        .where(reaches_pack(viewer), col(PackRow.id).in_(pinned))
        .order_by(col(PackRow.title), col(PackRow.id))
    ).all()


def runs(session: Session, viewer: Viewer, pack_ids: Sequence[int], most: int) -> Sequence[Head]:
    """The heads of the runs that the viewer may see, newest first."""
    query = _heads().where(reaches_pack(viewer), visible(viewer), col(CalibrationRunRow.pack_id).in_(pack_ids))
    rows = session.execute(query.order_by(col(CalibrationRunRow.id).desc()).limit(most)).mappings().all()
    return [dict(row) for row in rows]


def run(session: Session, viewer: Viewer, run_id: int) -> Head | None:
    """One run with its result and the draw of its letters, for those who may see the pack's calibration."""
    query = _whole().where(reaches_pack(viewer), visible(viewer), col(CalibrationRunRow.id) == run_id)
    row = session.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def last_for_author(session: Session, viewer: Viewer) -> Sequence[Head]:
    """By pack, the last run that the viewer may see, with its result; a person's mirror is made of their own lines."""
    newest = (
        sa.select(sa.func.max(col(CalibrationRunRow.id)))
        .where(visible(viewer))
        .group_by(col(CalibrationRunRow.pack_id))
    )
    rows = session.execute(_whole().where(col(CalibrationRunRow.id).in_(newest)).order_by(col(PackRow.title)))
    return [dict(row) for row in rows.mappings().all()]


def history(session: Session, viewer: Viewer, most: int, pack_id: int | None = None) -> Sequence[Columns]:
    """The last runs that the viewer may see, of a pack or of all, newest first: id, pack, when made, result.

    Without a pack it is for a person's own lines in them; with one, for those who may see its calibration.
    """
    query = sa.select(
        col(CalibrationRunRow.id),
        col(CalibrationRunRow.pack_id),
        col(CalibrationRunRow.made_at),
        col(CalibrationRunRow.result),
    ).where(visible(viewer))
    if pack_id is not None:
        query = query.join(PackRow, col(PackRow.id) == col(CalibrationRunRow.pack_id)).where(
            reaches_pack(viewer), col(CalibrationRunRow.pack_id) == pack_id
        )
    return session.execute(query.order_by(col(CalibrationRunRow.id).desc()).limit(most)).all()


def _heads() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*_HEAD).join(PackRow, col(PackRow.id) == col(CalibrationRunRow.pack_id))


def _whole() -> sa.Select[*tuple[Any, ...]]:
    more = (col(CalibrationRunRow.result), col(CalibrationRunRow.draw))
    return sa.select(*_HEAD, *more).join(PackRow, col(PackRow.id) == col(CalibrationRunRow.pack_id))


def scores(session: Session, run_id: int) -> Sequence[Columns]:
    """What a run says of each candidacy, as it was kept: id, value. The run was read for its viewer before."""
    return session.execute(
        sa.select(col(CalibrationScoreRow.candidacy_id), col(CalibrationScoreRow.value))
        .where(col(CalibrationScoreRow.run_id) == run_id)
        .order_by(col(CalibrationScoreRow.candidacy_id))
    ).all()


def newer_cards(session: Session, pack_id: int, since: datetime) -> int:
    """How many scorecards that count came in since."""
    count: int = session.execute(
        sa.select(sa.func.count())
        .select_from(ScorecardRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .where(
            col(RubricVersionRow.pack_id) == pack_id,
            col(ScorecardRow.submitted_at) > since,
            col(ScorecardRow.trainee).is_(False),
        )
    ).scalar_one()
    return count


def people(session: Session, person_ids: Sequence[int]) -> dict[int, str]:
    """Names by id."""
    rows = session.execute(
        sa.select(col(PersonTextRow.person_id), col(PersonTextRow.name)).where(
            col(PersonTextRow.person_id).in_(person_ids)
        )
    ).all()
    return {row[0]: row[1] for row in rows}


def candidates(session: Session, viewer: Viewer, run_id: int) -> dict[int, str]:
    """The names of a run's candidates whom the viewer knows, as staff of their loop, and may read; by candidacy."""
    rows = session.execute(
        sa.select(col(CandidacyRow.id), anonymity.name(viewer))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .join(CalibrationScoreRow, col(CalibrationScoreRow.candidacy_id) == col(CandidacyRow.id))
        .where(
            col(CalibrationScoreRow.run_id) == run_id,
            access.staffs(viewer, col(LoopRow.id)),
            opens(viewer),
        )
    ).all()
    return {row[0]: row[1] for row in rows}


def criteria(session: Session, pack_id: int) -> dict[tuple[str, str], str]:
    """The names of a pack's criteria by key and anchor hash; of two versions, the newer one's."""
    rows = session.execute(
        sa.select(col(CriterionRow.key), col(CriterionRow.anchor_hash), col(CriterionRow.name))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(CriterionRow.version_id))
        .where(col(RubricVersionRow.pack_id) == pack_id)
        .order_by(col(RubricVersionRow.number))
    ).all()
    return {(row[0], row[1]): row[2] for row in rows}


def habits(session: Session, run_id: int) -> Sequence[Columns]:
    """By author of the cards that entered a run: id, ratings, those with a line of evidence."""
    evidenced = sa.exists().where(
        col(EvidenceCriterionRow.scorecard_id) == col(RatingRow.scorecard_id),
        col(EvidenceCriterionRow.criterion_id) == col(RatingRow.criterion_id),
    )
    return session.execute(
        sa.select(
            col(ScorecardRow.author_id),
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((evidenced, 1), else_=0)), 0),
        )
        .select_from(ScorecardRow)
        .join(RatingRow, col(RatingRow.scorecard_id) == col(ScorecardRow.id))
        .where(_in_run(run_id), col(RatingRow.step).is_not(None))
        .group_by(col(ScorecardRow.author_id))
    ).all()


def submissions(session: Session, run_id: int) -> Sequence[Columns]:
    """Of each card that entered a run: its author, when it was submitted, the interview's start and minutes."""
    return session.execute(
        sa.select(
            col(ScorecardRow.author_id),
            col(ScorecardRow.submitted_at),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
        )
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .where(_in_run(run_id))
    ).all()


def _in_run(run_id: int) -> sa.ColumnElement[bool]:
    """The condition on ScorecardRow: it is in, it counts, and its candidacy entered the run."""
    entered = sa.select(col(CalibrationScoreRow.candidacy_id)).where(col(CalibrationScoreRow.run_id) == run_id)
    return sa.and_(
        col(ScorecardRow.candidacy_id).in_(entered),
        col(ScorecardRow.state) != CardState.DRAFT,
        col(ScorecardRow.trainee).is_(False),
    )
