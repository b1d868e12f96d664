"""Reading a problem: from a file, text or document to a checked `Problem`."""

from pathlib import Path
from typing import Any

from optimizer.problem.build import Builder
from optimizer.problem.checks import check
from optimizer.problem.document import ProblemDocument
from optimizer.problem.errors import InvalidProblem
from optimizer.problem.model import Problem
from optimizer.problem.reading import Errors, read_json, validate


def load_problem(document: Any) -> Problem:
    """Build the problem that a JSON document states.

    Parameters
    ----------
    document
        The document as JSON values (dicts, lists, texts, numbers), or a `ProblemDocument`.

    Raises
    ------
    InvalidProblem
        With every error found, each with JSON pointer, value and remedy.
    """
    if isinstance(document, ProblemDocument):
        document = document.to_json_dict()
    errors = Errors()
    valid = validate(ProblemDocument, document, errors)
    if valid is None:
        raise InvalidProblem(errors.found)
    model, original, lost = valid
    builder = Builder(model, original, lost, errors)
    problem = builder.build()
    if problem is not None:
        check(problem, builder, errors)
    if errors.found or problem is None:
        raise InvalidProblem(errors.found)
    return problem


def read_problem(source: str | Path | bytes) -> Problem:
    """Read a problem from a JSON file (a path) or from JSON bytes.

    Raises
    ------
    InvalidProblem
        As `load_problem`, and when the text is not JSON.
    OSError
        The file cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    errors = Errors()
    document = read_json(data, errors)
    if errors.found:
        raise InvalidProblem(errors.found)
    return load_problem(document)
