"""What an unserved visit costs the peers that cannot rank levels one before the other.

Their search weighs everything by one number. Our own steps between levels (see
`optimizer.engine.prices`) are so steep that a solver with soft windows would rather break a
hard one; these are gentler, and still dearer than any detour of a day.
"""

from optimizer.engine.instance import Instance
from optimizer.engine.prices import CENT

LEAST = 200 * 100 * CENT
"""200 EUR for a visit of priority 4, in units of a hundredth of a cent."""
STEP = 2
"""How much dearer each priority is than the next."""


def worth(instance: Instance, v: int) -> int:
    """The price of leaving visit v, in the units of `optimizer.engine.prices`."""
    visit = instance.visits[v]
    return LEAST * STEP ** (4 - visit.priority) * visit.weight
