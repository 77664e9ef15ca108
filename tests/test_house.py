"""What holds for the whole tree: what lies where, what is pinned, what is never written."""

import ast
import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import hiringkit
from hiringkit.cli.errors import EXIT
from hiringkit.errors import HiringkitError
from hiringkit.web.errors import STATUS

ROOT = Path(__file__).parent.parent
TOP = {
    *(".ci", ".editorconfig", ".gitattributes", ".gitignore"),
    *("Makefile", "README.md", "pyproject.toml", "requirements.lock"),
    *("docs", "hiringkit", "instance", "rubrics", "templates", "tests"),
}
LONGEST_FILE = 400
MIGRATIONS = ROOT / "hiringkit" / "db" / "migrations"
MODULES = sorted((ROOT / "hiringkit").rglob("*.py"))
PAGES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "hiringkit" / "web").rglob("*.py")]


def _named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


def test_only_the_agreed_entries_stand_at_the_top() -> None:
    found = {name.partition("/")[0] for name in _tracked()}
    assert found <= TOP
    assert {"hiringkit", "tests", "templates", "Makefile"} <= found


def test_nothing_of_an_installation_is_tracked() -> None:
    assert [name for name in _tracked() if name.startswith("instance/")] == ["instance/.gitkeep"]


def test_every_requirement_is_pinned_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    requirements = lock.replace("\\\n", "").strip().splitlines()
    loose = [
        line for line in requirements if not re.fullmatch(r"[\w.\[\]-]+==\S+( +--hash=sha256:[0-9a-f]{64})+", line)
    ]
    assert loose == []
    assert any(line.startswith("uv==") for line in requirements)


def test_every_dependency_is_in_the_lock_file() -> None:
    declared = set(
        re.findall(r'^    "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    locked = set(re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert "flask" in declared
    assert declared <= locked


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "Makefile", ".ci/run"])
def test_no_package_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"pypi|pythonhosted|/simple\b|--index-url|--extra-index-url|--find-links", text) == []


def test_no_file_holds_two_features() -> None:
    long = {_named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE and "migrations" not in name} == {}


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for file in MODULES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        first = (ast.get_docstring(tree) or "").partition("\n")[0]
        if tree.body and not (first.endswith(".") or (first and MIGRATIONS in file.parents)):
            silent.append(_named(file))
    assert silent == []


@pytest.mark.parametrize("never", [r"render_template_string", r"\|\s*safe\b", r"\bMarkup\(", r"\{%-?\s*autoescape"])
def test_what_people_wrote_is_always_escaped(never: str) -> None:
    assert [_named(file) for file in PAGES if re.search(never, file.read_text(encoding="utf-8"))] == []


def _literal_sql(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "text" and isinstance(node.value, ast.Name):
            yield from [node] if node.value.id in {"sa", "sqlalchemy", "sqlmodel"} else []
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel")):
            yield from (alias for alias in node.names if alias.name == "text")


def test_sql_is_written_out_only_where_tables_are_made() -> None:
    found = {file for file in MODULES if list(_literal_sql(ast.parse(file.read_text(encoding="utf-8"))))}
    tables = ROOT / "hiringkit" / "db" / "tables"
    assert tables / "candidates.py" in found
    assert {_named(file) for file in found if tables not in file.parents and MIGRATIONS not in file.parents} == set()


def _family(kind: type[HiringkitError]) -> set[type[HiringkitError]]:
    return {kind}.union(*(_family(child) for child in kind.__subclasses__()))


def test_every_error_has_a_status_and_an_exit_code() -> None:
    for found in pkgutil.walk_packages(hiringkit.__path__, "hiringkit."):
        if not found.name.startswith(("hiringkit.db.migrations", "hiringkit.web.wsgi")):  # these act when imported
            importlib.import_module(found.name)
    assert set(STATUS) == _family(HiringkitError)
    assert set(EXIT) == _family(HiringkitError)
    assert len(set(EXIT.values())) == len(EXIT)


def test_the_front_page_links_to_what_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", readme)
    assert "docs/decisions" in targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_decisions_are_numbered_dated_and_whole() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {file.name[:4]} ")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d, (accepted|superseded by \d{4})", lines[2])
        assert [line for line in lines if line.startswith("## ")] == ["## Context", "## Decision", "## Consequences"]
