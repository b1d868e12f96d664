"""The command line: what it writes, what it says, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scenarios.besancon import MODES
from tests.builders import link, problem, shift, visit, worker

TOURNEE = Path(sys.executable).parent / "tournee"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three visits, one of them with a skill that nobody has."""
    document = problem(
        visits=[
            visit("v1", at=10, window="08:00-10:00", minutes=30),
            visit("v2", at=20, window="08:00-12:00", minutes=30),
            visit("v3", at=20, window="08:00-12:00", minutes=30, skills={"hoist": 1}),
        ],
        workers=[worker("w1")],
        shifts=[shift("w1", "08:00-16:00")],
    )
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_plan_writes_a_plan_that_check_accepts(run: Any, small: Path, tmp_path: Path) -> None:
    """`plan -o` writes a plan; `check` finds no breach in it and exits with 0."""
    target = tmp_path / "plan.json"
    planned = run("plan", small, "-o", target, "--stop", "20it")
    assert planned.code == 0, planned.err
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["format"] == "tournee.plan/1"
    assert document["violations"] == []
    assert [item["visit"] for item in document["unserved"]] == ["v3"]
    checked = run("check", small, target, "--lang", "en")
    assert checked.code == 0, checked.err
    assert "keeps every rule; visits served: 2/3" in checked.out


def test_plan_shows_a_table_in_the_language_asked_for(run: Any, small: Path) -> None:
    """Without -o the plan is shown, in French by default and in English on request."""
    assert "Interventions pourvues" in run("plan", small, "--stop", "5it").out
    assert "Visits served" in run("plan", small, "--stop", "5it", "--lang", "en").out


def test_progress_goes_to_stderr_with_time_served_and_score(run: Any, small: Path) -> None:
    """Each better plan is a line on stderr: seconds, visits served of all, score."""
    first = run("plan", small, "--stop", "5it", "--lang", "en").err.splitlines()[0]
    assert " s  2/3 visits served  Unserved, essential 1" in first


def test_json_prints_the_plan_alone(run: Any, small: Path) -> None:
    """With --json standard output is the plan and nothing else."""
    ran = run("plan", small, "--stop", "5it", "--json")
    assert json.loads(ran.out)["status"] == "solved"
    assert ran.err == ""


def test_require_all_makes_unserved_visits_an_error(run: Any, small: Path) -> None:
    """--require-all exits with 3 when a visit is unserved, and still writes the plan."""
    target = small.parent / "plan.json"
    assert run("plan", small, "--stop", "5it", "-o", target, "--require-all").code == 3
    assert target.exists()


def test_html_joins_labels_that_the_plan_does_not_hold(
    run: Any, small: Path, tmp_path: Path
) -> None:
    """Names come from the labels file into the report, never into the plan."""
    labels = tmp_path / "labels.csv"
    labels.write_text("id;name\nw1;Corvin Dourmeret\n", encoding="utf-8")
    page, target = tmp_path / "plan.html", tmp_path / "plan.json"
    ran = run("plan", small, "--stop", "5it", "--html", page, "-o", target, "--labels", labels)
    assert ran.code == 0, ran.err
    assert "Corvin Dourmeret" in page.read_text(encoding="utf-8")
    assert "Corvin Dourmeret" in ran.out
    assert "Corvin" not in target.read_text(encoding="utf-8")


def test_from_a_plan_keeps_what_it_can(run: Any, small: Path, tmp_path: Path) -> None:
    """--from takes the stops of a plan as the previous ones and starts from its tours."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run("plan", small, "--stop", "5it", "-o", first)
    ran = run("plan", small, "--from", first, "--lang", "en", "--stop", "5it", "-o", second)
    assert ran.code == 0, ran.err
    before, after = (json.loads(file.read_text(encoding="utf-8")) for file in (first, second))
    assert [s["visit"] for s in after["tours"][0]["stops"]] == [
        s["visit"] for s in before["tours"][0]["stops"]
    ]
    assert {stop["visit"] for stop in after["problem"]["previous"]} == {"v1", "v2"}
    assert after["parent"] == before["id"]
    assert before["parent"] is None
    assert f"{first} served 2 on the same date, 0 on another, 1 not" in ran.err
    assert "note:" not in run("check", small, second).err


def test_from_a_plan_of_another_date(run: Any, small: Path, tmp_path: Path) -> None:
    """A week later the stops are wishes: nothing is `previous`, and a check still knows the
    problem; with --json the note is JSON too."""
    first, next_week, second = (tmp_path / f"{name}.json" for name in ("first", "week", "second"))
    run("plan", small, "--stop", "5it", "-o", first)
    later = small.read_text(encoding="utf-8").replace("2026-11-23", "2026-11-30")
    next_week.write_text(later, encoding="utf-8")
    ran = run(
        "plan", next_week, "--from", first, "--lang", "en", "--stop", "5it", "-o", second, "--json"
    )
    assert ran.code == 0, ran.err
    after = json.loads(second.read_text(encoding="utf-8"))
    assert after["problem"].get("previous", []) == []
    wished = [v.get("preferred_workers") for v in after["problem"]["visits"]]
    assert wished == [["w1"], ["w1"], None]
    note = json.loads(ran.err)
    assert note["code"] == "note"
    assert "served 0 on the same date, 2 on another, 1 not" in note["message"]
    assert "note:" not in run("check", next_week, second).err


def test_from_a_plan_with_nothing_in_common(run: Any, small: Path, tmp_path: Path) -> None:
    """A plan that knows none of these visits is said to be of no use, and the day is planned."""
    first, other = tmp_path / "first.json", tmp_path / "other.json"
    run("plan", small, "--stop", "5it", "-o", first)
    names = small.read_text(encoding="utf-8")
    for name in ("v1", "v2", "v3"):
        names = names.replace(f'"{name}"', f'"x{name}"')
    other.write_text(names, encoding="utf-8")
    ran = run("plan", other, "--from", first, "--stop", "5it", "--lang", "en")
    assert ran.code == 0
    assert f"note: {first} served none of these visits: planning starts from nothing" in ran.err


def test_check_names_the_broken_rule_and_exits_with_3(
    run: Any, small: Path, tmp_path: Path
) -> None:
    """A visit moved before its window is a breach of time_windows, in words and as JSON."""
    target = tmp_path / "plan.json"
    run("plan", small, "--stop", "5it", "-o", target)
    document = json.loads(target.read_text(encoding="utf-8"))
    stops = document["tours"][0]["stops"]
    last = max(i for i, stop in enumerate(stops) if stop["kind"] == "visit")
    del document["tours"][0]["stops"][last]
    document["unserved"] = [item for item in document["unserved"] if item["visit"] == "v3"]
    target.write_text(json.dumps(document), encoding="utf-8")
    ran = run("check", small, target, "--lang", "en")
    assert ran.code == 3
    assert "breach, Structure of the plan:" in ran.out
    verdict = json.loads(run("check", small, target, "--json").out)
    assert verdict["clean"] is False
    assert verdict["violations"][0]["rule"] == "structure"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\x00\xff" * 100, "not_utf8"), (b"[1, 2", "not_json"), (b"{}", "missing")],
)
def test_invalid_input_is_one_line_an_error_and_writes_nothing(
    run: Any, tmp_path: Path, content: bytes, code: str
) -> None:
    """Exit 2, no traceback, machine-readable with --json, and no file left behind."""
    bad, target, page = (tmp_path / name for name in ("bad.json", "plan.json", "plan.html"))
    bad.write_bytes(content)
    ran = run("plan", bad, "-o", target, "--html", page, "--json")
    assert ran.code == 2
    assert ran.out == ""
    errors = [json.loads(line) for line in ran.err.splitlines()]
    assert code in {error["code"] for error in errors}
    assert all({"code", "pointer", "value", "remedy"} <= error.keys() for error in errors)
    readable = run("plan", bad, "-o", target)
    assert readable.code == 2
    assert readable.err.startswith("erreur\u00a0: ")
    assert "Traceback" not in readable.err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.json"]


def test_a_missing_file_and_an_unwritable_target_are_named(
    run: Any, small: Path, tmp_path: Path
) -> None:
    """Both are found before any search, and exit with 2."""
    assert "nowhere.json" in run("plan", tmp_path / "nowhere.json").err
    ran = run("plan", small, "-o", tmp_path / "no" / "plan.json")
    assert ran.code == 2
    assert str(tmp_path / "no" / "plan.json") in ran.err


def test_a_rule_the_engine_does_not_encode_is_refused_by_name(run: Any, tmp_path: Path) -> None:
    """Exit 4, with the name of the rule and what uses it."""
    document = problem(
        visits=[visit(name, at=10, window="08:00-12:00", minutes=30) for name in ("v1", "v2")],
        workers=[worker("w1")],
        shifts=[shift("w1", "08:00-16:00")],
        links=[link("same_worker", "v1", "v2")],
    )
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    ran = run("plan", file, "--engine", "routing", "--json")
    assert ran.code == 4
    assert json.loads(ran.err)["pointer"] == "links.same_worker"


@pytest.mark.parametrize("stop", ["30", "0s", "-5s", "1.5it", "soon"])
def test_a_bad_stop_is_a_usage_error(run: Any, small: Path, stop: str) -> None:
    """--stop takes seconds, minutes, hours or iterations; anything else exits with 2."""
    ran = run("plan", small, f"--stop={stop}")
    assert ran.code == 2
    assert "--stop" in ran.err


def test_usage_errors_are_json_too(run: Any, small: Path) -> None:
    """With --json a wrong option is a JSON line on stderr, like any error."""
    ran = run("plan", small, "--stop", "soon", "--json")
    assert ran.code == 2
    assert json.loads(ran.err)["code"] == "usage"


def test_two_outputs_never_share_a_file(run: Any, small: Path, tmp_path: Path) -> None:
    """The report would replace the plan: exit 2, nothing written."""
    target = tmp_path / "plan.json"
    ran = run("plan", small, "-o", target, "--html", target)
    assert ran.code == 2
    assert "même fichier" in ran.err
    assert not target.exists()


def test_generate_writes_a_problem_and_its_labels(run: Any, tmp_path: Path) -> None:
    """`generate` makes the same problem for the same seed; labels name its people."""
    one, two, labels = (tmp_path / name for name in ("one.json", "two.json", "labels.csv"))
    common = ("generate", "besancon", "--date", "2026-11-24", "--scale", "0.05")
    assert run(*common, "-o", one, "--labels", labels).code == 0
    assert run(*common, "-o", two).code == 0
    assert one.read_bytes() == two.read_bytes()
    assert labels.read_text(encoding="utf-8").startswith("id;name;")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("atlantis",), ["SCENARIO", "atlantis", "besancon"]),
        (("besancon", "--date", "24/11/2026"), ["--date", "24/11/2026", "2026-11-24"]),
        (("besancon", "--mode", "flood"), ["--mode", "flood", "normal"]),
        (("besancon", "--scale", "-1"), ["--scale", "-1", "0.05"]),
        (("besancon", "--nursing-places", "58"), ["--nursing-places", "58", "59 to 80"]),
        (("besancon", "--days", "63", "--scale", "11"), ["--days", "63", "--scale", "11"]),
    ],
)
def test_generate_says_what_is_possible(
    run: Any, arguments: tuple[str, ...], said: list[str]
) -> None:
    """Each wrong option exits with 2 and is named, with its value and what can be asked for."""
    ran = run("generate", *arguments)
    assert ran.code == 2
    assert all(part in ran.err for part in said)


def test_generate_takes_nursing_places(run: Any, tmp_path: Path) -> None:
    """80 places make another city than the usual 76."""
    usual, more = (tmp_path / name for name in ("usual.json", "more.json"))
    common = ("generate", "besancon", "--date", "2026-11-24", "--scale", "0.3")
    assert run(*common, "-o", usual).code == 0
    assert run(*common, "--nursing-places", "80", "-o", more).code == 0
    assert usual.read_bytes() != more.read_bytes()


def test_other_scenarios_refuse_nursing_places(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed scenario without nursing places says so, naming the option and its value."""
    installed = tmp_path / "atlantis-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: atlantis\nVersion: 1\n")
    (installed / "entry_points.txt").write_text("[tournee.scenarios]\natlantis = atlantis\n")
    (tmp_path / "atlantis.py").write_text(
        "MODES = {'flood': None}\ndef generate(date, *, days, scale, mode, seed): ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    ran = run("generate", "atlantis", "--nursing-places", "70")
    assert ran.code == 2
    assert "--nursing-places: the scenario atlantis has no such option (value: 70)" in ran.err
    assert "atlantis: flood" in run("generate", "--help").out


def test_generate_help_lists_the_modes(run: Any) -> None:
    """`--help` names every mode of the scenarios there are."""
    told = run("generate", "--help").out
    assert all(mode in told for mode in MODES)


@pytest.mark.parametrize("what", ["problem", "plan"])
def test_schema_prints_a_json_schema(run: Any, what: str) -> None:
    """`schema` prints JSON Schema with the fields of the document."""
    printed = json.loads(run("schema", what).out)
    assert printed["$schema"].startswith("https://json-schema.org/")
    assert "format" in printed["properties"]
    assert printed["additionalProperties"] is False


def test_ctrl_c_keeps_the_best_plan(run: Any, tmp_path: Path) -> None:
    """SIGINT ends a long search soon: exit 130, status stopped, the plan written and valid."""
    day, target = tmp_path / "day.json", tmp_path / "plan.json"
    run("generate", "besancon", "--date", "2026-11-24", "--scale", "0.3", "-o", day)
    process = subprocess.Popen(
        [TOURNEE, "plan", day, "--stop", "10min", "-o", target, "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    assert "visits served" in process.stderr.readline()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["status"] == "stopped"
    assert document["violations"] == []
    assert document["tours"]


def test_check_speaks_of_levels_in_words(run: Any, small: Path, tmp_path: Path) -> None:
    """Neither ids of levels nor cents: the same words and euros as everywhere else."""
    found = tmp_path / "plan.json"
    run("plan", small, "--stop", "5it", "-o", found)
    for lang, level, cost in (("fr", "À pourvoir, essentielles 1", "€"),
                              ("en", "Unserved, essential 1", "Cost €")):  # fmt: skip
        out = run("check", small, found, "--lang", lang).out
        assert level in out
        assert cost in out
        assert "unserved_p" not in out
