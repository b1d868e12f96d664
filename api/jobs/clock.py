"""The clock of the machine, as far as what it says can be."""

from collections.abc import Callable

JUMP_MS = 3_600_000
"""More than this between the clock and the time that has passed is a jump."""
GAP_MS = 2 * 86_400_000
"""A service that was off, or had nothing to do, for longer than this may have a wrong clock."""
BELIEVED_S = 86_400.0
"""How long a clock must go on after a jump, or such a pause, to be believed."""


class PlausibleClock:
    """Milliseconds since 1970, for what cannot be undone.

    Parameters
    ----------
    wall_ms, passed_s
        The clock, and the seconds that have passed since some moment.
    """

    def __init__(self, wall_ms: Callable[[], int], passed_s: Callable[[], float]) -> None:
        self._wall_ms, self._passed_s = wall_ms, passed_s
        self._offset_ms: float | None = None
        self._since_s = 0.0
        """When it began to be as it is; -inf: it was right from the beginning."""

    def now(self, last_ms: int | None) -> int | None:
        """This moment; None if the clock is not to be believed yet.

        `last_ms` is the last moment known from before (None: there is none).
        """
        wall, passed = self._wall_ms(), self._passed_s()
        offset = wall - passed * 1000
        if self._offset_ms is None:
            away = last_ms is not None and abs(wall - last_ms) > GAP_MS
            self._offset_ms, self._since_s = offset, passed if away else float("-inf")
        elif abs(offset - self._offset_ms) > JUMP_MS:
            self._offset_ms, self._since_s = offset, passed
        return wall if passed - self._since_s >= BELIEVED_S else None
