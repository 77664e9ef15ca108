"""The packet of a candidate on paper: cover, contents, loop, matrix, each scorecard, decision, what is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hiringkit.languages import day, decimal, gettext, in_its_language, marked
from hiringkit.pdf import engine, scorecards, texts
from hiringkit.pdf.codes import word as said
from hiringkit.pdf.heads import Head
from hiringkit.pdf.rulers import Row, Ruler, row, rulers, total
from hiringkit.pdf.scorecards import CardView
from hiringkit.pdf.sheets.packets import PacketSheet, ScoredOnPaper, SeatOnPaper, StageOnPaper
from hiringkit.pdf.sheets.scorecards import ScorecardSheet
from hiringkit.pdf.sheets.scores import HOW_FAIR

RECORD_NAME = "packet.json"
RECORD_SAYS = marked("The record of this packet in canonical JSON: what the pages print, for machines.")
ABREAST = 4  # columns of cards or stages beside each other
WIDE = 2  # steps between the lowest and the highest rating of a criterion that the debrief should look at
SUPPORTS = marked(
    "This packet supports a decision that people make. No figure here may be its only or its overriding ground."
)
NOTHING = "–"


@dataclass(frozen=True)
class Matrix:
    """Ratings by criterion, for as many cards as stand beside each other."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PacketView:
    """A packet as its template shows it."""

    sheet: PacketSheet
    cards: tuple[CardView, ...]
    matrices: tuple[Matrix, ...]
    differences: tuple[tuple[str, str], ...]
    drawn: tuple[Ruler, ...]

    @property
    def supports(self) -> str:
        """What the packet may be used for."""
        return gettext(SUPPORTS)

    @property
    def how_fair(self) -> list[tuple[str, str]]:
        """How scores are made fair: headings and texts."""
        return [(gettext(heading), gettext(text)) for heading, text in HOW_FAIR]

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The contents: where each part begins, and what it is called."""
        sheet = self.sheet
        found = [("loop", gettext("Loop and coverage"))]
        found += [("matrix", gettext("Ratings by criterion and interview"))] if self.matrices else []
        found += [(f"card{number}", card.name) for number, card in enumerate(self.cards, 1)]
        found += [("debrief", gettext("Debrief and decision"))] if sheet.debrief or sheet.decision else []
        return [*found, ("withheld", gettext("What is withheld, and why"))]

    @property
    def held(self) -> list[tuple[str, ...]]:
        """A line for each seat: stage, interviewer, when it was held, where the card stands."""
        return [line for number, stage in enumerate(self.sheet.stages, 1) for line in self._lines(number, stage)]

    def _lines(self, number: int, stage: StageOnPaper) -> Iterator[tuple[str, ...]]:
        name = f"{number} {stage.name}"
        if stage.starts_at is None:
            state = gettext("left out for this candidate") if stage.left_out else gettext("not planned")
            yield (name, NOTHING, state, NOTHING)
            return
        start = texts.moment_in(stage.starts_at, self.sheet.zone)
        when = gettext("%(start)s, %(minutes)s min", start=start, minutes=stage.minutes)
        for seat in stage.seats:
            yield (name, _who(seat), when, self._state(seat))

    def _state(self, seat: SeatOnPaper) -> str:
        if seat.submitted_at is None:
            return seat.card
        return gettext("submitted %(when)s", when=texts.moment_in(seat.submitted_at, self.sheet.zone))

    @property
    def coverage(self) -> list[Matrix]:
        """Which stage sees which criterion, for as many stages as stand beside each other."""
        names = [f"{number} {stage.name}" for number, stage in enumerate(self.sheet.stages, 1)]
        return [self._seen(names, at) for at in range(0, len(names), ABREAST)]

    def _seen(self, names: Sequence[str], at: int) -> Matrix:
        rows = ((line.criterion, *map(said, line.cells[at : at + ABREAST])) for line in self.sheet.coverage)
        return Matrix(tuple(names[at : at + ABREAST]), tuple(rows))

    @property
    def recommendations(self) -> list[tuple[str, ...]]:
        """What each author whose card counts recommended."""
        counted = [card.sheet for card in self.cards if card.sheet.recommendation and not card.sheet.trainee]
        return [
            (card.interviewer, f"{card.stage_number} {card.stage}", gettext(card.recommendation)) for card in counted
        ]

    @property
    def withheld(self) -> list[tuple[str, ...]]:
        """What is not in the packet."""
        return [(item.what, item.why, item.who) for item in self.sheet.withheld]

    @property
    def chain(self) -> list[tuple[str, ...]]:
        """The entries of the chain behind it."""
        return [
            (texts.moment_in(entry.at, self.sheet.zone), entry.what, f"{entry.number} · {texts.code(entry.hash)}")
            for entry in self.sheet.chain
        ]

    @property
    def waivers(self) -> list[tuple[str, str]]:
        """What the loop linter found and somebody let stand."""
        zone = self.sheet.zone
        return [
            (
                item.finding,
                gettext(
                    "Waived by %(who)s, %(day)s: %(why)s", who=item.by, day=texts.day_in(item.at, zone), why=item.reason
                ),
            )
            for item in self.sheet.waivers
        ]

    @property
    def dated(self) -> str:
        """The date of the newest record."""
        return texts.moment_in(self.sheet.dated, self.sheet.zone)

    @property
    def decided_on(self) -> str:
        """The date of the decision."""
        return day(self.sheet.decision.decided_on) if self.sheet.decision else ""

    @property
    def look_again_on(self) -> str:
        """When the decision is to be looked at again."""
        decision = self.sheet.decision
        return day(decision.look_again_on) if decision and decision.look_again_on else ""


@in_its_language
def packet(sheet: PacketSheet, record: bytes) -> bytes:
    """The PDF of a packet, with its record inside. The same sheet and record give the same bytes."""
    carried = engine.Record(RECORD_NAME, record, gettext(RECORD_SAYS), sheet.dated, sheet.digest)
    return engine.printed(page_of(sheet), carried)


@in_its_language
def page_of(sheet: PacketSheet) -> str:
    """The HTML of a packet."""
    copy = sheet.is_candidates_copy
    kind = gettext("Interview record") if copy else gettext("Candidate packet")
    what = gettext("Packet of %(candidate)s", candidate=sheet.candidate)
    head = Head(
        frame=sheet.frame,
        title=gettext(
            "%(kind)s: %(candidate)s, requisition %(requisition)s",
            kind=kind,
            candidate=sheet.candidate,
            requisition=sheet.requisition,
        ),
        about=gettext("%(what)s, requisition %(requisition)s", what=what, requisition=sheet.requisition),
        what=what,
        private=scorecards.private(sheet.candidate, sheet.requisition, is_copy=copy),
        foot=scorecards.foot(sheet.rubric, sheet.run or said(sheet.status)),
        digest=sheet.digest,
        dated=sheet.dated,
    )
    counted = [card for card in sheet.cards if not card.trainee]
    view = PacketView(
        sheet=sheet,
        cards=tuple(scorecards.view(card) for card in sheet.cards),
        matrices=tuple(_matrix(sheet, counted[at : at + ABREAST]) for at in range(0, len(counted), ABREAST)),
        differences=tuple(_differences(sheet, counted)),
        drawn=rulers([_scored(line) for line in sheet.scores], sheet.words) if sheet.scores else (),
    )
    return engine.page("packet.html", head=head, view=view, sheet=sheet)


def _who(seat: SeatOnPaper) -> str:
    name = seat.interviewer or said(seat.seat)
    return gettext("%(name)s (trainee)", name=name) if seat.trainee else name


def _scored(line: ScoredOnPaper) -> Row:
    if line.is_total and line.score:
        return total(line.name, line.score, line.raw)
    figure = "" if line.raw is None else decimal(line.raw)
    return row(line.name, step=line.raw, ticked=figure, said="", score=line.score)


def _matrix(sheet: PacketSheet, cards: Sequence[ScorecardSheet]) -> Matrix:
    rows = tuple((line.criterion, *(_cell(card, line.criterion) for card in cards)) for line in sheet.coverage)
    return Matrix(tuple(_column(card) for card in cards), rows)


def _column(card: ScorecardSheet) -> str:
    return f"{card.stage_number} {card.interviewer or f'{card.stage}, {said(card.seat)}'}"


def _cell(card: ScorecardSheet, name: str) -> str:
    found = next((criterion for criterion in card.criteria if criterion.name == name), None)
    if found is None:
        return NOTHING
    return f"{scorecards.ticked(found)} {scorecards.word(found)}" if found.step else gettext("not obs.")


def _differences(sheet: PacketSheet, cards: Sequence[ScorecardSheet]) -> Iterator[tuple[str, str]]:
    """The criteria on which the panel differs widely, widest first; nothing is said of who is right."""
    found = []
    for line in sheet.coverage:
        seen = [
            (criterion.step, scorecards.word(criterion), card.stage_number)
            for card in cards
            for criterion in card.criteria
            if criterion.name == line.criterion and criterion.step
        ]
        if seen and max(seen)[0] - min(seen)[0] >= WIDE:
            low, high = min(seen), max(seen)
            apart = gettext(
                "From %(low)s (stage %(first)s) to %(high)s (stage %(second)s).",
                low=low[1],
                first=low[2],
                high=high[1],
                second=high[2],
            )
            found.append((high[0] - low[0], line.criterion, apart))
    yield from ((name, apart) for _spread, name, apart in sorted(found, key=lambda item: -item[0]))
