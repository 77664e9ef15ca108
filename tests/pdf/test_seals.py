"""What a file says of the record it was made of, whole, changed, cut off or hostile."""

from __future__ import annotations

import time
import zlib
from hashlib import sha256

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
    bomb = b"%PDF-1.7\n" + b"".join(b"stream\n" + zlib.compress(bytes(2**25)) + b"\nendstream\n" for _ in range(40))
    began = time.perf_counter()
    assert seals.digests(bomb) == []
    assert time.perf_counter() - began < 5
