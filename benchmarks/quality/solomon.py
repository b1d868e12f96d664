"""Reads VRPTW instances in Solomon's text format."""

from typing import NamedTuple


class Node(NamedTuple):
    """A row: the depot (number 0) or a customer; service starts from `ready` to `due`."""

    number: int
    x: float
    y: float
    demand: int
    ready: float
    due: float
    service: float


class Solomon(NamedTuple):
    """An instance: `nodes[0]` is the depot, open from its `ready` to its `due`."""

    name: str
    vehicles: int
    capacity: int
    nodes: tuple[Node, ...]


def read_solomon(text: str) -> Solomon:
    """Parse an instance.

    Raises
    ------
    ValueError
        The text has no fleet or no customers where they should be.
    """
    rows = [line.split() for line in text.splitlines() if line.strip()]
    numbers = [row for row in rows[1:] if all(_is_number(word) for word in row)]
    if not rows or not numbers or len(numbers[0]) != 2 or {len(r) for r in numbers[1:]} != {7}:
        raise ValueError("not an instance in Solomon's format")
    (vehicles, capacity), *nodes = numbers
    return Solomon(
        " ".join(rows[0]),
        int(vehicles),
        int(capacity),
        tuple(Node(int(n), float(x), float(y), int(q), *map(float, t)) for n, x, y, q, *t in nodes),
    )


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).replace("-", "", 1).isdigit()
