"""`tournee plan`: from a problem to a plan."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import get_args

import click
from rich.console import Console

from optimizer.budget import Budget
from optimizer.cli.files import check_writable, read_plan_file, write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import BREACH, DONE, INTERRUPTED, errors_shown, say
from optimizer.outputs import Labels, read_labels, render_html, render_table
from optimizer.outputs.words import word
from optimizer.plan.previous import Carried, carried_over
from optimizer.plan.writing import plan_document
from optimizer.planning import Engine, Options, solve
from optimizer.problem import read_problem
from optimizer.problem.model import Problem
from optimizer.progress import show_progress
from optimizer.rules.base import Lang


@click.command()
@click.argument("problem_file", metavar="PROBLEM", type=FILE)
@click.option("--from", "from_file", metavar="PLAN", type=FILE,
              help="Start from this plan: of the same date, change it as little as pays; of "
                   "another, keep usual workers and times.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write the plan as JSON.")
@click.option("--html", "html_file", metavar="FILE", type=FILE, help="Write an HTML report.")
@click.option("--stop", default="30s", show_default=True, metavar="30s|5000it",
              help="When to stop: seconds (s), minutes (min) or iterations (it).")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--threads", type=click.IntRange(1),
              help="Threads to search with; the routing engine uses one. By default one for each "
                   "processor; one without seconds, for the same plan each time.")  # fmt: skip
@click.option("--engine", default=Options().engine, show_default=True,
              type=click.Choice(get_args(Engine)))  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names, addresses and phones by id, shown but never stored.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True,
              help="Print the plan as JSON; errors as JSON lines on stderr.")  # fmt: skip
@click.option("--require-all", is_flag=True,
              help="Exit with 3 if a visit is unserved; say what clashes.")  # fmt: skip
@click.option("--detail", is_flag=True, help="Show every stop of every tour.")
def plan(
    problem_file: Path,
    from_file: Path | None,
    output: Path | None,
    html_file: Path | None,
    stop: str,
    seed: int,
    threads: int | None,
    engine: Engine,
    lang: str,
    labels_file: Path | None,
    as_json: bool,
    require_all: bool,
    detail: bool,
) -> int:
    """Plan PROBLEM. Ctrl-C ends the search and keeps the best plan so far."""
    with errors_shown(as_json, language(lang)):
        budget = budget_of(stop)
        labels = read_labels(labels_file) if labels_file else Labels()
        problem = read_problem(problem_file)
        start = parent = None
        if from_file is not None:
            origin, before, earlier = read_plan_file(from_file)
            carried = carried_over(problem, before, earlier)
            problem, start, parent = carried.problem, carried.start, origin["id"]
            say(_carried(carried, from_file, language(lang)), language(lang), as_json)
        check_writable(output, html_file)
        progress = show_progress(problem, language(lang), quiet=as_json)
        with ctrl_c_ends(budget), progress as on_progress:
            options = Options(engine, start, threads or threads_of(budget))
            result = solve(problem, budget, seed, options, on_progress)
        document = plan_document(result, parent=parent)
        text = json.dumps(document, ensure_ascii=False, indent=1)
        page = (
            None if html_file is None else render_html(document, lang=language(lang), labels=labels)
        )
        write((output, text), (html_file, page))
        if as_json:
            click.echo(text)
        else:
            render_table(document, language(lang), labels, Console(), detail=detail)
        must = set(problem.visits) if require_all else _held(problem)
        if not must.isdisjoint(result.plan.unserved):
            from optimizer.explain.conflict import find_conflict  # loads the solver

            clash = find_conflict(problem, must)
            if clash is not None:
                say(clash.sentence(language(lang)), language(lang), as_json)
        if result.status == "stopped":
            return INTERRUPTED
        return BREACH if require_all and result.plan.unserved else DONE


def _held(problem: Problem) -> set[str]:
    """Visits that the planner holds, by a pin or a frozen tour."""
    return {*problem.pins, *(v for tour in problem.frozen_tours.values() for v in tour.visits)}


def _carried(carried: Carried, path: Path, lang: Lang) -> str:
    """What `--from` found in a plan."""
    nothing = carried.same_date == carried.recurring == 0
    return word("from.nothing" if nothing else "from.found", lang).format(
        plan=path, same=carried.same_date, other=carried.recurring, new=carried.unmatched
    )


def threads_of(budget: Budget) -> int:
    """One for each processor; one without seconds, for the same plan each time."""
    return 1 if budget.seconds is None else os.cpu_count() or 1


def budget_of(text: str) -> Budget:
    """The budget that `--stop` names."""
    try:
        return Budget.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--stop") from None


@contextmanager
def ctrl_c_ends(budget: Budget) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM) ends the search gently, a second one at once."""

    def end(number: int, frame: FrameType | None) -> None:
        if budget.cancelled.is_set():
            raise KeyboardInterrupt
        budget.cancelled.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
