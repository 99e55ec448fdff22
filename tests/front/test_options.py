"""What holds for the options of every command."""

from __future__ import annotations

import click
import pytest

from backchannel.cli import cli


@pytest.mark.parametrize("name", sorted(cli.list_commands(click.Context(cli))))
def test_an_option_has_one_meaning(name: str) -> None:
    """No command has two options that are written alike."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    written = [flag for option in command.params for flag in (*option.opts, *option.secondary_opts)]
    assert sorted(set(written)) == sorted(written)
