"""Whether an answer is sure enough to send somebody there."""

import math
import re
from collections.abc import Sequence

from optimizer.geocoding.service import Candidate

THRESHOLD = 0.7
"""Least score. Base Adresse Nationale gives 0.9 and more to an address it holds word for word;
what lies below 0.7 mostly differs in the street or the number."""

CLOSE = 0.1
"""A second candidate whose score is as near as this to the best may as well be meant..."""

APART_M = 200
"""... if it is another place: up to here it is the same door, street or estate."""


_NUMBERED = re.compile(r"(^|,)\s*\d{1,4}\s*(bis|ter|quater|[a-e])?[\s,]", re.IGNORECASE)


def sure(
    address: str, candidates: Sequence[Candidate], threshold: float = THRESHOLD
) -> Candidate | None:
    """The one place that is meant; None where a person has to say.

    The best candidate must score `threshold`, be a house where the address has a number (else a
    street will do, a town never), and have no other place near its score.
    """
    if not candidates:
        return None
    best = max(candidates, key=lambda candidate: candidate.score)
    kinds = ("house",) if _NUMBERED.search(address) else ("house", "street")
    if best.score < threshold or best.kind not in kinds:
        return None
    rivals = (
        other.score > best.score - CLOSE and _metres(best, other) > APART_M for other in candidates
    )
    return None if any(rivals) else best


def _metres(a: Candidate, b: Candidate) -> float:
    """Metres between two places, well enough over a country."""
    north = math.radians(b.latitude - a.latitude)
    east = math.radians(b.longitude - a.longitude) * math.cos(math.radians(a.latitude))
    return 6_371_009 * math.hypot(north, east)
