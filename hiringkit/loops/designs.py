"""The rating design of a loop: who meets whom, what can be told apart from that, and what would mend it most cheaply.

Severity can be told from the candidates only through interviewers who met the same ones. The order of the mends is:
connect groups that share nobody, tell stages from people, then give each interviewer three shared candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

ENOUGH_SHARED = 3
MOST_MENDS = 8
SAMPLES_SHARED = 2  # asked of people at once, where no interview can be joined


@dataclass(frozen=True)
class Meeting:
    """One interviewer meeting one candidate at one stage. `can_grow`: it lies ahead, so that somebody may join it.

    `is_sample`: the candidate is a reference sample, with a number that no candidate has: it links whoever rated it.
    """

    interview: int
    candidate: int
    interviewer: int
    stage: str
    can_grow: bool = False
    is_sample: bool = False


@dataclass(frozen=True)
class Rater:
    """What an interviewer's meetings come to: candidates met, those met by others too, stages, the group, and how many
    reference samples they rated that others rated too."""

    interviewer: int
    candidates: int
    shared: int
    stages: tuple[str, ...]
    component: int
    samples: int = 0

    @property
    def is_linked(self) -> bool:
        """Whether enough candidates and samples are shared for the severity to be learned."""
        return self.shared + self.samples >= ENOUGH_SHARED


@dataclass(frozen=True)
class Join:
    """A mend: this interviewer joins that interview. Without one: reference samples that these people all rate."""

    why: str
    interviewer: int | None = None
    interview: int | None = None
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Design:
    """What a loop's meetings let one tell apart. Components are numbered from 1, the largest first."""

    raters: tuple[Rater, ...]
    candidates: tuple[tuple[int, int], ...]  # id and component, in the order of the components
    own_stages: bool  # each stage has interviewers of its own only
    seen_twice: int  # candidates met by two interviewers or more

    @property
    def components(self) -> int:
        """How many groups share nobody with each other."""
        return max((component for _, component in self.candidates), default=0)

    @property
    def is_sound(self) -> bool:
        """Whether there is one group, stages can be told from people, and everybody is linked."""
        return self.components == 1 and not self.own_stages and all(rater.is_linked for rater in self.raters)


def design(meetings: Iterable[Meeting]) -> Design:
    """The design of these meetings; those of trainees are not to be among them, since they enter no statistic."""
    found = tuple(meetings)
    component = _components(found)
    real = [meeting for meeting in found if not meeting.is_sample]
    sits_in = _stages(real)
    met, rated = _met(real), _met([meeting for meeting in found if meeting.is_sample])
    by: dict[int, set[int]] = defaultdict(set)
    for meeting in found:
        by[meeting.candidate].add(meeting.interviewer)
    raters = tuple(
        Rater(
            interviewer=who,
            candidates=len(whom),
            shared=_shared(whom, by),
            stages=sits_in[who],
            component=component[("i", who)],
            samples=_shared(rated.get(who, ()), by),
        )
        for who, whom in met.items()
    )
    people_of = {meeting.candidate: by[meeting.candidate] for meeting in real}
    candidates = sorted(((one, component[("c", one)]) for one in people_of), key=lambda pair: (pair[1], pair[0]))
    return Design(
        raters=tuple(sorted(raters, key=lambda rater: (rater.component, rater.interviewer))),
        candidates=tuple(candidates),
        own_stages=len({meeting.stage for meeting in real}) > 1
        and all(len(kinds) == 1 for kinds in _stages(found).values()),
        seen_twice=sum(len(people) > 1 for people in people_of.values()),
    )


def _shared(whom: Iterable[int], by: Mapping[int, set[int]]) -> int:
    return sum(len(by[one]) > 1 for one in whom)


def _stages(found: Iterable[Meeting]) -> dict[int, tuple[str, ...]]:
    """By interviewer, the stages that they sit in, or rate a sample of."""
    kinds: dict[int, dict[str, None]] = defaultdict(dict)
    for meeting in found:
        kinds[meeting.interviewer][meeting.stage] = None
    return {who: tuple(stages) for who, stages in kinds.items()}


def mends(meetings: Iterable[Meeting]) -> tuple[Join, ...]:
    """The fewest joinings that make the design sound, the most needed first; each is taken to be done for the next.

    Groups are connected with one joining for each but the first, which is the least that can do it.
    """
    found = list(meetings)
    wanted: list[Join] = []
    for step in (_connect, _tell_stages, _link):
        while len(wanted) < MOST_MENDS and (mend := step(found)) is not None:
            wanted.append(mend)
            if mend.interviewer is None or mend.interview is None:
                break
            found.append(_joined(found, mend.interviewer, mend.interview))
    return tuple(wanted)


def samples_to_rate(
    people: Sequence[int], rated: Mapping[int, Collection[int]], barred: Collection[tuple[int, int]] = ()
) -> tuple[tuple[int, int], ...]:
    """Which reference samples these people are to rate so that they share two: the fewest ratings that do it.

    Args:
        people: who is to share them.
        rated: the samples that may be asked for, and who rated each already.
        barred: sample and person, where somebody saw the reference and cannot rate any more.

    Returns:
        Sample and person, sample by sample, those that others rated first; one person alone is asked for these only.
        Nothing when no sample is left for all of them.
    """
    lacking = {
        sample: tuple(who for who in people if who not in by)
        for sample, by in rated.items()
        if not any((sample, who) in barred and who not in by for who in people)
    }
    shared = {sample: who for sample, who in lacking.items() if who and (len(people) > 1 or rated[sample])}
    cheapest = sorted((len(who), -len(rated[sample]), sample) for sample, who in shared.items())[:SAMPLES_SHARED]
    return tuple((sample, who) for *_order, sample in cheapest for who in shared[sample])


def _connect(found: Sequence[Meeting]) -> Join | None:
    """Somebody of the largest group joins an interview of another, or the other way round."""
    now = design(found)
    if now.components < 2:
        return None
    of = {rater.interviewer: rater.component for rater in now.raters}
    groups = [{who for who, component in of.items() if component == number} for number in (1, 2)]
    why = f"{now.components} groups of candidates share no interviewer."
    for home, away in ((groups[0], groups[1]), (groups[1], groups[0])):
        open_to = [meeting for meeting in found if meeting.can_grow and meeting.interviewer in away]
        if open_to:
            return Join(why, _least_loaded(found, home), open_to[0].interview)
    return Join(why, people=tuple(sorted(_least_loaded(found, group) for group in groups)))


def _tell_stages(found: Sequence[Meeting]) -> Join | None:
    """Somebody sits in a stage that is not their own."""
    now = design(found)
    if not now.own_stages:
        return None
    stages = {rater.interviewer: rater.stages for rater in now.raters}
    why = "A harsh interviewer and a hard stage cannot be told apart: each stage has interviewers of its own only."
    for meeting in found:
        if meeting.can_grow:
            others = {who for who, seen in stages.items() if meeting.stage not in seen}
            if others:
                return Join(why, _least_loaded(found, others), meeting.interview)
    return Join(why, people=tuple(sorted(stages)))


def _link(found: Sequence[Meeting]) -> Join | None:
    """Whoever shares the fewest candidates joins an interview, or is joined in one."""
    lacking = [rater for rater in design(found).raters if not rater.is_linked]
    lacking.sort(key=lambda rater: (rater.shared, rater.interviewer))
    met = _met(found)
    for rater in lacking:
        for meeting in found:
            guest = _guest(found, met, rater.interviewer, meeting)
            if guest is not None:
                return Join(_few(rater), guest, meeting.interview, people=(rater.interviewer,))
    return Join(_few(lacking[0]), people=tuple(rater.interviewer for rater in lacking)) if lacking else None


def _guest(found: Sequence[Meeting], met: Mapping[int, set[int]], who: int, meeting: Meeting) -> int | None:
    """Who would have to join a meeting so that somebody shares one candidate more; None when nobody could."""
    if not meeting.can_grow:
        return None
    if meeting.candidate not in met[who]:
        return who
    others = {other for other in met if meeting.candidate not in met[other]}
    is_theirs_alone = meeting.interviewer == who and len(others) == len(met) - 1
    return _least_loaded(found, others) if is_theirs_alone and others else None


def _few(rater: Rater) -> str:
    return f"{rater.shared} of {ENOUGH_SHARED} candidates are shared with others."


def _joined(found: Sequence[Meeting], interviewer: int, interview: int) -> Meeting:
    host = next(meeting for meeting in found if meeting.interview == interview)
    return Meeting(interview, host.candidate, interviewer, host.stage, host.can_grow)


def _least_loaded(found: Sequence[Meeting], people: Iterable[int]) -> int:
    load = Counter(meeting.interviewer for meeting in found)
    return min(people, key=lambda who: (load[who], who))


def _met(found: Sequence[Meeting]) -> Mapping[int, set[int]]:
    met: dict[int, set[int]] = defaultdict(set)
    for meeting in found:
        met[meeting.interviewer].add(meeting.candidate)
    return met


def _components(found: Sequence[Meeting]) -> dict[tuple[str, int], int]:
    """The component of each interviewer ("i", id) and candidate ("c", id), the one with most candidates first."""
    if not found:
        return {}
    from scipy.sparse import coo_array  # noqa: PLC0415 -- slow to import, and most pages need none of it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 -- as above

    nodes: dict[tuple[str, int], int] = {}
    for meeting in found:
        nodes.setdefault(("i", meeting.interviewer), len(nodes))
        nodes.setdefault(("c", meeting.candidate), len(nodes))
    ends = [(nodes[("i", one.interviewer)], nodes[("c", one.candidate)]) for one in found]
    rows, columns = zip(*ends, strict=True)
    graph = coo_array(([1] * len(ends), (rows, columns)), shape=(len(nodes), len(nodes)))
    _count, labels = connected_components(graph, directed=False)
    samples = {meeting.candidate for meeting in found if meeting.is_sample}
    members: dict[int, list[int]] = defaultdict(list)
    for (kind, one), place in nodes.items():
        if kind == "c" and one not in samples:
            members[int(labels[place])].append(one)
    order = sorted(members, key=lambda label: (-len(members[label]), min(members[label])))
    rank = {label: number for number, label in enumerate(order, 1)}
    return {key: rank[int(labels[place])] for key, place in nodes.items()}
