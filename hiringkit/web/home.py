"""My work, and who sees what."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, render_template

from hiringkit.policy.people import may_build_loops
from hiringkit.scoring.decisions import CHOICE_WORDS, Choice
from hiringkit.services import home
from hiringkit.services.home import Group, Item, Kind
from hiringkit.web.context import database, now, viewer
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.pages import address, day, hour, moment
from hiringkit.web.security import needs, open_to_all

blueprint = Blueprint("home", __name__)
PLACES = {
    Kind.CARD: ("interviews.show", "interview_id"),
    Kind.INTERVIEW: ("interviews.show", "interview_id"),
    Kind.MISSING: ("candidates.show", "candidacy_id"),
    Kind.LOOP: ("loops.show", "loop_id"),
    Kind.DRILL: ("drills.show", "drill_id"),
    Kind.OUTCOME: ("outcomes.hire", "candidacy_id"),
}
WHAT = {
    Kind.CARD: "Scorecard of",
    Kind.INTERVIEW: "Interview with",
    Kind.MISSING: "Scorecard of",
    Kind.LOOP: "Loop:",
    Kind.DECIDE: "Decision about",
    Kind.AGAIN: "Look again at",
    Kind.OUTCOME: "Day 90 of",
    Kind.DRILL: "Drill:",
}
STATES = {  # a sign and its words, where they do not depend on the thing
    Kind.CARD: ("half", "draft"),
    Kind.MISSING: ("half", "not in"),
    Kind.PLAN: ("open", "not planned"),
    Kind.LOOP: ("half", "draft"),
    Kind.DECIDE: ("half", "not decided"),
    Kind.OUTCOME: ("open", "not recorded"),
    Kind.DRILL: ("open", "not handed in"),
}
ACTS = {
    Kind.CARD: "Finish",
    Kind.INTERVIEW: "Read the kit",
    Kind.MISSING: "Look",
    Kind.PLAN: "Plan",
    Kind.LOOP: "Go on",
    Kind.DECIDE: "Decide",
    Kind.AGAIN: "Look again",
    Kind.OUTCOME: "Record it",
    Kind.DRILL: "Rate it",
}
Held = tuple[str, str, str]  # a text whose middle, a date or a requisition, is not broken over two lines


class Line(NamedTuple):
    """A thing that waits, as its line is written. Jinja takes a tuple apart at once; a macro a cell takes as long as
    the database."""

    address: str
    what: str
    when: Held
    about: Held
    sign: str
    state: str
    act: str
    who: str


@blueprint.get("/")
@needs()
def index() -> str:
    """What waits for the viewer."""
    work, zone, at = home.work(database(), viewer(), now()), viewer().zone, now()
    return render_template(
        "home/index.html",
        work=work,
        groups=[
            (group, any(item.kind is Kind.MISSING for item in items), [_line(item, zone, at) for item in items])
            for group, items in work.groups
        ],
        may_build=may_build_loops(viewer()),
    )


def _line(item: Item, zone: str, at: datetime) -> Line:
    what = f"{item.stage} with {item.name}" if item.kind is Kind.PLAN else f"{WHAT[item.kind]} {item.name}"
    sign, state = _state(item, at)
    act = "Look again" if item.is_returned else ACTS[item.kind]
    return Line(_address(item), what, _when(item, zone, at), _about(item), sign, state, act, item.who)


def _address(item: Item) -> str:
    if item.kind is Kind.PLAN:
        return address("schedule.plan", candidacy_id=item.target, stage=item.stage_id)
    if item.kind is Kind.DECIDE or item.kind is Kind.AGAIN:
        return address("debriefs.show", loop_id=item.loop_id, candidacy_id=item.target)
    endpoint, name = PLACES[item.kind]
    return address(endpoint, **{name: item.target})


def _when(item: Item, zone: str, at: datetime) -> Held:
    if item.kind is Kind.CARD or item.kind is Kind.MISSING:
        return "since ", day(item.at, zone), f", {hour(item.at, zone)}"
    if item.kind is Kind.DRILL:
        return "by ", day(item.at, zone), ""
    if item.kind is not Kind.INTERVIEW:
        return f"since {day(item.at, zone)}", "", ""
    if item.group is Group.TODAY and item.ends_at:
        going_on = ", now" if item.at <= at else ""
        return f"{hour(item.at, zone)} to {hour(item.ends_at, zone)}{going_on}", "", ""
    return moment(item.at, zone), "", ""


def _about(item: Item) -> Held:
    where, number = f"{item.loop}, ", item.requisition
    seat = SEAT_WORDS[item.seat] if item.seat else ""
    match item.kind:
        case Kind.CARD:
            back = " It came back with a reason: read it, and amend what needs it." if item.is_returned else ""
            other = " A colleague’s scorecard is in; it opens to you once yours is." if item.is_hidden else ""
            said = (f"{item.stage}, {where}", number, f". You {seat}.{back}{other}")
        case Kind.INTERVIEW:
            said = (f"{item.stage}, {where}", number, f". Your seat: {seat}.")
        case Kind.MISSING:
            said = (f"{item.who}, {item.stage}. {where}", number, ".")
        case Kind.PLAN:
            free = "One stage has" if item.free == 1 else f"{item.free} stages have"
            said = (f"{where}{number}. {free} no interview yet.", "", "")
        case Kind.DRILL:
            blind = "Rate it blind; you see the reference ratings after."
            said = (f"{item.stage.capitalize()}, {item.loop}. {blind}", "", "")
        case Kind.LOOP:
            said = (f"{number}. It opens once nothing blocks it.", "", "")
        case Kind.OUTCOME:
            said = (f"Hired, and 90 days at work: say what came of it. {where}", number, ".")
        case Kind.DECIDE:
            said = (f"The debrief is open. {where}", number, ". You decide.")
        case Kind.AGAIN:
            held = item.choice is Choice.HOLD
            since = "Held until this day." if held else "Decided, to be looked at again from this day on."
            said = (f"{since} {where}", number, ". You decide.")
    return said


def _state(item: Item, at: datetime) -> tuple[str, str]:
    """A sign and its words."""
    if item.is_returned:
        return "care", "returned"
    if item.kind is Kind.INTERVIEW:
        return "open", "going on" if item.at <= at else "not held yet"
    if item.kind is Kind.AGAIN:
        return "care", "on hold" if item.choice in {None, Choice.HOLD} else CHOICE_WORDS[Choice(item.choice)]
    return STATES[item.kind]


@blueprint.get("/who-sees-what")
@open_to_all
def who_sees_what() -> str:
    """The rules of visibility in plain words."""
    return render_template("home/who-sees-what.html")
