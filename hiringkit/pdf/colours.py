"""The colour profile that every document carries: sRGB (IEC 61966-2-1), said in a few hundred bytes.

An ICC profile of version 4.2, which PDF/A-3 allows, with the curve as its formula instead of a table of it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import lru_cache

_WHITE = (0.9642, 1.0, 0.8249)  # D50, which all profiles are adapted to
_PRIMARIES = {  # of sRGB, adapted to D50
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_ADAPTED = (1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)  # from D65, Bradford
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_PARAMETRIC = 3  # the kind of formula
_HEAD = 128


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The profile; always the same bytes."""
    parts = {
        b"desc": _text("sRGB"),
        b"cprt": _text("CC0"),
        b"wtpt": b"XYZ " + bytes(4) + _numbers(_WHITE),
        b"chad": b"sf32" + bytes(4) + _numbers(_ADAPTED),
        **{name: b"XYZ " + bytes(4) + _numbers(place) for name, place in _PRIMARIES.items()},
        b"rTRC": b"para" + bytes(4) + struct.pack(">HH", _PARAMETRIC, 0) + _numbers(_CURVE),
    }
    at, list_of, body = _HEAD + 4 + 12 * (len(parts) + 2), b"", b""
    for name, part in parts.items():
        for same in (b"rTRC", b"gTRC", b"bTRC") if name == b"rTRC" else (name,):
            list_of += struct.pack(">4sII", same, at + len(body), len(part))
        body += part
    size = at + len(body)
    head = struct.pack(">I4xI4s4s4s6H4s", size, 0x04200000, b"mntr", b"RGB ", b"XYZ ", 2015, 1, 1, 0, 0, 0, b"acsp")
    head += struct.pack(">28xI", 0) + _numbers(_WHITE)
    return head.ljust(_HEAD, b"\0") + struct.pack(">I", len(parts) + 2) + list_of + body


def _numbers(values: Sequence[float]) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _text(words: str) -> bytes:
    said = words.encode("utf-16-be")
    return (b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(said), 28) + said).ljust(36, b"\0")
