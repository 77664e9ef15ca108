"""Scorecards: what a viewer may read, said in the query, and what a card says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from hiringkit.db import access, anonymity, conflicts, notes
from hiringkit.db.people import ERASED_PERSON
from hiringkit.db.queries import ME, given, run
from hiringkit.db.tables import (
    AmendmentDraftRow,
    CandidacyRow,
    CandidateTextRow,
    CriterionRow,
    EvidenceCriterionRow,
    EvidenceRow,
    EvidenceTextRow,
    FlagRow,
    InterviewRow,
    LetterheadRow,
    LoopRow,
    ObjectionRow,
    PackRow,
    PersonTextRow,
    RatingRow,
    RubricVersionRow,
    ScorecardNoteRow,
    ScorecardRow,
    ScorecardStateTextRow,
    ScorecardTextRow,
    SeatRow,
    StageRow,
)
from hiringkit.db.tables.candidates import InterviewState
from hiringkit.errors import NotFoundError
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Seat, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import NotObserved

_card, _interview = aliased(ScorecardRow), aliased(InterviewRow)  # slow to make: once


def may_read(viewer: Viewer, opened: sa.ColumnElement[bool] | None = None) -> sa.ColumnElement[bool]:
    """The condition on ScorecardRow joined to CandidacyRow and LoopRow: policy.scorecards.may_read, said in SQL.

    `opened`: what `opens` says, where the statement has found it out already.
    """
    submitted = col(ScorecardRow.state) != CardState.DRAFT
    mine = col(ScorecardRow.author_id) == viewer.person_id
    return sa.or_(mine, sa.and_(submitted, opens(viewer) if opened is None else opened))


def opens(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition on CandidacyRow joined to LoopRow under which the viewer reads the cards of others that are in."""
    panel = own_cards(viewer)
    blocked = own_cards(viewer, draft=True)
    staff = sa.or_(access.is_staff(viewer, col(LoopRow.id)), access.is_called(viewer))
    after_own = sa.and_(col(LoopRow.visibility) == Visibility.AFTER_OWN, sa.not_(blocked), sa.or_(staff, panel))
    after_panel = sa.and_(
        col(LoopRow.visibility) == Visibility.AFTER_PANEL,
        sa.not_(blocked),
        sa.or_(staff, panel),
        sa.or_(col(CandidacyRow.opened_early_at).is_not(None), sa.not_(open_seat())),
    )
    of_the_loop = sa.or_(
        access.is_member(viewer, col(LoopRow.id)),
        access.is_named(viewer, col(LoopRow.id), "decider_id", "tie_breaker_id"),
        panel,
    )
    always = sa.and_(col(LoopRow.visibility) == Visibility.ALWAYS, of_the_loop)
    stays_away = conflicts.stands(viewer.person_id, col(CandidacyRow.candidate_id), col(LoopRow.id))
    return sa.and_(sa.not_(stays_away), sa.or_(after_own, after_panel, always))


def readable(viewer: Viewer) -> SelectOfScalar[ScorecardRow]:
    """The scorecards that this viewer may read."""
    return (
        select(ScorecardRow)
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .where(may_read(viewer))
    )


def read(session: Session, viewer: Viewer, scorecard_id: int) -> ScorecardRow:
    """One scorecard, or NotFoundError: what may not be read does not exist."""
    row = session.exec(readable(viewer).where(col(ScorecardRow.id) == scorecard_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return row


def own_cards(viewer: Viewer, *, draft: bool = False, counts: bool = False) -> sa.ColumnElement[bool]:
    """Whether the viewer has a card of their own on the candidacy; asked so, a draft, or one that counts."""
    query = (
        sa.select(sa.literal(1))
        .select_from(_card)
        .join(_interview, col(_interview.id) == col(_card.interview_id))
        .where(
            col(_card.candidacy_id) == col(CandidacyRow.id),
            col(_card.author_id) == viewer.person_id,
            col(_interview.state) == InterviewState.PLANNED,
        )
    )
    if draft:
        query = query.where(col(_card.state) == CardState.DRAFT)
    return sa.exists(query.where(col(_card.trainee).is_(False)) if counts else query)


def open_seat() -> sa.ColumnElement[bool]:
    """Whether a card that counts is still a draft: of an interview not cancelled, by somebody not in training."""
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(_card)
        .join(_interview, col(_interview.id) == col(_card.interview_id))
        .where(
            col(_card.candidacy_id) == col(CandidacyRow.id),
            col(_card.state) == CardState.DRAFT,
            col(_card.trainee).is_(False),
            col(_interview.state) == InterviewState.PLANNED,
        )
    )


_author, _decider = aliased(PersonTextRow), aliased(PersonTextRow)


def _head(viewer: Viewer | None) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            col(ScorecardRow.id).label("scorecard_id"),
            col(ScorecardRow.author_id),
            col(ScorecardRow.trainee),
            col(ScorecardRow.state),
            col(ScorecardRow.recommendation),
            col(ScorecardRow.confidence),
            col(ScorecardRow.submitted_at),
            col(ScorecardRow.digest),
            col(ScorecardRow.candidacy_id),
            sa.select(col(LetterheadRow.attestation)).scalar_subquery().label("attestation"),
            col(InterviewRow.id).label("interview_id"),
            col(InterviewRow.starts_at),
            col(InterviewRow.minutes),
            col(InterviewRow.zone),
            col(InterviewRow.state).label("interview_state"),
            col(StageRow.id).label("stage_id"),
            col(StageRow.name).label("stage"),
            col(StageRow.position).label("stage_number"),
            col(StageRow.advice),
            col(StageRow.format),
            col(StageRow.scenario),
            col(StageRow.work_sample),
            col(StageRow.risk_objection),
            col(StageRow.ai_policy),
            col(StageRow.probes),
            col(StageRow.ai_check),
            col(StageRow.key).label("stage_key"),
            col(SeatRow.seat),
            col(LoopRow.id).label("loop_id"),
            col(LoopRow.title).label("loop"),
            col(LoopRow.requisition),
            col(LoopRow.track),
            col(LoopRow.level),
            col(LoopRow.purpose),
            col(LoopRow.visibility),
            col(LoopRow.evidence_first),
            col(LoopRow.zone).label("loop_zone"),
            col(LoopRow.paper),
            col(LoopRow.language),
            col(LoopRow.place),
            col(LoopRow.version_id),
            col(RubricVersionRow.number).label("version_number"),
            col(RubricVersionRow.content_hash),
            col(PackRow.title).label("pack_title"),
            col(CandidacyRow.candidate_id),
            anonymity.name(viewer).label("candidate"),
            col(_author.name).label("author"),
            col(_decider.name).label("decider"),
            col(ObjectionRow.none_offered),
            col(ObjectionRow.verifiable),
            col(ObjectionRow.limits_said),
        )
        .select_from(ScorecardRow)
        .join(InterviewRow, col(InterviewRow.id) == col(ScorecardRow.interview_id))
        .join(
            SeatRow,
            sa.and_(
                col(SeatRow.interview_id) == col(ScorecardRow.interview_id),
                col(SeatRow.person_id) == col(ScorecardRow.author_id),
            ),
        )
        .join(StageRow, col(StageRow.id) == col(InterviewRow.stage_id))
        .join(CandidacyRow, col(CandidacyRow.id) == col(ScorecardRow.candidacy_id))
        .join(LoopRow, col(LoopRow.id) == col(CandidacyRow.loop_id))
        .join(RubricVersionRow, col(RubricVersionRow.id) == col(LoopRow.version_id))
        .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
        .outerjoin(_author, col(_author.person_id) == col(ScorecardRow.author_id))
        .outerjoin(_decider, col(_decider.person_id) == col(LoopRow.decider_id))
        .outerjoin(CandidateTextRow, col(CandidateTextRow.candidate_id) == col(CandidacyRow.candidate_id))
        .outerjoin(ObjectionRow, col(ObjectionRow.scorecard_id) == col(ScorecardRow.id))
    )


_HEAD = _head(ME)
Head = Mapping[str, Any]
_OWN_NOTES = (
    notes.mine(ME, col(ScorecardNoteRow.text), Note.PRIVATE).label("private_note"),
    notes.mine(ME, col(ScorecardNoteRow.text), Note.HANDOFF).label("handed"),
    notes.mine(ME, col(ScorecardNoteRow.at), Note.HANDOFF).label("handed_at"),
)
_IS_ASKED = col(ScorecardRow.id) == given("scorecard_id")
_MANAGED = _HEAD.add_columns(
    access.manages_loop(ME).label("manages"),
    own_cards(ME, draft=True).label("own_draft"),
    col(ScorecardRow.revision).label("revision"),
    sa.exists()
    .where(
        col(AmendmentDraftRow.scorecard_id) == col(ScorecardRow.id), col(AmendmentDraftRow.person_id) == ME.person_id
    )
    .label("is_amending"),
    sa.exists()
    .where(col(ScorecardStateTextRow.scorecard_id) == col(ScorecardRow.id), col(ScorecardStateTextRow.content) != "")
    .label("was_amended"),
    *_OWN_NOTES,
)
_READABLE = _MANAGED.where(_IS_ASKED, may_read(ME))
_LOCKED = _READABLE.with_for_update(of=ScorecardRow)
_SUBMITTED = (
    _head(None).add_columns(sa.false().label("manages")).where(_IS_ASKED, col(ScorecardRow.state) != CardState.DRAFT)
)
_DRAFT = _HEAD.where(_IS_ASKED, col(ScorecardRow.state) == CardState.DRAFT, access.manages_loop(ME))
_DRAFT_LOCKED = _DRAFT.with_for_update(of=ScorecardRow)
_IS_MINE = col(ScorecardRow.author_id) == ME.person_id
_OWN = _HEAD.where(_IS_ASKED, _IS_MINE)


def head(session: Session, viewer: Viewer | None, scorecard_id: int, *, lock: bool = False) -> Head:
    """A card with its interview, stage, loop and names, or NotFoundError: what may not be read does not exist.

    Without a viewer it is the operator who asks: any card that was submitted. `lock` keeps other saves, and the
    submit, from the card until the act is done.
    """
    values = {"scorecard_id": scorecard_id, **({"me": viewer.person_id} if viewer else {})}
    row = run(session, (_LOCKED if lock else _READABLE) if viewer else _SUBMITTED, **values).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return dict(row)


def draft_head(session: Session, viewer: Viewer, scorecard_id: int) -> Head:
    """A draft of somebody else, for a manager of its loop who enters it on their behalf; NotFoundError."""
    row = run(session, _DRAFT_LOCKED, scorecard_id=scorecard_id, me=viewer.person_id).mappings().one_or_none()
    if row is None:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return dict(row)


def own(session: Session, viewer: Viewer, scorecard_id: int) -> Head | None:
    """As `head`, for the viewer's own card; None when it is not theirs. Sooner answered than `head`."""
    rows = run(session, _OWN, scorecard_id=scorecard_id, me=viewer.person_id).mappings()
    return dict(row) if (row := rows.one_or_none()) else None


def _same_line(other: type[EvidenceTextRow] | type[EvidenceCriterionRow]) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(other.scorecard_id) == col(EvidenceRow.scorecard_id), col(other.evidence_id) == col(EvidenceRow.id)
    )


LINE_REVISION = sa.func.coalesce(col(EvidenceTextRow.revision), 1)  # where its words were erased, it takes new ones
LINES = (
    sa.select(
        col(EvidenceRow.id),
        col(EvidenceTextRow.text),
        col(EvidenceTextRow.second),
        LINE_REVISION,
        col(CriterionRow.key),
        col(EvidenceRow.noted),
    )
    .outerjoin(EvidenceTextRow, _same_line(EvidenceTextRow))
    .outerjoin(EvidenceCriterionRow, _same_line(EvidenceCriterionRow))
    .outerjoin(CriterionRow, col(CriterionRow.id) == col(EvidenceCriterionRow.criterion_id))
    .where(col(EvidenceRow.scorecard_id) == given("scorecard_id"))
    .order_by(col(EvidenceRow.position), col(EvidenceRow.id))
)


_EVIDENCE = LINES.where(col(CriterionRow.key).is_not(None))


def lines(session: Session, scorecard_id: int, *, notes: bool = False) -> list[tuple[Line, int]]:
    """A card's lines of evidence in order, each with its revision. One whose words were erased has none.

    With `notes`, which are for their author alone, those of the pad too that speak to no criterion.
    """
    return made_lines(run(session, LINES if notes else _EVIDENCE, scorecard_id=scorecard_id))


def made_lines(rows: Iterable[Sequence[Any]]) -> list[tuple[Line, int]]:
    """Lines of their rows: one for each criterion that a line speaks to, or one."""
    found: dict[str, tuple[Line, int]] = {}
    for key, text, second, revision, criterion, noted in rows:
        criteria = frozenset((criterion,)) if criterion else frozenset()
        if key in found:
            criteria |= found[key][0].criteria
        found[key] = (Line(key, text or "", criteria, second, noted), revision)
    return list(found.values())


Ticked = dict[str, tuple[int | None, NotObserved | None, bool]]
_SAID: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(
    sa.select(
        sa.literal("rating"),
        col(CriterionRow.key),
        sa.cast(col(RatingRow.not_observed), sa.String),
        col(RatingRow.step),
        col(RatingRow.no_evidence),
    )
    .join(CriterionRow, col(CriterionRow.id) == col(RatingRow.criterion_id))
    .where(col(RatingRow.scorecard_id) == given("scorecard_id")),
    sa.select(
        sa.literal("text"),
        col(ScorecardTextRow.field),
        col(ScorecardTextRow.text),
        sa.cast(sa.null(), sa.Integer),
        sa.false(),
    ).where(col(ScorecardTextRow.scorecard_id) == given("scorecard_id")),
    sa.select(
        sa.literal("flag"),
        col(FlagRow.anti_signal),
        sa.cast(sa.null(), sa.String),
        sa.cast(sa.null(), sa.Integer),
        sa.false(),
    ).where(col(FlagRow.scorecard_id) == given("scorecard_id")),
)


def said(session: Session, scorecard_id: int) -> tuple[Ticked, dict[str, str], frozenset[str]]:
    """What a card said when it was submitted, in one statement: what was ticked, its words by field, its flags.

    What was ticked is by criterion: the step, or why not observed, and whether unevidenced.
    """
    rows = run(session, _SAID, scorecard_id=scorecard_id).all()
    ticked: Ticked = {
        row[1]: (row[3], NotObserved(row[2]) if row[2] else None, bool(row[4])) for row in rows if row[0] == "rating"
    }
    words = {row[1]: row[2] or "" for row in rows if row[0] == "text"}
    return ticked, words, frozenset(row[1] for row in rows if row[0] == "flag")


_SEATS = (
    sa.select(col(SeatRow.person_id), col(PersonTextRow.name), col(SeatRow.seat))
    .outerjoin(PersonTextRow, col(PersonTextRow.person_id) == col(SeatRow.person_id))
    .where(col(SeatRow.interview_id) == given("interview_id"))
    .order_by(col(SeatRow.seat), col(PersonTextRow.name))
)


def seats(session: Session, interview_id: int) -> list[tuple[int, str, Seat]]:
    """Who sits in an interview: person id, name, seat."""
    return [(row[0], row[1] or ERASED_PERSON, row[2]) for row in run(session, _SEATS, interview_id=interview_id)]
