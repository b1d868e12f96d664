"""Whether an answer is sure enough to send somebody there."""

import math
import re
from collections.abc import Sequence

from optimizer.geocoding.service import Candidate
from optimizer.tables.words import plain

THRESHOLD = 0.7
"""Least score. Base Adresse Nationale gives 0.9 and more to an address it holds word for word;
what lies below 0.7 mostly differs in the street or the number."""

CLOSE = 0.1
"""A second candidate whose score is as near as this to the best may as well be meant..."""

APART_M = 200
"""... if it is another place: up to here it is the same door, street or estate."""

_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DATE = re.compile(rf"\b\d{{1,2}}(?:er)? (?:{_MONTHS})\b(?: \d{{4}}\b)?")
"""A date that a street is called after: rue du 8 mai 1945."""
_INSIDE = re.compile(
    r"\b(?:app(?:t|artement)?|apt|bat(?:iment)?|esc(?:alier)?|etage|porte|hall|entree|lot|boite)"
    r"\b\.?[ :n°]*\d{1,4}\b|\b\d{1,2} ?(?:e|er|eme) etage\b"
)
"""What is numbered inside a house."""
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")


def sure(
    address: str, candidates: Sequence[Candidate], threshold: float = THRESHOLD
) -> Candidate | None:
    """The one place that is meant; None where a person has to say.

    The best candidate must score `threshold`, be what `_meant` asks for, and have no other place
    near its score.
    """
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.score)
    if best.score < threshold or not _meant(address, best):
        return None
    rivals = (
        other.score > best.score - CLOSE and _metres(best, other) > APART_M for other in candidates
    )
    return None if any(rivals) else best


def _meant(address: str, candidate: Candidate) -> bool:
    """Whether a candidate has the postcode and the numbers of an address, if that has any.

    Any number is taken for that of the house: with one, a house is meant, else a street. Letters
    after it (bis, F) may differ, and flats, floors and buildings need not be known.
    """
    asked, known = plain(address), plain(candidate.label)
    if not set(_POSTCODE.findall(asked)) <= set(_POSTCODE.findall(known)):
        return False
    numbers = _numbers(asked)
    if not numbers:
        return candidate.kind == "street"
    outside = _numbers(_INSIDE.sub(" ", asked)) or numbers
    found = _numbers(known)
    return candidate.kind == "house" and set(outside) <= set(found) and found[0] in outside


def _numbers(text: str) -> list[int]:
    """The numbers of a plain text but postcodes and dates, in their order."""
    return [int(number) for number in _NUMBER.findall(_DATE.sub(" ", text))]


def _metres(a: Candidate, b: Candidate) -> float:
    """Metres between two places, well enough over a country."""
    north = math.radians(b.latitude - a.latitude)
    east = math.radians(b.longitude - a.longitude) * math.cos(math.radians(a.latitude))
    return 6_371_009 * math.hypot(north, east)
