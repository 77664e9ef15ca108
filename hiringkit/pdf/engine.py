"""WeasyPrint, and nothing of it anywhere else: a page of HTML and a record in, the bytes of a PDF out.

The same page and record give the same bytes: no clock is read. Each document claims PDF/A-3a and PDF/UA-1 and carries
its record. Nothing is fetched: a reference to anything but a bundled file or a `data:` address ends the document.
Import this module in a process that prints, never in one that answers requests: it takes most of a second.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Self
from xml.etree import ElementTree

import cssselect2
import pydyf
import weasyprint
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from weasyprint.logger import LOGGER
from weasyprint.pdf import VARIANTS
from weasyprint.pdf.pdfa import pdfa
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from hiringkit.errors import UnprintableError
from hiringkit.languages import decimal, gettext, ngettext
from hiringkit.pdf import closings, colours, files, shortcuts, tagging
from hiringkit.pdf.codes import word
from hiringkit.pdf.texts import beside, legible
from hiringkit.resources import shipped

VARIANT = "pdf/a-3a+ua-1"
SHEETS = ("base.css", "sheet.css")
BUNDLED = {f"hiringkit:{name}": (name, "text/css") for name in SHEETS}  # all that may be read
_OUTSIDE = "The document refers to something outside of it."
_FAILED = "The document could not be printed."
_PROPERTIES = {"pdf_version": "1.7", "pdf_identifier": True, "pdf_tags": True}
_END_OF_METADATA = b"</rdf:RDF>"
_SECOND_CLAIM = re.sub(
    r">\s+<",
    "><",
    """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file follows</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>""",
).encode()


@dataclass(frozen=True)
class Record:
    """The machine-readable record that a document prints and carries."""

    name: str  # file name inside the document
    content: bytes  # canonical JSON
    description: str  # what it is, for people
    made_at: datetime  # the record's own date; the document has no other
    digest: str  # hex; its beginning identifies the document


@dataclass
class Colours:
    """The output intent, in place of WeasyPrint's: that one writes other bytes once its name was read."""

    content: bytes
    name: str = "sRGB"
    components: tuple[str, ...] = ("r", "g", "b")
    pdf_reference: bytes | None = None


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Hands out bundled files and `data:` addresses; anything else ends the document."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self.has_refused = False  # WeasyPrint swallows a refusal inside a drawing

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content of an address. Raises ValueError, which WeasyPrint makes fatal, for one that is not allowed."""
        if url in BUNDLED:
            name, kind = BUNDLED[url]
            content = (shipped("templates") / "pdf" / name).read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": kind})
        try:
            return super().fetch(url, headers)
        except Exception:
            self.has_refused = True
            raise


class Page(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page of our own templates. They are well-formed, so a parser that mends nothing reads them, in a tenth of the
    time; and they use a handful of elements, so that few rules say what those are.
    """

    def __init__(self, html: str, fetcher: ClosedFetcher) -> None:
        root = ElementTree.fromstring(html)  # noqa: S314 -- our template's: it declares no entity, and texts are escaped
        closings.kept_together(root.find("body") or root)
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, _forms: object = None) -> list[weasyprint.CSS]:
        return []  # what a browser brings stands at the top of our own sheet


def page(template: str, **values: object) -> str:
    """The HTML of a template in templates/pdf. A name that the template misspells is an error."""
    try:
        return _templates().get_template(template).render(**values)
    except Exception as error:
        raise UnprintableError("The document could not be laid out.", where=template) from error


def printed(html: str, record: Record) -> bytes:
    """The PDF of a page of HTML, carrying its record. Raises UnprintableError, whatever went wrong inside."""
    fetcher = ClosedFetcher()
    try:
        with _Faults() as faults, shortcuts.taken():
            document: bytes = Page(html, fetcher).write_pdf(
                finisher=_finish,
                font_config=fonts(),
                stylesheets=[sheet()],
                color_profiles={"srgb": Colours(colours.srgb())},
                attachments=[_attachment(record)],
                pdf_variant=VARIANT,
                pdf_identifier=bytes.fromhex(record.digest)[:16],
            )
    except FatalURLFetchingError as error:  # a BaseException: let past here, it would end the process
        raise UnprintableError(_OUTSIDE, where=record.name) from error
    except Exception as error:
        raise UnprintableError(_FAILED, where=record.name) from error
    if fetcher.has_refused or faults.said:
        raise UnprintableError(_OUTSIDE if fetcher.has_refused else _FAILED, where=record.name)
    return document


class _Faults(logging.Handler):
    """Hears of what WeasyPrint leaves out of a document instead of failing."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = 0

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - that there is one is all
        self.said += 1

    def __enter__(self) -> Self:
        LOGGER.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        LOGGER.removeHandler(self)


def warm_up() -> None:
    """Read what every document needs, so that the first one does not wait for it: fonts above all."""
    _templates()
    whole = "<html><body><p>1 <b>2</b></p></body></html>"
    Page(whole, ClosedFetcher()).write_pdf(stylesheets=[sheet()], font_config=fonts())


@lru_cache(maxsize=1)
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(shipped("templates") / "pdf"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    made.globals.update(beside=beside, decimal=decimal, word=word, _=gettext, ngettext=ngettext)
    return made


def _finalize(value: Any) -> Any:
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def fonts() -> FontConfiguration:
    """The fonts of this process."""
    return FontConfiguration()


@lru_cache(maxsize=1)
def sheet() -> weasyprint.CSS:
    """What the elements of our pages are and how they look: one style sheet, so that each element is asked once."""
    both = "".join((shipped("templates") / "pdf" / name).read_text(encoding="utf-8") for name in SHEETS)
    return weasyprint.CSS(string=both, url_fetcher=ClosedFetcher(), font_config=fonts())


def _attachment(record: Record) -> weasyprint.Attachment:
    made_at = record.made_at.astimezone(UTC)
    return weasyprint.Attachment(
        string=record.content,
        name=record.name,
        description=record.description,
        relationship="Source",
        created=made_at,
        modified=made_at,
        url_fetcher=ClosedFetcher(),
    )


def _claim_both(
    pdf: pydyf.PDF, document: weasyprint.Document, page_streams: Any, attachments: Any, compress: Any
) -> None:
    """Claim PDF/A-3a, as WeasyPrint does, and PDF/UA-1 beside it, which it cannot do in one document."""
    metadata = document.metadata
    claimed = metadata.generate_rdf_metadata

    def with_second_claim(*arguments: Any) -> bytes:
        claims: bytes = claimed(*arguments)
        return claims.replace(_END_OF_METADATA, _SECOND_CLAIM + _END_OF_METADATA)

    metadata.generate_rdf_metadata = with_second_claim
    pdfa(pdf, document, page_streams, attachments, compress, version=3, variant="A")
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # WeasyPrint names each file twice


def _finish(_document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Mend the tags, and write the file ourselves."""
    tagging.mend(pdf)
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream):
            files.pack(item)
    pdf.write = partial(files.write, pdf)


VARIANTS[VARIANT] = (_claim_both, _PROPERTIES)
