"""The report from figures made up: text and charts. Needs the extra `peers`."""

import json
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peers


def row(solver: str, case: str, visits: int, cost: float) -> dict[str, Any]:
    found = {
        "case": case,
        "dropped": {"links": 2},
        "solver": solver,
        "seed": 1,
        "published": None,
        "status": "ok",
        "levels": {"unserved_p1": 0, "cost": cost},
        "served": visits,
        "visits": visits,
        "unserved_weight": 0,
        "tours": 3,
        "first_s": 0.5,
        "used_s": 30.0,
        "memory_mb": 90,
    }
    if solver == "routing":
        return found | {"progress": [[0.5, [0, 2 * cost]], [20.0, [0, cost]]]}
    return found | {"left_out": ["breaks"], "unscheduled": 1, "broken": 2}


def test_the_report_is_written_from_what_was_measured(tmp_path: Path):
    """Two sizes of a day, one failed run: tables, losses, what is not stated, three charts."""
    from benchmarks.report.__main__ import write
    from benchmarks.report.parts import REFERENCE

    rows = [
        row(solver, f"aides x{scale:g}", 100 * scale, cost * scale)
        for scale in (1, 3)
        for solver, cost in (("routing", 1000), ("pyvrp", 900))
    ]
    failed = {"case": "aides x1", "solver": "vroom", "seed": 1, "dropped": {}, "published": None}
    rows.append(failed | {"status": "timeout", "error": "not back after 210 s"})
    record = {
        "seconds": 30,
        "threads": 1,
        "made_at": "2026-11-25",
        "versions": {"pyvrp": "0.14.1", "numba": None},
        "machine": {
            "cpu": "a processor",
            "cores": 2,
            "memory_gb": 8,
            "system": "Linux",
            "load": 0.1,
        },
        "rows": rows,
    }
    for part in ("days", "growth"):
        (tmp_path / f"{part}.json").write_text(json.dumps(record))

    solved = {
        "family": "vrptw", "instance": "R101", "seed": 1, "status": "solved", "cost": 1654.1,
        "published": 1637.7, "gap": 0.01, "first_s": 0.1, "wall_s": 10, "detail": "",
    }  # fmt: skip
    suite = {
        "settings": {"engine": "routing", "seconds": 10, "threads": 1},
        "finished_at": "2026-11-25",
        "rows": [solved],
    } | {name: record[name] for name in ("machine", "versions")}
    (tmp_path / "quality.json").write_text(json.dumps(suite))

    text = write(tmp_path, REFERENCE).read_text()

    assert "- aides x1, 30 s, seed 1: pyvrp costs 10.0% less" in text
    assert "| **routing** | 0 | 1,000 | +11.1% | 3 | 0.5 | 30 | 90 | 0 |" in text
    assert "| vroom | timeout: not back after 210 s |" in text
    assert "- pyvrp - not stated: breaks" in text
    assert "- vrptw: mean gap +1.00%" in text
    assert "| vrptw | R101 | 1 | 1,654.10 | 1,637.70 | +1.00% |" in text
    assert "a processor, 2 cores" in text
    assert "numba" not in text
    for chart in ("profile.png", "gap.png", "growth.png"):
        assert (tmp_path / chart).read_bytes().startswith(b"\x89PNG")
        assert f"({chart})" in text
