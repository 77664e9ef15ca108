"""The organisation on its documents: what is taken, what is refused in a sentence, and what then is printed."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
import pytest
import weasyprint.images  # noqa: F401 -- it changes what Pillow takes for an image
from PIL import Image

from hiringkit.db.engine import Database
from hiringkit.errors import InvalidError, NotFoundError
from hiringkit.jobs import exports
from hiringkit.policy.letterheads import LARGEST_FILE, colour_problem
from hiringkit.policy.people import Role
from hiringkit.services import audit, installation, letterheads, packets, scorecard_sheets
from hiringkit.services.letterheads import NO_IMAGE, TOO_LARGE, TOO_MANY, Letterhead
from tests import build
from tests.build_cards import met
from tests.conftest import NOW

WANTED = Letterhead("Cedar Valley Health", "#7a1f3d", has_logo=True, scores_to_candidates=True)


def image(kind: str = "PNG", size: tuple[int, int] = (400, 100), mode: str = "RGB") -> bytes:
    """An image in one colour."""
    kept = io.BytesIO()
    Image.new(mode, size).save(kept, kind)
    return kept.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few bytes whose head promises a picture of so many pixels a side."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        pytest.param(b"", NO_IMAGE, id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NO_IMAGE, id="a drawing"),
        pytest.param(image("GIF"), NO_IMAGE, id="another kind of image"),
        pytest.param(image()[:-30], NO_IMAGE, id="cut off"),
        pytest.param(image()[:8] + b"\xff" * 400, NO_IMAGE, id="noise after a good beginning"),
        pytest.param(bomb(3_000), TOO_MANY, id="more pixels than a logo has"),
        pytest.param(bomb(60_000), TOO_MANY, id="a bomb"),
        pytest.param(image() + b"\0" * LARGEST_FILE, TOO_LARGE, id="too large a file"),
    ],
)
def test_what_is_no_logo_is_refused_in_a_sentence_and_nothing_is_changed(
    lite: Database, sent: bytes, sentence: str
) -> None:
    admin = build.person(lite, "Ruth", Role.ADMIN)
    installation.prepare(lite, demo=False, now=NOW)
    before = letterheads.read(lite)
    with pytest.raises(InvalidError) as refused:
        letterheads.change(lite, admin, WANTED, sent, NOW)
    assert refused.value.problems == {"logo": sentence}
    assert letterheads.read(lite) == before
    with pytest.raises(NotFoundError):
        letterheads.logo(lite)


@pytest.mark.parametrize(
    ("colour", "part"),
    [
        pytest.param("", "", id="none"),
        pytest.param("#0b4f63", "", id="dark"),
        pytest.param("#777777", "4.5 to 1. Choose a darker one.", id="just too light"),
        pytest.param("#ffd400", "contrast of 1.4 to 1", id="yellow"),
        pytest.param("navy", "a hash and six digits", id="a name"),
        pytest.param("#12345g", "a hash and six digits", id="no digit"),
        pytest.param("#000;}body{", "a hash and six digits", id="more than a colour"),
    ],
)
def test_a_colour_is_one_that_can_be_read_on_paper(colour: str, part: str) -> None:
    said = colour_problem(colour)
    assert part in said
    assert bool(said) == bool(part)


def test_name_logo_and_colour_are_on_the_papers_and_in_no_record(lite: Database) -> None:
    built = met(lite)
    admin = build.person(lite, "Ruth", Role.ADMIN)
    installation.prepare(lite, demo=False, now=NOW)
    plain = exports.packet(lite, built.loop.manager, built.candidacy_id, NOW)
    letterheads.change(lite, admin, Letterhead("Cedar Valley Health", "", False, False), None, NOW)
    before = packets.packet(lite, built.loop.manager, built.candidacy_id)
    letterheads.change(lite, admin, WANTED, image(mode="RGBA", size=(3000, 900)), NOW)
    kept = Image.open(io.BytesIO(letterheads.logo(lite)))
    assert (kept.format, kept.size, kept.mode, kept.getpixel((0, 0))) == ("PNG", (600, 180), "RGB", (255, 255, 255))
    after = packets.packet(lite, built.loop.manager, built.candidacy_id)
    assert after.digest == before.digest
    assert after.fingerprint != before.fingerprint
    assert len(after.record) == len(before.record)
    card = exports.scorecard(lite, built.loop.manager, built.cards[0], NOW)
    with pikepdf.open(io.BytesIO(card)) as pdf, pikepdf.open(io.BytesIO(plain)) as bare:
        (alt,) = _figures(pdf, "Cedar Valley Health")
        assert alt == "Cedar Valley Health"
        assert _figures(bare, "Cedar Valley Health") == []
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
    assert b"0.478 0.122 0.239" in drawn
    letterheads.change(lite, admin, Letterhead("Cedar Valley Health", "", False, False), None, NOW)
    assert letterheads.read(lite) == Letterhead("Cedar Valley Health", "", False, False)
    assert scorecard_sheets.scorecard(lite, None, built.cards[0]).sheet.frame.logo == ""
    assert audit.verify(lite).broken is None


def _figures(pdf: pikepdf.Pdf, alt: str) -> list[str]:
    found = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"]
    return [str(item.Alt) for item in found if str(item.get("/Alt", "")) == alt]
