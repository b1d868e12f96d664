"""`tournee import` and `tournee export`: what they write, what they say, how they end."""

import csv
import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.addresses.server import LANTERNS, MILL, Town, running
from tests.planners_tables.books import csv_file, visit, worker

EXAMPLE = Path(__file__).parent.parent.parent / "scenarios" / "tables"
DAY = ("--date", "2026-11-24")


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    """A small pair of tables, one visit with a name."""
    visits = [visit("V1", nom="Corvin Dourmeret"), visit("V2", "P2")]
    return (
        csv_file(tmp_path / "visites.csv", visits),
        csv_file(tmp_path / "intervenants.csv", [worker()]),
    )


@pytest.fixture
def town() -> Iterator[Town]:
    with running() as server:
        yield server


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("first", ["2026-11-23", "2026-11-26"])
def test_a_week_of_the_example_is_planned(run: Any, tmp_path: Path, first: str) -> None:
    """Seven days from a Monday, or over two calendar weeks: everybody keeps the weekly rest, and
    all visits are served."""
    example = (EXAMPLE / "visites.csv", EXAMPLE / "intervenants.csv")
    problem = tmp_path / "p.json"
    imported = run("import", *example, "--date", first, "--days", "7", "-o", problem)
    assert (imported.code, "repos" in imported.err) == (0, False)
    plan = ("plan", problem, "--stop", "5it", "-o", tmp_path / "plan.json", "--require-all")
    assert run(*plan).code == 0


def test_the_example_is_imported_planned_and_exported(run: Any, tmp_path: Path) -> None:
    """Tables to a problem, to a plan that serves everybody, to tables: the same problem again."""
    problem, plan, out, again = (tmp_path / n for n in ("p.json", "plan.json", "out", "q.json"))
    example = (EXAMPLE / "visites.csv", EXAMPLE / "intervenants.csv")
    imported = run("import", *example, *DAY, "-o", problem)
    assert imported.code == 0, imported.err
    told = imported.err.replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    assert told[0] == "Lu : 8 interventions chez 4 personnes, 9 intervenants"
    assert told[4:8] == [  # after a line for each service
        "Laissé de côté :",
        "note : visites.csv : colonnes ignorées : AB (commentaire)",
        "note : visites.csv : 3 ligne(s) sans intervention sur la période : V06, V07, V09",
        "note : intervenants.csv : 3 intervenant(s) sans horaire sur la période : A07, A08, A09",
    ]
    planned = run("plan", problem, "--stop", "5it", "-o", plan, "--require-all")
    assert planned.code == 0, planned.err
    exported = run("export", plan, "--out", out)
    assert (exported.code, exported.err) == (0, "")
    assert run("import", out / "visits.csv", out / "workers.csv", *DAY, "-o", again).code == 0
    assert problem.read_bytes() == again.read_bytes()
    stops = rows(out / "tours.csv")
    planned_visits = {row["intervention"] for row in stops if row["intervention"]}
    assert planned_visits == {row["identifiant"] for row in rows(out / "visits.csv")} | {
        "V04@2026-11-24#2"
    }
    assert rows(out / "unserved.csv") == []


def test_errors_are_lines_with_cells_and_nothing_is_written(
    run: Any, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """Exit 2; in French by default, in English, or as JSON with the code and the cell."""
    visits = csv_file(tmp_path / "v.csv", [visit("V1", durée="?"), visit("V2", "P2", plages="8h")])
    target = tmp_path / "p.json"
    ran = run("import", visits, tables[1], *DAY, "-o", target)
    assert (ran.code, ran.out, target.exists()) == (2, "", False)
    assert ran.err.splitlines()[0].startswith(
        "erreur\u00a0: v.csv, ligne 2, colonne D (durée) : ce n’est"
    )
    english = run("import", visits, tables[1], *DAY, "--lang", "en").err.splitlines()
    assert english[1].startswith("error: v.csv, line 3, column C (plages): “8h” is no span")
    errors = [json.loads(line) for line in
              run("import", visits, tables[1], *DAY, "--json").err.splitlines()]  # fmt: skip
    assert [(e["code"], e["pointer"], e["value"]) for e in errors] == [
        ("bad_duration", "/v.csv/2/D", "?"), ("bad_spans", "/v.csv/3/C", "8h"),
    ]  # fmt: skip


def test_notes_are_json_too(run: Any, tables: tuple[Path, Path]) -> None:
    """With --json each note is an object, apart from the problem on standard output."""
    ran = run("import", *tables, *DAY, "--json")
    assert json.loads(ran.out)["format"] == "tournee.problem/1"
    note, summary = map(json.loads, ran.err.splitlines())
    assert (summary["code"], summary["left"], summary["odd"]) == (
        "summary", ["labels_left_out"], []
    )  # fmt: skip
    assert summary["days"] == [
        {"date": "2026-11-24", "service": "home_help", "visits": 2, "visits_s": 3600,
         "workers": 1, "workers_s": 28_800},
    ]  # fmt: skip
    assert (note["code"], note["note"]) == ("note", "labels_left_out")


def test_labels_are_kept_apart_for_their_owner(
    run: Any, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """Names go to the labels file only, which nobody else can read, and join the plan again."""
    problem, labels, out = (tmp_path / name for name in ("p.json", "labels.csv", "out"))
    ran = run("import", *tables, *DAY, "-o", problem, "--labels", labels)
    assert (ran.code, "note" in ran.err) == (0, False)
    assert stat.S_IMODE(labels.stat().st_mode) == 0o600
    assert "Dourmeret" not in problem.read_text(encoding="utf-8")
    assert run("export", problem, "--out", out, "--labels", labels).code == 0
    assert [row["nom"] for row in rows(out / "visits.csv")] == ["Corvin Dourmeret", ""]
    assert stat.S_IMODE((out / "visits.csv").stat().st_mode) == 0o600


def test_what_tables_cannot_say_is_told(run: Any, tmp_path: Path) -> None:
    """A generated day has reloads and histories; the export names them and succeeds."""
    day = tmp_path / "day.json"
    run("generate", "besancon", *DAY, "--scale", "0.1", "-o", day)
    ran = run("export", day, "--out", tmp_path / "out", "--lang", "en")
    assert ran.code == 0
    told = [line for line in ran.err.splitlines() if "shifts.reload" in line]
    assert told[0].startswith("note: the tables do not say shifts.reload (")


def test_addresses_are_found_chosen_and_kept(run: Any, tmp_path: Path, town: Town) -> None:
    """First run: one address is ambiguous, exit 2, the choices written. The planner marks one.
    Second run: the problem, without another question, and without any address in it."""
    rows_ = [
        visit(f"V{n}", f"P{n}", latitude=None, longitude=None, adresse=address)
        for n, address in enumerate([MILL, LANTERNS])
    ]
    visits = csv_file(tmp_path / "v.csv", rows_)
    workers = csv_file(tmp_path / "w.csv", [worker()])
    choices, problem = tmp_path / "choix.csv", tmp_path / "p.json"
    command = (
        "import", visits, workers, *DAY, "--geocoder", "ban", "--geocoder-url",
        town.url + "/geocodage", "--geocoding-cache", tmp_path / "cache.sqlite",
        "--choices", choices, "-o", problem,
    )  # fmt: skip
    first = run(*command)
    assert first.code == 2
    assert first.err.startswith(
        "erreur\u00a0: v.csv, ligne 3, colonne E (adresse) : l’adresse n’est pas"
    )
    assert not problem.exists()
    assert stat.S_IMODE(choices.stat().st_mode) == 0o600
    lines = choices.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace(";;", ";x;", 1)
    choices.write_text("\n".join(lines), encoding="utf-8")

    second = run(*command)
    assert second.code == 0, second.err
    document = json.loads(problem.read_text(encoding="utf-8"))
    assert [place["location"] for place in document["places"][:2]] == [
        [47.2412, 6.0301], [47.22, 5.93],
    ]  # fmt: skip
    assert "rue" not in problem.read_text(encoding="utf-8")
    assert town.asked == [MILL, LANTERNS]


def test_headings_are_learnt_once_and_used_again(run: Any, tmp_path: Path) -> None:
    """Those of another program: what they may be is proposed, never the end for the start; filled
    in, the file is read again, and adds nothing to what is known."""
    titles = "N° intervention;Usager;lat;lon;Heure début;Heure fin;Durée;Intervenant"
    visits = tmp_path / "export.csv"
    visits.write_text(f"{titles}\nV1;P1;47,24;6,02;08:30;09:30;60;A1\n", encoding="utf-8")
    workers = csv_file(tmp_path / "w.csv", [worker()])
    kept, problem = tmp_path / "titres.csv", tmp_path / "p.json"
    refused = run("import", visits, workers, *DAY, "-o", problem)
    assert refused.code == 2
    assert "heure min" not in refused.err
    assert "--learn" in refused.err

    learnt = run("import", visits, workers, "--learn", kept)
    assert learnt.code == 0
    lines = [row for row in rows(kept) if row["tableau"] == "visites"]
    assert [(row["titre"], row["colonne"], row["proposition"]) for row in lines] == [
        ("N° intervention", "", "identifiant"), ("Usager", "personne", ""),
        ("lat", "latitude", ""), ("lon", "longitude", ""),
        ("Heure début", "", "heure au plus tôt"), ("Heure fin", "", ""), ("Durée", "durée", ""),
        ("Intervenant", "", "intervenants souhaités"),
    ]  # fmt: skip
    text = kept.read_text(encoding="utf-8")
    for title, column in (("N° intervention", "identifiant"), ("Heure début", "plages"),
                          ("Intervenant", "intervenants souhaités")):  # fmt: skip
        text = text.replace(f"{title};;", f"{title};{column};")
    kept.write_text(text, encoding="utf-8")
    visits.write_text(f"{titles}\nV1;P1;47,24;6,02;8h30-9h;09:30;60;A1\n", encoding="utf-8")
    ran = run("import", visits, workers, *DAY, "--mapping", kept, "-o", problem)
    assert ran.code == 0, ran.err
    (found,) = json.loads(problem.read_text(encoding="utf-8"))["visits"]
    assert (found["person"], found["preferred_workers"]) == ("P1", ["A1"])
    assert "ignorées" not in ran.err  # the mapping says that Heure fin is not to be read


def test_a_mapping_that_is_none_is_told(
    run: Any, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """Unknown tables and columns, at their lines; a heading that the table lacks is noted."""
    kept = tmp_path / "titres.csv"
    kept.write_text("tableau;titre;colonne\nvisite;A;durée\nvisites;B;longueur\n", encoding="utf-8")
    ran = run("import", *tables, *DAY, "--mapping", kept)
    assert ran.code == 2
    assert [line.split(" : ")[0] for line in ran.err.splitlines()] == [
        "erreur\u00a0: titres.csv, ligne 2", "erreur\u00a0: titres.csv, ligne 3",
    ]  # fmt: skip
    kept.write_text("tableau;titre;colonne\nvisites;Fin;\n", encoding="utf-8")
    ran = run("import", *tables, *DAY, "--mapping", kept, "--lang", "en")
    assert ran.code == 0
    assert "headings of the mapping that this table lacks: fin" in ran.err


def test_wrong_options_are_usage_errors(
    run: Any, tmp_path: Path, tables: tuple[Path, Path]
) -> None:
    """A URL that is none, a cache that is none, a missing file: exit 2, one line."""
    ban = ("import", *tables, *DAY, "--geocoder", "ban")
    cache = tmp_path / "cache.sqlite"
    bad_url = run(*ban, "--geocoder-url", "data.geopf.fr", "--geocoding-cache", cache)
    assert bad_url.code == 2
    assert "--geocoder-url" in bad_url.err
    cache.write_text("not a database " * 100, encoding="utf-8")
    assert "n’est pas un cache d’adresses" in run(*ban, "--geocoding-cache", cache).err
    assert "nowhere.csv" in run("import", tmp_path / "nowhere.csv", tables[1], *DAY).err
