"""The last page of each part of a document is never nearly empty: what ends a part is kept together.

A page of HTML is looked through before it is laid out. From the end of each part backwards, blocks are marked until
they make `LEAST` lines; a page may begin before the first of them, and before none that follows. Lines are counted by
the length of their texts, rather too few than too many.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

LEAST = 10  # lines on a page, besides its head and foot
ENOUGH = 8  # lines, where a section begins with them
LETTERS, IN_CELLS = 120, 180  # on a line, at most: of a text, of the cells of a row together
STAYS, ENDS = "stay", "ends"  # classes: of a block before which no page begins, of one whose last lines stay together
WHOLE = "whole"  # of one that no page divides
_WHOLE = frozenset({"c", WHOLE})  # classes of blocks that no page divides
_LONG = "long"  # unless they are too long for that
_SMALL = frozenset({"small", "note"})
_SAYS = frozenset({"p", "li", "h1", "h2"})


def kept_together(body: Element) -> None:
    """Mark the blocks of a page's body that end a part of it. A part begins where its first block asks for a page."""
    part: list[Element] = []
    for block in [*body, Element("p", {"class": "new"})]:
        if "new" in _classes(block):
            _close(part, LEAST)
            part = []
        part.append(block)


def _close(blocks: list[Element], wanted: int) -> int:
    """Mark the last of these blocks until they make as many lines. Gives how many are still wanted."""
    for block in reversed(blocks):
        if wanted <= 0:
            return 0
        inner = _inner(block)
        has = _lines(block)
        if inner and has > wanted:
            return _close(inner, wanted)
        if has > wanted and not _is_whole(block):
            _mark(block, ENDS)
            return 0
        wanted -= has
        if block.tag == "h2" and wanted <= LEAST - ENOUGH:
            return 0
        _mark(block, f"{WHOLE} {STAYS}" if wanted > 0 else WHOLE)
    return wanted


def _inner(block: Element) -> list[Element]:
    """The blocks of a block that a page may divide between them: rows, items, paragraphs; none of one kept whole."""
    if block.tag == "table":
        return [row for body in block.iter("tbody") for row in body]
    return [part for part in block if part.tag not in {"h3", "br"}] if _is_divided(block) else []


def _is_divided(block: Element) -> bool:
    return block.tag in {"ul", "ol"} or (block.tag == "div" and not _is_whole(block))


def _is_whole(block: Element) -> bool:
    classes = _classes(block)
    return bool(_WHOLE & classes) and _LONG not in classes


def _lines(block: Element) -> int:
    """How many lines a block takes at least; two small ones are one."""
    return _rows(block) // 2 if _SMALL & _classes(block) else _rows(block)


def _rows(block: Element) -> int:
    """The lines of a table, of a label, or of the texts that stand beside that."""
    rows = list(block.iter("tr"))
    if rows:
        return sum(max(1 + _letters(cell) * len(row) // IN_CELLS for cell in row) for row in rows)
    labels = [1 + len(list(label.iter("br"))) for label in block.iter("h3")]
    texts = (_letters(part) for part in block.iter() if part.tag in _SAYS)
    return max(sum(labels), sum(1 + letters // LETTERS for letters in texts))


def _letters(part: Element) -> int:
    return sum(map(len, part.itertext()))


def _mark(block: Element, word: str) -> None:
    block.set("class", f"{block.get('class', '')} {word}".strip())


def _classes(block: Element) -> set[str]:
    return set(block.get("class", "").split())
