"""Papers of an interview before it is held, read for who sits in it, the loop's staff, or everybody of the loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlmodel import Session

from hiringkit.db import kits as stored
from hiringkit.db import packets as stored_packets
from hiringkit.db import scorecards as stored_cards
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.people import ERASED_PERSON
from hiringkit.errors import ConflictError, RefusedError
from hiringkit.languages import again, capital, gettext, ngettext, spoken, within
from hiringkit.loops.plans import AI_POLICIES, FORMATS, PlannedStage, check_of, constraint_of, probes_of
from hiringkit.loops.timings import Part, timings
from hiringkit.pdf.codes import word
from hiringkit.pdf.sheets.kits import (
    AskedOnPaper,
    DefinitionsSheet,
    HandedOnPaper,
    HandoutSheet,
    KitSheet,
    MeetingOnPaper,
    ScenarioOnPaper,
)
from hiringkit.policy.anonymity import named
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Pack, Scenario, Weight
from hiringkit.rubrics.places import place_of
from hiringkit.services import loops, notes
from hiringkit.services.documents import PLAIN, Prepared, frame, prepared
from hiringkit.services.loops import LoopPage
from hiringkit.services.scorecard_sheets import WHO_READS, rubric


class Tasks(Protocol):
    """What a stage puts before a candidate: a scenario and a work sample by their ids, the risk objection or not."""

    @property
    def scenario(self) -> str | None: ...  # noqa: D102
    @property
    def work_sample(self) -> str | None: ...  # noqa: D102
    @property
    def risk_objection(self) -> bool: ...  # noqa: D102


KIT, BLANK, HANDOUT, DEFINITIONS = "kit", "blank", "handout", "definitions"


def kit(db: Database, viewer: Viewer | None, interview_id: int, kind: str = KIT) -> Prepared:
    """The kit of an interview, or the blank scorecard for it. Raises NotFoundError."""
    with db.reading() as session:
        head = stored.head(session, viewer, interview_id)
        loop = loops.read(session, None, head["loop_id"])
        with spoken(loop.language):
            sheet = _kit(session, viewer, interview_id, head, loop)
    return prepared(kind, interview_id, PLAIN, sheet)


def handout(db: Database, viewer: Viewer | None, candidacy_id: int) -> Prepared:
    """What a candidate is told beforehand. Raises NotFoundError, RefusedError (not of the loop's staff)."""
    with db.reading() as session:
        head, loop = _loop_of(session, viewer, candidacy_id)
        with spoken(loop.language):
            told = _told(session, candidacy_id, head, loop)
        sheet = HandoutSheet(
            candidate=told.candidate,
            loop=told.loop,
            requisition=told.requisition,
            level=loop.plan.level or "",
            zone=told.zone,
            meetings=told.meetings,
            says=told.says,
            dated=head["created_at"],
            rubric=rubric(session, loop),
            frame=frame(session, loop.paper, loop.language),
        )
    return prepared(HANDOUT, candidacy_id, PLAIN, sheet)


READ = {"take_home", "written"}  # forms in which nobody is spoken with


@dataclass(frozen=True)
class Told:
    """What a candidate is told beforehand, for a page; `accommodations` is empty where nobody is named for them."""

    candidacy_id: int
    candidate: str
    loop_id: int
    loop: str
    requisition: str
    zone: str
    meetings: tuple[MeetingOnPaper, ...]
    says: tuple[tuple[str, str], ...]
    accommodations: str
    may_change: bool


def told(db: Database, viewer: Viewer, candidacy_id: int) -> Told:
    """What a candidate is told beforehand, for those who send it. Raises as `handout`."""
    with db.reading() as session:
        head, loop = _loop_of(session, viewer, candidacy_id)
        return _told(session, candidacy_id, head, loop)


def _loop_of(session: Session, viewer: Viewer | None, candidacy_id: int) -> tuple[Mapping[str, Any], LoopPage]:
    head = stored_packets.head(session, viewer, candidacy_id)
    if not head["is_staff"]:
        raise RefusedError("Only managers, recruiters and the decider of the loop send a candidate’s sheet.")
    return head, _opened(loops.read(session, viewer, head["loop_id"], waivers=False))


def _told(session: Session, candidacy_id: int, head: Mapping[str, Any], loop: LoopPage) -> Told:
    times = {row[0]: row for row in stored.planned(session, candidacy_id)}
    stages = [(times[number], stage) for number, stage in enumerate(loop.plan.stages, 1) if number in times]
    meetings = (_meeting(loop.pack, stage, row) for row, stage in stages)
    return Told(
        candidacy_id=candidacy_id,
        candidate=named(head["name"]),
        loop_id=loop.loop_id,
        loop=loop.title,
        requisition=loop.requisition,
        zone=loop.zone,
        meetings=tuple(meetings),
        says=_says(loop),
        accommodations=loop.accommodations,
        may_change=loop.is_manager,
    )


def _meeting(pack: Pack, stage: PlannedStage, row: Columns) -> MeetingOnPaper:
    comes = [
        (gettext("A situation from the work is put before you; you say what you would do."), stage.scenario),
        (gettext("Somebody objects, as happens at work; you answer."), stage.risk_objection),
        (
            gettext(
                "A piece of work is looked at with you: %(sample)s", sample=work_sample_of(pack, stage.work_sample)
            ),
            stage.work_sample,
        ),
    ]
    return MeetingOnPaper(
        name=stage.name,
        minutes=row[2] if row[1] else stage.minutes,
        format=gettext(FORMATS.get(stage.format, stage.format)),
        ai_policy=gettext(AI_POLICIES.get(stage.ai_policy, stage.ai_policy)),
        starts_at=row[1],
        looks_at=tuple(one.name for one in asked(pack, stage.criteria) if not one.guardrail),
        held_by=_held_by(row[3], row[4], is_read=stage.format in READ) if row[1] else "",
        comes=tuple(said for said, is_so in comes if is_so),
    )


def _held_by(people: int, trainees: int, *, is_read: bool) -> str:
    """How many people a candidate meets, and whether some of them are there to learn."""
    if not people:
        return ""
    if is_read:
        said = ngettext("One person reads what you write", "%(number)s people read what you write", people)
    else:
        said = ngettext("One person speaks with you", "%(number)s people speak with you", people)
    if not trainees:
        return f"{said}."
    return ngettext(
        "%(people)s, one of them to learn; what they write does not count.",
        "%(people)s, %(number)s of them to learn; what they write does not count.",
        trainees,
        people=said,
    )


def _says(loop: LoopPage) -> tuple[tuple[str, str], ...]:
    """How it works, in a candidate's words."""
    place = place_of(loop.place, loop.zone)
    topics = "; ".join(within(gettext(item.topic)) for item in place.items)
    whom = loop.accommodations or gettext("whoever invited you")
    return (
        (
            gettext("The same for all"),
            gettext(
                "Everybody in this loop is asked for the same, and rated on the same levels with what was said or done "
                "as evidence."
            ),
        ),
        (gettext("Independent"), gettext("Each interviewer writes before reading what another wrote.")),
        (
            gettext("People decide"),
            gettext(
                "Figures support the decision. They are never its only or its overriding ground, and no program "
                "accepts or rejects you."
            ),
        ),
        (
            gettext("Not part of it"),
            gettext("%(topics)s. You need not speak of them.", topics=capital(topics)),
        ),
        (
            gettext("If you need it otherwise"),
            gettext(
                "A time, a place or a form that suits you better, for a reason that you need not give in detail: ask "
                "%(whom)s. That you asked is no part of what is rated.",
                whom=whom,
            ),
        ),
        (
            gettext("Afterwards"),
            gettext("You can ask for your own record, and that a mistake of fact is put right."),
        ),
    )


def definitions(db: Database, viewer: Viewer | None, loop_id: int) -> Prepared:
    """The calibration sheet of a loop that the viewer reaches. Raises NotFoundError."""
    with db.reading() as session:
        loop = loops.read(session, viewer, loop_id)
        seen = {key: weight for stage in loop.plan.stages for key, weight in stage.criteria.items()}
        sheet = DefinitionsSheet(
            loop=loop.title,
            requisition=loop.requisition,
            zone=loop.zone,
            criteria=asked(loop.pack, seen),
            rubric=rubric(session, loop),
            frame=frame(session, loop.paper, loop.language),
        )
    return prepared(DEFINITIONS, loop_id, PLAIN, sheet)


def _kit(
    session: Session, viewer: Viewer | None, interview_id: int, head: Mapping[str, Any], loop: LoopPage
) -> KitSheet:
    stage = next(stage for stage in loop.plan.stages if stage.key == head["key"])
    pack, meta = loop.pack, loop.pack.pack
    risk = pack.risk_objection if stage.risk_objection else None
    place = place_of(loop.place, loop.zone)
    return KitSheet(
        interview_id=interview_id,
        candidate=named(head["name"]),
        loop=loop.title,
        requisition=loop.requisition,
        track=loop.plan.track or "",
        level=loop.plan.level or "",
        purpose=loop.purpose or meta.purpose or "",
        zone=loop.zone,
        stage=stage.name,
        stage_number=head["position"],
        stages=len(loop.plan.stages),
        starts_at=head["starts_at"],
        minutes=head["minutes"],
        format=gettext(FORMATS.get(stage.format, stage.format)),
        ai_policy=gettext(AI_POLICIES.get(stage.ai_policy, stage.ai_policy)),
        advice=stage.advice,
        listen=meta.guidance[0] if meta.guidance else "",
        seats=tuple(
            f"{again(name, [ERASED_PERSON])} ({word(seat.value)})"
            for _id, name, seat in stored_cards.seats(session, interview_id)
        ),
        visibility=gettext(WHO_READS[loop.visibility]),
        criteria=asked(pack, stage.criteria),
        probes=tuple(probe.text for probe in probes_of(pack, stage.key, stage.probes)),
        scenario=scenario_on_paper(pack, pack.scenario(stage.scenario)) if stage.scenario else None,
        work_sample=work_sample_of(pack, stage.work_sample),
        objection=_objection(pack, risk) if risk else None,
        anti_signals=tuple(item.text for item in pack.anti_signals if set(item.criteria) & set(stage.criteria)),
        rubric=rubric(session, loop),
        handed=tuple(
            HandedOnPaper(again(one.by, [ERASED_PERSON]), one.stage, one.text)
            for one in notes.handed(session, viewer, interview_id)
        ),
        ai_check=check_of(pack, stage.key, stage.ai_check),
        timings=timings_of(pack, head["minutes"], stage.criteria, stage),
        place=gettext(place.name),
        place_note=gettext(place.note),
        not_asked=tuple((gettext(one.topic), gettext(one.instead), one.source) for one in place.items),
        frame=frame(session, loop.paper, loop.language),
    )


def timings_of(pack: Pack, minutes: int, seen: Mapping[str, Weight], tasks: Tasks) -> tuple[Part, ...]:
    """How an interview's minutes are shared out among what its stage sees and does."""
    return timings(
        minutes,
        [(one.name, seen[one.id]) for one in pack.criteria if one.id in seen and not one.guardrail],
        scenario=(pack.scenario(tasks.scenario).name or gettext("as in the pack")) if tasks.scenario else None,
        sample=bool(tasks.work_sample),
        objection=tasks.risk_objection and pack.risk_objection is not None,
    )


def _opened(loop: LoopPage) -> LoopPage:
    if loop.is_draft:
        raise ConflictError("The loop is still being built.", mend="Open it first.")
    return loop


def asked(pack: Pack, seen: Mapping[str, Weight]) -> tuple[AskedOnPaper, ...]:
    """The criteria that are seen, as the rubric orders them, with what the team agreed on."""
    agreed = {item.criterion: item for item in pack.definitions}
    found = []
    for criterion in pack.criteria:
        if criterion.id not in seen:
            continue
        scale, definition = pack.scale_of(criterion), agreed.get(criterion.id)
        found.append(
            AskedOnPaper(
                name=criterion.name,
                weight=seen[criterion.id].value,
                words=scale.words,
                anchors=tuple(criterion.anchor(step) for step in scale.steps),
                prompt=criterion.prompt or "",
                guardrail=criterion.guardrail,
                counts=definition.counts if definition else "",
                does_not_count=definition.does_not_count if definition else "",
                disagree=(definition.disagree or "") if definition else "",
            )
        )
    return tuple(found)


def scenario_on_paper(pack: Pack, scenario: Scenario) -> ScenarioOnPaper:
    """A scenario, or the risk objection, as those who play it have it on paper."""
    return ScenarioOnPaper(
        name=scenario.name or gettext("as in the pack"),
        prompt=scenario.prompt or scenario.text,
        constraint=constraint_of(pack, scenario),
        questions=scenario.questions,
        listen_for=scenario.expected,
        red_flags=scenario.red_flags,
        parts=scenario.parts,
        objection=scenario.objection or "",
        next_steps=scenario.next_steps,
    )


def _objection(pack: Pack, risk: Scenario) -> ScenarioOnPaper:
    return replace(scenario_on_paper(pack, risk), prompt=risk.objection or risk.prompt or risk.text)


def work_sample_of(pack: Pack, key: str | None) -> str:
    """The work sample that a stage looks at, in words; empty when none."""
    sample = next((item for item in pack.work_samples if item.id == key), None)
    return f"{sample.name}: {sample.text}" if sample and sample.name else sample.text if sample else ""
