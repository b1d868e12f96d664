"""A tour on a small map without a base: its stops in order, numbered, with a scale."""

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, MARGIN = 720.0, 190.0, 16.0
_METRES_A_DEGREE = 111_195
_LEAST_METRES = 500
"""What the width shows at least, however near the stops are."""
_ROUND = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)

Point = tuple[float, float]


def sketch(points: Sequence[tuple[str, Point | None]]) -> str:
    """An SVG of the stops `(text, (latitude, longitude))` in order; empty with less than two.

    Stops without a place on the map are left out; numbers on one spot are written together.
    """
    known = [(text, point) for text, point in points if point is not None]
    if len({point for _, point in known}) < 2:
        return ""
    place, metres_a_unit = _projection([point for _, point in known])
    spots: dict[Point, list[str]] = {}
    for text, point in known:
        spots.setdefault(place(point), []).append(text)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(point) for _, point in known))
    marks = "".join(_mark(spot, texts) for spot, texts in spots.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'font-family="Libertinus Serif" font-size="11">'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#f4f6f8"/>'
        f'<polyline points="{path}" fill="none" stroke="#7b8794" stroke-width="1.2"/>'
        f"{marks}{_scale(metres_a_unit)}</svg>"
    )


def _projection(points: Sequence[Point]) -> "tuple[_Place, float]":
    """Where a point lies on the sketch, true to scale; metres of a unit of the sketch."""
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * narrow, north - south
    room = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    unit = max(wide / room[0], high / room[1], _LEAST_METRES / _METRES_A_DEGREE / room[0])
    return _Place(west, north, narrow, unit, wide, high), unit * _METRES_A_DEGREE


class _Place:
    def __init__(
        self, west: float, north: float, narrow: float, unit: float, wide: float, high: float
    ) -> None:
        self.west, self.north, self.narrow, self.unit = west, north, narrow, unit
        self.left = (WIDTH - wide / unit) / 2
        self.top = (HEIGHT - high / unit) / 2

    def __call__(self, point: Point) -> Point:
        x = self.left + (point[1] - self.west) * self.narrow / self.unit
        y = self.top + (self.north - point[0]) / self.unit
        return round(x, 1), round(y, 1)


def _mark(spot: Point, texts: Sequence[str]) -> str:
    x, y = spot
    numbers = [text for text in dict.fromkeys(texts) if text]
    if not numbers:
        return f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" fill="#1b2530"/>'
    text = escape(",".join(numbers))
    wide = max(16.0, 6.2 * len(text) + 7)
    return (
        f'<rect x="{x - wide / 2:g}" y="{y - 8:g}" width="{wide:g}" height="16" rx="8" '
        f'fill="#0b5a8f" stroke="#fff"/><text x="{x:g}" y="{y + 4:g}" fill="#fff" '
        f'text-anchor="middle">{text}</text>'
    )


def _scale(metres_a_unit: float) -> str:
    most = metres_a_unit * WIDTH / 6
    metres = max((length for length in _ROUND if length <= most), default=_ROUND[0])
    end = 8 + metres / metres_a_unit
    text = f"{metres} m" if metres < 1_000 else f"{metres // 1_000} km"
    y = HEIGHT - 8
    return (
        f'<path d="M8,{y:g} H{end:.1f}" stroke="#1b2530" stroke-width="2"/>'
        f'<text x="8" y="{y - 5:g}" fill="#1b2530">{text}</text>'
    )
