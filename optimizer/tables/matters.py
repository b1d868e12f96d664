"""Headings and names of sheets that no plan may leave unread: absences, statuses, units."""

import re

_ABSENCE = re.compile(
    r"absen|\bconge|indispo|hospit|\barret|maladie|\bvacances|\brtt\b|\bleave|\bsick|unavailab"
    r"|holidays?\b|days off|\brepos\b"
)
_MATTER = re.compile(
    r"annul|suspen|cancel|\bstatu[ts]|^etats?$|^state$|jours?.*travail|working days|workdays"
    r"|^unites?$|^units?$|^(du|au|debut|fin|from|to|start|end)$|\bperiode|recurrence|frequen"
    r"|^semaines?$|^weeks?$|sauf|except"
)


def names_absence(title: str) -> bool:
    """Whether a plain heading or name of a sheet names absences."""
    return _ABSENCE.search(title) is not None


def names_matter(title: str) -> bool:
    """Whether what it names decides who is visited, when, or how long."""
    return names_absence(title) or _MATTER.search(title) is not None
