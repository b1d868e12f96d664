"""Tables of the shapes that programs for home services and spreadsheets write: read as they are
meant, or refused at the cell that cannot be read; never misread in silence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from optimizer.tables.errors import InvalidTables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import Imported, import_tables
from tests.planners_tables.books import TUESDAY, csv_file, table, visit, workbook, worker

STAFF = [worker("A1", service="aide à domicile / soins infirmiers"), worker("A2", service="soins")]


def read(folder: Path, text: str, coding: str = "utf-8") -> Imported:
    """The import of a text as a table of visits."""
    path = folder / "v.csv"
    path.write_bytes(text.encode(coding))
    return import_tables(path, csv_file(folder / "w.csv", STAFF), Horizon(TUESDAY))


def refused(folder: Path, text: str) -> Sequence[tuple[str, str]]:
    """The codes and cells of the errors."""
    with pytest.raises(InvalidTables) as invalid:
        read(folder, text)
    return [(e.code, f"{e.cell.letter}{e.cell.line}") for e in invalid.value.errors]


def told(found: Imported) -> dict[str, Any]:
    return {note.code: note.details for note in found.notes}


def lengths(found: Imported) -> dict[str, int]:
    """Minutes of the visits by row."""
    return {v["id"][:2]: v["duration_s"] // 60 for v in found.problem.document["visits"]}


def test_headings_of_two_lines_under_a_title(tmp_path: Path) -> None:
    """A printed week, saved as CSV of Windows: a title, an edition date, `Heure` over two columns,
    the unit on the second line, a total."""
    found = read(tmp_path, """Planning des interventions;;;;;;;
Édité le 23/11/2026;;;;;;;
;;;;;;;
Identifiant;Usager;Latitude;Longitude;Activité;Heure;;Durée
;;;;;au plus tôt;au plus tard;(h)
V1;P1;47,2412;6,0301;lever;8h;9h;0,75
V2;P2;47,2420;6,0302;ménage;9h;11h;1,5
TOTAL;;;;;;;2,25
""", "cp1252")  # fmt: skip
    assert lengths(found) == {"V1": 45, "V2": 90}
    starts = [v["windows"][0]["start"][11:16] for v in found.problem.document["visits"]]
    assert starts == ["08:00", "09:00"]
    assert told(found)["unread_lines"]["lines"] == "8 (TOTAL)"
    assert told(found)["above_headings"]["last"] == 3


def test_headings_that_are_merged_over_two_lines(tmp_path: Path) -> None:
    """As a workbook without merges in it has them: single headings above, pairs below."""
    lines = [
        ["Identifiant", "Personne", "Latitude", "Longitude", "Heure", None, "Durée"],
        [None, None, None, None, "Heure au plus tôt", "Heure au plus tard", None],
        ["V1", "P1", 47.24, 6.03, "8h", "9h", 45],
    ]
    book = workbook(tmp_path / "b.xlsx", Visites=lines, Intervenants=table([worker()]))
    found = import_tables(book, None, Horizon(TUESDAY))
    assert lengths(found) == {"V1": 45}


def test_pages_with_headings_subtotals_and_remarks(tmp_path: Path) -> None:
    """A text of UTF-16 with tabs, as spreadsheets export: headings again on each page, a subtotal
    a person, a count and a remark at the end."""
    found = read(tmp_path, """Code\tBénéficiaire\tLat\tLon\tPlage horaire\tTemps (min)
V1\tP1\t47,2412\t6,0301\t08:00-09:00\t45
Sous-total P1\t\t\t\t\t45
Code\tBénéficiaire\tLat\tLon\tPlage horaire\tTemps (min)
V2\tP2\t47,2412\t6,0301\t10:00 - 11:00\t30

Nombre d'interventions : 2
* sous réserve de modification
""", "utf-16")  # fmt: skip
    assert lengths(found) == {"V1": 45, "V2": 30}
    assert told(found)["unread_lines"]["count"] == 4


def test_units_below_and_a_legend(tmp_path: Path) -> None:
    """Degrees and minutes in the line below the headings, a legend after an empty line."""
    found = read(tmp_path, """identifiant;personne;latitude;longitude;plages;durée;accès
;;;;;min;min
V1;P1;47,2412;6,0301;8h-9h;3;4
V2;P2;47,2412;6,0301;10h-11h;90;4

Légende : les passages en italique sont à confirmer
""")  # fmt: skip
    assert lengths(found) == {"V1": 3, "V2": 90}
    assert told(found)["short_visits"]["rows"] == "V1"
    assert told(found)["unread_lines"]["lines"].startswith("6 (Légende")


def test_a_remark_between_rows_is_no_row_and_an_error(tmp_path: Path) -> None:
    """It may be a row of which the rest is lost: only remarks below all rows are left aside."""
    text = """identifiant;personne;latitude;longitude;plages;durée
V1;P1;47,2412;6,0301;8h-9h;45
Secteur nord;;;;;
V2;P2;47,2412;6,0301;10h-11h;90
"""
    assert ("empty_cell", "B3") in refused(tmp_path, text)


def test_several_services_in_a_cell(tmp_path: Path) -> None:
    """Of a visit: which of them? Of a worker: both, and the others are kept out."""
    text = "identifiant;personne;latitude;longitude;service;plages;durée\n"
    row = "V1;P1;47,24;6,03;{};8h-9h;45\n"
    both = text + row.format("aide à domicile + soins infirmiers")
    assert refused(tmp_path, both) == [("several_services", "E2")]
    found = read(tmp_path, text + row.format("aide à domicile"))
    able = [w["id"] for w in found.problem.document["workers"] if w.get("skills")]
    assert able == ["A1"]


def test_an_export_with_start_end_and_hundredths(tmp_path: Path) -> None:
    """What a planner's program exports: its headings are named, none is guessed."""
    text = """Code intervention;Nom bénéficiaire;Lat;Lon;Date;Début prévu;Fin prévue;Durée
V1;P1;47,24;6,03;24/11/2026;08:30;09:15;0,75
"""
    assert {code for code, _ in refused(tmp_path, text)} == {
        "missing_heading", "no_window", "unsure_duration",
    }  # fmt: skip


@pytest.mark.parametrize("days", ["Lundi;Mardi;Mercredi", "lun.;mar.;mer.", "Mon;Tue;Wed"])
def test_a_column_for_each_day(tmp_path: Path, days: str) -> None:
    """A grid with a cross on each day: an error, else the rows were planned every day."""
    text = f"""identifiant;personne;latitude;longitude;{days};plages;durée
V1;P1;47,24;6,03;x;;x;8h-9h;45
"""
    assert [code for code, _ in refused(tmp_path, text)] == ["day_column"] * 3


def test_an_english_export_with_a_grand_total(tmp_path: Path) -> None:
    """Commas, points, hours, and a last line that sums up."""
    found = read(tmp_path, """id,client,lat,lng,start date,earliest,latest,duration (hours),service
V1,P1,47.24,6.03,24/11/2026,08:00,09:00,1.25,nursing
Grand total,,,,,,,1.25,
""")  # fmt: skip
    assert lengths(found) == {"V1": 75}
    assert told(found)["unread_lines"]["lines"] == "3 (Grand total)"


def test_a_person_called_total_is_a_row(tmp_path: Path) -> None:
    """A line with all that a row needs is one."""
    found = import_tables(
        csv_file(tmp_path / "v.csv", [visit("total-1"), visit("V2", "P2")]),
        csv_file(tmp_path / "w.csv", [worker()]),
        Horizon(TUESDAY),
    )
    assert len(found.problem.visits) == 2
