"""The command line: arguments in, exit code out. A command's module is loaded when it is called."""

from __future__ import annotations

import sys

import click

from hiringkit import __version__
from hiringkit.cli.errors import exit_code
from hiringkit.cli.loading import load
from hiringkit.errors import HiringkitError, SetupError

COMMANDS = {  # command: the module that holds it, under the same name
    "audit": "audit",
    "calibrate": "calibrate",
    "demo": "demo",
    "export": "export",
    "list": "listing",
    "loop": "loop",
    "prepare": "prepare",
    "rubric": "rubric",
    "serve": "serve",
    "user": "user",
    "verify": "verify",
    "worker": "worker",
}


class Commands(click.Group):
    """Our commands by name; none is imported before it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Every command, by name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """The command called so, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = load(f"hiringkit.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, COMMANDS[cmd_name])
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hiringkit")
def program() -> None:
    """Interview loops, independent scorecards, calibrated documents."""


def main() -> None:
    """Run the command line; an error of ours is one sentence on stderr and its own exit code."""
    try:
        sys.exit(program(standalone_mode=False))
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except HiringkitError as error:
        click.echo(f"hiringkit: {error}", err=True)
        for where, problem in getattr(error, "problems", {}).items():
            if problem != error.what:
                click.echo(f"  {where}: {problem}", err=True)
        sys.exit(exit_code(error))
    except Exception as error:
        if not _is_of_the_database(error):
            raise
        click.echo(
            "hiringkit: The database could not be written or read. Is its disk full, or its server down?", err=True
        )
        sys.exit(exit_code(SetupError("")))


def _is_of_the_database(error: Exception) -> bool:
    """Whether the database refused; asked of the module that raised it, which no command loads for this."""
    known = sys.modules.get("sqlalchemy.exc")
    return known is not None and isinstance(error, known.OperationalError)
