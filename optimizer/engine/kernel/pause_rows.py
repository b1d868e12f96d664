"""The pauses of all duties as rows of `Data.pauses`."""

from collections.abc import Mapping, Sequence

from optimizer.engine.duties import Duty
from optimizer.engine.kernel import arrays as a
from optimizer.problem.model import Break

COSTS = "missed_break"


def breaks_to_miss(duty: Duty, per_piece: Mapping[str, int]) -> list[Break]:
    """The breaks that a shift may miss, where that costs anything."""
    return [b for b in duty.shift.breaks if b.optional and per_piece.get(COSTS)]


def pause_rows(
    duties: Sequence[Duty], windows: list[tuple[int, int, int]], per_piece: Mapping[str, int]
) -> tuple[list[list[int]], list[str | None]]:
    """Rows duty by duty, those that must be taken first, and what a plan calls each (None: no
    stop). Their windows are added to `windows`."""
    rows: list[list[int]] = []
    refs: list[str | None] = []

    def add(ref: str | None, duration: int, starts: Sequence[tuple[int, int]]) -> list[int]:
        row = [0] * a.PAUSE_COLUMNS
        row[a.PAUSE_DUR], row[a.RESTS] = duration, duration if ref is not None else 0
        row[a.PAUSE_WIN], row[a.PAUSE_WINS] = len(windows), len(starts)
        row[a.PAUSE_OPEN], row[a.PAUSE_CLOSE] = starts[0][0], max(last for _, last in starts)
        windows.extend((first, last, last) for first, last in starts)
        rows.append(row)
        refs.append(ref)
        return row

    for duty in duties:
        for pause in duty.offered:
            row = add(pause.ref, pause.duration, pause.windows)
            row[a.MISSED], row[a.INSIDE], row[a.OWED] = -1, pause.inside, pause.owed
            if pause.owed:  # before or after the tour at any time
                row[a.PAUSE_OPEN], row[a.PAUSE_CLOSE] = -pause.duration, a.NEVER
            row[a.PAID] = any(b.paid and b.id == pause.ref for b in duty.shift.breaks)
        for b in breaks_to_miss(duty, per_piece):
            row = add(b.id, b.duration, [(w.start, w.end) for w in b.windows])
            row[a.MISSED], row[a.INSIDE] = per_piece[COSTS], True
            row[a.IF_DUE], row[a.PAID] = not b.always_due, b.paid
    return rows, refs
