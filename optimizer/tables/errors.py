"""Errors and notes about tables: each with its sheet, line and column, in two languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimizer.problem.errors import cut, shown
from optimizer.rules.base import Lang, Sentence
from optimizer.tables.messages import ERRORS, NOTES


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands: `line` and `column` count from 1, 0 is the whole sheet or line."""

    sheet: str
    line: int = 0
    column: int = 0
    header: str = ""

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it: A, B, ... Z, AA."""
        letters, rest = "", self.column
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters

    def where(self, lang: Lang) -> str:
        """Sheet, line and column in words, as far as known."""
        line, column = ("ligne", "colonne") if lang == "fr" else ("line", "column")
        where = [self.sheet]
        if self.line:
            where.append(f"{line} {self.line}")
        if self.column:
            where.append(f"{column} {self.letter} ({self.header})")
        return ", ".join(where)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.letter}{self.line or ''}".rstrip("!")


@dataclass(frozen=True, slots=True)
class TableError:
    """One thing wrong with a table.

    `code` is stable and names the sentences in `messages`; `details` fill them. `value` is what
    the cell holds.
    """

    code: str
    cell: Cell
    value: Any = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """`/sheet/line/column letter`, as far as known."""
        parts = (self.cell.sheet, self.cell.line, self.cell.letter)
        return "".join(f"/{part}" for part in parts if part)

    def message(self, lang: Lang) -> str:
        """What is wrong."""
        return _say(ERRORS[self.code][0], lang, self.details)

    def remedy(self, lang: Lang) -> str:
        """What to do about it."""
        return _say(ERRORS[self.code][1], lang, self.details)

    def text(self, lang: Lang) -> str:
        """One line for a person: place, what is wrong, the value, the remedy."""
        colon = _colon(lang)
        value = "valeur" if lang == "fr" else "value"
        held = "" if self.value is None else f" ({value}{colon} {shown(self.value)})"
        said = f"{self.message(lang)}{held}. {self.remedy(lang)}"
        return f"{self.cell.where(lang)}{colon} {said}"

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """For programs, one object an error."""
        return {
            "code": self.code,
            "pointer": self.pointer,
            "sheet": self.cell.sheet,
            "line": self.cell.line or None,
            "column": self.cell.letter or None,
            "header": self.cell.header or None,
            "value": cut(self.value),
            "message": self.message(lang),
            "remedy": self.remedy(lang),
        }


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know that is no error, like a column that was not read."""

    code: str
    cell: Cell = Cell("")
    details: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang) -> str:
        """One line for a person."""
        said = _say(NOTES[self.code], lang, self.details)
        return f"{self.cell.where(lang)}{_colon(lang)} {said}" if self.cell.sheet else said

    def as_dict(self, lang: Lang) -> dict[str, Any]:
        """For programs, one object a note."""
        return {
            "code": "note",
            "note": self.code,
            "sheet": self.cell.sheet or None,
            "line": self.cell.line or None,
            "column": self.cell.letter or None,
            "message": self.text(lang),
        }


class InvalidTables(ValueError):
    """Tables that are no problem; `errors` lists everything that is wrong, `notes` the rest."""

    def __init__(self, errors: Sequence[TableError], notes: Sequence[Note] = ()) -> None:
        self.errors = tuple(errors)
        self.notes = tuple(notes)
        super().__init__("\n".join(error.text("en") for error in self.errors))


class Unreadable(ValueError):
    """A value that a cell cannot have, or a part of it: the code of an error and its details."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


class Report:
    """Collects errors and notes; an error that a cell has already is not said again."""

    def __init__(self) -> None:
        self.errors: list[TableError] = []
        self.notes: list[Note] = []
        self._said: set[tuple[object, ...]] = set()

    def error(self, code: str, cell: Cell, value: Any = None, **details: object) -> None:
        """Add an error, once: a row may show it anew on each of its days."""
        said = (code, cell, *(v for name, v in sorted(details.items()) if name != "message"))
        if said not in self._said:
            self._said.add(said)
            self.errors.append(TableError(code, cell, value, details))

    def note(self, code: str, cell: Cell = Cell(""), **details: object) -> None:
        """Add a note."""
        self.notes.append(Note(code, cell, details))

    def check(self) -> None:
        """End here if there are errors.

        Raises
        ------
        InvalidTables
            With all errors, by sheet and line.
        """
        if self.errors:
            order = {
                name: i for i, name in enumerate(dict.fromkeys(e.cell.sheet for e in self.errors))
            }
            self.errors.sort(key=lambda e: (order[e.cell.sheet], e.cell.line, e.cell.column))
            raise InvalidTables(self.errors, self.notes)


def _colon(lang: Lang) -> str:
    return " :" if lang == "fr" else ":"


def _say(sentence: Sentence, lang: Lang, details: Mapping[str, object]) -> str:
    return (sentence.fr if lang == "fr" else sentence.en).format_map(details)
