"""Durations in the unit that the heading names; numbers that could be either are asked about."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from tests.planners_tables.books import (
    TUESDAY,
    document,
    errors,
    imported,
    table,
    visit,
    workbook,
    worker,
)  # fmt: skip

MINUTE, HOUR = 60, 3600


@pytest.mark.parametrize(
    ("title", "cell", "seconds"),
    [
        ("Durée (h)", "1,50", 90 * MINUTE),
        ("Durée (h)", "1h15", 75 * MINUTE),
        ("Durée (heures)", "0.25", 15 * MINUTE),
        ("Durée en heures", "2", 2 * HOUR),
        ("Durée [h centièmes]", "0,75", 45 * MINUTE),
        ("durée h", "1", HOUR),
        ("Temps (min)", "90", 90 * MINUTE),
        ("Durée en minutes", "3", 3 * MINUTE),
        ("Durée (hh:mm)", "01:30", 90 * MINUTE),
        ("Durée (s)", "900", 15 * MINUTE),
        ("Durée", "45", 45 * MINUTE),
        ("Durée", "22,5", 1350),
        ("Durée (prévue)", "1h", HOUR),
    ],
)
def test_a_unit_in_the_heading_counts(tmp_path: Path, title: str, cell: str, seconds: int) -> None:
    """For bare numbers; a cell with a unit of its own keeps it."""
    found = document(tmp_path, [visit("V1", durée=None, **{title: cell})])
    assert found["visits"][0]["duration_s"] == seconds


@pytest.mark.parametrize(
    ("title", "cell", "code", "readings"),
    [
        ("Durée", "1,5", "unsure_duration", ("1 min 30 s", "1 h 30")),
        ("Durée", "2", "unsure_duration", ("2 min", "2 h")),
        ("Durée", "0,75", "unsure_duration", ("45 s", "45 min")),
        ("Durée (hh:mm)", "1,30", "no_unit", ("1 min 18 s", "1 h 18")),
        ("Durée (quarts d'heure)", "3", "no_unit", ("3 min", "3 h")),
        ("Durée (h)", "90", "unsure_duration", ("1 h 30", "90 h")),
        ("Durée (h)", "20", "unsure_duration", ("20 min", "20 h")),
    ],
)
def test_a_number_with_two_readings_is_an_error(
    tmp_path: Path, title: str, cell: str, code: str, readings: Any
) -> None:
    """That names both, at its cell."""
    (error,) = errors(tmp_path, [visit("V1", durée=None, **{title: cell})])
    assert (error.code, error.cell.header) == (code, title)
    assert (error.details.get("first"), error.details.get("second")) == readings


def test_gaps_are_asked_about_and_short_rides_are_not(tmp_path: Path) -> None:
    """Four hours or four minutes between two visits; a meal is handed over in three minutes."""
    rows = [visit("V1"), visit("V2", après="V1", délai_min="4")]
    assert [e.code for e in errors(tmp_path, rows)] == ["unsure_duration"]
    rows = [visit("V1", service="portage de repas", durée="3", accès="2")]
    assert document(tmp_path, rows)["visits"][0]["duration_s"] == 3 * MINUTE


def test_short_visits_are_pointed_out(tmp_path: Path) -> None:
    """Under five minutes; meals and rides are short."""
    rows = [visit("V1", durée="4 min", service="soins"),
            visit("V2", "P2", durée="5 min", service="soins"),
            visit("V3", "P3", durée="2 min", service="portage")]  # fmt: skip
    told = [n for n in imported(tmp_path, rows).notes if n.code == "short_visits"]
    assert [(n.details["count"], n.details["rows"]) for n in told] == [(1, "V1")]


def test_units_below_the_headings_count(tmp_path: Path) -> None:
    """A line that holds nothing else is no row."""
    lines = table([visit("V1", durée=1.5, délai_max=None)])
    units = [{"durée": "(h)"}.get(title) for title in lines[0]]
    path = workbook(tmp_path / "b.xlsx", Visites=[lines[0], units, *lines[1:]],
                    Intervenants=table([worker()]))  # fmt: skip
    found = import_tables(path, None, Horizon(TUESDAY)).problem.document
    assert [v["duration_s"] for v in found["visits"]] == [90 * MINUTE]


def test_times_of_a_spreadsheet_keep_their_meaning(tmp_path: Path) -> None:
    """A cell 1:30 under `(h)` is an hour and a half, not thirty seconds more than an hour."""
    lines = table([visit("V1", durée=None, **{"durée (h)": time(1, 30)})])
    path = workbook(tmp_path / "b.xlsx", Visites=lines, Intervenants=table([worker()]))
    found = import_tables(path, None, Horizon(TUESDAY)).problem.document
    assert found["visits"][0]["duration_s"] == 90 * MINUTE
