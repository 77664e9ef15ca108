"""Demo data: one made-up hospital group that hires, reproducible from a seed. Refused where real people are."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from hiringkit.db import audit, bulk
from hiringkit.db import loops as stored_loops
from hiringkit.db import packs as stored_packs
from hiringkit.db import people as stored_people
from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, MembershipRow, PackRow, RubricVersionRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import RefusedError
from hiringkit.loops.plans import PlannedStage, Sitter, proposed_stages
from hiringkit.policy.people import LoopRole, Role
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.rubrics.packs import Pack, Weight
from hiringkit.services import demo_debriefs, demo_drills
from hiringkit.services.demo_accounts import DEMO_ACCOUNTS
from hiringkit.services.demo_cards import Author, Pool, PoolStage, Writer
from hiringkit.services.demo_texts import FIRST, LAST
from hiringkit.services.demo_voices import VOICES
from hiringkit.services.people import add_person

ZONE = "America/Chicago"
PACK = "it-service-manager-us-healthcare"
PURPOSE = "Can this person restore a clinical service under constraints, and say what they checked?"
PER_LOOP = 150
OF_EACH = 4  # candidates in the loop of each other pack
ENOUGH = 20  # candidates, so that other packs have loops too
BATCH = 500
STAFF = (  # name, e-mail, global role, severity in points of the scale (positive = harsher)
    ("Ingrid Solheim", "ingrid@northmere.example", Role.HIRING_MANAGER, 0.1),
    ("Ruth Abara", "ruth@northmere.example", Role.HIRING_MANAGER, 0.0),
    ("Priya Raghunathan", "priya@northmere.example", Role.INTERVIEWER, 0.6),
    ("Marcus Bell", "marcus@northmere.example", Role.INTERVIEWER, -0.5),
    ("Dana Whitehorse", "dana@northmere.example", Role.INTERVIEWER, 0.1),
    ("Kenji Watanabe", "kenji@northmere.example", Role.INTERVIEWER, 0.9),
    ("Amara Nwosu", "amara@northmere.example", Role.INTERVIEWER, -0.7),
    ("Tomasz Zieliński", "tomasz@northmere.example", Role.INTERVIEWER, 0.3),
    ("Leila Haddad", "leila@northmere.example", Role.RECRUITER, 0.0),
    ("Owen Price", "owen@northmere.example", Role.ADMIN, 0.0),
)
PANELS = {  # who leads and assists each stage; more interviewers join as the data grows
    0: ("Priya Raghunathan", "Marcus Bell"),
    1: ("Dana Whitehorse",),
    2: ("Marcus Bell", "Priya Raghunathan"),
    3: ("Kenji Watanabe", "Amara Nwosu"),
}
SEEN_TOO = (  # what a manager would add to the pack's proposal: stage, criterion, weight
    (0, "tooling", Weight.SECONDARY),
    (0, "evidence-handling", Weight.PRIMARY),
    (0, "owned-next-steps", Weight.SECONDARY),
    (2, "troubleshooting", Weight.SECONDARY),
    (2, "stakeholder-mapping", Weight.SECONDARY),
    (3, "discovery", Weight.SECONDARY),
    (3, "stakeholder-mapping", Weight.PRIMARY),
    (3, "owned-next-steps", Weight.SECONDARY),
)


@dataclass(frozen=True)
class Filled:
    """How much was made."""

    loops: int
    candidates: int
    scorecards: int


def fill(db: Database, *, candidates: int, seed: int, now: datetime) -> Filled:
    """Fill an empty database that is marked as demo. The same seed, number and hour give the same data.

    Raises RefusedError: the database is not marked as demo, or holds people already.
    """
    now = now.replace(minute=0, second=0, microsecond=0)
    chance = random.Random(seed)  # noqa: S311 -- made-up data, to be the same again
    with db.writing() as session:  # one act: a demo is whole, or not there
        audit.hold(session)
        _require_fresh(session)
        version = _version(session, PACK)
        staff = _staff(session, chance, candidates, now)
        apart = OF_EACH * len(VOICES) if candidates >= ENOUGH else 0
        pools = _loops(session, chance, version, staff, candidates - apart, now)
        pools += _other_loops(session, staff, now) if apart else []
        cards = 0
        writer = Writer(chance, now)
        for pool in pools:
            for start in range(0, pool.candidates, BATCH):
                rows = writer.candidates(session, pool, start, min(start + BATCH, pool.candidates))
                bulk.insert(session, rows.tables)
                audit.append_all(session, rows.entries)
                cards += len(rows.tables["scorecard"])
        bulk.follow_ids(session)
    demo_debriefs.hold(db, pools[0], staff, chance, now)
    demo_drills.take(db, staff, _references(version[1]), now)
    return Filled(len(pools) + 1, sum(pool.candidates for pool in pools), cards)


def _require_fresh(session: Session) -> None:
    place = stored_people.installation(session)
    if place is None or not place.demo:
        raise RefusedError(
            "This database is not marked as demo; made-up people do not go beside real ones.",
            mend="Set HIRINGKIT_INSTANCE or DATABASE_URL to another database.",
        )
    if stored_people.count(session):
        raise RefusedError(
            "This database holds demo data already.", mend="Remove the instance folder, and fill a new one."
        )


def _version(session: Session, slug: str) -> tuple[int, Pack]:
    """The first version of a shipped pack."""
    row = session.exec(
        select(RubricVersionRow.id, RubricVersionRow.content_hash)
        .join(PackRow, col(PackRow.id) == col(RubricVersionRow.pack_id))
        .where(PackRow.slug == slug)
        .order_by(col(RubricVersionRow.id))
    ).first()
    assert row is not None
    return row[0], stored_packs.pack_of(session, row[0], row[1])


def _staff(session: Session, chance: random.Random, candidates: int, now: datetime) -> dict[str, Author]:
    assert set(DEMO_ACCOUNTS) <= {email for _name, email, _role, _severity in STAFF}
    made = {
        name: Author(add_person(session, email=email, name=name, role=role, zone=ZONE, now=now), name, severity)
        for name, email, role, severity in STAFF
    }
    for number in range(max(0, candidates // 60)):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        email = f"interviewer{number + 1}@northmere.example"
        person_id = add_person(session, email=email, name=name, role=Role.INTERVIEWER, zone=ZONE, now=now)
        made[f"{name} {number}"] = Author(person_id, name, round(chance.gauss(0, 0.5), 2))
    return made


def _loops(
    session: Session,
    chance: random.Random,
    version: tuple[int, Pack],
    staff: Mapping[str, Author],
    candidates: int,
    now: datetime,
) -> list[Pool]:
    """A loop that is being built, and as many open ones as the candidates need."""
    version_id, pack = version
    known = stored_loops.criteria(session, version_id)
    more = list(staff.values())[len(STAFF) :]
    draft = _loop(session, version_id, staff, "IT service manager, evening operations", "NH-2026-007", None, now)
    for position, stage in enumerate(proposed_stages(pack), 1):
        panel = _panel(staff, position - 1, []) if position != 4 else ()
        stored_loops.add_stage(session, draft, position, _with(stage, panel=panel), known)
    pools = []
    for number in range(max(1, -(-candidates // PER_LOOP))):
        title = "IT service manager" if number == 0 else f"IT service manager, site {number + 1}"
        opened = now - timedelta(days=45 + number % 30)
        loop_id = _loop(session, version_id, staff, title, f"NH-2026-{114 + number}", opened, now)
        helpers = chance.sample(more, min(8, len(more)))
        stages = tuple(
            _stage(session, loop_id, place, stage, staff, helpers, known) for place, stage in enumerate(mended(pack))
        )
        _join(session, loop_id, helpers)
        share = min(PER_LOOP, candidates - number * PER_LOOP)
        pools.append(Pool(loop_id, pack, stages, share, staff["Tomasz Zieliński"], first=number == 0))
        _note_opening(session, loop_id, staff, opened)
    return pools


def _other_loops(session: Session, staff: Mapping[str, Author], now: datetime) -> list[Pool]:
    """An open loop of each other shipped pack, with a few candidates."""
    pools = []
    for number, (slug, voice) in enumerate(VOICES.items()):
        version_id, pack = _version(session, slug)
        known = stored_loops.criteria(session, version_id)
        opened = now - timedelta(days=30 + number)
        title = pack.pack.title or slug
        loop_id = _loop(session, version_id, staff, title, f"NH-2026-S{number + 1}", opened, now, pack=pack)
        stages = tuple(
            replace(_stage(session, loop_id, place, stage, staff, (), known, levels=_levels(pack)), voice=voice)
            for place, stage in enumerate(proposed_stages(pack))
        )
        pools.append(Pool(loop_id, pack, stages, OF_EACH, staff["Tomasz Zieliński"], first=False))
        _note_opening(session, loop_id, staff, opened)
    return pools


def _references(pack: Pack) -> dict[str, dict[str, tuple[int, int]]]:
    """The pack's reference samples by name: agreed step and number of levels of each criterion."""
    return {
        sample.name: {
            one.criterion: (one.step, pack.scale_of(pack.criterion(one.criterion)).levels) for one in sample.ratings
        }
        for sample in pack.samples
        if sample.ratings and sample.name
    }


def _levels(pack: Pack) -> int:
    assert pack.scale is not None
    return pack.scale.levels


def mended(pack: Pack) -> list[PlannedStage]:
    """The stages that the pack proposes, with the holes closed that its linter names."""
    stages = list(proposed_stages(pack))
    for place, criterion, weight in SEEN_TOO:
        if criterion in {item.id for item in pack.criteria} and criterion not in stages[place].criteria:
            stages[place] = _with(stages[place], criteria={**stages[place].criteria, criterion: weight})
    stages[0] = _with(stages[0], risk_objection=True)
    return stages


def _with(stage: PlannedStage, **changes: Any) -> PlannedStage:
    return PlannedStage(**{**stage.__dict__, **changes})


def _panel(staff: Mapping[str, Author], place: int, helpers: Sequence[Author]) -> tuple[Sitter, ...]:
    """Who sits on a stage: the first leads, the second assists; the trainee shadows the first stage."""
    people = [staff[name] for name in PANELS.get(place, ())] or list(helpers[:1])
    seats = [Sitter(one.person_id, one.name, seat) for one, seat in zip(people, ("lead", "second"), strict=False)]
    if place == 0:
        trainee = staff["Tomasz Zieliński"]
        seats.append(Sitter(trainee.person_id, trainee.name, Seat.SHADOW.value))
    return tuple(seats)


def _stage(
    session: Session,
    loop_id: int,
    place: int,
    stage: PlannedStage,
    staff: Mapping[str, Author],
    helpers: Sequence[Author],
    known: Mapping[str, int],
    levels: int = 5,
) -> PoolStage:
    seated = _panel(staff, place, helpers)
    stage_id = stored_loops.add_stage(session, loop_id, place + 1, _with(stage, panel=seated), known)
    authors = [staff[name] for name in PANELS.get(place, ())] + [
        one for number, one in enumerate(helpers) if number % 4 == place
    ]
    return PoolStage(stage_id, stage, tuple(authors), {key: known[key] for key in stage.criteria}, levels)


def _loop(
    session: Session,
    version_id: int,
    staff: Mapping[str, Author],
    title: str,
    requisition: str,
    opened: datetime | None,
    now: datetime,
    pack: Pack | None = None,
) -> int:
    row = LoopRow(
        version_id=version_id,
        title=title,
        requisition=requisition,
        track=pack.pack.default_track if pack else "support-operations",
        level=pack.levels[1].id if pack else "mid",
        purpose=(pack.pack.purpose or "" if pack else PURPOSE),
        zone=ZONE,
        paper="letter",
        visibility=Visibility.AFTER_OWN,
        state=LoopState.OPEN if opened else LoopState.DRAFT,
        decider_id=staff["Ingrid Solheim"].person_id,
        tie_breaker_id=staff["Ruth Abara"].person_id,
        created_at=(opened or now) - timedelta(days=3),
        opened_at=opened,
    )
    session.add(row)
    session.flush()
    session.add(MembershipRow(loop_id=row.id, person_id=staff["Ingrid Solheim"].person_id, role=LoopRole.MANAGER))
    session.add(MembershipRow(loop_id=row.id, person_id=staff["Leila Haddad"].person_id, role=LoopRole.RECRUITER))
    _join(session, row.id, [staff[name] for name, _email, role, _sev in STAFF if role is Role.INTERVIEWER])
    return row.id


def _join(session: Session, loop_id: int, people: Sequence[Author]) -> None:
    for one in people:
        session.merge(MembershipRow(loop_id=loop_id, person_id=one.person_id, role=LoopRole.INTERVIEWER))
    session.flush()


def _note_opening(session: Session, loop_id: int, staff: Mapping[str, Author], opened: datetime) -> None:
    actor = audit.person(staff["Ingrid Solheim"].person_id)
    detail: dict[str, Any] = {"waived": []}
    audit.append(session, now=opened, actor=actor, act="loop opened", kind="loop", subject_id=loop_id, detail=detail)
