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

_ALONE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_SCHEMAS = """SELECT quote_ident(nspname) FROM pg_namespace
WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_'"""
_OURS = "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
_TABLES = f"{_OURS} AND relkind = 'r' AND relname <> 'alembic_version'"
_COUNTERS = f"{_OURS} AND relkind = 'S'"


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
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def empty(self, name: str) -> None:
        """Take every row out of a database, and whoever is still connected: ten times as quick as another database."""
        with psycopg.connect(self.url(name)) as connection:
            connection.execute(_ALONE)
            schemas, tables, counters = (
                connection.execute(query).fetchall() for query in (_SCHEMAS, _TABLES, _COUNTERS)
            )
            statements = ["SET LOCAL session_replication_role = replica"]  # which no trigger hears, and no foreign key
            statements += [f"DROP SCHEMA {schema} CASCADE" for (schema,) in schemas]
            statements += [f"DELETE FROM {table}" for (table,) in tables]
            statements += [f"SELECT setval('{counter}', 1, false)" for (counter,) in counters]
            connection.execute("; ".join(statements).encode())

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.binaries / name), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


def _binaries() -> Path:
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return newest[-1] if newest else Path(str(shutil.which("pg_ctl"))).parent
