"""Skills: held at the least level, and none that is excluded."""

from tests.builders import visit, worker
from tests.rules.cases import Cases, Made, made


def day(asked: dict[str, int], excluded: list[str], held: dict[str, int]) -> Made:
    return made(
        {"s1": ["v1"]},
        visits=[visit("v1", skills=asked, excluded_skills=excluded)],
        workers=[worker("w1", skills=held)],
    )


def cases() -> Cases:
    return Cases(
        harmless=day({}, [], {"care": 1, "smoker": 1}),
        bad={
            "lacks": day({"care": 1}, [], {"nurse": 3}),
            "level": day({"care": 2}, [], {"care": 1}),
            "excluded": day({}, ["smoker"], {"smoker": 1}),
        },
        good={
            "lacks": day({"care": 1}, [], {"care": 1}),
            "level": day({"care": 2}, [], {"care": 2}),
            "excluded": day({}, ["smoker"], {"care": 1}),
        },
    )
