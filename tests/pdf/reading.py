"""Reading a PDF back, as people, machines and screen readers do."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pikepdf

HAIR = 4.0  # points: boxes are as high as a font's lines, and those of neighbouring lines touch
_WORD = re.compile(r'<word xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">([^<]*)')
BODY = ("-x", "0", "-y", "55", "-W", "612", "-H", "726")  # points on A4: without the head and the foot of the page


def text_of(document: Path, *options: str) -> str:
    """The document's words in reading order, every blank as one space."""
    command = ["pdftotext", "-raw", *options, str(document), "-"]
    return " ".join(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())


def body_of(document: Path) -> str:
    """The words between head and foot."""
    return text_of(document, *BODY)


def lines_of_pages(document: Path) -> list[list[str]]:
    """The lines of text that each page has between its head and foot."""
    command = ["pdftotext", "-layout", "-x", "0", "-y", "46", "-W", "620", "-H", "714", str(document), "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in told.split("\f")[:-1]]


def overprinted(document: Path) -> list[str]:
    """Words that stand over one another, page by page: their boxes share more than a hair."""
    command = ["pdftotext", "-bbox", str(document), "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = []
    for number, page in enumerate(told.split("<page ")[1:], 1):
        words = [(*map(float, box[:4]), box[4]) for box in _WORD.findall(page)]
        for at, (left, top, right, bottom, word) in enumerate(words):
            found += [
                f"page {number}: {word} over {other[4]}"
                for other in words[at + 1 :]
                if min(right, other[2]) - max(left, other[0]) > HAIR
                and min(bottom, other[3]) - max(top, other[1]) > HAIR
            ]
    return found


def elements(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """The structure tree's elements, in reading order."""
    yield from _below(pdf.Root.StructTreeRoot)


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    kids = element.get("/K", pikepdf.Array())
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every font of every page, the descendants of composite ones."""
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            yield cast("pikepdf.Dictionary", font.DescendantFonts[0] if "/DescendantFonts" in font else font)
