"""`tournee revise`: from a plan and what has happened to the next plan."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from optimizer.cli.files import check_writable, read_plan_file, write
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import DONE, INTERRUPTED, errors_shown, fail
from optimizer.cli.plan import budget_of, ctrl_c_ends, threads_of
from optimizer.outputs import Labels, read_labels
from optimizer.outputs.changes import phone_text, render_changes
from optimizer.outputs.changes_words import word
from optimizer.outputs.formats import euros, number
from optimizer.plan.model import Plan
from optimizer.plan.writing import plan_document
from optimizer.problem.clock import Clock, ClockError
from optimizer.problem.model import Problem
from optimizer.problem.reading import Errors, read_json
from optimizer.problem.score_terms import default_objective
from optimizer.revise import InvalidEvents, apply, read_events
from optimizer.revise.proposals import Proposal, Way, proposals
from optimizer.rules.base import Lang


@click.command()
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--events", "events_file", metavar="FILE", type=FILE,
              help="What has happened, a JSON array of events.")  # fmt: skip
@click.option("--now", "now_text", metavar="TIME",
              help="The moment of knowledge, like 07:05; by default now.")  # fmt: skip
@click.option("--absent", metavar="W[@FROM-UNTIL]", multiple=True,
              help="Worker W is absent, from now on or from 10:00-12:00.")  # fmt: skip
@click.option("--cancel", metavar="VISIT|PERSON", multiple=True,
              help="A visit, or all that is left of a person's visits.")  # fmt: skip
@click.option("--late", metavar="W=MIN", multiple=True, help="Worker W is so many minutes late.")
@click.option("--stop", default="10s", show_default=True, metavar="10s|5000it",
              help="Seconds for all proposals, or iterations for each.")  # fmt: skip
@click.option("--choose", type=click.Choice(get_args(Way)),
              help="Make this proposal only; by default all, and balanced is written.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write the next plan as JSON.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--threads", type=click.IntRange(1))
@click.option("--phone", is_flag=True, help="Say too what to tell on the phone.")
@click.option("--labels", "labels_file", metavar="CSV", type=FILE,
              help="Names and phones by id, shown but never stored.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True,
              help="Print the proposals as JSON; errors as JSON lines on stderr.")  # fmt: skip
def revise(
    plan_file: Path,
    events_file: Path | None,
    now_text: str | None,
    absent: tuple[str, ...],
    cancel: tuple[str, ...],
    late: tuple[str, ...],
    stop: str,
    choose: Way | None,
    output: Path | None,
    seed: int,
    threads: int | None,
    phone: bool,
    labels_file: Path | None,
    lang: str,
    as_json: bool,
) -> int:
    """Revise PLAN after something has happened: what has begun stays, as little as pays changes."""
    with errors_shown(as_json, language(lang)):
        labels = read_labels(labels_file) if labels_file else Labels()
        document, problem, plan = read_plan_file(plan_file)
        now = _moment(problem.clock, now_text, "--now")
        items = _from_file(events_file) + _short(problem, plan, now, absent, cancel, late)
        revised = apply(problem, plan, read_events(items), now,
                        published=document.get("state", "draft") == "published")  # fmt: skip
        check_writable(output)
        budget = budget_of(stop)
        with ctrl_c_ends(budget):
            found = proposals(
                revised, (problem, plan), budget, ways=(choose,) if choose else get_args(Way),
                seed=seed, threads=threads or threads_of(budget),
            )  # fmt: skip
        chosen = next((p for p in found if p.way == "balanced"), found[0])
        revision = document.get("revision", 0) + 1
        text = plan_document(chosen.result, parent=document["id"], revision=revision)
        write((output, json.dumps(text, ensure_ascii=False, indent=1)))
        if as_json:
            told = {"chosen": chosen.way, "proposals": [_as_dict(p) for p in found]}
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            console = Console()
            console.print(_table(found, language(lang)))
            console.print(
                word("chosen", language(lang), way=word(f"way.{chosen.way}", language(lang)))
            )
            render_changes(chosen.difference, language(lang), labels, console)
            if phone:
                click.echo(phone_text(chosen.difference, language(lang), labels))
        return INTERRUPTED if budget.cancelled.is_set() else DONE


def _moment(clock: Clock, text: str | None, option: str) -> int:
    """Ticks of a time of day of the first day, or of a date and time; now by default."""
    if text is None:
        moment = datetime.now(clock.zone).replace(second=0, microsecond=0)
    else:
        try:
            if len(text) <= 5:
                text = f"{clock.first_day.isoformat()}T{text.zfill(5)}"
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise click.BadParameter(f"{text!r} is not a time; write 07:05 or 2026-11-24T07:05",
                                     param_hint=option) from None  # fmt: skip
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=clock.zone)
    try:
        return clock.parse(moment.isoformat())
    except ClockError as error:
        raise click.BadParameter(f"{text} {error}; {error.remedy}", param_hint=option) from None


def _from_file(path: Path | None) -> list[Any]:
    if path is None:
        return []
    errors = Errors()
    document = read_json(path.read_bytes(), errors)
    if errors.found:
        raise InvalidEvents(errors.found)
    if not isinstance(document, list):
        read_events(document)
    return list(document)


def _short(
    problem: Problem,
    plan: Plan,
    now: int,
    absent: tuple[str, ...],
    cancel: tuple[str, ...],
    late: tuple[str, ...],
) -> list[dict[str, Any]]:
    """The events that the short options state."""
    clock, at = problem.clock, problem.clock.iso(now)
    found: list[dict[str, Any]] = []
    for text in absent:
        worker, _, hours = text.partition("@")
        event: dict[str, Any] = {"type": "worker_absent", "worker": worker}
        if hours:
            start, _, end = hours.partition("-")
            event["from"] = clock.iso(_moment(clock, start, "--absent"))
            if end:
                event["until"] = clock.iso(_moment(clock, end, "--absent"))
        found.append(event)
    for text in cancel:
        visits = [text]
        if text in problem.persons and text not in problem.visits:
            visits = [v.id for v in problem.visits.values()
                      if v.person == text and not _has_begun(plan, v.id, now)]  # fmt: skip
        found += [{"type": "visit_cancelled", "visit": visit} for visit in visits]
    for text in late:
        worker, _, minutes = text.partition("=")
        if not minutes.isdecimal():
            fail("bad_option", "--late", text, "is not like A12=25: a worker and minutes",
                 "write the worker, = and whole minutes")  # fmt: skip
        found.append({"type": "worker_late", "worker": worker, "by_s": 60 * int(minutes)})
    return [
        {"id": f"{at} {event['type']} {event.get('worker') or event['visit']}", "at": at, **event}
        for event in found
    ]


def _has_begun(plan: Plan, visit: str, now: int) -> bool:
    placed = plan.placed.get(visit)
    return placed is not None and placed[1].start < now


def _as_dict(proposal: Proposal) -> dict[str, Any]:
    return {
        "way": proposal.way,
        "unserved": list(proposal.unserved),
        "calls": proposal.difference.calls,
        "known_faces": proposal.difference.carers(known=True),
        "new_faces": proposal.difference.carers(known=False),
        "moved_minutes": proposal.difference.moved_minutes,
        "cost": proposal.cost,
        "changes": proposal.difference.as_dict(),
    }


def _table(found: Sequence[Proposal], lang: Lang) -> Table:
    """The proposals side by side."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("way", "unserved", "calls", "known", "new", "minutes", "cost"):
        table.add_column(
            word(f"head.{column}", lang), justify="left" if column == "way" else "right"
        )
    for proposal in found:
        change, objective = proposal.difference, proposal.result.problem.objective
        cost = euros(proposal.cost, lang) if objective == default_objective() else number(
            proposal.cost, lang, 2
        )  # fmt: skip
        table.add_row(
            word(f"way.{proposal.way}", lang), " / ".join(map(str, proposal.unserved)),
            str(change.calls), str(change.carers(known=True)), str(change.carers(known=False)),
            str(change.moved_minutes), cost,
        )  # fmt: skip
    return table
