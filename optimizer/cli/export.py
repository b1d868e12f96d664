"""`tournee export`: a problem or a plan to tables; plans to sheets, calendars, hours and more."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from optimizer.cli.files import write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, errors_shown, fail, notes_shown, say
from optimizer.outputs import Labels, read_labels
from optimizer.outputs.export import FORMATS, OF_ONE_WORKER, Asked, exported
from optimizer.outputs.indicators.measure import CONTRACT, Basis
from optimizer.outputs.needs import MissingExtra
from optimizer.outputs.real import read_stamps
from optimizer.outputs.tours_csv import plan_tables
from optimizer.outputs.view import PlanView
from optimizer.outputs.words import word
from optimizer.plan.document import FORMAT as PLAN_FORMAT
from optimizer.plan.reading import InvalidPlan
from optimizer.problem.load import load_problem
from optimizer.problem.reading import Errors, read_json
from optimizer.rules.base import Lang
from optimizer.tables.exporting import export_tables


@click.command()
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@click.option("--format", "kind", default="csv", show_default=True,
              type=click.Choice(["csv", *FORMATS]))  # fmt: skip
@click.option("--out", "folder", metavar="DIR", required=True, type=FILE,
              help="Write the files of the format here; docs/outputs.md says which.")  # fmt: skip
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names, addresses and phones to write beside the ids.")  # fmt: skip
@click.option("--worker", metavar="ID", help="pdf, ics, html: for this worker only, with nobody "
              "else's data.")  # fmt: skip
@click.option("--detail", is_flag=True,
              help="ics: one event a visit, with name, address and task.")  # fmt: skip
@click.option("--previous", "previous_files", metavar="PLAN", type=FILE, multiple=True,
              help="ics: a revision already sent; what FILE has no more is cancelled.")  # fmt: skip
@click.option("--nursing-places", default=CONTRACT.nursing_places, show_default=True,
              type=click.IntRange(1), help="indicators: places of nursing.")  # fmt: skip
@click.option("--day-places", default=CONTRACT.day_places, show_default=True,
              type=click.IntRange(1), help="indicators: places of the day centre.")  # fmt: skip
@click.option("--stamps", "stamps_file", metavar="FILE", type=FILE,
              help="hours, fhir: real times, as for `tournee real compare`.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True,
              help="Errors and notes as JSON lines on stderr.")  # fmt: skip
def export(
    files: Sequence[Path],
    kind: str,
    folder: Path,
    labels_file: Path | None,
    worker: str | None,
    detail: bool,
    previous_files: Sequence[Path],
    nursing_places: int,
    day_places: int,
    stamps_file: Path | None,
    lang: str,
    as_json: bool,
) -> int:
    """Export FILE, a problem or a plan, as tables for a spreadsheet, or plans in other formats.

    `tournee import` reads visits.csv and workers.csv back; what they do not say is told.
    """
    with errors_shown(as_json, language(lang)):
        labels = read_labels(labels_file) if labels_file else Labels()
        if kind == "csv":
            made = _csv(files, labels, language(lang), as_json)
        else:
            earlier = [PlanView.of(_read(path), labels) for path in previous_files]
            basis = Basis(nursing_places, day_places)
            stamps = read_stamps(stamps_file.read_bytes()) if stamps_file else []
            views = plan_views(files, labels)
            asked = Asked(views, language(lang), worker, detail, earlier, basis, stamps)
            made = _others(kind, asked)
            if not made:
                say(word("export.nothing", asked.lang), asked.lang, as_json)
                return DONE
        folder.mkdir(parents=True, exist_ok=True)
        paths = {folder / name: text for name, text in made.items()}
        write(*paths.items(), private=paths if labels_file else ())
        return DONE


def _csv(
    files: Sequence[Path], labels: Labels, lang: Lang, as_json: bool
) -> dict[str, str | bytes]:
    if len(files) > 1:
        fail("one_file", str(files[1]), len(files), "csv takes one file",
             "export them one by one, each to its own folder")  # fmt: skip
    document = _read(files[0])
    texts: dict[str, str] = {}
    if isinstance(document, dict) and document.get("format") == PLAN_FORMAT:
        texts |= plan_tables(document, labels, lang)._asdict()
        document = document["problem"]
    tables = export_tables(load_problem(document), labels, lang)
    texts |= {"visits": tables.visits, "workers": tables.workers}
    notes_shown(tables.notes, lang, as_json)
    return {f"{name}.csv": text for name, text in texts.items()}


def _others(kind: str, asked: Asked) -> dict[str, str | bytes]:
    worker = asked.worker
    if worker is not None:
        if kind not in OF_ONE_WORKER:
            fail("bad_option", "--worker", worker, f"{kind} is not made for one worker",
                 f"leave it out, or choose one of: {', '.join(sorted(OF_ONE_WORKER))}")  # fmt: skip
        if all(worker not in view.problem.workers for view in asked.views):
            fail("unknown_reference", "--worker", worker, "no plan has a worker with this id",
                 "correct it; ids stand in the plan")  # fmt: skip
    try:
        return dict(exported(kind, asked))
    except MissingExtra as missing:
        fail("missing_extra", "--format", kind, f"{missing.module} is not installed",
             missing.remedy)  # fmt: skip


def plan_views(files: Sequence[Path], labels: Labels) -> list[PlanView]:
    """The plans of these files in order of time; no two may share a day."""
    found = [(path, PlanView.of(_read(path), labels)) for path in files]
    found.sort(key=lambda item: item[1].days[0])
    seen: dict[Any, Path] = {}
    for path, view in found:
        for day in view.days:
            if day in seen:
                fail("same_day", str(path), day.isoformat(),
                     f"{seen[day]} plans this day too", "leave one of the two out")  # fmt: skip
            seen[day] = path
    return [view for _, view in found]


def _read(path: Path) -> Any:
    errors = Errors()
    document = read_json(path.read_bytes(), errors)
    if errors.found:
        raise InvalidPlan(errors.found)
    return document
