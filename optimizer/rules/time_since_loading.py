"""The cold or hot chain: not too long from loading to hand-over."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.rules.base import Rule, Sentence, Violation, lapse


class TimeSinceLoading(Rule):
    """Service starts at most `max_since_loading` after the last depot or reload was left.

    Leaving it means the end of that stop, so that waiting there counts.
    """

    name = "time_since_loading"
    sentences = {
        "too_long": Sentence(
            fr="L’intervention {visit} commence {taken} après le chargement ; la limite est de "
            "{limit}.",
            en="Visit {visit} starts {taken} after loading; the limit is {limit}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for tour in plan.tours:
            loaded = tour.start
            for stop in tour.stops:
                if stop.kind == "reload":
                    loaded = stop.end
                if stop.kind != "visit" or stop.ref is None:
                    continue
                limit = problem.visits[stop.ref].max_since_loading
                if limit is not None and stop.start - loaded > limit:
                    yield self.breach(
                        "too_long",
                        (stop.ref, tour.shift),
                        stop.start,
                        visit=stop.ref,
                        taken=lapse(problem, stop.start - loaded),
                        limit=lapse(problem, limit),
                    )
