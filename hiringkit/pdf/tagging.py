"""What a screen reader is told of a document, mended: WeasyPrint leaves some of it out and says some of it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pydyf

_PRINTED = 4  # the flag of a link that is printed, which archives ask for
_NOBODY = b"null"


def mend(pdf: pydyf.PDF) -> None:
    """Say what header cells head and that links are printed; pass over heads and feet of pages; keep the tree small.

    A text in a block is marked as the block's own, not as a span in it. What is no longer used is freed.
    """
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary):
            if item.get("Subtype") == "/Link":
                item["F"] = _PRINTED
            elif item.get("S") == "/TR":
                _say_sides(pdf, item)
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    document = _at(pdf, root["K"][0])
    reached = {element.number for element in _below(pdf, document)}
    if pdf.pages["Count"] == 1:  # what is not said again is not passed over
        edges = [item for item in _elements(pdf) if item["P"] == document.reference and item.number not in reached]
        document["K"] += [item.reference for item in edges]
        reached |= {element.number for item in edges for element in _below(pdf, item)}
    heirs: dict[bytes, bytes] = {}
    for item in _elements(pdf):
        if item.number not in reached:
            _pass_over(pdf, item)
            heirs[_freed(item)] = _NOBODY
        elif item["S"] == "/Span" and item["Pg"] == _at(pdf, item["P"]).get("Pg") and _is_text(item):
            kids = _at(pdf, item["P"])["K"]
            kids[kids.index(item.reference)] = item["K"][0]
            heirs[_freed(item)] = item["P"]
    _close_up(pdf, root, heirs)


def _close_up(pdf: pydyf.PDF, root: pydyf.Dictionary, heirs: Mapping[bytes, bytes]) -> None:
    """Give the elements that are left the numbers that come first, and call them so wherever they are named."""
    elements = _elements(pdf)
    numbers = [item.number for item in elements]
    names = {}
    for number, item in zip(numbers, sorted(elements, key=lambda item: item.free == "f"), strict=True):
        before = item.reference
        item.number, pdf.objects[number] = number, item
        names[before] = item.reference
    names |= {freed: names.get(heir, heir) for freed, heir in heirs.items()}
    for item in (root, *elements):
        item["K"][:] = [names.get(kid, kid) for kid in item["K"]]
        item["P"] = names.get(item.get("P"), item.get("P"))
    del root["P"]
    marks = _at(pdf, root["ParentTree"])["Nums"]
    marks[:] = [names.get(mark, mark) if isinstance(mark, bytes) else mark for mark in marks]
    for page in marks:
        if isinstance(page, pydyf.Array):
            page[:] = [names.get(mark, mark) for mark in page]


def _elements(pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem"]


def _at(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[int(reference.split()[0])]


def _say_sides(pdf: pydyf.PDF, line: pydyf.Dictionary) -> None:
    """Of the header cells in a line of a table, whether they head the line or their columns."""
    cells = [_at(pdf, reference) for reference in line["K"]]
    side = "/Row" if any(cell["S"] == "/TD" for cell in cells) else "/Column"
    for cell in cells:
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = side


def _below(pdf: pydyf.PDF, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    yield element
    for kid in element.get("K", ()):
        if isinstance(kid, bytes):
            yield from _below(pdf, _at(pdf, kid))


def _is_text(element: pydyf.Dictionary) -> bool:
    return len(element["K"]) == 1 and isinstance(element["K"][0], int)


def _pass_over(pdf: pydyf.PDF, element: pydyf.Dictionary) -> None:
    """Mark the texts of an element that stands in no tree, those of a page's head or foot, as artifacts."""
    marks = {kid for kid in element["K"] if isinstance(kid, int)}
    drawn = _at(pdf, _at(pdf, element["Pg"])["Contents"]).stream if marks else []
    for place, item in enumerate(drawn):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
            drawn[place - 1] = b"/Artifact"
            drawn[place] = pydyf.Dictionary({"Type": "/Pagination"})


def _freed(item: pydyf.Dictionary) -> bytes:
    item.free = "f"
    reference: bytes = item.reference
    return reference
