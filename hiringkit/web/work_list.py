"""The page of what waits for a person: what is the same for all is made once, and its lines are put into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from flask import get_template_attribute, render_template

from hiringkit.policy.people import Viewer, may_build_loops
from hiringkit.scoring.decisions import CHOICE_WORDS, Choice
from hiringkit.services.home import Group, Item, Kind, Work
from hiringkit.web.blanks import Blank, gap, pieces
from hiringkit.web.forms.loops import SEAT_WORDS
from hiringkit.web.pages import Frame, address, day, frame_for, hour, moment
from hiringkit.web.security import nonce
from hiringkit.web.templating import signs_escaped

MOST_LINES = 5_000  # of 1 kB each
MOST_BLANKS = 64  # of 5 kB each
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


class _Look(NamedTuple):
    """What differs between the pages of those who have the same frame, beside what waits."""

    has_work: bool
    has_more: bool
    is_whole: bool


def render(work: Work, viewer: Viewer, at: datetime, *, is_whole: bool = False) -> bytes:
    """The page of services.home.work."""
    more = f"more than {work.more}" if work.is_more else str(work.more)
    values: dict[str, str | bytes] = {
        "reader": viewer.name,
        "nonce": nonce(),
        "today": day(at, viewer.zone),
        "waits": _waits(work),
        "groups": b"".join(_groups(work, viewer.zone, at)),
        "more": more,
    }
    return _made_page(_Look(bool(work.total), bool(work.more), is_whole), frame_for(viewer), viewer.zone).filled(values)


def _waits(work: Work) -> str:
    """How much waits, and how much of it is late."""
    counted = f"{'More than ' if work.is_more else ''}{work.total} things wait"
    late = f", {work.late} {'is' if work.late == 1 else 'are'} late" if work.late else ""
    return f"{'One thing waits' if work.total == 1 else counted} for you{late}"


@lru_cache(maxsize=MOST_BLANKS)
def _made_page(look: _Look, frame: Frame, zone: str) -> Blank:
    """A page without what waits, and without what its reader is called."""
    viewer = Viewer(0, frame.role, gap("reader"), zone)
    return Blank(
        render_template(
            "home/index.html",
            viewer=viewer,
            navigation=frame.navigation,
            installation=frame.installation,
            said=frame.said,
            nonce=gap("nonce"),
            today=gap("today"),
            waits=gap("waits") if look.has_work else "",
            groups=gap("groups") if look.has_work else "",
            more=gap("more") if look.has_more else "",
            is_whole=look.is_whole,
            may_build=may_build_loops(viewer),
        )
    )


def _groups(work: Work, zone: str, at: datetime) -> list[bytes]:
    found: list[bytes] = []
    for number, (group, items) in enumerate(work.groups, 1):
        before, after = _group(number, group, has_missing=any(item.kind is Kind.MISSING for item in items))
        found.append(before)
        for place, item in enumerate(items):
            found += _line(item, zone, at, is_first=number == 1 and not place)
        found.append(after)
    return found


@lru_cache(maxsize=MOST_BLANKS)
def _group(number: int, group: Group, *, has_missing: bool) -> tuple[bytes, bytes]:
    """What stands around the lines of a part of the list."""
    write = get_template_attribute("home/group.html", "group_of")
    before, after = pieces(write(number, group, has_missing, gap("lines")))
    return before.encode(), after.encode()


def _line(item: Item, zone: str, at: datetime, *, is_first: bool) -> list[bytes]:
    """A line of the list; what it says beside its address and its names is made once."""
    is_begun = item.kind is Kind.INTERVIEW and item.at <= at
    said = item._replace(target=0, name="", stage_id=0, loop_id=0, who="")
    texts = [_address(item).encode(), signs_escaped(item.name).encode()]
    if item.who:
        texts.append(signs_escaped(item.who).encode())
    made = _pieces(said, zone, is_begun=is_begun, is_first=is_first)
    return [*chain.from_iterable(zip(made, texts * 2, strict=False)), made[-1]]


@lru_cache(maxsize=MOST_LINES)
def _pieces(said: Item, zone: str, *, is_begun: bool, is_first: bool) -> Sequence[bytes]:
    """A line cut where address and names belong, each of which stands in it twice in the same order. It holds nothing
    personal."""
    item = said._replace(name=gap("name"), who=gap("who") if said.kind is Kind.MISSING else "")
    sign, state = _state(item, is_begun=is_begun)
    write = get_template_attribute("home/line.html", "line_of")
    made = write(
        gap("address"),
        f"{item.stage} with {item.name}" if item.kind is Kind.PLAN else f"{WHAT[item.kind]} {item.name}",
        _when(item, zone, is_begun=is_begun),
        _about(item),
        (sign, state),
        "Look again" if item.is_returned else ACTS[item.kind],
        item.who,
        item.group,
        is_first,
    )
    return [piece.encode() for piece in pieces(made)]


def _address(item: Item) -> str:
    if item.kind is Kind.PLAN:
        return address("schedule.plan", candidacy_id=item.target, stage=item.stage_id)
    if item.kind is Kind.DECIDE or item.kind is Kind.AGAIN:
        return address("debriefs.show", loop_id=item.loop_id, candidacy_id=item.target)
    endpoint, name = PLACES[item.kind]
    return address(endpoint, **{name: item.target})


def _when(item: Item, zone: str, *, is_begun: bool) -> Held:
    if item.kind is Kind.CARD or item.kind is Kind.MISSING:
        return "since ", day(item.at, zone), f", {hour(item.at, zone)}"
    if item.kind is Kind.DRILL:
        return "by ", day(item.at, zone), ""
    if item.kind is not Kind.INTERVIEW:
        return f"since {day(item.at, zone)}", "", ""
    if item.group is Group.TODAY and item.ends_at:
        going_on = ", now" if is_begun else ""
        return f"{hour(item.at, zone)} to {hour(item.ends_at, zone)}{going_on}", "", ""
    return moment(item.at, zone), "", ""


def _about(item: Item) -> Held:
    where, number = f"{item.loop}, ", item.requisition
    seat = SEAT_WORDS[item.seat] if item.seat else ""
    match item.kind:
        case Kind.CARD:
            back = " It came back with a reason: read it, and amend what needs it." if item.is_returned else ""
            other = " A colleague’s scorecard is in; it opens to you once yours is." if item.is_hidden else ""
            said = (f"{item.stage}, {where}", number, f". Your seat: {seat}.{back}{other}")
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


def _state(item: Item, *, is_begun: bool) -> tuple[str, str]:
    """A sign and its words."""
    if item.is_returned:
        return "care", "returned"
    if item.kind is Kind.INTERVIEW:
        return "open", "going on" if is_begun else "not held yet"
    if item.kind is Kind.AGAIN:
        return "care", "on hold" if item.choice in {None, Choice.HOLD} else CHOICE_WORDS[Choice(item.choice)]
    return STATES[item.kind]
