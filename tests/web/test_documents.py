"""Documents from the pages on which people look for them."""

from __future__ import annotations

from collections.abc import Callable

from hiringkit.db.engine import Database
from hiringkit.policy.people import Viewer
from tests import build
from tests.build_cards import met
from tests.web.client import CheckedClient, Found

Client = Callable[[Viewer], CheckedClient]


def documents(page: Found) -> dict[str, str]:
    """The documents that a page offers: words and address."""
    links = page.select("main a[href]")
    return {link.text: str(link["href"]) for link in links if "/packet" in str(link["href"])}


def test_a_packet_is_downloaded_from_the_candidates_page(lite: Database, client_of: Client) -> None:
    built = met(lite)
    recruiter = client_of(built.loop.recruiter)
    offered = documents(recruiter.get(f"/candidates/{built.candidacy_id}"))
    assert list(offered) == ["Packet as PDF", "Candidate’s copy"]
    for name, path in zip(("packet-1.pdf", "packet-1-candidate.pdf"), offered.values(), strict=True):
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
