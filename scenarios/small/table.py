"""The table of README.md: what each scenario shows and what comes out."""

from collections.abc import Iterable

from scenarios.small.library import Scenario, load, names

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def table() -> str:
    """Two Markdown tables: the scenarios with a proven answer, and those without, the days."""
    scenarios = [load(name) for name in names()]
    proven = [_row(s) for s in scenarios if s.proven]
    days = [_row(s) for s in scenarios if not s.proven]
    return _table("expected (proven)", proven) + "\n" + _table("best known", days)


def in_readme(text: str) -> str:
    """The text of README.md with its table renewed."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


def _row(scenario: Scenario) -> str:
    name, point = scenario.name, scenario.why["en"]
    return f"| [`{name}`]({name}/why.md) | {point} | {_result(scenario)} |"


def _table(result: str, rows: Iterable[str]) -> str:
    return "".join(f"{row}\n" for row in (f"| name | point | {result} |", "|---|---|---|", *rows))


def _result(scenario: Scenario) -> str:
    score = dict(scenario.score)
    cost = score.pop("cost")
    parts = [
        f"{value:g} of priority {name[-1]} unserved"
        for name, value in score.items()
        if name.startswith("unserved") and value
    ]
    if score["lateness"]:
        parts.append(f"{score['lateness']:g} min late")
    missed = [f"missed by the engine {engine}" for engine in scenario.missed_by]
    return ", ".join([*(parts or ["all served"]), f"{cost / 100:.2f} €", *missed])
