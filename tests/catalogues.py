"""Reads the texts of documents out of the templates and the program: the template of all translations.

`python -m tests.catalogues` writes it, and brings what it says into each translation.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from hiringkit.rubrics.places import places

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "templates" / "languages"
TEMPLATE = FOLDER / "hiringkit.pot"
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "marked": None, "ngettext": (1, 2)}
HEADER = """\
# The texts of hiringkit's documents. `make words` reads them out of the program; docs/languages.md says how to
# translate them.
#"""
WIDTH = 120


def extracted() -> Catalog:
    """Every text of the documents, in the order of files and lines."""
    catalogue = Catalog(project="hiringkit", header_comment=HEADER, charset="utf-8", fuzzy=False)
    for place, message in _read():
        catalogue.add(message, locations=[(place, 0)])
    return catalogue


@cache
def _read() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    return (*_of_templates(), *_of_program(), *_of_places())


def _of_templates() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for file in sorted((ROOT / "templates" / "pdf").glob("*.html")):
        yield from _of_file("jinja2.ext:babel_extract", file)


def _of_program() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for file in sorted((ROOT / "hiringkit").rglob("*.py")):
        if file.name != "languages.py":
            yield from _of_file("python", file)


def _of_file(method: str, file: Path) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    options = {"silent": "false"}
    for _line, message, _comments, _context in extract_from_file(method, file, keywords=KEYWORDS, options=options):
        yield file.relative_to(ROOT).as_posix(), message


def _of_places() -> Iterator[tuple[str, str]]:
    for place in places():
        said = (place.name, place.note, *(words for item in place.items for words in (item.topic, item.instead)))
        yield from (("rubrics/places/do-not-ask.yaml", words) for words in said if words)


def written(catalogue: Catalog) -> str:
    """A catalogue as its file has it, without the dates that would make each writing another file."""
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    lines = text.getvalue().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Report-Msgid')
    return "".join(line for line in lines if not line.startswith(dated))


def main() -> None:
    """Write the template, and bring each translation up to date: what is new there is empty, what is gone left out."""
    template = extracted()
    TEMPLATE.write_text(written(template), encoding="utf-8")
    for file in sorted(FOLDER.glob("*.po")):
        with file.open("rb") as opened:
            translation = read_po(opened, locale=file.stem.replace("-", "_"))
        translation.update(template, no_fuzzy_matching=True)
        file.write_text(written(translation), encoding="utf-8")
        print(f"{file.name}: {len(untranslated(translation))} of {len(template)} texts are not translated.")  # noqa: T201 - a command's answer


def untranslated(translation: Catalog) -> list[str]:
    """The texts that a translation does not say, or says in doubt."""
    found = []
    for message in translation:
        said = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and (message.fuzzy or not all(said)):
            found.append(str(message.id))
    return found


if __name__ == "__main__":
    main()
