"""A file that was sent, made anew: only what is seen of it is kept. Run as a program, it does so in its own process.

`python -m hiringkit.pdf.cleaning` reads the file from its input and writes one byte and what follows it: the kind's
sign and the clean bytes, or `F` and the sentence that says why it is not taken.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings
from typing import Any

from hiringkit.errors import InvalidError

PDF, PNG, TEXT, FAULT = b"P", b"I", b"T", b"F"
MOST_PIXELS = 40_000_000
MOST_PAGES = 300
MEMORY = 1024**3  # bytes
SECONDS = 20  # of the processor
NO_KIND = "This file is no PDF, no PNG image and no plain text, whatever its name says. Save it as one of these."
NO_PDF = "This PDF cannot be read: it is damaged or cut short. Print it to a new PDF and choose that."
LOCKED = "This PDF is locked with a password. Save it without one and choose that."
NO_PNG = "This PNG image cannot be read: it is damaged or cut short. Save it anew and choose that."
TOO_MANY_PIXELS = f"The image has more than {MOST_PIXELS // 10**6} million pixels. Save it smaller and choose that."
TOO_MANY_PAGES = f"The PDF has more than {MOST_PAGES} pages. Send the pages that matter."
NO_PAGES = "This PDF has no page."
_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
_RESOURCES = {
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet", "/Properties",
}  # fmt: skip
_UNSEEN = ("/Metadata", "/PieceInfo", "/AF", "/OPI", "/LastModified", "/StructParent", "/StructParents", "/Measure")
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms", "/Ref")  # of a stream: its bytes in another file


def cleaned(content: bytes) -> tuple[bytes, bytes]:
    """The sign of a file's kind, by its content, and the file made anew. Raises InvalidError."""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return PDF, _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG, _png(content)
    return TEXT, _text(content)


def _text(content: bytes) -> bytes:
    """UTF-8 without a byte order mark, lines ended the same way, no signs that steer a terminal."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InvalidError(NO_KIND) from error
    if any(sign < " " and sign not in "\n\t\f" for sign in text) or "\x7f" in text:
        raise InvalidError(NO_KIND)
    return text.encode()


def _png(content: bytes) -> bytes:
    """The picture drawn anew: no text, place, camera or second picture of the file is kept."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- only this kind needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG",))
            if image.width * image.height > MOST_PIXELS:
                raise InvalidError(TOO_MANY_PIXELS)
            image.verify()
            image = Image.open(io.BytesIO(content), formats=("PNG",))
            seen = _pixels(image)
    except Image.DecompressionBombError as error:
        raise InvalidError(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InvalidError(NO_PNG) from error
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    kept = io.BytesIO()
    bare.save(kept, "PNG", optimize=seen.width * seen.height < 4_000_000)
    return kept.getvalue()


def _pixels(image: Any) -> Any:
    if image.mode.startswith("I"):  # 16 bits a pixel
        return image.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info
    if image.mode in {"1", "L"} and not has_alpha:
        return image.convert("L")
    return image.convert("RGBA" if has_alpha else "RGB")


def _pdf(content: bytes) -> bytes:
    """The pages copied into a new file, forms and notes drawn onto them: no script, action, link, file or metadata."""
    import pikepdf  # noqa: PLC0415 -- only this kind needs it

    try:
        with pikepdf.open(io.BytesIO(content)) as old, pikepdf.new() as new:
            if not len(old.pages):
                raise InvalidError(NO_PAGES)
            if len(old.pages) > MOST_PAGES:
                raise InvalidError(TOO_MANY_PAGES)
            _draw_forms(old)
            new.pages.extend(old.pages)
            for page in new.pages:
                _keep(page.obj, _PAGE)
                _keep(page.obj.get("/Resources"), _RESOURCES)
            for one in new.objects:
                _strip(one)
            new.remove_unreferenced_resources()
            kept = io.BytesIO()
            new.save(kept, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise InvalidError(LOCKED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidError(NO_PDF) from error
    return kept.getvalue()


def _draw_forms(pdf: Any) -> None:
    """What was filled into a form is seen only by its fields, which do not come along."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")


def _keep(dictionary: Any, names: set[str]) -> None:
    if dictionary is not None:
        for name in set(dictionary.keys()) - names:
            del dictionary[name]


def _strip(one: Any) -> None:
    """Take from an object what is not seen of it. A name in a list of fonts or pictures is left, whatever it is."""
    import pikepdf  # noqa: PLC0415 -- as above

    is_stream = isinstance(one, pikepdf.Stream)
    if is_stream or (isinstance(one, pikepdf.Dictionary) and "/Type" in one):
        for name in (*_UNSEEN, *(_ELSEWHERE if is_stream else ())):
            if name in one:
                del one[name]


def main() -> None:
    """Clean one file, within limits that a hostile one meets sooner than this machine does."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        kind, content = cleaned(sys.stdin.buffer.read())
    except InvalidError as error:
        kind, content = FAULT, error.what.encode()
    sys.stdout.buffer.write(kind + content)


if __name__ == "__main__":
    main()
