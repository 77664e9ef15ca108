"""What a browser sends about candidates: their names and addresses, a reason, what the list is asked for."""

from __future__ import annotations

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, StringField, TelField, TextAreaField

from hiringkit.db.candidate_list import HELD, Asked, Sort
from hiringkit.db.columns import LARGEST_ID
from hiringkit.db.tables.candidates import CandidacyState
from hiringkit.services.duplicates import SOMEBODY_ELSE

LONGEST_SEARCH = 120
_STATES: dict[str | None, CandidacyState] = {state.value: state for state in CandidacyState}
_SORTS: dict[str | None, Sort] = {sort.value: sort for sort in Sort}


class CandidateForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A candidate's name and addresses; judged by the service."""

    name = StringField("Name")
    email = EmailField("Email")
    phone = TelField("Telephone")


class NewCandidateForm(CandidateForm):
    """As above, and whether somebody on record is the same person."""

    same = StringField("Is it the same person?")

    def chosen(self) -> int | None:
        """The candidacy of the same person, SOMEBODY_ELSE, or None: not said."""
        return chosen(self.same.data)


class ReasonForm(FlaskForm):  # type: ignore[misc]  # as above
    """Why scorecards are opened early, or a candidate withdraws."""

    reason = TextAreaField("Reason")


def asked(arguments: MultiDict[str, str]) -> Asked:
    """What the list is asked for; what makes no sense is left out."""
    if not arguments:
        return Asked()
    return Asked(
        search=searched(arguments),
        loop_id=identifier(arguments.get("loop")),
        state=_STATES.get(arguments.get("state")),
        stage=HELD if arguments.get("stage") == "held" else identifier(arguments.get("stage")),
        sort=_SORTS.get(arguments.get("sort"), Sort.NEWEST),
        after=identifier(arguments.get("after")),
    )


def searched(arguments: MultiDict[str, str]) -> str:
    """What a list is searched for; a sign that no database holds is left out."""
    return arguments.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def chosen(text: str | None) -> int | None:
    """Whose candidacy is the same person’s, SOMEBODY_ELSE, or None: not said."""
    return SOMEBODY_ELSE if text == "other" else identifier(text)


def identifier(text: str | None) -> int | None:
    """A row's number from an address; None when it is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None
