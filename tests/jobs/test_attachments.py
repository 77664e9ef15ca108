"""A file that was sent: what it is, what is kept of it, what is refused, and how it is told."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image, PngImagePlugin
from sqlmodel import col, select

from hiringkit.db.engine import Database
from hiringkit.db.tables import AttachmentBytesRow, AuditRow
from hiringkit.db.tables.attachments import Audience, FileKind
from hiringkit.errors import ConflictError, InvalidError, NotFoundError, RefusedError
from hiringkit.jobs import attachments as jobs
from hiringkit.pdf import cleaning
from hiringkit.policy.scorecards import Seat
from hiringkit.services import attachments
from hiringkit.services.attachments import Sent
from tests import build, build_loops
from tests.conftest import NOW

SECRET = "Quasimodo Hidden"


def pdf(*, pages: int = 1) -> bytes:
    """A PDF that says "Seen", with everything in it that is not seen."""
    made = pikepdf.new()
    for _ in range(pages):
        page = made.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = made.make_stream(b"BT /F 24 Tf 20 100 Td (Seen) Tj ET")
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
        page.obj.AA = pikepdf.Dictionary(O=script)
        page.obj.PieceInfo = pikepdf.Dictionary(Who=pikepdf.String(SECRET))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 200, 200],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{SECRET}"),
        )
        page.obj.Annots = made.make_indirect(pikepdf.Array([made.make_indirect(link)]))
        page.obj.Contents.Metadata = made.make_stream(SECRET.encode())
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=SECRET)
    made.attachments["secret.exe"] = SECRET.encode()
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    made.docinfo["/Author"] = SECRET
    return saved(made)


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    """A PDF's bytes."""
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    """A red picture that says in its head who made it."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG", pnginfo=notes)
    return out.getvalue() + SECRET.encode()


def everything_in(content: bytes) -> str:
    """All that a PDF holds, unpacked."""
    with pikepdf.open(io.BytesIO(content)) as found:
        return saved(found, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all, qdf=True).decode(
            "latin-1"
        )


class Place:
    """A loop with a candidate and somebody who meets them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.seated = build.person(db)
        self.loop = build_loops.loop(db, interviewers=[self.seated])
        self.one = build_loops.candidacy(db, self.loop.loop_id, "Rosa")
        build_loops.interview(db, self.one, self.loop.stages[0], {self.seated: Seat.LEAD})

    def add(self, content: bytes, audience: Audience = Audience.PANEL, name: str = "Résumé") -> int:
        """Add a file as the recruiter."""
        return jobs.add(self.db, self.loop.recruiter, self.one, Sent(name, content, audience, None), NOW)

    def kept(self, attachment_id: int) -> attachments.HandedOut:
        """What the recruiter gets of it."""
        return attachments.hand_out(self.db, self.loop.recruiter, self.one, attachment_id, NOW)


def test_of_a_pdf_what_is_seen_is_kept_and_nothing_else(lite: Database) -> None:
    sent = pdf(pages=2)
    assert SECRET in everything_in(sent)
    place = Place(lite)
    found = place.kept(place.add(sent))
    whole = everything_in(found.content)
    assert (found.filename, found.kind) == ("attachment-1.pdf", FileKind.PDF)
    assert whole.count("(Seen) Tj") == 2
    for word in (
        SECRET,
        "Quasimodo",
        "JavaScript",
        "Launch",
        "EmbeddedFile",
        "/URI",
        "/Metadata",
        "/Author",
        "/Annots",
    ):
        assert word not in whole, word


def test_what_was_filled_into_a_form_is_drawn_onto_its_page(lite: Database) -> None:
    made = pikepdf.open(io.BytesIO(pdf()))
    look = made.make_stream(b"BT (Filled in) Tj ET")
    look.update(pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 90, 20]))
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="Filled in",
            Rect=[0, 0, 90, 20], F=4, AP=pikepdf.Dictionary(N=look),
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    place = Place(lite)
    whole = everything_in(place.kept(place.add(saved(made))).content)
    assert "(Filled in) Tj" in whole
    assert "/Widget" not in whole


def test_a_picture_is_drawn_anew_and_a_text_keeps_its_words(lite: Database) -> None:
    place = Place(lite)
    picture = place.kept(place.add(png()))
    drawn = Image.open(io.BytesIO(picture.content))
    assert (drawn.size, drawn.getpixel((3, 3)), drawn.info) == ((30, 20), (255, 0, 0), {})
    assert SECRET.encode() not in picture.content
    text = place.kept(place.add("\ufeffJosé\r\nline".encode()))
    assert (text.filename, text.content.decode()) == ("attachment-2.txt", "José\nline")


def _locked() -> bytes:
    made = pikepdf.open(io.BytesIO(pdf()))
    return saved(made, encryption=pikepdf.Encryption(owner="a", user="b"))


def _bomb() -> bytes:
    """A PNG whose head promises 400 million pixels."""
    size = (20_000).to_bytes(4, "big")
    chunks = (b"IHDR" + size * 2 + b"\x08\x00\x00\x00\x00", b"IDAT" + zlib.compress(b"\x00" * 1_000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") for chunk in chunks
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"MZ\x90\x00\x03" + b"\x00" * 99, cleaning.NO_KIND, id="a program named résumé.pdf"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00", cleaning.NO_KIND, id="a Word file"),
        pytest.param("Lebenslauf für".encode("latin-1"), cleaning.NO_KIND, id="another encoding"),
        pytest.param(b"a\x00b", cleaning.NO_KIND, id="a NUL in a text"),
        pytest.param(b"%PDF-1.7\nnonsense", cleaning.NO_PDF, id="a PDF by its first line alone"),
        pytest.param(pdf()[:300], cleaning.NO_PDF, id="half a PDF"),
        pytest.param(_locked(), cleaning.LOCKED, id="a locked PDF"),
        pytest.param(pdf(pages=cleaning.MOST_PAGES + 1), cleaning.TOO_MANY_PAGES, id="too many pages"),
        pytest.param(saved(pikepdf.new()), cleaning.NO_PAGES, id="no page"),
        pytest.param(png()[:60], cleaning.NO_PNG, id="half a picture"),
        pytest.param(_bomb(), cleaning.TOO_MANY_PIXELS, id="a picture that unpacks to gigabytes"),
        pytest.param(b"", "Choose a file; this one is empty, or none was chosen.", id="nothing"),
        pytest.param(b"x" * (attachments.LARGEST + 1), attachments.TOO_LARGE, id="a byte too many"),
    ],
)
def test_what_is_not_taken_is_refused_with_one_sentence(lite: Database, content: bytes, sentence: str) -> None:
    place = Place(lite)
    with pytest.raises(InvalidError) as caught:
        place.add(content)
    assert caught.value.problems == {"file": sentence}
    assert attachments.page(lite, place.loop.recruiter, place.one).files == ()


def test_each_act_is_told_by_the_chain_without_a_name_and_removing_deletes_the_bytes(db: Database) -> None:
    place = Place(db)
    first, second = place.add(b"one", name="Rosa's letter"), place.add(b"two")
    place.kept(first)
    attachments.remove(db, place.loop.recruiter, place.one, first, NOW)
    with db.reading() as session:
        told = session.exec(select(AuditRow).where(AuditRow.kind == "attachment").order_by(col(AuditRow.number))).all()
        left = session.exec(select(AttachmentBytesRow.attachment_id)).all()
    assert [(entry.act, entry.subject_id) for entry in told] == [
        ("attachment added", first),
        ("attachment added", second),
        ("attachment downloaded", first),
        ("attachment removed", first),
    ]
    assert "Rosa" not in "".join(entry.detail for entry in told)
    assert left == [second]
    with pytest.raises(NotFoundError):
        place.kept(first)
    assert [file.name for file in attachments.page(db, place.loop.recruiter, place.one).files] == ["Résumé", ""]


def test_a_file_is_read_by_those_it_is_for_and_kept_by_staff_alone(db: Database) -> None:
    place = Place(db)
    shared, private = place.add(b"shared"), place.add(b"private", Audience.STAFF)
    for viewer, seen in ((place.seated, [shared]), (place.loop.decider, [private, shared])):
        assert [file.attachment_id for file in attachments.page(db, viewer, place.one).files] == seen
    with pytest.raises(NotFoundError):
        attachments.hand_out(db, place.seated, place.one, private, NOW)
    with pytest.raises(NotFoundError):
        attachments.hand_out(db, build_loops.loop(db).manager, place.one, shared, NOW)
    other = build_loops.candidacy(db, place.loop.loop_id)
    with pytest.raises(NotFoundError):
        attachments.hand_out(db, place.loop.recruiter, other, shared, NOW)
    with pytest.raises(RefusedError):
        attachments.remove(db, place.seated, place.one, shared, NOW)
    with pytest.raises(RefusedError):
        jobs.add(db, place.seated, place.one, Sent("x", b"x", Audience.PANEL, None), NOW)
    stage = build_loops.loop(db).stages[0]
    with pytest.raises(InvalidError, match="not in the loop"):
        jobs.add(db, place.loop.recruiter, place.one, Sent("x", b"x", Audience.PANEL, stage), NOW)


def test_a_candidate_has_so_many_files_and_no_more(lite: Database) -> None:
    place = Place(lite)
    for _ in range(attachments.MOST_FILES):
        attachments.keep(
            lite, place.loop.recruiter, place.one, Sent("x", b"x", Audience.PANEL, None), FileKind.TEXT, b"x", NOW
        )
    with pytest.raises(ConflictError, match="the most"):
        place.add(b"one more")
