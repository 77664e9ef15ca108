"""The debriefs of the demo data: held through the same services as by people, so that their records are whole."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.tables import CandidacyRow, PersonTextRow, SaltRow, ScorecardRow
from hiringkit.policy.people import Role, Viewer
from hiringkit.scoring.decisions import Choice, Decision, Offer
from hiringkit.services import amendments, debriefs, decisions, meetings
from hiringkit.services.debriefs import Room
from hiringkit.services.demo_cards import WHOLE, Author, Pool
from hiringkit.services.matrices import Mark

ZONE = "America/Chicago"
SPOKEN = (
    ("new_evidence", "The written exercise shows a reply that the ward could act on at once."),
    ("misread_rubric", "I had read the level below as the bar; the anchor says otherwise."),
)


def hold(db: Database, pool: Pool, staff: Mapping[str, Author], chance: random.Random, now: datetime) -> None:
    """One debrief that goes on, and one that is done, of the two whose cards are all in."""
    candidacies = _whole(db, pool)
    if len(candidacies) < len(WHOLE):
        return
    lead = viewer(staff["Ingrid Solheim"], Role.HIRING_MANAGER)
    first, second = (_panelist(db, one) for one in candidacies[:2])
    _goes_on(db, pool.loop_id, candidacies[0], lead, first, now)
    _is_amended(db, candidacies[1], second, now)
    _is_done(db, pool.loop_id, candidacies[1], lead, chance, now)
    _is_decided(db, pool.loop_id, candidacies[1], (lead, second), chance, now)


def viewer(author: Author, role: Role) -> Viewer:
    """Somebody of the demo, as they act."""
    return Viewer(author.person_id, role, author.name, ZONE)


def salt(db: Database, chance: random.Random, kind: str, numbers: Sequence[int]) -> None:
    """Salts of records to come, from the demo's own chance: the same seed gives the same chain."""
    with db.writing() as session:
        session.add_all(
            SaltRow(kind=kind, subject_id=number, salt=f"{chance.getrandbits(256):064x}") for number in numbers
        )


def _whole(db: Database, pool: Pool) -> list[int]:
    mine = sa.select(col(CandidacyRow.id)).where(col(CandidacyRow.loop_id) == pool.loop_id)
    with db.reading() as session:
        return list(session.scalars(mine.order_by(col(CandidacyRow.id))).all())[WHOLE.start : WHOLE.stop]


def _panelist(db: Database, candidacy_id: int) -> Viewer:
    """Who held the last interview of a candidate, not in training: a large demo seats other people than a small one."""
    held = (
        sa.select(col(PersonTextRow.person_id), col(PersonTextRow.name))
        .join(ScorecardRow, col(ScorecardRow.author_id) == col(PersonTextRow.person_id))
        .where(col(ScorecardRow.candidacy_id) == candidacy_id, col(ScorecardRow.trainee).is_(False))
        .order_by(col(ScorecardRow.id).desc())
    )
    with db.reading() as session:
        person_id, name = session.execute(held.limit(1)).one()
    return Viewer(person_id, Role.INTERVIEWER, name, ZONE)


def _is_amended(db: Database, candidacy_id: int, author: Viewer, now: datetime) -> None:
    """One card that its author amended, with the reason."""
    mine = (col(ScorecardRow.candidacy_id) == candidacy_id, col(ScorecardRow.author_id) == author.person_id)
    with db.reading() as session:
        card = session.scalars(sa.select(col(ScorecardRow.id)).where(*mine)).first()
    if card is None:
        return
    sheet = amendments.sheet(db, author, card)
    values = {**sheet.values, "changed": "A second exercise; the first was written with the template at hand."}
    why = "I had left out that the template was at hand."
    amendments.amend(db, author, card, (values, sheet.lines), why, sheet.revision, now - timedelta(days=1, hours=5))


def _goes_on(db: Database, loop_id: int, candidacy_id: int, lead: Viewer, speaker: Viewer, now: datetime) -> None:
    begun = now - timedelta(minutes=30)
    meetings.open_debrief(db, lead, loop_id, candidacy_id, "", begun)
    agenda = _room(db, lead, loop_id, candidacy_id).agenda
    if agenda:
        meetings.talk(db, lead, loop_id, candidacy_id, agenda[0].criterion.id, goes_on=True, now=begun)
    words = "Before we talk about the spoken updates: read the written exercise side by side with them."
    meetings.note(db, speaker, loop_id, candidacy_id, words, begun + timedelta(minutes=4))


def _is_done(db: Database, loop_id: int, candidacy_id: int, lead: Viewer, chance: random.Random, now: datetime) -> None:
    begun = now - timedelta(days=1, hours=3)
    meetings.open_debrief(db, lead, loop_id, candidacy_id, "", begun)
    agenda = _room(db, lead, loop_id, candidacy_id).agenda[: len(SPOKEN)]
    salt(db, chance, "debrief_rating", range(1, len(agenda) + 1))
    for number, (row, said) in enumerate(zip(agenda, SPOKEN, strict=False)):
        at = begun + timedelta(minutes=8 * number)
        meetings.talk(db, lead, loop_id, candidacy_id, row.criterion.id, goes_on=True, now=at)
        low = _lowest(row.marks)
        spoken = (str((low.step or 0) + 1), *said)
        meetings.record(db, lead, loop_id, candidacy_id, (low.scorecard_id, row.criterion.id), spoken, at)
        meetings.talk(db, lead, loop_id, candidacy_id, row.criterion.id, goes_on=False, now=at + timedelta(minutes=6))
    meetings.confirm_level(db, lead, loop_id, candidacy_id, "mid", begun + timedelta(minutes=20))


def _is_decided(
    db: Database, loop_id: int, candidacy_id: int, people: tuple[Viewer, Viewer], chance: random.Random, now: datetime
) -> None:
    lead, dissenter = people
    at = now - timedelta(days=1, hours=2)
    salt(db, chance, "dissent", [1])
    salt(db, chance, "decision", [1])
    words = "I would wait: nobody has seen the candidate keep a queue over a week."
    decisions.dissent(db, dissenter, loop_id, candidacy_id, words, at)
    decision = Decision(
        choice=Choice.HIRE,
        level="mid",
        offer=Offer.CONDITIONAL,
        conditions="Two references who have worked an on-call week together with the candidate.",
        ground="Bounds a fault before touching it and keeps the record straight in both live stages. "
        "The written answer to the ward was ready to use; spoken updates need a template in the first week.",
        changes="A reference who says that the record was not kept.",
        revisit_on=(now + timedelta(days=90)).date(),
    )
    decisions.decide(db, lead, loop_id, candidacy_id, decision, 0, at + timedelta(minutes=10))


def _room(db: Database, lead: Viewer, loop_id: int, candidacy_id: int) -> Room:
    found = debriefs.room(db, lead, loop_id, candidacy_id)
    assert isinstance(found, Room)
    return found


def _lowest(marks: Sequence[Mark]) -> Mark:
    return min((mark for mark in marks if mark.step), key=lambda mark: mark.step or 0)
