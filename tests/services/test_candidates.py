"""Candidates: adding, changing, withdrawing, listing, opening early, on both kinds of database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from hiringkit.db import audit
from hiringkit.db.candidate_list import HELD, Asked, Sort, said
from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, CandidacyRow, CandidateTextRow, EarlyOpeningRow, StageRow
from hiringkit.db.tables.candidates import CandidacyState, InterviewState
from hiringkit.db.tables.loops import LoopState
from hiringkit.errors import ConflictError, HiringkitError, InvalidError, NotFoundError, RefusedError
from hiringkit.policy.anonymity import ERASED, alias
from hiringkit.policy.people import LoopRole, Role, Viewer
from hiringkit.policy.scorecards import Seat, Visibility
from hiringkit.services import candidate_list, candidates, duplicates, withdrawals
from hiringkit.services.candidate_list import MOST_LOOPS
from tests import build, build_loops
from tests.build_loops import BuiltLoop
from tests.conftest import NOW

ROSA = {"name": "Rosa Delgado-Kim", "email": "rosa@example.org", "phone": ""}


def add(db: Database, loop: BuiltLoop, viewer: Viewer | None = None, same: int | None = None, **changed: str) -> int:
    """Rosa in a loop, but for what is changed."""
    said = {**ROSA, **changed}
    who = viewer or loop.recruiter
    words = {"name": said["name"], "email": said["email"], "phone": said["phone"]}
    return candidates.add(db, who, loop.loop_id, **words, same=same, now=NOW)


def names(db: Database, viewer: Viewer, **asked: Any) -> list[str]:
    """Who is in the list."""
    return [row[0] or ERASED for row in candidate_list.listing(db, viewer, Asked(**asked), NOW).rows]


def test_a_candidate_is_added_and_the_chain_knows_it_by_number(db: Database) -> None:
    loop = build_loops.loop(db)
    added = add(db, loop, name="  Rosa Delgado-Kim ", email=" Rosa@Example.org ", phone="+1 (312) 555-0100 ext. 7")
    assert candidates.words(db, loop.recruiter, added) == candidates.Words(
        added, "Rosa Delgado-Kim", "rosa@example.org", "+1 (312) 555-0100 ext. 7"
    )
    with db.reading() as session:
        last = session.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1)).one()
    assert (last.act, last.kind, last.subject_id) == ("candidate added", "candidacy", added)
    assert "Rosa" not in last.detail


def test_one_spelling_is_kept_of_what_looks_the_same(db: Database) -> None:
    loop = build_loops.loop(db)
    added = add(db, loop, name="Rene\u0301e Ko\u0308nig")
    assert candidates.words(db, loop.recruiter, added).name == "Ren\u00e9e K\u00f6nig"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "x" * 121}, "name", id="over-long name"),
        pytest.param({"name": "Rosa\u202eagleD"}, "name", id="bidi override"),
        pytest.param({"name": "Rosa\u2066D"}, "name", id="bidi isolate"),
        pytest.param({"name": "Rosa\x00"}, "name", id="nul"),
        pytest.param({"name": "Rosa\nDelgado"}, "name", id="a line end"),
        pytest.param({"name": "Ro\u200bsa"}, "name", id="zero-width space"),
        pytest.param({"name": "Ro\ud800sa"}, "name", id="half a sign"),
        pytest.param({"email": "rosa"}, "email", id="no address"),
        pytest.param({"email": ""}, "email", id="empty address"),
        pytest.param({"email": "rosa@exa mple.org"}, "email", id="space in the address"),
        pytest.param({"email": f"{'r' * 300}@example.org"}, "email", id="over-long address"),
        pytest.param({"phone": "call me"}, "phone", id="words for a number"),
        pytest.param({"phone": "1" * 41}, "phone", id="over-long number"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(db: Database, changed: dict[str, str], field: str) -> None:
    loop = build_loops.loop(db)
    with pytest.raises(InvalidError) as caught:
        add(db, loop, None, same=None, **changed)
    assert list(caught.value.problems) == [field]
    assert names(db, loop.recruiter) == []


@pytest.mark.parametrize("name", ["José Ñuñez", "李小龍", "نیلوفر\u200cسادات", "O’Donnell-Świątek", "x" * 120])
def test_names_of_many_scripts_are_kept(db: Database, name: str) -> None:
    loop = build_loops.loop(db)
    add(db, loop, name=name)
    assert names(db, loop.recruiter) == [name]


def test_the_same_address_is_in_a_loop_once(db: Database) -> None:
    loop = build_loops.loop(db)
    add(db, loop)
    with pytest.raises(InvalidError, match="already") as caught:
        add(db, loop, email="ROSA@example.org", name="Another")
    assert list(caught.value.problems) == ["email"]


def test_who_has_a_known_address_is_asked_about_and_gets_one_more_candidacy(db: Database) -> None:
    first = build_loops.loop(db)
    second, third = (build_loops.loop(db, recruiter=first.recruiter) for _ in range(2))
    one = add(db, first)
    for nonsense in (None, 999):
        with pytest.raises(InvalidError) as caught:
            add(db, second, name="R. Delgado", same=nonsense)
        assert caught.value.problems == {"same": duplicates.BY_ADDRESS}
    add(db, second, name="R. Delgado", same=one)
    assert names(db, first.recruiter) == ["Rosa Delgado-Kim"] * 2
    assert _candidates(db) == 1
    add(db, third, name="R. Delgado", same=duplicates.SOMEBODY_ELSE)
    assert names(db, first.recruiter, loop_id=third.loop_id) == ["R. Delgado"]
    with pytest.raises(InvalidError, match="in this loop already"):
        add(db, third, same=one)


def test_a_candidate_of_a_loop_out_of_reach_stays_unknown(db: Database) -> None:
    first = build_loops.loop(db)
    one = add(db, first)
    elsewhere, seated = build_loops.loop(db), build.person(db)
    add(db, elsewhere, name="R. Delgado")
    assert names(db, elsewhere.recruiter) == ["R. Delgado"]
    own = build_loops.loop(db, recruiter=seated)
    build_loops.interview(db, one, first.stages[0], {seated: Seat.LEAD})
    with db.writing() as session:
        session.execute(sa.update(StageRow).values(without_names=True))
    add(db, own, name="Who they grade without a name")
    assert _candidates(db) == 3


def test_only_managers_and_recruiters_add_and_only_to_open_loops(db: Database) -> None:
    member = build.person(db)
    loop = build_loops.loop(db, interviewers=[member])
    for viewer, error in (
        (member, RefusedError),
        (loop.decider, RefusedError),
        (build.person(db, role=Role.ADMIN), RefusedError),
        (build_loops.loop(db).recruiter, NotFoundError),
    ):
        with pytest.raises(error):
            add(db, loop, viewer)
    add(db, loop, loop.manager)
    for state, sentence in ((LoopState.DRAFT, "not open yet"), (LoopState.CLOSED, "is closed")):
        closed = build_loops.loop(db, state=state)
        with pytest.raises(RefusedError, match=sentence):
            add(db, closed)


def test_changed_words_are_kept_and_named_in_the_chain(db: Database) -> None:
    loop = build_loops.loop(db)
    one, other = add(db, loop), add(db, loop, email="mei@example.org")
    candidates.edit(db, loop.manager, one, name="Rosa Kim", email="rosa@example.org", phone="", now=NOW)
    assert candidates.words(db, loop.manager, one).name == "Rosa Kim"
    with pytest.raises(InvalidError, match="already"):
        candidates.edit(db, loop.manager, other, **ROSA, now=NOW)
    with db.reading() as session:
        last = session.exec(select(AuditRow.detail).order_by(col(AuditRow.number).desc())).first()
        candidate = session.get_one(CandidacyRow, one).candidate_id
    assert last == audit.canonical({"candidate": candidate, "fields": ["name"]})


def test_a_candidate_withdraws_and_comes_back(db: Database) -> None:
    loop = build_loops.loop(db)
    candidacy_id = add(db, loop)
    withdrawals.withdraw(db, loop.recruiter, candidacy_id, NOW)
    assert names(db, loop.recruiter, state=CandidacyState.WITHDRAWN) == ["Rosa Delgado-Kim"]
    with pytest.raises(ConflictError, match="not active any more"):
        withdrawals.withdraw(db, loop.recruiter, candidacy_id, NOW)
    withdrawals.reinstate(db, loop.recruiter, candidacy_id, NOW)
    assert names(db, loop.recruiter, state=CandidacyState.WITHDRAWN) == []


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(candidates.words, id="words"),
        pytest.param(lambda db, who, one: candidates.edit(db, who, one, **ROSA, now=NOW), id="edit"),
        pytest.param(lambda db, who, one: withdrawals.withdraw(db, who, one, NOW), id="withdraw"),
        pytest.param(lambda db, who, one: withdrawals.reinstate(db, who, one, NOW), id="reinstate"),
        pytest.param(lambda db, who, one: candidates.open_early(db, who, one, "why", NOW), id="open early"),
    ],
)
def test_who_may_read_and_not_act_is_refused_and_strangers_find_nothing(
    db: Database, act: Callable[[Database, Viewer, int], None]
) -> None:
    seated = build.person(db)
    loop = build_loops.loop(db, interviewers=[seated])
    candidacy_id = build_loops.candidacy(db, loop.loop_id)
    build_loops.interview(db, candidacy_id, loop.stages[0], {seated: Seat.LEAD})
    member, admin = build.person(db), build.person(db, role=Role.ADMIN)
    build_loops.member(db, loop.loop_id, member, LoopRole.INTERVIEWER)
    for viewer, error in ((seated, RefusedError), (loop.decider, RefusedError)):
        with pytest.raises(error):
            act(db, viewer, candidacy_id)
    for viewer in (member, admin, build_loops.loop(db).manager):
        with pytest.raises(NotFoundError):
            act(db, viewer, candidacy_id)


def test_each_sees_the_candidates_they_reach(db: Database) -> None:
    seated, member = build.person(db), build.person(db)
    loop = build_loops.loop(db, interviewers=[member])
    met = build_loops.candidacy(db, loop.loop_id, "Met")
    build_loops.candidacy(db, loop.loop_id, "Not met")
    build_loops.interview(db, met, loop.stages[0], {seated: Seat.LEAD})
    build_loops.candidacy(db, build_loops.loop(db).loop_id, "Elsewhere")
    assert names(db, seated) == ["Met"]
    assert names(db, loop.recruiter) == names(db, loop.decider) == ["Not met", "Met"]
    assert names(db, member) == names(db, build.person(db, role=Role.ADMIN)) == []


@pytest.mark.parametrize("sort", list(Sort))
def test_who_begins_to_grade_without_names_is_told_none_from_the_next_time_on(db: Database, sort: Sort) -> None:
    loop, grader = build_loops.loop(db), build.person(db)
    one = build_loops.candidacy(db, loop.loop_id, "Rosa")
    build_loops.interview(db, one, loop.stages[0], {grader: Seat.LEAD})
    for without_names in (False, True, True, False):
        with db.writing() as session:
            session.execute(sa.update(StageRow).values(without_names=without_names))
        assert names(db, grader, sort=sort) == [alias(one) if without_names else "Rosa"]
        assert names(db, loop.recruiter, sort=sort) == ["Rosa"]


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_each_other_without_a_gap_or_a_double(db: Database, sort: Sort) -> None:
    loop = build_loops.loop(db)
    for number in range(55):
        build_loops.candidacy(db, loop.loop_id, f"Same {number // 20}")
    first = candidate_list.listing(db, loop.recruiter, Asked(sort=sort), NOW)
    build_loops.candidacy(db, loop.loop_id, "A newcomer")
    second = candidate_list.listing(db, loop.recruiter, Asked(sort=sort, after=first.onward), NOW)
    ids = [said(row[1]).candidacy_id for row in (*first.rows, *second.rows)]
    assert (len(first.rows), len(second.rows), len(set(ids)), second.onward) == (50, 5, 55, None)


def test_the_list_is_filtered_by_where_each_stands(db: Database) -> None:
    lead = build.person(db)
    loop = build_loops.loop(db)
    other = build_loops.loop(db, recruiter=loop.recruiter)
    held, planned = NOW - timedelta(days=1), NOW + timedelta(days=1)
    times: dict[str, tuple[datetime | None, ...]] = {
        "New": (),
        "Planned": (planned,),
        "Second": (held, planned),
        "Out of order": (None, held),
        "Whole": (held, held, held),
        "Last to come": (held, held, planned),
    }
    for name, starts in times.items():
        one = build_loops.candidacy(db, loop.loop_id, name)
        for stage, starts_at in zip(loop.stages, starts, strict=False):
            if starts_at:
                build_loops.interview(db, one, stage, {lead: Seat.LEAD}, starts_at=starts_at)
        off = InterviewState.CANCELLED
        build_loops.interview(db, one, loop.stages[2], {lead: Seat.LEAD}, starts_at=held, state=off)
    build_loops.candidacy(db, other.loop_id, "Elsewhere")
    here: dict[str, Any] = {"loop_id": loop.loop_id, "sort": Sort.NAME}
    at = [names(db, loop.recruiter, stage=stage, **here) for stage in loop.stages]
    assert at == [["New", "Out of order", "Planned"], ["Second"], ["Last to come"]]
    assert names(db, loop.recruiter, stage=HELD) == ["Whole"]
    assert names(db, loop.recruiter, stage=loop.stages[0], search="o", **here) == ["Out of order"]
    assert len(names(db, loop.recruiter, stage=other.stages[0], **here)) == 6, "no stage of this loop"
    rows = candidate_list.listing(db, loop.recruiter, Asked(**here), NOW).rows
    stands = {row[0]: candidate_list.line(row[1], NOW).at for row in rows}
    assert (stands["Second"], stands["Whole"]) == (build_loops.STAGES[1], None)
    assert names(db, lead, stage=loop.stages[1], **here) == ["Second"]
    stranger = build.person(db)
    assert candidate_list.listing(db, stranger, Asked(loop_id=loop.loop_id), NOW).stages == ()


def test_a_name_that_breaks_lines_stays_with_its_own(db: Database) -> None:
    loop = build_loops.loop(db)
    called = ["Ada", "\n" * 40 + "Ben", 'Cy "[], ü', "Dee"]
    made = {build_loops.candidacy(db, loop.loop_id, name): name for name in called}
    for sort in Sort:
        rows = candidate_list.listing(db, loop.recruiter, Asked(sort=sort), NOW).rows
        assert {said(line).candidacy_id: name for name, line in rows} == made


def test_the_list_is_searched_and_filtered(db: Database) -> None:
    loop = build_loops.loop(db)
    other = build_loops.loop(db, recruiter=loop.recruiter)
    for name in ("100% Ada", "Ada Byron", "Mei-Ling Zhou"):
        build_loops.candidacy(db, loop.loop_id, name)
    build_loops.candidacy(db, other.loop_id, "Ada Other", state=CandidacyState.WITHDRAWN)
    assert names(db, loop.recruiter, search="ada", sort=Sort.NAME) == ["100% Ada", "Ada Byron", "Ada Other"]
    assert names(db, loop.recruiter, search="0%") == ["100% Ada"]
    assert names(db, loop.recruiter, search="_") == []
    assert names(db, loop.recruiter, loop_id=other.loop_id) == ["Ada Other"]
    assert names(db, loop.recruiter, state=CandidacyState.WITHDRAWN) == ["Ada Other"]
    assert names(db, loop.recruiter, loop_id=build_loops.loop(db).loop_id) == []


def test_a_row_counts_interviews_and_seats(db: Database) -> None:
    lead, shadow = build.person(db), build.person(db)
    loop = build_loops.loop(db)
    candidacy_id = build_loops.candidacy(db, loop.loop_id)
    past = build_loops.interview(db, candidacy_id, loop.stages[0], {lead: Seat.LEAD, shadow: Seat.SHADOW})
    soon = NOW + timedelta(hours=2)
    build_loops.interview(db, candidacy_id, loop.stages[1], {lead: Seat.LEAD}, starts_at=soon)
    build_loops.submitted(db, past, lead)
    (row,) = candidate_list.listing(db, loop.recruiter, Asked(), NOW).rows
    now, later = (candidate_list.line(row[1], at) for at in (NOW, soon))
    assert (now.begun, now.planned, now.next_at, now.cards_in, now.cards) == (1, 2, soon, 1, 2)
    assert (now.until, later.since, later.begun, later.next_at) == (soon, soon, 2, None)
    assert (now.at, later.at) == build_loops.STAGES[1:]


def test_of_many_loops_the_newest_are_there_to_choose_from_and_the_chosen_one(db: Database) -> None:
    recruiter = build.person(db, role=Role.RECRUITER)
    title = "Z, by title the last"
    made = [build_loops.loop(db, recruiter=recruiter, title=title).loop_id for _ in range(MOST_LOOPS + 2)]

    def offered(chosen: int | None) -> set[int]:
        choices = candidate_list.listing(db, recruiter, Asked(loop_id=chosen), NOW).choices
        assert choices.has_more
        assert choices.addable == choices.loops
        return {one.loop_id for one in choices.loops}

    assert offered(None) == set(made[2:])
    assert offered(made[0]) == {made[0], *made[3:]}


def test_an_erased_candidate_stays_in_the_list_without_a_name(db: Database) -> None:
    loop = build_loops.loop(db)
    candidacy_id = build_loops.candidacy(db, loop.loop_id, "Rosa")
    with db.writing() as session:
        candidate_id = session.get_one(CandidacyRow, candidacy_id).candidate_id
        session.delete(session.get_one(CandidateTextRow, candidate_id))
    assert names(db, loop.recruiter) == ["erased candidate"]
    with pytest.raises(ConflictError, match="erased"):
        candidates.words(db, loop.recruiter, candidacy_id)


def test_a_manager_opens_early_with_a_reason_that_the_chain_holds_as_a_hash(db: Database) -> None:
    loop, candidacy_id = _waiting(db, Visibility.AFTER_PANEL)
    candidates.open_early(db, loop.manager, candidacy_id, " The start date is fixed. ", NOW)
    with db.reading() as session:
        row = session.get_one(EarlyOpeningRow, candidacy_id)
        entry = session.exec(select(AuditRow).where(AuditRow.act == "opened early")).one()
        assert session.get_one(CandidacyRow, candidacy_id).opened_early_at == NOW
    assert (row.reason, row.person_id) == ("The start date is fixed.", loop.manager.person_id)
    assert (entry.actor, entry.subject_id) == (audit.person(loop.manager.person_id), candidacy_id)
    assert "start date" not in entry.detail
    with pytest.raises(ConflictError, match="already"):
        candidates.open_early(db, loop.manager, candidacy_id, "Again.", NOW)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501, "why\u202e"])
def test_opening_early_needs_a_reason(db: Database, reason: str) -> None:
    loop, candidacy_id = _waiting(db, Visibility.AFTER_PANEL)
    with pytest.raises(InvalidError) as caught:
        candidates.open_early(db, loop.manager, candidacy_id, reason, NOW)
    assert list(caught.value.problems) == ["reason"]


@pytest.mark.parametrize(
    ("visibility", "who", "error"),
    [
        pytest.param(Visibility.AFTER_PANEL, "recruiter", RefusedError, id="a recruiter"),
        pytest.param(Visibility.AFTER_OWN, "manager", RefusedError, id="nothing waits under after own"),
        pytest.param(Visibility.ALWAYS, "manager", RefusedError, id="nothing waits under always"),
    ],
)
def test_opening_early_is_refused(db: Database, visibility: Visibility, who: str, error: type[HiringkitError]) -> None:
    loop, candidacy_id = _waiting(db, visibility)
    with pytest.raises(error):
        candidates.open_early(db, getattr(loop, who), candidacy_id, "Why not.", NOW)


def test_a_complete_panel_has_nothing_to_open(db: Database) -> None:
    loop = build_loops.loop(db, visibility=Visibility.AFTER_PANEL)
    candidacy_id = build_loops.candidacy(db, loop.loop_id)
    with pytest.raises(ConflictError, match="nothing to open"):
        candidates.open_early(db, loop.manager, candidacy_id, "Why not.", NOW)


def _waiting(db: Database, visibility: Visibility) -> tuple[BuiltLoop, int]:
    """A loop with one candidate, one of whose two scorecards is in."""
    done, late = build.person(db), build.person(db)
    loop = build_loops.loop(db, visibility=visibility)
    candidacy_id = build_loops.candidacy(db, loop.loop_id)
    interview = build_loops.interview(db, candidacy_id, loop.stages[0], {done: Seat.LEAD, late: Seat.SECOND})
    build_loops.submitted(db, interview, done)
    return loop, candidacy_id


def _candidates(db: Database) -> int:
    with db.reading() as session:
        return len(session.exec(select(CandidateTextRow.candidate_id)).all())
