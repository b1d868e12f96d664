"""Spells away: hospital stays, sick leaves. Any date can be asked, in any order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

BLOCK = 28
"""Days; in each block of them, at most one spell begins."""


@dataclass(slots=True)
class Spells:
    """In each block of days a spell begins with a `chance`; it lasts one of `lengths` days."""

    seed: str
    chance: float
    lengths: Sequence[int]
    _begun: dict[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)

    def covers(self, who: str, day: date) -> bool:
        """Whether somebody is away on a day."""
        today = day.toordinal()
        block = today // BLOCK
        for number in range(block - max(self.lengths) // BLOCK - 1, block + 1):
            spell = self._spell(who, number)
            if spell is not None and spell[0] <= today < spell[1]:
                return True
        return False

    def _spell(self, who: str, block: int) -> tuple[int, int] | None:
        if (who, block) not in self._begun:
            rng = random.Random(f"{self.seed} {who} {block}")
            spell = None
            if rng.random() < self.chance:
                first = block * BLOCK + rng.randrange(BLOCK)
                spell = first, first + rng.choice(self.lengths)
            self._begun[who, block] = spell
        return self._begun[who, block]
