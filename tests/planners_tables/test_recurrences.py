"""Rules of days as people write them, and those that could be two rules."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from optimizer.tables import recurrences
from optimizer.tables.errors import Unreadable
from tests.planners_tables.books import document, errors, imported, visit

DECEMBER = [date(2026, 12, 1) + timedelta(n) for n in range(31)]
"""The 1st is a Tuesday; school holidays of zone A from the 19th on."""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("un mardi sur deux", [1, 15, 29]),
        ("1 mardi / 2", [1, 15, 29]),
        ("every other tuesday", [1, 15, 29]),
        ("tous les 15 jours", [1, 15, 29]),
        ("le jeudi, tous les 15 jours", [3, 17, 31]),
        ("fortnightly tue", [1, 15, 29]),
        ("un week-end sur deux", [5, 6, 19, 20]),
        ("tous les 10 jours", [1, 11, 21, 31]),
        ("mar 1 semaine sur 2 à partir du 08/12/2026", [8, 22]),
        ("mar à partir du 15/12/2026", [15, 22, 29]),
        ("1er lundi du mois", [7]),
        ("premier et troisième mardi du mois", [1, 15]),
        ("dernier vendredi", [25]),
        ("last friday of the month", [25]),
        ("2nd tuesday", [8]),
        ("tous les mardis", [1, 8, 15, 22, 29]),
        ("every tuesday", [1, 8, 15, 22, 29]),
        ("lun hors vacances scolaires", [7, 14]),
        ("mondays outside school holidays", [7, 14]),
        ("mer en période scolaire", [2, 9, 16]),
        ("mer pendant les vacances scolaires", [23, 30]),
        ("du 1/12 au 3/12", [1, 2, 3]),
        ("lun-ven du 4/12 au 8/12", [4, 7, 8]),
        ("mar et du 4/12 au 5/12", [1, 4, 5, 8, 15, 22, 29]),
        ("le 1/2, 24/12", [24]),
        ("jours ouvrés du 24/12 au 28/12", [24, 28]),
        ("S D", [5, 6, 12, 13, 19, 20, 26, 27]),
        ("L Me", [2, 7, 9, 14, 16, 21, 23, 28, 30]),
        ("M M", [1, 2, 8, 9, 15, 16, 22, 23, 29, 30]),
        ("Tu Th", [1, 3, 8, 10, 15, 17, 22, 24, 29, 31]),
    ],
)
def test_rhythms(cell: str, expected: list[int]) -> None:
    """On which days of December a rule holds that is counted from its first."""
    rule = recurrences.days(cell)
    assert [day.day for day in DECEMBER if rule.falls_on(day, DECEMBER[0])] == expected


@pytest.mark.parametrize("cell", ["L M Me J V", "LMMJV", "L-V", "lun au ven", "M-F", "MTWTF"])
def test_letters_are_weekdays(cell: str) -> None:
    """Monday to Friday in French and English letters."""
    assert recurrences.days(cell).weekdays == frozenset(range(5))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("mar 1/2", "unsure_weeks"), ("1/2", "unsure_weeks"), ("1/3", "unsure_weeks"),
        (datetime(2026, 2, 1), "unsure_weeks"), ("5/7", "unsure_days"),
        (datetime(2026, 7, 5), "unsure_days"), ("tous les 8 jours", "unsure_week"),
        ("M", "unsure_letter"), ("L M J V", "unsure_letter"), ("M T", "unsure_letter"),
        ("1er lundi et mardi", "several_rhythms"),
        ("mardi et un vendredi sur deux", "several_rhythms"),
        ("lun semaines paires, mar semaines impaires", "several_rhythms"),
        ("2 fois par semaine", "bad_days"), ("mensuel", "bad_days"), ("hebdo", "bad_days"),
        ("5j/7", "bad_days"), ("hors vacances", "bad_days"), ("le", "bad_days"),
        ("sauf 1er lundi du mois", "bad_days"), ("hors vacances scolaires, lun", "bad_days"),
    ],
)  # fmt: skip
def test_what_could_be_two_rules_is_none(cell: Any, code: str) -> None:
    """Nothing is guessed: 1/2 is the 1st of February or one week in two."""
    with pytest.raises(Unreadable) as unreadable:
        recurrences.days(cell)
    assert unreadable.value.code == code


def test_both_readings_are_named_in_both_languages(tmp_path: Path) -> None:
    """With the remedy for each."""
    (error,) = errors(tmp_path, [visit("V1", jours="mar 1/2")])
    assert error.text("fr") == (
        "visites.csv, ligne 2, colonne G (jours) : « 1/2 » se lit le 01/02, ou une semaine sur 2 "
        '(valeur : "mar 1/2"). Écrivez « le 01/02 » pour la date, « 1 semaine sur 2 » pour le '
        "rythme."
    )
    assert "“1/2” reads 01/02, day and month, or one week in 2" in error.text("en")


def test_a_rhythm_needs_a_first_date(tmp_path: Path) -> None:
    """It is asked for at the cell, unless a column or the cell itself has it."""
    (error,) = errors(tmp_path, [visit("V1", jours="tous les 15 jours")])
    assert (error.code, error.cell.header) == ("no_first_week", "jours")
    row = visit("V1", jours="tous les 15 jours", du="10/11/2026")
    assert [v["id"] for v in document(tmp_path, [row])["visits"]] == ["V1@2026-11-24"]


def test_school_holidays_are_those_of_the_zone(tmp_path: Path) -> None:
    """On 9 February 2027 there is school in zone A (holidays from the 13th), not in zone C (from
    the 6th). The zone is told; beyond the dates that are published nothing is guessed."""
    rows = [visit("V1", jours="sauf vacances scolaires"), visit("V2")]
    first = date(2027, 2, 9)
    found = imported(tmp_path, rows, first=first)
    assert list(found.problem.visits) == ["V1@2027-02-09", "V2@2027-02-09"]
    (note,) = [note for note in found.notes if note.code == "school_zone"]
    assert "zone A" in note.text("fr")
    assert "zone A" in note.text("en")
    rows[0]["jours"] = "sauf vacances scolaires zone C"
    assert list(imported(tmp_path, rows, first=first).problem.visits) == ["V2@2027-02-09"]
    (error,) = errors(tmp_path, rows, first=date(2035, 2, 9))
    assert error.code == "unknown_school_dates"
