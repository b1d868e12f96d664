"""What cannot hold together, in words: clashing pins and impossible days."""

from collections.abc import Collection
from dataclasses import dataclass

from optimizer.engine.exact.cores import Input, InputKind, conflict
from optimizer.problem.model import Problem
from optimizer.rules.base import Lang, Sentence, Value, moment

WHOLE = Sentence(
    fr="Impossible ensemble (sans n’importe lequel de ces points, le reste est possible) : {what}.",
    en="Impossible together (without any one of these the others are possible): {what}.",
)
PARTS: dict[InputKind, Sentence] = {
    "visit": Sentence(fr="l’intervention {id} est à planifier", en="visit {id} is to be served"),
    "frozen_tour": Sentence(
        fr="le début figé de la tournée {id}", en="the frozen beginning of tour {id}"
    ),
    "link": Sentence(fr="le lien {id}", en="link {id}"),
    "break": Sentence(
        fr="la pause {pause} de la vacation {shift}", en="break {pause} of shift {shift}"
    ),
    "working_time": Sentence(
        fr="les limites du temps de travail de {id}", en="the working-time limits of {id}"
    ),
}
PINS: dict[tuple[bool, bool], Sentence] = {
    (True, True): Sentence(
        fr="{id} est épinglée sur {on} à {at}", en="{id} is pinned on {on} at {at}"
    ),
    (True, False): Sentence(fr="{id} est épinglée sur {on}", en="{id} is pinned on {on}"),
    (False, True): Sentence(fr="{id} est épinglée à {at}", en="{id} is pinned at {at}"),
}
"""By whether a pin says on whom or what, and when."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal set of inputs that cannot hold together."""

    problem: Problem
    inputs: tuple[Input, ...]

    def sentence(self, lang: Lang) -> str:
        """What a planner reads."""
        what = " ; ".join(self._part(item, lang) for item in self.inputs)
        return WHOLE.say(lang, {"what": what if lang == "fr" else what.replace(" ;", ";")})

    def _part(self, item: Input, lang: Lang) -> str:
        if item.kind == "pin":
            pin = self.problem.pins[item.id]
            on = pin.shift or pin.worker
            about: dict[str, Value] = {"id": item.id}
            if on is not None:
                about["on"] = on
            if pin.start is not None:
                about["at"] = moment(self.problem, pin.start)
            return PINS[on is not None, pin.start is not None].say(lang, about)
        if item.kind == "break":
            shift, _, pause = item.id.rpartition(" ")
            return PARTS["break"].say(lang, {"shift": shift, "pause": pause})
        return PARTS[item.kind].say(lang, {"id": item.id})


def find_conflict(problem: Problem, must: Collection[str]) -> Conflict | None:
    """Why the visits `must` cannot all be served, as a minimal set of inputs.

    None if they can, if it is not found out in time, or if too many other visits are tied to them.
    """
    inputs = conflict(problem, must)
    return None if inputs is None else Conflict(problem, inputs)
