"""All of a loop in one archive: its summary, each candidate's packet, the scores, and a manifest with their digests."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime

from hiringkit.db.engine import Database
from hiringkit.jobs import exports
from hiringkit.jobs.documents import PRINTERS
from hiringkit.policy.people import Viewer
from hiringkit.services import bundles, packets, scores, summaries
from hiringkit.services.documents import Prepared

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the date of every member: an archive of the same files is the same archive
MANIFEST = "manifest.json"
Done = Callable[[int, int], None]


@dataclass(frozen=True)
class Member:
    """A file of the archive; its name holds no name of a person."""

    name: str
    kind: str
    subject_id: int
    record: str  # digest of the record that it prints
    sha256: str
    bytes: int


def loop(db: Database, viewer: Viewer | None, loop_id: int, now: datetime, done: Done | None = None) -> bytes:
    """The archive of a loop; `done` is told how many files of how many are ready. The same records, the same bytes.

    Raises NotFoundError, RefusedError (not the loop's staff), ConflictError (still being built), UnprintableError.
    """
    summary = summaries.summary(db, viewer, loop_id)
    candidacies = bundles.candidacies(db, loop_id)
    total = len(candidacies) + 2
    out = io.BytesIO()
    members: list[Member] = []
    with zipfile.ZipFile(out, "w") as archive:

        def add(name: str, prepared: Prepared, content: bytes) -> None:
            digest = hashlib.sha256(content).hexdigest()
            members.append(Member(name, prepared.kind, prepared.subject_id, prepared.digest, digest, len(content)))
            _put(archive, name, content)
            if done:
                done(len(members), total)

        add("summary.pdf", summary, exports.make(db, viewer, summary, now))
        table = scores.scores(db, viewer, loop_id, "csv")
        add("scores.csv", table, exports.table(db, viewer, table, now))
        for candidacy_id, prepared, content in _packets(db, viewer, candidacies, now):
            add(f"packets/packet-{candidacy_id}.pdf", prepared, content)
        manifest = {"format": 1, "loop": loop_id, "files": [asdict(member) for member in members]}
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        _put(archive, MANIFEST, text.encode())
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, ALWAYS), content, zipfile.ZIP_DEFLATED)


def _packets(
    db: Database, viewer: Viewer | None, candidacies: list[int], now: datetime
) -> Iterator[tuple[int, Prepared, bytes]]:
    """Each packet in order; as many are printed at once as there are printers."""

    def made(candidacy_id: int) -> tuple[int, Prepared, bytes]:
        prepared = packets.packet(db, viewer, candidacy_id)
        return candidacy_id, prepared, exports.make(db, viewer, prepared, now)

    with ThreadPoolExecutor(PRINTERS) as threads:
        yield from threads.map(made, candidacies)
