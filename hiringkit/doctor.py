"""What this machine lacks, and the line that mends it. Standard library only: runs before anything is installed."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

OLDEST = (3, 11)
PDF_LIBRARIES = {  # what WeasyPrint opens: the Debian package that holds it
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
FONTS = {"Lato": "fonts-lato", "Liberation Sans": "fonts-liberation"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRESQL = "/usr/lib/postgresql/*/bin/initdb"
TEST_PROGRAMS = {"pdftotext": "poppler-utils", "pdftoppm": "poppler-utils", "qpdf": "qpdf"}


@dataclass(frozen=True)
class Missing:
    """A part that this machine lacks, the Debian package that holds it, and what it is for."""

    name: str
    package: str
    purpose: str


def missing_pdf_libraries() -> list[str]:
    """The shared libraries without which no PDF can be made; none when all is well."""
    return [library for library in PDF_LIBRARIES if not _opens(library)]


def missing_fonts() -> list[str]:
    """The fonts that documents are set in and that this machine would replace by others."""
    return [font for font in FONTS if _matched(font) != font]


def lacking(*, pdf: bool, tests: bool) -> list[Missing]:
    """Every part that is missing: to set up, to print documents, to run the tests."""
    found = [] if _can_make_environments() else [Missing("ensurepip", "python3-venv", "to make the environment")]
    if pdf or tests:
        found += [Missing(name, PDF_LIBRARIES[name], "to make PDFs") for name in missing_pdf_libraries()]
        found += _fonts()
    if tests:
        found += _for_tests()
    return found


def packages(found: list[Missing]) -> list[str]:
    """The Debian packages that hold the missing parts, each once."""
    return list(dict.fromkeys(part.package for part in found))


def apt_line(found: list[Missing]) -> str:
    """The one line that mends it, as this person would type it."""
    return " && ".join(" ".join(command) for command in _commands(found, [] if _is_root() else ["sudo"]))


def main(arguments: list[str]) -> int:
    """Say what is missing and, with --install and the right to, install it. 0 when nothing is missing."""
    unknown = [given for given in arguments if given not in {"--pdf", "--tests", "--install"}]
    if unknown:
        print(f"doctor: {unknown[0]} is not known. Use --pdf, --tests, --install.", file=sys.stderr)
        return 2
    if sys.version_info[:2] < OLDEST:
        print(_too_old(), file=sys.stderr)
        return 1
    pdf, tests = "--pdf" in arguments, "--tests" in arguments
    found = lacking(pdf=pdf, tests=tests)
    if found and "--install" in arguments and _install(found):
        found = lacking(pdf=pdf, tests=tests)
    if found:
        print(report(found), file=sys.stderr)
    return 1 if found else 0


def report(found: list[Missing]) -> str:
    """Every missing part on a line of its own, and the line that mends them all."""
    width = max(len(part.name) for part in found)
    lines = [f"  {part.name:{width}}  {part.purpose}" for part in found]
    mend = "Install them with:" if shutil.which("apt-get") else "On Debian or Ubuntu they are installed with:"
    return "\n".join(["This machine lacks:", *lines, mend, f"  {apt_line(found)}"])


def _too_old() -> str:
    wanted, given = ".".join(map(str, OLDEST)), ".".join(map(str, sys.version_info[:2]))
    return f"hiringkit needs Python {wanted} or newer; this is {given}. Name one, as: make run PYTHON=python{wanted}"


def _can_make_environments() -> bool:
    """Whether `python3 -m venv` works. Debian keeps a part of it in a package of its own."""
    return sys.prefix != sys.base_prefix or importlib.util.find_spec("ensurepip") is not None


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _matched(font: str) -> str:
    """The family that this machine takes for `font`; nothing when it cannot say."""
    if not shutil.which("fc-match"):
        return ""
    said = subprocess.run(["fc-match", "-f", "%{family[0]}", font], stdout=subprocess.PIPE, check=False)
    return said.stdout.decode(errors="replace").strip()


def _fonts() -> list[Missing]:
    fonts = [Missing(f"{font} (font)", FONTS[font], "to set documents in") for font in missing_fonts()]
    seer = [] if shutil.which("fc-match") else [Missing("fc-match", "fontconfig", "to find fonts")]
    return seer + fonts


def _for_tests() -> list[Missing]:
    found = []
    if not any(shutil.which(browser) for browser in BROWSERS):
        found.append(Missing("chromium", "chromium", "to test pages in a browser"))
    if not (glob.glob(POSTGRESQL) or shutil.which("initdb")):
        found.append(Missing("initdb", "postgresql", "to test on PostgreSQL"))
    unseen = [program for program in TEST_PROGRAMS if not shutil.which(program)]
    return found + [Missing(program, TEST_PROGRAMS[program], "to read PDFs back") for program in unseen]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _commands(found: list[Missing], rights: list[str]) -> list[list[str]]:
    """apt-get update, and the installation of every package in one go."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages(found)]
    return [[*rights, "apt-get", "update"], [*rights, *install]]


def _rights() -> list[str] | None:
    """What to put before a command to install packages; None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if _is_root():
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _install(found: list[Missing]) -> bool:
    """Install what is missing when we may. False when we may not: then nothing at all was run."""
    rights = _rights()
    if rights is None:
        return False
    print(f"Installing {' '.join(packages(found))} with apt-get.", file=sys.stderr, flush=True)
    quiet = [*rights, "env", "DEBIAN_FRONTEND=noninteractive"]
    for command in _commands(found, quiet):
        # An update that fails is no reason to stop: the lists on this machine may hold what is wanted.
        subprocess.run(command, stdout=sys.stderr, check=False)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
