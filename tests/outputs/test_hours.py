"""Hours against counts by hand, and workbooks as another library reads them."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from optimizer.outputs import Label, Labels
from optimizer.outputs.hours import Day, days_worked, hours_tables
from optimizer.outputs.real import read_stamps
from optimizer.outputs.view import PlanView
from optimizer.outputs.workbook import Column, Table, workbook
from tests.builders import iso, loaded, pause, plan, shift, visit, worker
from tests.outputs.leaving import document, view


def test_a_day_adds_up() -> None:
    """Two tours of one worker with a paid wait, an unpaid one, both kinds of breaks.

    s1: leaves 08:00; 10 min; v1 08:10-08:40; no road; v2 08:50 after 10 min, -09:20; paid break
    15 min -09:35; unpaid break 30 min -10:05; v3 at 10:30 after 25 min (a gap), -11:00; home
    11:10. Paid: 190 - 30 - 25 = 135 min = 90 visits + 20 road + 10 wait + 15 break.
    s2: 13:00 leaves; 10; v4 13:10-13:40; home 13:50: 50 min. The time between, 110 min, is a gap.
    """
    problem = loaded(
        visits=[
            visit("v1", 10, "08:10-09:00"),
            visit("v2", 10, "08:50-09:00"),
            visit("v3", 10, "10:30-11:00"),
            visit("v4", 10, "13:10-14:00"),
        ],
        shifts=[
            shift("w1", "08:00-11:00", ident="s1", end="2026-11-23T12:00:00+01:00",
                  overtime_after="2026-11-23T11:00:00+01:00",
                  breaks=[pause("paid", "09:00-12:00", 15, paid=True),
                          pause("lunch", "09:00-12:00", 30)]),
            shift("w1", "13:00-15:00", ident="s2"),
        ],
    )  # fmt: skip
    made = plan(problem, {"s1": ["v1", "v2", "break:paid", "break:lunch", "v3"], "s2": ["v4"]})
    [day] = days_worked(problem, made)

    assert (day.worker, day.date, day.tours, day.visits) == ("w1", date(2026, 11, 23), 2, 4)
    assert [s / 60 for s in (day.paid_s, day.visit_s, day.travel_s, day.wait_s)] == [
        135 + 50, 120, 40, 10,
    ]  # fmt: skip
    assert (day.paid_break_s, day.unpaid_break_s) == (15 * 60, 30 * 60)
    assert (day.gaps, day.gap_s) == (2, (25 + 110) * 60)
    assert day.overtime_s == 10 * 60
    assert day.metres == {"car": 40_000}
    parts = day.visit_s + day.travel_s + day.wait_s + day.paid_break_s + day.loading_s
    assert day.paid_s == parts


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        (date(2026, 11, 23), "weekday"),
        (date(2026, 11, 29), "sunday"),
        (date(2026, 11, 11), "holiday"),
        (date(2026, 7, 14), "holiday"),
        (date(2027, 3, 28), "sunday"),  # Easter itself: a Sunday, its Monday is the holiday
        (date(2027, 3, 29), "holiday"),
    ],
)
def test_sundays_and_holidays(when: date, kind: str) -> None:
    """As the French calendar has them."""
    assert Day("w1", when).kind == kind


def test_weeks_stand_against_the_contract() -> None:
    """aide-two: 40 min for a contract of half an hour: 10 min complementary, no overtime."""
    _, weeks = hours_tables([view()], "en")
    headings = [column.heading for column in weeks.columns]
    rows = {str(row[1]): dict(zip(headings, row, strict=True)) for row in weeks.rows}

    two = rows["aide-two"]
    assert two["Week"] == "2026-W48"
    assert two["Paid (h)"] == pytest.approx(40 / 60, abs=1e-4)
    assert two["Contract (h)"] == 0.5
    assert two["Against the contract (h)"] == pytest.approx(10 / 60, abs=1e-4)
    assert two["Complementary hours"] == pytest.approx(10 / 60, abs=1e-4)
    assert two["Overtime"] == 0
    assert rows["w-driver"]["Contract (h)"] is None


def test_beyond_full_time_is_overtime() -> None:
    """Five days of 8 h with a contract of 30 h: 5 h complementary, 5 h overtime."""
    days = range(5)
    problem = loaded(
        visits=[visit(f"v{d}", 0, "08:00-08:00", 480, day=d, person="p") for d in days],
        workers=[worker("w1")],
        shifts=[shift("w1", day=d, ident=f"s{d}") for d in days],
        days=5,
    )
    made = plan(problem, {f"s{d}": [f"v{d}"] for d in days})
    day = PlanView.of(document(problem, made), Labels({"w1": Label(contract="30")}))
    _, weeks = hours_tables([day], "en")

    assert weeks.rows[0][4:9] == [40, 30, 10, 5, 5]


def test_real_hours_stand_beside_planned_ones() -> None:
    """w2 did the lift of w1, 40 min for 30 billed; the bus driver, without a stamp, has neither."""
    data = f"visit;worker;start;end;billed_min\nlift-1;aide-two;{iso('08:10')};{iso('08:50')};30"
    days, _ = hours_tables([view()], "en", read_stamps(data.encode()))
    headings = [column.heading for column in days.columns]
    rows = {str(row[0]): dict(zip(headings, row, strict=True)) for row in days.rows}

    two = rows["aide-two"]
    assert two["Stamped visits (h)"] == pytest.approx(40 / 60, abs=1e-4)
    assert two["Billed visits (h)"] == 0.5
    assert rows["w-bus"]["Stamped visits (h)"] is None
    assert rows["aide-one"]["Stamped visits (h)"] is None


def test_a_workbook_has_true_types_frozen_headings_and_filters() -> None:
    """Read by another library: dates are dates, numbers numbers, formulas texts."""
    table = Table(
        "t",
        [Column("a"), Column("b", "whole"), Column("c", "number"), Column("d", "date"),
         Column("e", "moment"), Column("f", "share")],
        [["=1+1", 3, 1.5, date(2026, 11, 23), datetime(2026, 11, 23, 8, 5), 0.25],
         [None, None, None, None, None, None]],
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table])))["t"]

    assert [cell.value for cell in sheet[2]] == [
        "=1+1", 3, 1.5, datetime(2026, 11, 23), datetime(2026, 11, 23, 8, 5), 0.25,
    ]  # fmt: skip
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "d", "n"]
    assert sheet["D2"].number_format == "dd/mm/yyyy"
    assert all(cell.value is None for cell in sheet[3])
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:F3"


def test_hours_of_several_plans_are_one_table() -> None:
    """The same worker on two Mondays: two lines, two weeks."""
    first = view()
    later = loaded(
        visits=[visit("x", 5)], shifts=[shift("aide-one", ident="one")],
    )  # fmt: skip
    made = PlanView.of(document(later, plan(later, {"one": ["x"]})))
    days, weeks = hours_tables([first, made], "fr")

    assert len(days.rows) == 4 + 1
    assert [row[0] for row in weeks.rows] == ["2026-W48"] * 4
    assert days.csv().startswith("\ufeffIntervenant;")
