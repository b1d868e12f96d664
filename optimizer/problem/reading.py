"""From bytes to a validated document, keeping what is readable when parts are not.

A person should see every error at once. So a value that cannot be read is reported and
replaced by a stand-in of the right type, and the checks between the parts run all the same;
what they would say about a stand-in is not reported.
"""

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from optimizer.problem.errors import InputError, cut

MAX_BYTES = 200_000_000
MAX_ERRORS = 50_000
"""More errors than this are only counted."""

Where = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Errors:
    """Collects input errors; the order of reporting is that of finding."""

    def __init__(self) -> None:
        self.found: list[InputError] = []
        self._reported: set[Where] = set()
        self._replaced: set[Where] = set()

    def add(self, code: str, where: Where, value: Any, message: str, remedy: str) -> None:
        """Report an error, unless it is about a stand-in."""
        if not self.replaced(where):
            self.found.append(InputError(code, pointer(where), cut(value), message, remedy))
            self._reported.update(where[:n] for n in range(len(where) + 1))

    def replace(self, where: Where) -> None:
        """Say that a stand-in is here now: later errors here, or inside, mean nothing."""
        self._replaced.add(where)

    def replaced(self, where: Where) -> bool:
        """Whether this, or what it is a part of, is a stand-in."""
        found = self._replaced
        return bool(found) and any(where[:n] in found for n in range(len(where) + 1))

    def at(self, where: Where) -> bool:
        """Whether an error was reported here or inside, or this is a stand-in."""
        return where in self._reported or self.replaced(where)


def pointer(where: Where) -> str:
    """JSON pointer (RFC 6901) of a path of keys and indices."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in where)


def field_name(where: Where) -> str:
    """What a message is about: a field, or an item of a list."""
    count = 0
    while count < len(where) and isinstance(where[-1 - count], int):
        count += 1
    field = str(where[-1 - count]) if count < len(where) else "the document"
    if not count:
        return field
    if field == "location":
        return ("latitude", "longitude")[int(where[-1])]
    return f"item {'/'.join(map(str, where[-count:]))} of {field}"


# JSON


def read_json(data: bytes | str, errors: Errors) -> Any:
    """Parse JSON strictly: UTF-8, no key twice. None, with an error added, if it is not JSON.

    Where keys stand twice, the errors are added and the last values count.
    """
    if len(data) > MAX_BYTES:
        errors.add("too_large", (), f"{len(data)} bytes", "the document is too large",
                   f"keep it below {MAX_BYTES} bytes: split the days or the territory")  # fmt: skip
        return None
    twice: list[tuple[dict[str, Any], str]] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice.extend((result, key) for key, count in counts.items() if count > 1)
        return result

    text = ""
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        document = json.loads(text, object_pairs_hook=unique)
        if _HALF_CHARACTER.search(text):
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        wide = isinstance(data, bytes) and data.startswith((codecs.BOM_UTF16, codecs.BOM_UTF16_BE))
        errors.add("not_utf8", (), f"byte {error.start}",
                   f"the document is not UTF-8 text{', but looks like UTF-16' if wide else ''}",
                   "save it as JSON in UTF-8")  # fmt: skip
    except UnicodeEncodeError:
        errors.add("not_utf8", (), r"\ud800 to \udfff", "a text holds half of a character",
                   r"write whole characters, or both halves, like \ud83d\ude90")  # fmt: skip
    except json.JSONDecodeError as error:
        errors.add("not_json", (), text[error.pos : error.pos + 30], _not_json(error, text),
                   "correct the text there")  # fmt: skip
    except RecursionError:
        errors.add("not_json", (), text[:30], "the document is nested too deeply",
                   "send a problem as printed by `tournee schema problem`")  # fmt: skip
    except ValueError:
        errors.add("not_json", (), None, "a number in the document has thousands of digits",
                   "write numbers of common size")  # fmt: skip
    else:
        for where in _paths(document, twice):
            errors.add("duplicate_key", where, where[-1], f"key {where[-1]} stands twice here",
                       "keep one of the two")  # fmt: skip
        return document
    return None


_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")

_JSON_WORDS = {
    "Expecting value": "a value is missing, or is no JSON value",
    "Expecting property name": "a name in double quotes is missing",
    "Illegal trailing comma": "there is a comma after the last item",
    "Expecting ':'": "a colon is missing",
    "Expecting ','": "a comma or a closing bracket is missing",
    "Unterminated string": "a text has no closing quote",
    "Invalid control character": "a text has a line break or control character in it",
    "Invalid \\": "a text has an unknown escape after \\",
    "Extra data": "there is more text after the end of the document",
}


def _not_json(error: json.JSONDecodeError, text: str) -> str:
    if not text.strip():
        return "the document is empty"
    what = next((ours for theirs, ours in _JSON_WORDS.items() if error.msg.startswith(theirs)),
                "it cannot be read")  # fmt: skip
    return f"the document is not JSON: {what} at line {error.lineno}, column {error.colno}"


def _paths(document: Any, keys: list[tuple[dict[str, Any], str]]) -> Iterator[Where]:
    """Where keys of objects inside the document are."""
    wanted: dict[int, list[str]] = {}
    for part, key in keys:
        wanted.setdefault(id(part), []).append(key)
    open_: list[tuple[Where, Any]] = [((), document)] if wanted else []
    while open_:
        where, value = open_.pop()
        if isinstance(value, dict):
            yield from ((*where, key) for key in wanted.get(id(value), ()))
            open_.extend(((*where, key), item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            open_.extend(((*where, i), value[i]) for i in reversed(range(len(value))))


# Validation


def validate(model: type[Model], document: Mapping[str, Any], errors: Errors) -> Model | None:
    """Validate; add all errors, and put stand-ins where values are wrong.

    Returns None if what remains is no document at all.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        if error.error_count() > MAX_ERRORS:
            errors.add("too_many_errors", (), error.error_count(),
                       f"{error.error_count()} values are wrong: this is another kind of document",
                       "see `tournee schema problem`")  # fmt: skip
            return None
        details = error.errors(include_url=False)
    for detail in details:
        _report(detail, errors)
    for detail in details:
        where = _where(detail)
        # A choice like the kind of a stop decides how what stands beside it is meant.
        errors.replace(where[:-1] or where if detail["type"] == "literal_error" else where)
    repaired = _copy(document)
    for _ in range(_PASSES):
        try:
            for detail in sorted(details, key=_removes):
                _replace(repaired, detail)
            return model.model_validate(repaired)
        except ValidationError as error:
            if error.error_count() > MAX_ERRORS:
                return None
            details = error.errors(include_url=False)
        except (LookupError, TypeError):  # values that JSON does not have
            return None
    return None


def _where(detail: ErrorDetails) -> Where:
    """The path in the document, without what pydantic adds to it."""
    where = detail["loc"]
    if len(where) > 2 and where[0] == "links":
        where = (*where[:2], *where[3:])  # without the type of the link
    if _is_key(detail):
        where = where[:-1]
    return where


def _is_key(detail: ErrorDetails) -> bool:
    """Whether the error is about the key of an object instead of its value."""
    return detail["type"].startswith("string_") and detail["loc"][-1:] == ("[key]",)


# What is wrong, in plain words

_WRONG_TYPE = {
    "string_type": ("must be a text", 'write it in quotes, like "V12"'),
    "int_type": ("must be a whole number", "write it without quotes or point, like 2"),
    "float_type": ("must be a number", "write it without quotes, like 2.5"),
    "finite_number": ("must be a finite number", "write a number, not NaN or infinity"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "list_type": ("must be a list", "write [ ... ]"),
    "tuple_type": ("must be a pair of numbers", "write [latitude, longitude]"),
    "dict_type": ("must be an object", "write { ... }"),
    "model_type": ("must be an object", "write { ... }"),
    "model_attributes_type": ("must be an object", "write { ... }"),
}

_OTHERS = {
    "missing": ("missing", "is missing", "add it"),
    "extra_forbidden": ("unknown_field", "is not a known field", "remove it, or correct its name"),
    "string_too_short": ("empty", "is empty", "give it a value"),
    "string_unicode": ("not_utf8", "holds half of a character", "write whole characters"),
    "date_range": ("out_of_range", "must lie between 1970 and 2199", "correct the year"),
    "union_tag_not_found": ("missing", "has no type", 'add "type", like "together"'),
}

_BOUNDS = {
    "greater_than_equal": "at least",
    "greater_than": "above",
    "less_than_equal": "at most",
    "less_than": "below",
}

_REMEDIES = {
    "location": "write [latitude, longitude] in degrees",
    "required_workers": "name a worker, or write null if anyone may come",
}
"""What to do about any error in these fields."""


def _report(detail: ErrorDetails, errors: Errors) -> None:
    where = _where(detail)
    code, message, remedy = _words(detail)
    field = next((part for part in reversed(where) if isinstance(part, str)), "")
    if _is_key(detail):
        message = f"the key {message}"
    else:
        message = f"{field_name(where)} {message}"
    value = None if detail["type"] == "missing" else detail["input"]
    errors.add(code, where, value, message, _REMEDIES.get(field, remedy))


def _words(detail: ErrorDetails) -> tuple[str, str, str]:
    """Code, message (to stand after the name of the field) and remedy."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _WRONG_TYPE:
        return "wrong_type", *_WRONG_TYPE[kind]
    if kind in _OTHERS:
        return _OTHERS[kind]
    if kind in _BOUNDS:
        (limit,) = context.values()
        return "out_of_range", f"must be {_BOUNDS[kind]} {_plain(limit)}", "correct the number"
    if kind == "string_too_long":
        return "out_of_range", f"is longer than {context['max_length']} characters", "shorten it"
    if kind == "too_short" and context["min_length"] == 1:
        return "empty", "is empty", "add an item"
    if kind == "too_short":
        return "wrong_length", f"needs at least {context['min_length']} items", "add items"
    if kind == "too_long":
        return "wrong_length", f"takes at most {context['max_length']} items", "remove items"
    if kind in ("literal_error", "union_tag_invalid"):
        expected = context.get("expected") or context["expected_tags"]
        return "unknown_value", f"must be one of {expected}", "choose one of them"
    if kind.startswith("date"):
        return "not_a_date", "is not a date", "write it like 2026-11-23"
    if kind == "value_error":
        return "wrong_type", str(context["error"]), "correct the value"
    return "invalid", "is not valid", "see `tournee schema problem`"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


# Stand-ins

_PASSES = 12
"""From nothing to the deepest part: an object in a list, a field of it, ..."""
_DEPTH = 12
"""No value of a document that has a type lies deeper."""
_TEXT = "\0"
_LINK = "same_worker"

_STAND_INS: Mapping[str, Any] = {
    "string_type": _TEXT,
    "int_type": 1,
    "float_type": 1.0,
    "bool_type": False,
    "list_type": [],
    "tuple_type": [0.0, 0.0],
    "dict_type": {},
    "model_type": {},
    "model_attributes_type": {},
}


def _copy(value: Any, depth: int = _DEPTH) -> Any:
    """A copy of all that stand-ins may replace."""
    if depth and isinstance(value, Mapping):
        return {key: _copy(item, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, list | tuple):
        return [_copy(item, depth - 1) for item in value]
    return value


def _removes(detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden" or _is_key(detail)


def _replace(document: Any, detail: ErrorDetails) -> None:
    """One step towards a valid value: null, which may be enough, else one of the right type."""
    where = _where(detail)
    for part in where[:-1]:
        document = document[part]
    kind, value, key = detail["type"], detail["input"], where[-1]
    context = detail.get("ctx", {})
    if _removes(detail):
        document.pop(key, None)
    elif kind == "missing" and isinstance(document, list):
        document.append(None)
    elif kind == "too_short":
        document[key] = [*value, *[None] * (context["min_length"] - len(value))]
    elif kind == "too_long":
        document[key] = value[: context["max_length"]]
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        document[key] = {**value, "type": _LINK}
    elif kind == "value_error":
        document[key] = "2000-01-01T00:00:00Z"
    elif kind == "missing" or value is not None:
        document[key] = None
    elif kind == "literal_error":
        document[key] = context["expected"].split("'")[1]
    elif kind.startswith("date"):
        document[key] = "2000-01-01"
    else:
        document[key] = _copy(_STAND_INS[kind])
