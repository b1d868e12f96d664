"""The services of rows: what visits ask for, what workers serve."""

from collections.abc import Sequence

from optimizer.tables.rows import Row
from optimizer.tables.services import DEFAULT, restricted, serves


def asked(row: Row) -> str:
    """The service of a visit."""
    return str(row.get("service", DEFAULT))


def served(row: Row) -> frozenset[str]:
    """The services of a worker; `tous` for all."""
    return serves(row.get("service"), row.get("other_services", ()))


def restricted_services(visits: Sequence[Row], workers: Sequence[Row]) -> frozenset[str]:
    """The services that not everybody serves; none where a table does not speak of services."""
    if not all(any("service" in row.held for row in rows) for rows in (visits, workers)):
        return frozenset()
    return restricted(map(asked, visits), [served(row) for row in workers])
