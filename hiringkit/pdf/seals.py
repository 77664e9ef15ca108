"""What a file says of the record it was made of. It is looked through, never opened as a PDF: it may be hostile."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator

HEAD, TAIL = b"%PDF-", b"%%EOF"
SLACK = 1024  # how far from the ends of a file its head and tail may stand
MOST_STREAMS = 2_000
LONGEST_STREAM = 8 * 2**20
MOST_INFLATED = 64 * 2**20
_STREAM = re.compile(rb"stream\r?\n")
_SAID = re.compile(rb"digest ([0-9a-f]{64})")


def is_pdf(content: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return HEAD in content[:SLACK]


def is_whole(content: bytes) -> bool:
    """Whether a PDF has its end: one that was cut off has not."""
    return TAIL in content[-SLACK:]


def digests(content: bytes) -> list[str]:
    """The digests of records that a file names or carries, in hex, each once.

    They stand in three places, so that a change in one leaves the others: among the keywords of both kinds of
    metadata, and as the attached record itself.
    """
    found: list[str] = []
    for part in (content, *_streams(content)):
        found += [match.group(1).decode() for match in _SAID.finditer(part)]
        if part[:1] == b"{":
            found.append(hashlib.sha256(part).hexdigest())
    return list(dict.fromkeys(found))


def _streams(content: bytes) -> Iterator[bytes]:
    """What is packed in a file, unpacked: so many streams and so many bytes at most."""
    left = MOST_INFLATED
    for number, match in enumerate(_STREAM.finditer(content)):
        if number == MOST_STREAMS or left <= 0:
            return
        unpacked = _unpacked(memoryview(content)[match.end() :], min(left, LONGEST_STREAM))
        left -= len(unpacked)
        yield unpacked


def _unpacked(packed: memoryview, most: int) -> bytes:
    """At most so many bytes of a packed stream; nothing where it is packed otherwise, or not at all."""
    try:
        return zlib.decompressobj().decompress(packed[:LONGEST_STREAM], most)
    except zlib.error:
        return b""
