"""Working-time packs, and the objective of a problem that states none."""

from datetime import date

import pytest

from optimizer.problem import load_problem
from optimizer.problem.score_terms import (
    DEFAULT_LEVELS,
    DEFAULT_TERMS,
    TERM_KINDS,
    default_objective,
)
from optimizer.problem.working_time import LIMITS, rule_packs, working_time
from tests.problem.documents import everything

HOUR = 3600


def test_there_are_three_packs():
    """The public service, the home-help branch, and no limits at all."""
    assert set(rule_packs()) == {"fpt", "bad", "none"}
    assert rule_packs()["none"]["limits"] == {}


@pytest.mark.parametrize("pack", ["fpt", "bad"])
def test_a_pack_is_dated_data_with_sources(pack: str):
    """Every limit has a positive value, the text it stands in, and since when."""
    limits = rule_packs()[pack]["limits"]

    assert rule_packs()[pack]["title"]
    assert set(limits) == set(LIMITS)
    for limit in limits.values():
        assert limit["value"] > 0
        assert limit["source"]
        assert date(1980, 1, 1) < limit["since"] < date(2027, 1, 1)
        assert set(limit) == {"value", "source", "since"}


@pytest.mark.parametrize("pack", ["fpt", "bad"])
def test_a_pack_in_ticks(pack: str):
    """10 h a day, 12 h of span, 11 h of rest, 48 h a week, 35 h of weekly rest, 20 min in 6 h."""
    limits = working_time(pack, {}, 1000)

    assert limits.max_work_per_day == 10 * HOUR
    assert limits.max_span_per_day == 12 * HOUR
    assert limits.min_rest_between_days == 11 * HOUR
    assert limits.max_work_per_week == 48 * HOUR
    assert limits.min_weekly_rest == 35 * HOUR
    assert limits.max_stretch_without_break == 6 * HOUR
    assert limits.statutory_break == 20 * 60
    assert limits.unpaid_wait == 15 * 60


def test_ticks_are_those_of_the_problem():
    """With ticks of 60 ms there are 16 2/3 in a second."""
    assert working_time("fpt", {}, 60).statutory_break == 20_000


def test_no_pack_has_no_limits_but_can_be_given_some():
    """`none` limits nothing; what a problem overrides holds all the same."""
    limits = working_time("none", {"max_work_per_day_h": 7.5}, 1000)

    assert limits.max_work_per_day == 27_000
    assert limits.max_span_per_day is None
    assert limits.statutory_break is None


def test_a_problem_overrides_and_lifts_limits():
    """9.5 h a day instead of 10, no limit a week, all else as in the pack."""
    limits = load_problem(everything()).working_time

    assert limits.pack == "bad"
    assert limits.max_work_per_day == 9.5 * HOUR
    assert limits.max_work_per_week is None
    assert limits.max_span_per_day == 12 * HOUR


def test_a_problem_without_objective_has_the_default_one():
    """Unserved visits by priority, then lateness, then cost."""
    document = everything()
    del document["objective"]
    objective = load_problem(document).objective

    assert objective == default_objective()
    assert objective.levels == DEFAULT_LEVELS
    assert objective.levels[:4] == tuple(f"unserved_p{n}" for n in (1, 2, 3, 4))
    assert objective.levels[4:] == ("lateness", "cost")


def test_the_default_terms_are_known_terms_on_known_levels():
    """Each once, none free; unserved visits of each priority on a level of their own."""
    names = [name for name, _, _ in DEFAULT_TERMS]

    assert len(set(names)) == len(names)
    assert set(names) <= set(TERM_KINDS)
    assert all(level in DEFAULT_LEVELS and weight > 0 for _, level, weight in DEFAULT_TERMS)
    for term in default_objective().terms:
        assert term.aggregation == "sum"
        if term.kind.name.startswith("unserved"):
            assert DEFAULT_LEVELS[term.level] == term.kind.name


def test_every_kind_of_term_says_what_it_counts():
    """Unit, item and meaning of each kind are stated."""
    for name, kind in TERM_KINDS.items():
        assert kind.name == name
        assert kind.unit in ("hour", "km", "piece")
        assert kind.per
        assert kind.meaning
