"""The referee is fast enough to judge every plan, everywhere."""

from functools import cache

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.referee import check, score
from tests.builders import link, loaded, pause, plan, shift, visit, worker
from tests.counting import lines_run


@cache
def day(workers: int) -> tuple[Problem, Plan]:
    """15 visits for each worker, with a meal each, and a link for every second visit."""
    mine = [[f"v{w}.{i}" for i in range(15)] for w in range(workers)]
    names = [name for tour in mine for name in tour]
    problem = loaded(
        visits=[visit(name, i % 40, minutes=10, skills=["care"]) for i, name in enumerate(names)],
        workers=[worker(f"w{w}", skills=["care"]) for w in range(workers)],
        shifts=[
            shift(f"w{w}", "06:00-22:00", breaks=[pause("meal", "06:00-20:00")])
            for w in range(workers)
        ],
        links=[
            link("same_worker", first, second)
            for tour in mine
            for first, second in zip(tour[::2], tour[1::2], strict=False)
        ],
        limits={"max_work_per_day_h": 24, "min_weekly_rest_h": 35},
    )
    tours = {f"s{w}": [*tour[:8], "break:meal", *tour[8:]] for w, tour in enumerate(mine)}
    return problem, plan(problem, tours)


def judge(workers: int) -> None:
    problem, made = day(workers)
    check(problem, made)
    score(problem, made)


def lines_of(workers: int) -> int:
    """Lines that judging runs, what is computed once for a problem apart."""
    judge(workers)
    return lines_run(lambda: judge(workers))


def test_the_large_day_is_sound():
    """What is measured below are plans without breaches."""
    assert check(*day(10)).clean


def test_a_visit_is_little_work():
    """750 visits are checked and scored with 260 lines each as written, some 0.02 s in all."""
    assert lines_of(50) < 400 * 750


def test_work_grows_with_the_day_not_with_its_square():
    """Four times the visits are four times the work; a scan over visits would be sixteen."""
    assert lines_of(40) < 4.2 * lines_of(10)
