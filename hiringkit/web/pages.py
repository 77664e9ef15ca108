"""What every page has: navigation, dates in the reader's zone, addresses of static files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from flask import Flask, Request, current_app, url_for
from jinja2 import StrictUndefined
from jinja2.runtime import Macro

from hiringkit import __version__
from hiringkit.doctor import apt_line, lacking
from hiringkit.policy.people import Role, Viewer
from hiringkit.services.installation import Installation
from hiringkit.web.context import State, state, the_request, viewer_or_none
from hiringkit.web.forms.words import labels
from hiringkit.web.security import nonce
from hiringkit.web.sessions import form_token

MOST_KEPT = 5_000
MOST_TIMES = 4_000  # that are remembered in words: a page has dozens, and the next one mostly the same
SAID = {  # what the last act did, said once on the page that follows it
    "saved": "Saved.",
    "retired": "The sample is retired.",
    "asked": "They are asked; it stands on their list of work.",
    "session-closed": "The session is closed. What was agreed on stands with the rubric as a proposal.",
    "drill-in": "Your drill is handed in.",
    "added": "Added.",
    "list-added": "The candidates of the list are added.",
    "removed": "Removed.",
    "file-added": "The file is added.",
    "file-removed": "The file is removed.",
    "declared": "The conflict of interest is declared.",
    "accepted": "The panels are accepted. They stand on the plan page of each interview.",
    "taken-back": "The declaration is taken back.",
    "opened": "The loop is open.",
    "left": "Removed, from the panels too. Interviews planned with them stay, until you change their seats.",
    "closed": "The loop is closed.",
    "reopened": "The loop is open again.",
    "loop-discarded": "The draft is discarded.",
    "submitted": "Your scorecard is submitted and locked.",
    "entered": "The scorecard is submitted, with both names.",
    "amended": "The scorecard is amended. What it said before stays readable.",
    "returned": "The scorecard is returned. Its author reads your reason.",
    "card-withdrawn": "Your scorecard is withdrawn, and your seat with it.",
    "opened-early": "The scorecards are open, with your name and reason.",
    "planned": "The interview is planned.",
    "cancelled": "The interview is cancelled.",
    "moved": "The candidate goes on in this loop.",
    "withdrawn": "The candidate is withdrawn from the loop.",
    "reinstated": "The candidate takes part again. Interviews that were cancelled stay cancelled.",
    "left-out": "The stage is left out for this candidate, with your name and reason.",
    "taken-in": "The stage is to be planned again.",
    "planned-all": "The interviews are planned.",
    "waived": "The finding is waived, with your name and reason.",
    "met": "The check is met, with your name and how.",
    "calibrated": "This run holds the ratings as they are now.",
    "version-retired": "The version is retired. Loops that have it keep it.",
    "published": "The version is published.",
    "discarded": "The draft is put away.",
    "signed-out": "You are signed out.",
    "password": "The password is changed. Other sessions have ended.",
}
ROLE_WORDS = {
    Role.ADMIN: "Admin",
    Role.HIRING_MANAGER: "Hiring manager",
    Role.INTERVIEWER: "Interviewer",
    Role.RECRUITER: "Recruiter",
}
_EVERYBODY = frozenset(Role)
_BUILDERS = frozenset({Role.ADMIN, Role.HIRING_MANAGER, Role.RECRUITER})


@dataclass(frozen=True)
class Place:
    """A place in the navigation, and the roles that it is for."""

    words: str
    endpoint: str
    roles: frozenset[Role]


NAVIGATION = (
    Place("My work", "home.index", _EVERYBODY),
    Place("Week", "weeks.index", _EVERYBODY),
    Place("Loops", "loops.index", _BUILDERS),
    Place("Candidates", "candidates.index", _EVERYBODY),
    Place("Packs", "packs.index", _BUILDERS),
    Place("Report", "reports.index", _BUILDERS),
    Place("Exports", "bundles.index", _BUILDERS),
    Place("Calibration", "calibrations.index", frozenset({Role.ADMIN, Role.HIRING_MANAGER})),
    Place("People", "people.index", frozenset({Role.ADMIN})),
)


_SECTIONS = {  # where a page belongs whose blueprint is not the place itself
    "pack_drafts": "packs",
    "pack_imports": "packs",
    "pack_editor": "packs",
    "pack_composing": "packs",
    "stages": "loops",
    "builders": "loops",
    "bundles.new": "loops",
    "mails": "",
    "mails.outbox": "people",
    "letterheads": "people",
    "comparisons": "loops",
    "debriefs": "loops",
    "designs": "loops",
    "conflicts": "loops",
    "suggestions": "loops",
    "qualifications": "loops",
    "qualifications.capacity": "",
    "conflicts.of_candidate": "candidates",
    "rosters": "candidates",
    "amendments": "candidates",
    "outcomes": "candidates",
    "outcomes.report": "packs",
    "attachments": "candidates",
    "moves": "candidates",
    "left_out": "candidates",
    "schedule": "candidates",
    "samples": "calibrations",
    "calibration_sessions": "calibrations",
    "drills": "home",
    "scorecards": "candidates",
    "scorecards.check": "home",
    "scorecards.submit": "home",
    "interviews": "home",
    "offline": "home",
    "home.who_sees_what": "",
}


def register(app: Flask) -> None:
    """Give the templates what they need."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=day, calendar_day=calendar_day, hour=hour, moment=moment, zone_name=zone_name)
    app.jinja_env.globals.update(
        path_of=path_of,
        url_for=address,
        static=static,
        bootstrap=bootstrap,
        kept=kept,
        csrf_token=form_token,
        kept_with=kept_with,
        version=__version__,
        role_words=ROLE_WORDS,
        pdf_fault=pdf_fault,
        field_labels=labels,
    )
    app.context_processor(_context)


@lru_cache(maxsize=1)
def pdf_fault() -> str:
    """Why no PDF can be made on this machine, and the line that mends it; empty where it can."""
    missing = lacking(pdf=True, tests=False)
    return f"No PDF can be made here: run {apt_line(missing)}" if missing else ""


def _context() -> dict[str, Any]:
    viewer, here, asked = viewer_or_none(), state(), the_request()
    return {
        "viewer": viewer,
        "navigation": _navigation(viewer, asked, here) if viewer else (),
        "installation": here.installation,
        "nonce": nonce(),
        "csrf_token": form_token,
        "said": _said(asked),
        "now": here.clock(),
    }


class Frame(NamedTuple):
    """All that stands around a page's content but its reader's name and the nonce: what a blank of it is known by."""

    role: Role
    navigation: tuple[tuple[str, str, bool], ...]
    installation: Installation
    said: str | None


def frame_for(viewer: Viewer) -> Frame:
    """The frame of the page that is asked for."""
    here, asked = state(), the_request()
    return Frame(viewer.role, _navigation(viewer, asked, here), here.installation, _said(asked))


def _said(asked: Request) -> str | None:
    return SAID.get(asked.args.get("said", "")) if asked.query_string else None


def _navigation(person: Viewer, asked: Request, here: State) -> tuple[tuple[str, str, bool], ...]:
    """The places this person may go to: words, address, whether they are there now."""
    key = (person.role, asked.endpoint, asked.path.startswith("/admin"))
    found = here.places.get(key)
    if found is None:
        found = here.places[key] = tuple(_places(person.role, asked.endpoint, is_admin=key[2]))
    return found


def _places(role: Role, endpoint: str | None, *, is_admin: bool) -> Iterator[tuple[str, str, bool]]:
    blueprint = (endpoint or "").rpartition(".")[0]
    here = _SECTIONS.get(endpoint or "", _SECTIONS.get(blueprint, blueprint))
    is_kept = is_admin or here != "people"  # which holds a person's own page too
    for place in NAVIGATION:
        if role in place.roles and place.endpoint in current_app.view_functions:
            yield place.words, path_of(place.endpoint), is_kept and place.endpoint.split(".")[0] == here


def day(instant: datetime, zone: str) -> str:
    """The date in a zone, as “Thu 22 Jan 2026”."""
    return calendar_day(instant.astimezone(ZoneInfo(zone)).date())


@lru_cache(maxsize=MOST_TIMES)
def calendar_day(at: date) -> str:
    """A date that stands in no zone, as “Thu 22 Jan 2026”."""
    return f"{at:%a} {at.day} {at:%b %Y}"


@lru_cache(maxsize=MOST_TIMES)
def hour(instant: datetime, zone: str) -> str:
    """The time of day in a zone, as “14:05”."""
    at = instant.astimezone(ZoneInfo(zone))
    return f"{at.hour:02}:{at.minute:02}"


@lru_cache(maxsize=MOST_TIMES)
def moment(instant: datetime, zone: str) -> str:
    """Date and time in a zone, as “Thu 22 Jan 2026, 14:05”."""
    at = instant.astimezone(ZoneInfo(zone))
    return f"{calendar_day(at.date())}, {at.hour:02}:{at.minute:02}"


def zone_name(zone: str) -> str:
    """A zone as people say it: “Chicago time” for America/Chicago."""
    return "UTC" if zone == "UTC" else f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"


@lru_cache
def path_of(endpoint: str) -> str:
    """The address of a page that is the same for everybody, looked up once: every page has a dozen of them."""
    return url_for(endpoint)


def address(endpoint: str, **values: Any) -> str:
    """`url_for`, which takes as long as a query, made once for each shape: a list has two addresses in each row."""
    if len(values) == 1:
        [(name, value)] = values.items()
        if type(value) is int and value >= 0 and not endpoint.startswith("."):
            return _of_one(endpoint, name) % value
    if endpoint.startswith("."):
        return url_for(endpoint, **values)
    parts: list[tuple[str, str | None]] = []
    for name, value in values.items():
        if value is None:  # which Flask leaves out
            continue
        if type(value) is int and value >= 0:
            parts.append((name, None))
        elif type(value) is str and _KEY.fullmatch(value) and _STAND_IN not in value:
            parts.append((name, value))
        else:
            return url_for(endpoint, **values)
    return _shape(endpoint, tuple(parts)) % values


_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")  # of a stage, a kind of document: there are few
_STAND_IN = "70000000"


@lru_cache(maxsize=1_000)
def _of_one(endpoint: str, name: str) -> str:
    """The shape that most addresses have: a place for one number."""
    return _shape(endpoint, ((name, None),)).replace(f"%({name})d", "%d")


@lru_cache(maxsize=1_000)
def _shape(endpoint: str, parts: tuple[tuple[str, str | None], ...]) -> str:
    """An address with a place for each number, which has no key; a key is a part of it."""
    stand_ins = {name: f"{_STAND_IN}{number}" for number, (name, key) in enumerate(parts, 1) if key is None}
    values: dict[str, Any] = {name: int(stand_ins[name]) if key is None else key for name, key in parts}
    made = url_for(endpoint, **values).replace("%", "%%")
    for name, number in stand_ins.items():
        made = made.replace(number, f"%({name})d")
    return made


@lru_cache
def static(name: str) -> str:
    """The address of one of our own files; a new content is a new address, so browsers may keep it for a year."""
    return url_for("static", filename=name, v=_hash(Path(__file__).parent / "static" / name))


@lru_cache(maxsize=1)
def bootstrap() -> str:
    """The address of Bootstrap's style sheet, as the installed package brings it."""
    name = "css/bootstrap.min.css"
    folder = current_app.blueprints["bootstrap"].static_folder
    return url_for("bootstrap.static", filename=name, v=_hash(Path(folder or "") / name))


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def kept(key: tuple[Hashable, ...], macro: Macro, *arguments: object) -> str:
    """What a macro makes of its arguments, made once. `key` says all that it depends on, and nothing personal.

    A macro has escaped what it was given, and its answer says so.
    """
    whole = (macro.name, *key)
    made = _KEPT.get(whole)
    if made is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        made = _KEPT[whole] = macro(*arguments)
    return made


_KEPT: dict[tuple[Hashable, ...], str] = {}


def kept_with(owner: object, key: tuple[Hashable, ...], macro: Macro, *arguments: object) -> str:
    """As `kept`, of what depends on an object that never changes, and on `key`; gone with the object.

    It may be personal, where the object is what the reader was given to read and `key` says the rest.
    """
    mine = _KEPT_WITH.setdefault(owner, {})
    whole = (macro.name, *key)
    made = mine.get(whole)
    if made is None:
        made = mine[whole] = macro(*arguments)
    return made


_KEPT_WITH: WeakKeyDictionary[object, dict[tuple[Hashable, ...], str]] = WeakKeyDictionary()
