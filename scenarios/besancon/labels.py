"""Invented names, addresses, phones and door codes for the ids of a document."""

import random
from typing import NamedTuple

from optimizer.problem.document import ProblemDocument


class Label(NamedTuple):
    """One row of a labels file; workers have no address and no door code."""

    id: str
    name: str
    address: str
    phone: str
    door_code: str


FIRST_NAMES = (
    "Aldine", "Berthille", "Corvin", "Doriane", "Elfège", "Fantine", "Gaëtane", "Hilarin",
    "Isaure", "Jocelin", "Lazarine", "Mélusin", "Nérée", "Odelin", "Philomin", "Quitterie",
    "Rosemonde", "Sidonin", "Théophane", "Ursuline", "Valière", "Xaintrie", "Ysoline", "Zéphirin",
)  # fmt: skip
SURNAME_STARTS = (
    "Aubre", "Belle", "Cham", "Dour", "Escha", "Fouge", "Gran", "Haute", "Jou", "Lon", "Malte",
    "Nou", "Orme", "Pont", "Ravi", "Sauge", "Tour", "Vau",
)  # fmt: skip
SURNAME_ENDS = (
    "bief", "clerval", "dornoy", "fontelle", "grisac", "lanchot", "meret", "nevaux", "pierrol",
    "rambois", "senoy", "tervin", "vilotte", "zelin",
)  # fmt: skip
STREET_KINDS = ("rue", "allée", "chemin", "impasse", "place")
STREET_NAMES = (
    "de l'Alouette-Grise", "du Puits-Fleuri", "des Trois-Lanternes", "de la Noisette",
    "du Vieux-Tamis", "des Hirondelles-Bleues", "de la Clé-d'Étain", "du Moulin-Rêveur",
    "des Sept-Cerisiers", "de la Lune-Rousse", "du Renard-Assis", "des Horlogers-Distraits",
    "de la Source-Muette", "du Tilleul-Penché", "des Quatre-Marmites", "du Chat-Botanique",
)  # fmt: skip


def labels(document: ProblemDocument) -> list[Label]:
    """A row for each person and each worker, the same for an id in every document.

    The names do not exist, the streets are not in the city, and the phone numbers are of the
    ranges kept for fiction (03 53 01, 06 39 98).
    """
    persons = [_person(person.id) for person in document.persons]
    return persons + [_worker(worker.id) for worker in document.workers]


def _person(ident: str) -> Label:
    rng = random.Random(f"label {ident}")
    street = f"{rng.choice(STREET_KINDS)} {rng.choice(STREET_NAMES)}"
    address = f"{rng.randint(1, 80)} {street}, 25000 Besançon"
    code = f"{rng.randint(0, 9999):04d}{rng.choice('AB')}" if rng.random() < 0.6 else ""
    return Label(ident, _name(rng), address, _phone("03 53 01", rng), code)


def _worker(ident: str) -> Label:
    rng = random.Random(f"label {ident}")
    return Label(ident, _name(rng), "", _phone("06 39 98", rng), "")


def _name(rng: random.Random) -> str:
    surname = rng.choice(SURNAME_STARTS) + rng.choice(SURNAME_ENDS)
    return f"{rng.choice(FIRST_NAMES)} {surname}"


def _phone(fiction: str, rng: random.Random) -> str:
    return f"{fiction} {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}"
