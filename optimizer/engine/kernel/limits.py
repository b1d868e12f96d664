"""Limits on working time: work of a tour, of a worker's days and weeks, and the rests between.

Work and span are sums over the stops of a plan, not bounds between two starts. So they are checked
on the schedule as it is laid out in the plan, on tours that leave as late as nothing changes by it:
those that a change touches are walked anew, of the others the hours are kept.
"""

from optimizer.engine.kernel import arrays as a
from optimizer.engine.kernel.compiled import compiled
from optimizer.engine.kernel.cost import leave_time
from optimizer.engine.kernel.pauses import first_inside, next_inside, pause_start
from optimizer.engine.kernel.timing import earliest, leg, reach, start_of


@compiled
def note_pause(hours: a.Integers, start: int, end: int) -> None:
    """Note a pause that ends a stretch at work."""
    if hours[a.FIRST_PAUSE] == a.NEVER:
        hours[a.FIRST_PAUSE] = start
    else:
        hours[a.STRETCH] = max(hours[a.STRETCH], start - hours[a.LAST_PAUSE])
    hours[a.LAST_PAUSE] = end


@compiled
def note_wait(hours: a.Integers, least: int, start: int, end: int) -> int:
    """Note a stay at one place, a pause if it lasts for `least`; how long it lasts."""
    if end - start >= least:
        note_pause(hours, start, end)
    return end - start


@compiled
def lay_leg(data: a.Data, state: a.State, hours: a.Integers, duty: int, before: int, node: int,
            free: int, start: int) -> int:  # fmt: skip
    """Note the pauses between a node, left from `free` on, and the start of the next one; how much
    of it is no work."""
    visits = data.fit.shape[0]
    least_pause = data.limits[data.duty[duty, a.WORKER], a.LEAST_PAUSE]
    least_wait = data.limits[data.duty[duty, a.WORKER], a.LEAST_WAIT]
    long_enough = data.settings[a.LONG_ENOUGH]
    way, home = leg(data, duty, before, node), node >= visits
    gone = before >= visits and not data.duty[duty, a.AT_START]
    if gone:
        free += way
    since = free
    waited = unpaid = 0
    pause = first_inside(data, state, node)
    while pause >= 0:
        hours[a.OWED_TAKEN] += data.pauses[pause, a.OWED]
        begins = a.NEVER
        if not gone and not home:
            begins = pause_start(data, pause, free + way)
            if begins < a.NEVER:
                gone = True
                waited += note_wait(hours, least_wait, since, free)
                since = free + way
        if begins == a.NEVER:
            begins = pause_start(data, pause, free)
        length = data.pauses[pause, a.PAUSE_DUR]
        free = begins + length
        if data.pauses[pause, a.RESTS] > 0:
            waited += note_wait(hours, least_wait, since, begins)
            unpaid += waited if waited >= long_enough else 0
            unpaid += length * (1 - data.pauses[pause, a.PAID])
            waited = 0
            if length >= least_pause:
                note_pause(hours, begins, free)
            since = free
        pause = next_inside(data, state, node, pause)
    if not gone:
        waited += note_wait(hours, least_wait, since, free)
        since = free + way
    waited += note_wait(hours, least_wait, since, start)
    return unpaid + (waited if waited >= long_enough else 0)


@compiled
def lay_hours(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> None:
    """Set the row of a tour in `scratch.hours`, its stops as the plan will have them."""
    visits = data.fit.shape[0]
    end = visits + duty
    leave, _, _ = leave_time(data, state, scratch, duty)
    hours = scratch.hours[duty]
    hours[a.LEAVE] = hours[a.LAST_PAUSE] = leave
    hours[a.FIRST_PAUSE] = a.NEVER
    hours[a.STRETCH] = hours[a.OWED_TAKEN] = 0
    unpaid = 0
    before, node, free = end, state.node[end, a.NEXT], leave
    while True:
        start = reach(data, state, duty, before, node, free)
        if node < visits:
            start = earliest(data, node, start)
        start = max(start, start_of(state, scratch, node))
        unpaid += lay_leg(data, state, hours, duty, before, node, free, start)
        if node >= visits:
            break
        before, free = node, start + data.node[node, a.DUR]
        node = state.node[node, a.NEXT]
    hours[a.WORKED] = start - leave - unpaid


@compiled
def measure_hours(data: a.Data, state: a.State, scratch: a.Scratch, duty: int) -> None:
    """Set the columns of a tour in `state.tour` that limits are about, where there are any."""
    if data.duty[duty, a.LIMITED] and state.tour[duty, a.COUNT] > 0:
        lay_hours(data, state, scratch, duty)
        state.tour[duty, a.LEAVE : a.TOUR_COLUMNS] = scratch.hours[duty, a.LEAVE : a.TOUR_COLUMNS]


@compiled
def hours_of(state: a.State, scratch: a.Scratch, duty: int) -> a.Integers:
    """The row with the hours of a tour: of the overlay, if that touches it."""
    if scratch.tour_stamp[duty] == scratch.count[a.VERSION]:
        return scratch.hours[duty]
    return state.tour[duty]


@compiled
def stint_of(
    data: a.Data, state: a.State, scratch: a.Scratch, row: int
) -> tuple[int, int, int, bool]:
    """Start, end and work of what a worker has worked or has a tour for; and whether there is
    such a tour, or such a past."""
    duty = data.stints[row, a.ON_DUTY]
    if duty < 0:
        stint = data.stints[row]
        return stint[a.BEGAN], stint[a.ENDED], stint[a.WAS_WORKED], True
    end = data.fit.shape[0] + duty
    hours = hours_of(state, scratch, duty)
    there = state.node[end, a.NEXT] < data.fit.shape[0]
    return hours[a.LEAVE], start_of(state, scratch, end), hours[a.WORKED], there


@compiled
def keeps_limits(data: a.Data, state: a.State, scratch: a.Scratch, worker: int) -> bool:
    """Whether a worker keeps all limits; tours that the overlay touches must be laid out."""
    limit = data.limits[worker]
    return (
        keeps_sums(data, state, scratch, worker)
        and (limit[a.LONGEST] == a.NEVER or keeps_stretches(data, state, scratch, worker))
        and (limit[a.WEEKS] == 0 or keeps_weekly_rest(data, state, scratch, worker))
    )


@compiled
def keeps_sums(data: a.Data, state: a.State, scratch: a.Scratch, worker: int) -> bool:
    """Whether work by tour, day and week, spans and rests between days of a worker are lawful.

    What the past alone breaks is no concern of a plan.
    """
    limit = data.limits[worker]
    day = week = -a.NEVER
    began, ended, rest = 0, -a.NEVER, a.NEVER
    day_work = week_work = 0
    on_duty = week_on_duty = on_duty_before = False
    for row in range(limit[a.STINT], limit[a.STINT] + limit[a.STINTS]):
        start, end, work, there = stint_of(data, state, scratch, row)
        if not there:
            continue
        stint = data.stints[row]
        if stint[a.STINT_DAY] != day:
            rest = start - ended
            day, day_work, on_duty_before, on_duty = stint[a.STINT_DAY], 0, on_duty, False
            began, ended = start, end
        if stint[a.STINT_WEEK] != week:
            week, week_work, week_on_duty = stint[a.STINT_WEEK], 0, False
        began, ended = min(began, start), max(ended, end)
        day_work += work
        week_work += work
        if stint[a.ON_DUTY] >= 0:
            on_duty = week_on_duty = True
            if work > stint[a.MOST_WORK]:
                return False
        if (on_duty or on_duty_before) and rest < limit[a.DAY_REST]:
            return False
        if on_duty and (day_work > limit[a.DAY_WORK] or ended - began > limit[a.DAY_SPAN]):
            return False
        if week_on_duty and week_work > limit[a.WEEK_WORK]:
            return False
    return True


@compiled
def keeps_stretches(data: a.Data, state: a.State, scratch: a.Scratch, worker: int) -> bool:
    """Whether no stretch at work without a pause is too long, over the tours of each day."""
    limit = data.limits[worker]
    day = -a.NEVER
    begun = returned = 0
    for row in range(limit[a.STINT], limit[a.STINT] + limit[a.STINTS]):
        duty = data.stints[row, a.ON_DUTY]
        start, end, _, there = stint_of(data, state, scratch, row)
        if duty < 0 or not there:
            continue
        if data.stints[row, a.STINT_DAY] != day or start - returned >= limit[a.LEAST_PAUSE]:
            day, begun = data.stints[row, a.STINT_DAY], start
        hours = hours_of(state, scratch, duty)
        if hours[a.FIRST_PAUSE] < a.NEVER:
            if max(hours[a.FIRST_PAUSE] - begun, hours[a.STRETCH]) > limit[a.LONGEST]:
                return False
            begun = hours[a.LAST_PAUSE]
        if end - begun > limit[a.LONGEST]:
            return False
        returned = end
    return True


@compiled
def keeps_weekly_rest(data: a.Data, state: a.State, scratch: a.Scratch, worker: int) -> bool:
    """Whether each known week of a worker on duty has its rest: the longest free time that begins
    in it, from Monday on."""
    limit = data.limits[worker]
    for known in range(limit[a.WEEK], limit[a.WEEK] + limit[a.WEEKS]):
        free, over = data.weeks[known, a.WEEK_START], data.weeks[known, a.WEEK_END]
        longest = 0
        on_duty = False
        for row in range(limit[a.STINT], limit[a.STINT] + limit[a.STINTS]):
            start, end, _, there = stint_of(data, state, scratch, row)
            if not there:
                continue
            if data.stints[row, a.STINT_WEEK] == data.weeks[known, a.WHICH_WEEK]:
                on_duty = on_duty or data.stints[row, a.ON_DUTY] >= 0
            if free < over:
                longest = max(longest, start - free)
                free = max(free, end)
        # Free time that goes on when the horizon ends is taken to be long enough.
        if on_duty and free >= over and longest < limit[a.WEEK_REST]:
            return False
    return True


@compiled
def tours_keep_limits(
    data: a.Data, state: a.State, scratch: a.Scratch, tours: a.Integers, count: int
) -> bool:
    """Whether the workers of the first `count` of some tours keep their limits."""
    if not data.settings[a.LIMITS]:
        return True
    for k in range(count):
        duty = tours[k]
        if data.duty[duty, a.LIMITED] and not keeps_limits(
            data, state, scratch, data.duty[duty, a.WORKER]
        ):
            return False
    return True


@compiled
def overlay_keeps_limits(data: a.Data, state: a.State, scratch: a.Scratch) -> bool:
    """Whether the workers of the tours that the overlay touches keep their limits."""
    if not data.settings[a.LIMITS]:
        return True
    for k in range(scratch.count[a.TOURS_TOUCHED]):
        if data.duty[scratch.tours[k], a.LIMITED]:
            lay_hours(data, state, scratch, scratch.tours[k])
    return tours_keep_limits(data, state, scratch, scratch.tours, scratch.count[a.TOURS_TOUCHED])


@compiled
def state_keeps_limits(data: a.Data, state: a.State, scratch: a.Scratch) -> bool:
    """Whether the workers of the dirty tours, all measured, keep their limits, and take no
    statutory pause that they do not owe."""
    if not data.settings[a.LIMITS]:
        return True
    scratch.count[a.VERSION] += 1
    for k in range(scratch.count[a.DIRTY]):
        if pauses_not_owed(data, state, scratch.dirty[k]) > 0:
            return False
    return tours_keep_limits(data, state, scratch, scratch.dirty, scratch.count[a.DIRTY])


@compiled
def pauses_not_owed(data: a.Data, state: a.State, duty: int) -> int:
    """How many statutory pauses a measured tour, and those that no such pause parts from it, take
    beyond those that they owe by their span."""
    if state.tour[duty, a.OWED_TAKEN] == 0:
        return 0
    limit = data.limits[data.duty[duty, a.WORKER]]
    first, last = limit[a.STINT], limit[a.STINT] + limit[a.STINTS]
    block = -1
    for row in range(first, last):
        if data.stints[row, a.ON_DUTY] == duty:
            block = data.stints[row, a.BLOCK]
    leave, back, taken = a.NEVER, -a.NEVER, 0
    for row in range(first, last):
        other = data.stints[row, a.ON_DUTY]
        if other >= 0 and data.stints[row, a.BLOCK] == block and state.tour[other, a.COUNT] > 0:
            leave = min(leave, state.tour[other, a.LEAVE])
            back = max(back, state.node[data.fit.shape[0] + other, a.START])
            taken += state.tour[other, a.OWED_TAKEN]
    return taken - (back - leave - 1) // limit[a.LONGEST]
