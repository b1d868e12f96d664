"""Statuses, absences, contracts and working days: who is not planned, and that it is said."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from optimizer.tables.errors import InvalidTables, TableError
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import Imported, import_tables
from optimizer.tables.status import status
from tests.planners_tables.books import errors, imported, table, visit, workbook, worker

TUESDAY = date(2026, 12, 1)


def planned(folder: Path, *rows: Any, days: int = 1) -> list[str]:
    return list(imported(folder, *rows, first=TUESDAY, days=days).problem.visits)


def notes(found: Imported) -> dict[str, str]:
    return {note.code: note.text("fr") for note in found.notes}


@pytest.mark.parametrize(
    "word",
    ["ANNULÉ", "annulee", "Annulés", "suspendu", "en attente", "terminée", "arrêté", "clôturé",
     "annulé par la famille", "annulé (fils présent)", "cancelled", "On hold", "completed",
     "hospitalisée", "Hospitalisé", "décédé", "en vacances", "in hospital"],
)  # fmt: skip
def test_who_is_not_to_be_planned(tmp_path: Path, word: str) -> None:
    """In all spellings; the row is named with its status."""
    rows = [visit("V1", statut=word), visit("V2", "P2", statut="actif")]
    found = imported(tmp_path, rows, first=TUESDAY)
    assert list(found.problem.visits) == ["V2@2026-12-01"]
    assert f"V1 ({word}, 01/12)" in notes(found)["not_planned"]


@pytest.mark.parametrize("word", ["Actif", "active", "en cours", "Confirmée", "à planifier", "CDI"])
def test_who_is_planned(word: str) -> None:
    """Statuses without a meaning for the plan, and kinds of contract."""
    assert status(word).dates is None


@pytest.mark.parametrize("word", ["statut 3", "suspension levée", "annulé le 28/11/2026", "?"])
def test_an_unknown_status_is_an_error(tmp_path: Path, word: str) -> None:
    """At its cell, with the value and what to write."""
    (error,) = errors(tmp_path, [visit("V1", statut=word)])
    assert (error.code, error.value, error.cell.header) == ("unknown_status", word, "statut")
    assert "hospitalisé" in error.remedy("fr")
    assert "in hospital" in error.remedy("en")


def test_a_person_who_is_away_is_so_on_all_rows(tmp_path: Path) -> None:
    """Until the 2nd: P1 is visited again on the 3rd; a row that is ended is that row only."""
    rows = [visit("V1", statut="hospitalisé jusqu'au 02/12/2026"), visit("V2"),
            visit("V3", "P2", statut="annulé"), visit("V4", "P2")]  # fmt: skip
    assert planned(tmp_path, rows, days=3) == [
        "V1@2026-12-03", "V2@2026-12-03", "V4@2026-12-01", "V4@2026-12-02", "V4@2026-12-03",
    ]  # fmt: skip


def test_absences_say_from_when_to_when(tmp_path: Path) -> None:
    """A status without dates beside an absence with dates is that absence."""
    rows = [visit("V1", statut="hospitalisé", absences="28/11/2026-02/12/2026"),
            visit("V2", "P2", absent_du="02/12/2026"),
            visit("V3", "P3", absences="hospitalisation du 28/11 au 01/12/2026")]  # fmt: skip
    assert planned(tmp_path, rows, days=3) == [
        "V1@2026-12-03", "V2@2026-12-01", "V3@2026-12-02", "V3@2026-12-03",
    ]  # fmt: skip


def test_one_who_is_away_and_active_is_an_error(tmp_path: Path) -> None:
    """Two rows of a person that contradict each other."""
    (error,) = errors(
        tmp_path, [visit("V1", statut="hospitalisé"), visit("V2", statut="actif"), visit("V3")]
    )
    assert (error.code, error.cell.line) == ("contradiction", 3)


def test_hours_of_an_absence_are_cut_from_the_span(tmp_path: Path) -> None:
    """Away from 9h to 9h30, a visit of 30 min between 8h and 10h starts until 8h30 or from 9h30."""
    rows = [visit("V1", absences="01/12/2026 9h-9h30"), visit("V2", absences="")]
    found = imported(tmp_path, rows, first=TUESDAY).problem.document["visits"]
    assert [(w["start"][11:16], w["end"][11:16]) for w in found[0]["windows"]] == [
        ("08:00", "08:30"), ("09:30", "10:00"),
    ]  # fmt: skip
    rows = [visit("V1", absences="01/12/2026 matin"), visit("V2", "P2")]
    assert planned(tmp_path, rows) == ["V2@2026-12-01"]


@pytest.mark.parametrize(
    ("cells", "at_work"),
    [
        ({"statut": "arrêt maladie"}, False),
        ({"statut": "en congé du 28/11/2026 au 30/11/2026"}, True),
        ({"absences": "congés du 28/11 au 05/12/2026"}, False),
        ({"absences": "depuis le 28/11/2026"}, False),
        ({"absences": "jusqu'au 30/11/2026"}, True),
        ({"jours travaillés": "lun-ven"}, True),
        ({"jours travaillés": "L Me V"}, False),
        ({"jours travaillés": "sauf mardi"}, False),
        ({"début de contrat": "02/12/2026"}, False),
        ({"fin de contrat": "30/11/2026"}, False),
        ({"fin de contrat": "01/12/2026", "statut": "CDD"}, True),
    ],
)
def test_who_is_at_work(tmp_path: Path, cells: dict[str, str], at_work: bool) -> None:
    """On Tuesday 1 December."""
    found = imported(tmp_path, [visit("V1")], [worker("A1") | cells, worker("A2")], first=TUESDAY)
    assert ("A1@2026-12-01" in found.problem.shifts) == at_work


@pytest.mark.parametrize(
    ("heading", "table_of"),
    [("Jours d'absence", "workers"), ("Arrêts", "workers"), ("Suspension", "visits"),
     ("Annulation", "visits"), ("Unité", "visits"), ("RTT", "workers"), ("du", "workers"),
     ("Leave dates", "workers"), ("Statut dossier", "visits"), ("Repos", "workers")],
)  # fmt: skip
def test_a_column_that_matters_is_never_left_unread(
    tmp_path: Path, heading: str, table_of: str
) -> None:
    """It would be a note for another column; here it is an error at its heading."""
    one, two = visit("V1"), worker("A1")
    (one if table_of == "visits" else two)[heading] = "x"
    (error,) = errors(tmp_path, [one], [two])
    assert (error.code, error.cell.line, error.value) == ("unread_matter", 1, heading)


# Workbooks


def book(folder: Path, visits: list[Any], staff: list[Any], **sheets: Any) -> Path:
    return workbook(folder / "semaine.xlsx", Visites=table(visits), Intervenants=table(staff),
                    **sheets)  # fmt: skip


def read(path: Path) -> Imported:
    return import_tables(path, None, Horizon(TUESDAY))


def wrong(path: Path) -> tuple[TableError, ...]:
    with pytest.raises(InvalidTables) as invalid:
        read(path)
    return invalid.value.errors


STAFF = [worker(f"A{n}", nom=f"Nom{n}", horaires="lun-ven 8h-16h") for n in range(1, 6)]


def test_a_sheet_of_absences_is_read(tmp_path: Path) -> None:
    """A1 all day, A2 in the morning, A3 only yesterday, A4 by name; that of A5 is refused. P2 is
    away too."""
    monday, tuesday = datetime(2026, 11, 30), datetime(2026, 12, 1)
    lines = [
        ["Qui", "Du", "Au", "Demi-journée", "Motif", "Statut"],
        ["A1", monday, tuesday, None, "maladie", "validé"],
        ["A2", tuesday, tuesday, "matin", "RTT", None],
        ["A3", monday, monday, None, None, None],
        ["nom4", tuesday, tuesday, "journée", None, None],
        ["A5", tuesday, tuesday, None, "congés", "refusé"],
        ["P2", tuesday, tuesday, None, "hospitalisation", None],
    ]
    found = read(book(tmp_path, [visit("V1"), visit("V2", "P2")], STAFF, Congés=lines))
    assert list(found.problem.visits) == ["V1@2026-12-01"]
    assert {s.worker for s in found.problem.shifts.values()} == {"A2", "A3", "A5"}
    assert len(found.problem.workers["A2"].unavailable) == 1
    assert "lignes 6" in notes(found)["refused_absences"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["A9", datetime(2026, 12, 1), datetime(2026, 12, 1), None], "unknown_absent"),
        (["A1", datetime(2026, 12, 1), None, None], "half_absence"),
        (["A1", datetime(2026, 12, 2), datetime(2026, 12, 1), None], "to_before_from"),
        (["A1", "semaine 49", datetime(2026, 12, 1), None], "bad_date"),
        (["A1", datetime(2026, 12, 1), datetime(2026, 12, 3), "matin"], "long_half"),
        (["A1", datetime(2026, 12, 1), datetime(2026, 12, 1), "0,5"], "unknown_word"),
    ],
)
def test_an_absence_that_is_not_understood_is_an_error(
    tmp_path: Path, line: list[Any], code: str
) -> None:
    """At its cell in that sheet."""
    sheet = [["Agent", "Du", "Au", "Demi-journée"], line]
    (error,) = wrong(book(tmp_path, [visit("V1")], STAFF, Absences=sheet))
    assert (error.code, error.cell.sheet, error.cell.line) == (code, "Absences", 2)


def test_a_sheet_that_matters_is_never_left_unread(tmp_path: Path) -> None:
    """One of other matters is noted."""
    path = book(tmp_path, [visit("V1")], STAFF, Annulations=[["x"]], Notes=[["y"]])
    (error,) = wrong(path)
    assert (error.code, error.cell.sheet) == ("unread_matter", "Annulations")


def test_hidden_and_struck_rows_are_named_and_left_out(tmp_path: Path) -> None:
    """V2 is hidden, V3 struck through; a single struck cell is asked about."""
    path = book(tmp_path, [visit(f"V{n}", f"P{n}") for n in (1, 2, 3, 4)], STAFF)
    workbook_ = load_workbook(path)
    sheet = workbook_["Visites"]
    sheet.row_dimensions[3].hidden = True
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    workbook_.save(path)
    found = read(path)
    assert list(found.problem.visits) == ["V1@2026-12-01", "V4@2026-12-01"]
    assert "non planifiées : 3" in notes(found)["hidden_lines"]
    assert "non planifiées : 4" in notes(found)["struck_lines"]
    sheet["A5"].font = Font(strike=True)
    workbook_.save(path)
    (error,) = wrong(path)
    assert (error.code, error.cell.line, error.value) == ("struck_cell", 5, "V4")
