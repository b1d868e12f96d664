"""Whether a row is to be planned: `annulé`, `suspendu`, `hospitalisé jusqu'au 05/12/2026`."""

import re
from dataclasses import dataclass

from optimizer.tables import values
from optimizer.tables.cells import Value
from optimizer.tables.days import Dates
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import plain
from optimizer.tables.working_times import OPEN_END, OPEN_START, absences

ACTIVE = """
actif, active, en activité, en cours, ok, oui, confirmé, validé, planifié, prévu, programmé, à
planifier, à faire, présent, disponible, en poste, ouvert, maintenu, à domicile, au domicile,
rentré, de retour, titulaire, contractuel, stagiaire, vacataire, cdi, cdd, intérimaire,
confirmed, planned, scheduled, ongoing, open, available, present, at home, to plan, working,
employed
"""

ENDED = """
annulé, annulation, supprimé, reporté, terminé, fini, clôturé, clos, archivé, arrêté, arrêt,
résilié, suspendu, suspension, en suspens, en attente, attente, refusé, inactif, désactivé,
réalisé, effectué, fait, non planifié, ne pas planifier, brouillon, en pause, non, à confirmer,
à valider, cancelled, canceled, suspended, on hold, pending, ended, finished, stopped, closed,
inactive, terminated, completed, done, archived, postponed, draft, not planned, interrompu
"""

AWAY = """
hospitalisé, hospitalisation, à l'hôpital, hôpital, en clinique, clinique, en rééducation,
rééducation, absent, absence, en vacances, vacances, congé, congés, en congé, en congés, décédé,
décès, en ehpad, en répit, répit, en séjour, indisponible, arrêt maladie, arrêt de travail, en
arrêt, en arrêt maladie, maladie, malade, accident du travail, congé maladie, congé maternité,
maternité, congé parental, formation, en formation, rtt, cp, démission, démissionnaire,
licencié, retraité, en retraite, sorti, parti, en disponibilité, in hospital, hospitalised,
hospitalized, away, deceased, died, on leave, leave, sick, sick leave, unavailable, off,
retired, left, on holiday, training, absent
"""


@dataclass(frozen=True, slots=True)
class Status:
    """What a cell of statuses says: `dates` on which nothing is planned, None if all is as usual.

    `away`: it is about the person or worker, hence about all their rows. `dated`: it names dates.
    """

    written: str
    dates: Dates | None = None
    away: bool = False
    dated: bool = False


def _stem(text: str) -> str:
    """A word or several, without the endings of gender and number."""
    return " ".join(re.sub(r"(?<=\w\w\w)(?:ee|ees|es|e|s)$", "", w) for w in plain(text).split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in words.replace("\n", " ").split(","))


_ACTIVE, _ENDED, _AWAY = _stems(ACTIVE), _stems(ENDED), _stems(AWAY)
_DATED = re.compile(
    rf"[, ]*\b(?:(?:du|from) {values.DATE} (?:au|to|-) {values.DATE}"
    rf"|{values.DATE} ?- ?{values.DATE}"
    rf"|(?:depuis(?: le)?|a partir du|des le|since|jusqu'au|until) {values.DATE})$"
)
_ASIDE = re.compile(r"\([^)]*\)|\b(?:par|by) .*$")


def status(value: Value) -> Status:
    """Read a status.

    Raises
    ------
    Unreadable
        The word is not known, and nobody can say whether the row is to be planned.
    """
    written = values.ident(value) if not isinstance(value, bool) else "oui" if value else "non"
    rest = plain(written)
    dated = _DATED.search(rest)
    if dated:
        rest = rest[: dated.start()]
    word = _stem(_ASIDE.sub(" ", rest).strip(" .!,:-"))
    if word in _ACTIVE and not dated:
        return Status(written)
    if word not in _ENDED | _AWAY:
        raise Unreadable("unknown_status", part=written)
    dates = absences(dated[0].strip(" ,"))[0].dates if dated else Dates(OPEN_START, OPEN_END)
    return Status(written, dates, word in _AWAY, bool(dated))
