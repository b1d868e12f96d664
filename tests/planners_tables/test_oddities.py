"""What can be read and looks like a mistake is pointed out; words are compared as headings are."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from optimizer.outputs.labels import labels_text
from optimizer.tables import values
from optimizer.tables.errors import Unreadable
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from tests.planners_tables.books import TUESDAY, document, imported, table, visit, worker


def told(folder: Path, *rows: Any) -> dict[str, Any]:
    """The notes of an import by code."""
    return {note.code: note.details for note in imported(folder, *rows).notes}


# Words


def test_words_are_folded_as_headings_are(tmp_path: Path) -> None:
    """Case, accents, spaces: the smoker is barred, the nurse has the skill, the sector is one."""
    rows = [visit("V1", à_éviter="Fumeur", compétences="lève-personne", secteur="NORD")]
    staff = [worker("A1", compétences="fumeur; Lève personne", secteurs="nord")]
    found = document(tmp_path, rows, staff)
    visited, sent = found["visits"][0], found["workers"][0]
    assert set(visited["excluded_skills"]) <= sent["skills"].keys()
    assert visited["skills"].keys() <= sent["skills"].keys()
    assert found["persons"][0]["sector"] in sent["sectors"]
    notes = told(tmp_path, rows, staff)
    assert notes["folded"]["words"] == "lève-personne = Lève personne, Fumeur = fumeur, NORD = nord"
    assert notes["unservable_excluded"]["why"] == "fumeur"


def test_what_nobody_has_is_pointed_out(tmp_path: Path) -> None:
    """An exclusion (a skill is told already); nobody with all skills; everybody refused."""
    assert told(tmp_path, [visit("V1", à_éviter="chien")])["unheld_exclusions"]["skills"] == "chien"
    staff = [worker("A1", compétences="lever"), worker("A2", compétences="permis")]
    notes = told(tmp_path, [visit("V1", compétences="lever; permis")], staff)
    assert notes["unservable_lacking"]["why"] == "lever, permis"
    notes = told(tmp_path, [visit("V1", intervenants_refusés="A1; A2")], staff)
    assert notes["unservable_refused"]["why"] == "A1, A2"


def test_rows_that_say_the_same_are_pointed_out(tmp_path: Path) -> None:
    """The same person, times and length; another time is another visit."""
    rows = [visit("V1"), visit("V2", latitude=None, longitude=None, référence="X"),
            visit("V3", plages="10h-11h")]  # fmt: skip
    assert told(tmp_path, rows)["double_rows"]["rows"] == "V2"


# Places


def test_places_far_from_the_others_are_pointed_out(tmp_path: Path) -> None:
    """Paris is 330 km from Besançon. A territory of 40 km is no oddity."""
    near = [visit(f"V{n}", f"P{n}", latitude=f"47,2{n}") for n in range(1, 5)]
    paris = visit("V5", "P5", latitude="48,8566", longitude="2,3522")
    assert told(tmp_path, [*near, paris])["far_places"]["places"].startswith("P5 (3")
    wide = visit("V5", "P5", latitude="47,6012")
    assert "far_places" not in told(tmp_path, [*near, wide])


def test_rounded_coordinates_are_pointed_out(tmp_path: Path) -> None:
    """`47;6` may be any place for kilometres around."""
    rows = [visit("V1"), visit("V2", "P2", latitude="47", longitude="6")]
    assert told(tmp_path, rows)["round_places"]["rows"] == "P2"


@pytest.mark.parametrize(
    ("cells", "said"),
    [({"result_score": "0,31", "result_type": "housenumber"}, "V1 (0.31)"),
     ({"result_score": "0.97", "result_type": "municipality"}, "V1 (municipality)"),
     ({"result_score": "40 %", "result_type": "street"}, "V1 (0.4, street)"),
     ({"score": "0,97", "type_géocodage": "housenumber"}, None),
     ({"score": None, "result_type": "Commune"}, "V1 (Commune)")],
)  # fmt: skip
def test_scores_and_types_of_geocoders_are_read(
    tmp_path: Path, cells: dict[str, Any], said: str | None
) -> None:
    """As the national address base writes them into files: low scores, and less than a house."""
    notes = told(tmp_path, [visit("V1", **cells), visit("V2", "P2")])
    assert notes.get("unsure_places", {}).get("places") == said


# Phones


@pytest.mark.parametrize(
    ("cell", "number"),
    [(381000001, "0381000001"), (381000001.0, "0381000001"), ("381000001", "0381000001"),
     (33381000002, "+33381000002"), ("03 81 00 00 01", "03 81 00 00 01"),
     ("+33 3 81", "+33 3 81"), (3615, "3615")],
)  # fmt: skip
def test_the_leading_zero_of_a_phone_is_kept(cell: Any, number: str) -> None:
    """A spreadsheet makes numbers of nine digits of them; other numbers stay as they are."""
    assert values.phone(cell) == number


def test_a_rounded_phone_is_an_error() -> None:
    """`3,81E+08` has lost its digits."""
    with pytest.raises(Unreadable, match="lost_digits"):
        values.phone("3,81E+08")


def test_phones_reach_the_labels(tmp_path: Path) -> None:
    """From a CSV table to the file of labels."""
    found = imported(tmp_path, [visit("V1", téléphone="381000001")], keep_labels=True)
    text = io.StringIO(labels_text(found.labels).lstrip("\ufeff"), newline="")
    row = next(csv.DictReader(text, delimiter=";"))
    assert row["phone"] == "0381000001"


# Merged cells


def test_merged_cells_of_a_workbook_are_filled_down(tmp_path: Path) -> None:
    """Days and skills over two rows; a merge over columns gives the first column only."""
    rows = [visit("V1", jours="mar", compétences="lever", activité="a", secteur=None),
            visit("V2", jours=None, compétences=None, activité="b", secteur=None),
            visit("V3", activité="c", secteur=None)]  # fmt: skip
    lines = table(rows)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Visites"
    for line in lines:
        sheet.append(line)
    for title in ("jours", "compétences"):
        column = "ABCDEFGHIJKLMN"[lines[0].index(title)]
        sheet.merge_cells(f"{column}2:{column}3")
    staff = book.create_sheet("Intervenants")
    for line in table([worker(compétences="lever")]):
        staff.append(line)
    book.save(tmp_path / "b.xlsx")
    found = import_tables(tmp_path / "b.xlsx", None, Horizon(TUESDAY)).problem.document
    assert [v.get("skills") for v in found["visits"]] == [{"lever": 1}, {"lever": 1}, None]


def test_numbers_keep_the_zeros_that_their_cells_show(tmp_path: Path) -> None:
    """A door code 452 in a cell of the format 0000 is 0452."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Visites"
    lines = table([visit("V1", **{"code porte": 452, "durée": 45})])
    for line in lines:
        sheet.append(line)
    sheet.cell(2, lines[0].index("code porte") + 1).number_format = "0000"
    staff = book.create_sheet("Intervenants")
    for line in table([worker()]):
        staff.append(line)
    book.save(tmp_path / "b.xlsx")
    found = import_tables(tmp_path / "b.xlsx", None, Horizon(TUESDAY), keep_labels=True)
    assert found.labels["P1"].door_code == "0452"
