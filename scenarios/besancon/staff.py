"""The payroll: aides, nursing assistants, the shared nurse and the drivers."""

import math
import random
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.districts import BASE, DAY_CENTRE, KITCHEN, draw_district, neighbours

CARE_AIDES, HOUSEHOLD_AIDES, NURSING_ASSISTANTS = 82, 14, 14
"""The 110 aides and nursing assistants."""
RELIEF_AIDES, RELIEF_ASSISTANTS = 20, 5
"""On short contracts beside them, called in when too few of them are there."""
MEAL_DRIVERS, MINIBUS_DRIVERS = 20, 5
PART_TIME = 0.2
"""Of aides: who work four fifths of the time."""


@dataclass(eq=False, slots=True)
class Carer:
    """Somebody on the payroll; `start` is the place where their tours begin and end.

    `team` is the roster they are on, `index` their number in it.
    """

    team: str
    index: int
    service: str
    skills: dict[str, int]
    start: str
    mode: str
    sectors: list[str] = field(default_factory=list)
    part_time: bool = False
    meals_aboard: int = 0
    id: str = ""


def payroll(scale: float, rng: random.Random) -> list[Carer]:
    """Everybody employed: at scale 1, 96 aides and 14 nursing assistants, and those beside them."""

    def team(count: int) -> range:
        return range(math.ceil(count * scale))

    carers = [_aide("care", index, rng) for index in team(CARE_AIDES)]
    carers += [_aide("household", index, rng) for index in team(HOUSEHOLD_AIDES)]
    carers += [_aide("relief_care", index, rng) for index in team(RELIEF_AIDES)]
    for name, count in (
        ("assistants", NURSING_ASSISTANTS),
        ("relief_assistants", RELIEF_ASSISTANTS),
    ):
        carers += [
            _at_home(name, index, act.NURSING, {"nursing": 1} | _traits(rng), rng)
            for index in team(count)
        ]
    nurse = {"nursing": 2, "woman": 1}
    carers += [
        Carer("nurses", index, act.NURSING, nurse, BASE.id, "car")
        for index in range(max(1, round(scale)))
    ]
    carers += [
        Carer(
            "meals", index, act.MEALS, {"meal_round": 1}, KITCHEN.id, "car",
            meals_aboard=50 + index % 3 * 5,
        )
        for index in team(MEAL_DRIVERS)
    ]  # fmt: skip
    carers += [
        Carer("minibus", index, act.TRANSPORT, {"minibus": 1}, DAY_CENTRE.id, "car")
        for index in team(MINIBUS_DRIVERS)
    ]
    for index, carer in enumerate(carers, 1):
        carer.id = f"W{index:03d}"
    return carers


def _aide(team: str, index: int, rng: random.Random) -> Carer:
    """Household aides keep house; of the others, two in three are trained on the hoist."""
    skills = {"domestic_help": 1}
    if team != "household":
        skills |= {"personal_care": 1, "medicines": 1}
        if index % 3 != 1:
            skills["hoist"] = 1
    carer = _at_home(team, index, act.HOME_HELP, skills | _traits(rng), rng)
    carer.part_time = team == "care" and rng.random() < PART_TIME
    return carer


def _traits(rng: random.Random) -> dict[str, int]:
    """What a person may ask for, or not bear; the reasons are nobody's business."""
    shares = {"woman": 0.88, "allergic_to_pets": 0.06, "avoids_smoke": 0.06}
    return {trait: 1 for trait, share in shares.items() if rng.random() < share}


def _at_home(
    team: str, index: int, service: str, skills: dict[str, int], rng: random.Random
) -> Carer:
    """A carer of a district: on foot or by bicycle where it is dense, else by car.

    Service cars wait at the base, private ones at home.
    """
    home = draw_district(rng)
    draw = rng.random()
    if service == act.HOME_HELP and home.dense and draw < 0.3:
        mode = "foot" if draw < 0.12 else "bicycle"
        return Carer(
            team, index, service, skills, f"start {home.name}", mode, neighbours(home.name, 1)
        )
    start = BASE.id if draw > 0.7 else f"start {home.name}"
    reach = 3 if service == act.HOME_HELP else 6
    return Carer(team, index, service, skills, start, "car", neighbours(home.name, reach))
