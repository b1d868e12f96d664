"""The published JSON Schema says what the reader accepts."""

import json
from collections.abc import Iterator
from typing import Any

from optimizer.problem.schema import COPY, problem_schema, text


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """All objects inside a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from objects(item)


def test_the_committed_copy_is_current():
    """The copy that people link to is the schema of this version."""
    assert COPY.read_text(encoding="utf-8") == text(), (
        "the format has changed; write the copy with: .venv/bin/python -m optimizer.problem.schema"
    )


def test_the_schema_says_which_standard_it_follows():
    """Draft 2020-12, a title, a description, and no address that could go stale."""
    schema = problem_schema()

    assert schema["$schema"].endswith("/draft/2020-12/schema")
    assert schema["title"] == "Problem of Tournée"
    assert schema["description"]
    assert "$id" not in schema


def test_unknown_fields_are_refused_everywhere():
    """Every object with named fields is closed."""
    closed = [
        part for part in objects(problem_schema()) if "properties" in part and "title" in part
    ]

    assert len(closed) > 20
    assert all(part["additionalProperties"] is False for part in closed)


def test_the_schema_is_standard_json():
    """No infinity, no value that only one language knows; all references lead somewhere."""
    schema = problem_schema()
    json.dumps(schema, allow_nan=False)
    names = {ref for part in objects(schema) if isinstance(ref := part.get("$ref"), str)}

    assert {name.removeprefix("#/$defs/") for name in names} <= set(schema["$defs"])


def test_parts_are_described():
    """A reader of the schema alone learns what each part is."""
    parts = problem_schema()["$defs"]

    assert [name for name, part in parts.items() if not part.get("description")] == []
