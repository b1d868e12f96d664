"""`tournee diff`: what has changed from one plan to another, and whom to tell."""

import json
from pathlib import Path

import click
from rich.console import Console

from optimizer.cli.files import read_plan_file
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, errors_shown
from optimizer.outputs import Labels, read_labels
from optimizer.outputs.changes import phone_text, render_changes
from optimizer.revise import difference


@click.command()
@click.argument("before_file", metavar="BEFORE", type=FILE)
@click.argument("after_file", metavar="AFTER", type=FILE)
@click.option("--phone", is_flag=True, help="What to say on the phone, a line for each call.")
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names and phones by id, shown but never stored.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True, help="As JSON; errors as JSON lines on stderr.")
def diff(
    before_file: Path,
    after_file: Path,
    phone: bool,
    labels_file: Path | None,
    lang: str,
    as_json: bool,
) -> int:
    """What AFTER does differently from BEFORE, two plans: whom to tell, soonest first."""
    with errors_shown(as_json, language(lang)):
        labels = read_labels(labels_file) if labels_file else Labels()
        _, problem, plan = read_plan_file(before_file)
        _, next_problem, next_plan = read_plan_file(after_file)
        found = difference((problem, plan), (next_problem, next_plan))
        if as_json:
            click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        elif phone:
            click.echo(phone_text(found, language(lang), labels))
        else:
            render_changes(found, language(lang), labels, Console())
        return DONE
