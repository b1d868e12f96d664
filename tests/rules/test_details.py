"""What the three cases of each rule do not show: boundaries and exceptions, rule by rule."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.referee import check
from optimizer.rules import Lapse, Moment
from optimizer.rules.base import said, work
from tests.builders import iso, link, loaded, pause, person, plan, shift, span, visit, worker


def broken(problem: Problem, plan: Plan) -> set[tuple[str, str]]:
    """(rule, case) of all violations."""
    return {(v.rule, v.case) for v in check(problem, plan).violations}


def spaced(text: str) -> str:
    """Text with plain spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("ms", "expected"),
    [(0, "0 min"), (4_800_000, "1 h 20 min"), (61_000, "1 min 1 s"), (60, "0.06 s"),
     (-300_000, "-5 min")],
)  # fmt: skip
def test_lengths_of_time_are_readable(ms: int, expected: str):
    """Lengths are said in hours, minutes and seconds, with what is zero left out."""
    assert said(Lapse(ms), "en") == expected


def test_moments_are_said_as_in_each_language():
    """Times are `8 h 05` in French and `08:05` in English, dated in horizons of several days."""
    time = datetime(2026, 11, 23, 8, 5)

    assert spaced(said(Moment(time, dated=False), "fr")) == "8 h 05"
    assert said(Moment(time, dated=False), "en") == "08:05"
    assert spaced(said(Moment(time, dated=True), "fr")) == "8 h 05 (lun. 23/11)"
    assert said(Moment(time, dated=True), "en") == "08:05 (Mon 23/11)"
    assert said(Moment(time.replace(second=30), dated=False), "en") == "08:05:30"


# time_windows


def test_windows_that_meet_need_one_that_holds_both_ends():
    """With `ends_inside`, start and end must lie in the same window."""
    day = loaded(visits=[visit("v1", 10, ["09:00-10:00", "10:00-11:00"], 30, ends_inside=True)])

    assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "09:45"})) == {
        ("time_windows", "ends_outside")
    }
    assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "10:00"})) == set()


# shift_bounds


def test_waiting_and_breaks_may_fall_into_a_meeting():
    """A worker may be unavailable while the tour has a wait or a break, not service or travel."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 10)],
        workers=[worker("w1", unavailable=[span("09:00-10:00")])],
        shifts=[shift("w1", breaks=[pause("b1", "09:00-10:00", 60)])],
    )

    # v1 until 08:40, v2 at the same door from 10:00: wait, or break, from 09:00 to 10:00
    waits = plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "08:10", "v2": "10:00"})
    rests = plan(day, {"s1": ["v1", "break:b1", "v2"]}, starts={"v1": "08:10", "v2": "10:00"})
    serves = plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "08:10", "v2": "09:59"})

    assert ("shift_bounds", "unavailable") not in broken(day, waits)
    assert broken(day, rests) == set()
    assert ("shift_bounds", "unavailable") in broken(day, serves)


# breaks


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        ("12:10", "14:00", False),  # leaves at 12:00: the break fits in 11:30-12:00 before
        ("12:09", "14:00", True),
        ("09:00", "12:50", False),  # back at 13:30: a break may still start then
        ("09:00", "12:51", True),
    ],
)
def test_a_break_is_due_only_if_it_does_not_fit_outside(first: str, last: str, due: bool):
    """A break is due unless the tour begins late enough or ends early enough for it."""
    day = loaded(
        visits=[visit("v1", 10, minutes=20), visit("v2", 10)],
        shifts=[shift("w1", breaks=[pause("b1", "11:30-13:30", 30)])],
    )
    made = plan(day, {"s1": ["v1", "v2"]}, starts={"v1": first, "v2": last})

    assert broken(day, made) == ({("breaks", "missing")} if due else set())


def test_a_break_that_is_always_due_has_no_room_outside():
    """The tour of 12:00 to 14:30 leaves the break room before it, which does not count here."""
    day = loaded(
        visits=[visit("v1", 10)],
        shifts=[shift("w1", breaks=[pause("b1", "11:30-13:30", 30, always_due=True)])],
    )

    assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "12:10"})) == {("breaks", "missing")}
    assert not broken(day, plan(day, {"s1": ["break:b1", "v1"]}, starts={"v1": "12:10"}))
    assert not broken(day, plan(day, {}))


def test_one_of_several_windows_is_enough_for_a_break():
    """A break with two windows is not due when the tour leaves room in one of them."""
    day = loaded(
        visits=[visit("v1", 10, minutes=120)],
        shifts=[shift("w1", breaks=[pause("b1", ["11:30-12:00", "14:00-14:30"])])],
    )

    assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "11:00"})) == set()


LIMITS = {"max_stretch_without_break_h": 2, "statutory_break_min": 20}


@pytest.mark.parametrize(
    ("stops", "second", "ok"),
    [
        (["v1", "v2"], "10:00", True),  # idle 09:40-10:00, 20 min: a pause
        (["v1", "v2"], "09:59", False),  # idle for 19 min
        (["v1", "break:statutory", "v2"], "10:00", True),
        (["v1", "break:short", "v2"], "09:45", False),  # 5 min is no pause
    ],
)
def test_what_ends_a_stretch_at_work(stops: list[str], second: str, ok: bool):
    """A pause of the statutory length ends a stretch: a break stop or a wait."""
    # 10 min + 80 min (08:10-09:30) ... v2 90 min + 10 min, at the same door
    day = loaded(
        visits=[visit("v1", 10, minutes=90), visit("v2", 10, minutes=90)],
        shifts=[shift("w1", breaks=[pause("short", "08:00-16:00", 5, optional=True)])],
        limits=LIMITS,
    )
    made = plan(day, {"s1": stops}, starts={"v1": "08:10", "v2": second})

    assert broken(day, made) == (set() if ok else {("breaks", "stretch")})


def test_a_statutory_pause_is_full():
    """Minutes of waiting cannot be passed off as unpaid pauses."""
    # 8:00, v1 08:10-09:00, the pause until 09:20, v2 09:30-10:20, back at 10:30: longer than 2 h
    day = loaded(visits=[visit("v1", 10, minutes=50), visit("v2", 10, minutes=50)], limits=LIMITS)
    made = plan(day, {"s1": ["v1", "break:statutory", "v2"]}, starts={"v2": "09:30"})
    tour = made.tours[0]
    short = replace(tour.stops[2], end=tour.stops[2].end - 60)
    cut = Plan((replace(tour, stops=(*tour.stops[:2], short, *tour.stops[3:])),), {})

    assert broken(day, made) == set()
    assert broken(day, cut) == {("breaks", "short"), ("breaks", "stretch")}


@pytest.mark.parametrize(("second", "ok"), [("10:10", True), ("10:09", False)])
def test_a_gap_between_two_tours_ends_a_stretch(second: str, ok: bool):
    """Stretches run over the tours of a day; a gap of the statutory length ends one."""
    # s1 08:00-09:40; s2 leaves 10 min before `second`: 20 min, or 19 min
    day = loaded(
        visits=[visit("v1", 10, minutes=80), visit("v2", 10, minutes=60)],
        shifts=[shift("w1", "08:00-09:45"), shift("w1", "09:45-16:00", ident="s2")],
        limits=LIMITS,
    )
    made = plan(day, {"s1": ["v1"], "s2": ["v2"]}, starts={"v1": "08:10", "v2": second})

    assert broken(day, made) == (set() if ok else {("breaks", "stretch")})


def test_a_wait_split_by_the_road_is_no_pause():
    """A pause is uninterrupted: 10 min before a leg and 10 min after it are not 20."""
    day = loaded(visits=[visit("v1", 10, minutes=80), visit("v2", 15, minutes=80)], limits=LIMITS)
    made = plan(day, {"s1": ["v1", "v2"]}, starts={"v1": "08:10", "v2": "09:55"})
    # v1 ends at 09:30; leaves at 09:40, arrives at 09:45, starts at 09:55
    tour = made.tours[0]
    stops = list(tour.stops)
    stops[2] = replace(stops[2], arrival=stops[2].arrival + 10 * 60)

    at_once = broken(day, made)
    split = broken(day, Plan((replace(tour, stops=tuple(stops)),), {}))

    assert at_once == set()
    assert split == {("breaks", "stretch")}


# working_time


def test_unpaid_breaks_and_long_waits_are_no_work():
    """Work leaves out unpaid breaks and waits of 15 min and more, and nothing else."""
    breaks = [pause("paid", "08:00-16:00", 10, paid=True), pause("lunch", "08:00-16:00", 30)]
    day = loaded(
        visits=[visit(f"v{i}", 10, minutes=30) for i in range(4)],
        shifts=[shift("w1", breaks=breaks)],
    )
    stops = ["v0", "break:paid", "v1", "break:lunch", "v2", "v3"]
    starts = {"v0": "08:10", "v1": "09:04", "v3": "11:00"}
    made = plan(day, {"s1": stops}, starts=starts)
    # 08:00 leave, v0 08:10-08:40, paid break -08:50, 14 min idle, v1 09:04-09:34,
    # lunch -10:04, v2 -10:34, 26 min idle, v3 11:00-11:30, back 11:40: 220 min - 30 - 26
    assert work(day, made.tours[0]) == 164 * 60


def history(*days: tuple[int, str, float]) -> list[dict[str, Any]]:
    return [{**span(text, day), "work_s": hours * 3600} for day, text, hours in days]


def test_history_counts_for_rest_but_is_not_judged_itself():
    """The night before the horizon counts; breaches between two days of history do not."""
    past = history((-2, "08:00-23:00", 14), (-1, "06:00-22:00", 10))
    day = loaded(
        visits=[visit("v1", 10)],
        workers=[worker("w1", history={"days": past})],
        pack="fpt",
    )

    early = plan(day, {"s1": ["v1"]}, starts={"v1": "09:09"})  # leaves at 08:59: 10 h 59
    late = plan(day, {"s1": ["v1"]}, starts={"v1": "09:10"})

    assert broken(day, early) == {("working_time", "rest")}
    assert broken(day, late) == set()


def test_history_of_the_week_counts_for_the_week():
    """Work from Monday on counts, work on the Sunday before does not."""
    past = history((-1, "08:00-18:00", 10))  # Sunday
    tours = {"s1": ["v0"], "s1.1": ["v1"]}
    parts: dict[str, Any] = {
        "visits": [visit("v0", 10, minutes=40), visit("v1", 10, minutes=40, day=1)],
        "shifts": [shift("w1", "09:00-16:00"), shift("w1", "09:00-16:00", day=1)],
        "days": 2,
    }
    with_history = [worker("w1", history={"days": past})]
    # 2 tours of 60 min
    exact = loaded(**parts, workers=with_history, limits={"max_work_per_week_h": 2})
    tight = loaded(**parts, workers=with_history, limits={"max_work_per_week_h": 1.99})

    assert broken(exact, plan(exact, tours)) == set()
    assert broken(tight, plan(tight, tours)) == {("working_time", "week")}


def weekly(days: int, worked: list[int], past: list[dict[str, Any]]) -> set[tuple[str, str]]:
    problem = loaded(
        visits=[visit(f"v{day}", 10, "10:00-10:00", day=day) for day in worked],
        workers=[worker("w1", history={"days": past})],
        shifts=[shift("w1", day=day, ident=f"s{day}") for day in worked],
        days=days,
        limits={"min_weekly_rest_h": 35},
    )
    return broken(problem, plan(problem, {f"s{day}": [f"v{day}"] for day in worked}))


def test_weekly_rest_is_judged_only_where_it_is_known():
    """No breach of the weekly rest is invented at the edges of what is known."""
    every_day = list(range(8))
    breach = {("working_time", "weekly_rest")}

    assert weekly(14, every_day, []) == breach
    assert weekly(6, every_day[:6], []) == set()  # the week ends after the horizon
    assert weekly(7, every_day[:7], []) == set()  # rest from Sunday on may be long
    # free from Monday 00:00 to Tuesday 09:50, 33 h 50, in the week: too short
    assert weekly(14, every_day[1:], []) == breach
    # free from Monday 00:00 to Wednesday: enough, whatever came before
    assert weekly(14, every_day[2:], []) == set()


def test_a_rest_that_began_on_sunday_counts_from_monday():
    """Of a rest that began in the week before, what is left on Monday counts."""
    past = history((-1, "08:00-20:00", 10))
    # rest from Sunday 20:00 to Tuesday 09:50 is 37 h 50, but 33 h 50 from Monday on
    assert weekly(14, list(range(1, 8)), past) == {("working_time", "weekly_rest")}


# capacity


def rides(
    capacity: int, stops: list[str], bus: dict[str, int] | None = None
) -> tuple[Problem, Plan]:
    visits = []
    for who in "pqr":
        visits.append(visit(f"on_{who}", 10, minutes=5, person=who, load={"seats": 1}))
        visits.append(visit(f"off_{who}", 20, minutes=5, person=who, load={"seats": 7}))
    problem = loaded(
        persons=[person(who) for who in "pqr"],
        visits=[*visits, visit("box", 15, minutes=5, load={"seats": 1})],
        shifts=[shift("w1", capacity={"seats": capacity}, vehicles=["bus"] if bus else [])],
        vehicles=[{"id": "bus", "capacity": bus}] if bus else [],
        links=[link("pickup_delivery", f"on_{who}", f"off_{who}") for who in "pqr"],
    )
    return problem, plan(problem, {"s1": stops})


@pytest.mark.parametrize(
    ("stops", "aboard"),
    [
        (["on_p", "off_p", "on_q", "off_q"], 1),
        (["on_p", "on_q", "off_p", "on_r", "off_q", "off_r"], 2),
        (["on_p", "on_q", "on_r", "off_p", "off_q", "off_r"], 3),
        (["on_p", "box", "off_p"], 2),  # the box is aboard from the depot on
        (["box", "on_p", "off_p"], 1),  # and gone when p gets on
    ],
)
def test_passengers_and_goods_count_while_they_are_aboard(stops: list[str], aboard: int):
    """The capacity needed is the most that is aboard at a time, and not one less."""
    enough, too_small = rides(aboard, stops), rides(aboard - 1, stops)

    assert broken(*enough) == set()
    assert broken(*too_small) == {("capacity", "load")}


def test_a_vehicle_adds_its_capacity():
    """The capacity of a tour is that of its shift and of the vehicle it uses."""
    stops = ["on_p", "on_q", "off_p", "off_q"]

    assert broken(*rides(1, stops, {"seats": 1})) == set()
    assert broken(*rides(1, stops, {"wheelchairs": 1})) == {("capacity", "load")}


def test_passengers_may_stay_aboard_during_a_reload():
    """A reload with passengers aboard is allowed; they still take their seats."""
    day = loaded(
        visits=[
            visit("on", 10, person="p", load={"seats": 1}),
            visit("off", 20, person="p"),
            visit("m1", 5, load={"seats": 1}),
        ],
        shifts=[
            shift("w1", capacity={"seats": 1}, reload={"depots": ["base"], "duration_s": 600}),
            shift("w2", capacity={"seats": 2}, reload={"depots": ["base"], "duration_s": 600}),
        ],
        links=[link("pickup_delivery", "on", "off")],
    )
    stops = ["on", "reload", "m1", "off"]  # p and one meal aboard after the reload

    assert broken(day, plan(day, {"s1": stops})) == {("capacity", "load")}
    assert broken(day, plan(day, {"s2": stops})) == set()


# links


@pytest.mark.parametrize(("start", "ok"), [("10:30", True), ("10:29", False)])
def test_a_sequence_may_name_an_external_visit(start: str, ok: bool):
    """A visit of ours follows an external one, which is where it is."""
    day = loaded(
        visits=[visit("v1", 10)],
        external_visits=[{"id": "nurse", "person": "p-v1", **span("09:00-10:00")}],
        links=[link("sequence", "nurse", "v1", min_gap_s=1800, if_partner_unserved="drop_both")],
    )

    assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": start})) == (
        set() if ok else {("links", "too_soon")}
    )
    assert broken(day, plan(day, {})) == set()  # nobody can unserve a visit of others


def test_visits_together_need_different_workers():
    """Two shifts of one worker cannot be together."""
    day = loaded(
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[shift("w1", "08:00-12:00"), shift("w1", "12:00-16:00", ident="s2")],
        links=[link("together", "v1", "v2", tolerance_s=4 * 3600)],
    )
    made = plan(day, {"s1": ["v1"], "s2": ["v2"]}, starts={"v1": "09:00", "v2": "12:30"})

    assert ("links", "one_worker") in broken(day, made)


def test_links_bind_the_visits_that_are_served():
    """With `keep`, three visits together of which two are served are two visits together."""
    day = loaded(
        visits=[visit(f"v{i}", 10) for i in (1, 2, 3)],
        shifts=[shift("w1"), shift("w2")],
        links=[link("together", "v1", "v2", "v3", if_partner_unserved="keep")],
    )
    tours = {"s1": ["v1"], "s2": ["v2"]}

    same_time = plan(day, tours, starts={"v1": "09:00", "v2": "09:00"})
    apart = plan(day, tours, starts={"v1": "09:00", "v2": "09:01"})

    assert broken(day, same_time) == set()
    assert broken(day, apart) == {("links", "apart")}


# pickup_delivery


def test_either_side_can_refuse_a_companion():
    """Incompatibility holds both ways, and for those who get on later."""
    for first, second in (("p", "q"), ("q", "p")):
        day = loaded(
            persons=[person(first, incompatible_with=[second]), person(second)],
            visits=[visit(f"{x}_{who}", 10, person=who) for who in "pq" for x in ("on", "off")],
            links=[link("pickup_delivery", f"on_{who}", f"off_{who}") for who in "pq"],
        )
        made = plan(day, {"s1": ["on_p", "on_q", "off_q", "off_p"]})

        assert broken(day, made) == {("pickup_delivery", "company")}


# time_since_loading


def test_a_reload_begins_the_chain_anew():
    """Time counts from the end of the last reload before the visit."""
    parts: dict[str, Any] = {
        "visits": [visit("v1", 10, max_since_loading_s=3600), visit("v2", 10)],
        "shifts": [shift("w1", reload={"depots": ["base"], "duration_s": 900})],
    }
    day = loaded(**parts)
    # v2 08:10-08:40, base 08:50-09:05, so v1 must be reached by 10:05
    stops = ["v2", "reload", "v1"]

    assert broken(day, plan(day, {"s1": stops}, starts={"v2": "08:10", "v1": "10:05"})) == set()
    assert broken(day, plan(day, {"s1": stops}, starts={"v2": "08:10", "v1": "10:06"})) == {
        ("time_since_loading", "too_long")
    }


# presence


def test_external_visits_that_are_not_exclusive_may_overlap():
    """Only an exclusive external visit keeps ours away; of other persons none does."""
    for external in (
        {"id": "x", "person": "p-v1", "exclusive": False, **span("09:00-10:00")},
        {"id": "x", "person": "p-v2", "exclusive": True, **span("09:00-10:00")},
    ):
        day = loaded(visits=[visit("v1", 10), visit("v2", 20)], external_visits=[external])

        assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "09:15"})) == set()


# pins


def test_departing_from_a_pin_is_never_a_fact():
    """A pin before `freeze_before` still binds: the past is not to be planned anew."""
    parts: dict[str, Any] = {
        "visits": [visit("v1", 10), visit("v2", 10)],
        "shifts": [shift("w1"), shift("w2")],
        "freeze_before": iso("12:00"),
    }
    pinned = loaded(**parts, pins=[{"visit": "v1", "worker": "w1", "start": iso("09:00")}])
    frozen = loaded(**parts, frozen_tours=[{"shift": "s1", "visits": ["v1"]}])

    for day in (pinned, frozen):
        elsewhere = plan(day, {"s2": ["v1"]}, starts={"v1": "09:00"})
        assert {rule for rule, _ in broken(day, elsewhere)} == {"pins"}
        assert broken(day, plan(day, {"s1": ["v1"]}, starts={"v1": "09:00"})) == set()


# vehicles


def test_a_long_tour_blocks_its_vehicle_for_several_others():
    """Overlaps are found with the tour that ends last, not only with the one before."""
    day = loaded(
        visits=[visit(f"v{i}", 10) for i in range(4)],
        shifts=[shift(f"w{i}", vehicles=["car"]) for i in range(3)],
        vehicles=[{"id": "car"}],
    )
    made = plan(
        day,
        {"s0": ["v0", "v3"], "s1": ["v1"], "s2": ["v2"]},
        starts={"v0": "08:10", "v3": "14:00", "v1": "09:00", "v2": "12:00"},
    )
    found = [v for v in check(day, made).violations if v.rule == "vehicles"]

    assert [v.subjects for v in found] == [("car", "s1", "s0"), ("car", "s2", "s0")]
