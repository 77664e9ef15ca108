"""Writes down the names that are used where vulture does not look: in templates, in records, by frameworks."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

from jinja2 import Environment, nodes
from pydantic import BaseModel

from hiringkit.resources import shipped

ROOMS = (
    "calibration",
    "db.tables",
    "loops",
    "pdf.sheets",
    "policy",
    "rubrics",
    "scoring",
)  # where what is stored, and read back by name, is defined
WRITTEN = ("hiringkit.calibration.results", "hiringkit.calibration.compare")  # dataclasses that go out whole
FRAMEWORKS = {
    "alembic": ("branch_labels", "depends_on", "down_revision"),
    "click": ("ctx", "get_command", "list_commands"),
    "flask": (
        "_after_request_functions",
        "_got_first_request",
        "_on_close",
        "_output_child_pre",
        "_status_code",
        "app_context",
        "direct_passthrough",
        "flashes",
        "full_dispatch_request",
        "json_module",
        "request_class",
        "request_context",
        "routing_exception",
        "url_adapter",
        "visit_Call",
        "visit_Getattr",
        "visit_Template",
        "code_generator_class",
        "escaped",
        "context_class",
        "ensure_sync",
        "jinja_environment",
        "json_provider_class",
        "lstrip_blocks",
        "max_content_length",
        "open_session",
        "regex",
        "response_class",
        "save_session",
        "session_interface",
        "trim_blocks",
        "undefined",
        "update_template_context",
    ),
    "flask_wtf": ("csrf_valid",),
    "granian": ("application",),
    "html": ("handle_data", "handle_startendtag", "parse_marked_section"),
    "pydantic": ("model_config",),
    "sqlalchemy": (
        "cache_ok",
        "impl",
        "inherit_cache",
        "isolation_level",
        "naming_convention",
        "process_bind_param",
        "process_result_value",
    ),
    # the rules in words that the queries are held to, published metrics
    "tests": (
        "knows_name",
        "panel_complete",
        "may_see_calibration",
        "may_see_reference",
        "may_see_run",
        "may_see_score",
        "nominal",
        "ratio",
    ),
    "weasyprint": (
        "__class__",
        "_ua_stylesheets",
        "base_url",
        "components",
        "media_type",
        "pdf_reference",
        "url_fetcher",
    ),
}


def modules() -> Iterator[ModuleType]:
    """Every module of these rooms."""
    for room in ROOMS:
        package = importlib.import_module(f"hiringkit.{room}")
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def in_templates() -> Iterator[str]:
    """What a template reads of a value that it is given."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.do"])
    for file in shipped("templates").rglob("*.html"):
        tree = environment.parse(file.read_text(encoding="utf-8"))
        yield from (node.attr for node in tree.find_all(nodes.Getattr))


def in_records(classes: Iterable[type]) -> Iterator[str]:
    """Fields of tables and of pack files, members of enumerations: found by name or by value in what is stored."""
    for kind in classes:
        if issubclass(kind, BaseModel):
            yield from kind.model_fields
        elif issubclass(kind, Enum):
            yield from kind.__members__
        elif is_dataclass(kind) and kind.__module__ in WRITTEN:
            yield from (field.name for field in fields(kind))


def names() -> list[str]:
    """All of them, each once."""
    classes = {kind for module in modules() for kind in vars(module).values() if isinstance(kind, type)}
    ours = [kind for kind in classes if kind.__module__.startswith("hiringkit.")]
    listed = (name for used in FRAMEWORKS.values() for name in used)
    return sorted({*listed, *in_templates(), *in_records(ours)})


def main() -> None:
    """Write the names as an expression each, which is how vulture takes them for used."""
    file = Path("build/vulture_names.py")
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"_.{name}\n" for name in names()), encoding="utf-8")


if __name__ == "__main__":
    main()
