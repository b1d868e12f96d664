"""Visits that belong together in time or by worker."""

from collections.abc import Iterator
from typing import assert_never

from optimizer.plan.model import Plan
from optimizer.problem.model import (
    DifferentWorkers,
    Link,
    PickupDelivery,
    Problem,
    SameWorker,
    Sequence,
    Together,
)
from optimizer.rules.base import Rule, Sentence, Violation, lapse, worker_of


def partners_missing(problem: Problem, plan: Plan, link: Link) -> tuple[list[str], list[str]]:
    """The visits of a link that are served and those that are not, external ones left out."""
    ours = [visit for visit in link.visits if visit in problem.visits]
    served = [visit for visit in ours if visit in plan.placed]
    return served, [visit for visit in ours if visit not in plan.placed]


class Links(Rule):
    """Links `together`, `sequence`, `same_worker` and `different_workers`.

    They bind the visits that are served; with `if_partner_unserved: drop_both` all of them
    are served or none. External visits are where they are. For `pickup_delivery` see there.
    """

    name = "links"
    sentences = {
        "partner": Sentence(
            fr="Lien {link} : planifié en partie seulement ({served} sans {unserved}), alors que "
            "c’est tout ou rien.",
            en="Link {link}: planned only in part ({served} without {unserved}), but it is all or "
            "nothing.",
        ),
        "apart": Sentence(
            fr="Lien {link} : {visits} commencent avec {gap} d’écart, au lieu de {limit} au plus.",
            en="Link {link}: {visits} start {gap} apart instead of at most {limit}.",
        ),
        "one_worker": Sentence(
            fr="Lien {link} : {visits} sont confiées à la même personne ({worker}), alors qu’il en "
            "faut une différente pour chacune.",
            en="Link {link}: {visits} are given to the same worker ({worker}), but need "
            "a different one each.",
        ),
        "several_workers": Sentence(
            fr="Lien {link} : {visits} sont confiées à plusieurs personnes ({workers}), alors "
            "qu’il en faut une seule.",
            en="Link {link}: {visits} are given to several workers ({workers}), but need just one.",
        ),
        "too_soon": Sentence(
            fr="Lien {link} : {second} suit {first} de {gap}, au lieu de {limit} au moins.",
            en="Link {link}: {second} follows {first} by {gap} instead of at least {limit}.",
        ),
        "too_late": Sentence(
            fr="Lien {link} : {second} suit {first} de {gap}, au lieu de {limit} au plus.",
            en="Link {link}: {second} follows {first} by {gap} instead of at most {limit}.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        for link in problem.links.values():
            if isinstance(link, PickupDelivery):
                continue
            served, unserved = partners_missing(problem, plan, link)
            if not served:
                continue
            at = max(plan.placed[visit][1].start for visit in served)
            if unserved and link.if_partner_unserved == "drop_both":
                yield self.breach(
                    "partner",
                    (link.id, *served, *unserved),
                    at,
                    link=link.id,
                    served=tuple(served),
                    unserved=tuple(unserved),
                )
            match link:
                case Together():
                    yield from self._together(problem, plan, link, served, at)
                    yield from self._different(problem, plan, link, served)
                case DifferentWorkers():
                    yield from self._different(problem, plan, link, served)
                case SameWorker():
                    yield from self._same(problem, plan, link, served, at)
                case Sequence():
                    yield from self._sequence(problem, plan, link, at)
                case _:
                    assert_never(link)

    def _together(
        self, problem: Problem, plan: Plan, link: Together, served: list[str], at: int
    ) -> Iterator[Violation]:
        gap = at - min(plan.placed[visit][1].start for visit in served)
        if gap > link.tolerance:
            yield self.breach(
                "apart",
                (link.id, *served),
                at,
                link=link.id,
                visits=tuple(served),
                gap=lapse(problem, gap),
                limit=lapse(problem, link.tolerance),
            )

    def _different(
        self, problem: Problem, plan: Plan, link: Link, served: list[str]
    ) -> Iterator[Violation]:
        by_worker: dict[str, list[str]] = {}
        for visit in served:
            by_worker.setdefault(worker_of(problem, plan, visit), []).append(visit)
        for worker, visits in by_worker.items():
            if len(visits) > 1:
                yield self.breach(
                    "one_worker",
                    (link.id, *visits, worker),
                    max(plan.placed[visit][1].start for visit in visits),
                    link=link.id,
                    visits=tuple(visits),
                    worker=worker,
                )

    def _same(
        self, problem: Problem, plan: Plan, link: SameWorker, served: list[str], at: int
    ) -> Iterator[Violation]:
        workers = sorted({worker_of(problem, plan, visit) for visit in served})
        if len(workers) > 1:
            yield self.breach(
                "several_workers",
                (link.id, *served, *workers),
                at,
                link=link.id,
                visits=tuple(served),
                workers=tuple(workers),
            )

    def _sequence(
        self, problem: Problem, plan: Plan, link: Sequence, at: int
    ) -> Iterator[Violation]:
        first, second = _times(problem, plan, link.first), _times(problem, plan, link.second)
        if first is None or second is None:
            return
        gap = second[0] - (first[0] if link.gap_from == "start" else first[1])
        for case, limit, broken in (
            ("too_soon", link.min_gap, link.min_gap is not None and gap < link.min_gap),
            ("too_late", link.max_gap, link.max_gap is not None and gap > link.max_gap),
        ):
            if broken:
                yield self.breach(
                    case,
                    (link.id, link.first, link.second),
                    at,
                    link=link.id,
                    first=link.first,
                    second=link.second,
                    gap=lapse(problem, gap),
                    limit=lapse(problem, limit or 0),
                )


def _times(problem: Problem, plan: Plan, visit: str) -> tuple[int, int] | None:
    """Start and end of a visit, served or external; None if it is unserved."""
    external = problem.external_visits.get(visit)
    if external is not None:
        return external.start, external.end
    if visit not in plan.placed:
        return None
    _, stop = plan.placed[visit]
    return stop.start, stop.end
