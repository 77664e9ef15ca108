"""What a browser sends with a file of a candidate."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField

from hiringkit.db.tables.attachments import Audience

PANEL_WORDS = "About the candidate: everybody who meets them reads it"
STAFF_WORDS = "About the candidate: managers, recruiters and the decider alone"


class AttachmentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The file, what it is called here, and whom it is for."""

    file = FileField("File")
    name = StringField("What it is called here")
    purpose = SelectField("What it is", validate_choice=False)

    def offer(self, stages: Sequence[tuple[int, str]]) -> None:
        """Let a file be about the candidate, or be the work sample of a stage."""
        samples = [(f"stage:{stage_id}", f"Work sample of {name}") for stage_id, name in stages]
        self.purpose.choices = [(Audience.PANEL.value, PANEL_WORDS), (Audience.STAFF.value, STAFF_WORDS), *samples]

    def chosen(self) -> tuple[Audience, int | None]:
        """Who reads it, and the stage whose work sample it is. What makes no sense is for the fewest."""
        said = str(self.purpose.data or "")
        kind, _, number = said.partition(":")
        if kind == "stage" and number.isascii() and number.isdigit() and len(number) < 10:
            return Audience.PANEL, int(number)
        return (Audience.PANEL if said == Audience.PANEL else Audience.STAFF), None
