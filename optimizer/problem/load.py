"""Reading a problem: from a file, text or document to a checked `Problem`."""

from collections.abc import Mapping
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
    return _load(document, Errors())


def read_problem(source: str | Path | bytes) -> Problem:
    """Read a problem from a JSON file (a path) or from JSON bytes.

    Raises
    ------
    InvalidProblem
        As `load_problem`, and when the text is not JSON or an object has a key twice.
    OSError
        The file cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    errors = Errors()
    document = read_json(data, errors)
    if document is None and errors.found:
        raise InvalidProblem(errors.found)
    return _load(document, errors)


def _load(document: Any, errors: Errors) -> Problem:
    if not isinstance(document, Mapping):
        errors.add("wrong_type", (), document, "a problem is a JSON object",
                   "see `tournee schema problem`")  # fmt: skip
        raise InvalidProblem(errors.found)
    names = {"tours", "problem"}  # of a plan
    if str(document.get("format")).startswith("tournee.plan/") or names <= document.keys():
        errors.add("wrong_document", ("format",), document.get("format"),
                   "this is a plan, where a problem is meant",
                   "give the problem: it stands in the plan, under /problem")  # fmt: skip
        raise InvalidProblem(errors.found)
    valid = validate(ProblemDocument, document, errors)
    if valid is None:
        raise InvalidProblem(errors.found)
    builder = Builder(valid, errors)
    problem = builder.build()
    check(problem, builder, errors)
    if errors.found:
        raise InvalidProblem(errors.found)
    return problem
