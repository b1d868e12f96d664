"""The instances of the gate: made once, then files."""

import json
import lzma
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.gate import linked
from benchmarks.peers.cases import service_alone
from optimizer.problem import load_problem
from optimizer.travel import travel_of
from scenarios.besancon import generate

Document = dict[str, Any]

SUFFIX = ".json.xz"

TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


def read(folder: Path) -> Mapping[str, Document]:
    """The stored documents by name, in order of their names."""
    return {
        path.name.removesuffix(SUFFIX): json.loads(lzma.decompress(path.read_bytes()))
        for path in sorted(folder.glob(f"*{SUFFIX}"))
    }


def write(folder: Path, documents: Mapping[str, Document]) -> None:
    """Store these documents, with their travel matrices, in place of those that were there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f"*{SUFFIX}"):
        path.unlink()
    for name, document in documents.items():
        text = json.dumps(with_matrices(document), separators=(",", ":"), ensure_ascii=False)
        packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
        (folder / f"{name}{SUFFIX}").write_bytes(packed)


def made() -> Mapping[str, Document]:
    """Documents by name, from the generators as they are: days of the city, its services alone,
    and days full of links."""
    found = {
        "coupled-1": _day(TUESDAY, 0.1, 1),
        "coupled-2": _day(TUESDAY, 0.1, 2),
        "saturday": _day(SATURDAY, 0.15, 3),
        "aides": service_alone(_day(TUESDAY, 0.15, 1), "home_help")[0],
        "nursing": service_alone(_day(TUESDAY, 0.4, 2), "nursing")[0],
        "meals": service_alone(_day(TUESDAY, 0.2, 3), "meals")[0],
    }
    for kind, make in linked.KINDS.items():
        found[kind] = make(1)
    return found


def _day(day: date, scale: float, seed: int) -> Document:
    return generate(day, scale=scale, seed=seed).to_json_dict()


def with_matrices(document: Document) -> Document:
    """The document with its travel times and distances as given matrices."""
    problem = load_problem(document)
    travel = travel_of(problem)
    places = list(problem.places)
    access = [problem.seconds(place.access) for place in problem.places.values()]
    matrices = {
        mode: {
            "places": places,
            "duration_s": [
                [0 if i == j else problem.seconds(int(t)) - access[j] for j, t in enumerate(row)]
                for i, row in enumerate(travel.duration[mode])
            ],
            "distance_m": travel.distance[mode].tolist(),
        }
        for mode in travel.duration
    }
    settings = document.get("travel", {})
    return document | {"travel": settings | {"matrices": settings.get("matrices", {}) | matrices}}
