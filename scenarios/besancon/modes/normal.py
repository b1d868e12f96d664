"""Everything as promised."""

from optimizer.problem.document import ProblemDocument


def normal(document: ProblemDocument, seed: int) -> ProblemDocument:
    """The document as it is."""
    return document
