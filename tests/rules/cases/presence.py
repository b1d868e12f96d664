"""Person p is away, or has another visit, 09:00-10:00; ours takes 30 min."""

from typing import Any

from tests.builders import person, span, visit
from tests.rules.cases import Cases, Made, made


def day(start: str, at: float | None = None, **parts: Any) -> Made:
    return made({"s1": ["v1"]}, {"v1": start}, visits=[visit("v1", at, person="p")], **parts)


def cases() -> Cases:
    away: dict[str, Any] = {"persons": [person("p", 10, absent=["09:00-10:00"])]}
    nurse: dict[str, Any] = {
        "persons": [person("p", 10)],
        "external_visits": [{"id": "x1", "person": "p", **span("09:00-10:00")}],
    }
    return Cases(
        harmless=day("09:00", 20, **away),  # at the day centre
        bad={
            "absent": day("08:31", **away),  # until 09:01
            "external": day("09:59", **nurse),
        },
        good={
            "absent": day("08:30", **away),
            "external": day("10:00", **nurse),
        },
    )
