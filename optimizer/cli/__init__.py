"""The command line: `tournee plan | check | import | export | ...`, one file a command.

Exit codes: 0 done (unserved visits allowed; `--require-all` makes them 3), 1 internal error,
2 usage or invalid input, 3 the plan breaks a rule, 4 unsupported by the engine, 130 interrupted
with the best plan written. Nothing is written unless the command succeeds or is interrupted.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import NoReturn

import click

from optimizer.cli import check, export, generate, import_, plan, schema
from optimizer.cli.outcome import DONE, INTERNAL, INTERRUPTED, INVALID, Failure
from optimizer.problem import InputError


class Commands(click.Group):
    """Our commands, and those that other packages register (the service's)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command; others' are loaded when they are asked for."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            for entry in entry_points(group=GROUP, name=cmd_name):
                found = entry.load()
        return found


GROUP = "tournee.commands"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tournee")
def cli() -> None:
    """Plan tours for home services, and check plans."""


for command in (
    plan.plan, check.check, import_.import_, export.export, generate.generate, schema.schema,
):  # fmt: skip
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    try:
        code = cli.main(arguments, standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        if "--json" in (arguments or sys.argv) and not isinstance(error, Failure):
            usage = InputError("usage", "", None, error.format_message(), "see `tournee --help`")
            click.echo(json.dumps(usage.as_dict(), ensure_ascii=False), err=True)
        else:
            error.show()
        code = INVALID
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except Exception as error:  # the last line of defence: one line, no traceback
        click.echo(f"internal error: {type(error).__name__}: {error}", err=True)
        if os.environ.get("TOURNEE_DEBUG"):
            raise
        code = INTERNAL
    sys.exit(code)
