"""hiringkit audit verify: a chain that holds, and the first entry that does not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.served import run


def test_the_first_broken_entry_is_named_and_sets_the_exit_code(tmp_path: Path) -> None:
    empty = run(tmp_path, "audit", "verify")
    assert (empty.returncode, empty.stdout) == (0, "The chain is empty.\n")
    for name in ("ada", "bo", "cy"):
        assert run(tmp_path, "user", "add", f"{name}@example.org", "--name", name, "--role", "admin").returncode == 0
    whole = run(tmp_path, "audit", "verify")
    assert whole.returncode == 0
    assert whole.stdout.startswith("The chain holds: 3 entries, head ")
    connection = sqlite3.connect(tmp_path / "hiringkit.sqlite")
    connection.execute("DROP TRIGGER refuse_audit_update")
    connection.execute("UPDATE audit SET actor = 'person:1' WHERE number = 2")
    connection.commit()
    connection.close()
    broken = run(tmp_path, "audit", "verify")
    assert broken.returncode == 1
    assert broken.stdout == "The chain breaks at entry 2: its content is not what was written.\n"
