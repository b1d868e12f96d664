"""One document states all rules and the whole vocabulary."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from optimizer.problem import Problem, ProblemDocument, load_problem, read_problem
from optimizer.problem import document as module
from optimizer.problem.checks import RULE_NAMES
from optimizer.problem.features import features
from optimizer.problem.score_terms import TERM_KINDS
from tests.problem.documents import PATH, everything


@pytest.fixture(scope="module")
def problem() -> Problem:
    return read_problem(PATH)


def feature_names() -> set[str]:
    """All names that `features` can give, from its source; links by their kinds."""
    tree = ast.parse(Path(features.__code__.co_filename).read_text(encoding="utf-8"))
    yields = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield)]
    names = {
        node.elts[0].value
        for node in yields
        if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant)
    }
    kinds = {"together", "sequence", "same_worker", "different_workers"}
    return names | {f"links.{kind}" for kind in kinds} | {"pickup_delivery"}


def parts(value: Any) -> Iterator[BaseModel]:
    """A model and all models inside it."""
    if isinstance(value, BaseModel):
        yield value
        for _, inner in value:
            yield from parts(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_all_rules_can_be_stated_at_once(problem: Problem):
    """The document uses every one of the 14 rules."""
    assert {name.partition(".")[0] for name in features(problem)} >= set(RULE_NAMES)
    assert len(RULE_NAMES) == 14


def test_every_feature_occurs(problem: Problem):
    """Every name by which an engine can refuse a problem is in use here."""
    assert set(features(problem)) == feature_names()


def test_every_word_of_the_format_occurs():
    """Every field of every part of the format is stated at least once."""
    stated: dict[type[BaseModel], set[str]] = {}
    for part in parts(ProblemDocument.model_validate(everything())):
        stated.setdefault(type(part), set()).update(part.model_fields_set)
    kinds = {
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, module.Document) and kind.model_fields
    }

    assert set(stated) == kinds
    for kind in kinds:
        assert stated[kind] == set(kind.model_fields), kind.__name__


def test_every_kind_of_term_is_scored(problem: Problem):
    """The objective has each term that there is, on three levels, in each aggregation."""
    terms = problem.objective.terms

    assert {term.kind.name for term in terms} == set(TERM_KINDS)
    assert {term.level for term in terms} == {0, 1, 2}
    assert {term.aggregation for term in terms} == {"sum", "max", "abs_dev"}


def test_a_document_survives_the_round_trip(problem: Problem):
    """What was read can be written and read again, and is the same problem."""
    again = load_problem(json.loads(json.dumps(problem.document)))

    assert again == problem
    assert again.digest == problem.digest
    assert load_problem(ProblemDocument.model_validate(everything())) == problem


def test_times_are_ticks_from_the_start_of_the_horizon(problem: Problem):
    """07:00 on the first day is 7 h; 08:00 on the second, after the clocks went forward, 31 h."""
    assert problem.visits["insulin"].windows[0].start == 7 * 3600
    assert problem.visits["sunday"].windows[0].start == 31 * 3600
    assert problem.shifts["aide-sun"].day == 1


def test_defaults_are_taken_from_where_they_belong(problem: Problem):
    """Place, mode, ends and external ids that are not stated come from their owners."""
    visit, shift = problem.visits["breakfast"], problem.shifts["aide-morning"]

    assert visit.place == "home-a"
    assert visit.external_id == "breakfast"
    assert visit.windows[0].late_after == visit.windows[0].end
    assert (shift.start_place, shift.end_place, shift.mode) == ("home-c", "home-c", "tram")
    assert shift.overtime_after == shift.end


def test_parts_are_found_by_what_they_belong_to(problem: Problem):
    """Links by visit, external visits too; shifts by worker, in order of time."""
    assert [link.id for link in problem.links_of["wash"]] == ["after-the-nurse", "other-face"]
    assert [link.id for link in problem.links_of["liberal-nurse"]] == ["after-the-nurse"]
    assert [shift.id for shift in problem.shifts_of["aide"]] == [
        "aide-morning", "aide-evening", "aide-sun",
    ]  # fmt: skip


def test_seconds_and_ticks_are_each_other(problem: Problem):
    """A tick is a second here; halves are rounded, whole seconds stay whole numbers."""
    assert problem.ticks(90) == 90
    assert problem.ticks(0.6) == 1
    assert problem.seconds(90) == 90
    assert isinstance(problem.seconds(90), int)


def test_a_finer_tick_divides_seconds():
    """With ticks of 0.06 s (0.001 min) a second and a half is 25 ticks."""
    document = everything()
    document["tick_ms"] = 60
    document["visits"][0]["duration_s"] = 1.5
    problem = load_problem(document)

    assert problem.visits["insulin"].duration == 25
    assert problem.seconds(25) == 1.5
    assert problem.visits["insulin"].windows[0].start == 7 * 60_000


def test_the_digest_does_not_depend_on_the_order_of_keys(problem: Problem):
    """Objects are sets of fields; the same fields in another order are the same problem."""

    def backwards(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return [backwards(item) for item in value] if isinstance(value, list) else value

    assert load_problem(backwards(everything())).digest == problem.digest


def test_the_digest_does_not_depend_on_defaults_being_stated(problem: Problem):
    """A field at its default says no more than no field."""
    document = everything()
    document["visits"][1]["ends_inside"] = False
    document["visits"][1]["load"] = {}

    assert load_problem(document).digest == problem.digest


def test_the_digest_changes_with_the_problem(problem: Problem):
    """One second more, or visits in another order, is another problem."""
    longer, turned = everything(), everything()
    longer["visits"][0]["duration_s"] += 1
    turned["visits"].reverse()

    digests = {problem.digest, load_problem(longer).digest, load_problem(turned).digest}

    assert len(digests) == 3
    assert all(len(digest) == 64 for digest in digests)
