"""Everything that can be found in a PDF: each stream unpacked, each string, the text layer."""

from __future__ import annotations

import subprocess
import tempfile
import unicodedata
from pathlib import Path

import pikepdf


def everything(document: bytes) -> str:
    """The words of a document wherever they stand: pages, metadata, attachments, outline, names of files."""
    with tempfile.TemporaryDirectory() as folder:
        file, plain = Path(folder) / "packed.pdf", Path(folder) / "plain.pdf"
        file.write_bytes(document)
        subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", str(file), str(plain)], check=True, capture_output=True
        )
        layers = [
            subprocess.run(["pdftotext", *way, str(file), "-"], check=True, capture_output=True, text=True).stdout
            for way in (["-raw"], ["-layout"])
        ]
        raw = plain.read_bytes()
        with pikepdf.open(file) as pdf:
            strings = [str(item) for item in pdf.objects if isinstance(item, pikepdf.String)]
            strings += [str(value) for item in pdf.objects for value in _strings(item)]
    found = [raw.decode("utf-8", "replace"), raw.decode("utf-16-be", "replace"), *layers, *strings]
    return unicodedata.normalize("NFC", "\n".join(found))


def _strings(item: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return [value for value in dict(item.items()).values() if isinstance(value, pikepdf.String)]
    return []
