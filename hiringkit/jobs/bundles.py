"""All of a loop in one archive: its summary, each candidate's packet, the scores, and a manifest with their digests.

Made in one go for the command line, or file by file for whoever waits on a page; the same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from hiringkit.db.engine import Database
from hiringkit.jobs import exports
from hiringkit.jobs.documents import PRINTERS
from hiringkit.policy.people import Viewer
from hiringkit.services import bundles, packets, scores, summaries
from hiringkit.services.bundles import ALL, Choice, Member
from hiringkit.services.documents import Prepared

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the date of every member: an archive of the same files is the same archive
MANIFEST = "manifest.json"
BATCH = 2 * PRINTERS
Done = Callable[[int, int], None]
Kept = Callable[[Session, Member, bytes], None]


@dataclass(frozen=True)
class Wanted:
    """A file that an archive is to hold."""

    name: str
    kind: str
    subject_id: int


def wanted(db: Database, viewer: Viewer | None, loop_id: int, choice: Choice = ALL) -> list[Wanted]:
    """The files of an archive: of the whole loop all there is; of chosen candidates their packets.

    Raises NotFoundError, RefusedError (not the loop's staff), ConflictError (still being built), InvalidError (nobody).
    """
    chosen = bundles.candidacies(db, viewer, loop_id, choice)
    whole = [Wanted("summary.pdf", summaries.SUMMARY, loop_id), Wanted("scores.csv", scores.SCORES, loop_id)]
    each = [Wanted(f"packets/packet-{one}.pdf", packets.PACKET, one) for one in chosen]
    return [*whole, *each] if choice.is_all else each


def make(
    db: Database, viewer: Viewer | None, wanted: Wanted, now: datetime, keep: Kept | None = None
) -> tuple[Member, bytes]:
    """A file of an archive; `keep` is called with it in the transaction that notes its export.

    Raises NotFoundError, RefusedError, UnprintableError.
    """
    prepared = _prepared(db, viewer, wanted)

    def member(content: bytes) -> Member:
        digest = hashlib.sha256(content).hexdigest()
        return Member(wanted.name, wanted.kind, wanted.subject_id, prepared.digest, digest, len(content))

    also = (lambda session, content: keep(session, member(content), content)) if keep else None
    made = exports.table if wanted.kind == scores.SCORES else exports.make
    content = made(db, viewer, prepared, now, also)
    return member(content), content


def _prepared(db: Database, viewer: Viewer | None, wanted: Wanted) -> Prepared:
    if wanted.kind == summaries.SUMMARY:
        return summaries.summary(db, viewer, wanted.subject_id)
    if wanted.kind == scores.SCORES:
        return scores.scores(db, viewer, wanted.subject_id, "csv")
    return packets.packet(db, viewer, wanted.subject_id)


def archive(loop_id: int, choice: Choice, files: Iterable[tuple[Member, bytes]]) -> bytes:
    """The bytes of an archive with these files and its manifest."""
    out = io.BytesIO()
    members: list[Member] = []
    with zipfile.ZipFile(out, "w") as opened:
        for member, content in files:
            members.append(member)
            _put(opened, member.name, content)
        chosen = {} if choice.is_all else {"chosen": dict(choice.said)}
        manifest = {"format": 1, "loop": loop_id, **chosen, "files": [asdict(member) for member in members]}
        _put(opened, MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    return out.getvalue()


def loop(
    db: Database,
    viewer: Viewer | None,
    loop_id: int,
    now: datetime,
    done: Done | None = None,
    choice: Choice = ALL,
) -> bytes:
    """The archive of a loop; `done` is told how many files of how many are ready. The same records, the same bytes.

    Raises as `wanted` and `make` do.
    """
    files = wanted(db, viewer, loop_id, choice)
    return archive(loop_id, choice, _made(db, viewer, files, now, done))


def _made(
    db: Database, viewer: Viewer | None, files: Sequence[Wanted], now: datetime, done: Done | None
) -> Iterator[tuple[Member, bytes]]:
    """Each file in order; as many are printed at once as there are printers."""
    with ThreadPoolExecutor(PRINTERS) as threads:
        for number, made in enumerate(threads.map(lambda one: make(db, viewer, one, now), files), 1):
            if done:
                done(number, len(files))
            yield made


def _put(opened: zipfile.ZipFile, name: str, content: bytes) -> None:
    opened.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)


def begin(db: Database, bundle_id: int, job: str) -> list[Wanted]:
    """The files of an archive that somebody waits for. Raises GivenUpError, and as `wanted` does."""
    work = bundles.begin(db, bundle_id, job)
    files = wanted(db, work.viewer, work.loop_id, work.choice)
    bundles.count(db, bundle_id, job, len(files))
    return files


def go_on(db: Database, bundle_id: int, job: str, files: Sequence[Wanted], first: int, now: datetime) -> None:
    """Make the next files of an archive, from place `first` on: those that are not made, with what its owner may read
    now. Raises GivenUpError, and as `make` does."""
    work = bundles.work(db, bundle_id, job)
    made = bundles.made(db, bundle_id)
    places = [place for place in range(first, min(first + BATCH, len(files))) if place not in made]

    def one(place: int) -> None:
        make(
            db,
            work.viewer,
            files[place],
            now,
            lambda session, member, content: bundles.keep_file(session, bundle_id, job, place, member, content),
        )

    with ThreadPoolExecutor(PRINTERS) as threads:
        list(threads.map(one, places))


def finish(db: Database, bundle_id: int, job: str, now: datetime) -> None:
    """Put the files of an archive together, if its owner may still have them. Raises GivenUpError, and as `wanted`."""
    work = bundles.work(db, bundle_id, job)
    bundles.candidacies(db, work.viewer, work.loop_id, work.choice)
    content = archive(work.loop_id, work.choice, bundles.files(db, bundle_id))
    bundles.finish(db, bundle_id, job, content, now)
