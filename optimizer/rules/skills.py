"""The worker holds what a visit asks for."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import Problem
from optimizer.rules.base import Rule, Sentence, Violation, visits_served


class Skills(Rule):
    """The worker holds each required skill at its least level, and no excluded one."""

    name = "skills"
    sentences = {
        "lacks": Sentence(
            fr="L’intervention {visit} demande la compétence {skill}, que {worker} n’a pas.",
            en="Visit {visit} asks for the skill {skill}, which {worker} does not have.",
        ),
        "level": Sentence(
            fr="L’intervention {visit} demande la compétence {skill} au niveau {needed} ; "
            "{worker} a le niveau {held}.",
            en="Visit {visit} asks for the skill {skill} at level {needed}; "
            "{worker} has level {held}.",
        ),
        "excluded": Sentence(
            fr="L’intervention {visit} exclut le critère {skill}, que présente {worker}.",
            en="Visit {visit} excludes {skill}, which applies to {worker}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for visit, stop, shift in visits_served(problem, plan):
            worker = problem.workers[shift.worker]
            subjects = (visit.id, worker.id)
            for skill, needed in visit.skills.items():
                held = worker.skills.get(skill)
                about = {"visit": visit.id, "worker": worker.id, "skill": skill}
                if held is None:
                    yield self.breach("lacks", subjects, stop.start, **about)
                elif held < needed:
                    yield self.breach(
                        "level", subjects, stop.start, **about, needed=needed, held=held
                    )
            for skill in sorted(visit.excluded_skills & worker.skills.keys()):
                yield self.breach(
                    "excluded", subjects, stop.start, visit=visit.id, worker=worker.id, skill=skill
                )
