"""The command line: `tournee plan | check | import | export | ...`, one file a command.

Exit codes: 0 done (unserved visits allowed; `--require-all` makes them 3), 1 internal error,
2 usage or invalid input, 3 the plan breaks a rule, 4 unsupported by the engine, 130 interrupted
with the best plan written. Nothing is written unless the command succeeds or is interrupted.
"""

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import NoReturn

import click

from optimizer.cli.extras import extra_of
from optimizer.cli.outcome import DONE, INTERNAL, INTERRUPTED, INVALID, Failure
from optimizer.problem import InputError

COMMANDS = (
    "plan", "revise", "diff", "publish", "check", "import", "export", "real", "generate", "schema",
)  # fmt: skip
OTHERS = "tournee.commands"
"""Entry points of commands that live outside the optimizer: the service's."""


class _Commands(click.Group):
    """Commands by name, each loaded when it is asked for: workbooks and solvers take their time."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*COMMANDS, *entry_points(group=OTHERS).names})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        command: click.Command | None = None
        try:
            if name in COMMANDS:
                home = "import_" if name == "import" else name
                command = getattr(import_module(f"optimizer.cli.{home}"), home)
            else:
                for entry in entry_points(group=OTHERS, name=name):
                    command = entry.load()
        except ModuleNotFoundError as missing:
            extra = extra_of(missing.name or "")
            if extra is None:
                raise
            command = _lacking(name, missing.name or "", extra)
        return command


def _lacking(name: str, module: str, extra: str) -> click.Command:
    """In place of a command whose packages are not there: it says how to get them."""

    def tell(arguments: tuple[str, ...]) -> None:
        raise click.ClickException(
            f"`tournee {name}` needs {module}, which is not installed; "
            f"install it with: pip install 'tournee[{extra}]'"
        )

    anything = click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)
    return click.Command(
        name,
        callback=tell,
        params=[anything],
        help=f"Needs `pip install 'tournee[{extra}]'`.",
        context_settings={"ignore_unknown_options": True},
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tournee")
def cli() -> None:
    """Plan tours for home services, and check plans."""


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
