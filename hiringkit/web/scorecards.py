"""To be filled."""

from flask import Blueprint

blueprint = Blueprint("scorecards", __name__)
