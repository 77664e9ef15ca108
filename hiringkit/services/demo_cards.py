"""The candidates of the demo data: interviews that lie behind them, and the cards that interviewers wrote."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from hiringkit.db import audit, bulk
from hiringkit.db.drafts import card_rows
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.loops.plans import PlannedStage
from hiringkit.policy.scorecards import CardState, Seat
from hiringkit.rubrics.packs import Pack, content_hash
from hiringkit.scoring.scorecards import (
    Card,
    Confidence,
    Flag,
    NotObserved,
    Objection,
    Rating,
    Recommendation,
    Verifiable,
)
from hiringkit.services import demo_texts as texts
from hiringkit.services.card_records import record
from hiringkit.services.demo_voices import FIRST, Voice

ZONE = ZoneInfo("America/Chicago")
WHOLE = range(3, 5)  # candidates of the first loop who have met every stage, each with every card in
TRIES = 100  # moments tried for an interview before somebody sits in two at once
OPENS, CLOSES, SATURDAY = 8, 18, 5  # the hours in which interviews begin; a weekday's number
BAR = 3  # on the scales of the shipped packs, the step that meets the bar
Row = dict[str, Any]


@dataclass(frozen=True)
class Author:
    """Somebody who rates; `severity` in points of the scale, positive = harsher."""

    person_id: int
    name: str
    severity: float


Seats = list[tuple[Author, Seat]]


@dataclass(frozen=True)
class PoolStage:
    """A stage of an open loop: who may sit in it, and the row ids of what it sees."""

    stage_id: int
    stage: PlannedStage
    authors: tuple[Author, ...]
    criteria: Mapping[str, int]
    levels: int
    voice: Voice = FIRST


@dataclass(frozen=True)
class Pool:
    """An open loop and how many candidates it gets; the first one holds what the demo accounts are promised."""

    loop_id: int
    pack: Pack
    stages: tuple[PoolStage, ...]
    candidates: int
    trainee: Author
    first: bool


@dataclass(frozen=True)
class Rows:
    """Rows by table, and what the audit chain tells of them."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    entries: list[audit.Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What a card's record says about the card besides its content."""

    scorecard_id: int
    interview_id: int
    candidate_id: int
    author_id: int
    seat: Seat
    stage_key: str
    content_hash: str


@dataclass(frozen=True)
class Met:
    """One interview as it is written down."""

    interview_id: int
    candidacy_id: int
    candidate_id: int
    stage: PoolStage
    starts_at: datetime
    ability: Mapping[str, float]
    whole: bool = False


def _at_work(moment: datetime, hour: int) -> datetime:
    """The moment where people are at work then; else this hour of the last working day that is over."""
    local = moment.astimezone(ZONE)
    if local.weekday() < SATURDAY and OPENS <= local.hour < CLOSES:
        return moment
    day = local if local.hour >= CLOSES else local - timedelta(days=1)
    day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    return day.replace(hour=hour, minute=0)


class Writer:
    """Writes candidates one after the other, from one chance."""

    def __init__(self, chance: random.Random, now: datetime) -> None:
        self._chance, self._now = chance, now
        self._ids: dict[str, int] = {}
        self._hashes: dict[int, str] = {}
        self._missing = 0  # every other card that is missing was begun
        self._busy: dict[tuple[int, date], list[tuple[datetime, datetime]]] = defaultdict(list)

    def candidates(self, session: Session, pool: Pool, start: int, end: int) -> Rows:
        """The rows of candidates `start` to `end` of a pool."""
        self._ids = bulk.next_ids(session)
        self._hash = self._hashes.setdefault(id(pool.pack), content_hash(pool.pack))
        rows = Rows()
        for number in range(start, end):
            self._candidate(rows, pool, number)
        rows.entries.sort(key=lambda entry: entry.now)
        return rows

    def _id(self, table: str) -> int:
        self._ids[table] += 1
        return self._ids[table] - 1

    def _candidate(self, rows: Rows, pool: Pool, number: int) -> None:
        candidate_id, candidacy_id = self._id("candidate"), self._id("candidacy")
        showcase = pool.first and number < 3
        whole = pool.first and number in WHOLE
        name, email = texts.person(candidate_id - 1)
        # The showcase has just met its first stage; the others are anywhere on their way.
        held = len(pool.stages) if whole else 1 if showcase else self._chance.choices(range(5), (1, 3, 3, 3, 5))[0]
        lag = 0 if showcase else 2 if whole else self._chance.randint(1, 25)
        created = self._now - timedelta(days=lag + 4 * max(held, 1) + 3)
        withdrawn = number % 17 == 11
        rows.tables["candidate"].append({"id": candidate_id, "created_at": created})
        rows.tables["candidate_text"].append({"candidate_id": candidate_id, "name": name, "email": email, "phone": ""})
        rows.tables["candidacy"].append(
            {
                "id": candidacy_id,
                "candidate_id": candidate_id,
                "loop_id": pool.loop_id,
                "state": CandidacyState.WITHDRAWN if withdrawn else CandidacyState.ACTIVE,
                "created_at": created,
                "opened_early_at": None,
            }
        )
        talent = self._chance.gauss(0.15, 0.75)
        ability = {criterion.id: talent + self._chance.gauss(0, 0.45) for criterion in pool.pack.criteria}
        for place, stage in enumerate(pool.stages):
            if place > held or (place == held and (withdrawn or self._chance.random() < 0.35)):
                break
            shown = number if showcase and place == 0 else None
            seats = self._seats(pool, stage, shown, whole=whole)
            starts = self._free_moment(place, held, lag, shown, seats, timedelta(minutes=stage.stage.minutes))
            met = Met(self._id("interview"), candidacy_id, candidate_id, stage, starts, ability, whole)
            self._interview(rows, pool, met, seats, shown)

    def _free_moment(
        self, place: int, held: int, lag: int, showcase: int | None, seats: Seats, length: timedelta
    ) -> datetime:
        """A moment at which nobody of these sits elsewhere; in a very busy demo the last one that was tried."""
        for _ in range(TRIES):
            starts = self._moment(place, held, lag, showcase)
            day = starts.astimezone(ZONE).date()
            taken = [span for author, _seat in seats for span in self._busy[author.person_id, day]]
            if not any(begun < starts + length and starts < ended for begun, ended in taken):
                break
        for author, _seat in seats:
            self._busy[author.person_id, day].append((starts, starts + length))
        return starts

    def _moment(self, place: int, held: int, lag: int, showcase: int | None) -> datetime:
        """When a stage is held: today for the showcase, days ago for what is behind, days ahead for what is to come."""
        if showcase is not None:
            return _at_work(self._now - timedelta(hours=(3, 5, 27)[showcase]), (14, 12, 10)[showcase])
        days = lag + 4 * (held - 1 - place) if place < held else -self._chance.randint(1, 6)
        local = (self._now - timedelta(days=days)).astimezone(ZONE)
        local -= timedelta(days=max(0, local.weekday() - 4)) if days >= 0 else timedelta(0)
        local += timedelta(days=7 - local.weekday()) if local.weekday() > 4 else timedelta(0)
        starts = local.replace(hour=self._chance.randint(8, 16), minute=self._chance.choice((0, 15, 30)))
        if days >= 1:
            return starts
        return max(starts, self._now + timedelta(hours=2)) if days < 0 else min(starts, self._now - timedelta(hours=2))

    def _interview(self, rows: Rows, pool: Pool, met: Met, seats: Seats, showcase: int | None) -> None:
        rows.tables["interview"].append(
            {
                "id": met.interview_id,
                "candidacy_id": met.candidacy_id,
                "loop_id": pool.loop_id,
                "stage_id": met.stage.stage_id,
                "starts_at": met.starts_at,
                "minutes": met.stage.stage.minutes,
                "zone": "America/Chicago",
                "state": InterviewState.PLANNED,
                "revision": 1,
            }
        )
        for author, seat in seats:
            rows.tables["seat"].append({"interview_id": met.interview_id, "person_id": author.person_id, "seat": seat})
            self._card(rows, pool, met, author, seat, showcase)

    def _seats(self, pool: Pool, stage: PoolStage, showcase: int | None, *, whole: bool) -> Seats:
        authors = list(stage.authors)
        if showcase is None:
            self._chance.shuffle(authors)
        both = len(authors) > 1 and (whole or showcase is not None or self._chance.random() < 0.45)
        seats = [(authors[0], Seat.LEAD), *([(authors[1], Seat.SECOND)] if both else [])]
        first = stage is pool.stages[0]
        if first and (showcase is not None or self._chance.random() < 0.15):
            seats.append((pool.trainee, Seat.SHADOW))
        return seats

    def _card(self, rows: Rows, pool: Pool, met: Met, author: Author, seat: Seat, showcase: int | None) -> None:
        scorecard_id = self._id("scorecard")
        ended = met.starts_at + timedelta(minutes=met.stage.stage.minutes)
        is_in, begun = (True, False) if met.whole else self._progress(ended, seat, showcase)
        head: Row = {
            "id": scorecard_id,
            "interview_id": met.interview_id,
            "candidacy_id": met.candidacy_id,
            "author_id": author.person_id,
            "trainee": seat is Seat.SHADOW,
            "state": CardState.DRAFT,
            "recommendation": None,
            "confidence": None,
            "submitted_at": None,
            "digest": None,
            "revision": 1,
        }
        rows.tables["scorecard"].append(head)
        card = self._written(pool, met, author)
        if is_in:
            at = min(ended + timedelta(minutes=self._chance.randint(5, 600)), self._now - timedelta(minutes=5))
            self._submitted(rows, met, head, card, seat, at)
        elif begun:
            self._begun(rows, met, scorecard_id, card)

    def _progress(self, ended: datetime, seat: Seat, showcase: int | None) -> tuple[bool, bool]:
        """Whether a card is in, and if not whether it was begun."""
        if ended >= self._now:
            return False, False
        if showcase is not None:  # the lead has written half a card, or none yet; the others are in
            return seat is not Seat.LEAD, showcase == 0
        missing = 0.3 if self._now - ended < timedelta(days=3) else 0.07
        is_in = self._chance.random() >= missing
        self._missing += not is_in
        return is_in, self._missing % 2 == 1

    def _written(self, pool: Pool, met: Met, author: Author) -> Card:
        ratings = tuple(self._rating(key, met, author) for key in met.stage.criteria)
        steps = [rating.step for rating in ratings if rating.step]
        mean = sum(steps) / len(steps) if steps else 3.0
        flags = tuple(
            Flag(signal.id, self._text(met.stage.voice.flagged[signal.id]))
            for signal in pool.pack.anti_signals
            if signal.id in met.stage.voice.flagged
            and any(rating.criterion in signal.criteria and rating.step in {1, 2} for rating in ratings)
            and self._chance.random() < 0.35
        )
        return Card(
            ratings=ratings,
            objection=self._objection(ratings, met) if met.stage.stage.risk_objection else None,
            flags=flags,
            recommendation=_recommendation(mean + self._chance.gauss(0, 0.25)),
            confidence=self._chance.choices(tuple(Confidence), (2, 5, 3))[0],
            changed=self._text(self._chance.choice(met.stage.voice.changed)) if self._chance.random() < 0.8 else "",
        )

    def _rating(self, key: str, met: Met, author: Author) -> Rating:
        if self._chance.random() < 0.07:
            return Rating(key, not_observed=self._chance.choice(tuple(NotObserved)))
        levels = met.stage.levels
        middle = 3 if levels == 5 else None  # an even number of steps has none, and every rating its evidence
        raw = min(3.0, levels / 2 + 0.6) + met.ability[key] - author.severity + self._chance.gauss(0, 0.5)
        step = min(levels, max(1, round(raw)))
        bare = self._chance.random() < (0.3 if step == middle else 0.04)
        if bare:
            return Rating(key, step, no_evidence=step != middle)
        sentences = met.stage.voice.evidence[key][0 if step < BAR else 1 if step == BAR else 2]
        chosen = self._chance.sample(sentences, min(len(sentences), self._chance.choice((1, 1, 2))))
        return Rating(key, step, evidence=tuple(self._text(sentence) for sentence in chosen))

    def _objection(self, ratings: Sequence[Rating], met: Met) -> Objection:
        step = next((rating.step for rating in ratings if rating.criterion == "evidence-handling"), None) or 3
        band = 0 if step < 3 else 1 if step == 3 else 2
        if step == 1:
            return Objection(none_offered=True)
        named = band > 0 or self._chance.random() < 0.5
        return Objection(
            offered=self._chance.choice(met.stage.voice.offered[band]),
            verifiable=(Verifiable.NO, Verifiable.IN_PART, Verifiable.YES)[band],
            limits_said=band == 2,
            next_step=self._chance.choice(met.stage.voice.next_steps) if named else "",
            no_next_step=not named,
            owner=met.stage.voice.owner if named else "",
            due=(met.starts_at + timedelta(days=self._chance.randint(1, 10))).date() if named else None,
            escalation=self._chance.choice(met.stage.voice.escalations),
        )

    def _text(self, sentence: str) -> str:
        return sentence.format(
            system=self._chance.choice(texts.SYSTEMS),
            ward=self._chance.choice(texts.WARDS),
            person=self._chance.choice(texts.PEOPLE),
        )

    def _submitted(self, rows: Rows, met: Met, head: Row, card: Card, seat: Seat, at: datetime) -> None:
        known = Known(
            head["id"], met.interview_id, met.candidate_id, head["author_id"], seat, met.stage.stage.key, self._hash
        )
        for rating in card.ratings:
            self._lines(rows, head["id"], rating, met, at)
        digest = audit.digest(record(known, card, at))
        head.update(
            state=CardState.SUBMITTED,
            submitted_at=at,
            digest=digest,
            recommendation=card.recommendation,
            confidence=card.confidence,
            revision=2,
        )
        salt = f"{self._chance.getrandbits(256):064x}"
        rows.tables["salt"].append({"kind": "scorecard", "subject_id": head["id"], "salt": salt})
        rows.entries.append(
            audit.Entry(
                at,
                audit.person(head["author_id"]),
                "scorecard submitted",
                "scorecard",
                head["id"],
                {"record": audit.salted_with(salt, digest)},
            )
        )
        levels = met.stage.levels
        ids = {key: (row_id, levels) for key, row_id in met.stage.criteria.items()}
        for table, more in card_rows(head["id"], card, ids).items():
            rows.tables[table] += more

    def _lines(self, rows: Rows, scorecard_id: int, rating: Rating, met: Met, at: datetime) -> None:
        for text in rating.evidence:
            line = str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
            position = len(rows.tables["evidence"])
            second = self._chance.randint(60, met.stage.stage.minutes * 60 - 60)
            key = {"scorecard_id": scorecard_id}
            rows.tables["evidence"].append({**key, "id": line, "position": position})
            rows.tables["evidence_text"].append(
                {**key, "evidence_id": line, "text": text, "second": second, "revision": 1, "saved_at": at}
            )
            rows.tables["evidence_criterion"].append(
                {**key, "evidence_id": line, "criterion_id": met.stage.criteria[rating.criterion]}
            )

    def _begun(self, rows: Rows, met: Met, scorecard_id: int, card: Card) -> None:
        """Half a card: the first criteria rated, some with their evidence."""
        at = self._now - timedelta(minutes=30)
        for rating in card.ratings[: max(1, len(card.ratings) // 2)]:
            value = str(rating.step) if rating.step else f"no:{rating.not_observed}"
            row = {"scorecard_id": scorecard_id, "field": f"rating:{rating.criterion}", "value": value}
            rows.tables["draft_field"].append({**row, "revision": 1, "saved_at": at})
            self._lines(rows, scorecard_id, rating, met, at)


def _recommendation(mean: float) -> Recommendation:
    if mean < 2.2:
        return Recommendation.STRONG_NO
    if mean < 3.0:
        return Recommendation.NO
    return Recommendation.YES if mean < 3.9 else Recommendation.STRONG_YES
