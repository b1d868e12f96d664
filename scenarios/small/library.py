"""Reading the scenarios: a folder each, with the problem, the answer and the reason why."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from optimizer.plan.model import Plan, Reason, Stop, Tour
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem

EXPECTED, BEST_KNOWN = "expected.json", "best_known.json"
"""The answer: proven to be the best there is, or the best that is known so far."""

_FOLDER = files("scenarios.small")


@dataclass(frozen=True)
class Scenario:
    """One folder.

    `document` is the problem as JSON values. `answer` holds a plan and its score, as
    `expected.json` or `best_known.json` says; `proven` tells which of the two it is. `about`:
    the rules and score terms that the scenario is there to show. `missed_by`: engines known not to
    find this answer yet. `why`: a sentence in French (`fr`) and in English (`en`).
    """

    name: str
    title: str
    about: tuple[str, ...]
    missed_by: tuple[str, ...]
    why: Mapping[str, str]
    document: Mapping[str, Any]
    answer: Mapping[str, Any]
    proven: bool

    @cached_property
    def problem(self) -> Problem:
        """The checked problem."""
        return load_problem(self.document)

    @cached_property
    def score(self) -> Mapping[str, float]:
        """Value by level, in the unit of the level."""
        return {level["name"]: level["value"] for level in self.answer["score"]["levels"]}

    @cached_property
    def plan(self) -> Plan:
        """The plan of the answer."""
        return Plan(
            tuple(_tour(self.problem, tour) for tour in self.answer["tours"]),
            {
                item["visit"]: tuple(Reason(**reason) for reason in item["reasons"])
                for item in self.answer["unserved"]
            },
        )


def names() -> tuple[str, ...]:
    """Names of all scenarios, in order."""
    return tuple(
        sorted(item.name for item in _FOLDER.iterdir() if item.joinpath("problem.json").is_file())
    )


def load(name: str) -> Scenario:
    """Read a scenario.

    Raises
    ------
    ValueError
        There is none of this name.
    """
    if name not in names():
        raise ValueError(f"there is no small scenario {name!r}; choose one of {', '.join(names())}")
    folder = _FOLDER / name
    proven = folder.joinpath(EXPECTED).is_file()
    answer = json.loads((folder / (EXPECTED if proven else BEST_KNOWN)).read_text("utf-8"))
    text = (folder / "why.md").read_text("utf-8")
    return Scenario(
        name=name,
        title=text.partition("\n")[0].removeprefix("# "),
        about=tuple(answer["about"]),
        missed_by=tuple(answer.get("missed_by", ())),
        why={lang.lower(): " ".join(said.split()) for lang, said in _SENTENCES.findall(text)},
        document=json.loads((folder / "problem.json").read_text("utf-8")),
        answer=answer,
        proven=proven,
    )


_SENTENCES = re.compile(r"^\*\*(FR|EN)\*\* (.+?)\n\n", re.MULTILINE | re.DOTALL)


def _tour(problem: Problem, tour: Mapping[str, Any]) -> Tour:
    return Tour(
        tour["shift"], tour["vehicle"], tuple(_stop(problem, stop) for stop in tour["stops"])
    )


def _stop(problem: Problem, stop: Mapping[str, Any]) -> Stop:
    time = problem.clock.parse
    return Stop(
        kind=stop["kind"],
        ref=stop.get(stop["kind"]),
        place=stop["place"],
        arrival=time(stop["arrival"]),
        start=time(stop["start"]),
        end=time(stop["end"]),
        travel=problem.ticks(stop["travel_s"]),
        distance=stop["distance_m"],
    )
