"""What a file says of the record it was made of, whole, changed, cut off or hostile."""

from __future__ import annotations

import re
import subprocess
import time
import zlib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from hiringkit.pdf import seals
from hiringkit.pdf.scorecards import scorecard
from tests.build_sheets import RECORD, SHEET


@pytest.fixture(scope="module")
def document() -> bytes:
    return scorecard(SHEET, RECORD)


def test_a_document_names_its_records_digest_and_carries_the_record(document: bytes) -> None:
    assert set(seals.digests(document)) == {SHEET.digest, sha256(RECORD).hexdigest()}
    assert seals.is_pdf(document)
    assert seals.is_whole(document)


def test_a_byte_changed_anywhere_leaves_the_digest_to_be_found(document: bytes) -> None:
    for place in range(0, len(document), 499):
        changed = bytearray(document)
        changed[place] ^= 1
        assert SHEET.digest in seals.digests(bytes(changed))


def test_a_document_cut_in_half_still_carries_its_record_and_lacks_its_end(document: bytes) -> None:
    half = document[: len(document) // 2]
    assert sha256(RECORD).hexdigest() in seals.digests(half)
    assert not seals.is_whole(half)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"%PDF-1.7\nstream\n" + b"\x78\x9c\xff\xff" * 100 + b"endstream", id="a broken stream"),
        pytest.param(b"stream\n" * 400_000, id="nothing but stream words"),
        pytest.param(bytes(range(256)) * 4_000, id="noise"),
    ],
)
def test_what_is_not_ours_says_nothing(content: bytes) -> None:
    assert seals.digests(content) == []


def test_a_bomb_is_unpacked_no_further_than_allowed() -> None:
    bomb = b"%PDF-1.7\n" + (b"stream\n" + zlib.compress(bytes(2**25)) + b"\nendstream\n") * 1_000
    begun = time.process_time()
    assert seals.digests(bomb) == []
    assert time.process_time() - begun < 15  # all 32 GB of it would take longer


def flipped(document: bytes, begin: bytes) -> bytes:
    """The document with one byte changed inside of the first stream that unpacks to something that begins so."""
    for match in re.finditer(rb"(?<!end)stream\n", document):
        packed, end = document[match.end() :], document.index(b"\nendstream", match.end())
        try:
            body = zlib.decompressobj().decompress(packed)
        except zlib.error:
            body = packed
        if body.startswith(begin):
            changed = bytearray(document)
            changed[(match.end() + end) // 2] ^= 1
            return bytes(changed)
    raise AssertionError(begin)


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        pytest.param(b"{", seals.RECORD, id="the attachment"),
        pytest.param(b"<?xpacket", seals.METADATA, id="the metadata"),
        pytest.param(b"1 0 0 -1 0", seals.PAGES, id="a page"),
    ],
)
def test_a_byte_changed_is_told_by_its_part(document: bytes, begin: bytes, part: str) -> None:
    assert seals.differing(document, flipped(document, begin)) == (part,)


@pytest.mark.parametrize("packed", ["uncompress", "compress"])
def test_a_file_saved_anew_shows_and_carries_what_it_did(document: bytes, packed: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first.pdf", "anew.pdf")]
    files[0].write_bytes(document)
    command = ["qpdf", "--object-streams=disable", f"--stream-data={packed}", *map(str, files)]
    subprocess.run(command, check=True)
    anew = files[1].read_bytes()
    assert anew != document
    assert set(seals.differing(document, anew)) <= {seals.STRUCTURE}


def test_another_name_is_another_page_and_not_another_record(document: bytes) -> None:
    other = scorecard(replace(SHEET, candidate="Noa Cohen"), RECORD)
    found = seals.differing(document, other)
    assert seals.PAGES in found
    assert seals.RECORD not in found
