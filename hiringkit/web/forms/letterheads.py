"""What a browser sends about the organisation on its documents."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired


class LetterheadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Name, colour, logo, what interviewers attest, and what candidates are told."""

    organisation = StringField("Name of the organisation", [InputRequired("Say what the organisation is called.")])
    colour = StringField("Colour")
    logo = FileField("Logo")
    no_logo = BooleanField("Print no logo any more")
    attestation = TextAreaField("What they say by a tick when they submit")
    scores_to_candidates = BooleanField("A candidate’s copy holds their fair scores")
