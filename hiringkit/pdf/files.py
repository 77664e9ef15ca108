"""How the file of a document is written down: in few bytes, and so that its beginning says which document it is.

The metadata, which name the digest of the record, come first, then the record, then what the pages show. So a file
that was cut off in a transfer still tells what it was.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO

import pydyf

HARD = 9  # streams are packed as far as that goes
_NEEDED = (
    b"cvt ",
    b"fpgm",
    b"glyf",
    b"head",
    b"hhea",
    b"hmtx",
    b"loca",
    b"maxp",
    b"prep",
)  # tables, for a PDF's reader
_TRUETYPE = b"\x00\x01\x00\x00"
_WHOLE_SUM = 0xB1B0AFBA
_BLOCK = 100  # of a map from glyphs to letters, at most
_MAPPED = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$")
_NOWHERE, _PLAIN, _PACKED = (0, 0, 0xFFFF), 1, 2
_UP = b"\x02"  # of a line: it is told by how it differs from the one above
_LINE = 7  # bytes of an entry: its kind, where it is, where in there


def write(pdf: pydyf.PDF, output: BinaryIO, version: str, identifier: bytes, _compress: object = None) -> None:
    """Write the file. `identifier`: 16 bytes that tell the document from others."""
    pdf.add_object(pdf.info)
    used = [item for item in pdf.objects if item.free != "f"]
    streams = sorted((item for item in used if isinstance(item, pydyf.Stream)), key=_rank)
    others = [item for item in used if not isinstance(item, pydyf.Stream)]
    shelf = _shelf(others)
    pdf.add_object(shelf)
    entries = {item.number: (_PACKED, shelf.number, place) for place, item in enumerate(others)}
    written = bytearray(b"%PDF-" + version.encode() + b"\n%\xf0\x9f\x96\xa4\n")
    for stream in (*streams, shelf):
        entries[stream.number] = (_PLAIN, len(written), 0)
        written += _indirect(stream)
    begin = len(written)
    entries[len(pdf.objects)] = (_PLAIN, begin, 0)
    written += _indirect(_table(pdf, entries, identifier, hashlib.sha256(written).digest()[:16]))
    written += b"startxref\n%d\n%%%%EOF\n" % begin
    output.write(written)


def pack(stream: pydyf.Stream) -> None:
    """Pack a stream, as far as it was to be packed: its font without what no reader needs, its map in few words."""
    if not stream.compress:
        return
    content = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)  # noqa: SLF001 - as pydyf joins it
    if "Length1" in stream.extra:
        content = slim(content)
        stream.extra["Length1"] = len(content)
    elif content.startswith(b"/CIDInit") and b"beginbfchar" in content:
        content = _mapped(content)
    elif not stream.extra:
        content = content.replace(b">0<", b"").replace(b">0]", b">]")  # moves between glyphs that move nothing
    stream.extra, stream.compress = {**stream.extra, "Filter": "/FlateDecode"}, False
    stream.stream = [zlib.compress(content, HARD)]


def slim(font: bytes) -> bytes:
    """A TrueType font with those tables alone that a reader of PDF draws with."""
    if font[:4] != _TRUETYPE:
        return font
    found = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(int.from_bytes(font[4:6]))]
    tables = [
        (tag, total, font[begin : begin + size], size) for tag, total, begin, size in sorted(found) if tag in _NEEDED
    ]
    power = len(tables).bit_length() - 1
    head = _TRUETYPE + struct.pack(">4H", len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    place, body = 12 + 16 * len(tables), b""
    for tag, total, table, size in tables:
        if tag == b"head":
            table = table[:8] + bytes(4) + table[12:]  # noqa: PLW2901 - the sum of the whole font is another one
        head += struct.pack(">4sIII", tag, total, place + len(body), size)
        body += table + bytes(-size % 4)
    whole = bytearray(head + body)
    total = sum(struct.unpack(f">{len(whole) // 4}I", whole))
    at = place + sum(size + -size % 4 for tag, _total, _table, size in tables if tag < b"head")
    struct.pack_into(">I", whole, at + 8, (_WHOLE_SUM - total) % 2**32)
    return bytes(whole)


def _rank(stream: pydyf.Stream) -> int:
    """The place of a stream in its file: what says which document it is comes first."""
    kind = stream.extra.get("Type")
    return 0 if kind == "/Metadata" else 1 if kind == "/EmbeddedFile" else 2


def _indirect(stream: pydyf.Stream) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (stream.number, stream.data)


def _shelf(items: Iterable[pydyf.Object]) -> pydyf.Stream:
    """One stream for all that is no stream."""
    places, parts, at = [], [], 0
    for item in items:
        data = item.data
        places.append(b"%d %d" % (item.number, at))
        parts.append(data)
        at += len(data) + 1
    first = b" ".join(places)
    extra = {"Type": "/ObjStm", "N": len(parts), "First": len(first) + 1, "Filter": "/FlateDecode"}
    return pydyf.Stream([zlib.compress(b"\n".join((first, *parts)), HARD)], extra)


def _mapped(content: bytes) -> bytes:
    """A map from glyphs to letters, in the order of glyphs: alike lines beside each other are packed better."""
    lines = content.split(b"\n")
    pairs = sorted(line for line in lines if _MAPPED.match(line))
    begin, end = lines.index(b"endcodespacerange") + 1, lines.index(b"endcmap")
    blocks = [pairs[at : at + _BLOCK] for at in range(0, len(pairs), _BLOCK)]
    made = [part for block in blocks for part in (b"%d beginbfchar" % len(block), *block, b"endbfchar")]
    return b"\n".join((*lines[:begin], *made, *lines[end:]))


def _table(
    pdf: pydyf.PDF, entries: Mapping[int, tuple[int, int, int]], identifier: bytes, content: bytes
) -> pydyf.Stream:
    """Where each object is, as a stream: each line by how it differs from the one above."""
    size = len(pdf.objects) + 1
    lines = b"".join([struct.pack(">BIH", *entries.get(number, _NOWHERE)) for number in range(size)])
    differ = bytes([(byte - above) % 256 for byte, above in zip(lines, bytes(_LINE) + lines, strict=False)])
    packed = b"".join([_UP + differ[at : at + _LINE] for at in range(0, len(differ), _LINE)])
    extra = {
        "Type": "/XRef",
        "W": pydyf.Array([1, 4, 2]),
        "Size": size,
        "Root": pdf.catalog.reference,
        "Info": pdf.info.reference,
        "ID": pydyf.Array([b"<%b>" % part.hex().encode() for part in (identifier, content)]),
        "Filter": "/FlateDecode",
        "DecodeParms": pydyf.Dictionary({"Predictor": 12, "Columns": _LINE}),
    }
    stream = pydyf.Stream([zlib.compress(packed, HARD)], extra)
    pdf.add_object(stream)
    return stream
