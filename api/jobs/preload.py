"""What the fork server loads once, so that a solve starts warm: imported there, never called.

All engines search a tiny day on which somebody stays unserved: that loads (and, the first time
on a machine, compiles, for about a minute) all that a solve uses, reasons included.
"""

from typing import get_args

import api.checks
import api.plans.submission  # noqa: F401
import optimizer.cli  # noqa: F401  children import the program that the service was started by
from api.jobs import child, reading  # noqa: F401
from optimizer import Budget, Options, plan_document, solve
from optimizer.planning import Engine
from scenarios.small import load

TINY = "vital-first"

for engine in get_args(Engine):
    result = solve(load(TINY).problem, Budget(seconds=1, iterations=1), 1, Options(engine=engine))
    plan_document(result)
