"""Making a loop from a pack, and changing what it says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from hiringkit import languages
from hiringkit.db import loops as stored
from hiringkit.db import packs as stored_packs
from hiringkit.db.closing import unused_number
from hiringkit.db.engine import Database
from hiringkit.db.tables import LoopRow, MembershipRow, PersonRow, RubricVersionRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.db.tables.packs import VersionState
from hiringkit.errors import InvalidError, RefusedError
from hiringkit.loops.plans import PlannedStage, proposed_stages
from hiringkit.policy.people import LoopRole, Viewer, may_build_loops, may_decide
from hiringkit.policy.scorecards import Visibility
from hiringkit.rubrics import texts
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.places import places
from hiringkit.services.loops import LoopPage, Member, managed, note, read

LONGEST = {"title": 120, "requisition": 40, "purpose": 500, "accommodations": 300}
PAPERS = ("a4", "letter")


@dataclass(frozen=True)
class LoopWords:
    """What somebody writes about a loop: a dataclass of the form, checked by `_problems`."""

    title: str
    requisition: str
    purpose: str
    zone: str
    paper: str
    visibility: str
    track: str = ""
    level: str = ""
    decider_id: int | None = None
    tie_breaker_id: int | None = None
    evidence_first: bool = False
    place: str = ""
    accommodations: str = ""
    language: str = languages.SOURCE


@dataclass(frozen=True)
class Like:
    """The earlier loop that a new one is built like, and whether its interviewers, recruiters and panels come too."""

    loop_id: int
    with_people: bool = True


def create(
    db: Database, viewer: Viewer, version_id: int, words: LoopWords, now: datetime, *, like: Like | None = None
) -> int:
    """A loop in draft, with the stages that the pack proposes, or those of an earlier loop; its maker is its manager.

    What this version does not have is left out of an earlier loop's stages. Gives the new loop's id.

    Raises RefusedError (who may not build loops), InvalidError (what was written), NotFoundError (no such version).
    """
    if not may_build_loops(viewer):
        raise RefusedError("Only hiring managers and administrators make loops.")
    with db.writing() as session:
        version = session.exec(
            select(RubricVersionRow.content_hash, RubricVersionRow.state, RubricVersionRow.pack_id).where(
                RubricVersionRow.id == version_id
            )
        ).one_or_none()
        if version is None or version[1] is not VersionState.PUBLISHED:
            raise InvalidError("The loop was not made.", problems={"version": "Choose a published version."})
        pack = stored_packs.pack_of(session, version_id, version[0])
        _require(words, pack, session)
        source = _source(session, viewer, version[2], like) if like else None
        coming = _coming(session, source) if source and like and like.with_people else []
        loop_id = _insert(session, version_id, words, now)
        known = stored.criteria(session, version_id)
        able = {member.person_id for member in coming}
        stages = [_within(pack, stage, able) for stage in source.plan.stages] if source else proposed_stages(pack)
        for position, stage in enumerate(stages, 1):
            stored.add_stage(session, loop_id, position, stage, known)
        session.add(MembershipRow(loop_id=loop_id, person_id=viewer.person_id, role=LoopRole.MANAGER))
        for member in coming:
            session.add(MembershipRow(loop_id=loop_id, person_id=member.person_id, role=member.role))
        note(session, viewer, "loop made", loop_id, now, version=version_id, like=like.loop_id if like else None)
        return loop_id


def _source(session: Session, viewer: Viewer, pack_id: int, like: Like) -> LoopPage:
    source = read(session, viewer, like.loop_id, waivers=False)
    if pack_id != source.pack_id:
        sentence = f"Choose a version of {source.pack_title}: {source.title} is built from that."
        raise InvalidError("The loop was not made.", problems={"version": sentence})
    return source


def _within(pack: Pack, stage: PlannedStage, able: Collection[int]) -> PlannedStage:
    """A stage as a version can have it: of its pack's criteria, scenarios, samples and probes, with these people."""
    probes = {one.id for one in pack.probes}
    return replace(
        stage.among({one.id for one in pack.criteria}, able),
        scenario=stage.scenario if stage.scenario in {one.id for one in pack.scenarios} else None,
        work_sample=stage.work_sample if stage.work_sample in {one.id for one in pack.work_samples} else None,
        risk_objection=stage.risk_objection and pack.risk_objection is not None,
        probes=stage.probes and " ".join(one for one in stage.probes.split() if one in probes),
    )


def _coming(session: Session, source: LoopPage) -> list[Member]:
    """Interviewers and recruiters of a loop who can still sign in."""
    here = {person_id for person_id, _name, _role in stored.people(session)}
    parts = {LoopRole.INTERVIEWER, LoopRole.RECRUITER}
    return [member for member in source.members if member.role in parts and member.person_id in here]


def _insert(session: Session, version_id: int, words: LoopWords, now: datetime) -> int:
    row = LoopRow(version_id=version_id, state=LoopState.DRAFT, created_at=now, opened_at=None, **_values(words))
    row.id = unused_number(session) or row.id
    session.add(row)
    _flush(session)
    return row.id


def _flush(session: Session) -> None:
    """Two managers may take one requisition number at once: the database is asked last, and its no is a sentence."""
    try:
        session.flush()
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> InvalidError:
    return InvalidError("The loop was not kept.", problems={"requisition": _TAKEN})


_TAKEN = "Another loop has this requisition number. A loop has one of its own."


def rewrite(db: Database, viewer: Viewer, loop_id: int, revision: int, words: LoopWords, now: datetime) -> None:
    """Other words, names or rules for a loop. Track, level and the rules of its cards stay as they are once it is open.

    Raises NotFoundError, RefusedError, InvalidError, ConflictError (somebody was there first).
    """
    with db.writing() as session:
        loop = managed(session, viewer, loop_id)
        if loop.state in {LoopState.CLOSED, LoopState.ARCHIVED}:
            raise RefusedError("A closed loop is not changed.")
        if not loop.is_draft:
            words = _kept(words, loop)
        _require(words, loop.pack, session, open_loop=not loop.is_draft, besides=loop_id)
        try:
            stored.update(session, loop_id, revision, **_values(words))
        except IntegrityError as error:
            raise _taken() from error
        note(session, viewer, "loop changed", loop_id, now)


def _kept(words: LoopWords, loop: LoopPage) -> LoopWords:
    """Cards were written under these: they stay."""
    return replace(
        words,
        track=loop.track or "",
        level=loop.level or "",
        visibility=loop.visibility.value,
        evidence_first=loop.evidence_first,
    )


def _values(words: LoopWords) -> dict[str, Any]:
    return {
        "title": texts.tidy(words.title),
        "requisition": texts.tidy(words.requisition),
        "purpose": texts.tidy(words.purpose),
        "zone": words.zone,
        "paper": words.paper,
        "language": words.language,
        "visibility": Visibility(words.visibility),
        "evidence_first": words.evidence_first,
        "place": words.place,
        "accommodations": texts.tidy(words.accommodations),
        "track": words.track or None,
        "level": words.level or None,
        "decider_id": words.decider_id,
        "tie_breaker_id": words.tie_breaker_id,
    }


def _require(
    words: LoopWords, pack: Pack, session: Session, *, open_loop: bool = False, besides: int | None = None
) -> None:
    problems = dict(_word_problems(words, pack)) | _people_problems(session, words, open_loop=open_loop)
    taken = select(LoopRow.id).where(LoopRow.requisition == texts.tidy(words.requisition), LoopRow.id != besides)
    if "requisition" not in problems and session.exec(taken).first() is not None:
        problems["requisition"] = _TAKEN
    if problems:
        raise InvalidError("The loop was not kept.", problems=problems)


def _word_problems(words: LoopWords, pack: Pack) -> list[tuple[str, str]]:
    found = [
        (name, fault)
        for name, longest in LONGEST.items()
        if (fault := texts.fault(texts.unified(getattr(words, name)), longest))
    ]
    found += [
        (name, sentence)
        for name, sentence in (("title", "Give the loop a title."), ("requisition", "Give the requisition number."))
        if not getattr(words, name).strip()
    ]
    if words.zone not in available_timezones():
        found.append(("zone", f"{words.zone[:60]} is no time zone. Name one such as America/Chicago."))
    if words.place and words.place not in {place.id for place in places()}:
        found.append(("place", "Choose one of the places."))
    if words.paper not in PAPERS:
        found.append(("paper", "Choose A4 or Letter."))
    if words.language not in languages.names():
        found.append(("language", "Choose one of the languages."))
    if words.visibility not in set(Visibility):
        found.append(("visibility", "Choose one of the three rules."))
    if words.track and words.track not in {track.id for track in pack.tracks}:
        found.append(("track", "Choose one of the pack’s tracks."))
    if words.level and words.level not in {level.id for level in pack.levels}:
        found.append(("level", "Choose one of the pack’s levels."))
    return found


def _people_problems(session: Session, words: LoopWords, *, open_loop: bool) -> dict[str, str]:
    named = {"decider_id": words.decider_id, "tie_breaker_id": words.tie_breaker_id}
    able = sa.select(col(PersonRow.id), col(PersonRow.role)).where(
        col(PersonRow.id).in_([who for who in named.values() if who]), col(PersonRow.disabled_at).is_(None)
    )
    roles = {row[0]: row[1] for row in session.execute(able)}
    found = {
        field: "Choose a hiring manager or an administrator."
        for field, who in named.items()
        if who and (who not in roles or not may_decide(roles[who]))
    }
    if open_loop:
        found |= {field: "An open loop has one." for field, who in named.items() if not who}
    if words.decider_id and words.decider_id == words.tie_breaker_id:
        found["tie_breaker_id"] = "Choose somebody else than the one who decides."
    return found
