"""The kernel as it is, and with each part switched off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.engine.kernel.tactics import TACTICS, Tactics

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Variant:
    """How the kernel searches, and with how many threads."""

    tactics: Tactics
    threads: int


def variants(threads: int) -> Mapping[str, Variant]:
    """What is switched off -> the kernel without it; the whole kernel first."""
    found = {
        NOTHING: TACTICS,
        "strings of adjacent tours": replace(TACTICS, strings=0.0),
        "ruin at random": replace(TACTICS, random=0.0),
        "ruin of linked visits": replace(TACTICS, linked=0.0),
        "ruin of a time of day": replace(TACTICS, time_slice=0.0),
        "ruin of a whole tour": replace(TACTICS, tour=0.0),
        "bounds before exact trials": replace(TACTICS, bounds=False),
        "only tours of near visits": replace(TACTICS, full_scan=1 << 40),
    }
    if threads == 1:
        return {name: Variant(tactics, 1) for name, tactics in found.items()}
    found["exchange between threads"] = replace(TACTICS, exchanges=0)
    named = {name: Variant(tactics, threads) for name, tactics in found.items()}
    return named | {"all threads but one": Variant(TACTICS, 1)}
