"""Days of the home services of a city like Besançon: home help, nursing, meals, transport.

All people are invented; the numbers are those of a municipal service (annual report 2022).
"""

from datetime import date

from optimizer.problem import InputError, InvalidProblem
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

    A weekday at scale 1 has some 760 visits; Saturdays, Sundays and public holidays have fewer
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
    InvalidProblem
        Arguments that are not possible: all of them, each by its name and value.
    """
    wrong = [
        InputError("bad_option", name, value, "is out of range", f"choose {first:g} to {last:g}")
        for name, value, (first, last) in (
            ("days", days, DAYS),
            ("scale", scale, SCALES),
            ("nursing_places", nursing_places, PLACES),
        )
        if not first <= value <= last
    ]
    if mode not in MODES:
        choices = f"choose one of: {', '.join(MODES)}"
        wrong.append(InputError("bad_option", "mode", mode, "is unknown", choices))
    if wrong:
        raise InvalidProblem(wrong)
    built = build(date, days, scale=scale, seed=seed, nursing_places=nursing_places)
    return MODES[mode](built.document, seed)
