"""`tournee real`: what came back from the day and from other systems, and what goes to a funder."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from optimizer.cli.export import plan_views
from optimizer.cli.files import write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, errors_shown, fail
from optimizer.outputs import Labels, read_labels
from optimizer.outputs.exchange.esppadom import Provider, deliveries, read_plan_lines
from optimizer.outputs.exchange.fhir_in import visits_of
from optimizer.outputs.needs import MissingExtra
from optimizer.outputs.real import accepted, lessons, passages, read_stamps
from optimizer.outputs.real.compare import real_table
from optimizer.outputs.real.learn import lesson_table
from optimizer.outputs.workbook import workbook
from optimizer.problem import read_problem
from optimizer.problem.load import load_problem


@click.group()
def real() -> None:
    """Real times beside the plan: compare, accept what was learnt, deliver; appointments in."""


@real.command()
@click.argument("plans", metavar="PLAN...", type=FILE, nargs=-1, required=True)
@click.option("--stamps", "stamps_file", metavar="FILE", required=True, type=FILE,
              help="CSV or JSON: visit, worker, start, end, billed_min.")  # fmt: skip
@click.option("--out", "folder", metavar="DIR", required=True, type=FILE,
              help="Write real.csv, real.xlsx and learnt.json here.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True, help="Errors as JSON lines on stderr.")
def compare(
    plans: Sequence[Path], stamps_file: Path, folder: Path, lang: str, as_json: bool
) -> int:
    """Write planned, stamped and billed times of PLANs, and what they teach.

    learnt.json changes nothing: set `accept` to true where you agree, then `tournee real accept`.
    """
    with errors_shown(as_json, language(lang)):
        stamps = read_stamps(stamps_file.read_bytes())
        found = passages(plan_views(plans, Labels()), stamps)
        learnt = lessons(found)
        table = real_table(found, language(lang))
        try:
            book = workbook([table, lesson_table(learnt, language(lang))])
        except MissingExtra as missing:
            fail("missing_extra", "", "xlsx", str(missing), missing.remedy)
        folder.mkdir(parents=True, exist_ok=True)
        report = json.dumps([item.as_dict() for item in learnt], ensure_ascii=False, indent=1)
        files: dict[Path, str | bytes] = {
            folder / "real.csv": table.csv(),
            folder / "real.xlsx": book,
            folder / "learnt.json": report,
        }
        write(*files.items(), private=files)
        return DONE


@real.command()
@click.argument("learnt_file", metavar="LEARNT", type=FILE)
@click.option("--into", "problem_file", metavar="PROBLEM", required=True, type=FILE,
              help="The problem whose visits take the accepted lengths.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", required=True, type=FILE,
              help="Write the changed problem here.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Errors as JSON lines on stderr.")
def accept(learnt_file: Path, problem_file: Path, output: Path, as_json: bool) -> int:
    """Write PROBLEM with the lengths that a planner has accepted in LEARNT."""
    with errors_shown(as_json):
        problem = read_problem(problem_file)
        changed = accepted(problem.document, _lessons(learnt_file))
        load_problem(changed)
        write((output, json.dumps(changed, ensure_ascii=False, indent=1)))
        return DONE


@real.command()
@click.argument("plans", metavar="PLAN...", type=FILE, nargs=-1, required=True)
@click.option("--stamps", "stamps_file", metavar="FILE", required=True, type=FILE,
              help="Real times, as for compare.")  # fmt: skip
@click.option("--plan-lines", "lines_file", metavar="CSV", required=True, type=FILE,
              help="The funder's plan lines; docs/outputs.md has the columns.")  # fmt: skip
@click.option("--provider", nargs=3, required=True, metavar="ID NAME SIRET",
              help="The service, as the funder knows it.")  # fmt: skip
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names of workers and addresses of persons.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", required=True, type=FILE,
              help="Write the message here, as XML.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Errors as JSON lines on stderr.")
def deliver(
    plans: Sequence[Path],
    stamps_file: Path,
    lines_file: Path,
    provider: tuple[str, str, str],
    labels_file: Path | None,
    output: Path,
    as_json: bool,
) -> int:
    """Write what was done as a delivery message of ESPPADOM, for the funder."""
    with errors_shown(as_json):
        labels = read_labels(labels_file) if labels_file else Labels()
        stamps = read_stamps(stamps_file.read_bytes())
        lines = read_plan_lines(lines_file.read_bytes())
        found = passages(plan_views(plans, labels), stamps)
        issued = datetime.now().astimezone()
        message = deliveries(found, lines, Provider(*provider), issued)
        write((output, message), private=[output])
        return DONE


@real.command()
@click.argument("bundle", metavar="BUNDLE", type=FILE)
@click.option("--into", "problem_file", metavar="PROBLEM", required=True, type=FILE,
              help="The problem that the visits are added to.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", required=True, type=FILE,
              help="Write the changed problem here.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Errors as JSON lines on stderr.")
def appointments(bundle: Path, problem_file: Path, output: Path, as_json: bool) -> int:
    """Write PROBLEM with the open appointments of a FHIR BUNDLE as visits."""
    with errors_shown(as_json):
        problem = read_problem(problem_file)
        try:
            visits = visits_of(bundle.read_bytes(), problem)
        except MissingExtra as missing:
            fail("missing_extra", "", "fhir", str(missing), missing.remedy)
        changed = {**problem.document, "visits": [*problem.document["visits"], *visits]}
        load_problem(changed)
        write((output, json.dumps(changed, ensure_ascii=False, indent=1)))
        return DONE


def _lessons(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        fail("not_json", str(path), None, f"the file is not JSON: {error}",
             "give the learnt.json of `tournee real compare`")  # fmt: skip
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        fail("wrong_type", str(path), None, "the file is no list of lessons",
             "give the learnt.json of `tournee real compare`")  # fmt: skip
    return found
