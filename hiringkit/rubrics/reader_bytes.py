"""The bytes of a report become its text, or one sentence says why not; nothing is read half."""

from __future__ import annotations

import codecs
import re

from hiringkit.errors import InvalidError

MOST_BYTES = 10_000_000
_BOMS = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_TAG = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|h[1-6]|p|ul)\b",
    re.DOTALL,
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WESTERN = frozenset("€‚ƒ„…†‡‰‹‘’“”•–—™›ŒœŠšŽžŸ\u00a0¡£§©«®°±²³´µ·¹»¼½¾¿") | {chr(code) for code in range(0xC0, 0x100)}
_HEAD = 4096


def decoded(raw: bytes, name: str) -> str:
    """The text of a report's bytes. Raises InvalidError: empty, too large, binary, in no encoding that is read."""
    if len(raw) > MOST_BYTES:
        mend = "A report is far smaller: check the name."
        raise InvalidError("This file is larger than 10 MB.", where=name, mend=mend)
    text = _text(raw, name)
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        what = f"This is no text: there is a control character (U+{ord(found.group()):04X}) in line {line}."
        raise InvalidError(what, where=name, mend="Save the report as plain text, Markdown or HTML.")
    if not text.strip(" \t\r\n\f\v\u00a0\ufeff"):
        raise InvalidError("This file is empty.", where=name, mend="Name the file that holds the report's text.")
    return text


def is_html(text: str) -> bool:
    """Whether a text is a saved page: it begins with a tag of one."""
    return _TAG.match(text[:_HEAD].lstrip("\ufeff").lower()) is not None


def _text(raw: bytes, name: str) -> str:
    try:
        return raw.decode(_encoding(raw))
    except (UnicodeDecodeError, LookupError) as error:
        what = "This text is in an encoding that cannot be told for certain."
        raise InvalidError(what, where=name, mend="Save it as UTF-8.") from error


def _encoding(raw: bytes) -> str:
    """The encoding of some bytes; LookupError where none can be told."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return encoding
    wide = _wide(raw)
    if wide:
        return wide
    declared = _declared(raw)
    if declared:
        return declared
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        if not _is_western(raw):
            raise LookupError from None
        return "cp1252"
    return "utf-8"


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = raw[: _HEAD * 2]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if half and len(raw) % 2 == 0 and max(even, odd) > 0.4 * half and min(even, odd) == 0:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _declared(raw: bytes) -> str | None:
    """What a saved page says of its own encoding; Latin-1 means cp1252 there, as browsers hold it."""
    head = raw[:_HEAD]
    found = _CHARSET.search(head)
    if not found or not is_html(head.decode("latin-1")):
        return None
    encoding = codecs.lookup(found.group(1).decode("ascii")).name
    return "cp1252" if encoding in {"iso8859-1", "ascii"} else encoding


def _is_western(raw: bytes) -> bool:
    """Whether bytes that are no UTF-8 are cp1252: no remains of UTF-8, few marks and all of them usual there."""
    if _UTF8_PAIR.search(raw):
        return False
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    marks = [character for character in text if character > "\x7f"]
    letters = sum(character.isalpha() for character in text)
    foreign = sum(character.isalpha() for character in marks)
    return set(marks) <= _WESTERN and foreign <= 0.2 * letters
