"""From bytes to a validated `ProblemDocument`, keeping what is readable when parts are not.

A broken item of a list is reported and left out, so that the checks between items still run
over the rest and a person sees every error at once.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from optimizer.problem.errors import InputError

MAX_BYTES = 200_000_000

Model = TypeVar("Model", bound=BaseModel)


class Errors:
    """Collects input errors; the order of reporting is that of finding."""

    def __init__(self) -> None:
        self.found: list[InputError] = []

    def add(self, code: str, where: tuple[str | int, ...], value: Any, message: str, remedy: str) -> None:
        self.found.append(InputError(code, pointer(where), value, message, remedy))


def pointer(where: tuple[str | int, ...]) -> str:
    """JSON pointer (RFC 6901) of a path of keys and indices."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in where)


def read_json(data: bytes | str, errors: Errors) -> Any:
    """Parse JSON strictly: UTF-8, no key twice. None, with an error added, if it is not JSON."""
    if len(data) > MAX_BYTES:
        errors.add("too_large", (), f"{len(data)} bytes", "the document is too large",
                   f"keep it below {MAX_BYTES} bytes: split the horizon or the territory")  # fmt: skip
        return None

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            raise ValueError(f"key {twice[0]!r} stands twice in one object")
        return result

    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, object_pairs_hook=unique)
    except UnicodeDecodeError as error:
        errors.add("not_utf8", (), f"byte {error.start}", "the document is not UTF-8 text",
                   "save it as JSON in UTF-8")  # fmt: skip
    except json.JSONDecodeError as error:
        errors.add("not_json", (), text[error.pos : error.pos + 30],
                   f"the document is not JSON: {error.msg} at line {error.lineno}, "
                   f"column {error.colno}", "correct the text there")  # fmt: skip
    except RecursionError:
        errors.add("not_json", (), None, "the document is nested too deeply",
                   "send a problem as printed by `tournee schema problem`")  # fmt: skip
    except ValueError as error:
        errors.add("not_json", (), None, f"the document is not usable JSON: {error}",
                   "correct the text there")  # fmt: skip
    return None


def validate(
    model: type[Model], document: Any, errors: Errors
) -> tuple[Model, dict[str, list[int]], dict[str, set[str]]] | None:
    """Validate, leaving out broken list items.

    Returns the model, for each list field the original index of every item kept, and the ids
    of the items left out; None if what remains is no document at all. All errors are added.
    """
    if not isinstance(document, Mapping):
        errors.add("wrong_type", (), document, "a problem is a JSON object",
                   "see `tournee schema problem`")  # fmt: skip
        return None
    lists = {key: list(range(len(v))) for key, v in document.items() if isinstance(v, list)}
    lost: dict[str, set[str]] = {}
    try:
        return model.model_validate(document), lists, lost
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        _report(detail, errors)
    broken: dict[str, set[int]] = {}
    kept = {key: value for key, value in document.items() if key in model.model_fields}
    for detail in details:
        where = detail["loc"]
        key = str(where[0]) if where else ""
        if len(where) > 1 and isinstance(where[1], int) and isinstance(kept.get(key), list):
            broken.setdefault(key, set()).add(where[1])
        elif key in kept:
            del kept[key]
    for key, indices in broken.items():
        if key not in kept:
            continue
        items = document[key]
        lists[key] = [i for i in range(len(items)) if i not in indices]
        kept[key] = [items[i] for i in lists[key]]
        lost[key] = {
            items[i]["id"]
            for i in indices
            if isinstance(items[i], Mapping) and isinstance(items[i].get("id"), str)
        }
    try:
        return model.model_validate(kept), lists, lost
    except ValidationError:
        return None


_REMEDIES = {
    "missing": ("missing", "is missing", "add it"),
    "extra_forbidden": ("unknown_field", "is not a known field", "remove it, or correct its name"),
    "string_type": ("wrong_type", "must be a text", 'write it in quotes, like "V12"'),
    "string_too_short": ("empty", "is empty", "give it a value"),
    "int_type": ("wrong_type", "must be a whole number", "write it without quotes, like 2"),
    "bool_type": ("wrong_type", "must be true or false", "write true or false, without quotes"),
    "list_type": ("wrong_type", "must be a list", "write [ ... ]"),
    "dict_type": ("wrong_type", "must be an object", "write { ... }"),
    "model_type": ("wrong_type", "must be an object", "write { ... }"),
    "tuple_type": ("wrong_type", "must be a pair of numbers", "write [latitude, longitude]"),
}


def _report(detail: ErrorDetails, errors: Errors) -> None:
    kind = detail["type"]
    where = tuple(part for part in detail["loc"] if not _is_tag(part))
    value = None if kind == "missing" else detail["input"]
    limits = detail.get("ctx", {})
    if kind in _REMEDIES:
        code, message, remedy = _REMEDIES[kind]
    elif kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        bound = {
            "greater_than_equal": "at least",
            "greater_than": "above",
            "less_than_equal": "at most",
            "less_than": "below",
        }[kind]
        limit = next(iter(limits.values()))
        code, message = "out_of_range", f"must be {bound} {limit}"
        remedy = "correct the number"
        if {"latitude", "longitude"} & {str(part) for part in where} or "location" in where:
            remedy = "write [latitude, longitude] in degrees"
    elif kind in ("too_short", "too_long"):
        code, remedy = "wrong_length", "add or remove items"
        message = detail["msg"][0].lower() + detail["msg"][1:]
    elif kind in ("literal_error", "union_tag_invalid"):
        expected = limits.get("expected") or limits.get("expected_tags")
        code, message, remedy = "unknown_value", f"must be one of {expected}", "choose one of them"
    elif kind == "union_tag_not_found":
        code, message, remedy = "missing", "has no type", 'add "type", for example "together"'
    elif kind == "value_error":
        code, message = "wrong_type", str(limits.get("error", detail["msg"]))
        remedy = "correct the value"
    elif kind.startswith("date"):
        code, message, remedy = "not_a_date", "is not a date", "write it like 2026-11-23"
    else:
        code, message = "invalid", detail["msg"][0].lower() + detail["msg"][1:]
        remedy = "see `tournee schema problem`"
    field = next((str(part) for part in reversed(where) if isinstance(part, str)), "document")
    errors.add(code, where, value, f"{field} {message}", remedy)


_LINK_TAGS = {"together", "sequence", "same_worker", "different_workers", "pickup_delivery"}


def _is_tag(part: str | int) -> bool:
    return part in _LINK_TAGS
