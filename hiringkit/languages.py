"""The language of a document: its texts by gettext, its dates and figures by the locale's rules.

A translation is one file called by its BCP 47 tag (de.po, pt-BR.po) in templates/languages/, or in a folder of one's
own that HIRINGKIT_LANGUAGES names. Whatever is not translated there stays in the language of the source. Texts are
translated while a language is spoken, else they stay as they are.
"""

from __future__ import annotations

import gettext as stdlib
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from hiringkit.errors import SetupError
from hiringkit.resources import shipped

if TYPE_CHECKING:
    from babel import Locale

SOURCE, SOURCE_NAME = "en-US", "English"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_TAG = 35  # as BCP 47 advises
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_spoken: ContextVar[str] = ContextVar("spoken", default=SOURCE)

Rest = ParamSpec("Rest")
Made = TypeVar("Made")


class _Framed(Protocol):
    @property
    def frame(self) -> Any: ...


Sheet = TypeVar("Sheet", bound=_Framed)


def marked(message: str) -> str:
    """The message itself, marked to be translated: it is given to `gettext` when it is said."""
    return message


def gettext(message: str, **values: object) -> str:
    """The message in the language that is spoken, with these values in the places that it names."""
    if _spoken.get() == SOURCE or not message:  # what a catalogue says for nothing is its own head
        return message % values if values else message
    return _filled(_catalogue(_files()[_spoken.get()]).gettext(message), message, values)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The message for so many in the language that is spoken; `number` is a value of it too."""
    said = source = one if number == 1 else many
    if _spoken.get() != SOURCE:
        said = _catalogue(_files()[_spoken.get()]).ngettext(one, many, number)
    return _filled(said, source, {"number": number, **values})


def _filled(said: str, source: str, values: Mapping[str, object]) -> str:
    """With its values; a translation that names a place which is none gives way to the source."""
    try:
        return said % values if values else said
    except (KeyError, TypeError, ValueError):
        return source % values


def within(text: str) -> str:
    """A text as it goes on inside a sentence: that of the source begins small, a translation as it was written."""
    return f"{text[:1].lower()}{text[1:]}" if _spoken.get() == SOURCE else text


def capital(text: str) -> str:
    """A text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def again(sentence: str, messages: Iterable[str]) -> str:
    """A sentence that was kept in the language of the source, said again; `messages` are those that it may be of."""
    if _spoken.get() == SOURCE:
        return sentence
    for message in messages:
        found = _pattern(message).fullmatch(sentence)
        if found:
            return gettext(message, **found.groupdict()) if found.groupdict() else gettext(message)
    return sentence


def tag() -> str:
    """The language that is spoken."""
    return _spoken.get()


@contextmanager
def spoken(tag: str) -> Iterator[None]:
    """Speak a language; one that is not known is left for that of the source."""
    token = _spoken.set(known(tag))
    try:
        yield
    finally:
        _spoken.reset(token)


def in_its_language(print_: Callable[Concatenate[Sheet, Rest], Made]) -> Callable[Concatenate[Sheet, Rest], Made]:
    """Of what prints a sheet: do so in the language of its frame."""

    @wraps(print_)
    def printing(sheet: Sheet, /, *rest: Rest.args, **named: Rest.kwargs) -> Made:
        with spoken(sheet.frame.language):
            return print_(sheet, *rest, **named)

    return printing


def names() -> dict[str, str]:
    """The languages that there are, by tag: that of the source, and those with a file; each as it calls itself."""
    return {SOURCE: SOURCE_NAME} | {tag: _name(tag) for tag in sorted(_files())}


def known(tag: str) -> str:
    """The tag where there is such a language, else that of the source."""
    return tag if tag != SOURCE and tag in _files() else SOURCE


def digest(tag: str) -> str:
    """What tells one state of a translation from another; empty for the language of the source."""
    return _digest(_files()[tag]) if known(tag) != SOURCE else ""


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def day(moment: date) -> str:
    """A date: 12 Nov 2026."""
    if _spoken.get() == SOURCE:
        return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    from babel.dates import format_date  # noqa: PLC0415 - other languages alone need it

    plain = date(moment.year, moment.month, moment.day)
    return format_date(plain, "medium", locale=_locale(_spoken.get()))


def day_and_month(moment: date) -> str:
    """A date without its year: 12 Nov."""
    if _spoken.get() == SOURCE:
        return f"{moment.day} {MONTHS[moment.month - 1]}"
    from babel.dates import format_skeleton  # noqa: PLC0415 - as above

    midnight = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a date alone is written
    return format_skeleton("MMMd", midnight, tzinfo=None, locale=_locale(_spoken.get()))


def hour(moment: datetime) -> str:
    """A time of day: 10:05."""
    if _spoken.get() == SOURCE:
        return f"{moment:%H:%M}"
    from babel.dates import format_time  # noqa: PLC0415 - as above

    return format_time(moment.time(), "short", locale=_locale(_spoken.get()))


def decimal(figure: Decimal | float, places: int = 1) -> str:
    """A figure with so many decimals: 3.7."""
    plain = f"{figure:.{places}f}"
    if _spoken.get() == SOURCE:
        return plain
    from babel.numbers import format_decimal  # noqa: PLC0415 - as above

    return format_decimal(Decimal(plain), format=f"0.{'0' * places}", locale=_locale(_spoken.get()))


def _files() -> Mapping[str, Path]:
    return _found(os.environ.get("HIRINGKIT_LANGUAGES", ""))


@cache
def _found(own: str) -> dict[str, Path]:
    """The translations by tag, one's own before those that are shipped; a file that is called by none is not one."""
    folders = [shipped("templates") / "languages", *([Path(own)] if own else [])]
    return {file.stem: file for folder in folders for file in folder.glob("*.po") if _is_tag(file.stem)}


def _is_tag(name: str) -> bool:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    try:
        Locale.parse(name, sep="-")
    except (ValueError, UnknownLocaleError):
        return False
    return name != SOURCE and len(name) <= LONGEST_TAG


@cache
def _locale(tag: str) -> Locale:
    from babel import Locale  # noqa: PLC0415 - as above

    return Locale.parse(tag, sep="-")


def _name(tag: str) -> str:
    name = _locale(tag).get_display_name()
    return f"{name[0].upper()}{name[1:]}" if name else tag


@cache
def _catalogue(file: Path) -> stdlib.GNUTranslations:
    """The texts of a language. What is marked as fuzzy in its file is not said. Raises SetupError."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - as above
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415 - as above

    compiled = io.BytesIO()
    try:
        with file.open("rb") as opened:
            write_mo(compiled, read_po(opened, locale=file.stem.replace("-", "_"), abort_invalid=True))
        compiled.seek(0)
        return stdlib.GNUTranslations(compiled)
    except (OSError, PoFileError, ValueError) as error:
        raise SetupError(f"The translation cannot be read: {error}.", where=str(file)) from error


@cache
def _pattern(message: str) -> re.Pattern[str]:
    """What a message matches once values stand in its places."""
    written, at = "", 0
    for place in _PLACE.finditer(message):
        written += re.escape(message[at : place.start()]) + (f"(?P<{place[1]}>.+?)" if place[1] else "%")
        at = place.end()
    return re.compile(written + re.escape(message[at:]), re.DOTALL)
