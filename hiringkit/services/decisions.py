"""Deciding about a candidate: the decider alone, the tie-breaker when the panel is tied; dissent with names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import debriefs as rooms
from hiringkit.db import decisions as stored
from hiringkit.db import meetings as stored_meetings
from hiringkit.db import packs as stored_packs
from hiringkit.db.engine import Database
from hiringkit.db.tables import DecisionRow, DissentRow, TieRow
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import ConflictError, InvalidError, RefusedError
from hiringkit.policy.decisions import may_call_tie_breaker, may_decide
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts
from hiringkit.scoring.decisions import TIE, Choice, Decision, Offer, is_tied, problems, votes
from hiringkit.scoring.scorecards import Recommendation
from hiringkit.services import withdrawals
from hiringkit.services.debriefs import standing
from hiringkit.services.meetings import LONGEST_NOTE, enter, require_voice

TEXTS = ("conditions", "ground", "changes", "amends")


def decide(
    db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, decision: Decision, over: int, now: datetime
) -> None:
    """Record a decision, or the next state of one. `over`: the number of the decision that the writer had before them.

    A hire and a no hire close the candidacy and cancel its interviews to come, a hold keeps or makes it active. What is
    sent twice, as where the first answer was lost, is one.

    Raises:
        NotFoundError: not in the room.
        RefusedError: somebody else decides, or the candidate withdrew.
        InvalidError: it is not whole, by field.
        ConflictError: somebody recorded another one since.
    """
    with db.writing() as session:
        enter(session, viewer, loop_id, candidacy_id, over=True)
        head = rooms.head(session, viewer, loop_id, candidacy_id)
        _require_decider(head, viewer)
        number = stored.newest(session, candidacy_id)
        decision = _tidy(decision)
        if number == over + 1 and stored.recorded(session, candidacy_id, number) == (viewer.person_id, decision):
            return
        if number != over:
            raise ConflictError("A decision was recorded since.", mend="Load the page again, and look at it first.")
        pack = stored_packs.pack_of(session, head["version_id"], head["content_hash"])
        today = now.astimezone(ZoneInfo(head["zone"])).date()
        found = problems(decision, {level.id for level in pack.levels}, today, is_first=number == 0)
        found |= _too_long(decision)
        if found:
            raise InvalidError("The decision was not recorded.", problems=found)
        _store(session, viewer, head, decision, number + 1, now)


def _store(session: Session, viewer: Viewer, head: rooms.Head, decision: Decision, number: int, now: datetime) -> None:
    assert decision.choice is not None
    candidacy_id = head["candidacy_id"]
    offer = decision.offer or Offer.NONE
    row = DecisionRow(
        candidacy_id=candidacy_id,
        number=number,
        choice=decision.choice,
        level=decision.level or None,
        offer=offer,
        revisit_on=decision.revisit_on,
        decided_by=viewer.person_id,
        as_tie_breaker=head["tied_at"] is not None,
        at=now,
    )
    stored.add(session, row, CandidacyState.CLOSED if decision.choice.is_final else CandidacyState.ACTIVE)
    if decision.choice.is_final:
        withdrawals.cancel_to_come(session, viewer, candidacy_id, withdrawals.DECIDED, now)
    said = {name: getattr(decision, name) for name in TEXTS}
    for name, text in said.items():
        if text:
            stored_meetings.say(session, candidacy_id, f"decision:{number}:{name}", text)
    plain = {
        "number": number,
        "choice": decision.choice,
        "level": decision.level,
        "offer": offer,
        "revisit_on": decision.revisit_on.isoformat() if decision.revisit_on else None,
        "as_tie_breaker": row.as_tie_breaker,
    }
    kept = audit.salted(session, "decision", row.id, audit.digest({**plain, **said}))
    act = "decision recorded" if number == 1 else "decision amended"
    _audit(session, viewer, act, candidacy_id, now, decision=row.id, record=kept, **plain)


def dissent(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, words: str, now: datetime) -> None:
    """Say, with one's name, that one would decide otherwise, and why; before a decision or after it; once."""
    with db.writing() as session:
        require_voice(enter(session, viewer, loop_id, candidacy_id, over=True))
        words = texts.tidy(words)
        fault = texts.fault(words, LONGEST_NOTE) or ("" if words else "Say what you would decide, and why.")
        if fault:
            raise InvalidError("The dissent was not recorded.", problems={"dissent": fault})
        if stored_meetings.newest_words(session, candidacy_id, DissentRow) == (viewer.person_id, words):
            return
        row = DissentRow(candidacy_id=candidacy_id, person_id=viewer.person_id, at=now)
        session.add(row)
        session.flush()
        stored_meetings.say(session, candidacy_id, f"dissent:{row.id}", words)
        kept = audit.salted(session, "dissent", row.id, audit.digest(words))
        _audit(session, viewer, "dissent recorded", candidacy_id, now, dissent=row.id, record=kept)


def call_tie_breaker(db: Database, viewer: Viewer, loop_id: int, candidacy_id: int, now: datetime) -> None:
    """Record that the panel is tied, and hand the decision to the loop's tie-breaker, who may enter from then on.

    A tie: as many scorecards that count say yes as say no, one of each at least. Raises RefusedError where it is none.
    """
    with db.writing() as session:
        enter(session, viewer, loop_id, candidacy_id)
        head = rooms.head(session, viewer, loop_id, candidacy_id)
        if not may_call_tie_breaker(standing(head, viewer)):
            raise RefusedError("The decider of the loop records a tie, once.")
        if stored.newest(session, candidacy_id):
            raise ConflictError("A decision was recorded already.", mend="Replace it if it is to be another.")
        given = given_by(rooms.cards(session, viewer, candidacy_id))
        if not is_tied(given):
            raise RefusedError(f"The panel is not tied: a tie is {TIE}.")
        yes, no = votes(given)
        session.add(TieRow(candidacy_id=candidacy_id, yes=yes, no=no, recorded_by=viewer.person_id, at=now))
        detail = {"yes": yes, "no": no, "tie_breaker": audit.person(head["tie_breaker_id"])}
        _audit(session, viewer, "tie recorded", candidacy_id, now, **detail)


def given_by(cards: Sequence[Any]) -> list[Recommendation]:
    """The recommendations of the cards that count, from their rows."""
    return [Recommendation(row[9]) for row in cards if row[8] and not row[3] and row[9]]


def _require_decider(head: rooms.Head, viewer: Viewer) -> None:
    if may_decide(standing(head, viewer)):
        return
    who = head["tie_breaker"] if head["tied_at"] else head["decider"]
    raise RefusedError(f"{who or 'The decider of the loop'} decides here.", mend="Record a dissent if you disagree.")


def _tidy(decision: Decision) -> Decision:
    return replace(
        decision,
        offer=decision.offer if decision.offer or decision.choice is Choice.HIRE else Offer.NONE,
        conditions=texts.tidy(decision.conditions) if decision.choice is Choice.HIRE else "",  # of an offer
        ground=texts.tidy(decision.ground),
        changes=texts.tidy(decision.changes),
        amends=texts.tidy(decision.amends),
    )


def _too_long(decision: Decision) -> dict[str, str]:
    faults = {name: texts.fault(getattr(decision, name), LONGEST_NOTE) for name in TEXTS}
    return {name: fault for name, fault in faults.items() if fault}


def _audit(session: Session, viewer: Viewer, act: str, candidacy_id: int, now: datetime, **detail: Any) -> None:
    actor = audit.person(viewer.person_id)
    audit.append(session, now=now, actor=actor, act=act, kind="candidacy", subject_id=candidacy_id, detail=detail)
