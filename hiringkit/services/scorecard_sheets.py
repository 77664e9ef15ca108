"""What the paper of a scorecard says, read through the same rule as the page."""

from __future__ import annotations

from typing import Protocol

from sqlmodel import Session

from hiringkit.db import audit
from hiringkit.db import documents as stored
from hiringkit.db.engine import Database
from hiringkit.db.people import ERASED_PERSON
from hiringkit.languages import again, gettext, marked, spoken
from hiringkit.pdf.sheets.scorecards import (
    CriterionOnPaper,
    EvidenceLine,
    FlagOnPaper,
    ObjectionOnPaper,
    RubricOnPaper,
    ScorecardSheet,
)
from hiringkit.policy.anonymity import named
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import CardState, Visibility
from hiringkit.rubrics.packs import Pack, content_hash
from hiringkit.scoring import drafts as drafting
from hiringkit.scoring.scorecards import (
    CONFIDENCE_WORDS,
    NOT_OBSERVED_WORDS,
    RECOMMENDATION_WORDS,
    VERIFIABLE_WORDS,
    Objection,
)
from hiringkit.services import card_records, card_states, copies, fair_scores, scorecards
from hiringkit.services.documents import CANDIDATE, FULL, RAW_ONLY, Prepared, frame, prepared
from hiringkit.services.paper_scores import Said, said
from hiringkit.services.scorecards import AskedLine, Held, ScorecardPage

SCORECARD = "scorecard"
WHO_READS = {
    Visibility.AFTER_OWN: marked(
        "the loop’s managers, recruiters and decider; panel members once their own card is in"
    ),
    Visibility.AFTER_PANEL: marked("the panel and the loop’s managers, recruiters and decider, once every card is in"),
    Visibility.ALWAYS: marked("everybody of the loop"),
}


class Pinned(Protocol):
    """What is pinned to a rubric version: a card's interview, or a loop."""

    @property
    def loop_id(self) -> int: ...  # noqa: D102
    @property
    def pack(self) -> Pack: ...  # noqa: D102
    @property
    def pack_title(self) -> str: ...  # noqa: D102
    @property
    def version_number(self) -> int: ...  # noqa: D102


def scorecard(db: Database, viewer: Viewer | None, scorecard_id: int, form: str = FULL) -> Prepared:
    """A card that this viewer may read, as its paper says it. Without a viewer it is the operator who asks.

    The full form is the raw-only one until there is a fair score that this viewer may see.

    Raises NotFoundError; ConflictError for one's own draft, which is not printed; RefusedError: a candidate's copy is
    made by the loop's staff.
    """
    with db.reading() as session:
        page = scorecards.read_in(session, viewer, scorecard_id)
        if form == CANDIDATE:
            copies.require_staff(session, viewer, page.held.candidacy_id)
        with spoken(page.held.language):
            figures = Said() if form == RAW_ONLY else figures_of(session, viewer, page.held)
            sheet = of_page(session, viewer, page, figures)
        if form == CANDIDATE:
            redactor = copies.redactor(session, page.held.loop_id, page.held.candidate_id, sheet.candidate)
            with spoken(page.held.language):
                copy = copies.scorecard(sheet, redactor, tells_scores=copies.tells_scores(session))
            copy = copies.finished(copy, redactor)
            return prepared(SCORECARD, scorecard_id, form, copy)
    assert page.held.submitted_at is not None
    record = audit.canonical(card_records.record(page.held, page.card, page.held.submitted_at)).encode()
    return Prepared(SCORECARD, scorecard_id, sheet, record, page.held.digest or "", FULL if figures.run else RAW_ONLY)


def figures_of(session: Session, viewer: Viewer | None, held: Held) -> Said:
    """The fair scores of a card's candidate, as far as they are this viewer's to see."""
    score = fair_scores.of_candidacy(session, viewer, held.candidacy_id)
    return said(score, held.loop_zone, held.pack.scale.levels if held.pack.scale else 0)


def of_page(session: Session, viewer: Viewer | None, page: ScorecardPage, figures: Said) -> ScorecardSheet:
    """The paper of a submitted card."""
    held, card = page.held, page.card
    number, entry = stored.submission(session, held.scorecard_id)
    _published_at, stages = stored.published(session, held.loop_id)
    assert held.submitted_at is not None
    seen = {flag.anti_signal for flag in card.flags}
    signals = {item.id: item.text for item in held.pack.anti_signals}
    return ScorecardSheet(
        candidate=named(held.candidate),
        loop=held.loop,
        requisition=held.requisition,
        track=held.track or "",
        level=held.level or "",
        stage=held.stage,
        stage_number=held.stage_number,
        stages=stages,
        starts_at=held.starts_at,
        minutes=held.minutes,
        zone=held.zone,
        interviewer=again(held.author, [ERASED_PERSON]),
        seat=held.seat.value,
        trainee=held.trainee,
        rubric=rubric(session, held),
        words=held.pack.scale.words if held.pack.scale else (),
        criteria=tuple(_criterion(page, line, figures) for line in _in_order(page)),
        recommendation=RECOMMENDATION_WORDS[card.recommendation] if card.recommendation else "",
        confidence=CONFIDENCE_WORDS[card.confidence] if card.confidence else "",
        submitted_at=held.submitted_at,
        digest=held.digest or "",
        audit_number=number,
        audit_hash=entry,
        status=figures.status,
        status_reason=figures.reason,
        agreement=figures.agreement,
        total=figures.total,
        run=figures.run,
        basis=figures.basis,
        entered_by=page.entered_by,
        states=card_states.states(session, viewer, page),
        changed=card.changed,
        note=card.note,
        amended=held.state is CardState.AMENDED,
        flags=tuple(FlagOnPaper(signals.get(flag.anti_signal, flag.anti_signal), flag.evidence) for flag in card.flags),
        not_seen=tuple(signals[key] for key in scorecards.asked(held, page.asked).anti_signals if key not in seen),
        objection=_objection(held, card.objection),
        visibility=gettext(WHO_READS[held.visibility]),
        frame=frame(session, held.paper, held.language),
    )


def rubric(session: Session, of: Pinned) -> RubricOnPaper:
    """The rubric version that a card or a loop is pinned to."""
    meta = of.pack.pack
    published_at, _stages = stored.published(session, of.loop_id)
    assert published_at is not None
    return RubricOnPaper(
        title=of.pack_title,
        version=of.version_number,
        content_hash=content_hash(of.pack),
        published_at=published_at,
        publisher=meta.publisher or "",
        report_date=meta.published or "",
        report_sha256=meta.source.sha256 if meta.source else "",
    )


def _in_order(page: ScorecardPage) -> list[AskedLine]:
    """As the rubric orders them, so that a group stands together on paper."""
    order = [criterion.id for criterion in page.held.pack.criteria]
    return sorted(page.asked, key=lambda line: order.index(line.key))


def _criterion(page: ScorecardPage, line: AskedLine, figures: Said) -> CriterionOnPaper:
    criterion, rating = page.held.pack.criterion(line.key), page.card.rating(line.key)
    groups = {group.id: group.name for group in page.held.pack.groups}
    return CriterionOnPaper(
        name=line.name,
        words=page.held.pack.scale_of(criterion).words,
        step=rating.step,
        not_observed=NOT_OBSERVED_WORDS[rating.not_observed] if rating.not_observed else "",
        anchor=criterion.anchor(rating.step) if rating.step else "",
        evidence=tuple(EvidenceLine(one.text, one.second) for one in drafting.in_order(page.lines, line.key)),
        unevidenced=rating.is_unevidenced,
        group=groups.get(criterion.group or "", ""),
        weight=line.weight.value,
        guardrail=criterion.guardrail,
        score=figures.of(line.key),
    )


def _objection(held: Held, met: Objection | None) -> ObjectionOnPaper | None:
    risk = held.pack.risk_objection
    if met is None or risk is None:
        return None
    return ObjectionOnPaper(
        scenario=risk.name or gettext("Risk objection"),
        put=risk.objection or risk.prompt or risk.text,
        none_offered=met.none_offered,
        offered=met.offered,
        verifiable=VERIFIABLE_WORDS[met.verifiable] if met.verifiable else "",
        limits_said=met.limits_said,
        no_next_step=met.no_next_step,
        next_step=met.next_step,
        owner=met.owner,
        due=met.due,
        escalation=met.escalation,
    )
