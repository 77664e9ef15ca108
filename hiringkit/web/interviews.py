"""One interview: for who sits in it, the kit and their own scorecard; for the loop's staff, its facts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import NotFoundError
from hiringkit.loops.plans import AI_POLICIES, FORMATS, check_of, constraint_of, probes_of
from hiringkit.policy.scorecards import CardState
from hiringkit.rubrics.packs import AntiSignal
from hiringkit.rubrics.places import place_of
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import CONFIDENCE_WORDS, NOT_OBSERVED_WORDS, RECOMMENDATION_WORDS
from hiringkit.services import drafts, interviews
from hiringkit.services.drafts import DraftPage, Saved
from hiringkit.services.kits import timings_of, work_sample_of
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms import words
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.forms.scorecards import from_form, minute, second
from hiringkit.web.security import needs

blueprint = Blueprint("interviews", __name__, url_prefix="/interviews")
VIEWS = ("kit", "pad", "card")
PAD = ""  # what stands for a criterion where a line is typed in the note pad
_LAST: Mapping[str, list[tuple[str, str]]] = {  # asked on the page that follows, with the answers to choose from
    "recommendation": [(one.value, said) for one, said in RECOMMENDATION_WORDS.items()],
    "confidence": [(one.value, said) for one, said in CONFIDENCE_WORDS.items()],
    "changed": [],
}


@blueprint.get("/<int:interview_id>")
@needs()
def show(interview_id: int) -> ResponseReturnValue:
    """The kit beside the viewer's own card; where the viewer has no seat, the candidate's page."""
    page = drafts.page(database(), viewer(), interview_id)
    if page is None:
        candidacy_id = interviews.candidacy_of(database(), viewer(), interview_id)
        return redirect(url_for("candidates.show", candidacy_id=candidacy_id), 303)
    if page.held.state is not CardState.DRAFT:
        return redirect(url_for("scorecards.show", scorecard_id=page.held.scorecard_id), 303)
    return render(page, Saved())


@blueprint.post("/<int:interview_id>")
@needs()
def save(interview_id: int) -> ResponseReturnValue:
    """The whole card sent as one form: kept, then on to the check; back to the card when something was not kept."""
    page = drafts.page(database(), viewer(), interview_id)
    if page is None:
        raise NotFoundError("There is no such interview of yours.")
    changes, lines = from_form(page, request.form)
    saved = drafts.save(database(), viewer(), page.held.scorecard_id, changes, lines, now())
    if saved.faults or saved.conflicts:
        fresh = drafts.page(database(), viewer(), interview_id)
        assert fresh is not None
        return render(fresh, saved, typed=dict(request.form)), 409 if saved.conflicts else 422
    if "again" in request.form:
        criterion = request.form["again"]
        if criterion == PAD:
            return redirect(url_for(".show", interview_id=interview_id, view="pad", _anchor="pad"), 303)
        return redirect(url_for(".show", interview_id=interview_id, _anchor=f"c-{criterion}"), 303)
    return redirect(url_for("scorecards.check", scorecard_id=page.held.scorecard_id), 303)


def render(page: DraftPage, saved: Saved, typed: dict[str, str] | None = None) -> str:
    """The page; `typed` stands in the fields that could not be kept."""
    refused = {**saved.faults, **dict.fromkeys(saved.conflicts, "")}
    values = page.values | {name: value for name, value in (typed or {}).items() if name in refused}
    touched = values.keys() | refused.keys()
    anti_signals = _anti_signals(page)
    lines = [(line.key, line) for line in page.lines]
    illustrated = tuple(
        criterion
        for criterion in (page.held.pack.criterion(key) for key, _line in lines)
        if any(anchor.examples for anchor in criterion.anchors)
    )
    return render_template(
        "interviews/show.html",
        page=page,
        held=page.held,
        pack=page.held.pack,
        values=values,
        refused=saved,
        troubled=bool(refused),
        stage=(page.held.content_hash, tuple((line.key, line.name) for line in page.lines)),
        rated=sum(rating.step is not None for rating in page.card.ratings),
        unseen=sum(rating.not_observed is not None for rating in page.card.ratings),
        evidence={key: _with_typed(page, key, refused, typed or {}) for key, _line in lines},
        pad=_with_typed(page, PAD, refused, typed or {}),
        from_elsewhere={key: page.from_elsewhere(key) for key, _line in lines},
        criteria={key: page.held.pack.criterion(key) for key, _line in lines},
        illustrated=illustrated,
        shows={criterion.id for criterion in illustrated},
        agreed={item.criterion: item for item in page.held.pack.definitions},
        anti_signals=anti_signals,
        flagged={
            key
            for key, items in anti_signals.items()
            if any({f"flag:{item.id}", f"flag_evidence:{item.id}"} & touched for item in items)
        },
        objected=any(name.startswith("objection:") for name in touched),
        untroubled=Saved(),
        risk_at=next((key for key, _line in lines if key in {one.id for one in page.held.pack.risk_criteria}), ""),
        probes=probes_of(page.held.pack, page.held.stage_key, page.held.probes),
        ai_check=check_of(page.held.pack, page.held.stage_key, page.held.ai_check),
        timings=timings_of(page.held.pack, page.held.minutes, {key: line.weight for key, line in lines}, page.held),
        work_sample=work_sample_of(page.held.pack, page.held.work_sample),
        place=place_of(page.held.place, page.held.loop_zone),
        last=[(name, words.label(name), _LAST[name]) for name in _LAST if name in refused],
        fresh={key: str(uuid.uuid4()) for key in (PAD, *(key for key, _line in lines))},
        revisions=json.dumps(page.revisions | {line.id: revision for line, revision in page.evidence}),
        missing=page.problems,
        not_observed={why.value: words for why, words in NOT_OBSERVED_WORDS.items()},
        seats=SEAT_WORDS,
        formats=FORMATS,
        policies=AI_POLICIES,
        constraint_of=constraint_of,
        minute=minute,
        view=request.args.get("view", "card") if request.args.get("view") in VIEWS else "card",
    )


def _with_typed(
    page: DraftPage, criterion: str, refused: Mapping[str, str], typed: Mapping[str, str]
) -> list[tuple[Line, int]]:
    """The lines under a criterion; one that could not be kept says what was typed."""
    said = {name.split(":")[2]: name for name in typed if name.startswith("line:") and name.count(":") == 2}
    known = {line.id for line, _revision in page.evidence}
    new = [
        (_typed_line(page, key, criterion, typed), 0)
        for key, name in said.items()
        if key in refused and key not in known and name.split(":")[1] == criterion
    ]
    kept = [
        (replace(line, text=typed[said[line.id]]) if line.id in refused and line.id in said else line, revision)
        for line, revision in (page.under(criterion) if criterion != PAD else page.pad)
    ]
    return [*kept, *new]


def _typed_line(page: DraftPage, key: str, criterion: str, typed: Mapping[str, str]) -> Line:
    """A line that could not be kept, as it was typed."""
    speaks = {one.key for one in page.lines if one.key == criterion or f"also:{key}:{one.key}" in typed}
    at = second(typed.get(f"minute:{key}", ""))
    return Line(key, typed[f"line:{criterion}:{key}"], frozenset(speaks), at, noted=criterion == PAD)


def _anti_signals(page: DraftPage) -> dict[str, list[AntiSignal]]:
    """Each anti-signal beside the first criterion on the card that it belongs to."""
    found: dict[str, list[AntiSignal]] = {line.key: [] for line in page.lines}
    for item in page.held.pack.anti_signals:
        first = next((line.key for line in page.lines if line.key in item.criteria), None)
        if first:
            found[first].append(item)
    return found
