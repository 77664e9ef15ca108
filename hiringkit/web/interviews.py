"""One interview: for who sits in it, the kit and their own scorecard; for the loop's staff, its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from json.encoder import encode_basestring_ascii as quoted

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.errors import NotFoundError
from hiringkit.policy.scorecards import CardState
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import CONFIDENCE_WORDS, RECOMMENDATION_WORDS
from hiringkit.services import draft_pages, drafts, interviews
from hiringkit.services.draft_pages import PAD, DraftPage
from hiringkit.services.drafts import Saved
from hiringkit.web import card_forms
from hiringkit.web.blanks import Answers
from hiringkit.web.card_forms import CardForm, Layout, new_ids, note_of, part
from hiringkit.web.context import database, now, the_request, viewer
from hiringkit.web.forms import words
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.forms.scorecards import from_form, line_of
from hiringkit.web.pages import hour, moment
from hiringkit.web.security import needs, nonce
from hiringkit.web.sessions import form_token

blueprint = Blueprint("interviews", __name__, url_prefix="/interviews")
VIEWS = ("kit", "pad", "card")
_MINUTE = timedelta(minutes=1)
_LAST: Mapping[str, list[tuple[str, str]]] = {  # asked on the page that follows, with the answers to choose from
    "recommendation": [(one.value, said) for one, said in RECOMMENDATION_WORDS.items()],
    "confidence": [(one.value, said) for one, said in CONFIDENCE_WORDS.items()],
    "changed": [],
}


@blueprint.get("/<int:interview_id>")
@needs()
def show(interview_id: int) -> ResponseReturnValue:
    """The kit beside the viewer's own card; where the viewer has no seat, the candidate's page."""
    page = draft_pages.page(database(), viewer(), interview_id)
    if page is None:
        candidacy_id = interviews.candidacy_of(database(), viewer(), interview_id)
        return redirect(url_for("candidates.show", candidacy_id=candidacy_id), 303)
    if page.head.state is not CardState.DRAFT:
        return redirect(url_for("scorecards.show", scorecard_id=page.head.scorecard_id), 303)
    return render(page, Saved())


@blueprint.post("/<int:interview_id>")
@needs()
def save(interview_id: int) -> ResponseReturnValue:
    """The whole card sent as one form: kept, then on to the check; back to the card when something was not kept."""
    page = draft_pages.page(database(), viewer(), interview_id)
    if page is None:
        raise NotFoundError("There is no such interview of yours.")
    changes, lines = from_form(page, request.form)
    saved = drafts.save(database(), viewer(), page.head.scorecard_id, changes, lines, now())
    if saved.faults or saved.conflicts:
        fresh = draft_pages.page(database(), viewer(), interview_id)
        assert fresh is not None
        return render(fresh, saved, typed=dict(request.form)), 409 if saved.conflicts else 422
    if "again" in request.form:
        criterion = request.form["again"]
        if criterion == PAD:
            return redirect(url_for(".show", interview_id=interview_id, view="pad", _anchor="pad"), 303)
        anchor = f"c-{criterion}" if criterion in {line.key for line in page.lines} else None
        return redirect(url_for(".show", interview_id=interview_id, _anchor=anchor), 303)
    return redirect(url_for("scorecards.check", scorecard_id=page.head.scorecard_id), 303)


def render(page: DraftPage, saved: Saved, typed: dict[str, str] | None = None) -> bytes:
    """The page; `typed` stands in the fields that could not be kept."""
    refused = {**saved.faults, **dict.fromkeys(saved.conflicts, "")}
    values = page.values | {name: value for name, value in (typed or {}).items() if name in refused}
    form, zone, places = card_forms.form_of(Layout.of(page, _view(refused, typed))), page.author.zone, page.places()
    lines = _lines(page, places.written, refused, typed) if typed else places.written
    said = values | _head(page)
    said.update(_around(page, form, values, zone))
    said.update(_evidence(form, lines, places.elsewhere, saved))
    if refused:
        answers = Answers(values, saved.faults, words.theirs(saved.conflicts, page.kit.pack))
        asked_last = [(name, words.label(name), _LAST[name]) for name in _LAST if name in refused]
        said |= {f"note of {name}": part("note", answers, name) for name in refused}
        said |= {
            "not kept": part("not_kept", next(iter(refused))),
            "last": part("overall", answers, asked_last) if asked_last else b"",
        }
    return form.page.filled(said)


def _view(refused: Mapping[str, str], typed: Mapping[str, str] | None) -> str:
    """The part that a narrow screen shows: the one that is asked for, or that of the first that could not be kept."""
    asked = the_request()
    view = asked.args.get("view") if asked.query_string else None
    if view in VIEWS:
        return view
    return "pad" if f"line:{PAD}:{next(iter(refused), '')}" in (typed or {}) else "card"


def _head(page: DraftPage) -> dict[str, str | bytes]:
    """What the form says of its interview and of the draft."""
    head, zone, minutes, standing = page.head, page.author.zone, page.kit.setting.minutes, page.standing()
    unseen = standing.unseen
    minute_now = (now() - head.starts_at) / _MINUTE
    revisions = page.revisions | {line.id: revision for line, revision in page.evidence}
    return {
        "nonce": nonce(),
        "reader": page.author.name,
        "candidate": page.candidate,
        "when": moment(head.starts_at, zone),
        "cancelled by": _ended(page, zone),
        "decider": head.decider or "whoever",
        "interview": b"%d" % head.interview_id,
        "candidacy": b"%d" % head.candidacy_id,
        "card": b"%d" % head.scorecard_id,
        "author": b"%d" % head.author_id,
        "begins": b"%d" % head.starts_at.timestamp(),
        "token": form_token(),
        "new ids": new_ids(),
        "revisions": "{" + ", ".join([f"{quoted(name)}: {revision}" for name, revision in revisions.items()]) + "}",
        "saved": f"saved {hour(page.saved_at, zone)}" if page.saved_at else "nothing typed yet",
        "clock": f"{int(minute_now)} of {minutes} min" if 0 <= minute_now <= minutes else "",
        "counted": f"{standing.rated} of {len(page.lines)} rated{f', {unseen} not observed' if unseen else ''}",
        **{f"hides lack of {criterion}": b"" for criterion in standing.lacking},
    }


def _ended(page: DraftPage, zone: str) -> str:
    """Why nobody asks for the card any more; nothing where somebody does."""
    if page.head.cancelled_at:
        return part("cancelled", page.held, zone)
    why = _ENDS.get(page.head.candidacy_state)
    return part("ended", why) if why else ""


_ENDS = {
    CandidacyState.WITHDRAWN: "The candidate takes no further part in this loop.",
    CandidacyState.CLOSED: "A decision about the candidate is recorded.",
}


def _around(page: DraftPage, form: CardForm, values: Mapping[str, str], zone: str) -> dict[str, str | bytes]:
    """What the form says of others: who sits there too, what was handed on, and who reads it."""
    found: dict[str, str | bytes] = {"readers": form.no_readers}
    if page.others:
        others = "; ".join([f"{one.name} {SEAT_WORDS[one.seat]}" for one in page.others])
        found["with you"] = form.with_you.filled({"others": others})
    if page.next:
        names = ", ".join([one.name for one in page.next])
        found["readers"] = form.readers.filled({"names": names, "stage": page.next[0].stage})
    if page.handed:
        found["handed"] = part("handed", page.handed, zone)
    if page.own_notes.handed_at:
        found["handed on"] = part("handed_on", page.own_notes, values.get("note:handoff", ""), zone)
    return found


def _evidence(
    form: CardForm,
    written: Mapping[str, Sequence[Line]],
    elsewhere: Mapping[str, Sequence[tuple[str, Line]]],
    saved: Saved,
) -> dict[str, str | bytes]:
    """The lines under each criterion and in the pad, those from elsewhere, and what is shown where there are some."""
    found: dict[str, str | bytes] = {}
    for criterion, under in written.items():
        rows = [form.row(criterion, number, line, note_of(line, saved)) for number, line in enumerate(under, 1)]
        found[f"lines of {criterion}"] = b"".join(rows)
    for criterion, others in elsewhere.items():
        found[f"others of {criterion}"] = b"".join([form.row_elsewhere(home, line) for home, line in others])
        found[f"hides others of {criterion}"] = b""
    return found


def _lines(
    page: DraftPage, written: Mapping[str, Sequence[Line]], refused: Mapping[str, str], typed: Mapping[str, str]
) -> dict[str, list[Line]]:
    """The lines where they are written; one that could not be kept says what was typed."""
    said = {name.split(":")[2]: name for name in typed if name.startswith("line:") and name.count(":") == 2}
    said = {key: name for key, name in said.items() if key in refused}
    known = {line.id for line, _revision in page.evidence}
    as_typed = {key: line_of(name, typed[name], typed) for key, name in said.items()}
    found = {criterion: [as_typed.get(line.id, line) for line in under] for criterion, under in written.items()}
    for key, name in said.items():
        criterion = name.split(":")[1]
        if key not in known and criterion in {PAD, *(line.key for line in page.lines)}:
            found.setdefault(criterion, []).append(as_typed[key])
    return found
