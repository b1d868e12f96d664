"""States of the service: each turns the document of normal days into that of its own.

The staff's hours, the windows and the demand of a normal day are promises; what a mode changes
comes on short notice, so that some visits may have to stay unserved.
"""

from collections.abc import Callable, Mapping

from optimizer.problem.document import ProblemDocument

Mode = Callable[[ProblemDocument, int], ProblemDocument]
"""From the document of normal days and the seed."""


def normal(document: ProblemDocument, seed: int) -> ProblemDocument:
    """Everything as promised."""
    return document


MODES: Mapping[str, Mode] = {
    "normal": normal,
}
