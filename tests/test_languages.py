"""Documents in other languages: a translation is a file, and nothing of the program's own words is left out of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from hiringkit import languages
from hiringkit.db.engine import Database, make_engine
from hiringkit.errors import SetupError
from hiringkit.jobs import exports
from hiringkit.pdf import kits as kit_pages
from hiringkit.pdf import packets as packet_pages
from hiringkit.pdf import scorecards as card_pages
from hiringkit.pdf import summaries as summary_pages
from hiringkit.policy.people import Role, Viewer
from hiringkit.rubrics.places import places
from hiringkit.services import (
    amendments,
    calibrations,
    demo,
    installation,
    kits,
    loops,
    opening,
    packets,
    packs,
    scorecard_sheets,
    summaries,
)
from hiringkit.services.documents import FORMS
from tests import build_debriefs, build_loops, catalogues
from tests.build_cards import met
from tests.conftest import NOW
from tests.pdf.reading import text_of

MARKED = "fi"  # its dates are figures alone
_OWN = re.compile(
    r".{150,}…|(scorecard|packet)\.json|hiringkit verify|SHA-256|UTC|[EC][SD]T|"
    r"(?<![\w-])[0-9A-F]{4}-[0-9A-F]{4}|[0-9a-f]{12,}"
)


def test_the_template_of_translations_holds_every_text_of_the_program() -> None:
    assert catalogues.TEMPLATE.read_text(encoding="utf-8") == catalogues.written(catalogues.extracted()), (
        "run make words"
    )


@pytest.mark.parametrize(
    "file", sorted((catalogues.ROOT / "templates" / "pdf").glob("*.html")), ids=lambda file: file.name
)
def test_a_template_holds_no_words_but_messages(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    html = re.sub(r"\{[{%#].*?[}%#]\}|<style>.*?</style>", "", source, flags=re.DOTALL)
    read = [*re.findall(r'(?:alt|title|data-\w+)="([^"]*)"', html), re.sub(r"<[^<>]*>", " ", html)]
    assert re.findall(r"[^\W\d_]{2,}", " ".join(read)) == []
    tree = Environment(autoescape=True).parse(source)
    messages = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if getattr(call.node, "name", "") in catalogues.KEYWORDS
        for part in call.args
    }
    said = [
        part.value for part in tree.find_all(nodes.Const) if isinstance(part.value, str) and id(part) not in messages
    ]
    found = {words for words in said if re.search(r"[A-Z]|\w \w|\w[.:]$", words)}
    assert found <= {"hiringkit verify"}, "a command is the same everywhere"


def test_a_shipped_translation_says_everything_with_the_same_places() -> None:
    template = catalogues.extracted()
    for file in catalogues.FOLDER.glob("*.po"):
        with file.open("rb") as opened:
            translation = read_po(opened, locale=file.stem.replace("-", "_"), abort_invalid=True)
        assert {message.id for message in template} == {message.id for message in translation}, "run make words"
        assert catalogues.untranslated(translation) == [], f"translate them in {file.name}"
        assert [(message.id, faults) for message, faults in translation.check()] == []
        for message in translation:
            assert str(message.id).count("*") == str(message.string).count("*") or not message.id, message.id


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own translations."""
    monkeypatch.setenv("HIRINGKIT_LANGUAGES", str(tmp_path))
    return tmp_path


def test_a_language_is_a_file(own: Path) -> None:
    (own / "notes.po").write_text("none")
    (own / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
        'msgid "Interview"\nmsgstr "Entretien"\n'
        '#, fuzzy\nmsgid "Rubric"\nmsgstr "Rubrique"\n'
        'msgid "track %(track)s"\nmsgstr "filière %(filiere)s"\n'
        'msgid "%(number)s rating"\nmsgid_plural "%(number)s ratings"\n'
        'msgstr[0] "%(number)s note"\nmsgstr[1] "%(number)s notes"\n'
    )
    assert languages.names()["en-US"] == "English"
    assert languages.names()["fr"] == "Français"
    assert "notes" not in languages.names()
    assert languages.gettext("Interview") == "Interview"
    with languages.spoken("fr"):
        assert languages.gettext("Interview") == "Entretien"
        assert languages.gettext("Rubric") == "Rubric", "in doubt, so not said"
        assert languages.gettext("Never translated") == "Never translated"
        assert languages.gettext("") == "", "not the head of the file"
        assert languages.gettext("track %(track)s", track="IT") == "track IT", "a place that is none"
        said = [languages.ngettext("%(number)s rating", "%(number)s ratings", number) for number in (0, 1, 2)]
        assert said == ["0 note", "1 note", "2 notes"], "plural forms are the language's"
        assert languages.day(date(2026, 11, 12)) == "12 nov. 2026"
        assert languages.hour(datetime(2026, 11, 12, 9, 5)) == "09:05"  # noqa: DTZ001 - a time of day
        assert languages.decimal(3.04) == "3,0"
    with languages.spoken("tlh"):
        assert languages.gettext("Interview") == "Interview", "a language without a file is not spoken"
    assert languages.digest("fr") != ""
    assert languages.digest("en-US") == ""


def test_a_file_that_is_no_translation_is_named(own: Path) -> None:
    (own / "it.po").write_text("Entretien = Interview")
    with languages.spoken("it"), pytest.raises(SetupError, match="translation cannot be read") as error:
        languages.gettext("Interview")
    assert error.value.where == str(own / "it.po")


def test_a_sentence_that_was_kept_is_said_again(own: Path) -> None:
    (own / "fr.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        'msgid "only %(share)s %% of them"\nmsgstr "%(share)s %% seulement"\n'
    )
    with languages.spoken("fr"):
        assert languages.again("only 42 % of them", ["all", "only %(share)s %% of them"]) == "42 % seulement"
        assert languages.again("none of them", ["only %(share)s %% of them"]) == "none of them"


def marked(folder: Path) -> None:
    """A translation that marks what it says: its own words lie between brackets, what is put in places outside."""
    catalogue = catalogues.extracted()
    for message in catalogue:
        if message.id:
            message.string = (
                tuple(map(_marked, message.id)) if isinstance(message.id, list | tuple) else _marked(message.id)
            )
    catalogue.locale = MARKED
    with (folder / f"{MARKED}.po").open("wb") as file:
        write_po(file, catalogue)


def _marked(text: str) -> str:
    return "".join(
        part if re.fullmatch(r"%\(\w+\)s|[*]|\s+", part) else f"⟦{part}⟧"
        for part in re.split(r"(%\(\w+\)s|[*]|^\s+|\s+$)", text)
        if part
    )


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A demo whose ratings are calibrated, its loops in the marked language."""
    file = tmp_path_factory.mktemp("languages") / "demo.sqlite"
    shutil.copy(sqlite_template, file)
    db = Database(make_engine(f"sqlite:///{file}"))
    installation.prepare(db, demo=True, now=NOW)
    packs.publish_shipped(db, NOW)
    demo.fill(db, candidates=14, seed=3, now=NOW)
    calibrations.refresh_all(db, NOW)
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE loop SET language = '{MARKED}'")
    yield db
    db.close()


def recorded(db: Database) -> list[str]:
    """What people and packs wrote, longest first: codes, which are small single words, are not theirs."""
    found: set[str] = {"hiringkit", *(item.source for place in places() for item in place.items)}
    with db.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        for table in (name for name in tables if name not in {"audit", "calibration", "job"}):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all():
                for value in row:
                    found |= set(_strings(value))
        names = connection.exec_driver_sql("SELECT name FROM person_text WHERE name <> ''").scalars().all()
    called = re.compile("|".join(rf"\b{re.escape(word)}\b" for name in names for word in name.split()))
    found |= {piece for text in found if called.search(text) for piece in called.split(text) if " " in piece.strip()}
    return sorted(found - {""}, key=len, reverse=True)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        yield from _strings(json.loads(value))
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
    elif isinstance(value, str) and re.search("[ A-Z]", value):
        yield from (value, value.strip("."))  # a sentence goes on where it is put into another one
        yield from value.splitlines()


def pages(db: Database) -> Iterator[tuple[str, str]]:
    """Every kind of document, in each of its forms, as HTML."""
    with db.engine.connect() as connection:
        one = {
            name: connection.exec_driver_sql(query).scalars().all()
            for name, query in {
                "cards": "SELECT id FROM scorecard WHERE state <> 'draft' ORDER BY id LIMIT 8",
                "candidacies": "SELECT id FROM candidacy ORDER BY id LIMIT 8",
                "interviews": "SELECT id FROM interview ORDER BY id LIMIT 4",
                "loops": "SELECT id FROM loop WHERE state = 'open'",
            }.items()
        }
        manager = connection.exec_driver_sql("SELECT decider_id FROM loop WHERE state = 'open'").scalar_one()
    viewer = Viewer(manager, Role.HIRING_MANAGER, "The decider", "UTC")
    for number in one["cards"]:
        for form in FORMS:
            yield f"card {number} {form}", card_pages.page_of(scorecard_sheets.scorecard(db, None, number, form).sheet)
    for number in one["candidacies"]:
        for form in FORMS:
            yield f"packet {number} {form}", packet_pages.page_of(packets.packet(db, viewer, number, form).sheet)
        yield f"packet {number} of the operator", packet_pages.page_of(packets.packet(db, None, number).sheet)
        yield f"handout {number}", kit_pages.handout_page(kits.handout(db, viewer, number).sheet)
    for number in one["interviews"]:
        yield f"kit {number}", kit_pages.kit_page(kits.kit(db, viewer, number).sheet)
        yield f"blank {number}", kit_pages.blank_page(kits.kit(db, viewer, number).sheet)
    for number in one["loops"]:
        yield f"definitions {number}", kit_pages.definitions_page(kits.definitions(db, viewer, number).sheet)
        yield f"summary {number}", summary_pages.page_of(summaries.summary(db, viewer, number).sheet)


def said(html: str) -> str:
    """The words of a page that are not marked."""
    root = ElementTree.fromstring(html)
    texts = [*root.itertext(), *(value for one in root.iter() for value in _attributes(one))]
    return _OWN.sub("\n", re.sub("⟦[^⟦⟧]*⟧", "\n", "\n".join(texts)))


def _attributes(element: Any) -> Iterator[str]:
    if element.tag == "meta" and element.get("name") in {
        "generator",
        "keywords",
        "dcterms.created",
        "dcterms.modified",
    }:
        return
    for name, value in element.attrib.items():
        if name in {"alt", "content", "title"} or name.startswith("data-"):
            yield value


def test_no_word_of_the_program_is_left_in_a_document_of_another_language(filled: Database, own: Path) -> None:
    marked(own)
    assert words_left(filled) == {}


def test_what_became_of_a_card_and_of_a_loop_is_said_in_its_language_too(lite: Database, own: Path) -> None:
    marked(own)
    here = build_debriefs.opened(lite, missing=True)
    manager, card = here.loop.manager, here.cards[here.ada]
    opening.waive(lite, manager, here.loop.loop_id, finding_of(lite, here), "It is asked for at work.", NOW)
    for viewer, values in (
        (
            here.ada,
            {
                "rating:troubleshooting": "no:not_asked",
                "rating:communication": "3",
                "confidence": "sure",
                "flag:blames": "",
                "flag_evidence:blames": "",
            },
        ),
        (manager, {"rating:troubleshooting": "4", "recommendation": "strong_no", "changed": ""}),
    ):
        sheet = amendments.sheet(lite, viewer, card)
        lines = [line for line in sheet.lines if line.criteria != {"communication"}]
        written = ({**sheet.values, **values}, lines)
        amendments.amend(lite, viewer, card, written, "It was of another interview.", sheet.revision, NOW)
    amendments.send_back(lite, manager, card, "The evidence names a patient.", NOW)
    build_loops.candidacy(lite, here.loop.loop_id, "Nobody Yet")
    with lite.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE loop SET language = '{MARKED}'")
    assert len(scorecard_sheets.scorecard(lite, None, card).sheet.states) == 3
    assert words_left(lite) == {}


def finding_of(db: Database, here: build_debriefs.Met) -> str:
    """Something that the linter says of a loop and that may be waived."""
    page = loops.page(db, here.loop.manager, here.loop.loop_id)
    return next(finding.key for finding in page.findings if finding.waivable)


def words_left(db: Database) -> dict[str, str]:
    """The words of documents that are neither marked nor the record's, each with a document that holds it."""
    names, texts = [], []
    for name, html in pages(db):
        assert f'lang="{MARKED}"' in html
        names.append(name)
        texts.append(said(html))
    left = "§".join(texts)
    for text in recorded(db):
        left = left.replace(text, "\n")
    found = zip(names, left.split("§"), strict=True)
    return {word: name for name, text in found for word in re.findall(r"[^\W\d_]{2,}", text)}


def test_a_document_in_german_is_kept_by_its_language_and_translation(
    lite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = met(lite)
    card, manager = built.cards[0], built.loop.manager
    english = exports.scorecard(lite, manager, card, NOW)
    with lite.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE loop SET language = 'de'")
    german = exports.scorecard(lite, manager, card, NOW)
    file = tmp_path / "card.pdf"
    file.write_bytes(german)
    with pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert str(pdf.docinfo.Title).startswith("Bewertungsbogen: Rosa")
    text = text_of(file)
    assert "Status: nicht kalibriert. Dies sind rohe Wertungen: Nichts auf diesem Papier" in text
    assert "Was sie geändert hätte" in text
    assert "Seite 1 von" in text
    assert not re.search("not calibrated|Scorecard|Interviewer|Record|Page", text)
    assert exports.scorecard(lite, manager, card, NOW) == german
    before = scorecard_sheets.scorecard(lite, manager, card)
    earlier = before.fingerprint
    said = (catalogues.FOLDER / "de.po").read_text(encoding="utf-8")
    (tmp_path / "de.po").write_text(said.replace("Bewertungsbogen", "Bewertungsblatt"), encoding="utf-8")
    monkeypatch.setenv("HIRINGKIT_LANGUAGES", str(tmp_path))
    after = scorecard_sheets.scorecard(lite, manager, card)
    assert (after.sheet, after.record) == (before.sheet, before.record)
    assert after.fingerprint != earlier, "another translation is another document"
    with lite.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE loop SET language = 'tlh'")
    assert exports.scorecard(lite, manager, card, NOW) == english, "a language that is gone is printed in English"
