"""Days of the home services of a city like Besançon: home help, nursing, meals, transport.

All people are invented; the numbers are those of a municipal service (annual report 2022).
"""

from datetime import date

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.build import build
from scenarios.besancon.labels import Label, labels
from scenarios.besancon.modes import MODES
from scenarios.besancon.profiles import NURSING_PLACES

__all__ = ["MODES", "Label", "generate", "labels"]

SCALES = (0.05, 10.0)
DAYS = (1, 62)
PLACES = (59, 80)


def generate(
    date: date,
    *,
    days: int = 1,
    scale: float = 1.0,
    mode: str = "normal",
    seed: int = 1,
    nursing_places: int = NURSING_PLACES,
) -> ProblemDocument:
    """Generate some days: the same arguments give the same document.

    A weekday at scale 1 has some 750 visits; Saturdays, Sundays and public holidays have fewer
    staff and essential visits only, and meals are not delivered on Sundays and holidays. In
    mode `normal` a plan that serves everybody exists.

    Parameters
    ----------
    date
        The first day.
    days
        Length of the horizon, 1 to 62.
    scale
        Size of people, staff and demand together, 0.05 to 10.
    mode
        State of the service: `normal`, `absence`, `strike`, `heatwave`, `snow` or `discharge`;
        `modes` says what each does.
    seed
        Which city: its people and staff are the same on all dates, whatever the mode.
    nursing_places
        Places of the nursing service at scale 1, 59 to 80.

    Raises
    ------
    ValueError
        An argument is not possible.
    """
    if not DAYS[0] <= days <= DAYS[1]:
        raise ValueError(f"days={days!r} is out of range; choose {DAYS[0]} to {DAYS[1]}")
    if mode not in MODES:
        raise ValueError(f"mode={mode!r} is unknown; choose one of: {', '.join(MODES)}")
    if not SCALES[0] <= scale <= SCALES[1]:
        raise ValueError(f"scale={scale!r} is out of range; choose {SCALES[0]:g} to {SCALES[1]:g}")
    if not PLACES[0] <= nursing_places <= PLACES[1]:
        raise ValueError(
            f"nursing_places={nursing_places!r} is out of range; choose {PLACES[0]} to {PLACES[1]}"
        )
    built = build(date, days, scale=scale, seed=seed, nursing_places=nursing_places)
    return MODES[mode](built.document, seed)
