"""A meal leaves the base at 08:00 and must be there within an hour."""

from tests.builders import visit
from tests.rules.cases import Cases, Made, made


def day(start: str, hours: float | None = 1) -> Made:
    limit = None if hours is None else hours * 3600
    return made(
        {"s1": ["v1"]},
        {"s1": "08:00", "v1": start},
        visits=[visit("v1", 10, max_since_loading_s=limit)],
    )


def cases() -> Cases:
    return Cases(
        harmless=day("12:00", None),
        bad={"too_long": day("09:01")},
        good={"too_long": day("09:00")},
    )
