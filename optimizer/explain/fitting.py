"""What still fits into the tours of a plan, limits of working time included."""

from collections.abc import Callable

from optimizer.engine.decode import routes_of, tours_of
from optimizer.engine.insertion import Insertion
from optimizer.engine.instance import Instance
from optimizer.engine.layout import plan_of
from optimizer.engine.prices import prices_of
from optimizer.explain.hours import Hours
from optimizer.plan.model import Plan


def adopted(instance: Instance, plan: Plan) -> Insertion:
    """An insertion into the tours of a plan, whose limits of working time it keeps."""
    insertion = Insertion(instance, prices_of(instance), seed=0)
    insertion.adopt(tours_of(instance, *routes_of(instance, plan)))
    hours = Hours(instance, plan)
    insertion.hours = hours if hours.duties else None
    return insertion


def completed(instance: Instance, plan: Plan, over: Callable[[], bool]) -> Plan:
    """The plan with every visit added that still fits in, until the time is `over`."""
    insertion = adopted(instance, plan)
    insertion.place_all(over)
    hours = insertion.hours
    if isinstance(hours, Hours):
        return hours.plan_of(insertion.tours) or plan
    return plan_of(instance, insertion.tours)
