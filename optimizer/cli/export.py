"""`tournee export`: a problem or a plan to tables."""

from pathlib import Path

import click

from optimizer.cli.files import read_plan_file, write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, errors_shown, notes_shown
from optimizer.outputs import Labels, read_labels
from optimizer.outputs.tours_csv import plan_tables
from optimizer.plan.document import FORMAT as PLAN_FORMAT
from optimizer.problem import read_problem
from optimizer.problem.reading import Errors, read_json
from optimizer.tables.exporting import export_tables


@click.command()
@click.argument("file", metavar="FILE", type=FILE)
@click.option("--format", "kind", default="csv", show_default=True, type=click.Choice(["csv"]))
@click.option("--out", "folder", metavar="DIR", required=True, type=FILE,
              help="Write visits.csv and workers.csv here; of a plan tours.csv and unserved.csv "
              "too.")  # fmt: skip
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names, addresses and phones to write beside the ids.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True,
              help="Errors and notes as JSON lines on stderr.")  # fmt: skip
def export(
    file: Path, kind: str, folder: Path, labels_file: Path | None, lang: str, as_json: bool
) -> int:
    """Export FILE, a problem or a plan, as tables for a spreadsheet.

    `tournee import` reads visits.csv and workers.csv back; what they do not say is told.
    """
    with errors_shown(as_json, language(lang)):
        labels = read_labels(labels_file) if labels_file else Labels()
        folder.mkdir(parents=True, exist_ok=True)
        texts: dict[str, str] = {}
        document = read_json(file.read_bytes(), Errors())
        if isinstance(document, dict) and document.get("format") == PLAN_FORMAT:
            document, problem, _ = read_plan_file(file)
            texts |= plan_tables(document, labels, language(lang))._asdict()
        else:
            problem = read_problem(file)
        exported = export_tables(problem, labels, language(lang))
        texts |= {"visits": exported.visits, "workers": exported.workers}
        files = {folder / f"{name}.csv": text for name, text in texts.items()}
        write(*files.items(), private=files if labels_file else ())
        notes_shown(exported.notes, language(lang), as_json)
        return DONE
