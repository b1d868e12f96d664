"""What happens to a plan after it is made: events, revisions, differences."""

from optimizer.revise.apply import apply
from optimizer.revise.difference import Difference, difference
from optimizer.revise.events import Event, InvalidEvents, read_events

__all__ = ["Difference", "Event", "InvalidEvents", "apply", "difference", "read_events"]
