"""What happens to a plan after it is made: events, revisions, differences."""

from optimizer.revise.apply import apply
from optimizer.revise.events import Event, InvalidEvents, read_events

__all__ = ["Event", "InvalidEvents", "apply", "read_events"]
