"""All rules, added to a model of tours."""

from optimizer.engine.exact.cargo import add_cargo
from optimizer.engine.exact.limits import add_limits
from optimizer.engine.exact.links import add_frozen, add_links
from optimizer.engine.exact.model import Model
from optimizer.engine.exact.pauses import add_pauses
from optimizer.engine.exact.staff import add_staff, add_vehicles


def add_rules(model: Model) -> None:
    """Everything that a plan must keep; pauses first, as they settle how long each stop waits."""
    add_pauses(model)
    add_staff(model)
    add_vehicles(model)
    add_links(model)
    add_frozen(model)
    add_cargo(model)
    add_limits(model)
