"""Somebody is home: one person, one timeline, across services."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import ExternalVisit, Interval, Problem
from optimizer.rules.base import Rule, Sentence, Violation, moment, overlap, visits_served


class Presence(Rule):
    """No visit at the person's place while the person is absent; visits elsewhere may be.

    And none, wherever it is, during an `exclusive` external visit to the same person.
    """

    name = "presence"
    sentences = {
        "absent": Sentence(
            fr="{person} est hors du domicile de {start} à {end}, pendant l’intervention {visit}.",
            en="{person} is away from {start} to {end}, during visit {visit}.",
        ),
        "external": Sentence(
            fr="L’intervention {visit} chez {person} tombe pendant la visite {external}, de "
            "{start} à {end}.",
            en="Visit {visit} to {person} is during external visit {external}, from {start} to "
            "{end}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        externals: dict[str, list[ExternalVisit]] = {}
        for external in problem.external_visits.values():
            if external.exclusive:
                externals.setdefault(external.person, []).append(external)
        for visit, stop, _ in visits_served(problem, plan):
            person = problem.persons[visit.person]
            for away in person.absences:
                if visit.place == person.place and overlap(stop.start, stop.end, away):
                    yield self.breach(
                        "absent",
                        (visit.id, person.id),
                        stop.start,
                        visit=visit.id,
                        person=person.id,
                        start=moment(problem, away.start),
                        end=moment(problem, away.end),
                    )
            for external in externals.get(person.id, ()):
                if overlap(stop.start, stop.end, Interval(external.start, external.end)):
                    yield self.breach(
                        "external",
                        (visit.id, person.id, external.id),
                        stop.start,
                        visit=visit.id,
                        person=person.id,
                        external=external.id,
                        start=moment(problem, external.start),
                        end=moment(problem, external.end),
                    )
