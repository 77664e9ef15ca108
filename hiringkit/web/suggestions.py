"""Suggesting panels for a loop: look at it, change it, accept it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hiringkit.errors import ConflictError, InvalidError
from hiringkit.services import suggestions
from hiringkit.services.suggestions import MOST_WEEKS, WEEKS, Key, Suggested
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.candidates import identifier
from hiringkit.web.security import needs

blueprint = Blueprint("suggestions", __name__)


@blueprint.route("/loops/<int:loop_id>/panels", methods=["GET", "POST"])
@needs()
def show(loop_id: int) -> ResponseReturnValue:
    """The interviews still to plan; a suggestion when it is asked for; accepted, and planned where ticked."""
    if request.method == "GET":
        return _page(loop_id)
    if request.form.get("step") != "accept":
        return _page(loop_id, suggestions.suggest(database(), viewer(), loop_id, now(), _weeks()))
    chosen = _chosen()
    try:
        suggestions.accept(database(), viewer(), loop_id, chosen, now(), _weeks())
    except InvalidError as error:
        return _again(loop_id, chosen, error), 422
    except ConflictError as error:
        return _again(loop_id, chosen, error), 409
    return _plan(loop_id, chosen, _ticked())


def _plan(loop_id: int, chosen: dict[Key, tuple[int, ...]], times: dict[Key, datetime]) -> ResponseReturnValue:
    """Plan what was ticked of the panels that were accepted, and show the week; or say what was not planned and why."""
    if not times:
        return redirect(url_for(".show", loop_id=loop_id, said="accepted"), 303)
    refused = suggestions.plan(database(), viewer(), loop_id, chosen, times, now())
    if refused:
        left = {key: sitting for key, sitting in chosen.items() if key in refused or key not in times}
        problems = {f"{key[0]}-{key[1]}": why for key, why in refused.items()}
        said = f"The panels are accepted, and {len(times) - len(refused)} of {len(times)} interviews planned."
        return _again(loop_id, left, InvalidError(said, problems=problems)), 409
    first = min(times.values()).astimezone(ZoneInfo(viewer().zone)).date()
    return redirect(url_for("weeks.index", loop=loop_id, day=first.isoformat(), said="planned-all"), 303)


def _weeks() -> int:
    return min(identifier(request.form.get("weeks")) or WEEKS, MOST_WEEKS)


def _chosen() -> dict[Key, tuple[int, ...]]:
    """Who was chosen, the lead first, from fields named seat-CANDIDACY-STAGE-PLACE; other fields are left out."""
    found: dict[Key, dict[int, int]] = {}
    for name, value in request.form.items():
        parts = [identifier(part) for part in name.removeprefix("seat-").split("-")]
        if name.startswith("seat-") and len(parts) == 3 and all(part is not None for part in parts):
            candidacy, stage, place = (part or 0 for part in parts)
            sitting = found.setdefault((candidacy, stage), {})
            if person := identifier(value):
                sitting[place] = person
    return {key: tuple(person for _place, person in sorted(sitting.items())) for key, sitting in found.items()}


def _ticked() -> dict[Key, datetime]:
    """When those that were ticked are to be held, from fields named at-CANDIDACY-STAGE."""
    found = {}
    for name, value in request.form.items():
        parts = [identifier(part) for part in name.removeprefix("at-").split("-")]
        seconds = identifier(value)
        if name.startswith("at-") and len(parts) == 2 and all(parts) and seconds:
            found[(parts[0] or 0, parts[1] or 0)] = datetime.fromtimestamp(seconds, UTC)
    return found


def _again(loop_id: int, chosen: dict[Key, tuple[int, ...]], error: InvalidError | ConflictError) -> str:
    """The page with what was chosen still in it."""
    found = suggestions.suggest(database(), viewer(), loop_id, now(), _weeks())
    return _page(loop_id, found, chosen, error)


def _page(
    loop_id: int,
    found: Suggested | None = None,
    chosen: dict[Key, tuple[int, ...]] | None = None,
    error: InvalidError | ConflictError | None = None,
) -> str:
    panels = {key: (panel.lead, *panel.others) for key, panel in found.panels.items()} if found else {}
    return render_template(
        "suggestions/show.html",
        page=suggestions.page(database(), viewer(), loop_id),
        found=found,
        chosen={**panels, **(chosen or {})},
        ticked=_ticked(),
        problems=error.problems if isinstance(error, InvalidError) else {},
        fault=error.what if error else "",
        weeks=_weeks(),
        most=MOST_WEEKS,
    )
