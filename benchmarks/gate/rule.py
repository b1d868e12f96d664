"""The rule of the gate, and the baseline it compares with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.gate.measure import Measured

FILE = "baseline.json"
WORST = 0.03
"""How much more an instance may cost."""
MEAN = 0.01
"""How much more all may cost on average."""

Run = Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an engine made of the instances when the baseline was written."""

    iterations: int
    instances: Run


def read(folder: Path) -> dict[str, Baseline]:
    """The baseline of each engine; none if there is no file."""
    file = folder / FILE
    if not file.exists():
        return {}
    return {
        engine: Baseline(
            found["iterations"],
            {
                name: Measured(
                    entry["digest"],
                    tuple(tuple(map(float, levels.split())) for levels in entry["levels"]),
                )
                for name, entry in found["instances"].items()
            },
        )
        for engine, found in json.loads(file.read_text(encoding="utf-8")).items()
    }


def write(folder: Path, baselines: Mapping[str, Baseline]) -> None:
    """Write them, one line for each seed of an instance, so that diffs can be read."""
    content = {
        engine: {
            "iterations": baseline.iterations,
            "instances": {
                name: {
                    "digest": found.digest,
                    "levels": [" ".join(map(str, levels)) for levels in found.levels],
                }
                for name, found in baseline.instances.items()
            },
        }
        for engine, baseline in sorted(baselines.items())
    }
    (folder / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def change(before: Measured, now: Measured) -> float | None:
    """Share by which an instance costs more; None where levels above differ, which says more."""
    if before.above != now.above or not before.cost:
        return None
    return now.cost / before.cost - 1


def failures(before: Run, now: Run) -> list[str]:
    """What breaks the rule, in words; empty if nothing does."""
    if differ := before.keys() ^ now.keys():
        return [f"other instances than in the baseline: {', '.join(sorted(differ))}"]
    found = []
    for name, measured in now.items():
        told = f"{name}: "
        if not measured.lawful:
            found.append(told + "a plan broke a rule")
        elif measured.digest != before[name].digest:
            found.append(told + "another problem than that of the baseline")
        elif measured.above > before[name].above:
            found.append(told + f"{measured.above} instead of {before[name].above} above the cost")
        elif (more := change(before[name], measured)) is not None and more > WORST:
            found.append(told + f"cost {more:+.1%}, over {WORST:.0%}")
    changes = [more for name in now if (more := change(before[name], now[name])) is not None]
    if changes and fmean(changes) > MEAN:
        found.append(f"cost {fmean(changes):+.2%} on average, over {MEAN:.0%}")
    return found
