"""The problem document of a day: everything above in the public format."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from optimizer.problem.document import (
    BreakIn,
    HistoryIn,
    HorizonIn,
    LinkIn,
    PersonIn,
    PickupDeliveryIn,
    PlaceIn,
    ProblemDocument,
    ReloadIn,
    SequenceIn,
    ShiftIn,
    TogetherIn,
    VisitIn,
    WindowIn,
    WorkerIn,
    WorkingTimeIn,
)
from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Band
from scenarios.besancon.clock import TIMEZONE, iso
from scenarios.besancon.dispatch import excluded_skills
from scenarios.besancon.districts import KITCHEN
from scenarios.besancon.habits import Habits
from scenarios.besancon.needs import Demand, Follows, Need, Pair, Ride
from scenarios.besancon.people import Client
from scenarios.besancon.rides import SEATS, WHEELCHAIRS
from scenarios.besancon.rosters import Duty
from scenarios.besancon.rounds import MEALS_ABOARD
from scenarios.besancon.staff import Carer
from scenarios.besancon.windows import usual_start, windows

DOOR_S = 180
"""Parking, stairs, keys at a home."""
TOGETHER_S = 5 * MINUTE
TARGET_RIDE, HARD_RIDE = 45 * MINUTE, 60 * MINUTE


def home_of(client: Client) -> PlaceIn:
    """The place where a client lives."""
    return PlaceIn(id=client.home, location=client.location, access_s=DOOR_S)


class DocumentWriter:
    """Writes the parts of one day, `starts` being those of the first plan."""

    def __init__(
        self,
        day: date,
        ids: Mapping[Need, str],
        starts: Mapping[Need, int],
        known: Habits,
        rng: random.Random,
    ) -> None:
        self._day = day
        self._ids = ids
        self._starts = starts
        self._habits = known
        self._rng = rng

    def document(
        self,
        name: str,
        places: Sequence[PlaceIn],
        carers: Sequence[Carer],
        duties: Sequence[Duty],
        demand: Demand,
    ) -> ProblemDocument:
        """The whole day; only what is in `ids` is asked for."""
        clients = {need.client: None for need in self._ids}
        return ProblemDocument(
            name=name,
            timezone=TIMEZONE,
            horizon=HorizonIn(start=self._day, days=1),
            places=list(places),
            persons=[self._person(client) for client in sorted(clients, key=lambda c: c.id)],
            visits=[self._visit(need, visit) for need, visit in self._ids.items()],
            workers=[self._worker(carer) for carer in carers],
            shifts=[self._shift(duty) for duty in duties],
            links=self._links(demand),
            working_time=WorkingTimeIn(pack="fpt"),
        )

    def _time(self, seconds: int) -> str:
        return iso(self._day, seconds)

    def _window(self, times: Band) -> WindowIn:
        return WindowIn(start=self._time(times[0]), end=self._time(times[1]))

    def _person(self, client: Client) -> PersonIn:
        return PersonIn(
            id=client.id,
            place=client.home,
            sector=client.district.name,
            refused_workers=self._habits.refused.get(client.id, []),
        )

    def _visit(self, need: Need, visit: str) -> VisitIn:
        activity, client = need.activity, need.client
        promised = windows(need, self._starts[need], self._rng)
        habit = None
        if activity.inside and activity.window is not None:
            habit = self._time(usual_start(self._starts[need], promised, self._rng))
        preferred = None
        if activity.service == act.HOME_HELP:
            preferred = self._habits.preferred.get(client.id)
        return VisitIn(
            id=visit,
            person=client.id,
            place=need.place if need.place != client.home else None,
            service=activity.service,
            activity=activity.name,
            duration_s=need.duration,
            windows=[self._window(times) for times in promised],
            skills=need.skills,
            excluded_skills=sorted(excluded_skills(client)) if activity.inside else [],
            priority=priority(need),
            load=need.load,
            required_workers=self._habits.required.get(need),
            preferred_workers=preferred,
            usual_start=habit,
            heavy=2 if client.lifted else int(activity.personal and client.gir <= 2),
        )

    def _worker(self, carer: Carer) -> WorkerIn:
        return WorkerIn(
            id=carer.id,
            service=carer.service,
            place=carer.start,
            mode=carer.mode,
            skills=carer.skills,
            sectors=carer.sectors or None,
            refused_persons=self._habits.refused_persons.get(carer.id, []),
            history=HistoryIn(persons=self._habits.visits.get(carer.id, {})),
        )

    def _shift(self, duty: Duty) -> ShiftIn:
        hours, service = duty.hours, duty.carer.service
        breaks = []
        if hours.pause:
            times = self._window(hours.break_band)
            breaks = [BreakIn(id="meal", duration_s=hours.pause, windows=[times])]
        capacity = {
            act.MEALS: {"meals": MEALS_ABOARD},
            act.TRANSPORT: {"seats": SEATS, "wheelchairs": WHEELCHAIRS},
        }
        return ShiftIn(
            id=duty.id,
            worker=duty.carer.id,
            start=self._time(hours.start),
            end=self._time(hours.end),
            breaks=breaks,
            capacity=capacity.get(service, {}),
            reload=ReloadIn(depots=[KITCHEN.id]) if service == act.MEALS else None,
        )

    def _links(self, demand: Demand) -> list[LinkIn]:
        """The links between visits that are asked for."""
        parts: list[Pair | Ride | Follows] = [
            *demand.pairs,
            *(ride for outing in demand.outings for ride in (outing.there, outing.back)),
            *demand.follows,
            *self._one_after_the_other(demand),
        ]
        links: list[LinkIn] = []
        for part in parts:
            link = f"L{len(links) + 1:03d}"
            match part:
                case Pair(first, second) if first in self._ids:
                    visits = [self._ids[first], self._ids[second]]
                    links.append(
                        TogetherIn(type="together", id=link, visits=visits, tolerance_s=TOGETHER_S)
                    )
                case Ride(pick_up, set_down) if pick_up in self._ids:
                    links.append(
                        PickupDeliveryIn(
                            type="pickup_delivery",
                            id=link,
                            visits=[self._ids[pick_up], self._ids[set_down]],
                            max_ride_s=self._max_ride(part),
                        )
                    )
                case Follows(first, second) if first in self._ids and second in self._ids:
                    links.append(
                        SequenceIn(
                            type="sequence",
                            id=link,
                            visits=[self._ids[first], self._ids[second]],
                            min_gap_s=part.min_gap,
                            max_gap_s=part.max_gap,
                        )
                    )
        return links

    def _one_after_the_other(self, demand: Demand) -> list[Follows]:
        """Aides and nurses come to a person in turn, in the order of the first plan."""
        bound = {frozenset((follows.first, follows.second)) for follows in demand.follows}
        inside: dict[Client, list[Need]] = {}
        for need in sorted(self._ids, key=lambda need: self._starts[need]):
            if need.activity.inside:
                inside.setdefault(need.client, []).append(need)
        return [
            Follows(first, second, min_gap=0, max_gap=None)
            for needs in inside.values()
            for first, second in pairwise(needs)
            if first.activity.service != second.activity.service
            and frozenset((first, second)) not in bound
        ]

    def _max_ride(self, ride: Ride) -> int:
        """The target where the first plan keeps it with a little to spare, else the limit."""
        aboard = self._starts[ride.pick_up] + ride.pick_up.duration
        planned = self._starts[ride.set_down] - aboard
        return TARGET_RIDE if planned <= TARGET_RIDE - 8 * MINUTE else HARD_RIDE


def priority(need: Need) -> int:
    """1 vital .. 4 suspendable.

    Vital besides insulin and medicines: what two carers do, what people of GIR 1-2 who live
    alone depend on, and the only meal of people of GIR 1-3 who live alone.
    """
    client, activity = need.client, need.activity
    if "hoist" in need.skills:
        return 1
    depends = client.alone and client.gir <= 2
    if depends and activity.priority == 2 and activity.service != act.TRANSPORT:
        return 1
    if activity is act.MEAL and client.alone and client.gir <= 3:
        return 1
    return activity.priority
