"""The published JSON Schema of problems: `tournee schema problem`.

`python -m optimizer.problem.schema` writes the copy beside this file anew.
"""

import json
from pathlib import Path
from typing import Any

from optimizer.problem.document import ProblemDocument

COPY = Path(__file__).with_name("problem.schema.json")


def problem_schema() -> dict[str, Any]:
    """JSON Schema of a problem document. What relates parts to each other is not in it."""
    schema = ProblemDocument.model_json_schema()
    schema["title"] = "Problem of Tournée"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def text() -> str:
    """The schema as the text that is published."""
    return json.dumps(problem_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    COPY.write_text(text(), encoding="utf-8")
