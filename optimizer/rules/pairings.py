"""Who may come to whom."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.rules.base import Rule, Sentence, Violation, visits_served


class Pairings(Rule):
    """Required and refused workers, of the person and of the visit; persons a worker refuses."""

    name = "pairings"
    sentences = {
        "required": Sentence(
            fr="L’intervention {visit} est réservée à d’autres intervenant·es que {worker}.",
            en="Visit {visit} is reserved for workers other than {worker}.",
        ),
        "refused": Sentence(
            fr="{worker} ne doit pas assurer l’intervention {visit} chez {person}, "
            "qui refuse sa venue.",
            en="{worker} must not make visit {visit} to {person}, who refuses this worker.",
        ),
        "refuses": Sentence(
            fr="{worker} ne va pas chez {person} (intervention {visit}).",
            en="{worker} does not go to {person} (visit {visit}).",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for visit, stop, shift in visits_served(problem, plan):
            person, worker = problem.persons[visit.person], problem.workers[shift.worker]
            required = [visit.required_workers, person.required_workers]
            cases = {
                "required": any(who is not None and worker.id not in who for who in required),
                "refused": worker.id in visit.refused_workers | person.refused_workers,
                "refuses": person.id in worker.refused_persons,
            }
            for case, broken in cases.items():
                if broken:
                    yield self.breach(
                        case,
                        (visit.id, worker.id, person.id),
                        stop.start,
                        visit=visit.id,
                        worker=worker.id,
                        person=person.id,
                    )
