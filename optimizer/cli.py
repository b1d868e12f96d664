"""The command line: `tournee plan | check | generate | schema`.

Exit codes: 0 done (unserved visits allowed; `--require-all` makes them 3), 1 internal error,
2 usage or invalid input, 3 the plan breaks a rule, 4 unsupported by the engine, 130 interrupted
with the best plan written. Nothing is written unless the command succeeds or is interrupted.
"""

import csv
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from rich.console import Console

from optimizer.budget import Budget
from optimizer.engine.errors import Unsupported
from optimizer.outputs import InvalidLabels, Labels, read_labels, render_html, render_table
from optimizer.outputs.words import word
from optimizer.plan.document import plan_schema
from optimizer.plan.model import Plan
from optimizer.plan.previous import Carried, carried_over
from optimizer.plan.reading import InvalidPlan, read_plan
from optimizer.plan.score import Score
from optimizer.plan.writing import plan_document
from optimizer.planning import Options, solve
from optimizer.problem import InputError, InvalidProblem, Problem, read_problem
from optimizer.problem.document import digest
from optimizer.problem.reading import Errors, read_json
from optimizer.problem.schema import problem_schema
from optimizer.progress import show_progress
from optimizer.referee import Verdict, score
from optimizer.referee import check as judge
from optimizer.rules.base import Lang

DONE, INTERNAL, INVALID, BREACH, UNSUPPORTED, INTERRUPTED = 0, 1, 2, 3, 4, 130

MAX_ERRORS = 200
PROBLEM = click.Path(path_type=Path)
LANG = click.Choice(["fr", "en"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tournee")
def cli() -> None:
    """Plan tours for home services, and check plans."""


@cli.command()
@click.argument("problem_file", metavar="PROBLEM", type=PROBLEM)
@click.option("--from", "from_file", metavar="PLAN", type=PROBLEM,
              help="Start from this plan: of the same date, change it as little as pays; of "
                   "another, keep usual workers and times.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", type=PROBLEM, help="Write the plan as JSON.")
@click.option("--html", "html_file", metavar="FILE", type=PROBLEM, help="Write an HTML report.")
@click.option("--stop", default="30s", show_default=True, metavar="30s|5000it",
              help="When to stop: seconds (s), minutes (min) or iterations (it).")  # fmt: skip
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1),
              help="Threads to search with; the routing engine uses one.")  # fmt: skip
@click.option("--engine", default="routing", show_default=True, type=click.Choice(["routing"]))
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--labels", "labels_file", metavar="CSV", type=PROBLEM,
              help="Names, addresses and phones by id, shown but never stored.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True,
              help="Print the plan as JSON; errors as JSON lines on stderr.")  # fmt: skip
@click.option("--require-all", is_flag=True, help="Exit with 3 if a visit is unserved.")
@click.option("--detail", is_flag=True, help="Show every stop of every tour.")
def plan(
    problem_file: Path,
    from_file: Path | None,
    output: Path | None,
    html_file: Path | None,
    stop: str,
    seed: int,
    threads: int,
    engine: str,
    lang: str,
    labels_file: Path | None,
    as_json: bool,
    require_all: bool,
    detail: bool,
) -> int:
    """Plan PROBLEM. Ctrl-C ends the search and keeps the best plan so far."""
    with _errors(as_json):
        budget = _budget(stop)
        labels = read_labels(labels_file) if labels_file else Labels()
        problem = read_problem(problem_file)
        start = parent = None
        if from_file is not None:
            origin, before, earlier = _read_plan(from_file)
            carried = carried_over(problem, before, earlier)
            problem, start, parent = carried.problem, carried.start, origin["id"]
            _note(_carried(carried, from_file), as_json)
        _check_writable(output, html_file)
        progress = show_progress(problem, _lang(lang), quiet=as_json)
        with _ctrl_c_ends(budget), progress as on_progress:
            result = solve(problem, budget, seed, Options("routing", start), on_progress)
        document = plan_document(result, parent=parent)
        text = json.dumps(document, ensure_ascii=False, indent=1)
        page = None if html_file is None else render_html(document, lang=_lang(lang), labels=labels)
        _write((output, text), (html_file, page))
        if as_json:
            click.echo(text)
        else:
            render_table(document, _lang(lang), labels, Console(), detail=detail)
        if result.status == "stopped":
            return INTERRUPTED
        return BREACH if require_all and result.plan.unserved else DONE


@cli.command()
@click.argument("problem_file", metavar="PROBLEM", type=PROBLEM)
@click.argument("plan_file", metavar="PLAN", type=PROBLEM)
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def check(problem_file: Path, plan_file: Path, lang: str, as_json: bool) -> int:
    """Judge PLAN against PROBLEM: every hard rule, and the score recomputed."""
    with _errors(as_json):
        problem = read_problem(problem_file)
        document, _, judged = _read_plan(plan_file, problem)
        carried = document.get("parent") is not None
        if digest(_stated(document["problem"], carried)) != digest(
            _stated(problem.document, carried)
        ):
            _note("the plan was made for another version of this problem", as_json)
        verdict, found = judge(problem, judged), score(problem, judged)
        if as_json:
            click.echo(json.dumps(_verdict(problem, verdict, found), ensure_ascii=False, indent=1))
        else:
            _print_verdict(problem, judged, verdict, found, _lang(lang))
        return DONE if verdict.clean else BREACH


@cli.command()
@click.argument("scenario")
@click.option(
    "--date", "day", metavar="DATE", help="First day, like 2026-11-24.  [default: tomorrow]"
)
@click.option("--days", default=1, show_default=True, type=click.IntRange(1))
@click.option("--scale", default=1.0, show_default=True)
@click.option("--mode", default="normal", show_default=True)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("-o", "--output", metavar="FILE", type=PROBLEM, help="Write the problem as JSON.")
@click.option("--labels", "labels_file", metavar="CSV", type=PROBLEM,
              help="Write invented names and addresses for its ids.")  # fmt: skip
def generate(
    scenario: str,
    day: str | None,
    days: int,
    scale: float,
    mode: str,
    seed: int,
    output: Path | None,
    labels_file: Path | None,
) -> int:
    """Generate a synthetic SCENARIO, such as besancon."""
    with _errors(as_json=False):
        known = {entry.name: entry for entry in entry_points(group="tournee.scenarios")}
        if scenario not in known:
            _fail("unknown_scenario", "SCENARIO", scenario, "there is no such scenario",
                  f"choose one of: {', '.join(sorted(known))}")  # fmt: skip
        _check_writable(output, labels_file)
        module = known[scenario].load()
        try:
            document = module.generate(_day(day), days=days, scale=scale, mode=mode, seed=seed)
        except ValueError as error:
            _fail("bad_option", "OPTIONS", scenario, str(error), "correct the option")
        text = json.dumps(document.to_json_dict(), ensure_ascii=False, indent=1)
        rows = module.labels(document)
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\n")
        writer.writerow(rows[0]._fields)
        writer.writerows(rows)
        _write((output, text), (labels_file, table.getvalue()))
        if output is None:
            click.echo(text)
        return DONE


@cli.command()
@click.argument("what", type=click.Choice(["problem", "plan"]))
def schema(what: str) -> int:
    """Print the JSON Schema of problems or plans."""
    found = problem_schema() if what == "problem" else plan_schema()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return DONE


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    try:
        code = cli.main(arguments, standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        if "--json" in (arguments or sys.argv) and not isinstance(error, _Failure):
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


# Input


def _lang(text: str) -> Lang:
    return "fr" if text == "fr" else "en"


def _budget(text: str) -> Budget:
    try:
        return Budget.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--stop") from None


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date() + timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a date; write 2026-11-24", param_hint="--date"
        ) from None


def _read_plan(path: Path, problem: Problem | None = None) -> tuple[Any, Problem, Plan]:
    """The plan document of a file, its problem (or the given one) and its plan."""
    errors = Errors()
    document = read_json(path.read_bytes(), errors)
    if errors.found:
        raise InvalidPlan(errors.found)
    return document, *read_plan(document, problem)


# Output


def _check_writable(*paths: Path | None) -> None:
    """Say before the search, not after it, that a file cannot be written."""
    named = [path for path in paths if path is not None]
    if len({path.resolve() for path in named}) < len(named):
        _fail("same_file", str(named[0]), None, "two outputs go to the same file",
              "name another file for one of them")  # fmt: skip
    for path in named:
        _check_folder(path)


def _check_folder(path: Path) -> None:
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        _fail("not_writable", str(path), None, "the file cannot be written there",
              "name a file in an existing folder that you may write to")  # fmt: skip


def _write(*files: tuple[Path | None, str | None]) -> None:
    """Write these texts to their files, those that have one: whole files, all or none."""
    written: list[tuple[str, Path]] = []
    mask = os.umask(0)
    os.umask(mask)
    try:
        for path, text in files:
            if path is not None and text is not None:
                handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
                written.append((name, path))
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                os.chmod(name, 0o666 & ~mask)
        for name, path in written:
            os.replace(name, path)
    finally:
        for name, _ in written:
            Path(name).unlink(missing_ok=True)


def _carried(carried: Carried, path: Path) -> str:
    """What `--from` found in a plan."""
    if carried.same_date == carried.recurring == 0:
        return f"{path} served none of these visits: planning starts from nothing"
    return (
        f"of these visits {path} served {carried.same_date} on the same date, "
        f"{carried.recurring} on another, {carried.unmatched} not"
    )


def _note(text: str, as_json: bool) -> None:
    note = json.dumps({"code": "note", "message": text}, ensure_ascii=False)
    click.echo(note if as_json else f"note: {text}", err=True)


def _stated(document: Mapping[str, Any], carried: bool) -> dict[str, Any]:
    """A problem without what `--from` may have added to it, for a plan that was `carried`."""
    stated = {key: value for key, value in document.items() if key != "previous"}
    if carried:
        wishes = ("preferred_workers", "usual_start")
        stated["visits"] = [
            {key: value for key, value in visit.items() if key not in wishes}
            for visit in document["visits"]
        ]
    return stated


def _verdict(problem: Problem, verdict: Verdict, found: Score) -> dict[str, Any]:
    return {
        "clean": verdict.clean,
        "violations": [violation.as_dict(problem) for violation in verdict.violations],
        "inherited": [violation.as_dict(problem) for violation in verdict.inherited],
        "waived": [violation.as_dict(problem) for violation in verdict.waived],
        "score": _levels(problem, found),
    }


def _levels(problem: Problem, found: Score) -> dict[str, float]:
    return dict(zip(problem.objective.levels, found.shown(), strict=True))


def _print_verdict(
    problem: Problem, plan: Plan, verdict: Verdict, found: Score, lang: Lang
) -> None:
    for kind in ("violations", "inherited", "waived"):
        for violation in getattr(verdict, kind):
            click.echo(
                f"{word(f'check.{kind}', lang)}: {violation.rule}: {violation.sentence(lang)}"
            )
    served = len(problem.visits) - len(plan.unserved)
    levels = ", ".join(f"{name} {value:g}" for name, value in _levels(problem, found).items())
    verdict_word = word("check.clean" if verdict.clean else "check.broken", lang)
    click.echo(f"{verdict_word} {served}/{len(problem.visits)}. {levels}")


# Errors and signals


class _Failure(click.ClickException):
    """Errors already shown."""

    def show(self, file: Any = None) -> None:
        """Nothing more to say."""


def _fail(code: str, pointer: str, value: Any, message: str, remedy: str) -> NoReturn:
    raise InvalidProblem([InputError(code, pointer, value, message, remedy)])


@contextmanager
def _errors(as_json: bool) -> Iterator[None]:
    """Show what is wrong with the input, one line an error, and end with the right code."""

    def tell(error: InputError) -> None:
        click.echo(json.dumps(error.as_dict(), ensure_ascii=False, default=str) if as_json
                   else f"error: {error}", err=True)  # fmt: skip

    try:
        yield
    except (InvalidProblem, InvalidPlan, InvalidLabels) as invalid:
        for error in invalid.errors[:MAX_ERRORS]:
            tell(error)
        more = len(invalid.errors) - MAX_ERRORS
        if more > 0 and not as_json:
            click.echo(f"... and {more} errors more", err=True)
        raise _Failure("invalid input") from None
    except Unsupported as refused:
        for name, subject in refused.features.items():
            tell(InputError("unsupported", name, subject,
                            f"the engine {refused.engine} does not encode {name}",
                            "leave it out, or choose another engine"))  # fmt: skip
        raise click.exceptions.Exit(UNSUPPORTED) from None
    except OSError as error:
        tell(InputError("unreadable_file", str(error.filename or ""), None,
                        (error.strerror or str(error)).lower(),
                        "check the path and the permissions"))  # fmt: skip
        raise _Failure("file") from None


@contextmanager
def _ctrl_c_ends(budget: Budget) -> Iterator[None]:
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
