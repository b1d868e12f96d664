"""Planned, stamped and billed times; what they teach; nothing changes unless it is accepted."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest

from optimizer.outputs.real import (
    InvalidStamps,
    accepted,
    lessons,
    passages,
    read_stamps,
)
from optimizer.outputs.real.compare import real_table
from optimizer.outputs.view import PlanView
from optimizer.problem import InvalidProblem
from tests.builders import iso, loaded, plan, shift, visit
from tests.outputs.leaving import document, view


def stamps(*lines: str) -> bytes:
    return "\n".join(("visit;worker;start;end;billed_min", *lines)).encode()


def test_three_times_of_each_visit() -> None:
    """Planned 08:00-08:30; stamped 08:10-08:50, billed 30: 10 late, 10 longer, 10 unbilled."""
    found = passages(
        [view()], read_stamps(stamps(f"lift-1;aide-two;{iso('08:10')};{iso('08:50')};30"))
    )
    [passage] = [p for p in found if p.visit.id == "lift-1"]

    assert (passage.planned_worker, passage.worker) == ("aide-one", "aide-two")
    assert passage.planned_start == datetime.fromisoformat(iso("08:00"))
    assert (passage.planned_min, passage.stamped_min, passage.billed_min) == (30, 40, 30)
    assert passage.late_min == 10
    assert len(found) == 8  # the others are not stamped, and are told all the same
    rows = list(csv.DictReader(io.StringIO(real_table(found, "en").csv().lstrip("\ufeff")),
                               delimiter=";"))  # fmt: skip
    [row] = [row for row in rows if row["Visit"] == "lift-1"]
    assert row["Stamped start"] == "2026-11-23T08:10+01:00"
    assert [row[f"Stamped − {w} (min)"] for w in ("planned", "billed")] == ["10", "10"]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [("08:00", "08:30", ""), ("", "08:30", "COA"), ("08:00", "", "COD"), ("", "", "CO2")],
)
def test_missing_stamps_are_coded(start: str, end: str, code: str) -> None:
    """As the exchange with the départements has them."""
    line = ";".join(("lift-1", "", *(iso(t) if t else "" for t in (start, end)), ""))
    found = passages([view()], read_stamps(stamps(line)))

    assert {p.adjusted for p in found if p.visit.id == "lift-1"} == {code}


def test_json_and_csv_say_the_same() -> None:
    """And a visit may go by its reference in the care system."""
    line = {"visit": "lift-1", "start": iso("08:00"), "end": iso("08:30"), "billed_min": 30}

    assert read_stamps(json.dumps([line]).encode()) == read_stamps(
        stamps(f"lift-1;;{iso('08:00')};{iso('08:30')};30,0")
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";w;;;", "empty"),
        ("lift-1;;08:00;;", "bad_time"),
        (f"lift-1;;{iso('09:00')};{iso('08:00')};", "bad_time"),
        ("lift-1;;;;soon", "bad_number"),
        ("lift-1;;;;-1", "bad_number"),
    ],
)
def test_wrong_cells_are_named(line: str, code: str) -> None:
    """With line, column and what to write."""
    with pytest.raises(InvalidStamps) as caught:
        read_stamps(stamps(line))

    assert [error.code for error in caught.value.errors] == [code]
    assert caught.value.errors[0].pointer.startswith("/2/")


def test_a_visit_stands_once_and_must_be_known() -> None:
    """Two stamps for one visit contradict; a visit or a worker of no plan is named."""
    with pytest.raises(InvalidStamps, match="stands twice"):
        read_stamps(stamps("lift-1;;;;", "lift-1;;;;"))
    with pytest.raises(InvalidStamps) as caught:
        passages([view()], read_stamps(stamps("nobody;someone;;;")))
    assert [error.value for error in caught.value.errors] == ["nobody", "someone"]


def week() -> list[PlanView]:
    """Two plans, Monday and Tuesday, with the same visit by its reference."""
    views = []
    for day in range(2):
        problem = loaded(
            visits=[visit(f"v{day}", 0, "08:00-10:00", day=day, external_id="noon", person="p")],
            shifts=[shift("w1", day=day, ident="s")],
            days=2,
        )
        views.append(PlanView.of(document(problem, plan(problem, {"s": [f"v{day}"]}))))
    return views


def test_a_reference_of_every_day_is_told_apart_by_its_day() -> None:
    """`noon` on Monday and on Tuesday: the times say which."""
    lines = [f"noon;;{iso(t, day)};{iso('09:00', day)};" for day, t in ((0, "08:05"), (1, "08:20"))]
    found = passages(week(), read_stamps(stamps(*lines)))

    assert [p.late_min for p in found] == [5, 20]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["noon;;;;30"], "ambiguous"),
        ([f"noon;;{iso('08:00', 5)};;"], "unknown_reference"),
        ([f"noon;;{iso('08:00')};;", f"v0;;{iso('08:00')};;"], "ambiguous"),
    ],
)
def test_what_could_be_several_visits_is_refused(lines: list[str], code: str) -> None:
    """Without a time, on another day, or the same visit by both of its names."""
    with pytest.raises(InvalidStamps) as caught:
        passages(week(), read_stamps(stamps(*lines)))

    assert [error.code for error in caught.value.errors] == [code]


def learnt_day(
    lengths: list[int], *, minutes: int = 30, minutes_apart: int = 10
) -> tuple[PlanView, bytes]:
    """Visits to one person, one after the other, each some way apart; they took `lengths`."""
    visits = [visit(f"v{n}", minutes_apart * (n % 2), "08:00-20:00", minutes, person="p",
                    activity="bed")
              for n in range(len(lengths))]  # fmt: skip
    problem = loaded(visits=visits)
    made = PlanView.of(document(problem, plan(problem, {"s1": [v["id"] for v in visits]})))
    lines = []
    for stop in made.document.tours[0].stops[1:-1]:
        start = datetime.fromisoformat(stop.start)
        end = start + timedelta(minutes=lengths[len(lines)])
        lines.append(f"{stop.visit};;{start.isoformat()};{end.isoformat()};")
    return made, stamps(*lines)


def test_lengths_are_learnt_with_their_spread() -> None:
    """30 min asked; 36, 36, 37, 38, 90 took: median 37, so 40 are proposed, whatever the 90."""
    made, data = learnt_day([36, 38, 37, 90, 36])
    [lesson] = [item for item in lessons(passages([made], read_stamps(data)))]

    assert (lesson.about, lesson.activity, lesson.key, lesson.count) == ("person", "bed", "p", 5)
    assert (lesson.planned_min, lesson.median_min, lesson.proposed_min) == (30, 37, 40)
    # Deciles of 36 36 37 38 90 by linear interpolation: 36 and 38 + 0.6 x 52.
    assert (lesson.low_min, lesson.high_min) == (36, pytest.approx(69.2))
    assert lesson.accept is False


def test_few_stamps_teach_nothing() -> None:
    """Three visits are no habit."""
    made, data = learnt_day([60, 60, 60])

    assert lessons(passages([made], read_stamps(data))) == []


def test_ways_are_learnt_by_hour() -> None:
    """Visits of 5 min, 1 min apart, that end 2 min early: ways of 3 min for 1 planned."""
    made, data = learnt_day([3] * 40, minutes=5, minutes_apart=1)
    [lesson, *_] = [i for i in lessons(passages([made], read_stamps(data))) if i.about == "travel"]

    # Every 6 min a visit: 10 ways leave in each full hour, 08:03 to 08:57.
    assert (lesson.key, lesson.count) == ("08", 10)
    assert (lesson.planned_min, lesson.median_min) == (1, 3)
    assert lesson.proposed_min is None  # a way is no length of a visit


def test_only_what_is_accepted_changes_a_problem() -> None:
    """The report as it is changes nothing; a person's lesson goes before the activity's."""
    problem = loaded(
        visits=[
            visit("a", 0, minutes=30, person="p", activity="bed"),
            visit("b", 0, minutes=30, person="q", activity="bed"),
            visit("c", 0, minutes=30, person="p", activity="get_up"),
        ]
    ).document
    person = {"about": "person", "activity": "bed", "key": "p", "proposed_min": 40}
    general = {"about": "activity", "activity": "bed", "key": "", "proposed_min": 35}
    off = [{**item, "accept": False} for item in (person, general)]
    on = [{**item, "accept": True} for item in (person, general)]

    assert accepted(problem, off) == problem
    assert [v["duration_s"] for v in accepted(problem, on)["visits"]] == [2400, 2100, 1800]
    with pytest.raises(InvalidProblem, match="proposes no length"):
        accepted(problem, [{"about": "worker", "activity": "bed", "accept": True}])
