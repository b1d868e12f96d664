"""Every rule is whole: name, file, sentences, and cases that show what it does."""

import json
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

import optimizer.rules
from optimizer.problem.checks import RULE_NAMES
from optimizer.referee import check
from optimizer.rules import RULES, Rule, Sentence
from tests.rules.cases import Cases

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def cases_of(rule: Rule) -> Cases:
    """The cases in `tests/rules/cases/<name>.py`."""
    found = import_module(f"tests.rules.cases.{rule.name}").cases()
    assert isinstance(found, Cases)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_registry_is_complete():
    """There are 14 rules, those that a waiver can name, and one file for each."""
    folder = Path(optimizer.rules.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "base"}

    assert tuple(rule.name for rule in RULES) == RULE_NAMES
    assert len(RULES) == 14
    assert files == set(RULE_NAMES)


@every_rule
def test_a_rule_has_a_name_and_sentences(rule: Rule):
    """A rule is documented, and speaks French and English, with the same fields."""
    assert type(rule).__module__ == f"optimizer.rules.{rule.name}"
    assert type(rule).__doc__
    for sentence in rule.sentences.values():
        assert isinstance(sentence, Sentence)
        assert sentence.fr.endswith(".")
        assert sentence.en.endswith(".")
        assert sentence.fr != sentence.en
        assert fields(sentence.fr) == fields(sentence.en)
        assert "'" not in sentence.fr + sentence.en  # typographic apostrophes only


@every_rule
def test_alone_a_rule_is_harmless(rule: Rule):
    """A sound plan that does not touch the rule's limits breaks no rule at all."""
    problem, plan = cases_of(rule).harmless

    assert check(problem, plan).violations == ()


@every_rule
def test_a_rule_forbids_its_bad_cases(rule: Rule):
    """Each sentence of a rule has a plan that breaks this rule so, and no other rule."""
    bad = cases_of(rule).bad

    assert set(bad) == set(rule.sentences)
    for case, (problem, plan) in bad.items():
        verdict = check(problem, plan)
        assert {(v.rule, v.case) for v in verdict.violations} == {(rule.name, case)}, case
        found = list(rule.check(problem, plan))
        assert [v for v in found if v not in verdict.waived] == list(verdict.violations)


@every_rule
def test_a_rule_allows_the_good_cases_beside(rule: Rule):
    """Right beside each bad case there is a plan that is allowed."""
    good = cases_of(rule).good

    assert set(good) == set(rule.sentences)
    for case, (problem, plan) in good.items():
        assert check(problem, plan).violations == (), case


@every_rule
def test_a_planner_can_read_every_breach(rule: Rule):
    """Sentences format in both languages; subjects are ids of the problem; JSON is possible."""
    for case, (problem, plan) in cases_of(rule).bad.items():
        known = {
            *problem.visits, *problem.external_visits, *problem.shifts, *problem.workers,
            *problem.links, *problem.persons, *problem.vehicles,
        }  # fmt: skip
        for violation in check(problem, plan).violations:
            french, english = violation.sentence("fr"), violation.sentence("en")
            assert french != english
            assert "{" not in french + english
            assert violation.subjects, case
            assert set(violation.subjects) <= known
            written = json.loads(json.dumps(violation.as_dict(problem)))
            assert written["rule"] == rule.name
            assert written["sentence"] == {"fr": french, "en": english}
