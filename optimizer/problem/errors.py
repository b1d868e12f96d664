"""Errors in the input: all at once, each with its place, its value and a remedy."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InputError:
    """One thing wrong with a document.

    `code` is stable, `pointer` a JSON pointer (RFC 6901), `value` what stands there (cut
    when long), `message` what is wrong and `remedy` what to do.
    """

    code: str
    pointer: str
    value: Any
    message: str
    remedy: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "pointer": self.pointer,
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message} (value: {shown(self.value)}). {self.remedy}"


class InvalidProblem(ValueError):
    """A document that is not a problem; `errors` lists everything that is wrong."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def shown(value: Any, limit: int = 80) -> str:
    """A value as short JSON text that can be printed anywhere, cut to `limit` characters."""
    text = ""
    for chunk in _ENCODER.iterencode(value):
        text += chunk
        if len(text) > limit:
            text = text[: limit - 1] + "…"
            break
    return text.encode("utf-8", "backslashreplace").decode()


def cut(value: Any) -> Any:
    """The value if it is short and can be sent as JSON, else the beginning of its text.

    NaN, infinity and halves of surrogate pairs cannot be sent.
    """
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
        return text.encode("utf-8", "backslashreplace").decode()
    text = shown(value, _LONGEST)
    if len(text) == _LONGEST:
        return text
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, TypeError):
        return text
    return value


_LONGEST = 200
_ENCODER = json.JSONEncoder(ensure_ascii=False, skipkeys=True, default=str)
