"""Worker w1 goes to person p; what each side says of the other."""

from typing import Any

from tests.builders import person, visit, worker
from tests.rules.cases import Cases, Made, made


def day(
    visit_says: dict[str, Any] | None = None,
    person_says: dict[str, Any] | None = None,
    worker_says: dict[str, Any] | None = None,
) -> Made:
    return made(
        {"s1": ["v1"]},
        persons=[person("p", **(person_says or {})), person("q")],
        visits=[visit("v1", person="p", **(visit_says or {}))],
        workers=[worker("w1", **(worker_says or {})), worker("w2")],
    )


def cases() -> Cases:
    return Cases(
        harmless=day({"preferred_workers": ["w2"]}),
        bad={
            # both lists bind: w1 is on one only
            "required": day({"required_workers": ["w1"]}, {"required_workers": ["w2"]}),
            "refused": day(None, {"refused_workers": ["w1"]}),
            "refuses": day(None, None, {"refused_persons": ["p"]}),
        },
        good={
            "required": day({"required_workers": ["w1"]}, {"required_workers": ["w1", "w2"]}),
            "refused": day(None, {"refused_workers": ["w2"]}),
            "refuses": day(None, None, {"refused_persons": ["q"]}),
        },
    )
