"""Papers of an interview before it is held, read for who sits in it, the loop's staff, or everybody of the loop."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from hiringkit.db import kits as stored
from hiringkit.db import packets as stored_packets
from hiringkit.db import scorecards as stored_cards
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError
from hiringkit.loops.plans import AI_POLICIES, FORMATS, PlannedStage, probes_of
from hiringkit.pdf.sheets.kits import (
    AskedOnPaper,
    DefinitionsSheet,
    HandedOnPaper,
    HandoutSheet,
    KitSheet,
    MeetingOnPaper,
    ScenarioOnPaper,
)
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import Pack, Scenario, Weight
from hiringkit.services import copies, loops, notes
from hiringkit.services.candidates import ERASED
from hiringkit.services.documents import PLAIN, Prepared, frame, prepared
from hiringkit.services.loops import LoopPage
from hiringkit.services.scorecard_sheets import WHO_READS, rubric

KIT, BLANK, HANDOUT, DEFINITIONS = "kit", "blank", "handout", "definitions"


def kit(db: Database, viewer: Viewer | None, interview_id: int, kind: str = KIT) -> Prepared:
    """The kit of an interview, or the blank scorecard for it. Raises NotFoundError."""
    with db.reading() as session:
        sheet = _kit(session, viewer, interview_id)
    return prepared(kind, interview_id, PLAIN, sheet)


def handout(db: Database, viewer: Viewer | None, candidacy_id: int) -> Prepared:
    """What a candidate is told beforehand. Raises NotFoundError, RefusedError (not of the loop's staff)."""
    with db.reading() as session:
        head = stored_packets.head(session, viewer, candidacy_id)
        copies.require_staff(session, viewer, candidacy_id)
        loop = _opened(loops.read(session, None, head["loop_id"]))
        times = {row[0]: row for row in stored.planned(session, candidacy_id)}
        sheet = HandoutSheet(
            candidate=head["name"] or ERASED,
            loop=loop.title,
            requisition=loop.requisition,
            level=loop.plan.level or "",
            zone=loop.zone,
            meetings=tuple(
                MeetingOnPaper(
                    name=stage.name,
                    minutes=times[number][2] if number in times else stage.minutes,
                    format=FORMATS.get(stage.format, stage.format),
                    ai_policy=AI_POLICIES.get(stage.ai_policy, stage.ai_policy),
                    starts_at=times[number][1] if number in times else None,
                    looks_at=tuple(one.name for one in asked(loop.pack, stage.criteria) if not one.guardrail),
                )
                for number, stage in enumerate(loop.plan.stages, 1)
            ),
            dated=head["created_at"],
            rubric=rubric(session, loop),
            frame=frame(session, loop.paper),
        )
    return prepared(HANDOUT, candidacy_id, PLAIN, sheet)


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
            frame=frame(session, loop.paper),
        )
    return prepared(DEFINITIONS, loop_id, PLAIN, sheet)


def _kit(session: Session, viewer: Viewer | None, interview_id: int) -> KitSheet:
    head = stored.head(session, viewer, interview_id)
    loop = loops.read(session, None, head["loop_id"])
    stage = next(stage for stage in loop.plan.stages if stage.key == head["key"])
    pack, meta = loop.pack, loop.pack.pack
    risk = pack.risk_objection if stage.risk_objection else None
    return KitSheet(
        interview_id=interview_id,
        candidate=head["name"] or ERASED,
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
        format=FORMATS.get(stage.format, stage.format),
        ai_policy=AI_POLICIES.get(stage.ai_policy, stage.ai_policy),
        advice=stage.advice,
        listen=meta.guidance[0] if meta.guidance else "",
        seats=tuple(f"{name} ({seat.value})" for _id, name, seat in stored_cards.seats(session, interview_id)),
        visibility=WHO_READS[loop.visibility],
        criteria=asked(pack, stage.criteria),
        probes=tuple(probe.text for probe in probes_of(pack, stage.key, stage.probes)),
        scenario=scenario_on_paper(pack.scenario(stage.scenario)) if stage.scenario else None,
        work_sample=_work_sample(pack, stage),
        objection=scenario_on_paper(risk) if risk else None,
        anti_signals=tuple(item.text for item in pack.anti_signals if set(item.criteria) & set(stage.criteria)),
        rubric=rubric(session, loop),
        handed=tuple(HandedOnPaper(one.by, one.stage, one.text) for one in notes.handed(session, viewer, interview_id)),
        frame=frame(session, loop.paper),
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


def scenario_on_paper(scenario: Scenario) -> ScenarioOnPaper:
    """A scenario, or the risk objection, as those who play it have it on paper."""
    return ScenarioOnPaper(
        name=scenario.name or "as in the pack",
        prompt=scenario.objection or scenario.prompt or scenario.text,
        constraint=scenario.constraint or "",
        questions=scenario.questions,
        listen_for=scenario.expected,
        red_flags=scenario.red_flags,
    )


def _work_sample(pack: Pack, stage: PlannedStage) -> str:
    sample = next((item for item in pack.work_samples if item.id == stage.work_sample), None)
    return f"{sample.name}: {sample.text}" if sample and sample.name else sample.text if sample else ""
