"""`tournee schema`: the two formats, for programs."""

import json

import click

from optimizer.cli.outcome import DONE
from optimizer.plan.document import plan_schema
from optimizer.problem.schema import problem_schema


@click.command()
@click.argument("what", type=click.Choice(["problem", "plan"]))
def schema(what: str) -> int:
    """Print the JSON Schema of problems or plans."""
    found = problem_schema() if what == "problem" else plan_schema()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return DONE
