"""Whether the application and its database answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from hiringkit import __version__
from hiringkit.db import migrate
from hiringkit.web.context import database
from hiringkit.web.security import open_to_all

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_all
def healthz() -> Response:
    """The versions of program and schema."""
    return jsonify(version=__version__, schema=migrate.revision(database().engine))
