"""The lines of a saved page: headings, list items, table rows and paragraphs, each with its line in the file."""

from __future__ import annotations

from html.parser import HTMLParser

from hiringkit.rubrics.reader_lines import Kind, Line, apart, tidy

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CELLS = {"td", "th"}
_FURNITURE = set("script style template noscript svg head nav footer aside button select".split())  # noqa: SIM905
_DEEPEST = 64  # of the blocks that are open, only the nearest say what a text is
_BLOCKS = {*_HEADINGS, *_CELLS} | set(
    """address article blockquote body caption dd details div dl dt fieldset figcaption figure header hr html li
    main ol p pre section summary table tbody tfoot thead tr ul""".split()  # noqa: SIM905
)
_CLOSERS = "\"'>--></script></style></textarea></title>"  # whatever is left open ends here, and is looked for once


def html_lines(text: str) -> list[Line]:
    """The lines of a page, in order. Furniture (menus, scripts, forms, the foot) says nothing of a report."""
    page = _Page()
    page.feed(text + _CLOSERS)
    page.close()
    page.end()
    return [part for line in page.found for part in apart(line)]


class _Page(HTMLParser):
    """Gathers the words of one block after the other; the standard library tells tags from words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Line] = []
        self._words: list[str] = []
        self._first = self._last = 0
        self._within: list[str] = []
        self._furniture = ""
        self._furniture_depth = 0
        self._cells: list[str] | None = None
        self._row = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- its signature
        """A block begins: what was gathered before it is a line of its own."""
        if self._furniture == "head" and tag == "body":
            self._furniture = ""
        if self._furniture:
            self._furniture_depth += tag == self._furniture
        elif tag in _FURNITURE:
            self._furniture, self._furniture_depth = tag, 1
        elif tag == "br" and not {"li", "td", "th", *_HEADINGS} & set(self._within[-4:]):
            self._flush()
        elif tag == "br":
            self._words.append(" ")
        elif tag in _BLOCKS:
            self._begin(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that ends itself, as in XHTML."""
        if tag in {"br", "hr"}:
            self.handle_starttag(tag, attrs)
        if tag == "hr":
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """A block ends, with all that was left open in it."""
        if self._furniture:
            self._furniture_depth -= tag == self._furniture
            self._furniture = self._furniture if self._furniture_depth else ""
        elif tag in _BLOCKS:
            self._flush()
            self._leave(tag, _DEEPEST)
            if tag in {"tr", "table"}:
                self._end_row()

    def handle_data(self, data: str) -> None:
        """Words, with the line on which they begin."""
        if self._furniture:
            return
        if not data.strip():
            self._words.append(" ")
            return
        start = self.getpos()[0] + data.count("\n", 0, len(data) - len(data.lstrip()))
        self._first = self._first or start
        self._last = self.getpos()[0] + data.rstrip().count("\n")
        self._words.append(data)

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 -- its signature
        """`<![` says nothing in a page; the library ends with an error where it is not closed as it expects."""
        return self.parse_bogus_comment(i)

    def end(self) -> None:
        """Nothing more comes."""
        self._flush()
        self._end_row()

    def _begin(self, tag: str) -> None:
        self._flush()
        if tag in {"p", "li", "tr", "td", "th"}:  # their ends may be left out
            self._leave(tag, 2)
        if tag == "tr":
            self._end_row()
            self._cells, self._row = [], self.getpos()[0]
        if tag in _CELLS and self._cells is not None:
            self._cells.append("")
        if tag not in {"hr", "html", "body"}:
            self._within = [*self._within[-_DEEPEST:], tag]

    def _leave(self, tag: str, depth: int) -> None:
        """Close a block, and what is open in it, when it is among the nearest."""
        nearest = self._within[-depth:]
        if tag in nearest:
            del self._within[len(self._within) - 1 - nearest[::-1].index(tag) :]

    def _flush(self) -> None:
        text, first, last = tidy("".join(self._words)), self._first, self._last
        self._words, self._first, self._last = [], 0, 0
        if not text or not first:
            return
        if self._cells:
            self._cells[-1] = f"{self._cells[-1]} {text}".strip()
            return
        near = next((tag for tag in reversed(self._within) if tag == "li" or tag in _HEADINGS), None)
        kind = Kind.WORDS if near is None else Kind.BULLET if near == "li" else Kind.HEADING
        self._blank(kind)
        self.found.append(Line(first, max(first, last), kind, text))

    def _end_row(self) -> None:
        if self._cells:
            self._blank(Kind.ROW)
            self.found.append(Line(self._row, self.getpos()[0], Kind.ROW, " ".join(self._cells), tuple(self._cells)))
        self._cells = None

    def _blank(self, kind: Kind) -> None:
        """Blocks stand apart; only the rows of a table and the items of a list follow each other closely."""
        if self.found and not (kind is self.found[-1].kind and kind in {Kind.ROW, Kind.BULLET}):
            self.found.append(Line(self.found[-1].last, self.found[-1].last, Kind.BLANK, ""))
