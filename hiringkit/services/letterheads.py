"""The organisation's own: name, logo, colour, what interviewers attest, whether candidates are told fair scores."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime

from hiringkit.db import audit, people
from hiringkit.db import letterheads as stored
from hiringkit.db.engine import Database
from hiringkit.errors import ConflictError, InvalidError, NotFoundError
from hiringkit.policy import letterheads as policy
from hiringkit.policy.people import Viewer
from hiringkit.rubrics import texts

NO_IMAGE = "This file is no PNG or JPEG image. Save the logo as PNG and choose that."
TOO_LARGE = f"The file is larger than {policy.LARGEST_FILE // 2**20} MiB. Save the logo smaller and choose that."
TOO_MANY = (
    f"The image has more than {policy.MOST_PIXELS // 10**6} million pixels. Save it at most "
    f"{policy.LONGEST_SIDE} pixels wide and choose that."
)


@dataclass(frozen=True)
class Letterhead:
    """How documents look. Without a logo the name stands alone; without a colour they keep their own."""

    organisation: str
    colour: str
    has_logo: bool
    scores_to_candidates: bool
    attestation: str = policy.ATTESTATION


def read(db: Database) -> Letterhead:
    """The letterhead as it stands."""
    with db.reading() as session:
        place, row = people.installation(session), stored.read(session)
        name = place.organisation if place else ""
        said = row.attestation or policy.ATTESTATION
        return Letterhead(name, row.colour, row.logo is not None, row.scores_to_candidates, said)


def logo(db: Database) -> bytes:
    """The logo as PNG. Raises NotFoundError while there is none."""
    with db.reading() as session:
        content = stored.read(session).logo
    if content is None:
        raise NotFoundError("There is no logo.")
    return content


def change(db: Database, viewer: Viewer, wanted: Letterhead, sent: bytes | None, now: datetime) -> None:
    """Change the letterhead; `sent` is a new logo's file, and without `has_logo` there is none any more.

    Raises InvalidError, `problems` by field; ConflictError before the installation is set up.
    """
    name, colour = wanted.organisation.strip(), wanted.colour.strip().lower()
    attested = " ".join(wanted.attestation.split())
    problems = {
        "organisation": _name_problem(name),
        "colour": policy.colour_problem(colour),
        "attestation": texts.fault(attested, policy.LONGEST_ATTESTATION) or "",
    }
    fresh = None
    try:
        fresh = _drawn(sent) if sent is not None else None
    except InvalidError as error:
        problems["logo"] = error.what
    found = {field: sentence for field, sentence in problems.items() if sentence}
    if found:
        raise InvalidError("The letterhead was not changed.", problems=found)
    with db.writing() as session:
        place, row = people.installation(session), stored.read(session)
        if place is None:
            raise ConflictError("This installation is not set up yet.")
        place.organisation = name
        row.colour, row.scores_to_candidates = colour, wanted.scores_to_candidates
        row.attestation = "" if attested == policy.ATTESTATION else attested
        row.logo = fresh or (row.logo if wanted.has_logo else None)
        session.add_all([place, row])
        audit.append(
            session,
            now=now,
            actor=audit.person(viewer.person_id),
            act="letterhead changed",
            kind="installation",
            subject_id=1,
            detail={"scores_to_candidates": wanted.scores_to_candidates, "attestation": row.attestation},
        )


def _name_problem(name: str) -> str:
    if not name:
        return "Say what the organisation is called."
    if len(name) > policy.LONGEST_NAME:
        return f"Write at most {policy.LONGEST_NAME} characters."
    return ""


def _drawn(content: bytes) -> bytes:
    """The image drawn anew on white, small enough for every page of paper: nothing else of the file is kept.

    How large it would become is read from its head, before anything is unpacked. Raises InvalidError.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- only this act needs it

    if len(content) > policy.LARGEST_FILE:
        raise InvalidError(TOO_LARGE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if image.width * image.height > policy.MOST_PIXELS:
            raise InvalidError(TOO_MANY)
        image.verify()  # that it has its end: WeasyPrint, where it is loaded too, lets Pillow draw half an image
        whole = Image.open(io.BytesIO(content), formats=("PNG", "JPEG")).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise InvalidError(TOO_MANY) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InvalidError(NO_IMAGE) from error
    whole.thumbnail((policy.LONGEST_SIDE, policy.LONGEST_SIDE))
    paper = Image.new("RGB", whole.size, "white")
    paper.paste(whole, mask=whole.getchannel("A"))
    kept = io.BytesIO()
    paper.save(kept, "PNG", optimize=True)
    if len(kept.getvalue()) > policy.LARGEST_KEPT:
        kept = io.BytesIO()
        paper.quantize(128).save(kept, "PNG", optimize=True)
    if len(kept.getvalue()) > policy.LARGEST_KEPT:
        raise InvalidError("The image is a photograph rather than a logo: it stays too large for a page.")
    return kept.getvalue()
