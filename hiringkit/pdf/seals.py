"""What a file says of the record it was made of. It is looked through, never opened as a PDF: it may be hostile."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping

HEAD, TAIL = b"%PDF-", b"%%EOF"
SLACK = 1024  # how far from the ends of a file its head and tail may stand
MOST_STREAMS = 2_000
LONGEST_STREAM = 8 * 2**20
MOST_INFLATED = 64 * 2**20
PAGES, RECORD, METADATA, STRUCTURE = "pages", "record", "metadata", "structure"
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 400  # bytes before a stream in which its own dictionary stands
_DRAWS = re.compile(rb"^BT\r?$.*TJ?\r?$", re.MULTILINE | re.DOTALL)
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


def parts(content: bytes) -> Mapping[str, Counter[str]]:
    """What a file is made of, as hashes: its pages, the record that it carries, its metadata, and all the rest.

    A part that is damaged is not there. So files can be compared that were not packed alike.
    """
    found: dict[str, Counter[str]] = {part: Counter() for part in (PAGES, RECORD, METADATA, STRUCTURE)}
    for body in _streams(content):
        if body:
            found[_part(body)][hashlib.sha256(body.rstrip()).hexdigest()] += 1
    return found


def differing(one: bytes, other: bytes) -> tuple[str, ...]:
    """The parts in which two files differ; none where only the way differs in which they are written down."""
    here, there = parts(one), parts(other)
    return tuple(part for part in here if here[part] != there[part])


def _part(body: bytes) -> str:
    if body[:1] == b"{":
        return RECORD
    if body.startswith((b"<?xpacket", b"<x:xmpmeta")):
        return METADATA
    return PAGES if _DRAWS.search(body) else STRUCTURE


def _streams(content: bytes) -> Iterator[bytes]:
    """What is packed in a file, unpacked: so many streams and so many bytes at most."""
    left = MOST_INFLATED
    for number, match in enumerate(_STREAM.finditer(content)):
        if number == MOST_STREAMS or left <= 0:
            return
        body = _body(content, match.start(), match.end(), min(left, LONGEST_STREAM))
        left -= len(body)
        yield body


def _body(content: bytes, start: int, begin: int, most: int) -> bytes:
    """What a stream holds: unpacked where it says that it is packed, else as it stands."""
    unpacked = _unpacked(memoryview(content)[begin:], most)
    if unpacked or b"/FlateDecode" in content[max(0, start - _DICTIONARY) : start].rpartition(b" obj")[2]:
        return unpacked
    end = content.find(b"endstream", begin, begin + most)
    return content[begin:end].rstrip(b"\r\n") if end >= 0 else b""


def _unpacked(packed: memoryview, most: int) -> bytes:
    """At most so many bytes of a packed stream; nothing where it is packed otherwise, or not at all."""
    try:
        return zlib.decompressobj().decompress(packed[:LONGEST_STREAM], most)
    except zlib.error:
        return b""
