"""What two cells of a row, or two rows, say against each other."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from optimizer.tables.columns import VISITS
from optimizer.tables.errors import Report
from optimizer.tables.horizon import period
from optimizer.tables.rows import Row

PERSON_COLUMNS = tuple(c.name for c in VISITS if c.about != "row")
"""What all rows of a person have in common; one of them has to say it."""


class Point(NamedTuple):
    """Where something is, in degrees."""

    latitude: float
    longitude: float


Location = Point | str | None
"""Where somebody is, or the address that says so; None if there is an error."""


@dataclass
class Person:
    """Who is visited, from all rows that name them: what is said, by which row, and the columns
    that are wrong on any of them."""

    id: str
    first: Row
    said: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def get(self, name: str, default: Any = None) -> Any:
        """What the rows say of the person."""
        return self.said[name][0] if name in self.said else default

    def row(self, *names: str) -> Row:
        """The row that says it, else the first of the person."""
        return next((self.said[name][1] for name in names if name in self.said), self.first)


def full_address(get: Callable[[str], Any]) -> str:
    """The address on one line, with postcode and town where they stand apart."""
    postcode = get("postcode") or ""
    if len(postcode) == 4 and postcode.isdigit():
        postcode = "0" + postcode  # a spreadsheet took 01000 for a number
    town = f"{postcode} {get('city') or ''}".strip()
    lines = [line.strip(" ,") for line in (get("address") or "").splitlines()]
    return ", ".join(part for part in (*lines, town) if part)


class Checks:
    """Finds the errors between cells; `wrong` holds the rows that have one."""

    def __init__(self, visits: Sequence[Row], workers: Sequence[Row], report: Report) -> None:
        self._report = report
        self._wrong = {(row.sheet, row.line) for row in (*visits, *workers) if row.wrong}
        self.persons = self._persons(visits)
        self._ids = {
            "visit": {row.get("id") for row in visits} - {None},
            "worker": {row.get("id") for row in workers} - {None},
            "person": set(self.persons),
        }
        for rows in (visits, workers):
            self._once(rows)
        for row in visits:
            self._visit(row)
        for row in workers:
            self._worker(row)

    def sound(self, rows: Iterable[Row]) -> list[Row]:
        """The rows in which nothing is wrong."""
        return [row for row in rows if (row.sheet, row.line) not in self._wrong]

    def wrong(self, row: Row, code: str, column: str, value: Any = None, **details: Any) -> None:
        """Report an error of a row at one of its columns."""
        self._wrong.add((row.sheet, row.line))
        held = row.held.get(column) if value is None else value
        self._report.error(code, row.cell(column), held, **details)

    def _once(self, rows: Sequence[Row]) -> None:
        """Each id stands once in its table."""
        seen: dict[Any, int] = {}
        for row in rows:
            ident = row.get("id")
            if ident is not None and seen.setdefault(ident, row.line) != row.line:
                self.wrong(row, "repeated_id", "id", line=seen[ident])

    def _persons(self, rows: Sequence[Row]) -> dict[str, Person]:
        persons: dict[str, Person] = {}
        for row in rows:
            ident = row.get("person")
            if ident is None:
                continue
            person = persons.setdefault(ident, Person(ident, row))
            person.wrong |= row.wrong
            for name in PERSON_COLUMNS:
                value = row.get(name)
                if value is None:
                    continue
                known, where = person.said.setdefault(name, (value, row))
                if known != value:
                    self.wrong(row, "contradiction", name, person=ident, line=where.line)
        return persons

    def _visit(self, row: Row) -> None:
        self._windows(row)
        self._dates(row)
        self._pairs(row)
        for name in ("only_workers", "preferred_workers", "refused_workers"):
            self._known(row, name, "worker")
        for name in ("after", "before", "together_with"):
            self._known(row, name, "visit")
            if row.get("id") in row.get(name, ()):
                self.wrong(row, "after_itself", name)
        both = set(row.get("only_workers", ())) & set(row.get("refused_workers", ()))
        if both:
            self.wrong(row, "required_and_refused", "refused_workers",
                       worker=", ".join(sorted(both)))  # fmt: skip

    def _windows(self, row: Row) -> None:
        held = row.held
        if "windows" in held:
            if "earliest" in held or "latest" in held:
                self.wrong(row, "windows_twice", "earliest" if "earliest" in held else "latest")
            return
        for name, other in (("earliest", "latest"), ("latest", "earliest")):
            if name not in held:
                half = other in held
                wanted = (name, other) if half else ("windows", name)
                missing = next((column for column in wanted if column in row.places), name)
                self.wrong(row, "half_window" if half else "no_window", missing)
                return
        earliest, latest = row.get("earliest"), row.get("latest")
        if earliest is not None and latest is not None and latest < earliest:
            self.wrong(row, "latest_before_earliest", "latest", earliest=row.held["earliest"])

    def _dates(self, row: Row) -> None:
        (first, last), days = period(row), row.get("days")
        if "date" in row.held and ("from" in row.held or "to" in row.held):
            self.wrong(row, "dates_twice", "date")
        elif first is not None and last is not None and last < first:
            self.wrong(row, "to_before_from", "to", first=first.strftime("%d/%m/%Y"))
        elif days is not None and days.counted and not {"date", "from"} & row.held.keys():
            self.wrong(row, "no_first_week", "days")
        elif (
            days is not None
            and first is not None
            and first == last
            and not days.falls_on(first, first)
        ):
            self.wrong(row, "never", "days", day=first.strftime("%d/%m/%Y"))

    def _pairs(self, row: Row) -> None:
        several = (
            max(row.get("workers_needed", 1), row.get("pair", 1)) > 1
            or {"workers_needed", "pair", "together_with"} & row.wrong
        )
        if "tolerance" in row.held and not several and "together_with" not in row.held:
            self.wrong(row, "tolerance_alone", "tolerance")
        least, most = row.get("min_gap", 0), row.get("max_gap")
        if most is not None and most < least:
            self.wrong(row, "gap_backwards", "max_gap", least=row.held["min_gap"])
        for name in ("min_gap", "max_gap"):
            if name in row.held and "after" not in row.held and "before" not in row.held:
                self.wrong(row, "gap_alone", name)

    def _worker(self, row: Row) -> None:
        self._known(row, "refused_persons", "person")
        spans = [shift for part in row.get("hours", ()) for shift in part.spans]
        for pause in row.get("breaks", ()):
            fits = [pause.span[1] >= start and pause.span[0] + pause.seconds <= end
                    for start, end in spans]  # fmt: skip
            if spans and not any(fits):
                self.wrong(row, "break_outside_hours", "breaks")

    def _known(self, row: Row, name: str, kind: str) -> None:
        """Every id of a list is that of a row (if any id of the other table could be read)."""
        known = self._ids[kind]
        unknown = [ident for ident in row.get(name, ()) if known and ident not in known]
        if unknown:
            self.wrong(row, f"unknown_{kind}", name, part=", ".join(unknown))

    def apart(self, workers: Sequence[Row]) -> None:
        """No worker has the id of a person: a labels file knows one name for each id."""
        for row in workers:
            if row.get("id") in self.persons:
                first = self.persons[row.get("id")].first
                self.wrong(row, "shared_id", "id", sheet=first.sheet, line=first.line)

    # Places

    def location(self, row: Row, get: Callable[[str], Any], wrong: Set[str]) -> Location:
        """Coordinates, or the address to look for; None, with an error, if neither is there."""
        lat, lon, address = get("latitude"), get("longitude"), full_address(get)
        if lat is not None and lon is not None:
            return Point(lat, lon)
        if not wrong.isdisjoint(("latitude", "longitude", "address", "postcode", "city")):
            return None
        if lat is not None or lon is not None:
            self.wrong(row, "half_place", "longitude" if lon is None else "latitude")
        elif address:
            return address
        else:
            self.wrong(row, "no_place", "latitude" if "latitude" in row.places else "address")
        return None
