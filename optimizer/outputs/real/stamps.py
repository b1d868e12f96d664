"""Reading stamped and billed times: a CSV table or a JSON list, every error at once."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from optimizer.outputs.csv_text import unguarded
from optimizer.problem.errors import InputError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "visit": ("visit", "intervention"),
    "worker": ("worker", "intervenant"),
    "start": ("start", "début", "debut"),
    "end": ("end", "fin"),
    "billed_min": ("billed_min", "facturé (min)", "facture_min"),
}
"""Columns and the headings they may have; only `visit` is required."""


class InvalidStamps(ValueError):
    """A file of real times with errors; `errors` lists all, pointers are `/line/column`."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is known of one visit: who came, stamped start and end, billed minutes, or None.

    `visit` is the visit's id, or its `external_id`, which may be the same every day: the day of
    the times then says which.
    """

    visit: str
    worker: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    billed_min: float | None = None

    @property
    def moment(self) -> datetime | None:
        """Any moment of the visit that is known."""
        return self.start or self.end


def read_stamps(data: bytes) -> list[Stamp]:
    """Stamps from CSV (`;`, `,` or tabs, first line with headings) or a JSON list of objects.

    Times are ISO 8601 with an offset from UTC. Empty cells and null are not known.

    Raises
    ------
    InvalidStamps
        With every error found.
    """
    errors: list[InputError] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidStamps([_error("not_utf8", 1, "", None, "the file is not UTF-8 text",
                                    "save it as “CSV UTF-8”")]) from None  # fmt: skip
    stamps: dict[tuple[str, date | None], Stamp] = {}
    for line, row in _json(text, errors) if text.lstrip().startswith("[") else _csv(text, errors):
        stamp = _stamp(line, row, errors)
        if stamp is None:
            continue
        key = stamp.visit, stamp.moment.date() if stamp.moment else None
        if key in stamps:
            errors.append(_error("duplicate_id", line, "visit", stamp.visit,
                                 "stands twice", "keep one of the two"))  # fmt: skip
        stamps[key] = stamp
    if errors:
        raise InvalidStamps(errors)
    return list(stamps.values())


def _csv(text: str, errors: list[InputError]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=heading.count))
    known = {name: column for column, names in COLUMNS.items() for name in names}
    columns = [known.get(cell.strip().lower(), "") for cell in next(reader, [])]
    if "visit" not in columns:
        errors.append(_error("missing_column", 1, "visit", None, "is missing",
                             "name the column with the ids of visits: visit"))  # fmt: skip
        return
    for cells in reader:
        if any(cell.strip() for cell in cells):
            texts = (unguarded(cell.strip()) for cell in cells)
            pairs = zip(columns, texts, strict=False)
            yield reader.line_num, {name: value for name, value in pairs if name and value}


def _json(text: str, errors: list[InputError]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        errors.append(_error("not_json", error.lineno, "", None, f"is not JSON: {error.msg}",
                             "correct it"))  # fmt: skip
        return
    for number, item in enumerate(found, 1):
        if isinstance(item, dict):
            yield number, {name: value for name, value in item.items() if value is not None}
        else:
            errors.append(_error("wrong_type", number, "", item, "is not an object",
                                 "write {\"visit\": …}"))  # fmt: skip


def _stamp(line: int, row: Mapping[str, Any], errors: list[InputError]) -> Stamp | None:
    before = len(errors)
    for name in row.keys() - COLUMNS.keys():
        errors.append(_error("unknown_field", line, name, row[name], "is not known",
                             f"use {', '.join(COLUMNS)}"))  # fmt: skip
    visit = row.get("visit")
    if not isinstance(visit, str) or not visit:
        errors.append(_error("empty", line, "visit", visit, "is empty", "give the visit's id"))
    start, end = _moment(line, "start", row, errors), _moment(line, "end", row, errors)
    if start is not None and end is not None and end < start:
        errors.append(_error("bad_time", line, "end", row["end"], "is before the start",
                             "correct one of the two"))  # fmt: skip
    billed = _minutes(line, row.get("billed_min"), errors)
    if len(errors) > before:
        return None
    return Stamp(str(visit), row.get("worker"), start, end, billed)


def _moment(
    line: int, column: str, row: Mapping[str, Any], errors: list[InputError]
) -> datetime | None:
    text = row.get(column)
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        errors.append(_error("bad_time", line, column, text, "is no ISO 8601 time with an offset",
                             "write it like 2026-11-23T08:05:00+01:00"))  # fmt: skip
        return None
    return found


def _minutes(line: int, value: Any, errors: list[InputError]) -> float | None:
    if value is None:
        return None
    try:
        minutes = float(str(value).replace(",", "."))
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes <= 1440:
        errors.append(_error("bad_number", line, "billed_min", value, "is no number of minutes",
                             "write 0 to 1440"))  # fmt: skip
        return None
    return minutes


def _error(
    code: str, line: int, column: str, value: object, message: str, remedy: str
) -> InputError:
    where = f"line {line}, column {column}" if column else f"line {line}"
    pointer = f"/{line}/{column}" if column else f"/{line}"
    return InputError(code, pointer, value, f"{where}: {message}", remedy)
