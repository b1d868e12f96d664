"""`tournee check`: a plan against its problem."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from optimizer.cli.files import read_plan_file
from optimizer.cli.options import FILE, LANG, language
from optimizer.cli.outcome import BREACH, DONE, errors_shown, say
from optimizer.outputs.formats import colon
from optimizer.outputs.view import amount
from optimizer.outputs.words import named, word
from optimizer.plan.model import Plan
from optimizer.plan.score import Score
from optimizer.problem import Problem, read_problem
from optimizer.problem.document import digest
from optimizer.referee import Verdict, score
from optimizer.referee import check as judge
from optimizer.rules.base import Lang


@click.command()
@click.argument("problem_file", metavar="PROBLEM", type=FILE)
@click.argument("plan_file", metavar="PLAN", type=FILE)
@click.option("--lang", default="fr", show_default=True, type=LANG)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def check(problem_file: Path, plan_file: Path, lang: str, as_json: bool) -> int:
    """Judge PLAN against PROBLEM: every hard rule, and the score recomputed."""
    with errors_shown(as_json, language(lang)):
        problem = read_problem(problem_file)
        document, _, judged = read_plan_file(plan_file, problem)
        carried = document.get("parent") is not None
        if digest(_stated(document["problem"], carried)) != digest(
            _stated(problem.document, carried)
        ):
            say(word("check.version", language(lang)), language(lang), as_json)
        verdict, found = judge(problem, judged), score(problem, judged)
        if as_json:
            click.echo(json.dumps(_verdict(problem, verdict, found), ensure_ascii=False, indent=1))
        else:
            _print_verdict(problem, judged, verdict, found, language(lang))
        return DONE if verdict.clean else BREACH


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
            about = f"{word(f'check.{kind}', lang)}, {named('rule', violation.rule, lang)}"
            click.echo(f"{about}{colon(lang)} {violation.sentence(lang)}")
    served = len(problem.visits) - len(plan.unserved)
    levels = ", ".join(
        f"{named('level', name, lang)} {amount(problem, name, value, lang)}"
        for name, value in _levels(problem, found).items()
    )
    verdict_word = word("check.clean" if verdict.clean else "check.broken", lang)
    click.echo(f"{verdict_word} {served}/{len(problem.visits)}. {levels}")
