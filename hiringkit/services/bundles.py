"""Archives of a loop: asked for by its staff, made away from the request, handed to who asked for them alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from hiringkit.db import audit, jobs, people
from hiringkit.db import bundles as stored
from hiringkit.db.engine import Database
from hiringkit.db.interviews import Columns
from hiringkit.db.tables import BundleBytesRow, BundleFileRow, BundleRow
from hiringkit.db.tables.bundles import BundleState
from hiringkit.db.tables.jobs import JobKind
from hiringkit.errors import (
    ConflictError,
    HiringkitError,
    InvalidError,
    RefusedError,
    TooManyError,
    UnprintableError,
)
from hiringkit.policy.people import Viewer
from hiringkit.services import loops
from hiringkit.services.loops import LoopPage

BUNDLE = "archive"
LASTS = timedelta(hours=24)
MOST_OPEN, MOST_STARTS, SHOWN = 5, 5, 50
QUIET = timedelta(minutes=1)  # a worker that was not seen for so long is not there


@dataclass(frozen=True)
class Choice:
    """Which candidates of a loop: those with an interview at a stage, or on days of the loop's zone; else all."""

    stage: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_all(self) -> bool:
        """Whether it is the whole loop."""
        return not (self.stage or self.since or self.until)

    @property
    def said(self) -> Mapping[str, str]:
        """What the manifest says of it."""
        dates = {"since": self.since, "until": self.until}
        return {**({"stage": self.stage} if self.stage else {}), **{name: str(on) for name, on in dates.items() if on}}


ALL = Choice()


@dataclass(frozen=True)
class Bundle:
    """An archive, as its owner sees it."""

    bundle_id: int
    loop_id: int
    title: str
    requisition: str
    choice: Choice
    stage_name: str
    state: BundleState
    asked_at: datetime
    done: int
    total: int | None
    fault: str
    mend: str
    ended_at: datetime | None
    expires_at: datetime | None
    size: int | None


@dataclass(frozen=True)
class Member:
    """A file of the archive; its name holds no name of a person."""

    name: str
    kind: str
    subject_id: int
    record: str  # digest of the record that it prints
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Work:
    """An archive to be made: for whom, of what."""

    viewer: Viewer
    loop_id: int
    choice: Choice


class GivenUpError(Exception):
    """The archive was cancelled, or asked for again, while this job worked on it."""


def candidacies(db: Database, viewer: Viewer | None, loop_id: int, choice: Choice) -> list[int]:
    """The chosen candidacies of a loop, in the order in which they were added.

    Raises NotFoundError; RefusedError: not its staff; ConflictError: still being built; InvalidError: nobody chosen.
    """
    with db.reading() as session:
        loop = _loop(session, viewer, loop_id)
        return _chosen(session, loop, choice)


def loop_of(db: Database, viewer: Viewer, loop_id: int) -> LoopPage:
    """The loop that an archive is asked of. Raises as `candidacies` does."""
    with db.reading() as session:
        return _loop(session, viewer, loop_id)


def _loop(session: Session, viewer: Viewer | None, loop_id: int) -> LoopPage:
    loop = loops.read(session, viewer, loop_id)
    if viewer and not loop.is_staff:
        raise RefusedError("Only managers, recruiters and the decider of the loop have its archive.")
    if loop.is_draft:
        raise ConflictError("The loop is still being built.", mend="Open it first.")
    return loop


def _chosen(session: Session, loop: LoopPage, choice: Choice) -> list[int]:
    if choice.stage and choice.stage not in {stage.key for stage in loop.plan.stages}:
        raise InvalidError("The loop has no such stage.", problems={"stage": "Choose one of the stages."})
    if choice.since and choice.until and choice.until < choice.since:
        said = "The last day lies before the first."
        raise InvalidError(said, problems={"until": said})
    found = stored.candidacies(session, loop.loop_id, choice.stage, choice.since, choice.until)
    if not (found or choice.is_all):
        said = "Nobody has an interview there."
        field = "stage" if choice.stage else "since"
        raise InvalidError(said, problems={field: f"{said} Choose other days or another stage."})
    return found


def ask(db: Database, viewer: Viewer, loop_id: int, choice: Choice, now: datetime) -> int:
    """Ask for an archive; the job that makes it is written down with it. Gives the archive's id.

    Raises as `candidacies` does; TooManyError: enough of the viewer's are still to be made.
    """
    with db.writing() as session:
        audit.hold(session)
        _chosen(session, _loop(session, viewer, loop_id), choice)
        _require_few(session, viewer)
        row = BundleRow(
            owner_id=viewer.person_id,
            loop_id=loop_id,
            stage=choice.stage,
            since=choice.since,
            until=choice.until,
            state=BundleState.WAITING,
            asked_at=now,
            job="",
            fault="",
            mend="",
        )
        session.add(row)
        session.flush()
        row.job = jobs.add(session, JobKind.BUNDLE, row.id, now)
        _note(session, viewer.person_id, row, "archive asked for", now, {"loop": loop_id, **choice.said})
        return row.id


def _require_few(session: Session, viewer: Viewer) -> None:
    if stored.count_open(session, viewer) >= MOST_OPEN:
        raise TooManyError(
            f"{MOST_OPEN} archives of yours are still to be made.",
            wait_seconds=60,
            mend="Wait until one is ready, or cancel one.",
        )


def listed(db: Database, viewer: Viewer) -> list[Bundle]:
    """The viewer's archives, the newest first."""
    with db.reading() as session:
        return [_bundle(row) for row in stored.mine(session, viewer, SHOWN)]


def shown(db: Database, viewer: Viewer, bundle_id: int, now: datetime) -> tuple[Bundle, bool]:
    """One of the viewer's archives, and whether a worker is there to make it. Raises NotFoundError."""
    with db.reading() as session:
        found = _bundle(stored.one(session, viewer, bundle_id))
        seen = jobs.last_seen(session)
        return found, seen is not None and now - seen < QUIET


def _bundle(row: Columns) -> Bundle:
    return Bundle(
        bundle_id=row[0],
        loop_id=row[1],
        choice=Choice(row[2], row[3], row[4]),
        state=row[5],
        asked_at=row[6],
        done=row[7],
        total=row[8],
        fault=row[9],
        mend=row[10],
        ended_at=row[11],
        expires_at=row[12],
        size=row[13],
        title=row[14],
        requisition=row[15],
        stage_name=row[16] or "",
    )


def cancel(db: Database, viewer: Viewer, bundle_id: int, now: datetime) -> None:
    """Let an archive not be made; what was made of it goes. Raises NotFoundError, ConflictError: it is made."""
    with db.writing() as session:
        audit.hold(session)
        stored.one(session, viewer, bundle_id)
        row = stored.row(session, bundle_id)
        if not row.state.is_open:
            raise ConflictError("The archive is not being made any more.", mend="Load its page again.")
        _end(session, row, BundleState.CANCELLED, now)
        _note(session, viewer.person_id, row, "archive cancelled", now, {})


def retry(db: Database, viewer: Viewer, bundle_id: int, now: datetime) -> None:
    """Make an archive after all, with what its owner may read now.

    Raises NotFoundError, RefusedError, ConflictError (it is being made), TooManyError.
    """
    with db.writing() as session:
        audit.hold(session)
        found = _bundle(stored.one(session, viewer, bundle_id))
        _loop(session, viewer, found.loop_id)
        row = stored.row(session, bundle_id)
        if row.state.is_open or row.state is BundleState.READY:
            raise ConflictError("The archive is ready, or being made.", mend="Load its page again.")
        _require_few(session, viewer)
        row.state, row.fault, row.mend, row.ended_at = BundleState.WAITING, "", "", None
        row.starts, row.done, row.total, row.expires_at = 0, 0, None, None
        row.job = jobs.add(session, JobKind.BUNDLE, row.id, now)
        _note(session, viewer.person_id, row, "archive asked for", now, {"loop": row.loop_id, **found.choice.said})


def download(db: Database, viewer: Viewer, bundle_id: int, now: datetime) -> bytes:
    """The bytes of one's own archive. Raises NotFoundError, ConflictError: not ready, or its time is over."""
    with db.writing() as session:
        audit.hold(session)
        found = _bundle(stored.one(session, viewer, bundle_id))
        is_over = found.expires_at is not None and found.expires_at <= now
        content = None if is_over else stored.content(session, bundle_id)
        if content is None:
            again = "Ask for it again on its page."
            raise ConflictError("The archive is not there to download.", mend=again)
        _note(session, viewer.person_id, stored.row(session, bundle_id), "archive downloaded", now, {})
        return content


def begin(db: Database, bundle_id: int, job: str) -> Work:
    """For whom an archive is to be made, and of what; counts the start.

    Raises GivenUpError; UnprintableError: each start before ended with its worker; NotFoundError: its owner left.
    """
    with db.writing() as session:
        row = work_of(session, bundle_id, job)
        row.state, row.starts = BundleState.RUNNING, row.starts + 1
        if row.starts > MOST_STARTS:
            raise UnprintableError(
                f"The worker ended {MOST_STARTS} times while it made this archive.",
                mend="Try fewer candidates at once, and tell an administrator.",
            )
        return _work(session, row)


def work(db: Database, bundle_id: int, job: str) -> Work:
    """As `begin`, further on. Raises GivenUpError, NotFoundError."""
    with db.reading() as session:
        return _work(session, work_of(session, bundle_id, job, lock=False))


def _work(session: Session, row: BundleRow) -> Work:
    return Work(people.viewer(session, row.owner_id), row.loop_id, Choice(row.stage, row.since, row.until))


def count(db: Database, bundle_id: int, job: str, total: int) -> None:
    """Note how many files an archive will hold. Raises GivenUpError."""
    with db.writing() as session:
        work_of(session, bundle_id, job).total = total


def made(db: Database, bundle_id: int) -> set[int]:
    """The places of the files of an archive that are made."""
    with db.reading() as session:
        return stored.positions(session, bundle_id)


def files(db: Database, bundle_id: int) -> list[tuple[Member, bytes]]:
    """The files of an archive that are made, in their order."""
    with db.reading() as session:
        rows = stored.files(session, bundle_id)
    return [
        (Member(row.name, row.kind, row.subject_id, row.record, row.sha256, len(row.content)), row.content)
        for row in rows
    ]


def finish(db: Database, bundle_id: int, job: str, content: bytes, now: datetime) -> None:
    """Keep an archive for its owner, for a while; what it was made of goes. Raises GivenUpError."""
    with db.writing() as session:
        audit.hold(session)
        row = work_of(session, bundle_id, job)
        _end(session, row, BundleState.READY, now)
        row.expires_at, row.size, row.sha256 = now + LASTS, len(content), sha256(content).hexdigest()
        session.add(BundleBytesRow(bundle_id=bundle_id, content=content))
        detail = {"files": row.done, "record": audit.salted(session, BUNDLE, bundle_id, row.sha256)}
        _note(session, row.owner_id, row, "archive exported", now, detail)


def fail(db: Database, bundle_id: int, job: str, error: HiringkitError, now: datetime) -> None:
    """Say why an archive is not made, unless it was given up meanwhile."""
    with db.writing() as session:
        row = stored.of_job(session, bundle_id, job)
        if row is None:
            jobs.end(session, job)
            return
        _end(session, row, BundleState.FAILED, now)
        row.fault = f"{error.where}: {error.what}"[:500] if error.where else error.what[:500]
        row.mend = error.mend[:500]


def expire(db: Database, now: datetime) -> int:
    """Take away the bytes of archives whose time is over. Gives how many there were."""
    with db.reading() as session:
        if not stored.over(session, now):
            return 0
    with db.writing() as session:
        late = stored.over(session, now)
        for bundle_id in late:
            row = stored.row(session, bundle_id)
            _end(session, row, BundleState.EXPIRED, row.ended_at or now)
            row.sha256 = None
        return len(late)


def work_of(session: Session, bundle_id: int, job: str, *, lock: bool = True) -> BundleRow:
    """The row of an archive that this job is still to make. Raises GivenUpError."""
    row = stored.of_job(session, bundle_id, job, lock=lock)
    if row is None:
        raise GivenUpError
    return row


def keep_file(session: Session, bundle_id: int, job: str, position: int, member: Member, content: bytes) -> None:
    """Keep a file of an archive, in the transaction that notes its export. Raises GivenUpError."""
    row = work_of(session, bundle_id, job)
    session.add(
        BundleFileRow(
            bundle_id=bundle_id,
            position=position,
            name=member.name,
            kind=member.kind,
            subject_id=member.subject_id,
            record=member.record,
            sha256=member.sha256,
            content=content,
        )
    )
    row.done += 1


def _end(session: Session, row: BundleRow, state: BundleState, now: datetime) -> None:
    jobs.end(session, row.job)
    stored.clear(session, row.id)
    row.state, row.ended_at = state, now


def _note(session: Session, owner_id: int, row: BundleRow, act: str, now: datetime, detail: Mapping[str, Any]) -> None:
    audit.append(
        session,
        now=now,
        actor=audit.person(owner_id),
        act=act,
        kind=BUNDLE,
        subject_id=row.id,
        detail=detail,
    )
