"""Windows: 09:00-10:00 and 11:00-12:00, half an hour of service."""

from tests.builders import visit
from tests.rules.cases import Cases, Made, made


def day(start: str, *, ends_inside: bool) -> Made:
    windows = ["09:00-10:00", "11:00-12:00"]
    return made(
        {"s1": ["v1"]},
        {"v1": start},
        visits=[visit("v1", at=10, window=windows, minutes=30, ends_inside=ends_inside)],
    )


def cases() -> Cases:
    return Cases(
        harmless=day("11:15", ends_inside=True),
        bad={
            "starts_outside": day("10:01", ends_inside=False),
            "ends_outside": day("11:31", ends_inside=True),  # ends at 12:01
        },
        good={
            "starts_outside": day("10:00", ends_inside=False),  # both ends are included
            "ends_outside": day("11:30", ends_inside=True),
        },
    )
