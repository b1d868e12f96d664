"""The payroll: aides, nursing assistants, the shared nurse and the drivers."""

import math
import random
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.districts import BASE, DAY_CENTRE, KITCHEN, draw_district, neighbours

AIDES, NURSING_ASSISTANTS, MEAL_DRIVERS, MINIBUS_DRIVERS = 96, 14, 10, 2


@dataclass(eq=False, slots=True)
class Carer:
    """Somebody on the payroll; `start` is the place where their tours begin and end."""

    service: str
    skills: dict[str, int]
    start: str
    mode: str
    sectors: list[str] = field(default_factory=list)
    id: str = ""


def payroll(scale: float, rng: random.Random) -> list[Carer]:
    """Everybody employed: at scale 1, 96 aides and 14 nursing assistants, a nurse, drivers."""

    def number(count: int) -> int:
        return math.ceil(count * scale)

    carers = [_aide(index, rng) for index in range(number(AIDES))]
    carers += [_nursing_assistant(rng) for _ in range(number(NURSING_ASSISTANTS))]
    carers += [_nurse() for _ in range(max(1, round(scale)))]
    carers += [
        Carer(act.MEALS, {"meal_round": 1}, KITCHEN.id, "car") for _ in range(number(MEAL_DRIVERS))
    ]
    carers += [
        Carer(act.TRANSPORT, {"minibus": 1}, DAY_CENTRE.id, "car")
        for _ in range(number(MINIBUS_DRIVERS))
    ]
    for index, carer in enumerate(carers, 1):
        carer.id = f"W{index:03d}"
    return carers


def _aide(index: int, rng: random.Random) -> Carer:
    """Six in seven may give personal care; four in seven are trained on the hoist too."""
    skills = {"domestic_help": 1}
    if index % 7 != 3:
        skills |= {"personal_care": 1, "medicines": 1}
    if index % 7 in (0, 2, 4, 6):
        skills["hoist"] = 1
    return _at_home(act.HOME_HELP, skills | _traits(rng), rng)


def _nursing_assistant(rng: random.Random) -> Carer:
    return _at_home(act.NURSING, {"nursing": 1} | _traits(rng), rng)


def _nurse() -> Carer:
    return Carer(act.NURSING, {"nursing": 2, "woman": 1}, BASE.id, "car")


def _traits(rng: random.Random) -> dict[str, int]:
    """What a person may ask for, or not bear; the reasons are nobody's business."""
    shares = {"woman": 0.88, "allergic_to_pets": 0.06, "avoids_smoke": 0.06}
    return {trait: 1 for trait, share in shares.items() if rng.random() < share}


def _at_home(service: str, skills: dict[str, int], rng: random.Random) -> Carer:
    """A carer of a district: on foot or by bicycle where it is dense, else by car.

    Service cars wait at the base, private ones at home.
    """
    home = draw_district(rng)
    draw = rng.random()
    if service == act.HOME_HELP and home.dense and draw < 0.3:
        mode = "foot" if draw < 0.12 else "bicycle"
        return Carer(service, skills, f"start {home.name}", mode, neighbours(home.name, 1))
    start = BASE.id if draw > 0.7 else f"start {home.name}"
    reach = 3 if service == act.HOME_HELP else 6
    return Carer(service, skills, start, "car", neighbours(home.name, reach))
