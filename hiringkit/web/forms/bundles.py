"""What a browser sends about an archive: which candidates of a loop."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from hiringkit.errors import InvalidError
from hiringkit.services.bundles import Choice
from hiringkit.services.loops import LoopPage
from hiringkit.web.forms.choices import SelectChoice
from hiringkit.web.forms.faults import said


class BundleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Whom the archive is of; nothing filled in is the whole loop."""

    stage = SelectField("Stage", validate_choice=False)
    since = StringField("First day")
    until = StringField("Last day")

    def offer(self, loop: LoopPage) -> None:
        """The stages of the loop to choose from."""
        stages = [SelectChoice(stage.key, stage.name) for stage in loop.plan.stages]
        self.stage.choices = [SelectChoice("", "every stage"), *stages]

    def choice(self) -> Choice:
        """What was chosen. Raises InvalidError with each fault beside its field."""
        days = {"since": said(self.since).strip(), "until": said(self.until).strip()}
        read = {name: _day(text) for name, text in days.items() if text}
        problems = {
            name: f"“{days[name][:40]}” is no date. Write it as 2026-01-31." for name, on in read.items() if on is None
        }
        if problems:
            raise InvalidError(next(iter(problems.values())), problems=problems)
        return Choice(self.stage.data or "", read.get("since"), read.get("until"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
