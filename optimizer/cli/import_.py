"""`tournee import`: a planner's tables to a problem."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from optimizer.cli.files import check_writable, write
from optimizer.cli.options import FILE, LANG, first_day, language
from optimizer.cli.outcome import DONE, errors_shown, fail, notes_shown, say
from optimizer.geocoding.cache import Cache, UnreadableCache, default_path
from optimizer.geocoding.choices import Choices, choices_text, read_choices
from optimizer.geocoding.judge import THRESHOLD
from optimizer.geocoding.locate import Locator
from optimizer.geocoding.service import SERVICES, BadUrl, Service
from optimizer.outputs.labels import labels_text
from optimizer.outputs.words import word
from optimizer.problem.working_time import rule_packs
from optimizer.rules.base import Lang
from optimizer.tables.calendars import ZONES, Zone
from optimizer.tables.errors import InvalidTables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import first_lines, import_tables
from optimizer.tables.mapping import OWN, learnt, read_mapping
from optimizer.tables.summary import Summary, summary


@click.command("import")
@click.argument("visits_file", metavar="VISITS", type=FILE)
@click.argument("workers_file", metavar="[WORKERS]", required=False, type=FILE)
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write the problem as JSON.")
@click.option(
    "--date", "day", metavar="DATE", help="First day, like 2026-11-24.  [default: tomorrow]"
)
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 62))
@click.option("--pack", default="fpt", show_default=True, type=click.Choice(sorted(rule_packs())),
              help="Working-time rules.")  # fmt: skip
@click.option("--school-zone", "zone", default="A", show_default=True, type=click.Choice(ZONES),
              help="Whose school holidays count.")  # fmt: skip
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Write names, addresses and phones, apart from the problem.")  # fmt: skip
@click.option("--geocoder", default="off", show_default=True, type=click.Choice(["off", *SERVICES]),
              help="Where to look for addresses; they are sent to this service.")  # fmt: skip
@click.option("--geocoder-url", metavar="URL", help="The service at another place.")
@click.option("--geocoding-cache", "cache_file", metavar="FILE", type=FILE,
              help="Keep the answers here.  [default: in the user's cache folder]")  # fmt: skip
@click.option("--min-score", default=THRESHOLD, show_default=True, type=click.FloatRange(0, 1),
              help="Least score of an address that is taken for found.")  # fmt: skip
@click.option("--choices", "choices_file", metavar="CSV", type=FILE,
              help="Addresses to decide about are written here, and choices read.")  # fmt: skip
@click.option("--mapping", "mapping_file", metavar="CSV", type=FILE,
              help="Which columns the headings of another program are.")  # fmt: skip
@click.option("--learn", "learn_file", metavar="CSV", type=FILE,
              help="Write such a mapping to fill in, and nothing else.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True,
              help="Errors and notes as JSON lines on stderr.")  # fmt: skip
def import_(
    visits_file: Path,
    workers_file: Path | None,
    output: Path | None,
    day: str | None,
    days: int,
    pack: str,
    zone: Zone,
    labels_file: Path | None,
    geocoder: str,
    geocoder_url: str | None,
    cache_file: Path | None,
    min_score: float,
    choices_file: Path | None,
    mapping_file: Path | None,
    learn_file: Path | None,
    lang: str,
    as_json: bool,
) -> int:
    """Import tables of VISITS and WORKERS: CSV files, or workbooks (XLSX, ODS).

    One workbook may hold both, in the sheets Visites and Intervenants.
    """
    with errors_shown(as_json, language(lang)):
        check_writable(output, labels_file, choices_file, learn_file)
        headings = OWN if mapping_file is None else read_mapping(mapping_file)
        if learn_file is not None:
            found_titles = first_lines(visits_file, workers_file, headings)
            write((learn_file, learnt(found_titles, headings)))
            say(word("learnt", language(lang), file=str(learn_file)), language(lang), as_json)
            return DONE
        horizon = Horizon(first_day(day), days, pack, zone)
        chosen: Choices = {}
        if choices_file is not None and choices_file.exists():
            chosen = read_choices(choices_file)
        with _locator(geocoder, geocoder_url, cache_file, chosen, min_score) as locator:
            try:
                found = import_tables(
                    visits_file, workers_file, horizon, locator,
                    keep_labels=labels_file is not None, headings=headings,
                )  # fmt: skip
            except InvalidTables as invalid:
                notes_shown(invalid.notes, language(lang), as_json)
                if locator is not None and locator.open and choices_file is not None:
                    text = choices_text(locator.open, chosen)
                    write((choices_file, text), private=[choices_file])
                raise
        _show(summary(found.problem, found.notes), language(lang), as_json)
        text = json.dumps(found.problem.document, ensure_ascii=False, indent=1)
        names = labels_text(found.labels)
        private = [labels_file] if labels_file else []
        write((output, text), (labels_file, names), private=private)
        if output is None:
            click.echo(text)
        return DONE


def _show(read: Summary, lang: Lang, as_json: bool) -> None:
    """Tell on stderr what was read, what was left aside and what is to be checked."""
    if as_json:
        notes_shown(read.notes, lang, as_json)
        click.echo(json.dumps(read.as_dict(), ensure_ascii=False), err=True)
        return
    for line in read.lines(lang):
        click.echo(line, err=True)
    for key, notes in (("summary.left", read.left), ("summary.odd", read.odd)):
        if notes:
            click.echo(word(key, lang), err=True)
            notes_shown(notes, lang, as_json)


@contextmanager
def _locator(
    name: str, url: str | None, cache_file: Path | None, chosen: Choices, min_score: float
) -> Iterator[Locator | None]:
    """What finds addresses, or None if nothing may."""
    if name == "off":
        yield Locator(None, None, chosen) if chosen else None
        return
    path = cache_file or default_path()
    try:
        service, cache = Service(name, url), Cache(path)
    except BadUrl as error:
        raise click.BadParameter(str(error), param_hint="--geocoder-url") from None
    except UnreadableCache as error:
        fail("unreadable_cache", str(path), None, f"is no cache of addresses: {error}",
             "delete the file, or name another with --geocoding-cache")  # fmt: skip
    with closing(cache):
        yield Locator(service, cache, chosen, min_score)
