"""The form of a scorecard: what a stage says is made once, and what its author said is put into the gaps."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, render_template
from jinja2 import Environment

from hiringkit.loops.plans import AI_POLICIES, FORMATS, check_of, constraint_of, probes_of
from hiringkit.policy.people import Viewer
from hiringkit.rubrics.packs import AntiSignal, Pack
from hiringkit.rubrics.places import place_of
from hiringkit.scoring.drafts import Line
from hiringkit.scoring.scorecards import NOT_OBSERVED_WORDS
from hiringkit.services.draft_pages import PAD, DraftPage, Kit
from hiringkit.services.drafts import Saved
from hiringkit.services.kits import timings_of, work_sample_of
from hiringkit.services.scorecards import AskedLine
from hiringkit.web.blanks import Answers, Blank, Unsaid, address_of, gap
from hiringkit.web.forms.scorecards import minute, minute_of
from hiringkit.web.pages import Frame, frame_for, pdf_fault

MOST_KEPT = 128  # forms, of 150 kB at most
MOST_ROWS = 64  # of a form, of 4 kB
NO_CRITERION, NO_OTHER = "no criterion yet", "for another criterion"
NOT_OBSERVED = {why.value: words for why, words in NOT_OBSERVED_WORDS.items()}


class Layout(NamedTuple):
    """All that a form's page depends on but its author and the interview: frame, kit, and how it is written."""

    frame: Frame
    view: str  # the part that a phone shows
    kit: Kit
    trainee: bool
    cancelled: bool
    prints: bool
    keys: bool

    @classmethod
    def of(cls, page: DraftPage, view: str) -> Layout:
        """That of a draft's page, for who writes with keys or without."""
        author, is_cancelled = page.author, page.is_cancelled
        prints = not (is_cancelled or pdf_fault())
        return cls(frame_for(author), view, page.kit, page.head.trainee, is_cancelled, prints, author.keys)


@dataclass(frozen=True, eq=False)
class CardForm:
    """The blanks of a form's page, and of what is written into its gaps as often as there is something."""

    page: Blank
    asked: tuple[AskedLine, ...]
    rows: Mapping[str, Blank]  # of a line under each criterion, and in the pad
    from_elsewhere: Mapping[tuple[str, bool], Blank]  # of a line by where it is written, with its minute or without
    with_you: Blank
    readers: Blank
    no_readers: str
    made: dict[tuple[str, frozenset[str]], Blank] = field(default_factory=dict)  # rows, by what a line speaks to

    def row(self, criterion: str, number: int, line: Line, note: str = "") -> bytes:
        """The row of a line where it is written. `note`: why it was not kept."""
        key = (criterion, line.criteria)
        blank = self.made.get(key)
        if blank is None:
            if len(self.made) >= MOST_ROWS:
                self.made.clear()
            blank = self.made[key] = self._row(*key)
        said = {"id": line.id, "words": line.text, "minute": minute_of(line), "number": str(number), "note": note}
        return blank.filled(said)

    def _row(self, criterion: str, criteria: frozenset[str]) -> Blank:
        """The row of a line that speaks to these criteria, which is most of what it says."""
        line = Line(gap("id"), gap("words"), criteria, unread=gap("minute"))
        said = _said_of(line, gap("number"), criterion, self.asked) | {"note": gap("note")}
        return Blank(self.rows[criterion].filled(said).decode())

    def row_elsewhere(self, home: str, line: Line) -> bytes:
        """A line as it is said where it speaks to a criterion and is not written."""
        at = minute(line.second)
        return self.from_elsewhere[home, bool(at)].filled({"words": line.text, "at": at})


_KEPT: dict[Layout, CardForm] = {}


def form_of(layout: Layout) -> CardForm:
    """The form of a layout, made once."""
    found = _KEPT.get(layout)
    if found is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[layout] = _made(layout)
    return found


def part(name: str, *given: object) -> str:
    """A part of the form that is made for each page, by the macro of this name."""
    made: str = _macro("interviews/parts.html", name)(*given)
    return made


def _macro(template: str, name: str) -> Any:
    return _found_macro(current_app.jinja_env, template, name)


@lru_cache(maxsize=64)
def _found_macro(environment: Environment, template: str, name: str) -> Any:
    return getattr(environment.get_template(template).module, name)


def _made(layout: Layout) -> CardForm:
    kit, frame = layout.kit, layout.frame
    of, pack, asked = kit.setting, kit.pack, kit.lines
    keys = [line.key for line in asked]
    criteria = {key: pack.criterion(key) for key in keys}
    illustrated = [one for one in criteria.values() if any(anchor.examples for anchor in one.anchors)]
    risks = {one.id for one in pack.risk_criteria}
    page = render_template(
        "interviews/show.html",
        viewer=Viewer(0, frame.role, gap("reader"), of.loop_zone),
        navigation=frame.navigation,
        installation=frame.installation,
        said=frame.said,
        nonce=gap("nonce"),
        of=of,
        asked=asked,
        level=kit.level,
        purpose=kit.purpose,
        view=layout.view,
        is_trainee=layout.trainee,
        is_cancelled=layout.cancelled,
        prints=layout.prints,
        has_keys=layout.keys,
        pack=pack,
        answers=Unsaid(),
        address=address_of,
        fresh=_empty_rows(keys),
        criteria=criteria,
        illustrated=illustrated,
        agreed={item.criterion: item for item in pack.definitions},
        anti_signals=_anti_signals(keys, pack),
        risk_at=next((key for key in keys if key in risks), ""),
        probes=probes_of(pack, of.stage_key, of.probes),
        ai_check=check_of(pack, of.stage_key, of.ai_check),
        timings=timings_of(pack, of.minutes, {line.key: line.weight for line in asked}, of),
        work_sample=work_sample_of(pack, of.work_sample),
        place=place_of(of.place, of.loop_zone),
        not_observed=NOT_OBSERVED,
        formats=FORMATS,
        policies=AI_POLICIES,
        constraint_of=constraint_of,
    )
    line_row, note_row = _macro("interviews/parts.html", "line_row"), _macro("interviews/pad.html", "note_row")
    return CardForm(
        page=Blank(page, {f"hides {what} of {key}": b" hidden" for what in ("others", "lack") for key in keys}),
        rows={key: Blank(line_row(Unsaid(), key, asked)) for key in keys} | {PAD: Blank(note_row(Unsaid(), asked))},
        asked=asked,
        from_elsewhere={
            (home, has_minute): Blank(part("from_elsewhere", gap("words"), gap("at") if has_minute else "", home, name))
            for home, name in [(PAD, "the note pad"), *[(line.key, line.name) for line in asked]]
            for has_minute in (False, True)
        },
        with_you=Blank(part("with_you", gap("others"))),
        readers=Blank(part("readers", gap("names"), gap("stage"))),
        no_readers=part("readers", "", ""),
    )


def _empty_rows(keys: Iterable[str]) -> dict[str, Answers]:
    """The empty row under each criterion, and in the pad. Their ids are new with every page, and end as told here."""
    return {key: Answers(empty_row(key, f"{gap('new ids')}{at:012x}")) for at, key in enumerate((PAD, *keys))}


def new_ids() -> str:
    """What the ids of a page's new lines begin with."""
    made = secrets.token_hex(10)
    return f"{made[:8]}-{made[8:12]}-{made[12:16]}-{made[16:]}-"


def empty_row(criterion: str, line_id: str) -> dict[str, str]:
    """What the row says in which a new line is written."""
    if criterion == PAD:
        return {"id": line_id, "label": "new note", "heading": "New note", "names": NO_CRITERION}
    return {"id": line_id, "label": "new evidence line", "heading": "New evidence line", "names": NO_OTHER}


def rows(lines: Sequence[Line], criterion: str, asked: Sequence[AskedLine], saved: Saved) -> list[dict[str, str]]:
    """The rows under a criterion, or in the pad. `saved`: what was not kept, which is said beside the line."""
    return [
        _said_of(line, str(number), criterion, asked) | {"note": note_of(line, saved)}
        for number, line in enumerate(lines, 1)
    ]


def note_of(line: Line, saved: Saved) -> str:
    """What is said beside a line that was not kept; nothing beside others."""
    is_kept = line.id not in saved.faults and line.id not in saved.conflicts
    theirs = {name: text for name, (text, _revision) in saved.conflicts.items()}
    return "" if is_kept else part("note", Answers({}, saved.faults, theirs), line.id)


def _said_of(line: Line, number: str, criterion: str, asked: Sequence[AskedLine]) -> dict[str, str]:
    kind, none = ("note", NO_CRITERION) if criterion == PAD else ("evidence line", NO_OTHER)
    speaks = [one.name for one in asked if one.key in line.criteria and one.key != criterion]
    return {
        "id": line.id,
        "words": line.text,
        "minute": minute_of(line),
        "label": f"{kind} {number}",
        "heading": f"{kind.capitalize()} {number}",
        "names": ", ".join(speaks) or none,
        **{f"also:{key}": "1" for key in line.criteria},
    }


def _anti_signals(keys: Sequence[str], pack: Pack) -> dict[str, list[AntiSignal]]:
    """Each anti-signal beside the first criterion on the card that it belongs to."""
    found: dict[str, list[AntiSignal]] = {key: [] for key in keys}
    for item in pack.anti_signals:
        first = next((key for key in keys if key in item.criteria), None)
        if first:
            found[first].append(item)
    return found
