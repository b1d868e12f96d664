"""Several days as one problem."""

from datetime import date

from benchmarks.peers.cases import service_alone
from optimizer.problem import load_problem
from scenarios.besancon import generate
from tests.kernel.problems import Search


def test_a_first_plan_of_many_days_serves_nearly_everybody() -> None:
    """Of 617 visits in five days with little staff, at most one in twenty is left out: all tours of
    its day are looked through for each, not only those of visits near it (one in eight then)."""
    document = generate(date(2026, 11, 23), days=5, scale=0.3, seed=1).to_json_dict()
    problem = load_problem(service_alone(document, "home_help")[0])
    assert len(problem.visits) > 600
    search = Search(problem)
    assert search.state.out.sum() <= len(problem.visits) / 20
