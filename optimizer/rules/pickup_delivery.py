"""Who is taken aboard is brought there: by the same tour, in order and in time."""

from collections.abc import Iterator

from optimizer.plan.model import Plan
from optimizer.problem.model import PickupDelivery, Problem
from optimizer.rules.base import Rule, Sentence, Violation, lapse
from optimizer.rules.capacity import Rides, rides_of
from optimizer.rules.links import partners_missing


class PickupAndDelivery(Rule):
    """Pickup and delivery in one tour, in this order, within `max_ride`, or neither.

    Persons who are incompatible, whichever of them says so, are never aboard together. With
    `if_partner_unserved: keep` the one that is served alone is free.
    """

    name = "pickup_delivery"
    sentences = {
        "partner": Sentence(
            fr="Transport {link} : {served} est prévu sans {unserved}.",
            en="Ride {link}: {served} is planned without {unserved}.",
        ),
        "tours": Sentence(
            fr="Transport {link} : {pickup} et {delivery} sont dans deux tournées différentes.",
            en="Ride {link}: {pickup} and {delivery} are in two different tours.",
        ),
        "order": Sentence(
            fr="Transport {link} : {delivery} est prévu avant {pickup}.",
            en="Ride {link}: {delivery} comes before {pickup}.",
        ),
        "ride": Sentence(
            fr="Transport {link} : le trajet dure {taken} ; la limite est de {limit}.",
            en="Ride {link}: it takes {taken}; the limit is {limit}.",
        ),
        "company": Sentence(
            fr="Tournée {shift} : {person} et {other} ne doivent pas être à bord ensemble.",
            en="Tour {shift}: {person} and {other} must not be aboard together.",
        ),
    }

    def check(self, problem: Problem, plan: Plan) -> Iterator[Violation]:
        rides = rides_of(problem)
        for links in rides.begin.values():
            for link in links:
                yield from self._link(problem, plan, link)
        yield from self._company(problem, plan, rides)

    def _link(self, problem: Problem, plan: Plan, link: PickupDelivery) -> Iterator[Violation]:
        served, unserved = partners_missing(problem, plan, link)
        subjects = (link.id, *link.visits)
        if not served:
            return
        at = max(plan.placed[visit][1].start for visit in served)
        if unserved:
            if link.if_partner_unserved == "drop_both":
                yield self.breach(
                    "partner",
                    subjects,
                    at,
                    link=link.id,
                    served=tuple(served),
                    unserved=tuple(unserved),
                )
            return
        tour, pickup = plan.placed[link.pickup]
        other, delivery = plan.placed[link.delivery]
        about = {"link": link.id, "pickup": link.pickup, "delivery": link.delivery}
        if tour.shift != other.shift:
            yield self.breach("tours", subjects, at, **about)
        elif tour.visits.index(link.pickup) > tour.visits.index(link.delivery):
            yield self.breach("order", subjects, at, **about)
        elif link.max_ride is not None and delivery.start - pickup.end > link.max_ride:
            yield self.breach(
                "ride",
                subjects,
                at,
                link=link.id,
                taken=lapse(problem, delivery.start - pickup.end),
                limit=lapse(problem, link.max_ride),
            )

    def _company(self, problem: Problem, plan: Plan, rides: Rides) -> Iterator[Violation]:
        for tour in plan.tours:
            here = set(tour.visits)
            aboard: dict[str, str] = {}  # person by link
            for stop in tour.stops:
                if stop.kind != "visit" or stop.ref is None:
                    continue
                for link in rides.end.get(stop.ref, ()):
                    aboard.pop(link.id, None)
                for link in rides.begin.get(stop.ref, ()):
                    if link.delivery not in here:
                        continue  # the rule says so above; who gets off where is unknown
                    person = problem.persons[problem.visits[link.pickup].person]
                    for other in sorted(set(aboard.values())):
                        if (
                            other in person.incompatible_with
                            or person.id in problem.persons[other].incompatible_with
                        ):
                            yield self.breach(
                                "company",
                                (person.id, other, tour.shift),
                                stop.start,
                                shift=tour.shift,
                                person=person.id,
                                other=other,
                            )
                    aboard[link.id] = person.id
