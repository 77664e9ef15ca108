"""What became of a scorecard after its submission, as its paper says it: each later state beside the one before."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from hiringkit.languages import gettext, marked
from hiringkit.pdf.sheets.scorecards import StateOnPaper
from hiringkit.policy.people import Viewer
from hiringkit.scoring.scorecards import (
    CONFIDENCE_WORDS,
    NOT_OBSERVED_WORDS,
    RECOMMENDATION_WORDS,
    VERIFIABLE_WORDS,
    Card,
    Rating,
)
from hiringkit.services import scorecards
from hiringkit.services.scorecards import AskedLine, ScorecardPage, State

NOTHING = marked("nothing")
OBJECTION = {
    "offered": marked("Risk objection, evidence offered"),
    "next_step": marked("Risk objection, next step"),
    "owner": marked("Risk objection, owner"),
    "due": marked("Risk objection, date"),
    "escalation": marked("Risk objection, escalation"),
}
Change = tuple[str, str, str]


def states(session: Session, viewer: Viewer | None, page: ScorecardPage) -> tuple[StateOnPaper, ...]:
    """The states after the submission, oldest first; read as the card itself is."""
    found, before = [], 1
    for one in page.states:
        if one.number == 1:
            continue
        changes: tuple[Change, ...] = ()
        if one.is_amended:
            changes = tuple(_changes(_read(session, viewer, page, before), _read(session, viewer, page, one.number)))
            before = one.number
        found.append(_state(one, page.held.author, changes))
    return tuple(found)


def _read(session: Session, viewer: Viewer | None, page: ScorecardPage, number: int) -> ScorecardPage:
    return page if page.shown == number else scorecards.read_in(session, viewer, page.held.scorecard_id, number)


def _state(one: State, author: str, changes: tuple[Change, ...]) -> StateOnPaper:
    by = one.by
    if one.on_behalf and one.is_amended:
        by = gettext("%(who)s, on behalf of %(author)s", who=one.by, author=author)
    return StateOnPaper(one.state.value, one.at, by, one.reason, one.is_independent or not one.is_amended, changes)


def _changes(before: ScorecardPage, after: ScorecardPage) -> Iterator[Change]:
    for line in after.asked:
        was, now = (_rating(before, line), _rating(after, line))
        if was != now:
            yield (line.name, was, now)
    yield from _lines(before, after)
    for what, was, now in zip(_PARTS, _parts(before.card), _parts(after.card), strict=True):
        if was != now:
            yield (gettext(what), was or gettext(NOTHING), now or gettext(NOTHING))
    yield from _flags(before, after)
    yield from _objection(before.card, after.card)


def _rating(page: ScorecardPage, line: AskedLine) -> str:
    rating: Rating = page.card.rating(line.key)
    if rating.step is None:
        if not rating.not_observed:
            return gettext("not rated")
        return gettext("not observed, %(why)s", why=gettext(NOT_OBSERVED_WORDS[rating.not_observed]))
    scale = page.held.pack.scale_of(page.held.pack.criterion(line.key))
    return f"{scale.word(rating.step)}{'†' if rating.is_unevidenced else ''}"


def _lines(before: ScorecardPage, after: ScorecardPage) -> Iterator[Change]:
    was, now = ({line.id: line for line in page.lines if line.text.strip()} for page in (before, after))
    names = {line.key: line.name for line in after.asked}
    for key in dict.fromkeys([*was, *now]):
        old, new = was.get(key), now.get(key)
        if old and new and (old.text, old.criteria) == (new.text, new.criteria):
            continue
        of = ", ".join(sorted(names.get(one, one) for one in (new or old).criteria))  # type: ignore[union-attr]  # one of them is there
        yield (
            gettext("Evidence for %(criteria)s", criteria=of),
            old.text if old else gettext(NOTHING),
            new.text if new else gettext("taken out"),
        )


_PARTS = (marked("Recommendation"), marked("Confidence"), marked("What would have changed it"))


def _parts(card: Card) -> tuple[str, str, str]:
    return (
        gettext(RECOMMENDATION_WORDS[card.recommendation]) if card.recommendation else "",
        gettext(CONFIDENCE_WORDS[card.confidence]) if card.confidence else "",
        card.changed,
    )


def _flags(before: ScorecardPage, after: ScorecardPage) -> Iterator[Change]:
    seen, not_seen = gettext("seen"), gettext("not seen")
    was, now = ({flag.anti_signal: flag.evidence or seen for flag in page.card.flags} for page in (before, after))
    named = {item.id: item.text for item in after.held.pack.anti_signals}
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            what = gettext("Anti-signal: %(name)s", name=named.get(key, key))
            yield (what, was.get(key, not_seen), now.get(key, not_seen))


def _objection(before: Card, after: Card) -> Iterator[Change]:
    was, now = before.objection, after.objection
    if was is None or now is None:
        return
    if was.verifiable != now.verifiable:
        words = [
            gettext(VERIFIABLE_WORDS[one]) if one else gettext("not said") for one in (was.verifiable, now.verifiable)
        ]
        yield (gettext("Risk objection, could be checked"), words[0], words[1])
    if was.limits_said != now.limits_said:
        said = {True: gettext("yes"), False: gettext("no"), None: gettext("not said")}
        yield (gettext("Risk objection, limits named"), said[was.limits_said], said[now.limits_said])
    for name, what in OBJECTION.items():
        old, new = (str(getattr(one, name) or gettext(NOTHING)) for one in (was, now))
        if old != new:
            yield (gettext(what), old, new)
