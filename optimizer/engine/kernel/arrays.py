"""The arrays that compiled code works on, and what their columns hold.

Visits are nodes 0 to n-1; the reloads that a duty may make are visits of nobody, behind the
others. Node n+r stands for both ends of the tour of duty r: its NEXT is the first visit, its PREV
the last one, its START the return. Times are ticks; prices are
whole numbers of one scale (see `prices.py`). -1 stands for none.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from optimizer.engine.kernel.tables import Kind, Tables

Integers = NDArray[np.int64]
Row = Annotated[Integers, Kind(1, "int64")]
Table = Annotated[Integers, Kind(2, "int64")]
Stack = Annotated[Integers, Kind(3, "int64")]
Integers32 = NDArray[np.int32]
Ways = Annotated[Integers32, Kind(4, "int32")]
Keys = Annotated[NDArray[np.float64], Kind(1, "float64")]
Random = Annotated[NDArray[np.uint64], Kind(1, "uint64")]

NEVER = 1 << 60
"""Later than any time, dearer than any price."""
UNSET = -1
"""Start of a visit that has none yet."""

# Columns of Data.node: what does not change.
(LOC, DUR, OPEN, LAST, LATE, WINS, LINK, LINKS, WIN, FRESH_FOR, RELOAD, UNIT, PICKUP, DELIVERY,
 RIDE, RANK, PERSON, USUAL, BEFORE, BEFORE_WORKER) = range(20)  # fmt: skip
NODE_COLUMNS = 24  # three lines of the processor's cache, the first with what is read most
"""LOC row in the matrices; DUR service; OPEN first and LAST last start allowed; LATE last start
without lateness (where there is one window); WIN, WINS rows in `windows`; LINK, LINKS rows in
`links`; USUAL the usual start; UNIT number of its unit, -1 of a reload; BEFORE its start in the
previous plan, by BEFORE_WORKER; RELOAD 1: a reload; PICKUP and DELIVERY the other end of its ride,
RIDE the number of that; FRESH_FOR ticks from loading to the start, -1: any; RANK place in a frozen
tour, NEVER: behind it; PERSON whom it is for, -1: nobody."""

# Columns of Data.windows: starts allowed, disjoint, in order.
FIRST, FINAL, LATE_AFTER = range(3)

# Columns of Data.links, a row for each side of a link between two visits.
OTHER, OUT, IN, WORKERS = range(4)
"""The other visit starts at or after the own start + OUT, the own at or after the other's + IN
(-NEVER: no bound); WORKERS: RIDES the same tour, 1 the same, -1 different, 0 any."""
RIDES = 2

# Columns of Data.duty.
(DUTY_START, DUTY_END, START_LOC, MODE, WORKER, CLASS, OVERTIME_AFTER, AT_START, PAUSE_FROM,
 PAUSES, SHIFT_START, DAY, LIMITED, LOADED, FRESH, RELOAD_FROM, RELOAD_TO, MAY_RELOAD,
 DUTY_COLUMNS) = range(19)  # fmt: skip
"""CLASS: duties alike have the same; AT_START: the tour leaves exactly at the start; PAUSE_FROM,
PAUSES: rows in `pauses`; SHIFT_START: before unavailabilities at its beginning; DAY: the same for
the duties of a worker on a day, which follow each other; LIMITED 1: a tour could break a limit of
working time; LOADED 1: what is aboard must be followed along the tour; FRESH 1: something must be
handed over soon after loading; RELOAD_FROM, RELOAD_TO: its reloads, of which it may make
MAY_RELOAD."""

# Columns of Data.pauses.
(PAUSE_DUR, PAUSE_WIN, PAUSE_WINS, PAUSE_OPEN, PAUSE_CLOSE, MISSED, IF_DUE, INSIDE, RESTS, PAID,
 OWED, PAUSE_COLUMNS) = range(12)  # fmt: skip
"""PAUSE_WIN, PAUSE_WINS rows in `windows`; PAUSE_OPEN first and PAUSE_CLOSE last start;
MISSED the price of leaving it out, -1: it may not be left out; IF_DUE 1: that costs nothing where
the tour leaves room for it outside, or there is no tour; INSIDE 1: it is taken inside the tour on
the first and the last leg too, at the visit's place (see `pauses.first_inside`); RESTS what of it
is a break: all, or 0 where the worker is unavailable, which the score counts as wait; PAID 1: a
break that is work all the same; OWED 1: a statutory pause, outside the tour at any time unless
that owes it."""

# Columns of Data.limits: what binds a worker (NEVER, for a least rest -NEVER: nothing does).
(DAY_WORK, DAY_SPAN, DAY_REST, WEEK_WORK, WEEK_REST, LONGEST, LEAST_PAUSE, LEAST_WAIT, STINT,
 STINTS, WEEK, WEEKS, LIMIT_COLUMNS) = range(13)  # fmt: skip
"""Most DAY_WORK, DAY_SPAN, least DAY_REST between days; most WEEK_WORK, least WEEK_REST in one
piece; LONGEST stretch at work without a pause: a break or a gap between tours of LEAST_PAUSE, or a
wait of LEAST_WAIT. STINT, STINTS rows in `stints`; WEEK, WEEKS rows in `weeks`."""

# Columns of Data.stints: what a worker has worked and may work, in order.
ON_DUTY, STINT_DAY, STINT_WEEK, BEGAN, ENDED, WAS_WORKED, MOST_WORK, BLOCK = range(8)
"""ON_DUTY: a duty with at most MOST_WORK, or -1: of the past, which BEGAN, ENDED and WAS_WORKED;
BLOCK is the same for duties that no statutory pause parts."""

# Columns of Data.weeks: all of such a week is known.
WHICH_WEEK, WEEK_START, WEEK_END = range(3)

# Data.prices. P_SMOOTH: spare time of all shifts, see `compare.smooth`.
(P_TRAVEL, P_METRE, P_LATE, P_LATE_MAX, P_OVERTIME, P_WAIT, P_USUAL, P_GAP, P_MOVED, P_TOUR,
 P_IDLE, P_IDLE_MAX, P_WORK, P_WORK_MAX, P_WORK_DEV, P_HEAVY, P_HEAVY_MAX, P_HEAVY_DEV, P_SMOOTH,
 P_FACES, PRICES) = range(21)  # fmt: skip


class Data(Tables):
    """A problem: read only, shared by all threads."""

    ways: Ways
    """[mode, place, other, (TO, FROM, TO_METRES, FROM_METRES)]: to the other place and back, side
    by side."""
    node: Table
    windows: Table
    links: Table
    duty: Table
    pauses: Table
    fit: Table
    """[visit, duty] price of the visit there, travel apart; -1: not possible."""
    able: Row
    """Duties possible for the visits, one visit after the other."""
    able_from: Row
    """Visit v has able[able_from[v]:able_from[v + 1]]."""
    load: Table
    """[visit, dimension] from the last loading to the visit."""
    riding: Table
    """[pickup, dimension] from there to its delivery."""
    apart: Table
    """[ride, ride] 1: never aboard together."""
    held: Row
    """By unit: 1 if a visit of it is pinned, and so never given up for others."""
    room: Table
    """[duty, dimension]."""
    heavy: Row
    """By visit."""
    unit_from: Row
    """Unit u, visits served together or not at all, is members[unit_from[u]:unit_from[u + 1]]."""
    members: Row
    penalty: Row
    """By unit: the price of leaving it unserved."""
    near: Stack
    """[2, visit, k] nearest visits: in space, and in space and time; padded with -1."""
    crew: Row
    """By worker: the number of the first duty, -1 if there is none."""
    limits: Table
    """By worker: limits of working time that a tour could break."""
    stints: Table
    weeks: Table
    prices: Row
    settings: Row
    """See SETTINGS."""


(LONG_ENOUGH, MOVED_AFTER, TIMED_TERMS, HABIT_TERMS, OVERALL_TERMS, SPREAD_TERMS, FULL_SCAN,
 BOUNDS, LINKED_PLACES, SLICE, FROZEN, RELOADS, LIMITS, BREAK_TERMS, FACE_TERMS, MISSABLE,
 SETTINGS) = range(17)  # fmt: skip
"""Of Data.settings: LONG_ENOUGH ticks of wait are a gap; MOVED_AFTER ticks off the previous start
are a change; TIMED_TERMS 1: wait, gaps, habits or breaks that are due have a price, HABIT_TERMS 1:
gaps or habits, BREAK_TERMS 1: breaks; FACE_TERMS 1: each more worker of a person has a price;
OVERALL_TERMS 1: a term compares tours or workers, SPREAD_TERMS 1: workers; FULL_SCAN 1: all tours
are looked through, else those of near visits; BOUNDS 1: bounds save exact trials; LINKED_PLACES:
positions of each visit that are combined for linked visits; SLICE: ticks, the quarter of the widest
time of day that a ruin empties; FROZEN 1: there are frozen tours, RELOADS 1: reloads, LIMITS 1:
LIMITED duties; BREAK_TERMS 1: breaks that cost only if due; FACE_TERMS 1: P_FACES; MISSABLE 1:
breaks with a price of missing them."""

# Columns of Data.ways; metres only if distance has a price.
TO, FROM, TO_METRES, FROM_METRES = range(4)

# Columns of State.node.
NEXT, START, WAY, AT, LASTS, LATEST, FREE, PAUSE, DUTY, PREV, LOADS = range(11)
STATE_COLUMNS = 16  # two lines of the cache
"""DUTY of the tour, -1 if unserved; START; LATEST a start after it cannot be right, by this
tour's hard limits; FREE up to this start nothing later gets dearer and no linked visit moves;
PAUSE first pause on the way here; WAY price of the leg here; AT, LASTS, LOADS place, length and
RELOAD, as in Data.node: to be read in one go."""

# Columns of State.tour.
(BUSY, IDLE, TIMED, COST, TOP_LATE, PAUSED, COUNT, HEAVY, SLACK, SMOOTH, LOADINGS, LEAVE, WORKED,
 FIRST_PAUSE, LAST_PAUSE, STRETCH, OWED_TAKEN, TOUR_COLUMNS) = range(18)  # fmt: skip
"""BUSY travel and service; IDLE wait; TIMED price of wait, gaps, habits and missed breaks that are
due; COST all prices of the tour; TOP_LATE the latest visit's lateness; PAUSED length of pauses and
reloads inside; COUNT visits, LOADINGS reloads; HEAVY sum; SLACK time of the shift neither travelled
nor busy, SMOOTH what annealing counts for it. Only where LIMITED: LEAVE when it leaves; WORKED work
in it; FIRST_PAUSE start of the first pause that ends a stretch at work (NEVER: none), LAST_PAUSE
end of the last one, STRETCH the longest between two; OWED_TAKEN statutory pauses inside."""


WITHIN = 2
"""Of State.taken."""


class State(Tables):
    """Tours of one thread."""

    node: Table
    after: Row
    """By pause: the next pause on the same leg."""
    taken: Row
    """By pause: 0 left out, 1 on a leg, WITHIN on a leg and inside the tour on an outer one too."""
    came: Table
    """[person, worker] visits; empty where FACE_TERMS is 0, as the next."""
    faces: Row
    """By person: how many workers come."""
    tour: Table
    used: Table
    """[duty, dimension] load of all visits, rides apart."""
    out: Row
    """By unit: 1 unserved."""
    total: Row
    """See TOTALS."""


(T_COST, T_TOURS, T_OVERALL, T_UNSERVED, T_LATE_MAX, T_IDLE, T_SLACK_TOP, T_SLACK_NEXT, T_WORK,
 T_SMOOTH, T_SPREAD, T_FACES, TOTALS) = range(13)  # fmt: skip
"""Of State.total: the whole price and its parts; the latest lateness; all waiting; the two greatest
SLACKs; mean work of the workers on duty; T_SMOOTH what annealing adds to the price; T_SPREAD the
part of work and heavy visits in it, T_FACES that of workers beyond the first."""


class Scratch(Tables):
    """Work space of one thread: an overlay of starts, and lists."""

    stamp: Row
    """By node: the overlay holds a start if this equals count[VERSION]."""
    start: Row
    stack: Table
    """[position, (node, time)] starts to raise."""
    touched: Row
    tour_stamp: Row
    tours: Row
    hours: Table
    """By tour, as the overlay has it: the columns of State.tour that limits are about."""
    dirty: Row
    """Tours that differ from the accepted state."""
    dirty_stamp: Row
    units: Row
    unit_stamp: Row
    keys: Keys
    spots: Table
    """Positions of a visit that may be the best: SPOT columns."""
    places: Stack
    """[side, rank, SPOT column] the cheapest positions of two linked visits."""
    pairs: Table
    """[row, (price at least, row in places[0], row in places[1])]."""
    found: Row
    class_stamp: Row
    order: Row
    queue: Row
    position: Row
    string_stamp: Row
    aboard: Row
    """Pickups whose ride is under way."""
    near_stamp: Row
    random: Random
    count: Row
    """See COUNTS."""


# Columns of Scratch.spots and places.
PRICE, FIXED, BEHIND, ON, AT_TIME, SPOT_COLUMNS = range(6)
"""PRICE at least, FIXED the part of it that does not depend on the start; BEHIND which node; ON
which duty; AT_TIME earliest start, pauses left out."""

(VERSION, TOUCHED, TOURS_TOUCHED, DIRTY, UNITS, LATE_TOP, CLASSES, POSITIONS, BROKEN, STOPPED,
 FETCHED, COUNTS) = range(12)  # fmt: skip
"""BROKEN 1: starts are lost, the state must be copied anew; STOPPED 1, set by another thread: what
is not put in yet stays out; FETCHED: never
read, without it the compiler would leave out what `fetch_ways` reads."""
