"""A planner's workbook with 30 planted mistakes: 30 messages, each at its cell."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from optimizer.tables.errors import InvalidTables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from tests.planners_tables.books import TUESDAY, workbook

VISIT_HEADINGS = [
    "Identifiant", "Personne", "Latitude", "Longitude", "Secteur", "Jours", "Du", "Au", "Plages",
    "Heure habituelle", "Durée (min)", "Compétences", "Nombre d'intervenants", "Priorité",
    "Intervenants imposés", "Intervenants souhaités", "Intervenants refusés", "Après",
    "Pénibilitée", "Quartier",
]  # fmt: skip
WORKER_HEADINGS = ["Identifiant", "Latitude", "Longitude", "Mode", "Horaires", "Pause", "Congés"]

Mistake = tuple[str, str, Any, str]
"""Sheet, cell, what it holds, the code of the error."""

HEADING_MISTAKES: list[Mistake] = [
    ("Visites", "S1", "Pénibilitée", "misspelt_heading"),
    ("Visites", "T1", "Quartier", "repeated_heading"),
]

VISIT_MISTAKES: list[tuple[str, Any, str]] = [
    ("A", None, "empty_cell"),
    ("A", "V01", "repeated_id"),
    ("B", None, "empty_cell"),
    ("B", datetime(2026, 3, 1), "became_a_date"),
    ("C", "47°14", "not_a_number"),
    ("D", 200, "out_of_range"),
    ("D", None, "half_place"),
    ("E", "sud", "contradiction"),
    ("F", "lun-vent", "bad_days"),
    ("F", "1 semaine sur 2", "no_first_week"),
    ("G", "31/02/2026", "bad_date"),
    ("H", datetime(2025, 1, 1), "to_before_from"),
    ("I", "9h30-8h30", "span_backwards"),
    ("I", "8h-25h", "bad_time"),
    ("I", None, "no_window"),
    ("J", "8.30", "bad_time"),
    ("K", "une heure", "bad_duration"),
    ("K", "#REF!", "formula_error"),
    ("L", "toilette:trois", "bad_level"),
    ("M", 2.5, "not_whole"),
    ("N", "urgent", "unknown_word"),
    ("P", "A99", "unknown_worker"),
    ("Q", "A1", "required_and_refused"),
    ("R", "V99", "unknown_visit"),
]
"""One for each row: column, value, code."""

WORKER_MISTAKES: list[tuple[str, Any, str]] = [
    ("D", "trottinette", "unknown_word"),
    ("E", "8h-12h / 11h-15h", "overlapping_shifts"),
    ("F", "30 min 20h-21h", "break_outside_hours"),
    ("G", "à Noël", "bad_absence"),
]


def column(letter: str) -> int:
    return ord(letter) - ord("A")


def expected(value: Any) -> Any:
    """A value as errors hold it."""
    return value.date().isoformat() if isinstance(value, datetime) else value


@pytest.fixture
def book(tmp_path: Path) -> tuple[Path, list[Mistake]]:
    """The workbook, and what was planted where."""
    mistakes = list(HEADING_MISTAKES)
    visits: list[list[Any]] = [VISIT_HEADINGS]
    for number in range(1, 4):
        visits.append(visit_row(f"V{number:02}", f"P{number:02}"))
    for letter, value, code in VISIT_MISTAKES:
        number = len(visits)
        row = visit_row(f"V{number:02}", f"P{number:02}")
        row[column(letter)] = value
        if code == "contradiction":
            row[column("B")] = "P01"  # who lives in the north on line 2
        if code == "to_before_from":
            row[column("G")] = datetime(2026, 1, 1)
        if code == "required_and_refused":
            row[column("O")] = "A1"
        visits.append(row)
        mistakes.append(("Visites", f"{letter}{len(visits)}", expected(value), code))
    workers: list[list[Any]] = [WORKER_HEADINGS]
    workers.append(["A1", 47.23, 6.01, "voiture", "8h-16h", None, None])
    for letter, value, code in WORKER_MISTAKES:
        row = [f"A{len(workers) + 1}", 47.23, 6.01, "vélo", "8h-16h", None, None]
        row[column(letter)] = value
        workers.append(row)
        mistakes.append(("Intervenants", f"{letter}{len(workers)}", value, code))
    return workbook(tmp_path / "semaine.xlsx", Visites=visits, Intervenants=workers), mistakes


def visit_row(ident: str, person: str) -> list[Any]:
    """A row in order, the last two cells under headings that are not."""
    return [ident, person, 47.24, 6.02, "nord", "lun-ven", None, None, "8h-10h", None, 30, "aide",
            1, 2, None, None, None, None, None, None]  # fmt: skip


def test_thirty_mistakes_give_thirty_messages_at_their_cells(
    book: tuple[Path, list[Mistake]],
) -> None:
    """Each planted mistake is told once, with its sheet, line, column and value; nothing else."""
    path, mistakes = book
    assert len(mistakes) == 30
    with pytest.raises(InvalidTables) as invalid:
        import_tables(path, None, Horizon(TUESDAY))

    found = [
        (error.cell.sheet, f"{error.cell.letter}{error.cell.line}", error.value, error.code)
        for error in invalid.value.errors
    ]
    assert sorted(found, key=str) == sorted(mistakes, key=str)


def test_a_message_names_sheet_line_column_value_and_remedy_in_both_languages(
    book: tuple[Path, list[Mistake]],
) -> None:
    """The line a planner reads says where to look, what stands there, and what to write."""
    with pytest.raises(InvalidTables) as invalid:
        import_tables(book[0], None, Horizon(TUESDAY))
    (error,) = [e for e in invalid.value.errors if e.code == "bad_duration"]

    line = error.cell.line
    assert error.text("fr") == (
        f"Visites, ligne {line}, colonne K (Durée (min)) : ce n’est pas une durée (valeur : "
        '"une heure"). Écrivez 45 min, 1h15 ou 1,5 h ; un nombre seul compte des minutes.'
    )
    assert error.text("en") == (
        f"Visites, line {line}, column K (Durée (min)): this is no duration (value: "
        '"une heure"). Write 45 min, 1h15 or 1.5 h; a number alone counts minutes.'
    )
    assert error.as_dict("en") == {
        "code": "bad_duration",
        "pointer": f"/Visites/{line}/K",
        "sheet": "Visites",
        "line": line,
        "column": "K",
        "header": "Durée (min)",
        "value": "une heure",
        "message": "this is no duration",
        "remedy": "Write 45 min, 1h15 or 1.5 h; a number alone counts minutes.",
    }
