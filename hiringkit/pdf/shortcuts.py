"""What WeasyPrint works out anew for each document or box, though it comes out the same: worked out once.

Styles (our sheets are read once, so the same rules make the same style), lengths and corners of a box (the same style
in the same room has the same), the Pango layout of a line (kept from its measuring to its drawing), a glyph's code.
What it asks most often (where a box flows, what an element is called) is asked in fewer calls. The bytes are those that
WeasyPrint gives without; the tests compare them. All of it rests on how one version works inside: with another it is
left, and documents are the same, later.

In force only while a page of our own templates is printed, by one thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import ModuleType
from typing import Any

import pydyf
import weasyprint
from cssselect2 import ElementWrapper
from weasyprint import css
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text import fonts, line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

MADE_FOR = ("70.0", "0.13.0")  # WeasyPrint, pydyf
MOST_STYLES, MOST_ROOMS, MOST_SHEETS = 4_000, 200, 8
_OLDEST_PANGO = 14802  # before it, WeasyPrint takes the size of a font from elsewhere
_SIDES = ("top", "right", "bottom", "left")
_USED = (  # what is set on a box once its room is known
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{limit}{length}" for limit in ("", "min_", "max_") for length in ("width", "height")),
)
_GLYPH_INTS = 5  # glyph, width, x, y, attributes
_ODD_GLYPH = 0x0FFFFFFF  # from here on: no glyph, or none in the font

_is_left = False
_styles: dict[Any, tuple[Any, Any, Any]] = {}
_sheets: dict[str, Any] = {}


def fits(made_for: tuple[str, str] = MADE_FOR) -> bool:
    """Whether this WeasyPrint, with its pydyf and Pango, is the one whose inside is known here."""
    glyphs: bool = ffi.sizeof("PangoGlyphInfo") == _GLYPH_INTS * ffi.sizeof("int")
    recent: bool = pango.pango_version() >= _OLDEST_PANGO
    return (weasyprint.__version__, pydyf.__version__) == made_for and glyphs and recent


@contextmanager
def left() -> Iterator[None]:
    """Print as WeasyPrint does by itself: to compare."""
    global _is_left  # noqa: PLW0603 - a switch for tests and measurements
    _is_left = True
    try:
        yield
    finally:
        _is_left = False


@contextmanager
def taken() -> Iterator[None]:
    """Print one of our own pages with the shortcuts. Not for pages of others, nor for two threads."""
    places = [*_ALWAYS, *([] if _is_left or not _FITS else _PLACES)]
    for owner, name, _theirs, ours in places:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, theirs, _ours in places:
            setattr(owner, name, theirs)


_their_styles = css.StyleFor.set_computed_styles


def _set_computed_styles(
    styles: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: Any = None,
    base_url: Any = None,
    target_collector: Any = None,
) -> None:
    """Of an element, the style that the same declarations made under the same parent's; of a page, a new one."""
    asked = (element, parent, root, pseudo_type, base_url, target_collector)
    if not hasattr(element, "tag"):
        _their_styles(styles, *asked)
        return
    computed, declared = styles.get_computed_styles(), styles.get_cascaded_styles().get((element, pseudo_type), {})
    above = None if element == root and pseudo_type is None else computed[parent, None]
    key = (id(above), pseudo_type, tuple((name, _same(value), weight) for name, (value, weight) in declared.items()))
    if key in _styles:
        style = computed[element, pseudo_type] = _styles[key][0]
        if target_collector and style["anchor"]:
            target_collector.collect_anchor(style["anchor"])
        return
    _their_styles(styles, *asked)
    if len(_styles) >= MOST_STYLES:
        _styles.clear()
    _styles[key] = (computed[element, pseudo_type], above, declared)  # kept together: an id is not given anew


def _same(value: Any) -> Any:
    """What tells a declared value from another: words by what they say, anything else by being the same object."""
    return value if type(value) is tuple and all(type(part) is str for part in value) else id(value)


_their_sheet = css.CSS


def _sheet(string: str | None = None, **options: Any) -> Any:
    """The style sheet that a page holds; one that only declares is read once."""
    if string is None or "@" in string or "url" in string:
        return _their_sheet(string=string, **options)
    if string not in _sheets:
        if len(_sheets) >= MOST_SHEETS:
            _sheets.clear()
        _sheets[string] = _their_sheet(string=string, **options)
    return _sheets[string]


_their_percentages = percent.resolve_percentages


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    """The lengths of a box, those that a box of this style had in the same room."""
    if isinstance(containing_block, boxes.Box):
        room = (containing_block.width, containing_block.height, isinstance(box, boxes.PageBox))
    else:
        room = (*containing_block, isinstance(box, boxes.PageBox))
    known = _of_style(box.style, "used", dict)
    if room in known:
        vars(box).update(known[room])
        return
    _their_percentages(box, containing_block)
    if box.style["border_collapse"] == "collapse":
        return
    if len(known) >= MOST_ROOMS:
        known.clear()
    known[room] = {name: getattr(box, name) for name in _USED}


_their_radii = percent.resolve_radii_percentages
_SQUARE = {f"border_{side}_{end}_radius": (0, 0) for side in ("top", "bottom") for end in ("left", "right")}


def _resolve_radii(box: Any) -> None:
    """How round the corners of a box are: of most styles, not at all."""
    if type(box) is AbsolutePlaceholder or not _of_style(box.style, "is_square", lambda: _is_square(box.style)):
        _their_radii(box)
    else:
        vars(box).update(_SQUARE)


def _is_square(style: Any) -> bool:
    return all((0, "px") in style[name] for name in _SQUARE)


_their_flow = boxes.Box.is_in_normal_flow


def _is_in_normal_flow(box: Any) -> bool:
    """What WeasyPrint asks five functions for."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


class _Once:
    """What the library works out once for an element; without the lock that Python's own takes for it each time."""

    def __init__(self, theirs: Any) -> None:
        self.work_out, self.name = theirs.func, theirs.attrname

    def __get__(self, element: Any, _owner: object) -> Any:
        value = vars(element)[self.name] = self.work_out(element)
        return value


def _of_style(style: Any, name: str, made: Callable[[], Any]) -> Any:
    """What is kept with a style, made when it is first asked for; a copy of the style begins without."""
    kept = vars(style)
    if name not in kept:
        kept[name] = made()
    return kept[name]


_their_font = fonts.get_font_description


def _font_description(style: Any) -> Any:
    return _of_style(style, "font_description", lambda: _their_font(style))


_their_strut = line_break.strut


def _strut(style: Any) -> Any:
    return _of_style(style, "strut", lambda: _their_strut(style))


_their_deactivate, _their_reactivate = Layout.deactivate, Layout.reactivate


def _deactivate(layout: Any) -> None:
    """Keep the layout of a line that was measured: it will be drawn. Once it was, let it go."""
    kept = vars(layout)
    if "waits" in kept:
        kept["waits"] = False
        _their_deactivate(layout)
    else:
        kept["waits"] = True


def _reactivate(layout: Any, style: Any) -> None:
    kept = vars(layout)
    if not kept.get("waits") or layout.justification_spacing or style is not layout.style:
        kept["waits"] = False
        _their_reactivate(layout, style)


_their_line = drawing.draw_first_line


def _draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
    """Draw a plain line: from left to right, each glyph on the baseline. Any other is WeasyPrint's to draw."""
    is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    shown = _shown(stream, textbox) if is_whole and textbox.text.strip() and textbox.style["font_size"] > 1 else None
    if shown is None:
        return _their_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    for font, size, codes in shown:
        stream.set_font_size(font.hash, size)
        stream.show_text("".join(codes))
    return []


def _shown(stream: Any, textbox: Any) -> list[tuple[Any, float, list[str]]] | None:
    """The fonts of a line, their sizes, and the codes that show their glyphs. None where it is not a plain line."""
    layout = textbox.pango_layout
    if not vars(layout).get("waits") or len(layout.text.splitlines()) > 1:
        return None  # set up anew, or of several paragraphs: drawn as one
    found: list[tuple[Any, float, list[str]]] = []
    run, last = layout.get_first_line()[0].runs[0], None
    while run != ffi.NULL:
        item, run = run.data, run.next
        analysis = item.item.analysis
        if analysis.font != last:
            last = analysis.font
            found.append((*stream.add_font(last), []))
        font, size, codes = found[-1]
        if font.bitmap or font.svg or font.png or font.colr or analysis.level % 2:
            return None
        made = _codes(stream, layout, item, font, size)
        if not made:
            return None
        codes.append(made)
    return found


def _codes(stream: Any, layout: Any, item: Any, font: Any, size: float) -> str:
    """What shows the glyphs of a run; nothing where one stands off the line, or is not in the font."""
    string, count = item.glyphs, item.glyphs.num_glyphs
    numbers = memoryview(ffi.buffer(string.glyphs, count * ffi.sizeof("PangoGlyphInfo"))).cast("i").tolist()
    glyphs, offsets = numbers[0::_GLYPH_INTS], (*numbers[2::_GLYPH_INTS], *numbers[3::_GLYPH_INTS])
    if not glyphs or max(glyphs) >= _ODD_GLYPH or any(offsets):
        return ""
    known = vars(font).setdefault("codes", {}).setdefault(size, {})
    pairs = list(zip(glyphs, numbers[1::_GLYPH_INTS], strict=True))
    for at, pair in enumerate(pairs):
        if pair not in known:
            _meet(stream, layout, item, font, size, at, pair[0])
            known[pair] = _code(font, size, *pair)
    return f"<{''.join([known[pair] for pair in pairs])}>".removesuffix("<>")


def _meet(stream: Any, layout: Any, item: Any, font: Any, size: float, at: int, glyph: int) -> None:
    """Note, for the font of the document, what a glyph stands for and how wide it is."""
    if glyph not in font.to_unicode:
        clusters, is_last = item.glyphs.log_clusters, at == item.glyphs.num_glyphs - 1
        begin, end = clusters[at], item.item.length if is_last else clusters[at + 1]
        text, offset = layout.text.encode(), item.item.offset
        font.to_unicode[glyph] = text[offset + begin : offset + end].decode()
    if glyph not in font.widths:
        pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
        font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)


def _code(font: Any, size: float, glyph: int, width: int) -> str:
    """The code of a glyph, and how far the next one moves from where its own width would put it."""
    kerning = int(font.widths[glyph] - width * 1000 * FROM_UNITS / size)
    return f"{glyph:04x}" + (f">{kerning}<" if kerning else "")


def _everywhere(theirs: Any, ours: Any) -> Iterator[tuple[ModuleType, str, Any, Any]]:
    """Each module of WeasyPrint that calls a function by a name of its own."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("weasyprint"):
            yield from ((module, known, theirs, ours) for known, value in vars(module).items() if value is theirs)


_their_bytes = pydyf._to_bytes  # noqa: SLF001 - it has no other name


def _to_bytes(item: Any) -> bytes:
    """A number as a drawing has it: to a thousandth, which nobody sees; in place of a millionth."""
    kind = type(item)
    if kind is float:
        return f"{item:.3f}".rstrip("0").rstrip(".").encode()
    if kind is str or kind is int:
        return str(item).encode("ascii")
    return item if kind is bytes else _their_bytes(item)  # type: ignore[no-any-return]  # it is bytes


_FITS = fits()
_ONCE = {name: kept for name, kept in vars(ElementWrapper).items() if type(kept) is cached_property}
_ALWAYS: list[tuple[Any, str, Any, Any]] = [(pydyf, "_to_bytes", _their_bytes, _to_bytes)]
_PLACES: list[tuple[Any, str, Any, Any]] = [
    (css.StyleFor, "set_computed_styles", _their_styles, _set_computed_styles),
    (css, "CSS", _their_sheet, _sheet),
    (Layout, "deactivate", _their_deactivate, _deactivate),
    (Layout, "reactivate", _their_reactivate, _reactivate),
    *_everywhere(_their_percentages, _resolve_percentages),
    *_everywhere(_their_radii, _resolve_radii),
    (boxes.Box, "is_in_normal_flow", _their_flow, _is_in_normal_flow),
    *((ElementWrapper, name, kept, _Once(kept)) for name, kept in _ONCE.items()),
    *_everywhere(_their_font, _font_description),
    *_everywhere(_their_strut, _strut),
    *_everywhere(_their_line, _draw_first_line),
]
