"""What is settled before any search: which shifts could hold a visit, and the pauses of a shift."""

from optimizer.engine.duties import Pause
from optimizer.engine.instance import Instance
from tests.builders import loaded, pause, person, shift, span, ticks, visit, worker


def test_each_obstacle_is_named_by_its_rule() -> None:
    """A shift that could never hold a visit says which rule stands in the way."""
    day = loaded(
        visits=[
            visit("skilled", skills={"care": 2}),
            visit("refusing", refused_workers=["w1"]),
            visit("pinned"),
            visit("heavy", load={"meals": 5}),
            visit("early", window="06:00-07:00"),
            visit("far", at=300, window="08:00-18:00"),
            visit("gone", window="09:00-09:10", person="p", minutes=30),
            visit("fine"),
        ],
        persons=[person("p", absent=["09:00-10:00"])],
        workers=[worker("w1", skills={"care": 1}), worker("w2", skills={"care": 3})],
        shifts=[
            shift("w1", capacity={"meals": 4}),
            shift("w2", capacity={"meals": 9}),
        ],
        pins=[{"visit": "pinned", "worker": "w2"}],
    )
    instance = Instance(day)

    def first(name: str) -> str | None:
        return instance.obstacle(instance.number[name], 0)

    assert [first(name) for name in day.visits] == [
        "skills", "pairings", "pins", "capacity", "shift_bounds", "shift_bounds", "time_windows",
        None,
    ]  # fmt: skip
    assert instance.possible[instance.number["fine"]] == [0, 1]
    assert instance.possible[instance.number["skilled"]] == [1]


def test_unavailability_trims_the_shift_or_makes_a_pause() -> None:
    """At an edge it shortens the shift; inside, overlapping ones are a single pause."""
    day = loaded(
        visits=[visit("v1")],
        workers=[
            worker(
                "w1",
                unavailable=[
                    span("07:00-08:30"), span("10:00-11:00"), span("10:30-11:30"),
                    span("15:30-17:00"),
                ],
            )
        ],
        shifts=[shift("w1", "08:00-16:00")],
    )  # fmt: skip
    duty = Instance(day).duties[0]
    assert (duty.start, duty.end) == (ticks(day, "08:30"), ticks(day, "15:30"))
    assert duty.pauses == (Pause(None, 90 * 60, ((ticks(day, "10:00"), ticks(day, "10:00")),)),)


def test_a_shift_that_leaves_at_its_start_keeps_it() -> None:
    """Who must leave at 08:00 waits at the base through an appointment that began before."""
    day = loaded(
        visits=[visit("v1")],
        workers=[worker("w1", unavailable=[span("07:00-08:30")])],
        shifts=[shift("w1", leaves_at_start=True)],
    )
    duty = Instance(day).duties[0]
    assert duty.start == ticks(day, "08:00")
    assert duty.pauses == (Pause(None, 30 * 60, ((duty.start, duty.start),)),)


def test_the_statutory_pause_splits_a_long_shift() -> None:
    """In 9 hours, 20 minutes that start by 6 h after the start and end 6 h before the end."""
    day = loaded(visits=[visit("v1")], shifts=[shift("w1", "08:00-17:00")], pack="fpt")
    assert Instance(day).duties[0].pauses == (
        Pause("statutory", 20 * 60, ((ticks(day, "10:40"), ticks(day, "14:00")),)),
    )


def test_a_break_that_suits_is_the_statutory_pause() -> None:
    """A lunch break of 30 minutes is narrowed to where it splits the shift; no other is added."""
    day = loaded(
        visits=[visit("v1")],
        shifts=[shift("w1", "08:00-17:00", breaks=[pause("b1", "10:00-15:00", 30)])],
        pack="fpt",
    )
    assert Instance(day).duties[0].pauses == (
        Pause("b1", 30 * 60, ((ticks(day, "10:30"), ticks(day, "14:00")),)),
    )


def test_optional_breaks_are_left_out() -> None:
    """The engine does not place optional breaks."""
    day = loaded(
        visits=[visit("v1")],
        shifts=[shift("w1", breaks=[pause("b1", "11:00-13:00", optional=True)])],
    )
    assert Instance(day).duties[0].pauses == ()
