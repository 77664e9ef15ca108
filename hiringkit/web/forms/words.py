"""What a field is called on the form that it came from, for a page that gives back what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from flask_wtf import FlaskForm
from wtforms.fields.core import UnboundField

from hiringkit.rubrics.packs import Pack
from hiringkit.scoring.drafts import NOT_OBSERVED
from hiringkit.scoring.scorecards import (
    CONFIDENCE_WORDS,
    NOT_OBSERVED_WORDS,
    RECOMMENDATION_WORDS,
    VERIFIABLE_WORDS,
)
from hiringkit.web.forms import candidates, interviews, loops, people
from hiringkit.web.forms.scorecards import TICKS

Conflicts = Mapping[str, tuple[str, int]]  # what stands in a field, or a line, and its revision
UNSEEN = frozenset({"revision", "revisions", "card", "over", "next", "again", "at", "finding", "weeks", "resend"})
"""Fields that a form sends of itself: they go back as they came, and nobody reads them."""
_OURS = {
    "reason": "Reason",
    "text": "List of candidates",
    "rating": "Rating",
    "no_evidence": "No evidence to give",
    "line": "Evidence",
    "minute": "Minute",
    "flag": "Anti-signal seen",
    "flag_evidence": "What was seen",
    "recommendation": "Would you hire?",
    "confidence": "How sure are you?",
    "changed": "What would have changed your rating?",
    "independent": "I wrote this from what I saw and heard",
    "note:panel": "To the panel",
    "note:handoff": "To the next stage",
    "note:private": "Private",
    "objection:offered": "Evidence offered",
    "objection:verifiable": "Could it be checked?",
    "objection:limits": "Limits said?",
    "objection:next_step": "Next step",
    "objection:owner": "Owner",
    "objection:due": "By when",
    "objection:escalation": "Escalation",
    "objection:no_next_step": "No next step was named",
    "objection:none_offered": "No evidence was offered",
    "note": "Note",
    "dissent": "Dissent",
    "words": "In words",
    "step": "After discussion",
    "choice": "Decision",
    "level": "Level",
    "offer": "Offer",
    "conditions": "Conditions of the offer",
    "ground": "Ground",
    "changes": "What would change it",
    "revisit_on": "Look again on",
    "amends": "Why it is replaced",
    "seat": "Seat",
    "person": "Person",
    "member": "Member",
    "role": "Role",
    "stage": "Stage",
    "state": "State",
    "file": "File",
    "anyway": "Plan it all the same",
}


def _labels() -> dict[str, str]:
    found = dict(_OURS)
    for module in (candidates, interviews, loops, people):
        for form in vars(module).values():
            if isinstance(form, type) and issubclass(form, FlaskForm):
                found |= {
                    name: str(field.args[0])
                    for name, field in vars(form).items()
                    if isinstance(field, UnboundField) and field.args and isinstance(field.args[0], str)
                }
    return found


_WORDS = _labels()


def label(name: str) -> str:
    """The words of the form for a field; “Rating: owned next steps” for `rating:owned-next-steps`."""
    if name in _WORDS:
        return _WORDS[name]
    kind, _, rest = name.partition(":")
    of = rest.partition(":")[0].replace("-", " ").replace("_", " ")
    if kind in _WORDS:
        return (
            f"{_WORDS[kind]}: {of}"
            if kind in {"rating", "no_evidence", "line", "flag", "flag_evidence"}
            else _WORDS[kind]
        )
    return name.partition("-")[0].replace("_", " ").capitalize()


@lru_cache(maxsize=1)
def labels() -> str:
    """The words of the fields of our own pages, for a script that shows what was typed."""
    return json.dumps(_OURS)


def said(name: str, value: str, pack: Pack) -> str:
    """What stands in a field of a scorecard of this pack, as people read it: “ticked” for a tick."""
    return answers(name, pack).get(value, value) or "nothing"


def theirs(conflicts: Conflicts, pack: Pack) -> dict[str, str]:
    """What was saved elsewhere since, as people read it, by field or line."""
    return {name: said(name, value, pack) for name, (value, _revision) in conflicts.items()}


def clashes(conflicts: Conflicts, pack: Pack) -> dict[str, str]:
    """What is said beside each field in which something else was saved since."""
    return {
        name: f"Another window saved this since: “{words}”. Send again to put yours in its place."
        for name, words in theirs(conflicts, pack).items()
    }


def answers(name: str, pack: Pack) -> Mapping[str, str]:
    """The words of what can be chosen in a field of a scorecard of this pack; nothing where it is written in."""
    kind, _, key = name.partition(":")
    if kind == "rating":
        scale = pack.scale_of(pack.criterion(key))
        return {str(step): scale.word(step) for step in scale.steps} | _UNSEEN_WORDS
    return _TICKED if name.startswith(TICKS) else _ANSWERS.get(name, {})


_UNSEEN_WORDS = {f"{NOT_OBSERVED}{one.value}": f"not observed, {words}" for one, words in NOT_OBSERVED_WORDS.items()}
_TICKED = {"": "not ticked", "1": "ticked"}
_ANSWERS: dict[str, dict[str, str]] = {
    "recommendation": {one.value: words for one, words in RECOMMENDATION_WORDS.items()},
    "confidence": {one.value: words for one, words in CONFIDENCE_WORDS.items()},
    "objection:verifiable": {one.value: words for one, words in VERIFIABLE_WORDS.items()},
}


def is_unseen(name: str) -> bool:
    """Whether a field is sent back without being shown."""
    return name in UNSEEN or name.startswith("also:")
