"""A candidate met by a panel, everybody who could look, and every address at which they could."""

from __future__ import annotations

import itertools
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from werkzeug.routing import Rule

from hiringkit.db.engine import Database
from hiringkit.db.tables import MailRow, MailTextRow
from hiringkit.db.tables.attachments import Audience, FileKind
from hiringkit.db.tables.mails import MailKind, MailState
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import CardState, Seat, Standing, Visibility
from hiringkit.scoring.drafts import Line
from hiringkit.services import attachments, bundles, calibration_sessions, drafts, drills, pack_imports, scorecards
from hiringkit.services.attachments import Sent
from hiringkit.services.drafts import Change, LineChange
from hiringkit.web.security import STATIC
from tests import build, build_loops, build_samples
from tests.build_packs import REPORT
from tests.conftest import NOW

# Numbers that the scene has, and one that it has not. A route with another argument needs its values here.
VALUES: Mapping[str, tuple[str | int, ...]] = {
    "loop_id": (1, 2, 99),
    "candidacy_id": (1, 99),
    "interview_id": (1, 2, 99),
    "scorecard_id": (1, 2, 3, 4, 99),
    "pack_id": (1, 99),
    "draft_id": (1, 99),
    "part": ("scorecards", "stages", "none"),
    "person_id": (1, 99),
    "number": (1, 99),
    "key": ("recruiter-screen", "none"),
    "run_id": (1, 99),
    "bundle_id": (1, 99),
    "sample_id": (1, 99),
    "session_id": (1, 99),
    "drill_id": (1, 2, 99),
    "mail_id": (1, 99),
    "attachment_id": (1, 99),
    "token": ("none",),
    "kind": ("scorecard", "none"),
    "subject_id": (1, 2, 99),
    "stage_id": (1, 3, 99),
}
QUERY = (
    "q=Rosa&sort=name&state=active&loop=1&stage=1&view=kit&finding=risk-objection&said=saved&known=1&twice=1"
    "&pack=1&before=1&since=1&form=candidate&at=1:communication&candidate=1&day=2026-01-26&own=0&days=90"
    "&element=criteria&edit=baking&part=about&version=1&like=1&met=1&page=1&tag=baking"
)
QUERY_NAMES = {pair.partition("=")[0] for pair in QUERY.split("&")} | {"after", "next"}


@dataclass(frozen=True)
class Scene:
    """The author’s card (1) is in, the writer’s (2) is a draft, so is the trainee’s (3), the reader’s (4) is in.

    The manager made a sample (1); the reader has handed in a drill on it (1), the writer has begun one (2). The manager
    has a draft of a pack (1), read from a report.
    """

    loop_id: int
    candidacy_id: int
    interviews: tuple[int, int]
    author: Viewer
    writer: Viewer
    people: Mapping[str, tuple[Viewer, Standing]]


def scene(db: Database, visibility: Visibility = Visibility.AFTER_OWN) -> Scene:
    """The scene under a rule of reading; the author and the writer have still to write.

    The database holds at most a pack, and that it is installed. In SQLite the scene is built once by each process over
    the same, then copied.
    """
    if db.engine.dialect.name != "sqlite":
        return _scene(db, visibility)
    with closing(sqlite3.connect(str(db.engine.url.database))) as file:
        held = ("SELECT content_hash FROM rubric_version", "SELECT organisation FROM installation")
        key = (visibility, *(tuple(file.execute(one)) for one in held))
        if key not in _BUILT:
            _BUILT[key] = (sqlite3.connect(":memory:", check_same_thread=False), _scene(db, visibility))
            file.backup(_BUILT[key][0])
        kept, built = _BUILT[key]
        kept.backup(file)
    return built


_BUILT: dict[tuple[object, ...], tuple[sqlite3.Connection, Scene]] = {}


def _scene(db: Database, visibility: Visibility) -> Scene:
    author, writer, reader, trainee = (build.person(db, name) for name in ("Author", "Writer", "Reader", "Trainee"))
    member, somebody = build.person(db, "Member"), build.person(db, "Somebody")
    loop = build_loops.loop(db, visibility=visibility, interviewers=[author, writer, reader, trainee, member])
    candidacy = build_loops.candidacy(db, loop.loop_id, "Rosa")
    seats = {author: Seat.LEAD, writer: Seat.SECOND, trainee: Seat.SHADOW}
    first = build_loops.interview(db, candidacy, loop.stages[0], seats)
    second = build_loops.interview(db, candidacy, loop.stages[1], {reader: Seat.LEAD})
    submit(db, reader, second, "Other")
    elsewhere = build_loops.loop(db, title="Another loop", visibility=visibility)
    bundles.ask(db, loop.manager, loop.loop_id, bundles.ALL, NOW)
    sample = build_samples.sample(db, loop.manager)
    build_samples.handed_in(db, reader, sample)
    drills.begin(db, writer, sample, NOW)
    pack_id = calibration_sessions.choices(db, loop.manager, None)[1] or 0
    calibration_sessions.begin(db, loop.manager, pack_id, "First session", [f"sample:{sample}"], NOW)
    _mail(db, loop.manager, candidacy)
    work = Sent("A work sample", b"Work", Audience.PANEL, loop.stages[0])
    attachments.keep(db, loop.recruiter, candidacy, work, FileKind.TEXT, b"Work", NOW)
    interviewer = frozenset({LoopRole.INTERVIEWER})
    people = {
        "author": (author, Standing(is_author=True, loop_roles=interviewer, own_cards=(CardState.SUBMITTED,))),
        "writer": (writer, Standing(loop_roles=interviewer, own_cards=(CardState.DRAFT,))),
        "reader": (reader, Standing(loop_roles=interviewer, own_cards=(CardState.SUBMITTED,))),
        "trainee": (trainee, Standing(loop_roles=interviewer, own_cards=(CardState.DRAFT,))),
        "member without a seat": (member, Standing(loop_roles=interviewer)),
        "manager": (loop.manager, Standing(loop_roles=frozenset({LoopRole.MANAGER}))),
        "recruiter": (loop.recruiter, Standing(loop_roles=frozenset({LoopRole.RECRUITER}))),
        "decider": (loop.decider, Standing(is_decider=True)),
        "tie-breaker": (loop.tie_breaker, Standing(is_tie_breaker=True)),
        "somebody else": (somebody, Standing()),
        "administrator": (build.person(db, "Admin", Role.ADMIN), Standing()),
        "manager elsewhere": (elsewhere.manager, Standing()),
        "recruiter elsewhere": (elsewhere.recruiter, Standing()),
    }
    pack_imports.begin(db, loop.manager, REPORT.encode(), "pastry.txt", NOW)
    return Scene(loop.loop_id, candidacy, (first, second), author, writer, people)


def _mail(db: Database, to: Viewer, candidacy_id: int) -> None:
    """A mail in the outbox."""
    told = MailRow(
        key=f"panel-{candidacy_id}",
        kind=MailKind.PANEL,
        person_id=to.person_id,
        subject_id=candidacy_id,
        state=MailState.KEPT,
        job="",
        made_at=NOW,
        ended_at=NOW,
        fault="",
    )
    with db.writing() as session:
        session.add(told)
        session.flush()
        session.add(MailTextRow(mail_id=told.id, subject="A panel is complete", text="All are in.", html="<p>All</p>"))


def whole(word: str, step: int = 5) -> dict[str, str]:
    """Every field of a card that can be submitted; the word stands in each text."""
    return {
        **{f"rating:{key}": str(step) for key in build_loops.CRITERIA},
        "flag:blames": "1",
        "flag_evidence:blames": f"{word} flag",
        "recommendation": "strong_no" if step > 3 else "yes",
        "confidence": "sure",
        "changed": f"{word} changed",
        "note:panel": f"{word} note",
        "note:private": f"{word[::-1]} private",
    }


def write(db: Database, viewer: Viewer, interview_id: int, word: str, step: int = 5) -> int:
    """Write a whole card and leave it a draft; gives its id."""
    scorecard_id = build_loops.card(db, interview_id, viewer)
    changes = [Change(name, value, 0) for name, value in whole(word, step).items()]
    lines = [
        LineChange(Line(str(uuid.uuid4()), f"{word} evidence", frozenset({key})), 0) for key in build_loops.CRITERIA
    ]
    lines.append(LineChange(Line(str(uuid.uuid4()), f"{word[::-1]} pad", second=60, noted=True), 0))
    saved = drafts.save(db, viewer, scorecard_id, changes, lines, NOW)
    assert (saved.faults, saved.conflicts) == ({}, {})
    return scorecard_id


def submit(db: Database, viewer: Viewer, interview_id: int, word: str, step: int = 5, *, now: datetime = NOW) -> int:
    """Write a whole card and submit it; gives its id."""
    scorecard_id = write(db, viewer, interview_id, word, step)
    scorecards.submit(db, viewer, scorecard_id, now)
    return scorecard_id


def rules(app: Flask, method: str) -> list[Rule]:
    """The routes that take this method, but for static files."""
    return [
        rule
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if method in (rule.methods or ()) and rule.endpoint not in STATIC
    ]


def addresses(app: Flask, rule: Rule) -> Iterator[str]:
    """A route filled with each value that its arguments may have. An argument without values fails."""
    names = sorted(rule.arguments)
    unknown = set(names) - set(VALUES)
    assert not unknown, f"{rule.rule}: give {unknown} values in tests/web/scene.py, so that the route is walked"
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for chosen in itertools.product(*(VALUES[name] for name in names)):
            yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)), append_unknown=False)


def every_get(app: Flask, word: str) -> Iterator[str]:
    """Every address that can be got: bare, with everything that may be asked for, and searched for a word."""
    for rule in rules(app, "GET"):
        filled = list(addresses(app, rule))
        yield from [*filled, f"{filled[0]}?{QUERY}"]
        if not rule.arguments:
            yield f"{rule.rule}?q={word}"
