"""Documents from the pages on which people look for them: for whoever may read them, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hiringkit.db.engine import Database
from hiringkit.db.tables import AuditRow, DocumentRow
from hiringkit.policy.people import Viewer
from hiringkit.policy.scorecards import Seat
from hiringkit.services import audit
from tests import build, build_loops
from tests.build_cards import met
from tests.pdf.reading import text_of
from tests.web.client import CheckedClient, Found
from tests.web.scene import Scene, scene, submit, write

PAPERS = re.compile(r"/(packet|sheet|kit|blank|summary|definitions)(\?|$)")
Client = Callable[[Viewer], CheckedClient]


def documents(page: Found) -> dict[str, str]:
    """The documents that a page offers: words and address."""
    links = page.select("main a[href]")
    return {link.text: str(link["href"]) for link in links if PAPERS.search(str(link["href"]))}


def test_a_packet_is_downloaded_from_the_candidates_page(lite: Database, client_of: Client) -> None:
    built = met(lite)
    recruiter = client_of(built.loop.recruiter)
    offered = documents(recruiter.get(f"/candidates/{built.candidacy_id}"))
    assert list(offered) == ["Packet as PDF", "Candidate’s copy", "Candidate’s sheet", "Kit as PDF", "Blank scorecard"]
    for name, path in zip(
        ("packet-1.pdf", "packet-1-candidate.pdf", "interviews-1.pdf"), list(offered.values())[:3], strict=True
    ):
        answer = recruiter.client.get(path)
        assert answer.status_code == 200
        assert answer.data.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_panel_member_is_offered_the_packet_and_no_candidates_copy(lite: Database, client_of: Client) -> None:
    built = met(lite)
    member = client_of(built.lead)
    assert list(documents(member.get(f"/candidates/{built.candidacy_id}"))) == ["Packet as PDF"]
    member.get(f"/candidates/{built.candidacy_id}/packet?form=candidate", expect=403)
    member.get(f"/scorecards/{built.cards[0]}/pdf?form=candidate", expect=403)


def test_others_find_no_packet(lite: Database, client_of: Client, stranger: CheckedClient) -> None:
    built = met(lite)
    path = f"/candidates/{built.candidacy_id}/packet"
    client_of(build.person(lite)).get(path, expect=404)
    assert stranger.get(path, expect=303).response.location.startswith("/sign-in")


@pytest.fixture
def place(lite: Database) -> Scene:
    """The scene; the author’s card (1) is in, the writer’s (2) a draft."""
    built = scene(lite)
    submit(lite, built.author, built.interviews[0], "Said")
    write(lite, built.writer, built.interviews[0], "Draft")
    return built


def test_everybody_who_may_read_the_card_gets_the_same_paper(
    client_of: Client, lite: Database, place: Scene, tmp_path: Path
) -> None:
    papers = {}
    for name in ("recruiter", "manager", "author", "decider"):
        answer = client_of(place.people[name][0]).client.get("/scorecards/1/pdf")
        assert answer.status_code == 200
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="scorecard-1.pdf"'
        assert answer.headers["Cache-Control"] == "no-store"
        papers[name] = answer.data
    assert len(set(papers.values())) == 1
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(papers["recruiter"])
    assert "Said changed" in text_of(paper)
    assert "Strong no" in text_of(paper)
    with lite.engine.connect() as connection:
        exports = connection.execute(
            sa.select(col(AuditRow.actor), col(AuditRow.subject_id)).where(col(AuditRow.act) == "scorecard exported")
        ).all()
        kept = connection.execute(sa.select(sa.func.count()).select_from(DocumentRow)).scalar_one()
    assert len(exports) == 4
    assert len({actor for actor, _subject in exports}) == 4, "the chain says who took it"
    assert kept == 1


def test_a_card_that_is_closed_to_somebody_has_no_paper_for_them(
    client_of: Client, lite: Database, place: Scene
) -> None:
    for name in ("writer", "trainee", "administrator", "recruiter elsewhere", "tie-breaker"):
        page = client_of(place.people[name][0]).get("/scorecards/1/pdf", expect=404)
        assert "There is no such page" in page.text, name
    with lite.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(DocumentRow)).scalar_one() == 0


def test_a_draft_has_no_paper_and_leads_to_the_check(client_of: Client, place: Scene) -> None:
    assert client_of(place.writer).get("/scorecards/2/pdf", expect=303).response.location == "/scorecards/2/check"
    client_of(place.people["manager"][0]).get("/scorecards/2/pdf", expect=404)


def test_the_chain_holds_after_exports(client_of: Client, lite: Database, place: Scene) -> None:
    client_of(place.people["recruiter"][0]).client.get("/scorecards/1/pdf")
    assert audit.verify(lite).broken is None


def test_a_loops_page_offers_its_summary_to_staff_and_its_definitions_to_all(lite: Database, client_of: Client) -> None:
    built = met(lite)
    recruiter, member = client_of(built.loop.recruiter), client_of(built.lead)
    offered = documents(recruiter.get("/loops/1"))
    assert list(offered) == ["Summary as PDF", "Calibration sheet"]
    assert list(documents(member.get("/loops/1"))) == ["Calibration sheet"]
    member.get("/loops/1/summary", expect=403)
    for path in offered.values():
        assert recruiter.client.get(path).data.startswith(b"%PDF")


def test_an_interviewer_takes_kit_and_blank_scorecard_along(lite: Database, client_of: Client) -> None:
    built = met(lite)
    later = build_loops.interview(lite, built.candidacy_id, built.loop.stages[1], {built.lead: Seat.LEAD})
    member = client_of(built.lead)
    offered = documents(member.get(f"/interviews/{later}"))
    assert list(offered) == ["Kit as PDF", "Blank scorecard for paper"]
    for name, path in zip(("kit", "blank"), offered.values(), strict=True):
        answer = member.client.get(path)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}-{later}.pdf"'


def test_scores_are_downloaded_as_a_table_in_three_forms(lite: Database, client_of: Client) -> None:
    built = met(lite)
    recruiter, member = client_of(built.loop.recruiter), client_of(built.lead)
    links = [str(link["href"]) for link in recruiter.get("/loops/1").select('main a[href*="/scores"]')]
    kinds = [recruiter.client.get(link).mimetype for link in links]
    assert kinds == [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/json",
    ]
    assert len(recruiter.client.get(links[0]).text.splitlines()) == 1 + 6
    assert member.get("/loops/1").select('main a[href*="/scores"]') == []
    client_of(build.person(lite)).get(links[0], expect=404)
