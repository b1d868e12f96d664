"""A first plan of the day, made the way a planner would: what binds most goes first.

Every start is fixed as soon as it is found. The windows that people are promised are put
around these starts afterwards, so the day can be served in full.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.besancon import activities as act
from scenarios.besancon.activities import MINUTE, Activity, Band
from scenarios.besancon.habits import Habits, goes_to
from scenarios.besancon.needs import Demand, Follows, Need, Outing, Pair
from scenarios.besancon.people import Client
from scenarios.besancon.rides import day_centre_rides
from scenarios.besancon.roads import Roads
from scenarios.besancon.rosters import Duty
from scenarios.besancon.rounds import meal_rounds
from scenarios.besancon.staff import Carer
from scenarios.besancon.tours import Slot, Stop, Tour

OTHER_SECTOR = 10 * MINUTE
"""A visit in another sector counts like this much travel."""
OVERQUALIFIED = 10 * MINUTE
"""And so does each skill, or level of a skill, that the visit does not need."""

KNOWN_FACE = 6 * MINUTE
"""A carer of the person's circle is worth this much travel."""

ATTEMPTS = 4
GOOD_ENOUGH = 0.002
"""Of the visits: a plan that drops no more is taken."""
MANY, DRAWN = 120, 20
"""Where more tours than `MANY` could take a visit, so many are drawn and only these are asked: the
work grows with the visits and not with their square. At scale 1 there are never so many."""

ORDER: tuple[Activity, ...] = (
    act.MORNING_INSULIN, act.NOON_INSULIN, act.EVENING_INSULIN, act.GET_UP, act.NOON_MEAL,
    act.DRESSING, act.PILLBOX, act.NURSING_WASH, act.EVENING_CARE, act.BED, act.EVENING_MEAL,
    act.MORNING_MEDICINES, act.EVENING_MEDICINES, act.HOUSEWORK, act.SHOPPING, act.SOCIAL,
    act.CHECK,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """Tours that hold all the needs kept; `dropped` found no place and are not asked for."""

    tours: list[Tour]
    starts: dict[Need, int]
    workers: dict[Need, str]
    dropped: list[Need]


def first_plan(
    duties: Sequence[Duty], roads: Roads, demand: Demand, known: Habits, rng: random.Random
) -> FirstPlan:
    """The best of a few plans; each places first what the ones before had to drop."""
    urgent: set[Need] = set()
    best: FirstPlan | None = None
    for _ in range(ATTEMPTS):
        plan = _Dispatcher(duties, roads, known, rng, urgent).plan(demand)
        if best is None or len(plan.dropped) < len(best.dropped):
            best = plan
        if len(plan.dropped) <= GOOD_ENOUGH * len(plan.starts):
            break
        urgent |= set(plan.dropped)
    assert best is not None
    return best


def remembered(
    duties: Sequence[Duty], roads: Roads, demand: Demand, known: Habits, rng: random.Random
) -> FirstPlan:
    """A day of the past: one try, and whom a person knows comes if that is possible at all."""
    return _Dispatcher(duties, roads, known, rng, set(), circle_first=True).plan(demand)


class _Dispatcher:
    """Places needs one after the other, links with them; `urgent` ones before others.

    With `circle_first`, a single visit is made by the person's circle whatever the way, and by
    another only where none of it has the time. To be quick, two carers take the first hour that
    suits both, and no visit is moved to make room.
    """

    def __init__(
        self,
        duties: Sequence[Duty],
        roads: Roads,
        known: Habits,
        rng: random.Random,
        urgent: set[Need],
        circle_first: bool = False,
    ) -> None:
        self.tours = [Tour(duty, roads) for duty in duties]
        self._known = known
        self._rng = rng
        self._urgent = urgent
        self._circle_first = circle_first
        self._starts: dict[Need, int] = {}
        self._busy: dict[Client, list[Band]] = {}
        self._dropped: list[Need] = []
        self._tied: set[Need] = set()
        self._tours_for: dict[tuple[Need, bool], list[Tour]] = {}
        self._of_district: dict[tuple[str, str], dict[bool, list[Tour]]] = {}
        self._of_carer: dict[Carer, list[Tour]] = {}
        self._of_service: dict[str, list[Tour]] = {service: [] for service in act.SERVICES}
        for tour in self.tours:
            self._of_service[tour.duty.carer.service].append(tour)
            self._of_carer.setdefault(tour.duty.carer, []).append(tour)

    def plan(self, demand: Demand) -> FirstPlan:
        """Place a day's demand; what finds no place is dropped."""
        self._place_breaks()
        for need in demand.external:
            assert need.fixed is not None
            self._note(need, need.fixed)
        meals = [need for need in demand.single if need.activity is act.MEAL]
        meal_rounds(meals, self._of_service[act.MEALS], self._busy)
        left = day_centre_rides(demand.outings, self._of_service[act.TRANSPORT])
        self._note_rounds(meals, demand.outings, left)
        for pair in demand.pairs:
            self._place_pair(pair)
        linked = {f.first: f for f in demand.follows} | {f.second: f for f in demand.follows}
        rank = {activity: i for i, activity in enumerate(ORDER)}
        rest = [need for need in demand.single if need.activity is not act.MEAL]

        def turn(need: Need) -> tuple[bool, bool, int]:
            return need not in linked, need not in self._urgent, rank[need.activity]

        self._tied = set(linked) | {need for p in demand.pairs for need in (p.first, p.second)}
        for need in sorted(rest, key=turn):
            link = linked.get(need)
            if self._place(need, link):
                continue
            if self._circle_first or not self._make_room(need, link):
                self._dropped.append(need)
        workers = {
            stop.need: tour.duty.carer.id
            for tour in self.tours
            for stop in tour.stops
            if stop.need is not None
        }
        return FirstPlan(self.tours, self._starts, workers, self._dropped)

    def _place_breaks(self) -> None:
        """Breaks start early or late in their time, so that some carers are always out."""
        for tour in self.tours:
            if tour.duty.hours.pause:
                first, last = tour.duty.hours.break_band
                edge = self._rng.choice((first, last - 20 * MINUTE))
                tour.put_break(edge + self._rng.randrange(0, 21, 5) * MINUTE)

    def _note_rounds(self, meals: list[Need], outings: list[Outing], left: list[Outing]) -> None:
        """Read the starts off the rounds, and keep the days at the centre free of visits."""
        for tour in self.tours:
            for stop in tour.stops:
                if stop.need is not None:
                    self._starts[stop.need] = stop.start
        self._dropped += [need for need in meals if need not in self._starts]
        for outing in outings:
            if outing in left:
                for ride in (outing.there, outing.back):
                    self._dropped += [ride.pick_up, ride.set_down]
            else:
                leaves = self._starts[outing.there.pick_up]
                self._busy[outing.client] = [(leaves, self._end(outing.back.set_down))]

    def _place_pair(self, pair: Pair) -> None:
        """Two carers at the same start: the start on a grid that costs least together."""
        best: tuple[int, Slot, Slot] | None = None
        for start in _starts(pair.first):
            if best is not None and (self._circle_first or not _is_promised(pair.first, start)):
                break
            firsts, seconds = (
                self._by_carer(need, (start, start)) for need in (pair.first, pair.second)
            )
            for worker, (cost, slot) in firsts[:2]:
                other = next((found for found in seconds if found[0] != worker), None)
                if other is not None and (best is None or cost + other[1][0] < best[0]):
                    best = (cost + other[1][0], slot, other[1][1])
        if best is None:
            self._dropped += [pair.first, pair.second]
            return
        self._put(pair.first, best[1])
        self._put(pair.second, best[2])

    def _by_carer(self, need: Need, times: Band) -> list[tuple[str, tuple[int, Slot]]]:
        """The cheapest slot of each carer, cheapest first."""
        found: dict[str, tuple[int, Slot]] = {}
        slots = [slot for near in (True, False) for slot in self._found(need, times, near)]
        for cost, slot in slots:
            worker = slot.tour.duty.carer.id
            if worker not in found or cost < found[worker][0]:
                found[worker] = (cost, slot)
        return sorted(found.items(), key=lambda item: item[1][0])

    def _place(self, need: Need, link: Follows | None) -> bool:
        """Put a need where it costs least, after or before what it is linked to.

        Inside the windows promised; where that cannot be, at another hour for once.
        """
        for choice in (need.windows, need.bands):
            options = [
                option
                for times in choice
                for option in self._slots(need, self._within(times, need, link))
            ]
            if options:
                self._put(need, min(options, key=lambda option: option[0])[1])
                return True
        return False

    def _make_room(self, need: Need, link: Follows | None) -> bool:
        """Move one other visit to another place in the plan, so that a need fits."""
        bands = [self._within(times, need, link) for times in need.bands]
        for tour in self._able(need, True) + self._able(need, False):
            for other in [stop.need for stop in tour.stops if stop.need is not None]:
                if other in self._tied:
                    continue
                stop = self._take(tour, other)
                slots = [
                    slot
                    for times in bands
                    for slot in tour.slots(need, times)
                    if self._at_home(need, slot.start)
                ]
                if slots:
                    self._put(need, min(slots, key=lambda slot: slot.detour))
                    if self._place(other, None):
                        return True
                    self._take(tour, need)
                tour.put_back(stop)
                self._note(other, stop.start)
        return False

    def _within(self, times: Band, need: Need, link: Follows | None) -> Band:
        """The starts inside `times` that a link to an already placed need leaves."""
        if link is None:
            return times
        if link.second is need and link.first in self._starts:
            end = self._end(link.first)
            return max(times[0], end + link.min_gap), min(times[1], end + link.max_gap)
        if link.first is need and link.second in self._starts:
            start = self._starts[link.second] - need.duration
            return max(times[0], start - link.max_gap), min(times[1], start - link.min_gap)
        return times

    def _slots(self, need: Need, times: Band) -> list[tuple[int, Slot]]:
        """Slots of the carers who may come, with their cost: of the sector, else of any."""
        if self._circle_first:
            for tour in self._circle(need):
                if found := self._priced(need, times, [tour]):
                    return found
        return self._found(need, times, in_sector=True) or self._found(need, times, in_sector=False)

    def _found(self, need: Need, times: Band, in_sector: bool) -> list[tuple[int, Slot]]:
        extra = 0 if in_sector else OTHER_SECTOR
        return self._priced(need, times, self._able(need, in_sector), extra)

    def _priced(
        self, need: Need, times: Band, tours: list[Tour], extra: int = 0
    ) -> list[tuple[int, Slot]]:
        return [
            (slot.detour + slot.wait // 4 + self._price(tour, need) + extra, slot)
            for tour in tours
            for slot in tour.slots(need, times)
            if self._at_home(need, slot.start)
        ]

    def _circle(self, need: Need) -> list[Tour]:
        """Tours of the carers whom the person knows, their own carer's first."""
        circle = self._known.circle(need.client, need.activity.service)
        able = self._known.able(need)
        return [tour for carer in circle if carer in able for tour in self._of_carer.get(carer, ())]

    def _able(self, need: Need, in_sector: bool) -> list[Tour]:
        """Tours of the carers who may come, whose sectors hold the home or do not."""
        if (need, in_sector) not in self._tours_for:
            able = self._known.able(need)
            going = self._going_to(need.client, need.activity.service)[in_sector]
            tours = [tour for tour in going if tour.duty.carer in able]
            if len(tours) > MANY:
                tours = self._rng.sample(tours, DRAWN)
            self._tours_for[need, in_sector] = tours
        return self._tours_for[need, in_sector]

    def _going_to(self, client: Client, service: str) -> dict[bool, list[Tour]]:
        """Tours of a service: those whose sectors hold the home (True), and the others."""
        where = client.district.name, service
        if where not in self._of_district:
            split: dict[bool, list[Tour]] = {True: [], False: []}
            for tour in self._of_service[service]:
                split[goes_to(tour.duty.carer, client)].append(tour)
            self._of_district[where] = split
        return self._of_district[where]

    def _at_home(self, need: Need, start: int) -> bool:
        """Whether the person is at home, and no other visit is there."""
        end = start + need.duration
        return all(end <= a or start >= b for a, b in self._busy.get(need.client, ()))

    def _price(self, tour: Tour, need: Need) -> int:
        """What it costs, as travel, that this carer comes and not a known, no more able one."""
        carer = tour.duty.carer
        known = carer in self._known.circle(need.client, carer.service)
        spare = sum(
            carer.skills.get(s, 0) - need.skills.get(s, 0) for s in ("nursing", "personal_care")
        )
        return OVERQUALIFIED * spare - KNOWN_FACE * known

    def _put(self, need: Need, slot: Slot) -> None:
        slot.tour.put(slot, need)
        self._note(need, slot.start)

    def _take(self, tour: Tour, need: Need) -> Stop:
        stop = tour.remove(need)
        del self._starts[need]
        self._busy[need.client].remove((stop.start, stop.end))
        return stop

    def _note(self, need: Need, start: int) -> None:
        self._starts[need] = start
        self._busy.setdefault(need.client, []).append((start, start + need.duration))

    def _end(self, need: Need) -> int:
        return self._starts[need] + need.duration


def _starts(need: Need) -> list[int]:
    """Starts to try for a pair: those promised, then any other that is possible."""
    return [
        start
        for choice in (need.windows, need.bands)
        for first, last in choice
        for start in range(first, last + 1, 10 * MINUTE)
    ]


def _is_promised(need: Need, start: int) -> bool:
    return any(first <= start <= last for first, last in need.windows)
