"""A PostgreSQL server for the tests: the installed one, started on a socket in a temporary folder."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


@dataclass
class Cluster:
    """A running server; stopped and deleted by `stop`."""

    folder: Path
    binaries: Path
    names: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def start(cls, *, durable: bool = False) -> Cluster:
        """Make and start a server. It refuses to run as root, so root starts it as `postgres`."""
        folder = Path(tempfile.mkdtemp(prefix="hk-pg-"))
        folder.chmod(0o777)
        cluster = cls(folder, _binaries())
        data = folder / "data"
        cluster._run("initdb", "-D", str(data), "-U", "hiringkit", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"-k {folder} -c listen_addresses='' -c fsync={'on' if durable else 'off'} -c max_connections=60"
        cluster._run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        return cluster

    def stop(self) -> None:
        """Stop the server and take its folder away."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://hiringkit@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """A new empty database; gives its address."""
        self._say(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy(self, template: str) -> str:
        """A new database with what the template holds; gives its name."""
        name = f"t{next(self.names)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a database away."""
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.binaries / name), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


def _binaries() -> Path:
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return newest[-1] if newest else Path(str(shutil.which("pg_ctl"))).parent
