"""Words for services, and who serves what: workers serve visits of their own service only.

In a problem this is a skill, `service soins infirmiers`: of each visit of a service that not
everybody serves, and of each worker who does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from optimizer.problem.document import WorkerIn
from optimizer.tables import values
from optimizer.tables.cells import Value
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import plain

SERVICES = {
    "aide à domicile": "home_help", "soins infirmiers": "nursing", "portage de repas": "meals",
    "transport": "transport",
    "saad": "home_help", "soins": "nursing", "ssiad": "nursing", "portage": "meals",
    "home help": "home_help", "nursing": "nursing", "meals": "meals",
}  # fmt: skip
"""Words that cells have for services; the first are what exports write."""

DEFAULT: str = WorkerIn.model_fields["service"].default
EVERY = "tous"
"""In the column of further services: all of them."""
_SKILL = "service "
_EVERY = {EVERY, "toutes", "all", "any"}
_KNOWN = {plain(word): meaning for word, meaning in SERVICES.items()}
_AND = r"\bet\b|\band\b|&"
_SEPARATORS = r"\s*[;,/+\n]\s*"


def services(value: Value) -> tuple[str, ...]:
    """The services of a worker: the first is their own, the others they serve too."""
    parts = re.split(_SEPARATORS, values.text(value))
    found = [name for part in parts if part.strip() for name in _services(part)]
    return tuple(dict.fromkeys(found))


def _services(written: str) -> list[str]:
    """The service that a text names, or several known ones: `SAAD et SSIAD`, `tous`."""
    if plain(written) in _EVERY:
        return [EVERY]
    parts = [part.strip() for part in re.split(_AND, plain(written))]
    if len(parts) > 1 and all(part in _KNOWN for part in parts):
        return [_KNOWN[part] for part in parts]
    return [_service(written)]


def service(value: Value) -> str:
    """The one service of a visit."""
    written = values.ident(value)
    parts = re.split(f"{_SEPARATORS}|{_AND}", plain(written))
    if sum(part.strip() in _KNOWN for part in parts) > 1 and plain(written) not in _KNOWN:
        raise Unreadable("several_services")
    return _service(written)


def _service(written: str) -> str:
    return _KNOWN.get(plain(written), written.strip())


def in_words(name: str) -> str:
    """The first word that cells have for a service, else its own."""
    return next((word for word, known in SERVICES.items() if known == name), name)


def skill(name: str) -> str:
    """The skill that stands for serving a service."""
    return f"{_SKILL}{in_words(name)}"


def is_skill(name: str) -> bool:
    """Whether a skill stands for serving a service."""
    return name.startswith(_SKILL)


def serves(own: Sequence[str] | None, further: Iterable[str]) -> frozenset[str]:
    """The services of a worker: those of the two columns; none is the default."""
    return frozenset([*(own or (DEFAULT,)), *further])


def restricted(asked: Iterable[str], workers: Sequence[frozenset[str]]) -> frozenset[str]:
    """The services asked for that not every worker serves."""
    return frozenset(
        name for name in set(asked) if not all(name in own or EVERY in own for own in workers)
    )


def stated(
    visits: Iterable[tuple[str, Mapping[str, int]]],
    workers: Iterable[tuple[str, Mapping[str, int]]],
) -> frozenset[str]:
    """The services that skills of a problem restrict, on all their visits and own workers.

    `visits` and `workers` are services with skills.
    """
    asked: dict[str, bool] = {}
    for name, skills in visits:
        asked[name] = asked.get(name, True) and skills.get(skill(name)) == 1
    for name, skills in workers:
        if name in asked:
            asked[name] = asked[name] and skill(name) in skills
    return frozenset(name for name, all_of_them in asked.items() if all_of_them)
