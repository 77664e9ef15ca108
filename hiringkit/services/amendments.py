"""What becomes of a scorecard after or instead of its submit: amended, returned, entered on behalf, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from hiringkit.db import amendment_drafts, audit, drafts
from hiringkit.db import amendments as stored
from hiringkit.db import interviews as stored_interviews
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.scorecards import draft_head, head
from hiringkit.db.tables import ScorecardStateRow, ScorecardStateTextRow
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.amendments import Bar, bar_to_entering, may_amend, may_return, may_withdraw
from hiringkit.policy.people import LoopRole, Viewer
from hiringkit.policy.scorecards import CardState, Standing, Visibility
from hiringkit.scoring import amendments as keeping
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import Card
from hiringkit.services import card_records, scorecards
from hiringkit.services.candidates import reason_problem
from hiringkit.services.scorecards import AskedLine, Held, State

Fields = Mapping[str, str]
STALE = "This scorecard has changed since."


@dataclass(frozen=True)
class Sheet:
    """A card that is about to be written whole: what stands in it now; `on_behalf` of its author, or by them."""

    held: Held
    asked: tuple[AskedLine, ...]
    values: dict[str, str]
    lines: tuple[Line, ...]
    revision: int
    on_behalf: bool
    is_begun: bool = True  # whether its writer may have typed something over it
    returned: State | None = None  # that it was given back, and why


@dataclass(frozen=True)
class Powers:
    """What somebody may do to a card that they read."""

    amends: bool
    returns: bool


def powers(page: scorecards.ScorecardPage, viewer: Viewer) -> Powers:
    """What the viewer may do to a card that they read."""
    if page.held.cancelled:
        return Powers(amends=False, returns=False)
    roles = frozenset({LoopRole.MANAGER} if page.manages else ())
    where = Standing(is_author=page.held.author_id == viewer.person_id, loop_roles=roles)
    return Powers(may_amend(_READ, page.held.state, where), may_return(_READ, page.held.state, where))


def sheet(db: Database, viewer: Viewer, scorecard_id: int) -> Sheet:
    """A card that is in, to be amended. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        return sheet_in(session, viewer, scorecard_id)


def sheet_in(session: Session, viewer: Viewer, scorecard_id: int) -> Sheet:
    """As `sheet`, within a transaction."""
    page = scorecards.read_in(session, viewer, scorecard_id, history=False)
    _require_amendable(page, viewer)
    is_another = page.held.author_id != viewer.person_id
    return Sheet(
        held=page.held,
        asked=page.asked,
        values=keeping.typed(page.card),
        lines=page.lines,
        revision=page.revision,
        on_behalf=is_another,
        is_begun=page.is_amending,
        returned=page.returned,
    )


def blank(db: Database, viewer: Viewer, scorecard_id: int, now: datetime) -> Sheet:
    """A draft with nothing in it, to be entered on its author's behalf. Raises NotFoundError, RefusedError."""
    with db.writing() as session:
        return blank_in(session, viewer, scorecard_id, now)


def blank_in(session: Session, viewer: Viewer, scorecard_id: int, now: datetime) -> Sheet:
    """As `blank`, within a transaction."""
    row, held = _enterable(session, viewer, scorecard_id, now)
    return Sheet(held, scorecards.asked_lines(session, row), {}, (), 0, on_behalf=True)


def is_in(session: Session, viewer: Viewer, scorecard_id: int) -> bool:
    """Whether a card that the viewer reads is in; False: a draft in a loop that they manage. Raises NotFoundError."""
    found = _found(session, viewer, scorecard_id)
    if found[1] is not CardState.DRAFT:
        head(session, viewer, scorecard_id)
        return True
    if not found[3]:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return False


def amend(
    db: Database,
    viewer: Viewer,
    scorecard_id: int,
    written: tuple[Fields, Sequence[Line]],
    reason: str,
    over: int,
    now: datetime,
) -> None:
    """Write the next state of a card that is in; the one before it stays readable to whoever may read the card.

    `over`: the revision that the writer had before them. The state counts as independent only where its author has
    read no other card of the candidate: statistics use the last one that does.

    Raises:
        NotFoundError, RefusedError: not the viewer's to read, or not theirs to amend.
        InvalidError: it is not whole, or has no reason; `problems` by field.
        ConflictError: somebody changed it since.
    """
    with db.writing() as session:
        page = scorecards.read_in(session, viewer, scorecard_id)
        found = _amendable(session, viewer, scorecard_id, page.held.state)
        if found[0] != over:
            raise ConflictError(STALE, mend="Load the page again, and look at it first.")
        card = _whole(page.held, page.asked, written, reason)
        apart = _is_apart(session, viewer, page)
        state = ScorecardStateRow(
            scorecard_id=scorecard_id,
            number=max((one.number for one in page.states), default=1) + 1,
            state=CardState.AMENDED,
            person_id=viewer.person_id,
            at=now,
            is_independent=apart,
            recommendation=card.recommendation,
            confidence=card.confidence,
        )
        assert page.held.submitted_at is not None
        digest = audit.digest(card_records.record(page.held, card, page.held.submitted_at))
        values = {"recommendation": card.recommendation, "confidence": card.confidence} if apart else {}
        if not stored.turn(session, scorecard_id, over, state=CardState.AMENDED, digest=digest, **values):
            raise ConflictError(STALE)
        content = keeping.kept(keeping.typed(card), written[1])
        rows = drafts.card_rows(scorecard_id, card, {line.key: (line.row_id, line.levels) for line in page.asked})
        stored.add_state(session, state, _words(state, reason, content), rows["rating"])
        amendment_drafts.forget(session, scorecard_id, viewer.person_id)
        _note(session, viewer, "scorecard amended", page.held, now, number=state.number, record=digest)


def _is_apart(session: Session, viewer: Viewer, page: scorecards.ScorecardPage) -> bool:
    """Whether an amendment is as independent as the card was: by its author, who has read no other one."""
    held = page.held
    before = all(state.is_independent for state in page.states if state.is_amended)
    mine = held.author_id == viewer.person_id
    return mine and before and not stored.could_read_another(session, viewer, held.candidacy_id)


def send_back(db: Database, viewer: Viewer, scorecard_id: int, reason: str, now: datetime) -> None:
    """Return a card to its author, with a reason that they read; what it says stays as it is. Raises as `amend`."""
    with db.writing() as session:
        page = scorecards.read_in(session, viewer, scorecard_id)
        found = _returnable(session, viewer, scorecard_id, page.held.state)
        _require_reason(reason)
        number = max((one.number for one in page.states), default=1) + 1
        state = ScorecardStateRow(
            scorecard_id=scorecard_id,
            number=number,
            state=CardState.RETURNED,
            person_id=viewer.person_id,
            at=now,
        )
        if not stored.turn(session, scorecard_id, found[0], state=CardState.RETURNED):
            raise ConflictError(STALE)
        stored.add_state(session, state, _words(state, reason, ""), [])
        _note(session, viewer, "scorecard returned", page.held, now, number=number, record=audit.digest(reason.strip()))


def enter_for(
    db: Database,
    viewer: Viewer,
    scorecard_id: int,
    written: tuple[Fields, Sequence[Line]],
    reason: str,
    now: datetime,
) -> None:
    """Submit a card on its author's behalf, as from paper; both names stand. Raises as `amend`."""
    with db.writing() as session:
        row, held = _enterable(session, viewer, scorecard_id, now)
        asked = scorecards.asked_lines(session, row)
        card = _whole(held, asked, written, reason)
        known = {line.key: line.row_id for line in asked}
        for line in written[1]:
            drafts.add_line(session, scorecard_id, line, [known[key] for key in line.criteria], now)
        digest = audit.digest(card_records.record(held, card, now))
        if not drafts.lock(session, scorecard_id, card, digest=digest, now=now):
            raise ConflictError(scorecards.ALREADY)
        drafts.store(session, scorecard_id, card, {line.key: (line.row_id, line.levels) for line in asked})
        state = ScorecardStateRow(
            scorecard_id=scorecard_id, number=1, state=CardState.SUBMITTED, person_id=viewer.person_id, at=now
        )
        stored.add_state(session, state, _words(state, reason, ""), [])
        amendment_drafts.forget(session, scorecard_id, viewer.person_id)
        _note(session, viewer, "scorecard submitted on behalf", held, now, record=digest)


def withdraw(db: Database, viewer: Viewer, scorecard_id: int, reason: str, now: datetime) -> int:
    """Give one's draft and seat back, with a reason; what was typed is deleted. Gives the candidacy's id."""
    with db.writing() as session:
        row = head(session, viewer, scorecard_id, lock=True)
        standing = Standing(is_author=row["author_id"] == viewer.person_id)
        if not may_withdraw(row["state"], standing):
            raise RefusedError("Only its author withdraws a scorecard, while it is a draft.")
        _require_reason(reason)
        held = scorecards.made_held(session, row)
        stored_interviews.remove_seat(session, held.interview_id, viewer.person_id)
        stored.note_withdrawn(session, viewer, held.candidacy_id, held.interview_id, reason.strip(), now)
        _note(session, viewer, "scorecard withdrawn", held, now, record=audit.digest(reason.strip()))
        return held.candidacy_id


def own_draft(db: Database, viewer: Viewer, scorecard_id: int) -> Held:
    """One's own draft, before it is withdrawn. Raises NotFoundError, RefusedError."""
    with db.reading() as session:
        held = scorecards.made_held(session, head(session, viewer, scorecard_id))
    scorecards.require_own_draft(held, viewer)
    return held


_BARRED = {  # what it is, and what to do instead
    Bar.NOT_MANAGED: ("A manager of the loop enters a scorecard on its author’s behalf.", "Ask one of them."),
    Bar.OWN: ("This is your own scorecard.", "Write it on the interview’s page."),
    Bar.IN: ("This scorecard is in.", "Amend it on its page."),
    Bar.OWN_OPEN: ("Your own scorecard of the candidate is a draft.", "Submit it first."),
    Bar.BEGUN: ("Its author has begun this scorecard.", "Ask them to submit it: what they wrote is theirs alone."),
}
_READ = Visibility.ALWAYS  # whoever gets this far has read the card through the query; left to ask is their part


def _standing(found: Columns, viewer: Viewer) -> Standing:
    return Standing(
        is_author=found[2] == viewer.person_id,
        loop_roles=frozenset({LoopRole.MANAGER} if found[3] else ()),
        own_cards=(CardState.DRAFT,) if found[4] else (),
    )


def _found(session: Session, viewer: Viewer, scorecard_id: int) -> Columns:
    found = stored.standing(session, viewer, scorecard_id)
    if found is None:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {scorecard_id}")
    return found


def _amendable(session: Session, viewer: Viewer, scorecard_id: int, state: CardState) -> Columns:
    found = _found(session, viewer, scorecard_id)
    if not may_amend(_READ, state, _standing(found, viewer)):
        raise _not_theirs()
    return found


def _require_amendable(page: scorecards.ScorecardPage, viewer: Viewer) -> None:
    """As `_amendable`, of a card that was just read with how the viewer stands to it."""
    if page.held.cancelled:
        raise NotFoundError("There is no such scorecard.", where=f"scorecard {page.held.scorecard_id}")
    found = (page.revision, page.held.state, page.held.author_id, page.manages, page.own_draft)
    if not may_amend(_READ, page.held.state, _standing(found, viewer)):
        raise _not_theirs()


def _not_theirs() -> RefusedError:
    return RefusedError("Its author amends a scorecard, or a manager of the loop on the author’s behalf.")


def _returnable(session: Session, viewer: Viewer, scorecard_id: int, state: CardState) -> Columns:
    found = _found(session, viewer, scorecard_id)
    if not may_return(_READ, state, _standing(found, viewer)):
        again = state is CardState.RETURNED
        raise RefusedError("It was returned already." if again else "A manager of the loop returns a scorecard.")
    return found


def _enterable(session: Session, viewer: Viewer, scorecard_id: int, now: datetime) -> tuple[Mapping[str, Any], Held]:
    found = _found(session, viewer, scorecard_id)
    if bar := bar_to_entering(found[1], _standing(found, viewer), is_begun=bool(found[5])):
        raise RefusedError(_BARRED[bar][0], mend=_BARRED[bar][1])
    row = draft_head(session, viewer, scorecard_id)
    held = scorecards.made_held(session, row)
    if now < held.starts_at:
        raise RefusedError("The interview has not begun.")
    return row, held


def _whole(held: Held, asked: Sequence[AskedLine], written: tuple[Fields, Sequence[Line]], reason: str) -> Card:
    """The card that was written, when it could be submitted. Raises InvalidError."""
    fields, lines = written
    wanted = scorecards.asked(held, asked)
    faults = {name: drafting.fault(wanted, name, value) for name, value in fields.items()}
    faults |= {f"line:{line.id}": drafting.line_fault(wanted, line) for line in lines}
    found = {name: fault for name, fault in faults.items() if fault}
    card = drafting.card(wanted, fields, lines)
    found |= drafting.problems(card, wanted, fields)
    if reason_problem(reason.strip()):
        found["reason"] = reason_problem(reason.strip())
    if found:
        raise InvalidError("The scorecard was not kept.", problems=found)
    return card


def _require_reason(reason: str) -> None:
    problem = reason_problem(reason.strip())
    if problem:
        raise InvalidError(problem, problems={"reason": problem})


def _words(state: ScorecardStateRow, reason: str, content: str) -> ScorecardStateTextRow:
    return ScorecardStateTextRow(
        scorecard_id=state.scorecard_id, number=state.number, reason=reason.strip(), content=content
    )


def _note(session: Session, viewer: Viewer, act: str, held: Held, now: datetime, *, record: str, **detail: Any) -> None:
    kept = audit.salted(session, "scorecard", held.scorecard_id, record)
    audit.append(
        session,
        now=now,
        actor=audit.person(viewer.person_id),
        act=act,
        kind="scorecard",
        subject_id=held.scorecard_id,
        detail={**detail, "author": audit.person(held.author_id), "record": kept},
    )
