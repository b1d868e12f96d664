"""The published JSON Schema of problems."""

from typing import Any

from optimizer.problem.document import ProblemDocument


def problem_schema() -> dict[str, Any]:
    """The JSON Schema of problem documents, as `tournee schema problem` prints it."""
    schema = ProblemDocument.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
