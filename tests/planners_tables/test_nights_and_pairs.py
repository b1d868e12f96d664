"""Visits at night, two carers together, one carer on two rows, spans as long as the visit."""

from datetime import date
from pathlib import Path

from optimizer.tables.importing import Imported
from tests.planners_tables.books import document, errors, imported, visit, worker

TUESDAY = date(2026, 12, 1)
NIGHT = {"plages": "2h-3h", "durée": "20 min"}


def notes(found: Imported, code: str) -> list[str]:
    return [note.text("fr") for note in found.notes if note.code == code]


def test_the_shift_of_the_evening_before_serves_the_night(tmp_path: Path) -> None:
    """From 21h on Monday to 7h: what is left of it on Tuesday is from midnight to 7h."""
    rows = [visit("V1") | NIGHT]
    staff = [worker("N1", horaires="lun-dim 21h-7h+1"), worker("N2", horaires="mar 21h-7h+1")]
    found = imported(tmp_path, rows, staff, first=TUESDAY)
    shifts = {s["id"]: (s["start"], s["end"]) for s in found.problem.document["shifts"]}
    assert shifts["N1@2026-11-30"] == ("2026-12-01T00:00:00+01:00", "2026-12-01T07:00:00+01:00")
    assert "N2@2026-11-30" not in shifts
    assert "N1" in notes(found, "evening_before")[0]
    assert not notes(found, "nobody_at_work")


def test_no_evening_before_is_added_without_need(tmp_path: Path) -> None:
    """Nor one of somebody who was absent."""
    staff = [worker("N1", horaires="lun-dim 21h-7h+1"), worker("A1")]
    assert (
        "N1@2026-11-30"
        not in imported(tmp_path, [visit("V1")], staff, first=TUESDAY).problem.shifts
    )
    staff[0]["absences"] = "30/11/2026"
    staff[1]["absences"] = ""
    found = imported(tmp_path, [visit("V1") | NIGHT], staff, first=TUESDAY)
    assert "N1@2026-11-30" not in found.problem.shifts
    assert "21h-7h+1" in notes(found, "nobody_at_work")[0]


def test_two_rows_at_once_are_pointed_out_and_can_be_said(tmp_path: Path) -> None:
    """By other carers too; `binôme` is two visits that start together."""
    rows = [visit("V1", intervenants_souhaités="A1"), visit("V2", intervenants_souhaités="A2")]
    staff = [worker("A1"), worker("A2")]
    (note,) = notes(imported(tmp_path, rows, staff), "double_rows")
    assert "V2" in note
    assert "« nombre d’intervenants » 2" in note
    found = document(tmp_path, [visit("V1", binôme="oui"), visit("V2", "P2", binôme="non")], staff)
    assert [v["id"] for v in found["visits"]] == [
        "V1@2026-11-24", "V1@2026-11-24#2", "V2@2026-11-24",
    ]  # fmt: skip
    (link,) = found["links"]
    assert (link["type"], link["visits"]) == ("together", ["V1@2026-11-24", "V1@2026-11-24#2"])


def test_one_as_a_mark_or_a_number_is_asked_about(tmp_path: Path) -> None:
    """1 is yes, or one carer alone."""
    (error,) = errors(tmp_path, [visit("V1", binôme="1")])
    assert (error.code, error.cell.header) == ("unsure_pair", "binôme")


def test_a_carer_on_two_rows_is_one(tmp_path: Path) -> None:
    """Two spans of a day, two shifts of one worker."""
    staff = [worker("A1", horaires="7h30-12h"), worker("A1", horaires="16h-19h")]
    found = imported(tmp_path, [visit("V1")], staff)
    assert list(found.problem.workers) == ["A1"]
    assert list(found.problem.shifts) == ["A1@2026-11-24", "A1@2026-11-24#2"]
    assert "A1 (2, 3)" in notes(found, "joined_rows")[0]


def test_rows_of_a_carer_that_differ_are_an_error(tmp_path: Path) -> None:
    """What to do is said for one carer and for two."""
    staff = [worker("A1", horaires="7h30-12h"), worker("A1", horaires="16h-19h", mode="vélo")]
    (error,) = errors(tmp_path, [visit("V1")], staff)
    assert (error.code, error.cell.line) == ("repeated_worker", 3)
    assert "7h30-12h / 16h-19h" in error.remedy("fr")
    assert "7h30-12h / 16h-19h" in error.remedy("en")
    same = [worker("A1"), worker("A1")]
    assert [e.code for e in errors(tmp_path, [visit("V1")], same)] == ["repeated_worker"]


def test_a_span_as_long_as_the_visit_has_two_readings(tmp_path: Path) -> None:
    """8h-9h for one hour: pointed out, unless the row says whether it ends there."""
    rows = [visit("V1", plages="8h-9h", durée="1h"), visit("V2", "P2", plages="8h-9h"),
            visit("V3", "P3", plages="8h-9h", durée="1h", finit_dans_la_plage="oui")]  # fmt: skip
    (note,) = notes(imported(tmp_path, rows), "span_is_duration")
    assert "1 ligne(s) : V1)" in note
