"""Who is told a candidate's name, in words; hiringkit.db.anonymity says the same rule in SQL."""

from __future__ import annotations

from collections.abc import Collection

from hiringkit.languages import again, marked

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without I and O, which are read as figures


ERASED = marked("erased candidate")
_CALLED = marked("Candidate %(code)s")


def knows_name(*, is_staff: bool, is_called: bool, stages_without_names: Collection[bool]) -> bool:
    """Whether somebody is told a candidate's name.

    Args:
        is_staff: manager, recruiter or decider of the loop.
        is_called: the tie-breaker of a tie that is recorded.
        stages_without_names: for each stage in which they have a seat with the candidate, whether it is graded
            without names. Of cancelled interviews only those that are count: what they hid is not told by that.
    """
    return is_staff or is_called or not stages_without_names or not all(stages_without_names)


def alias(candidacy_id: int) -> str:
    """What a candidate is called by who is not told the name: the same for all of them, and always."""
    return _CALLED % {"code": f"{LETTERS[candidacy_id % len(LETTERS)]}{candidacy_id // len(LETTERS) + 1}"}


def named(name: str | None) -> str:
    """What a document calls a candidate: by name, or by what stands for one in the language that is spoken."""
    return again(name or ERASED, (ERASED, _CALLED))
