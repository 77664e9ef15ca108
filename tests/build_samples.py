"""Builders of reference samples and drills."""

from __future__ import annotations

from collections.abc import Mapping

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from hiringkit.services import drills, samples
from hiringkit.services.drafts import Change
from hiringkit.services.samples import Words
from tests.conftest import NOW

REFERENCE = (("troubleshooting", 4, "Bounds the fault first."), ("communication", 2, "Names no next message."))


def words(ratings: tuple[tuple[str, int | None, str], ...] = REFERENCE, name: str = "A ticket at seven") -> Words:
    """A sample that is whole."""
    return Words(stage="talk", name=name, kind="ticket", text="The scanner went quiet at seven.", ratings=ratings)


def sample(db: Database, maker: Viewer, name: str = "A ticket at seven") -> int:
    """A sample of the newest version of the first pack, agreed to be as in REFERENCE; gives its id."""
    pack_id = samples.bases(db, maker)[0][0]
    return samples.make(db, maker, pack_id, words(name=name), NOW)


def handed_in(db: Database, viewer: Viewer, sample_id: int, steps: Mapping[str, int] | None = None) -> int:
    """Somebody's drill on a sample with these steps, handed in; gives its id."""
    drill_id = drills.begin(db, viewer, sample_id, NOW)
    fill(db, viewer, drill_id, steps or {"troubleshooting": 5, "communication": 2})
    drills.hand_in(db, viewer, drill_id, NOW)
    return drill_id


def fill(db: Database, viewer: Viewer, drill_id: int, steps: Mapping[str, int]) -> None:
    """Type a whole drill, and leave it open."""
    changes = [Change(f"rating:{key}", str(step), 0) for key, step in steps.items()]
    changes += [Change(f"evidence:{key}", "Tried the cable first.", 0) for key in steps]
    assert drills.save(db, viewer, drill_id, changes, NOW).faults == {}
