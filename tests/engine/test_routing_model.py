"""The OR-Tools model on its own: what it must allow."""

from optimizer.engine.instance import Instance
from optimizer.engine.prices import prices_of
from optimizer.engine.routing.model import RoutingModel
from tests.builders import loaded, visit, worker


def test_a_visit_that_costs_something_with_everybody_may_stay_unserved():
    """Nobody knows the person, each is a new face: a plan without the visit is still a plan."""
    day = loaded(
        visits=[visit("v1", at=1), visit("v2", at=1)],
        workers=[worker("w1"), worker("w2", history={"persons": {"p-v2": 3}})],
    )
    instance = Instance(day)
    model = RoutingModel(instance, prices_of(instance), served=())
    model.routing.CloseModel()

    for routes in ([[], []], [[], [1]], [[0], []]):
        assert model.routing.ReadAssignmentFromRoutes(
            [[model.index(v) for v in route] for route in routes], True
        )
