"""Loops: made from a pack, changed by their managers, one requisition each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit import languages
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyRow, LoopRow, PersonRow, PersonTextRow, RubricVersionRow
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.people import LoopRole, Role
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Weight
from hiringkit.services import loop_words, loops, members, qualifications
from hiringkit.services.loop_words import Like, LoopWords
from tests import build, build_loops
from tests.at_once import at_once
from tests.conftest import NOW, Statements

WORDS = LoopWords(
    title=" Night desk lead ",
    requisition="NH-9",
    purpose="Runs the night desk.\r\nAlone.",
    zone="America/Chicago",
    paper="letter",
    visibility="after_own",
)


def acts(db: Database, loop_id: int) -> list[str]:
    with db.reading() as session:
        query = select(AuditRow.act).where(AuditRow.kind == "loop", AuditRow.subject_id == loop_id)
        return list(session.exec(query.order_by(col(AuditRow.number))))


def test_a_loop_has_the_stages_that_its_pack_proposes_and_its_maker_manages_it(db: Database) -> None:
    version = build_loops.published(db)
    maker = build.person(db, "Ingrid S", Role.HIRING_MANAGER)
    loop = loops.page(db, maker, loop_words.create(db, maker, version, WORDS, NOW))
    assert (loop.title, loop.purpose, loop.state) == (
        "Night desk lead",
        "Runs the night desk.\nAlone.",
        LoopState.DRAFT,
    )
    assert [(stage.key, stage.advice, dict(stage.criteria)) for stage in loop.plan.stages] == [
        ("talk", "Listen for order.", {"troubleshooting": Weight.PRIMARY, "communication": Weight.SECONDARY}),
        ("triage", "", {"communication": Weight.PRIMARY}),
    ]
    assert [(member.name, member.role) for member in loop.members] == [("Ingrid S", LoopRole.MANAGER)]
    assert acts(db, loop.loop_id) == ["loop made"]


def test_a_loop_is_built_like_an_earlier_one_with_its_people_or_without(db: Database) -> None:
    ada = build.person(db, "Ada Byron")
    earlier = build_loops.loop(db, interviewers=[ada], panel={ada: Seat.LEAD})
    source = loops.page(db, earlier.manager, earlier.loop_id)
    for number, with_people in enumerate((True, False)):
        words, like = replace(WORDS, requisition=f"NH-1{number}"), Like(earlier.loop_id, with_people=with_people)
        made = loop_words.create(db, earlier.manager, earlier.version_id, words, NOW, like=like)
        loop = loops.page(db, earlier.manager, made)
        assert [(one.key, one.criteria) for one in loop.plan.stages] == [
            (one.key, one.criteria) for one in source.plan.stages
        ]
        sits = {sitter.person_id for stage in loop.plan.stages for sitter in stage.panel}
        assert sits == ({ada.person_id} if with_people else set())
        assert (ada.person_id in {member.person_id for member in loop.members}) is with_people
        assert loop.state is LoopState.DRAFT


def test_a_loop_cannot_be_built_like_one_that_its_maker_may_not_see(db: Database) -> None:
    earlier = build_loops.loop(db)
    stranger = build.person(db, "Somebody Else", Role.HIRING_MANAGER)
    with pytest.raises(NotFoundError):
        loop_words.create(db, stranger, earlier.version_id, WORDS, NOW, like=Like(earlier.loop_id))


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.RECRUITER])
def test_who_may_not_build_loops_is_refused(db: Database, role: Role) -> None:
    with pytest.raises(RefusedError, match="Only hiring managers and administrators"):
        loop_words.create(db, build.person(db, role=role), build_loops.published(db), WORDS, NOW)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": " "}, "title", "Give the loop a title."),
        ({"title": "a" * 121}, "title", "This has 121 characters; at most 120 can be kept."),
        ({"requisition": ""}, "requisition", "Give the requisition number."),
        ({"purpose": "a" * 501}, "purpose", "This has 501 characters; at most 500 can be kept."),
        ({"zone": "Mars/Olympus"}, "zone", "Mars/Olympus is no time zone. Name one such as America/Chicago."),
        ({"paper": "a0"}, "paper", "Choose A4 or Letter."),
        ({"language": "tlh"}, "language", "Choose one of the languages."),
        ({"visibility": "never"}, "visibility", "Choose one of the three rules."),
        ({"track": "sales"}, "track", "Choose one of the pack’s tracks."),
        ({"level": "chief"}, "level", "Choose one of the pack’s levels."),
        ({"decider_id": 999}, "decider_id", "Choose a hiring manager or an administrator."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    db: Database, changed: dict[str, Any], field: str, sentence: str
) -> None:
    maker = build.person(db, role=Role.HIRING_MANAGER)
    with pytest.raises(InvalidError) as caught:
        loop_words.create(db, maker, build_loops.published(db), replace(WORDS, **changed), NOW)
    assert caught.value.problems == {field: sentence}
    assert loops.listed(db, maker) == ([], 0)


def test_only_published_versions_make_loops(db: Database) -> None:
    version = build_loops.published(db)
    with db.writing() as session:
        session.execute(sa.update(RubricVersionRow).values(state="retired"))
    maker = build.person(db, role=Role.HIRING_MANAGER)
    for chosen in (version, 999):
        with pytest.raises(InvalidError) as caught:
            loop_words.create(db, maker, chosen, WORDS, NOW)
        assert caught.value.problems == {"version": "Choose a published version."}


def test_who_decides_is_somebody_who_may_and_not_the_tie_breaker(db: Database) -> None:
    built = build_loops.loop(db, state=LoopState.DRAFT)
    interviewer, gone = build.person(db), build.person(db, role=Role.HIRING_MANAGER)
    with db.writing() as session:
        session.execute(sa.update(PersonRow).where(col(PersonRow.id) == gone.person_id).values(disabled_at=NOW))
    for who in (interviewer, gone):
        with pytest.raises(InvalidError) as caught:
            loop_words.rewrite(db, built.manager, built.loop_id, 1, replace(WORDS, decider_id=who.person_id), NOW)
        assert list(caught.value.problems) == ["decider_id"]
    both = replace(WORDS, decider_id=built.decider.person_id, tie_breaker_id=built.decider.person_id)
    with pytest.raises(InvalidError) as caught:
        loop_words.rewrite(db, built.manager, built.loop_id, 1, both, NOW)
    assert caught.value.problems == {"tie_breaker_id": "Choose somebody else than the one who decides."}


def test_a_requisition_number_is_one_loop_s_whoever_takes_it_first(db: Database) -> None:
    version = build_loops.published(db)
    makers = [build.person(db, role=Role.HIRING_MANAGER) for _ in range(4)]
    found = at_once([partial(loop_words.create, db, maker, version, WORDS, NOW) for maker in makers])
    taken = [one for one in found if isinstance(one, InvalidError)]
    assert len(taken) == 3, found
    assert {tuple(one.problems) for one in taken} == {("requisition",)}
    drafts = [build_loops.loop(db, state=LoopState.DRAFT) for _ in range(4)]
    words = replace(WORDS, requisition="NH-10")
    found = at_once([partial(loop_words.rewrite, db, one.manager, one.loop_id, 1, words, NOW) for one in drafts])
    assert found.count(None) == 1
    assert [type(one) for one in found if one is not None] == [InvalidError] * 3


def test_a_change_over_somebody_else_s_is_refused(db: Database) -> None:
    built = build_loops.loop(db, state=LoopState.DRAFT)
    found = at_once([partial(loop_words.rewrite, db, built.manager, built.loop_id, 1, WORDS, NOW)] * 4)
    assert found.count(None) == 1
    assert [type(one) for one in found if one is not None] == [ConflictError] * 3
    assert loops.page(db, built.manager, built.loop_id).revision == 2
    assert acts(db, built.loop_id) == ["loop changed"]


def test_what_cards_are_written_under_stays_once_a_loop_is_open(db: Database) -> None:
    built = build_loops.loop(db)
    named: dict[str, Any] = {"decider_id": built.decider.person_id, "tie_breaker_id": built.manager.person_id}
    words = replace(WORDS, visibility="always", level="", **named)
    loop_words.rewrite(db, built.manager, built.loop_id, 1, words, NOW)
    loop = loops.page(db, built.manager, built.loop_id)
    assert (loop.title, loop.visibility.value, loop.level) == ("Night desk lead", "after_own", "mid")
    with pytest.raises(InvalidError) as caught:
        loop_words.rewrite(db, built.manager, built.loop_id, 2, WORDS, NOW)
    assert caught.value.problems == {"decider_id": "An open loop has one.", "tie_breaker_id": "An open loop has one."}
    closed = build_loops.loop(db, state=LoopState.CLOSED)
    with pytest.raises(RefusedError, match="A closed loop is not changed"):
        loop_words.rewrite(db, closed.manager, closed.loop_id, 1, words, NOW)


def test_a_loop_is_there_for_its_people_and_changed_by_its_managers(db: Database) -> None:
    built = build_loops.loop(db, interviewers=[build.person(db)])
    for viewer in (built.recruiter, built.decider, build.person(db, role=Role.ADMIN)):
        assert loops.page(db, viewer, built.loop_id).title == "IT service manager"
        with pytest.raises(RefusedError, match="Only the loop’s managers"):
            loop_words.rewrite(db, viewer, built.loop_id, 1, WORDS, NOW)
    for stranger in (build.person(db, role=Role.HIRING_MANAGER), build.person(db)):
        with pytest.raises(NotFoundError):
            loops.page(db, stranger, built.loop_id)
        with pytest.raises(NotFoundError):
            loop_words.rewrite(db, stranger, built.loop_id, 1, WORDS, NOW)


def test_who_cannot_sign_in_any_more_neither_decides_nor_leads(db: Database) -> None:
    lead = build.person(db)
    built = build_loops.loop(db, state=LoopState.DRAFT, panel={lead: Seat.LEAD})
    before = {finding.key for finding in loops.page(db, built.manager, built.loop_id).blocking}
    with db.writing() as session:
        ids = [lead.person_id, built.decider.person_id]
        session.execute(sa.update(PersonRow).where(col(PersonRow.id).in_(ids)).values(disabled_at=NOW))
    after = {finding.key for finding in loops.page(db, built.manager, built.loop_id).blocking}
    assert after - before == {
        "decider",
        "lead:recruiter-screen",
        "lead:live-troubleshooting",
        "lead:prioritization-and-escalation",
    }


def test_a_loop_whose_people_s_names_were_erased_is_still_a_page(db: Database) -> None:
    built = build_loops.loop(db)
    with db.writing() as session:
        session.execute(sa.delete(PersonTextRow))
    loop = loops.page(db, built.manager, built.loop_id)
    assert {member.name for member in loop.members} == {"somebody"}
    assert len(loop.members) == 2


def test_a_loop_s_page_takes_as_many_statements_however_much_it_holds(db: Database, statements: Statements) -> None:
    seen = []
    statements.listen(db.engine)
    for names in (build_loops.STAGES[:1], build_loops.STAGES):
        panel = {build.person(db): Seat.LEAD for _ in names}
        built = build_loops.loop(db, stages=names, panel=panel)
        statements.seen.clear()
        loops.page(db, built.manager, built.loop_id)
        seen.append(len(statements.seen))
    assert seen[0] == seen[1] <= 6


def test_the_list_is_searched_and_comes_in_pages(db: Database) -> None:
    manager = build.person(db, role=Role.HIRING_MANAGER)
    made = [build_loops.loop(db, title=f"Loop {number}", manager=manager).loop_id for number in range(3)]
    build_loops.loop(db, title="Loop of others")

    def ids(**asked: Any) -> list[int]:
        return [line.words.loop_id for line in loops.listed(db, manager, **asked)[0]]

    assert ids() == made[::-1]
    assert ids(words="loop 1") == [made[1]]
    assert ids(words="%") == []
    assert ids(state=LoopState.DRAFT) == []
    assert ids(after=made[1]) == [made[0]]
    with db.reading() as session:
        assert len(session.exec(select(LoopRow.id)).all()) == 4


def test_a_loop_counts_its_candidates_as_they_come_and_go(db: Database) -> None:
    manager = build.person(db, role=Role.HIRING_MANAGER)
    empty, built = (build_loops.loop(db, manager=manager).loop_id for _ in range(2))
    made = [build_loops.candidacy(db, built) for _ in range(3)]

    def counts() -> dict[int, int]:
        return {line.words.loop_id: int(line.candidates) for line in loops.listed(db, manager)[0]}

    assert counts() == {empty: 0, built: 3}
    with db.writing() as session:
        session.execute(sa.delete(CandidacyRow).where(col(CandidacyRow.id) == made[0]))
    assert counts() == {empty: 0, built: 2}
    assert loops.page(db, manager, built).candidates == 2


def test_a_full_week_is_counted_over_every_loop_once_somebody_set_a_limit(db: Database) -> None:
    ada = build.person(db)
    here, there = (build_loops.loop(db, panel={ada: Seat.LEAD}, interviewers=[ada]) for _ in range(2))
    for at in (NOW + timedelta(days=7), NOW + timedelta(days=7), NOW + timedelta(days=8)):
        one = build_loops.candidacy(db, there.loop_id)
        build_loops.interview(db, one, build_loops.stages_of(db, there.loop_id)[0], {ada: Seat.LEAD}, starts_at=at)

    def loads() -> list[str]:
        found = loops.page(db, here.manager, here.loop_id, NOW).findings
        return [finding.title for finding in found if finding.key.startswith("load:")]

    assert loads() == []
    qualifications.put_capacity(db, ada, qualifications.Capacity(weekly_limit=2), NOW)
    (title,) = loads()
    assert title.startswith(f"{ada.name} has 3 interviews in the week of")


def test_a_loop_is_worked_out_once_until_something_of_it_changes_and_for_each_who_asks(db: Database) -> None:
    ada, ben = build.person(db, "Ada Byron"), build.person(db, "Ben Okafor", Role.HIRING_MANAGER)
    loop = build_loops.loop(db, interviewers=[ada], panel={ada: Seat.LEAD})
    page = loops.page(db, loop.manager, loop.loop_id, NOW)
    assert loops.page(db, loop.manager, loop.loop_id, NOW) is page
    with db.reading() as session:
        assert not loops.read(session, None, loop.loop_id).is_manager, "what the operator is shown is another page"
    members.add_member(db, loop.manager, loop.loop_id, ben.person_id, LoopRole.MANAGER, NOW)
    changed = loops.page(db, loop.manager, loop.loop_id, NOW)
    assert [member.name for member in changed.members if member.person_id == ben.person_id] == ["Ben Okafor"]
    with db.writing() as session:
        session.execute(
            sa.update(PersonTextRow).where(col(PersonTextRow.person_id) == ada.person_id).values(name="Ada King")
        )
    named = [
        sitter.name for stage in loops.page(db, loop.manager, loop.loop_id, NOW).plan.stages for sitter in stage.panel
    ]
    assert set(named) == {"Ada King"}


def test_what_the_linter_says_is_worked_out_for_each_language(db: Database) -> None:
    loop = build_loops.loop(db)
    said = {finding.title for finding in loops.page(db, loop.manager, loop.loop_id, NOW).findings}
    with languages.spoken("de"):
        spoken = {finding.title for finding in loops.page(db, loop.manager, loop.loop_id, NOW).findings}
    assert "Nobody leads stage 1, Recruiter screen" in said
    assert "Nobody leads stage 1, Recruiter screen" not in spoken
