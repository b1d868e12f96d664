"""Kinds of plans that the search once missed, each in its smallest form with its arithmetic."""

from optimizer import Budget, Options, Problem, Result, check, solve
from tests.builders import Document, link, loaded, objective, shift, term, visit

UNSERVED = tuple(term(f"unserved_p{p}", level="unserved") for p in (1, 2, 3, 4))


def planned(problem: Problem) -> Result:
    """What the kernel makes of it, lawful as it came."""
    result = solve(problem, Budget(iterations=600), options=Options("kernel"))
    assert check(problem, result.plan).clean
    assert result.stats.repaired == ()
    return result


def costs(*terms: Document) -> Document:
    """Unserved visits first, then these terms as the cost."""
    return objective(*UNSERVED, *terms, levels=("unserved", "cost"))


def test_a_short_tour_owes_no_pause_wherever_it_lies_in_a_long_shift() -> None:
    """A shift of 12 h under the rules of the public service, one visit of 30 min at 12:50: no
    stretch is longer than 50 min, so nothing is owed: 20 min of road."""
    problem = loaded(
        visits=[visit("v1", at=10, window="12:50-12:50")],
        shifts=[shift("w1", "07:00-19:00")],
        pack="fpt",
        objective=costs(term("travel_time", 60)),
    )
    result = planned(problem)
    assert result.score.shown() == (0, 20)
    assert [stop.kind for stop in result.plan.tours[0].stops] == ["depot", "visit", "depot"]


def test_no_pause_is_taken_that_nobody_owes() -> None:
    """Two visits 80 min apart at the base: 80 min of wait at 1 each. A statutory pause of 20 min
    would hide a quarter of them; the tour of 140 min owes none, whatever the shift."""
    for hours in ("07:00-15:00", "07:00-19:00"):
        problem = loaded(
            visits=[
                visit("v1", at=0, window="09:00-09:00"),
                visit("v2", at=0, window="10:50-10:50"),
            ],
            shifts=[shift("w1", hours)],
            pack="fpt",
            objective=costs(term("waiting", 60)),
        )  # fmt: skip
        for engine in ("kernel", "exact"):
            result = solve(problem, Budget(iterations=2_000), options=Options(engine))
            assert result.score.shown() == (0, 80)


def test_waits_are_priced_in_the_window_that_is_used() -> None:
    """v1 may start at 8:30 or at 11:00, v2 at 11:50 at the same place, 30 min away. v1 at 11:40 at
    the latest, then v2 at once: 60 min of road and no wait with one tour, 10 for it."""
    problem = loaded(
        visits=[
            visit("v1", at=30, window=["08:30-09:30", "11:00-11:45"], minutes=10),
            visit("v2", at=30, window="11:50-12:10", minutes=10),
        ],
        shifts=[shift("w1"), shift("w2")],
        objective=costs(term("travel_time", 60), term("waiting", 60), term("tours", 10)),
    )
    assert planned(problem).score.shown() == (0, 70)


def test_a_tour_loads_as_late_as_what_it_carries_asks() -> None:
    """A meal to be met within 30 min of loading, at any time, on the way to a visit at 11:00. One
    tour that leaves at 10:40: 20 min of road, no wait; 10 for the tour."""
    problem = loaded(
        visits=[
            visit("meal", at=5, window="08:00-12:00", minutes=5, max_since_loading_s=1_800),
            visit("wash", at=10, window="11:00-11:00"),
        ],
        shifts=[shift("w1"), shift("w2")],
        objective=costs(term("travel_time", 60), term("waiting", 60), term("tours", 10)),
    )
    assert planned(problem).score.shown() == (0, 30)


def test_a_sequence_that_is_dropped_as_one_fits_into_one_tour() -> None:
    """A and B, side by side 30 min away, both or none, after an early visit on the way: one tour of
    62 min of road instead of two."""
    problem = loaded(
        visits=[
            visit("early", at=10, window="08:00-08:20", minutes=20),
            visit("A", at=30, window="09:00-11:00", minutes=20),
            visit("B", at=31, window="09:00-11:00", minutes=20),
        ],
        shifts=[shift("w1"), shift("w2")],
        links=[link("sequence", "A", "B", if_partner_unserved="drop_both")],
        objective=costs(term("travel_time", 60), term("tours", 10)),
    )
    assert planned(problem).score.shown() == (0, 72)


def test_no_level_is_bought_with_a_lower_one() -> None:
    """Two visits 15 min away in opposite directions, at the same time: 60 min of road and two tours
    are a lower level, whatever they cost; leaving one out is never better."""
    problem = loaded(
        visits=[
            visit("v1", at=15, window="09:00-09:00"),
            visit("v2", at=-15, window="09:00-09:00"),
        ],
        shifts=[shift("w1"), shift("w2")],
        objective=objective(
            *UNSERVED, term("travel_time", 1_000_000, level="road"), term("tours", level="tours"),
            levels=("unserved", "road", "tours"),
        ),
    )  # fmt: skip
    assert planned(problem).score.shown() == (0, 1_000_000, 2)


def test_the_longest_day_counts_more_than_a_tour() -> None:
    """Two visits of 60 min at the base: the longest day is a level above the number of tours, so
    two workers do one each."""
    problem = loaded(
        visits=[visit("v1", at=0, minutes=60), visit("v2", at=0, minutes=60)],
        shifts=[shift("w1"), shift("w2")],
        objective=objective(
            *UNSERVED, term("work_time", 60, "max", level="fair"), term("tours", level="tours"),
            levels=("unserved", "fair", "tours"),
        ),
    )  # fmt: skip
    assert planned(problem).score.shown() == (0, 60, 2)
