"""Workers serve visits of their own service, and of those that a column opens to them."""

from pathlib import Path
from typing import Any

import pytest

from optimizer.problem import load_problem
from optimizer.tables.exporting import export_tables
from optimizer.tables.horizon import Horizon
from optimizer.tables.importing import import_tables
from tests.planners_tables.books import TUESDAY, document, errors, imported, visit, worker

NURSE, AIDE = "soins infirmiers", "aide à domicile"
VISITS = [visit("V1", service=NURSE), visit("V2", "P2", service=AIDE)]


def allowed(found: dict[str, Any]) -> dict[str, list[str]]:
    """For each visit the workers who have all its skills."""
    return {
        visit["id"][:2]: [
            worker["id"]
            for worker in found["workers"]
            if visit.get("skills", {}).keys() <= worker.get("skills", {}).keys()
        ]
        for visit in found["visits"]
    }


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        ([worker("A1", service=AIDE), worker("A2", service=NURSE)], {"V1": ["A2"], "V2": ["A1"]}),
        ([worker("A1", service=AIDE), worker("A2", service=NURSE, autres_services="saad")],
         {"V1": ["A2"], "V2": ["A1", "A2"]}),
        ([worker("A1", service=AIDE), worker("A2", service=NURSE, autres_services="tous")],
         {"V1": ["A2"], "V2": ["A1", "A2"]}),
        ([worker("A1", service=AIDE), worker("A2", service="SSIAD / SAAD")],
         {"V1": ["A2"], "V2": ["A1", "A2"]}),
        ([worker("A1", service="SAAD et SSIAD"), worker("A2", service="Tous")],
         {"V1": ["A1", "A2"], "V2": ["A1", "A2"]}),
        ([worker("A1"), worker("A2", service=NURSE)], {"V1": ["A2"], "V2": ["A1"]}),
        ([worker("A1"), worker("A2")], {"V1": ["A1", "A2"], "V2": ["A1", "A2"]}),
    ],
)  # fmt: skip
def test_services_restrict(tmp_path: Path, staff: Any, expected: dict[str, list[str]]) -> None:
    """Own service only; a column or several services in the cell open more; an empty cell is home
    help where others say one; a table of workers without services restricts nobody."""
    assert allowed(document(tmp_path, VISITS, staff)) == expected


def test_words_of_ones_own_are_services_too(tmp_path: Path) -> None:
    """However they are written: the gardener serves the garden."""
    rows = [visit("V1", service="Jardinage"), visit("V2", "P2", service=AIDE)]
    staff = [worker("A1", service=" JARDINAGE"), worker("A2", service=AIDE)]
    assert allowed(document(tmp_path, rows, staff)) == {"V1": ["A1"], "V2": ["A2"]}


def test_what_is_guessed_or_cannot_be_served_is_told(tmp_path: Path) -> None:
    """A worker without a service among others; a visit of a service that nobody serves."""
    rows = [visit("V1", service="transport"), visit("V2", "P2", service=AIDE)]
    staff = [worker("A1"), worker("A2", service=NURSE)]
    told = {note.code: note.details for note in imported(tmp_path, rows, staff).notes}
    assert told["no_service"]["rows"] == "A1"
    assert told["unservable_lacking"]["why"] == "service transport"
    assert told["unservable_lacking"]["rows"] == "V1@2026-11-24"
    rows = [visit("V1"), visit("V2", "P2")]
    staff = [worker("A1", service=AIDE), worker("A2", service=NURSE)]
    notes = imported(tmp_path, rows, staff).notes
    assert [note.code for note in notes] == ["open_services"]


def test_a_visit_has_one_service(tmp_path: Path) -> None:
    """Two in one cell are an error, at the cell; a slash in a word of one's own is none."""
    (error,) = errors(tmp_path, [visit("V1", service="aide à domicile / soins")])
    assert (error.code, error.cell.header) == ("several_services", "service")
    assert document(tmp_path, [visit("V1", service="jardin / bricolage")])["visits"][0][
        "service"
    ] == "jardin / bricolage"  # fmt: skip


def test_services_come_back_from_an_export(tmp_path: Path) -> None:
    """Restricted or open, and whatever skills there are: the same problem again."""
    staff = [worker("A1", service=AIDE, compétences="lever"),
             worker("A2", service=NURSE, autres_services="tous"),
             worker("A3", service="portage de repas")]  # fmt: skip
    for workers in (staff, [worker("A1"), worker("A2")]):
        rows = [visit("V1", service=NURSE, date="24/11/2026"),
                visit("V2", "P2", service=AIDE, date="24/11/2026")]  # fmt: skip
        first = document(tmp_path, rows, workers)
        exported = export_tables(load_problem(first))
        assert exported.notes == ()
        one, two = tmp_path / "a.csv", tmp_path / "b.csv"
        one.write_text(exported.visits, encoding="utf-8")
        two.write_text(exported.workers, encoding="utf-8")
        again = import_tables(one, two, Horizon(TUESDAY)).problem.document
        assert allowed(dict(again)) == allowed(first)
