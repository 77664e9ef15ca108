"""The drills of the demo data: taken through the same services as by people, and one that still waits."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from hiringkit.db.engine import Database
from hiringkit.policy.people import Role, Viewer
from hiringkit.services import calibration_sessions, drills, samples
from hiringkit.services.demo_cards import Author
from hiringkit.services.demo_debriefs import viewer
from hiringkit.services.drafts import Change
from hiringkit.services.samples import SampleLine

MINUTE = timedelta(minutes=1)
AGREED = {
    "counts": "A promise of the next message, with its time, made before anybody asks.",
    "does_not_count": "A friendly tone without news, or an apology without a next step.",
    "disagree": "Whether a template counts as the writer’s own words.",
}
TEAM = ("Priya Raghunathan", "Marcus Bell", "Dana Whitehorse", "Kenji Watanabe", "Amara Nwosu", "Tomasz Zieliński")
NOTICED = (
    "Says first what is known and what is not.",
    "Names who is told, and by when.",
    "Tries one thing at a time and writes down what came of it.",
    "The reason for the order is left out.",
)


def take(
    db: Database, staff: Mapping[str, Author], reference: Mapping[str, Mapping[str, tuple[int, int]]], now: datetime
) -> None:
    """Everybody of the first pack's team rates all of its samples but the last, which they are asked for.

    `reference`: by sample's name, the agreed step and the number of levels of each criterion.
    """
    chance = random.Random(len(reference))  # noqa: S311 -- made-up data, to be the same again
    lead = viewer(staff["Ingrid Solheim"], Role.HIRING_MANAGER)
    here = [one for one in samples.listed(db, lead) if one.name in reference]
    people = [staff[name] for name in TEAM if name in staff]
    for place, sample in enumerate(here[:-1]):
        for number, author in enumerate(people):
            at = now - timedelta(days=40 - 12 * place, hours=number)
            _hand_in(db, author, sample, reference[sample.name], chance, at)
    if here:
        asked = [one.person_id for one in people]
        begun = now - timedelta(days=5)
        samples.ask(db, lead, here[-1].id, asked, now + timedelta(days=3), begun)
        _hand_in(db, people[-1], here[-1], reference[here[-1].name], chance, now - timedelta(days=1))
    if len(here) > 1:
        for sample in here[:2]:
            _hand_in(db, staff["Ingrid Solheim"], sample, reference[sample.name], chance, now - timedelta(days=14))
        _hold(db, lead, here[0].pack_id, now - timedelta(days=2))


def _hold(db: Database, lead: Viewer, pack_id: int, at: datetime) -> None:
    """A session over what the lead may look at: hands after the talk, one definition agreed on, closed."""
    _packs, _chosen, choices = calibration_sessions.choices(db, lead, pack_id)
    wanted = [one.key for one in choices][:3]
    held = calibration_sessions.begin(db, lead, pack_id, "Written updates, November", wanted, at)
    for number, point in enumerate(calibration_sessions.page(db, lead, held).points[:3]):
        people, level = sum(point.before), (point.reference or 3)
        hands: dict[int, int | None] = {level: people - number, min(len(point.words), level + 1): number}
        calibration_sessions.record(db, lead, held, point.item_id, point.criterion.id, hands, at + 20 * MINUTE * number)
    calibration_sessions.agree(db, lead, held, "communication", AGREED, at + timedelta(minutes=70))
    calibration_sessions.close(db, lead, held, at + timedelta(minutes=75))


def _hand_in(
    db: Database,
    author: Author,
    sample: SampleLine,
    agreed: Mapping[str, tuple[int, int]],
    chance: random.Random,
    at: datetime,
) -> None:
    """Rate as this person rates: off the reference by their severity, and a little by chance."""
    person = viewer(author, Role.INTERVIEWER)
    drill_id = drills.begin(db, person, sample.id, at - timedelta(minutes=25))
    drills.save(db, person, drill_id, _changes(author, agreed, chance), at - timedelta(minutes=2))
    drills.hand_in(db, person, drill_id, at)


def _changes(author: Author, agreed: Mapping[str, tuple[int, int]], chance: random.Random) -> Sequence[Change]:
    found = []
    for key, (step, levels) in agreed.items():
        given = min(levels, max(1, round(step - author.severity + chance.gauss(0, 0.45))))
        found += [Change(f"rating:{key}", str(given), 0), Change(f"evidence:{key}", chance.choice(NOTICED), 0)]
    return found
