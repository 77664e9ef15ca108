"""One's own drills: the list, the form that is rated blind, and what it says once it is handed in."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, HiringkitError, InvalidError
from hiringkit.jobs import calibrations
from hiringkit.policy.samples import DrillState
from hiringkit.scoring.scorecards import NOT_OBSERVED_WORDS
from hiringkit.services import drills
from hiringkit.services.drafts import Saved
from hiringkit.web.blanks import Answers
from hiringkit.web.context import database, now, viewer
from hiringkit.web.errors import STATUS
from hiringkit.web.forms.samples import from_form, from_json
from hiringkit.web.forms.words import clashes
from hiringkit.web.scorecards import told
from hiringkit.web.security import needs

blueprint = Blueprint("drills", __name__, url_prefix="/drills")


@blueprint.get("")
@needs()
def index() -> str:
    """What waits to be rated, and what was."""
    return render_template("drills/index.html", lines=drills.listed(database(), viewer()))


@blueprint.get("/<int:drill_id>")
@needs()
def show(drill_id: int) -> str:
    """The form, or the result."""
    return _shown(drill_id, {}, Saved())


@blueprint.post("/<int:drill_id>/draft")
@needs()
def save(drill_id: int) -> ResponseReturnValue:
    """Save in the background what was typed; the answer names what could not be kept, and why."""
    try:
        saved = drills.save(database(), viewer(), drill_id, from_json(request.get_data()), now())
    except HiringkitError as error:
        return jsonify(error=str(error)), STATUS[type(error)]
    return jsonify(told(saved))


@blueprint.post("/<int:drill_id>")
@needs()
def hand_in(drill_id: int) -> ResponseReturnValue:
    """Keep the last answers, then hand the drill in. A second click finds it handed in, and is shown it."""
    saved = Saved()
    try:
        page = drills.page(database(), viewer(), drill_id)
        saved = drills.save(database(), viewer(), drill_id, from_form(page, request.form), now())
        if saved.faults or saved.conflicts:
            return _shown(drill_id, {}, saved), 409 if saved.conflicts else 422
        pack_id = drills.hand_in(database(), viewer(), drill_id, now())
    except InvalidError as error:
        return _shown(drill_id, error.problems, saved), 422
    except ConflictError:
        return redirect(url_for(".show", drill_id=drill_id, said="drill-in"), 303)
    answer = redirect(url_for(".show", drill_id=drill_id, said="drill-in"), 303)
    answer.call_on_close(partial(calibrations.after_change, database(), pack_id, now()))
    return answer


def _shown(drill_id: int, problems: dict[str, str], saved: Saved) -> str:
    page = drills.page(database(), viewer(), drill_id)
    faults = saved.faults | clashes(saved.conflicts, page.pack)
    values = dict(page.values) | {name: request.form.get(name, "") for name in faults}
    return render_template(
        "drills/show.html" if page.state is DrillState.OPEN else "drills/result.html",
        page=page,
        values=values,
        answers=Answers(values),
        revisions=json.dumps(page.revisions),
        problems=problems | faults,
        not_observed=NOT_OBSERVED_WORDS,
        criteria={one.key: page.pack.criterion(one.key) for one in page.asked},
    )
