"""A valid document with everything in it, and small changes to it by JSON pointer."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent / "everything.json"

Document = dict[str, Any]
Change = Callable[[Document], None]


def everything() -> Document:
    """All rules and the whole vocabulary, on the two days around the change to summer time."""
    return json.loads(PATH.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def put(pointer: str, value: Any) -> Change:
    """Write a value; `-` as the last part appends to a list."""

    def change(document: Document) -> None:
        parent, key = _parent(document, pointer)
        if key == "-":
            parent.append(value)
        else:
            parent[key] = value

    return change


def drop(pointer: str) -> Change:
    """Remove a value."""

    def change(document: Document) -> None:
        parent, key = _parent(document, pointer)
        del parent[key]

    return change


def again(pointer: str, **changes: Any) -> Change:
    """Append a copy of a list's item to the list."""

    def change(document: Document) -> None:
        parent, key = _parent(document, pointer)
        parent.append(copy.deepcopy(parent[key]) | changes)

    return change


def at(document: Any, pointer: str) -> Any:
    """The value at a pointer."""
    parent, key = _parent({"": document}, "/" + pointer)
    return parent[key]


def _parent(document: Any, pointer: str) -> tuple[Any, Any]:
    parts = pointer.split("/")[1:]
    keys = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    for key in keys[:-1]:
        document = document[int(key) if isinstance(document, list) else key]
    last = keys[-1]
    return document, int(last) if isinstance(document, list) and last != "-" else last
