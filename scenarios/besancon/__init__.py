"""A day of the home services of a city like Besançon: home help, nursing, meals, transport.

All people are invented; the numbers are those of a municipal service (annual report 2022).
"""

from datetime import date

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.day import build
from scenarios.besancon.labels import Label, labels

__all__ = ["Label", "generate", "labels"]

MODES = ("normal",)
SCALES = (0.05, 10.0)


def generate(
    date: date, *, days: int = 1, scale: float = 1.0, mode: str = "normal", seed: int = 1
) -> ProblemDocument:
    """Generate a day: the same arguments give the same document.

    A weekday at scale 1 has some 720 visits; Saturdays, Sundays and public holidays have
    fewer staff and no housework, shopping, social visits or day centre, and meals are not
    delivered on Sundays and holidays. A plan that serves everybody exists.

    Parameters
    ----------
    date
        The day.
    days
        Length of the horizon; only 1 so far.
    scale
        Size of people, staff and demand together, 0.05 to 10.
    mode
        State of the service; only `normal` so far.
    seed
        Which city: its people and staff stay the same on all dates.

    Raises
    ------
    ValueError
        An argument is not possible.
    """
    if days != 1:
        raise ValueError(f"days={days!r} is not possible yet; choose 1")
    if mode not in MODES:
        raise ValueError(f"mode={mode!r} is not possible yet; choose one of: {', '.join(MODES)}")
    if not SCALES[0] <= scale <= SCALES[1]:
        raise ValueError(f"scale={scale!r} is out of range; choose {SCALES[0]:g} to {SCALES[1]:g}")
    return build(date, scale=scale, seed=seed).document
