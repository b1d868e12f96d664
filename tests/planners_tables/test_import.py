"""What rows mean: visits, shifts and links on each day, and what is told."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from optimizer.tables import importing
from tests.planners_tables.books import document, errors, imported, visit, worker

CHRISTMAS_EVE = date(2026, 12, 24)


def ids(found: dict[str, Any], name: str = "visits") -> list[str]:
    return [part["id"] for part in found.get(name, [])]


# Days and ids


def test_a_row_is_a_visit_on_each_of_its_days(tmp_path: Path) -> None:
    """From Tuesday 24 to Sunday 29 November: `mar,jeu` is the 24th and the 26th. The id has the
    date, the external id is the row's on every day."""
    found = document(tmp_path, [visit("V1", jours="mar,jeu")], days=6)
    assert ids(found) == ["V1@2026-11-24", "V1@2026-11-26"]
    assert {v["external_id"] for v in found["visits"]} == {"V1"}


def test_a_row_for_one_date_keeps_its_id(tmp_path: Path) -> None:
    """One visit, called as the row; a reference is its external id."""
    for dates in ({"date": "25/11/2026"}, {"du": "25/11/2026", "au": "25/11/2026"}):
        found = document(tmp_path, [visit("V1", référence="INT-7", **dates)], days=3)
        assert [(v["id"], v["external_id"]) for v in found["visits"]] == [("V1", "INT-7")]


def test_dates_bound_a_row(tmp_path: Path) -> None:
    """From the 25th to the 26th, both included."""
    row = visit("V1", du="25/11/2026", au="26/11/2026")
    assert ids(document(tmp_path, [row], days=6)) == ["V1@2026-11-25", "V1@2026-11-26"]


def test_holidays_are_planned_unless_the_row_says_otherwise(tmp_path: Path) -> None:
    """Nobody is forgotten on Christmas Day; that V2 does not say is told, V3 does say.
    So is A1 of the workers, not A2 (every day), A3 (that date), A4 (off) and A5 (no hours)."""
    rows = [visit("V1", jours="lun-ven sauf fériés"), visit("V2", jours="lun-ven"),
            visit("V3", jours="tous les jours")]  # fmt: skip
    staff = [worker("A1", horaires="lun-ven 8h-16h"), worker("A2", horaires="tous les jours 8h-9h"),
             worker("A3", horaires="jeu 8h-9h; 25/12/2026 8h-9h"),
             worker("A4", absences="25/12/2026"), worker("A5", horaires="jeu 8h-9h")]  # fmt: skip
    found = imported(tmp_path, rows, staff, days=2, first=CHRISTMAS_EVE)
    assert list(found.problem.visits) == [
        "V1@2026-12-24", "V2@2026-12-24", "V2@2026-12-25", "V3@2026-12-24", "V3@2026-12-25",
    ]  # fmt: skip
    off, *notes = found.notes
    assert (off.code, off.details["rows"]) == ("not_planned", "A4 (25/12)")
    assert [(note.code, note.details["rows"]) for note in notes] == [
        ("holiday", "V2"), ("holiday", "A1"),
    ]  # fmt: skip
    for note, sheet in zip(notes, ("visites.csv", "intervenants.csv"), strict=True):
        assert note.text("fr").startswith(f"{sheet} : le 25/12/2026 est férié (Noël) : 1 ligne(s)")


def test_links_without_the_other_visit_are_told(tmp_path: Path) -> None:
    """On Tuesday 24 all rows have a visit. On Wednesday 25 V1 comes after nobody, and V3
    without V4, which says the same of V3: one link. V2 before V5 loses nothing."""
    rows = [visit("V1", après="V2"), visit("V2", jours="mar", avant="V5"),
            visit("V3", avec="V4"), visit("V4", jours="mar", avec="V3"), visit("V5")]  # fmt: skip
    (note,) = imported(tmp_path, rows, days=2).notes
    assert (note.code, note.details) == (
        "lost_links", {"count": 2, "links": "V1 + V2 (25/11/2026), V3 + V4 (25/11/2026)"},
    )  # fmt: skip


def test_rows_that_never_share_a_day_are_told(tmp_path: Path) -> None:
    """The Tuesday row and the Wednesday row lose their link on both days; so do twelve rows, of
    which ten links are named."""
    rows = [visit("V1", avec="V2", jours="mar"), visit("V2", jours="mer")]
    (note,) = imported(tmp_path, rows, days=2).notes
    assert note.details["links"] == "V1 + V2 (24/11/2026), V1 + V2 (25/11/2026)"
    rows = [visit("V0", jours="mer"), *(visit(f"V{n}", après="V0") for n in range(1, 13))]
    (note,) = (n for n in imported(tmp_path, rows).notes if n.code == "lost_links")
    assert note.details["count"] == 12
    assert str(note.details["links"]).endswith("V10 + V0 (24/11/2026), …")


@pytest.mark.parametrize(
    ("hours", "days", "code"),
    [
        ("7h-11h / 12h-16h / 17h-20h", 1, "daily_hours"),  # 11 h of work, 10 allowed; span 13 h
        ("7h-9h / 18h-20h", 1, "daily_span"),  # 13 h, 12 allowed
        ("mar 20h-22h; mer 8h-10h", 2, "daily_rest"),  # 10 h, 11 required
        ("6h-11h / 12h-16h", 6, "weekly_hours"),  # 6 x 9 = 54 h, 48 allowed
        ("8h-10h", 7, "weekly_rest"),  # 22 h in a night, 35 required
        ("6h-19h", 1, "long_stretch"),  # 13 h: one pause leaves more than 6 h on a side
    ],
)
def test_hours_that_break_a_limit_are_told_at_their_cell(
    tmp_path: Path, hours: str, days: int, code: str
) -> None:
    """With what to do; the worker within the limits is not named."""
    staff = [worker("A1", horaires="mar 8h-12h"), worker("A2", horaires=hours)]
    found = imported(tmp_path, [visit("V1")], staff, days=days).notes
    note = next(note for note in found if note.code == code)
    assert str(note.cell) == "intervenants.csv!B3"
    assert note.text("fr").startswith("intervenants.csv, ligne 3, colonne B (horaires) : ")
    assert {one.details["worker"] for one in found} == {"A2"}


def test_fewer_days_at_a_time_keep_the_weekly_rest(tmp_path: Path) -> None:
    """Two hours every day: Tuesday to Saturday leave Sunday, a week does not."""
    staff = [worker("A1", horaires="8h-10h")]
    assert imported(tmp_path, [visit("V1")], staff, days=5).notes == ()


def test_rows_without_a_visit_in_the_period_are_told(tmp_path: Path) -> None:
    """Nothing is dropped in silence; neither are workers without hours."""
    rows = [visit("V1"), visit("V2", jours="dim")]
    staff = [worker("A1"), worker("A2", horaires="sam 8h-12h")]
    found = imported(tmp_path, rows, staff)
    assert [(n.code, n.details["rows"]) for n in found.notes] == [
        ("idle_visits", "V2"), ("idle_workers", "A2"),
    ]  # fmt: skip


def test_what_looks_like_a_mistake_is_told(tmp_path: Path) -> None:
    """A skill that nobody has (misspelt?), a habit outside the spans: planned, but noted."""
    rows = [visit("V1", compétences="toillette; aide"), visit("V2", heure_habituelle="18h")]
    found = imported(tmp_path, rows, [worker("A1", compétences="toilette; aide")])
    assert [note.text("fr") for note in found.notes] == [
        "visites.csv : compétences que personne n’a : toillette (1 ligne(s) : V1)",
        "visites.csv : heure habituelle hors des plages : 1 ligne(s), V2",
    ]


@pytest.mark.parametrize(
    ("row", "staff", "code"),
    [(visit("V1", jours="dim"), worker(), "no_visits"),
     (visit("V1"), worker(horaires="dim 8h-12h"), "no_shifts")],
)  # fmt: skip
def test_a_period_without_visits_or_shifts_is_an_error(
    tmp_path: Path, row: Any, staff: Any, code: str
) -> None:
    """There would be nothing to plan."""
    assert [error.code for error in errors(tmp_path, [row], [staff])] == [code]


def test_a_period_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows on four days are more than ten visits (limit lowered for the test)."""
    monkeypatch.setattr(importing, "MAX_VISITS", 10)
    rows = [visit(f"V{n}") for n in range(3)]
    assert len(imported(tmp_path, rows, days=3).problem.visits) == 9
    (error,) = errors(tmp_path, rows, days=4)
    assert (error.code, error.value) == ("too_many_visits", 12)


# Visits


def test_a_row_gives_all_of_a_visit(tmp_path: Path) -> None:
    """Each column arrives in its field, in the units of the format."""
    row = visit(
        "V1", secteur="nord", accès="4 min", service="soins infirmiers", activité="insuline",
        plages="8h-9h / 18h-19h", finit_dans_la_plage="oui", heure_habituelle="8h15",
        compétences="infirmier:2", à_éviter="fumeur", priorité="vitale", pénibilité="3",
        intervenants_imposés="A1; A2", intervenants_souhaités="A1", intervenants_refusés="A3",
        repas="2",
    )  # fmt: skip
    staff = [worker("A1"), worker("A2"), worker("A3")]
    found = document(tmp_path, [row], staff)
    day = "2026-11-24T"
    assert found["visits"] == [{
        "id": "V1@2026-11-24", "external_id": "V1", "person": "P1", "service": "nursing",
        "activity": "insuline", "duration_s": 1800.0, "ends_inside": True,
        "windows": [{"start": day + "08:00:00+01:00", "end": day + "09:00:00+01:00"},
                    {"start": day + "18:00:00+01:00", "end": day + "19:00:00+01:00"}],
        "skills": {"infirmier": 2}, "excluded_skills": ["fumeur"], "priority": 1, "heavy": 3,
        "required_workers": ["A1", "A2"], "preferred_workers": ["A1"], "refused_workers": ["A3"],
        "usual_start": day + "08:15:00+01:00", "load": {"meals": 2},
    }]  # fmt: skip
    assert found["persons"] == [{"id": "P1", "place": "home-P1", "sector": "nord"}]
    assert found["places"][0] == {"id": "home-P1", "location": [47.24, 6.02], "access_s": 240.0}


def test_earliest_and_latest_are_a_window(tmp_path: Path) -> None:
    """Two columns instead of `plages`."""
    row = visit("V1", plages=None, au_plus_tôt="8h30", au_plus_tard="9h30")
    (window,) = document(tmp_path, [row])["visits"][0]["windows"]
    assert [text[11:16] for text in window.values()] == ["08:30", "09:30"]


def test_a_person_is_described_once(tmp_path: Path) -> None:
    """Coordinates stand on one row and hold for all rows of the person."""
    rows = [visit("V1", latitude=None, longitude=None), visit("V2"),
            visit("V3", latitude=None, longitude=None)]  # fmt: skip
    found = document(tmp_path, rows)
    assert [place["location"] for place in found["places"]] == [[47.24, 6.02], [47.23, 6.01]]


def test_two_workers_are_two_linked_visits(tmp_path: Path) -> None:
    """A lift by two: the second visit is `#2`, both start within the tolerance."""
    row = visit("V1", nombre_d_intervenants=2, tolérance="10 min")
    row["nombre d'intervenants"] = row.pop("nombre d intervenants")
    found = document(tmp_path, [row])
    assert ids(found) == ["V1@2026-11-24", "V1@2026-11-24#2"]
    assert found["links"] == [{
        "type": "together", "id": "together-V1@2026-11-24",
        "visits": ["V1@2026-11-24", "V1@2026-11-24#2"], "tolerance_s": 600.0,
    }]  # fmt: skip


def test_rows_come_together_or_one_after_the_other(tmp_path: Path) -> None:
    """Insulin, then the meal within half an hour, on the days of both; an aide and a nurse at
    the same time, 5 minutes apart at most."""
    rows = [
        visit("insuline", jours="mar"),
        visit("repas", après="insuline", délai_maximum="30 min"),
        visit("aide", avec="infirmière"),
        visit("infirmière", jours="mer"),
        visit("réveil", avant="repas", délai_minimum="1h", jours="mar"),
    ]
    links = document(tmp_path, rows, days=2)["links"]
    tuesday, wednesday = "@2026-11-24", "@2026-11-25"
    assert [(k["type"], k["visits"], k.get("min_gap_s"), k.get("max_gap_s"), k.get("tolerance_s"))
            for k in links] == [
        ("sequence", ["insuline" + tuesday, "repas" + tuesday], None, 1800, None),
        ("together", ["aide" + wednesday, "infirmière" + wednesday], None, None, 300),
        ("sequence", ["réveil" + tuesday, "repas" + tuesday], 3600, None, None),
    ]  # fmt: skip


def test_an_order_said_on_both_rows_is_one_link(tmp_path: Path) -> None:
    """`avant` on one and `après` on the other mean the same."""
    found = document(tmp_path, [visit("V1", avant="V2"), visit("V2", après="V1")])
    assert ids(found, "links") == ["V1@2026-11-24-then-V2@2026-11-24"]


# Workers


def test_a_row_gives_a_worker_and_shifts(tmp_path: Path) -> None:
    """A split day is two shifts; the break stands in the one where it fits."""
    staff = worker(
        "A1", référence="M-7", service="soins", mode="vélo", compétences="infirmier",
        secteurs="nord; sud", horaires="lun-ven 7h30-12h / 16h-20h; sam 8h-12h",
        pause="20 min 10h-11h", personnes_refusées="P1", repas_à_bord=40,
    )  # fmt: skip
    found = document(tmp_path, [visit("V1")], [staff], days=5)
    assert found["workers"] == [{
        "id": "A1", "external_id": "M-7", "service": "nursing", "place": "base-A1",
        "mode": "bicycle", "skills": {"infirmier": 1}, "sectors": ["nord", "sud"],
        "refused_persons": ["P1"],
    }]  # fmt: skip
    assert [(s["id"], s["start"][11:16], s["end"][11:16], len(s.get("breaks", [])))
            for s in found["shifts"]] == [
        ("A1@2026-11-24", "07:30", "12:00", 1), ("A1@2026-11-24#2", "16:00", "20:00", 0),
        ("A1@2026-11-25", "07:30", "12:00", 1), ("A1@2026-11-25#2", "16:00", "20:00", 0),
        ("A1@2026-11-26", "07:30", "12:00", 1), ("A1@2026-11-26#2", "16:00", "20:00", 0),
        ("A1@2026-11-27", "07:30", "12:00", 1), ("A1@2026-11-27#2", "16:00", "20:00", 0),
        ("A1@2026-11-28", "08:00", "12:00", 1),
    ]  # fmt: skip
    assert found["shifts"][0]["capacity"] == {"meals": 40}


def test_absences(tmp_path: Path) -> None:
    """Days off have no shift; hours off are unavailable time inside it."""
    staff = worker("A1", absences="25/11/2026-26/11/2026; 24/11/2026 14h-15h")
    found = document(tmp_path, [visit("V1")], [staff], days=4)
    assert ids(found, "shifts") == ["A1@2026-11-24", "A1@2026-11-27"]
    (span,) = found["workers"][0]["unavailable"]
    assert (span["start"], span["end"]) == (
        "2026-11-24T14:00:00+01:00", "2026-11-24T15:00:00+01:00",
    )  # fmt: skip


def test_a_night_ends_on_the_next_day(tmp_path: Path) -> None:
    """`22h-6h+1` is one shift over midnight, and over the change to winter time."""
    found = document(tmp_path, [visit("V1", plages="23h-1h+1")], [worker(horaires="22h-6h+1")],
                     first=date(2026, 10, 24))  # fmt: skip
    (shift,) = found["shifts"]
    assert (shift["start"], shift["end"]) == (
        "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00",
    )  # fmt: skip


# Errors between cells


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        (visit("V1", au_plus_tôt="8h", au_plus_tard="9h"), "windows_twice", "au plus tôt", "8h"),
        (visit("V1", plages=None, au_plus_tôt="8h", au_plus_tard=None), "half_window",
         "au plus tôt", "8h"),
        (visit("V1", plages=None, au_plus_tôt="10h", au_plus_tard="9h"), "latest_before_earliest",
         "au plus tard", "9h"),
        (visit("V1", jours="lun", du="24/11/2026", au="24/11/2026"), "never", "jours", "lun"),
        (visit("V1", date="24/11/2026", au="25/11/2026"), "dates_twice", "date", "24/11/2026"),
        (visit("V1", tolérance="5 min"), "tolerance_alone", "tolérance", "5 min"),
        (visit("V1", délai_max="5 min"), "gap_alone", "délai max", "5 min"),
        (visit("V1", après="V2", délai_max="5 min", délai_min="10 min"), "gap_backwards",
         "délai max", "5 min"),
        (visit("V1", après="V1"), "after_itself", "après", "V1"),
        (visit("V1", avec="V7"), "unknown_visit", "avec", "V7"),
        (visit("V1", latitude=None), "half_place", None, None),
        (visit("V1", finit_dans_la_plage="oui", plages="8h-8h15"), "impossible_window", "plages",
         "8h-8h15"),
        (visit("V1", latitude="6,02", longitude="47,24"), "far_location", "latitude", "6,02"),
    ],
)  # fmt: skip
def test_cells_that_contradict_each_other(
    tmp_path: Path, row: Any, code: str, column: str | None, value: Any
) -> None:
    """One error, at the cell to look at, whether a table or the reader of problems found it."""
    rows = [visit("V2", "P2"), visit("V3", "P3"), row]
    (error,) = errors(tmp_path, rows)
    assert (error.code, error.cell.line, error.value) == (code, 4, value)
    assert column is None or error.cell.header == column


def test_orders_that_cannot_hold_name_the_cell(tmp_path: Path) -> None:
    """V1 after V2 after V1: one error, though each day of the week shows it."""
    rows = [visit("V1", après="V2"), visit("V2", après="V1")]
    (error,) = errors(tmp_path, rows, days=3)
    assert (error.code, error.cell.header, error.cell.line) == ("cyclic_links", "après", 2)


def test_a_time_that_summer_time_skips_is_told(tmp_path: Path) -> None:
    """2h30 on 28 March 2027 does not exist."""
    row = visit("V1", plages="2h30-4h")
    (error,) = errors(tmp_path, [row], [worker(horaires="0h-6h")], first=date(2027, 3, 28))
    assert (error.code, error.value) == ("skipped_time", "2h30-4h")


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"jours": "Lundi du 1er mois"}, "1er mois"),
        ({"jours": "lun, Férier et mar"}, "Férier"),
        ({"jours": "tous les jours sauf  Été"}, "Été"),
        ({"jours": "mar, 1 semaine sur 0"}, "mar, 1 semaine sur 0"),
        ({"jours": "lun fériés compris, Mâtin"}, "Mâtin"),
        ({"plages": "8h-9h / Après-midi"}, "Après-midi"),
    ],
)
def test_what_is_not_understood_is_quoted_as_it_is_written(
    tmp_path: Path, cells: Any, part: str
) -> None:
    """With accents and case, and with the known words between those that are not."""
    (error,) = errors(tmp_path, [visit("V1", **cells)])
    assert error.message("fr").startswith(f"« {part} »")


def test_errors_of_both_tables_come_together(tmp_path: Path) -> None:
    """In the order of the tables and lines; a wrong row causes no error in another one."""
    rows = [visit("V1", durée="?"), visit("V2", après="V1", priorité="9", référent="A1")]
    staff = [worker("A1", mode="char"), worker("A2", horaires="lun")]
    found = [(e.cell.sheet, e.cell.line, e.code) for e in errors(tmp_path, rows, staff)]
    assert found == [
        ("visites.csv", 2, "bad_duration"), ("visites.csv", 3, "unknown_word"),
        ("intervenants.csv", 2, "unknown_word"), ("intervenants.csv", 3, "bad_hours"),
    ]  # fmt: skip


def test_a_table_without_ids_is_not_blamed_on_the_other(tmp_path: Path) -> None:
    """Where no worker has an id that can be read, ids of workers are not called unknown."""
    (error,) = errors(tmp_path, [visit("V1", référent="A1")], [worker(identifiant=None)])
    assert (error.code, error.cell.sheet) == ("missing_heading", "intervenants.csv")


# Names and addresses


def test_names_and_addresses_never_enter_the_problem(tmp_path: Path) -> None:
    """They are labels, kept apart or left out and told."""
    row = visit("V1", nom="Corvin Dourmeret", adresse="8 rue du Moulin", digicode="12B",
                téléphone="03 53 01 00 00")  # fmt: skip
    found = imported(tmp_path, [row], [worker("A1", nom="Isaure Lonbief")])
    text = str(found.problem.document)
    for private in ("Dourmeret", "Moulin", "12B", "03 53", "Lonbief"):
        assert private not in text
    assert [note.details["columns"] for note in found.notes] == ["nom, téléphone, digicode"]
    label = found.labels["P1"]
    assert (label.name, label.address, label.phone, label.door_code) == (
        "Corvin Dourmeret", "8 rue du Moulin", "03 53 01 00 00", "12B",
    )  # fmt: skip
    assert found.labels["A1"].name == "Isaure Lonbief"
    assert imported(tmp_path, [row], keep_labels=True).notes == ()


def test_an_address_without_a_geocoder_is_an_error_at_its_cell(tmp_path: Path) -> None:
    """Nothing calls the network unasked; one error says for how many."""
    rows = [
        visit(f"V{n}", f"P{n}", latitude=None, longitude=None, adresse=f"{n} rue du Moulin")
        for n in (1, 2)
    ]
    (error,) = errors(tmp_path, rows)
    assert (error.code, error.cell.line, error.value) == ("no_geocoder", 2, "1 rue du Moulin")
    assert "--geocoder ban" in error.remedy("fr")
    assert error.message("en").startswith("2 address(es)")


def test_an_address_may_stand_in_several_columns(tmp_path: Path) -> None:
    """Street, postcode (its zero lost to a number) and town are one address; first name and name
    are one name."""
    row = visit("V1", latitude=None, longitude=None, adresse="8 rue du Moulin", nom="Dourmeret",
                prénom="Corvin", code_postal=1000, ville="Bourg")  # fmt: skip
    asked: list[str] = []

    def locate(addresses: Any) -> dict[str, tuple[float, float]]:
        asked.extend(addresses)
        return {address: (46.2, 5.2) for address in addresses}

    found = imported(tmp_path, [row], locate=locate, keep_labels=True)
    assert asked == ["8 rue du Moulin, 01000 Bourg"]
    assert found.problem.places["home-P1"].location == (46.2, 5.2)
    assert found.labels["P1"].address == asked[0]
    assert found.labels["P1"].name == "Corvin Dourmeret"


def test_labels_need_ids_that_differ(tmp_path: Path) -> None:
    """A labels file has one name for an id: person 1 and worker 1 would be confused."""
    rows, staff = [visit("V1", "1")], [worker("1")]
    assert imported(tmp_path, rows, staff).labels.keys() == {"1"}
    (error,) = errors(tmp_path, rows, staff, keep_labels=True)
    assert (error.code, str(error.cell), error.value) == ("shared_id", "intervenants.csv!A2", "1")
