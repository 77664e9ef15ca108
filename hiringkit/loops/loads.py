"""What panels and planned interviews come to: who has more than they take, and what cannot be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from hiringkit.languages import day_and_month, gettext, ngettext
from hiringkit.loops.designs import ENOUGH_SHARED, Meeting, design
from hiringkit.loops.findings import Deed, Finding, Mend
from hiringkit.loops.plans import Plan, Sitting
from hiringkit.loops.staffing import Interviewer

SUPPOSED = 3  # candidates who would go through a loop in which nobody is planned yet
OWN_STAGES = "design:own-stages"


def of_design(plan: Plan) -> Iterator[Finding]:
    """What the planned interviews, or else the panels, do not let one tell apart."""
    found = plan.design or design(_supposed(plan))
    if found.components > 1:
        title = gettext("%(groups)s groups of candidates share no interviewer", groups=found.components)
        yield _design("design:groups", title, "Candidates of different groups cannot be compared.")
    if found.own_stages:
        why = "A harsh interviewer and a hard stage cannot be told apart."
        yield _design(OWN_STAGES, gettext("Each stage has interviewers of its own only"), why, _lent(plan))
    lacking = [rater for rater in found.raters if not rater.is_linked]
    if plan.design and lacking:
        names = ", ".join(plan.name_of(rater.interviewer) for rater in lacking[:3])
        if len(lacking) > 3:
            names = gettext("%(names)s and %(number)s more", names=names, number=len(lacking) - 3)
        why = f"Their severity is learned from {ENOUGH_SHARED} candidates or samples that others rate too."
        title = ngettext(
            "%(names)s shares fewer than %(enough)s candidates with others",
            "%(names)s share fewer than %(enough)s candidates with others",
            len(lacking),
            names=names,
            enough=ENOUGH_SHARED,
        )
        yield _design("design:links", title, why)


def _design(key: str, title: str, why: str, mend: Mend | None = None) -> Finding:
    how = "“Who meets whom” names the cheapest mend." if mend is None else ""
    return Finding(key, blocks=False, title=title, why=why, how=how, mend=mend, place="design")


def _supposed(plan: Plan) -> list[Meeting]:
    """As if some candidates went through the panels as they are."""
    return [
        Meeting(place, candidate, sitter.person_id, stage.key)
        for candidate in range(SUPPOSED)
        for place, stage in enumerate(plan.stages)
        for sitter in stage.panel
        if sitter.seat != "shadow"
    ]


def _lent(plan: Plan) -> Mend | None:
    """Whoever sits on the fewest stages, and may take another one too, joins the stage with the smallest panel."""
    on = {sitter.person_id: stage.key for stage in plan.stages for sitter in stage.panel if sitter.seat != "shadow"}
    able = {one.person: one for one in plan.people if one.person in on and not one.conflicts}
    stages = sorted(enumerate(plan.stages, 1), key=lambda pair: (len(pair[1].panel), pair[0]))
    for number, stage in stages:
        sits = {sitter.person_id for sitter in stage.panel}
        for who in sorted(able, key=lambda one: (sum(able[one].taken.values()), one)):
            if who not in sits and able[who].is_qualified(stage.key):
                words = f"Put {plan.name_of(who)} on stage {number} too"
                return Mend(stage.key, words, Deed.SEAT, number=who)
    return None


def of_loads(plan: Plan) -> Iterator[Finding]:
    """Who has more interviews in a week than they take, and who could take one."""
    if plan.week is None:
        return
    for person in plan.people:
        limit = person.weekly_limit
        for week in sorted(person.taken):
            has = person.taken[week]
            if limit is not None and has > limit and week >= plan.week:
                yield _over(plan, person, week, has, limit)


def _over(plan: Plan, person: Interviewer, week: date, has: int, limit: int) -> Finding:
    name = plan.name_of(person.person)
    mine = [one for one in plan.sittings if one.person == person.person and person.week_of(one.starts_at) == week]
    offer = _offer(plan, mine, week)
    how = "None of this loop’s people has room that week. Move an interview, or bring somebody into the loop."
    if offer:
        other, sitting = offer
        stage = next((one.name for one in plan.stages if one.key == sitting.stage), sitting.stage)
        how = f"{plan.name_of(other.person)} may take {stage}, and has {other.taken.get(week, 0)} that week."
    return Finding(
        f"load:{person.person}:{week.isoformat()}",
        blocks=False,
        title=gettext(
            "%(name)s has %(number)s interviews in the week of %(day)s", name=name, number=has, day=day_and_month(week)
        ),
        why=f"They take {limit} a week. Late scorecards, and those written from memory, come from full weeks.",
        how=how,
        place="load",
        interview=offer[1].interview if offer else None,
    )


def _offer(plan: Plan, mine: Sequence[Sitting], week: date) -> tuple[Interviewer, Sitting] | None:
    """Who has most room in that week of those who may take one of these interviews."""
    sits: dict[int, set[int]] = defaultdict(set)
    for one in plan.sittings:
        sits[one.interview].add(one.person)
    free = [
        (other.taken.get(week, 0), other.person, place)
        for place, one in enumerate(mine)
        for other in plan.people
        if other.person not in sits[one.interview]
        and other.is_qualified(one.stage)
        and one.candidacy not in other.conflicts
        and (other.weekly_limit is None or other.taken.get(week, 0) < other.weekly_limit)
    ]
    if not free:
        return None
    _has, who, place = min(free)
    return next(other for other in plan.people if other.person == who), mine[place]
