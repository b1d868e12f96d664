"""What the fork server loads once, so that a solve starts warm: imported there, never called.

The search of a tiny day runs the default engine, which loads its compiled code (and compiles it,
the first time on a machine: about a minute).
"""

import optimizer.cli  # noqa: F401  the children look at the module that the service was started by
from api.jobs import child  # noqa: F401
from optimizer import Budget, solve
from scenarios.small import load

solve(load("two-carer-lift").problem, Budget(iterations=1))
