"""States of the service: each turns the document of normal days into that of its own.

The staff's hours, the windows and the demand of normal days are promises. What a mode changes
comes on short notice, so some visits may have to stay unserved: the priorities decide which.
"""

from collections.abc import Callable, Mapping

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.modes.absence import absence
from scenarios.besancon.modes.discharge import discharge
from scenarios.besancon.modes.heatwave import heatwave
from scenarios.besancon.modes.normal import normal
from scenarios.besancon.modes.snow import snow
from scenarios.besancon.modes.strike import strike

Mode = Callable[[ProblemDocument, int], ProblemDocument]
"""From the document of normal days and the seed."""

MODES: Mapping[str, Mode] = {
    "normal": normal,
    "absence": absence,
    "strike": strike,
    "heatwave": heatwave,
    "snow": snow,
    "discharge": discharge,
}
