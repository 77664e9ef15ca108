"""To be filled."""

from flask import Blueprint

blueprint = Blueprint("schedule", __name__)
