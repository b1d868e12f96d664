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
    """A value as short JSON text, cut to `limit` characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"
