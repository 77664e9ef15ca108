"""To be filled."""

from flask import Blueprint

blueprint = Blueprint("loops", __name__)
