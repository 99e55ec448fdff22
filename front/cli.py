"""The command line: a command parses, calls one function, and shows errors in one line."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from backchannel import __version__
from backchannel.schema.errors import BackchannelError

# name -> module of `backchannel.commands` whose `command` it is; loaded when it is called, so that `--help` stays quick
COMMANDS: dict[str, str] = {
    "extract": "extract",
    "build": "build",
    "add": "add",
    "remove": "remove",
    "review": "review",
    "decide": "decide",
    "conflicts": "conflicts",
    "query": "query",
    "queries": "queries",
    "contacts": "contacts",
    "validate": "validate",
    "stats": "stats",
    "path": "path",
    "network": "network",
    "view": "view",
    "export": "export",
    "serve": "serve",
    "push": "push",
    "evaluate": "evaluate",
    "explain": "explain",
}


class Commands(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"backchannel.commands.{COMMANDS[cmd_name]}").command
        return found


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="backchannel")
def cli() -> None:
    """Turn news into a knowledge graph of diplomatic contacts."""


def main(argv: list[str] | None = None) -> Any:
    """Run the command line; a known error is one line on stderr and its exit status."""
    try:
        return cli.main(args=argv, prog_name="backchannel")
    except BackchannelError as error:
        click.echo(f"backchannel: {error}", err=True)
        sys.exit(error.exit_status)


if __name__ == "__main__":
    main()
