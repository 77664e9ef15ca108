"""What a browser sends about loops and their stages, made into what the services take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange

from hiringkit import languages
from hiringkit.loops.plans import AI_POLICIES, FORMATS, PlannedStage, check_of, probes_of
from hiringkit.policy.people import LoopRole, Role, may_decide
from hiringkit.policy.scorecards import Seat
from hiringkit.rubrics.packs import Pack
from hiringkit.rubrics.places import places
from hiringkit.services.loop_words import LoopWords
from hiringkit.services.loops import LoopPage
from hiringkit.services.stages import LONGEST, SHORTEST, StageWords
from hiringkit.web.forms.choices import SelectChoice
from hiringkit.web.forms.faults import said

VISIBILITY_WORDS = {
    "after_own": "After their own: a panel member reads the others’ cards once their own is in",
    "after_panel": "After the panel: nobody reads another’s card until all are in",
    "always": "Always: everybody of the loop reads a card as soon as it is in",
}
ROLE_WORDS = {LoopRole.MANAGER: "Manager", LoopRole.INTERVIEWER: "Interviewer", LoopRole.RECRUITER: "Recruiter"}
NEW_LOOP = {"paper": "letter", "language": languages.SOURCE, "visibility": "after_own"}
SEAT_WORDS = {Seat.LEAD: "leads", Seat.SECOND: "second", Seat.SHADOW: "shadows, in training"}
Names = Iterable[tuple[str, str]]


def _choices(pairs: Names, nothing: str = "") -> list[SelectChoice]:
    first = [SelectChoice("", nothing)] if nothing else []
    return first + [SelectChoice(value, words) for value, words in pairs]


class LoopForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What somebody writes about a loop."""

    revision = HiddenField()
    version = SelectField("Pack and version", validate_choice=False)
    title = StringField("Title", [InputRequired("Give the loop a title.")])
    requisition = StringField("Requisition number", [InputRequired("Give the requisition number.")])
    purpose = TextAreaField("Purpose: the question behind the loop")
    track = SelectField("Track", validate_choice=False)
    level = SelectField("Level", validate_choice=False)
    decider_id = SelectField("Who decides hire, level and offer", validate_choice=False)
    tie_breaker_id = SelectField("Tie-breaker", validate_choice=False)
    zone = StringField("Time zone", [InputRequired("Name a time zone.")])
    place = SelectField("Whose law on questions holds", validate_choice=False)
    accommodations = StringField("Whom candidates ask for an accommodation")
    paper = SelectField("Paper", choices=_choices((("letter", "Letter"), ("a4", "A4"))), validate_choice=False)
    language = SelectField("Language of its documents", validate_choice=False)
    visibility = SelectField(
        "When others may read a scorecard", choices=_choices(VISIBILITY_WORDS.items()), validate_choice=False
    )
    evidence_first = BooleanField("Evidence first: a scale opens once a line of evidence is written for it")
    with_people = BooleanField("Take over its people and panels too")

    def offer_versions(self, versions: Sequence[tuple[int, str]]) -> None:
        """The versions to build of; with several none is taken for granted, because a loop cannot change it later."""
        self.version.choices = _choices(
            ((str(value), words) for value, words in versions), "Choose a pack" if len(versions) > 1 else ""
        )

    def offer(self, pack: Pack | None, people: Iterable[tuple[int, str, str]]) -> None:
        """Fill the lists: tracks and levels of a pack, and the people who may decide."""
        self.place.choices = _choices(((place.id, place.name) for place in places()), "That of the time zone")
        self.language.choices = _choices(languages.names().items())
        self.track.choices = _choices(((item.id, item.name) for item in pack.tracks) if pack else (), "Not named yet")
        self.level.choices = _choices(((item.id, item.name) for item in pack.levels) if pack else (), "Not named yet")
        able = [(str(person_id), name) for person_id, name, role in people if may_decide(Role(role))]
        for field in (self.decider_id, self.tie_breaker_id):
            field.choices = _choices(able, "Nobody yet")

    def words(self) -> LoopWords:
        """What was written, for the services to judge."""
        return LoopWords(
            title=said(self.title),
            requisition=said(self.requisition),
            purpose=self.purpose.data or "",
            zone=said(self.zone).strip(),
            paper=self.paper.data or "",
            language=self.language.data or "",
            visibility=self.visibility.data or "",
            track=self.track.data or "",
            level=self.level.data or "",
            decider_id=_number(self.decider_id.data),
            tie_breaker_id=_number(self.tie_breaker_id.data),
            evidence_first=bool(self.evidence_first.data),
            place=self.place.data or "",
            accommodations=self.accommodations.data or "",
        )


def loop_form(loop: LoopPage) -> LoopForm:
    """The form of a loop, filled with what it says."""
    says = _what_it_says(loop)
    form = LoopForm(revision=str(loop.revision), requisition=loop.requisition, **says)
    return form if loop.is_draft else _fixed(form, says, ("track", "level", "visibility", "evidence_first"))


def _fixed(form: Any, says: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The form with what is not to be changed as it is, whatever was sent: of a control that is fixed, nothing is."""
    for name in names:
        form[name].data = says[name]
    return form


def like_form(loop: LoopPage, versions: Sequence[tuple[int, str]]) -> LoopForm:
    """The form of a new loop, filled as an earlier one is; its requisition number is its own."""
    newest = str(max((value for value, _words in versions), default=""))
    return LoopForm(version=newest, with_people=True, **_what_it_says(loop))


def _what_it_says(loop: LoopPage) -> dict[str, Any]:
    return {
        "title": loop.title,
        "purpose": loop.purpose,
        "track": loop.track or "",
        "level": loop.level or "",
        "decider_id": str(loop.decider_id or ""),
        "tie_breaker_id": str(loop.tie_breaker_id or ""),
        "zone": loop.zone,
        "paper": loop.paper,
        "language": languages.known(loop.language),
        "visibility": loop.visibility.value,
        "evidence_first": loop.evidence_first,
        "place": loop.place,
        "accommodations": loop.accommodations,
    }


class StageForm(FlaskForm):  # type: ignore[misc]  # as above
    """What somebody writes about a stage; the seats are read beside it, from the loop's members alone."""

    revision = HiddenField()
    name = StringField("Name", [InputRequired("Give the stage a name.")])
    minutes = IntegerField(
        "Minutes",
        [
            InputRequired("Give the minutes as a whole number."),
            NumberRange(SHORTEST, LONGEST, f"A stage lasts between {SHORTEST} and {LONGEST} minutes."),
        ],
    )
    format = SelectField("Format", choices=_choices(FORMATS.items()), validate_choice=False)
    ai_policy = SelectField("AI tools", choices=_choices(AI_POLICIES.items()), validate_choice=False)
    scenario = SelectField("Scenario", validate_choice=False)
    work_sample = SelectField("Work sample", validate_choice=False)
    risk_objection = BooleanField("The risk objection is put here")
    without_names = BooleanField("Graded without names")
    ai_check = TextAreaField("Question to check what was had from a tool")
    advice = TextAreaField("Advice to the interviewers")
    probes = SelectMultipleField("Probes", validate_choice=False)

    def offer(self, pack: Pack) -> None:
        """Fill the lists from the pack."""
        self.probes.choices = _choices((item.id, item.text) for item in pack.probes)
        named = [(item.id, item.name or item.text) for item in pack.scenarios if item is not pack.risk_objection]
        self.scenario.choices = _choices(named, "None")
        self.work_sample.choices = _choices(((item.id, item.name or item.text) for item in pack.work_samples), "None")

    def words(self) -> StageWords:
        """What was written, for the services to judge."""
        return StageWords(
            name=said(self.name),
            minutes=self.minutes.data or 0,
            advice=self.advice.data or "",
            format=self.format.data or "",
            scenario=self.scenario.data or "",
            work_sample=self.work_sample.data or "",
            risk_objection=bool(self.risk_objection.data),
            without_names=bool(self.without_names.data),
            ai_policy=self.ai_policy.data or "",
            probes=tuple(self.probes.data or ()),
            ai_check=self.ai_check.data or "",
        )


def stage_form(loop: LoopPage, stage: PlannedStage) -> StageForm:
    """The form of a stage, filled with what it says."""
    fixed = {
        "name": stage.name,
        "format": stage.format,
        "ai_policy": stage.ai_policy,
        "scenario": stage.scenario or "",
        "work_sample": stage.work_sample or "",
        "risk_objection": stage.risk_objection,
        "without_names": stage.without_names,
        "ai_check": check_of(loop.pack, stage.key, stage.ai_check),
        "probes": [probe.id for probe in probes_of(loop.pack, stage.key, stage.probes)],
    }
    form = StageForm(revision=str(loop.revision), minutes=stage.minutes, advice=stage.advice, **fixed)
    form.offer(loop.pack)
    return form if loop.is_draft else _fixed(form, fixed, fixed)


def seats(sent: Mapping[str, str]) -> dict[int, Seat]:
    """Who was given a seat on a stage, whether they belong to the loop or not: that is the service's to judge."""
    chosen = {_number(name.removeprefix("seat-")): seat for name, seat in sent.items() if name.startswith("seat-")}
    return {who: Seat(seat) for who, seat in chosen.items() if who and seat in set(Seat)}


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def whole(value: str | None) -> int:
    """A number from a hidden field; 0, which no revision is, when somebody changed it."""
    return _number(value) or 0
