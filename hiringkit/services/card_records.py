"""What the record of a submitted card says, for its digest and for its paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from hiringkit.policy.scorecards import Seat
from hiringkit.scoring.scorecards import Card, Objection


class Identified(Protocol):
    """What a card's record says about the card besides its content."""

    @property
    def scorecard_id(self) -> int: ...  # noqa: D102
    @property
    def interview_id(self) -> int: ...  # noqa: D102
    @property
    def candidate_id(self) -> int: ...  # noqa: D102
    @property
    def author_id(self) -> int: ...  # noqa: D102
    @property
    def seat(self) -> Seat: ...  # noqa: D102
    @property
    def stage_key(self) -> str: ...  # noqa: D102
    @property
    def content_hash(self) -> str: ...  # noqa: D102


def record(held: Identified, card: Card, submitted_at: datetime) -> dict[str, Any]:
    """What the card says, for its digest: plain values, no floats, no program version, nothing that changes later."""
    return {
        "format": 1,
        "scorecard": held.scorecard_id,
        "interview": held.interview_id,
        "candidate": held.candidate_id,
        "author": held.author_id,
        "seat": held.seat.value,
        "stage": held.stage_key,
        "rubric": held.content_hash,
        "ratings": [
            {
                "criterion": rating.criterion,
                "step": rating.step,
                "not_observed": rating.not_observed,
                "no_evidence": rating.is_unevidenced,
                "evidence": list(rating.evidence),
            }
            for rating in card.ratings
        ],
        "flags": [{"anti_signal": flag.anti_signal, "evidence": flag.evidence} for flag in card.flags],
        "objection": _objection_record(card.objection),
        "recommendation": card.recommendation,
        "confidence": card.confidence,
        "changed": card.changed,
        **({"note": card.note} if card.note else {}),  # a record from before there were notes keeps its digest
        "submitted_at": submitted_at.isoformat(),
    }


def _objection_record(met: Objection | None) -> dict[str, Any] | None:
    if met is None:
        return None
    if met.none_offered:
        return {"none_offered": True}
    return {
        "none_offered": False,
        "offered": met.offered,
        "verifiable": met.verifiable,
        "limits_said": met.limits_said,
        "next_step": "" if met.no_next_step else met.next_step,
        "owner": "" if met.no_next_step else met.owner,
        "due": met.due.isoformat() if met.due and not met.no_next_step else None,
        "escalation": met.escalation,
    }
