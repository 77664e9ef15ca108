"""A whole card as the fields and lines that it was typed in, and back: how its later states are written and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from hiringkit.scoring.drafts import NOT_OBSERVED, Line
from hiringkit.scoring.notes import Note
from hiringkit.scoring.scorecards import Card, Objection


def typed(card: Card) -> dict[str, str]:
    """The fields that make this card, by name: what `hiringkit.scoring.drafts.card` reads."""
    fields = {
        "recommendation": card.recommendation or "",
        "confidence": card.confidence or "",
        "changed": card.changed,
        Note.PANEL.field: card.note,
    }
    for rating in card.ratings:
        unseen = f"{NOT_OBSERVED}{rating.not_observed}" if rating.not_observed else ""
        fields[f"rating:{rating.criterion}"] = str(rating.step) if rating.step else unseen
        fields[f"no_evidence:{rating.criterion}"] = "1" if rating.no_evidence else ""
    for flag in card.flags:
        fields |= {f"flag:{flag.anti_signal}": "1", f"flag_evidence:{flag.anti_signal}": flag.evidence}
    return {name: value for name, value in (fields | _objection(card.objection)).items() if value}


def _objection(met: Objection | None) -> dict[str, str]:
    if met is None:
        return {}
    return {
        "objection:none_offered": "1" if met.none_offered else "",
        "objection:offered": met.offered,
        "objection:verifiable": met.verifiable or "",
        "objection:limits": {True: "yes", False: "no", None: ""}[met.limits_said],
        "objection:next_step": met.next_step,
        "objection:no_next_step": "1" if met.no_next_step else "",
        "objection:owner": met.owner,
        "objection:due": met.due.isoformat() if met.due else "",
        "objection:escalation": met.escalation,
    }


def kept(fields: Mapping[str, str], lines: Sequence[Line]) -> str:
    """Fields and lines as one text."""
    plain = [
        {"id": line.id, "text": line.text, "criteria": sorted(line.criteria), "second": line.second} for line in lines
    ]
    return json.dumps({"fields": dict(fields), "lines": plain}, ensure_ascii=False, sort_keys=True)


def restored(text: str) -> tuple[dict[str, str], list[Line]]:
    """The fields and lines that `kept` made a text of."""
    plain = json.loads(text)
    lines = [Line(one["id"], one["text"], frozenset(one["criteria"]), one["second"]) for one in plain["lines"]]
    return plain["fields"], lines
