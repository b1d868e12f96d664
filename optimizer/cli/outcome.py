"""How a command ends: its exit code, and what is said of errors."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from optimizer.engine.errors import Unsupported
from optimizer.outputs import InvalidLabels, input_french
from optimizer.outputs.formats import colon
from optimizer.outputs.real.stamps import InvalidStamps
from optimizer.outputs.words import word
from optimizer.plan.reading import InvalidPlan
from optimizer.problem import InputError, InvalidProblem
from optimizer.rules.base import Lang
from optimizer.tables.errors import InvalidTables, Note, TableError

DONE, INTERNAL, INVALID, BREACH, UNSUPPORTED, INTERRUPTED = 0, 1, 2, 3, 4, 130

MAX_ERRORS = 200


class Failure(click.ClickException):
    """Errors already shown."""

    def show(self, file: Any = None) -> None:
        """Nothing more to say."""


def fail(code: str, pointer: str, value: Any, message: str, remedy: str) -> NoReturn:
    """End with one error in the input."""
    raise InvalidProblem([InputError(code, pointer, value, message, remedy)])


def notes_shown(notes: Iterable[Note], lang: Lang, as_json: bool) -> None:
    """Tell on stderr what is no error."""
    for note in notes:
        found = json.dumps(note.as_dict(lang), ensure_ascii=False)
        click.echo(found if as_json else _line("said.note", note.text(lang), lang), err=True)


def say(message: str, lang: Lang, as_json: bool) -> None:
    """Tell on stderr what is no error either, of a whole file."""
    note = json.dumps({"code": "note", "message": message}, ensure_ascii=False)
    click.echo(note if as_json else _line("said.note", message, lang), err=True)


def _line(key: str, message: str, lang: Lang) -> str:
    return f"{word(key, lang)}{colon(lang)} {message}"


@contextmanager
def errors_shown(as_json: bool, lang: Lang = "en") -> Iterator[None]:
    """Show what is wrong with the input, one line an error, and end with the right code."""

    def tell(error: InputError | TableError) -> None:
        if isinstance(error, TableError):
            found, text = error.as_dict(lang), error.text(lang)
        else:
            said = {"message": input_french.message(error, lang),
                    "remedy": input_french.remedy(error, lang)}  # fmt: skip
            found, text = error.as_dict() | said, input_french.text(error, lang)
        click.echo(json.dumps(found, ensure_ascii=False, default=str) if as_json
                   else _line("said.error", text, lang), err=True)  # fmt: skip

    try:
        yield
    except (InvalidProblem, InvalidPlan, InvalidLabels, InvalidStamps, InvalidTables) as invalid:
        for error in invalid.errors[:MAX_ERRORS]:
            tell(error)
        more = len(invalid.errors) - MAX_ERRORS
        if more > 0 and not as_json:
            click.echo(word("said.more", lang, count=str(more)), err=True)
        raise Failure("invalid input") from None
    except Unsupported as refused:
        for name, subject in refused.features.items():
            tell(InputError("unsupported", name, subject,
                            f"the engine {refused.engine} does not encode {name}",
                            "leave it out, or choose another engine"))  # fmt: skip
        raise click.exceptions.Exit(UNSUPPORTED) from None
    except OSError as error:
        tell(InputError("unreadable_file", str(error.filename or ""), None,
                        (error.strerror or str(error)).lower(),
                        "check the path and the permissions"))  # fmt: skip
        raise Failure("file") from None
