"""Breaks: when, on which leg of the tour, before the road or after it.

Breaks last exactly as long as they must. The statutory pause is offered where the shifts of a
worker's day are long enough that it could be needed.
"""

from dataclasses import dataclass
from itertools import permutations

from ortools.sat.python import cp_model

from optimizer.engine.exact.model import Model
from optimizer.engine.exact.variables import END, START, Literal, Node, Pause, Tour
from optimizer.plan.model import STATUTORY
from optimizer.problem.features import blocks
from optimizer.problem.model import Break, Shift


@dataclass(frozen=True, slots=True)
class _Offer:
    """A pause that a tour may have."""

    ref: str
    duration: int
    windows: tuple[tuple[int, int], ...]


def add_pauses(model: Model) -> None:
    """Breaks of each shift, due or not; where a stop comes after one, it is idle from then on."""
    for tour in model.tours:
        for offer in _offers(model, tour):
            pause = _pause(model, tour, offer)
            if pause is not None:
                tour.pauses.append(pause)
        _order(model, tour)
        for demanded in tour.duty.shift.breaks:
            _due(model, tour, demanded)
    for node in (*model.nodes.values(), *(tour.home for tour in model.tours)):
        _prior(model, node)
    _owe(model)


def _owe(model: Model) -> None:
    """No more statutory pauses than owed: one for each full stretch in the time from the first
    departure to the last return of tours that none parts."""
    stretch = model.problem.working_time.max_stretch_without_break
    of_shift = {tour.duty.shift.id: tour for tour in model.tours}
    for worker, shifts in model.problem.shifts_of.items():
        for block in blocks(model.problem, shifts):
            tours = [of_shift[shift.id] for shift in block if shift.id in of_shift]
            pauses = [p for tour in tours for p in tour.pauses if p.ref == STATUTORY]
            if not pauses or model.waived("breaks", worker, *(shift.id for shift in block)):
                continue
            least = (stretch or 0) * sum(pause.present for pause in pauses) + 1
            spans = []
            for one in tours:
                for other in tours:
                    spans.append(span := model.flag())
                    model.cp.add_implication(span, one.used)
                    model.cp.add_implication(span, other.used)
                    model.add(other.back - one.leave >= least, span)
            for pause in pauses:
                model.cp.add_bool_or(~pause.present, *spans)
                for tour in tours:
                    _leave_in_time(model, tour, pause.present)


def _leave_in_time(model: Model, tour: Tour, when: Literal) -> None:
    """Nobody leaves early only to owe a pause: the first stop begins on arrival."""
    if tour.duty.shift.leaves_at_start:
        return
    for (i, j), leg in tour.legs.items():
        if i == START and j != END:
            first = model.nodes[j]
            clear = model.all_of(leg, *(~here for _, here in first.pauses))
            model.add(tour.leave + first.way >= first.start, clear, when)
            for pause, here in first.pauses:
                if any(pause is own for own in tour.pauses):
                    model.add(tour.leave + pause.travel >= pause.start, leg, here, pause.head, when)


def longest_stretch(model: Model, shift: Shift) -> int:
    """How long a worker could be at work around a shift, at most, without a statutory pause
    between two shifts."""
    least = max(1, model.problem.working_time.statutory_break or 0)
    start = end = None
    for other in model.problem.shifts_of[shift.worker]:
        if end is None or other.start - end >= least:
            if end is not None and shift.end <= end:
                break
            start, end = other.start, other.end
        end = max(end, other.end)
    return 0 if start is None or end is None else end - start


def _offers(model: Model, tour: Tour) -> list[_Offer]:
    shift, limits = tour.duty.shift, model.problem.working_time
    offers = [
        _Offer(b.id, b.duration, tuple((w.start, w.end) for w in b.windows)) for b in shift.breaks
    ]
    stretch, pause = limits.max_stretch_without_break, limits.statutory_break
    number = tour.route.taken.count(STATUTORY)
    if stretch and pause and not tour.route.fixed:
        number = (longest_stretch(model, shift) - 1) // stretch
    always = ((shift.start, shift.end),)
    return offers + [_Offer(STATUTORY, pause or 0, always)] * number


def _pause(model: Model, tour: Tour, offer: _Offer) -> Pause | None:
    """The variables of a pause; None if it has no place in the tour."""
    shift, facts = tour.duty.shift, model.facts
    windows = [[max(a, shift.start), min(b, shift.end - offer.duration)] for a, b in offer.windows]
    begun = None if facts is None else facts.pauses.get((shift.id, offer.ref))
    if begun is not None:
        windows = [[begun, begun]]
    elif facts is not None:
        windows = [[max(a, facts.until), b] for a, b in windows]
    windows = [window for window in windows if window[0] <= window[1]]
    if not windows:
        return None
    domain = cp_model.Domain.from_intervals(windows)
    first, last = windows[0][0] + offer.duration, windows[-1][1]
    legs = [j for j in (*tour.takes, END) if _could_be(model, tour, j, first, last)]
    if not legs:
        return None
    start = model.cp.new_int_var_from_domain(domain, f"pause {offer.ref} {shift.id}")
    taken = model.flag()
    pause = Pause(
        start=start,
        end=start + offer.duration,
        present=taken,
        ref=offer.ref,
        duration=offer.duration,
        at={j: model.flag() for j in legs},
        gone=model.flag(),
        head=model.true,
        tail=model.true,
    )
    model.cp.add_exactly_one(*pause.at.values(), ~taken)
    for j, here in pause.at.items():
        model.cp.add_implication(here, tour.used if j == END else tour.takes[j])
        (tour.home if j == END else model.nodes[j]).pauses.append((pause, here))
    return pause


def _could_be(model: Model, tour: Tour, j: int, over: int, begins: int) -> bool:
    """Whether a pause over by then at the earliest, begun by then at the latest, suits a leg."""
    nodes, shift = model.instance.nodes, tour.duty.shift
    latest = shift.end if j == END else nodes[j].windows[-1][1]
    ends = [
        shift.start if i == START else nodes[i].windows[0][0] + nodes[i].duration
        for i, to in tour.legs
        if to == j
    ]
    return bool(ends) and over <= latest and min(ends) <= begins


def _order(model: Model, tour: Tour) -> None:
    """What each pause comes after: the stop where its leg begins, or another pause on the leg."""
    follows: dict[tuple[int, int], Literal] = {}
    for a, b in permutations(range(len(tour.pauses)), 2):
        one, other = tour.pauses[a], tour.pauses[b]
        if one.at.keys() & other.at.keys():
            follows[a, b] = _following(model, one, other)
            tour.follows[id(one), id(other)] = follows[a, b]
    for b, pause in enumerate(tour.pauses):
        after = [literal for (_, other), literal in follows.items() if other == b]
        before = [literal for (one, _), literal in follows.items() if one == b]
        pause.head, pause.tail = _none(model, after), _none(model, before)
        pause.prior, pause.travel = model.whole(0, model.horizon), model.whole(0, model.horizon)
        road = model.whole(0, model.horizon)
        model.add(pause.travel == 0, model.no(pause.gone))
        model.add(pause.travel == road, pause.gone, pause.head)
        model.add(pause.idle >= 0, pause.present)
        for j, here in pause.at.items():
            node = tour.home if j == END else model.nodes[j]
            model.add(pause.prior == node.before, here, pause.head)
            model.add(road == node.way, here)
        for (a, behind), literal in follows.items():
            if behind == b:
                one = tour.pauses[a]
                model.add(pause.prior == one.end, literal)
                model.cp.add_bool_or(~literal, ~one.gone, pause.gone)
                model.add(pause.travel == 0, literal, one.gone)
                model.add(pause.travel == road, literal, ~one.gone, pause.gone)


def _following(model: Model, one: Pause, other: Pause) -> Literal:
    """Whether one pause comes right after another, on the same leg."""
    literal = model.flag()
    for pause in (one, other):
        model.cp.add_implication(literal, pause.present)
    for j in one.at.keys() | other.at.keys():
        here, there = one.at.get(j, model.false), other.at.get(j, model.false)
        model.cp.add_bool_or(~literal, ~here, there)
        model.cp.add_bool_or(~literal, here, ~there)
    return literal


def _none(model: Model, literals: list[Literal]) -> Literal:
    """Whether none of the literals holds; at most one of them does."""
    if not literals:
        return model.true
    none = model.flag()
    model.cp.add_exactly_one(*literals, none)
    return none


def _prior(model: Model, node: Node) -> None:
    """What a stop comes right after: the last pause on its leg, or the stop before."""
    if node.pauses:
        tails = [model.all_of(here, pause.tail) for pause, here in node.pauses]
        clear = _none(model, tails)
        for _, here in node.pauses:
            model.cp.add_implication(clear, ~here)
        node.prior, node.travel = model.whole(0, model.horizon), model.whole(0, model.horizon)
        model.add(node.prior == node.before, clear)
        model.add(node.travel == node.way, clear)
        for (pause, _), tail in zip(node.pauses, tails, strict=True):
            model.add(node.prior == pause.end, tail)
            model.add(node.travel == 0, tail, pause.gone)
            model.add(node.travel == node.way, tail, ~pause.gone)
    model.add(node.idle >= 0, node.present)


def _due(model: Model, tour: Tour, demanded: Break) -> None:
    """A break is taken where it is due, or missed if it may be."""
    taken = next((p.present for p in tour.pauses if p.ref == demanded.id), model.false)
    ways_out = [] if demanded.always_due else _outside(model, tour, demanded)
    missed = model.false
    if demanded.optional:
        missed = tour.missed[demanded.id] = model.flag()
        if demanded.always_due:  # missed even where there is no tour
            model.cp.add_bool_or(taken, missed)
            return
    elif model.waived("breaks", tour.duty.shift.id, tour.duty.shift.worker):
        return
    with model.assuming("break", f"{tour.duty.shift.id} {demanded.id}"):
        model.either(taken, missed, ~tour.used, *ways_out)


def _outside(model: Model, tour: Tour, demanded: Break) -> list[Literal]:
    """Literals of which each stands for room for the break before or after the tour."""
    found: list[Literal] = []
    for window in demanded.windows:
        before, after = model.flag(), model.flag()
        model.add(tour.leave >= window.start + demanded.duration, before)
        model.add(tour.back <= window.end, after)
        found += [before, after]
    return found
