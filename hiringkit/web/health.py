"""Whether the application and its database answer."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from hiringkit import __version__
from hiringkit.db.schema import revision
from hiringkit.web.context import database
from hiringkit.web.security import open_to_all

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """The versions of program and schema; 503 while the database does not answer with its own."""
    try:
        schema = revision(database().engine)
    except DBAPIError:
        schema = None
    return jsonify(version=__version__, schema=schema), 200 if schema else 503
