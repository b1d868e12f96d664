"""The volumes of a day by service, and staff against demand by hour: figures and tables."""

from dataclasses import dataclass

from optimizer.problem.model import Problem


@dataclass(frozen=True, slots=True)
class Volume:
    """One service: visits and their hours, staff on duty and their hours without breaks."""

    service: str
    visits: int
    visit_hours: float
    on_duty: int
    rostered_hours: float

    @property
    def ratio(self) -> float:
        """Visit hours over rostered hours."""
        return self.visit_hours / self.rostered_hours if self.rostered_hours else 0.0


def volumes(problem: Problem) -> dict[str, Volume]:
    """The volume of each service, by name."""
    services = sorted({worker.service for worker in problem.workers.values()})
    return {service: _volume(problem, service) for service in services}


def _volume(problem: Problem, service: str) -> Volume:
    visits = [visit for visit in problem.visits.values() if visit.service == service]
    shifts = [s for s in problem.shifts.values() if problem.workers[s.worker].service == service]
    rostered = sum(
        shift.end - shift.start - sum(b.duration for b in shift.breaks if not b.paid)
        for shift in shifts
    )
    return Volume(
        service=service,
        visits=len(visits),
        visit_hours=problem.seconds(sum(visit.duration for visit in visits)) / 3600,
        on_duty=len({shift.worker for shift in shifts}),
        rostered_hours=problem.seconds(rostered) / 3600,
    )


def table(problem: Problem) -> str:
    """A table of the volumes, for people."""
    rows = list(volumes(problem).values())
    total = Volume(
        "all",
        sum(row.visits for row in rows),
        sum(row.visit_hours for row in rows),
        sum(row.on_duty for row in rows),
        sum(row.rostered_hours for row in rows),
    )
    lines = [
        f"{'service':<10} {'visits':>6} {'hours':>7} {'on duty':>7} {'rostered':>8} {'ratio':>5}"
    ]
    lines += [
        f"{row.service:<10} {row.visits:>6} {row.visit_hours:>7.1f} {row.on_duty:>7}"
        f" {row.rostered_hours:>8.1f} {row.ratio:>5.2f}"
        for row in [*rows, total]
    ]
    return "\n".join(lines)


def hourly(problem: Problem) -> dict[str, dict[int, tuple[float, float]]]:
    """Staff present and hours of visits, by service and hour of the horizon's first day.

    A visit is spread evenly over the time it can take: from the opening of its windows to
    their end and its length. Breaks are spread over their windows in the same way.
    """
    found: dict[str, dict[int, list[float]]] = {service: {} for service in volumes(problem)}
    hour = 3600 * 1000 // problem.tick_ms

    def add(service: str, column: int, spans: list[tuple[int, int]], amount: float) -> None:
        whole = sum(end - start for start, end in spans)
        for start, end in spans:
            for number in range(start // hour, -(-end // hour)):
                inside = min(end, (number + 1) * hour) - max(start, number * hour)
                row = found[service].setdefault(number, [0.0, 0.0])
                row[column] += amount * inside / whole / hour

    for shift in problem.shifts.values():
        service = problem.workers[shift.worker].service
        add(service, 0, [(shift.start, shift.end)], shift.end - shift.start)
        for pause in shift.breaks:
            spans = [(w.start, w.end + pause.duration) for w in pause.windows]
            add(service, 0, spans, -pause.duration)
        for away in problem.workers[shift.worker].unavailable:
            start, end = max(away.start, shift.start), min(away.end, shift.end)
            if start < end:
                add(service, 0, [(start, end)], start - end)
    for visit in problem.visits.values():
        spans = [(w.start, w.end + visit.duration) for w in visit.windows]
        add(visit.service, 1, spans, visit.duration)
    return {
        service: {number: (row[0], row[1]) for number, row in sorted(rows.items())}
        for service, rows in found.items()
    }


def hourly_table(problem: Problem) -> str:
    """A table of staff present / hours of visits by hour, a column for each service."""
    columns = hourly(problem)
    hours = sorted({number for rows in columns.values() for number in rows})
    lines = ["hour " + "".join(f"{service:>14}" for service in columns)]
    for number in hours:
        cells = (rows.get(number, (0.0, 0.0)) for rows in columns.values())
        text = "".join(f"{f'{present:.1f} / {needed:.1f}':>14}" for present, needed in cells)
        lines.append(f"{number:>4} {text}")
    return "\n".join(lines)
