"""What a model of tours is made of: routes to choose from, and the variables of stops and tours."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from optimizer.engine.duties import Duty

START, END = -1, -2
"""The ends of a tour, beside the numbers of nodes."""
Leg = tuple[int, int]
Expr = cp_model.LinearExpr | int
Literal = cp_model.BoolVarT
Items = list[Expr]
"""What a term measures, in ticks, metres or pieces."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a tour may be: the legs it may have, from START to END, and the vehicles to choose
    from. With `fixed` it has all of its legs, in this order, else any way along them, or none.

    `taken`: ids of the breaks that the tour has already, in order (a fixed tour only). `rests`:
    whether a long wait may stand for a pause.
    """

    duty: Duty
    legs: tuple[Leg, ...]
    vehicles: tuple[str | None, ...]
    fixed: bool = False
    taken: tuple[str, ...] = ()
    rests: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What has begun before `until` (ticks) and cannot change: starts of nodes, of breaks by
    shift and id, and of tours by shift. Everything else begins at `until` or later."""

    until: int
    nodes: Mapping[int, int]
    pauses: Mapping[tuple[str, str], int]
    leaves: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Stop:
    """A visit, a reload, a return or a pause: as the plan counts it.

    It starts `idle` ticks after the end of the stop before it (`prior`) and the way between
    (`travel`).
    """

    start: Expr
    end: Expr
    present: Literal
    prior: Expr = 0
    travel: Expr = 0
    leaves: Expr | None = None
    """When the worker sets out for it, where that matters; else at once."""

    @property
    def idle(self) -> Expr:
        return self.start - self.prior - self.travel


@dataclass(slots=True, kw_only=True)
class Node(Stop):
    """A stop other than a pause: `before` and `way` are those of the leg, pauses on it or not.

    `first`: whether no visit comes before it in its tour. `returns`: it is the end of a tour.
    `legs`: the literal of each leg by its tour and where it comes from.
    """

    before: Expr = 0
    way: Expr = 0
    metres: Expr = 0
    first: Literal
    returns: bool = False
    legs: dict[tuple[int, int], Literal] = field(default_factory=dict)
    pauses: list[tuple["Pause", Literal]] = field(default_factory=list)
    """Those that may be taken on the leg, and whether they are."""


@dataclass(slots=True, kw_only=True)
class Pause(Stop):
    """A break stop: on which leg (by the node that it leads to); after the road (`gone`) or before;
    `head` and `tail`: whether it is the first and the last of the pauses on its leg."""

    ref: str
    duration: int
    at: dict[int, Literal]
    gone: Literal
    head: Literal
    tail: Literal


@dataclass(slots=True)
class Tour:
    """A tour: whether there is one, when it leaves and is back, its legs, pauses and vehicle."""

    number: int
    route: Route
    used: Literal
    leave: Expr
    back: Expr
    legs: dict[Leg, Literal]
    takes: dict[int, Literal]
    home: Node
    pauses: list[Pause] = field(default_factory=list)
    missed: dict[str, Literal] = field(default_factory=dict)
    """Optional breaks: due and not taken."""
    follows: dict[tuple[int, int], Literal] = field(default_factory=dict)
    """Whether a pause comes right after another on a leg, by their `id()`s."""
    vehicles: dict[str, Literal] = field(default_factory=dict)
    work: Expr | None = None
    """Ticks of work at least, where a rule asks for it."""

    @property
    def duty(self) -> Duty:
        return self.route.duty
