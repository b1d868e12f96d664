"""Visits start when they may."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.rules.base import Rule, Sentence, Violation, moment, spans, visits_served


class TimeWindows(Rule):
    """Service starts inside a window, both ends included; with `ends_inside` it ends there too."""

    name = "time_windows"
    sentences = {
        "starts_outside": Sentence(
            fr="L’intervention {visit} commence à {start}, hors de ses créneaux ({windows}).",
            en="Visit {visit} starts at {start}, outside its windows ({windows}).",
        ),
        "ends_outside": Sentence(
            fr="L’intervention {visit} se termine à {end}, hors de ses créneaux ({windows}), "
            "alors qu’elle doit aussi s’y terminer.",
            en="Visit {visit} ends at {end}, outside its windows ({windows}), "
            "although it must end inside too.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for visit, stop, _ in visits_served(problem, plan):
            containing = [w for w in visit.windows if w.start <= stop.start <= w.end]
            if not containing:
                case = "starts_outside"
            elif visit.ends_inside and all(stop.end > w.end for w in containing):
                case = "ends_outside"
            else:
                continue
            yield self.breach(
                case,
                (visit.id,),
                stop.start,
                visit=visit.id,
                start=moment(problem, stop.start),
                end=moment(problem, stop.end),
                windows=spans(problem, visit.windows),
            )
