"""Names and addresses for the outputs, from a CSV file that only rendering ever reads."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

from optimizer.outputs.csv_text import csv_text, unguarded
from optimizer.problem.errors import InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "name": ("name", "nom"),
    "address": ("address", "adresse"),
    "phone": ("phone", "telephone", "téléphone"),
    "door_code": ("door_code", "door code", "code_porte", "code porte", "digicode"),
    "remarks": ("remarks", "remarques", "consignes"),
    "gir": ("gir",),
    "contract": ("contract", "contrat", "heures_contrat"),
}
"""Columns and the headings they may have; only `id` is required."""


class InvalidLabels(ValueError):
    """A labels file with errors; `errors` lists all, pointers are `/line/column`."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True, slots=True)
class Label:
    """What a person or a worker is called and where to find them; empty where unknown.

    `remarks` are what the worker must know at the door; `gir` is a person's group of dependence,
    1 to 6; `contract` a worker's hours a week.
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    door_code: str = ""
    remarks: str = ""
    gir: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels by the id of a person or worker."""

    by_id: Mapping[str, Label] = field(default_factory=dict)

    def of(self, ident: str | None) -> Label:
        """The label of an id; an empty one where there is none."""
        return self.by_id.get(ident or "", Label())

    def only(self, idents: Iterable[str]) -> "Labels":
        """The labels of these ids, and no other."""
        return Labels({i: self.by_id[i] for i in idents if i in self.by_id})

    def name(self, ident: str) -> str:
        """The name, or the id where there is none."""
        return self.by_id.get(ident, Label()).name or ident

    def address(self, ident: str) -> str:
        """The address, or an empty text."""
        return self.by_id.get(ident, Label()).address


def read_labels(source: str | Path | bytes) -> Labels:
    """Read labels from a CSV file (a path) or its bytes.

    UTF-8, with or without a byte-order mark; cells separated by `;`, `,` or tabs; the first
    line names the columns, see `COLUMNS`.

    Raises
    ------
    InvalidLabels
        With every error found, each with its line and column.
    OSError
        The file cannot be read.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02x}"
        raise InvalidLabels(
            [_error("not_utf8", line, "", byte, "not UTF-8 text", "save it as “CSV UTF-8”")]
        ) from None
    errors: list[InputError] = []
    labels = dict(_rows(text, errors))
    if errors:
        raise InvalidLabels(errors)
    return Labels(labels)


def labels_text(labels: Mapping[str, Label]) -> str:
    """Labels by id as the text of a CSV file."""
    rows = [(ident, *astuple(label)) for ident, label in labels.items()]
    used = [i for i in range(len(COLUMNS)) if i < _USUAL or any(row[i] for row in rows)]
    return csv_text([[row[i] for i in used] for row in (tuple(COLUMNS), *rows)])


_USUAL = 5
"""Columns written even if they are empty: those that every service has."""


def _rows(text: str, errors: list[InputError]) -> Iterator[tuple[str, Label]]:
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    seen: dict[str, int] = {}
    try:
        for cells in reader:
            line = reader.line_num
            if columns is None:
                columns = _columns(cells, errors)
                if "id" not in columns:
                    return
            elif any(cell.strip() for cell in cells):
                yield from _label(cells, line, columns, seen, errors)
    except csv.Error as error:
        errors.append(
            _error("not_csv", reader.line_num, "", None, f"cannot be read: {error}",
                   "close the quotes on this line, and double the quotes inside a text")
        )  # fmt: skip
        return
    if columns is None:
        errors.append(
            _error("empty", 1, "", "", "the file is empty", f"begin with: {';'.join(COLUMNS)}")
        )


def _columns(cells: Sequence[str], errors: list[InputError]) -> list[str]:
    known = {heading: column for column, headings in COLUMNS.items() for heading in headings}
    found: list[str] = []
    for cell in cells:
        column = known.get(cell.strip().lower(), "")
        if not column:
            errors.append(
                _error("unknown_column", 1, cell.strip(), cell, "is not a known column",
                       f"use {', '.join(COLUMNS)}, or leave the column out")
            )  # fmt: skip
        elif column in found:
            errors.append(
                _error("duplicate_column", 1, column, cell, "stands twice", "keep one of the two")
            )
        found.append(column)
    if "id" not in found:
        errors.append(
            _error("missing_column", 1, "id", None, "is missing",
                   "name the column with the ids of persons and workers: id")
        )  # fmt: skip
    return found


def _label(
    cells: Sequence[str],
    line: int,
    columns: Sequence[str],
    seen: dict[str, int],
    errors: list[InputError],
) -> Iterator[tuple[str, Label]]:
    if len(cells) != len(columns):
        errors.append(
            _error("wrong_length", line, "", len(cells),
                   f"has {len(cells)} cells, the first line has {len(columns)}",
                   "quote texts that hold the separator, or add the missing cells")
        )  # fmt: skip
        return
    texts = (unguarded(cell.strip()) for cell in cells)
    values = {column: text for column, text in zip(columns, texts, strict=True) if column}
    ident = values.pop("id")
    if not ident:
        errors.append(_error("empty", line, "id", "", "is empty", "give the id of the person"))
    elif ident in seen:
        errors.append(
            _error("duplicate_id", line, "id", ident, f"stands already on line {seen[ident]}",
                   "keep one of the two lines")
        )  # fmt: skip
    else:
        seen[ident] = line
        for column, known, remedy in _NUMBERS:
            if values.get(column, "") and not known(values[column]):
                errors.append(
                    _error("bad_value", line, column, values[column], "is not possible", remedy)
                )
        yield ident, Label(**values)


_NUMBERS = (
    ("gir", re.compile("[1-6]").fullmatch, "write 1 to 6, or nothing"),
    ("contract", re.compile(r"\d{1,2}([.,]\d+)?").fullmatch, "write hours a week, like 31,5"),
)
"""Columns that hold numbers: how they look, and what to write."""


def _error(
    code: str, line: int, column: str, value: object, message: str, remedy: str
) -> InputError:
    where = f"line {line}, column {column}" if column else f"line {line}"
    pointer = f"/{line}/{column}" if column else f"/{line}"
    return InputError(code, pointer, value, f"{where}: {message}", remedy)
