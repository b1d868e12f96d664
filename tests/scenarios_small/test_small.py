"""The small scenarios: their answers are lawful, proven, and reached by every engine that can."""

import json
from collections.abc import Mapping
from importlib.resources import files

import pytest
from click.testing import CliRunner

from optimizer import Budget, Options, Unsupported, check, score, solve
from optimizer.engine import exact, kernel, routing
from optimizer.plan.model import Plan
from optimizer.problem.features import features
from optimizer.problem.score_terms import TERM_KINDS
from optimizer.rules import RULES
from scenarios.small import Scenario, load, names
from scenarios.small.__main__ import cli
from scenarios.small.days import SIZES, document, why
from scenarios.small.table import in_readme
from scenarios.small.writing import answer, pretty
from tests.every_plan import EveryPlan

FOLDER = files("scenarios.small")
ALL = [load(name) for name in names()]
PROVEN = [scenario for scenario in ALL if scenario.proven]
ENGINES = {"routing": routing.ENCODES, "kernel": kernel.ENCODES, "exact": exact.ENCODES}
"""What each engine encodes; a new engine adds its line here."""
ITERATIONS = 300


def ids(item: object) -> str:
    return item.name if isinstance(item, Scenario) else str(item)


def codes(plan: Plan) -> Mapping[str, set[tuple[str | None, str]]]:
    """Shift and code of the reasons of each unserved visit."""
    return {visit: {(r.shift, r.code) for r in found} for visit, found in plan.unserved.items()}


@pytest.mark.parametrize("scenario", ALL, ids=ids)
def test_the_answer_breaks_no_rule_and_scores_as_it_says(scenario: Scenario) -> None:
    """The referee passes the plan and finds the same score, reasons and times."""
    problem, plan = scenario.problem, scenario.plan
    assert check(problem, plan).clean, [v.sentence("en") for v in check(problem, plan).violations]
    notes = ("found", "missed_by")
    told = {key: value for key, value in scenario.answer.items() if key not in notes}
    assert answer(problem, plan, scenario.about) == told


@pytest.mark.parametrize("scenario", PROVEN, ids=ids)
def test_no_plan_is_better(scenario: Scenario) -> None:
    """Of all plans at all minutes, none that the referee passes has a better score."""
    levels = score(scenario.problem, scenario.plan).levels
    assert EveryPlan(scenario.problem).better_than(levels) is None


@pytest.mark.parametrize("name", ["split-day", "known-face", "meal-van-reload", "one-car-for-two"])
def test_a_worse_answer_would_be_found_out(name: str) -> None:
    """Asked for anything better than a little more than the optimum, the search finds a plan."""
    scenario = load(name)
    levels = score(scenario.problem, scenario.plan).levels
    better = EveryPlan(scenario.problem).better_than((*levels[:-1], levels[-1] + 1))
    assert better is not None
    assert score(scenario.problem, better).levels == levels


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scenario", PROVEN, ids=ids)
def test_an_engine_finds_the_optimum_or_names_what_it_cannot_do(
    scenario: Scenario, engine: str
) -> None:
    """The expected score and reasons where it encodes the features, a refusal by name elsewhere.

    Nothing better than the optimum where the engine is known to miss it.
    """
    missing = features(scenario.problem).keys() - ENGINES[engine]
    options = Options(engine)  # type: ignore[arg-type]
    if missing:
        with pytest.raises(Unsupported) as refusal:
            solve(scenario.problem, Budget(iterations=ITERATIONS), options=options)
        assert refusal.value.features.keys() == missing
        return
    result = solve(scenario.problem, Budget(iterations=ITERATIONS), options=options)
    assert result.verdict.clean
    assert result.stats.repaired == ()
    optimum = score(scenario.problem, scenario.plan).levels
    if engine in scenario.missed_by:
        assert result.score.levels >= optimum
        return
    assert result.score.levels == optimum
    expected, found = codes(scenario.plan), codes(result.plan)
    assert found.keys() == expected.keys()
    for visit, reasons in expected.items():
        assert reasons <= found[visit]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SIZES)
def test_a_small_day_can_be_planned(name: str, engine: str) -> None:
    """Its features are encoded, and the engine's plan breaks no rule."""
    problem = load(name).problem
    assert features(problem).keys() <= ENGINES[engine]
    result = solve(problem, Budget(iterations=50), options=Options(engine))  # type: ignore[arg-type]
    assert result.verdict.clean
    assert result.stats.repaired == ()


@pytest.mark.parametrize("name", SIZES)
def test_the_small_days_are_what_their_generator_makes(name: str) -> None:
    """The committed files are those of `python -m scenarios.small days`."""
    scenario = load(name)
    made = document(name)
    assert scenario.document == made.to_json_dict()
    assert (len(made.visits), len(made.workers)) == SIZES[name]
    assert FOLDER.joinpath(name, "why.md").read_text("utf-8") == why(name)


def test_there_are_ten_small_days_and_more_than_thirty_others() -> None:
    """Every folder is either proven or one of the days."""
    assert len(SIZES) == 10
    assert {scenario.name for scenario in ALL} - {s.name for s in PROVEN} == set(SIZES)
    assert len(PROVEN) > 30


def test_every_rule_and_the_soft_terms_have_a_scenario() -> None:
    """All hard rules, and the terms of habits, waiting and lateness."""
    shown = {name for scenario in PROVEN for name in scenario.about}
    assert {rule.name for rule in RULES} <= shown
    assert {"new_worker", "usual_time", "preference", "waiting", "gaps", "lateness", "overtime",
            "change", "missed_break", "tours"} <= shown & TERM_KINDS.keys()  # fmt: skip


@pytest.mark.parametrize("scenario", ALL, ids=ids)
def test_a_scenario_says_why(scenario: Scenario) -> None:
    """A title, a sentence in each language, and the cost that the arithmetic comes to."""
    assert scenario.title
    assert scenario.why["fr"].endswith(".")
    assert scenario.why["en"].endswith(".")
    assert scenario.why["fr"] != scenario.why["en"]
    if scenario.proven:
        text = FOLDER.joinpath(scenario.name, "why.md").read_text("utf-8")
        assert f"{scenario.score['cost'] / 100:.2f} €" in text


@pytest.mark.parametrize("scenario", PROVEN, ids=ids)
def test_whoever_is_unserved_has_a_reason(scenario: Scenario) -> None:
    """Nobody is left out without a word."""
    assert all(scenario.plan.unserved.values())


def test_the_readme_lists_every_scenario() -> None:
    """Its table is that of `python -m scenarios.small readme`."""
    text = FOLDER.joinpath("README.md").read_text("utf-8")
    assert in_readme(text) == text
    for scenario in ALL:
        assert f"[`{scenario.name}`]" in text


def test_a_search_that_finds_nothing_better_changes_nothing() -> None:
    """`python -m scenarios.small search` keeps the best known plan."""
    before = FOLDER.joinpath("day-12", "best_known.json").read_bytes()
    call = CliRunner().invoke(cli, ["search", "day-12", "--iterations", "5", "--seeds", "1"])
    assert call.exit_code == 0
    assert call.output.startswith("day-12 seed 1: (0, 0, 0, ")
    assert "better" not in call.output
    assert FOLDER.joinpath("day-12", "best_known.json").read_bytes() == before


def test_an_unknown_scenario_is_refused_by_name() -> None:
    """The error lists those that there are."""
    with pytest.raises(ValueError, match=r"no small scenario 'lift'; choose one of .*split-day"):
        load("lift")


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("part", ["problem.json", "expected.json", "best_known.json"])
def test_files_are_laid_out_alike(name: str, part: str) -> None:
    """One layout for all files, so that a change shows; and no name twice in an object."""
    file = FOLDER.joinpath(name, part)
    if file.is_file():
        text = file.read_text("utf-8")
        assert text == pretty(json.loads(text)) + "\n"
