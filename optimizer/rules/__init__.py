"""The law: one file a rule, each a plain check with the sentence a planner reads."""

from optimizer.rules.base import (
    Lang,
    Lapse,
    Moment,
    Rule,
    Sentence,
    Span,
    Violation,
)
from optimizer.rules.breaks import Breaks
from optimizer.rules.capacity import Capacity
from optimizer.rules.links import Links
from optimizer.rules.pairings import Pairings
from optimizer.rules.pickup_delivery import PickupAndDelivery
from optimizer.rules.pins import Pins
from optimizer.rules.presence import Presence
from optimizer.rules.shift_bounds import ShiftBounds
from optimizer.rules.skills import Skills
from optimizer.rules.time_since_loading import TimeSinceLoading
from optimizer.rules.time_windows import TimeWindows
from optimizer.rules.travel import TravelTimes
from optimizer.rules.vehicles import Vehicles
from optimizer.rules.working_time import WorkingTimeLimits

RULES: tuple[Rule, ...] = (
    Skills(),
    TimeWindows(),
    ShiftBounds(),
    TravelTimes(),
    Breaks(),
    WorkingTimeLimits(),
    Pairings(),
    Capacity(),
    Links(),
    PickupAndDelivery(),
    TimeSinceLoading(),
    Presence(),
    Pins(),
    Vehicles(),
)

__all__ = ["RULES", "Lang", "Lapse", "Moment", "Rule", "Sentence", "Span", "Violation"]
