"""The doctor is run as a newcomer's shell runs it, on a machine that shows it only what the test allows."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiringkit import doctor

SCRIPT = Path(doctor.__file__)
NOBODY = 65534
# The doctor after it was loaded and stopped being root: `nobody` may not be able to reach this Python itself.
AS_NOBODY = f"""
import os, sys
sys.path.insert(0, {str(SCRIPT.parent)!r})
import doctor
if os.geteuid() == 0:
    os.setuid({NOBODY})
sys.exit(doctor.main(sys.argv[1:]))
"""


@pytest.fixture
def bin_of() -> Iterator["Bin"]:
    with tempfile.TemporaryDirectory(prefix="hk-bin-") as folder:  # pytest's own folder is closed to `nobody`
        Path(folder).chmod(0o755)
        yield Bin(Path(folder) / "bin")


class Bin:
    """A PATH that holds links to these programs of the machine and scripts of the test, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder.parent / "log"
        folder.mkdir()
        self.log.touch()
        self.log.chmod(0o666)

    def link(self, *names: str) -> "Bin":
        for name in names:
            found = shutil.which(name)
            assert found, f"{name} is needed by this test"
            (self.folder / name).symlink_to(found)
        return self

    def script(self, name: str, *, status: int = 0) -> "Bin":
        """A program that notes how it was called and ends with this status."""
        file = self.folder / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.log}\nexit {status}\n')
        file.chmod(0o755)
        return self

    def doctor(self, *arguments: str, as_nobody: bool = False) -> subprocess.CompletedProcess[str]:
        program = ["-c", AS_NOBODY] if as_nobody else [str(SCRIPT)]
        return subprocess.run(
            [sys.executable, "-I", *program, *arguments],
            env={"PATH": str(self.folder)},
            text=True,
            capture_output=True,
            check=False,
        )

    @property
    def called(self) -> list[str]:
        return self.log.read_text().splitlines()


def packages_of(said: str) -> list[str]:
    """The packages of the one line that mends it."""
    lines = [line for line in said.splitlines() if "apt-get install" in line]
    assert len(lines) == 1
    return lines[0].partition("--no-install-recommends ")[2].split()


def test_nothing_is_said_when_nothing_is_missing() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT), "--tests"], text=True, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_every_missing_part_is_said_at_once_with_one_line(bin_of: Bin) -> None:
    ran = bin_of.link("fc-match", "initdb").doctor("--tests")
    assert ran.returncode == 1
    assert [line.split()[0] for line in ran.stderr.splitlines() if line.startswith("  ")][:-1] == [
        "chromium",
        "pdftotext",
        "pdftoppm",
        "qpdf",
    ]
    assert packages_of(ran.stderr) == ["chromium", "poppler-utils", "qpdf"]


@pytest.mark.parametrize("browser", doctor.BROWSERS)
def test_any_chromium_will_do(bin_of: Bin, browser: str) -> None:
    ran = bin_of.link("fc-match", "initdb", "pdftotext", "pdftoppm").script(browser).doctor("--tests")
    assert packages_of(ran.stderr) == ["qpdf"]


def test_fonts_that_would_be_replaced_are_named(bin_of: Bin) -> None:
    file = bin_of.folder / "fc-match"
    file.write_text("#!/bin/sh\nprintf 'DejaVu Sans'\n")
    file.chmod(0o755)
    ran = bin_of.doctor("--pdf")
    assert packages_of(ran.stderr) == ["fonts-lato", "fonts-liberation"]


def test_what_documents_and_tests_need_is_not_asked_of_a_set_up(bin_of: Bin) -> None:
    ran = bin_of.doctor()
    assert (ran.returncode, ran.stderr) == (0, "")


def test_libraries_are_opened_for_real() -> None:
    assert doctor.missing_pdf_libraries() == []
    assert not doctor._opens("libhiringkit-is-no-library.so.0")  # noqa: SLF001 -- a missing library cannot be staged


def test_every_library_and_font_has_a_package() -> None:
    parts = [doctor.Missing(name, package, "") for name, package in (doctor.PDF_LIBRARIES | doctor.FONTS).items()]
    assert doctor.apt_line(parts).endswith(
        "--no-install-recommends libglib2.0-0 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0"
        " libfontconfig1 fonts-lato fonts-liberation"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs without asking")
def test_root_runs_the_line_that_is_printed_otherwise(bin_of: Bin) -> None:
    bin_of.link("env", "fc-match", "initdb", "pdftotext", "pdftoppm", "qpdf").script("apt-get")
    printed = bin_of.doctor("--tests").stderr.splitlines()[-1].strip()
    assert bin_of.called == []
    ran = bin_of.doctor("--tests", "--install")
    assert " && ".join(bin_of.called) == printed
    assert bin_of.called == ["apt-get update", "apt-get install -y --no-install-recommends chromium"]
    assert ran.returncode == 1  # this apt-get installs nothing, and that is seen


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs without asking")
def test_a_failed_update_does_not_stop_the_installation(bin_of: Bin) -> None:
    bin_of.link("env", "fc-match", "initdb", "pdftotext", "pdftoppm", "qpdf").script("apt-get", status=100)
    bin_of.doctor("--tests", "--install")
    assert len(bin_of.called) == 2


def test_nothing_is_run_without_the_right_to(bin_of: Bin) -> None:
    bin_of.link("fc-match", "initdb").script("apt-get").script("sudo", status=1)
    ran = bin_of.doctor("--tests", "--install", as_nobody=True)
    assert ran.returncode == 1
    assert bin_of.called == ["sudo -n true"]
    assert ran.stderr.splitlines()[-1].strip() == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium poppler-utils qpdf"
    )


def test_sudo_that_asks_for_no_password_is_used(bin_of: Bin) -> None:
    bin_of.link("fc-match", "initdb").script("apt-get").script("sudo")
    bin_of.doctor("--tests", "--install", as_nobody=True)
    assert bin_of.called == [
        "sudo -n true",
        "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update",
        "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
        " chromium poppler-utils qpdf",
    ]


def test_without_apt_nothing_is_run_and_the_line_is_named_as_debians(bin_of: Bin) -> None:
    ran = bin_of.link("fc-match", "initdb").doctor("--tests", "--install")
    assert ran.returncode == 1
    assert "On Debian or Ubuntu they are installed with:" in ran.stderr


def test_an_unknown_option_is_refused(bin_of: Bin) -> None:
    ran = bin_of.doctor("--fix")
    assert (ran.returncode, ran.stderr) == (2, "doctor: --fix is not known. Use --pdf, --tests, --install.\n")


def test_it_needs_nothing_but_the_standard_library() -> None:
    imported = {
        line.split()[1].partition(".")[0]
        for line in SCRIPT.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names)
