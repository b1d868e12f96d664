"""A day as a planner lives it on the command line: plan, publish, revise, diff."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from optimizer.cli import cli
from tests.builders import DATE, problem, shift, visit, worker


def run(*arguments: object) -> Any:
    done = CliRunner().invoke(cli, [str(a) for a in arguments], standalone_mode=False)
    assert done.exception is None, (done.exception, done.output)
    return done


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """w1 at a and b, near, w2 at c, far on the other side."""
    day = problem(
        visits=[visit("a", 10, "08:00-09:00"), visit("b", 12, "10:00-12:00"),
                visit("c", -10, "09:00-12:00")],
        workers=[worker("w1"), worker("w2")],
        shifts=[shift("w1"), shift("w2")],
        objective=None,
    )  # fmt: skip
    source, plan = tmp_path / "day.json", tmp_path / "plan.json"
    source.write_text(json.dumps(day), encoding="utf-8")
    run("plan", source, "--stop", "50it", "-o", plan)
    run("publish", plan)
    return plan


def test_a_plan_is_a_draft_until_it_is_published(published: Path):
    assert json.loads(published.read_text())["state"] == "published"


def test_an_absence_is_repaired_and_told(published: Path, tmp_path: Path):
    """At 9:20 the worker of a is taken ill: what they did stays, the rest goes to the other."""
    before = json.loads(published.read_text())
    ill = next(t["worker"] for t in before["tours"] if any(s["visit"] == "a" for s in t["stops"]))
    after_file = tmp_path / "next.json"
    said = run("revise", published, "--now", "09:20", "--absent", ill, "--stop", "50it",
               "-o", after_file, "--json")  # fmt: skip
    after = json.loads(after_file.read_text())
    found = json.loads(said.stdout)

    assert (after["parent"], after["revision"], after["state"]) == (before["id"], 1, "draft")
    assert after["unserved"] == []
    assert not after["violations"]
    assert [p["way"] for p in found["proposals"]] == ["repair", "balanced", "anew"]
    assert found["chosen"] == "balanced"
    changes = json.loads(run("diff", published, after_file, "--json").stdout)
    assert "a" not in {change["visit"] for change in changes["visits"]}
    assert changes["calls"] == found["proposals"][1]["calls"]


def test_cancelling_a_person_and_a_late_worker(published: Path, tmp_path: Path):
    after_file = tmp_path / "next.json"
    run("revise", published, "--now", "07:30", "--cancel", "p-c", "--late", "w1=25",
        "--choose", "repair", "--stop", "50it", "-o", after_file)  # fmt: skip
    after = json.loads(after_file.read_text())
    assert "c" not in {v["id"] for v in after["problem"]["visits"]}
    assert after["problem"]["workers"][0]["unavailable"]


def test_events_come_from_a_file_and_are_refused_by_name(published: Path, tmp_path: Path):
    events = tmp_path / "events.json"
    at = f"{DATE.isoformat()}T07:00:00+01:00"
    events.write_text(json.dumps([{"id": "1", "at": at, "type": "visit_cancelled", "visit": "zz"}]))
    refused = CliRunner().invoke(
        cli, ["revise", str(published), "--now", "07:30", "--events", str(events), "--json"]
    )
    assert '"pointer": "/0/visit"' in refused.stderr
    assert '"value": "zz"' in refused.stderr


def test_the_phone_texts_speak_one_language(published: Path, tmp_path: Path):
    after_file = tmp_path / "next.json"
    run("revise", published, "--now", "07:30", "--cancel", "c", "--choose", "repair",
        "--stop", "50it", "-o", after_file)  # fmt: skip
    assert "is cancelled" in run("diff", published, after_file, "--phone", "--lang", "en").stdout
    assert "est annulée" in run("diff", published, after_file, "--phone", "--lang", "fr").stdout
