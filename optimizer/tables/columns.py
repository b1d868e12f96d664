"""The columns of the two tables, as data: headings, how a cell is read, what it means.

`docs/tables.md` is tested to tell all of this. Headings are compared without accents, case,
signs and what stands in brackets (see `words.heading`); the first is French and is what exports
write, `name` is the English one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from optimizer.rules.base import Lang
from optimizer.tables import recurrences, services, status, values, working_times
from optimizer.tables.cells import Value
from optimizer.tables.errors import Unreadable
from optimizer.tables.words import heading

MODES = {
    "voiture": "car", "vélo": "bicycle", "à pied": "foot",
    "voiture de service": "car", "voiture personnelle": "car", "voiture perso": "car",
    "auto": "car", "vélo électrique": "bicycle", "vae": "bicycle", "bicyclette": "bicycle",
    "pied": "foot",
    "car": "car", "bicycle": "bicycle", "bike": "bicycle", "foot": "foot", "on foot": "foot",
    "walk": "foot",
}  # fmt: skip

PRIORITIES = {
    "1": 1, "2": 2, "3": 3, "4": 4,
    "vitale": 1, "essentielle": 2, "reportable": 3, "suspendable": 4,
    "vital": 1, "essentiel": 2, "essential": 2, "deferrable": 3,
    "p1": 1, "p2": 2, "p3": 3, "p4": 4,
}  # fmt: skip

YES_NO = {
    "oui": True, "non": False, "x": True,
    "o": True, "n": False, "yes": True, "no": False, "vrai": True, "faux": False,
    "true": True, "false": False, "1": True, "0": False,
}  # fmt: skip


def _yes_no(value: Value) -> bool:
    return value if isinstance(value, bool) else values.choice(YES_NO)(value)


def _pair(value: Value) -> int:
    """How many workers a visit with a mark for two takes."""
    if not isinstance(value, bool):
        written = values.text(value)
        if written == "1":
            raise Unreadable("unsure_pair")
        if written == "2":
            return 2
    return 2 if _yes_no(value) else 1


MOST_WORKERS = 4
"""At one visit."""

About = Literal["row", "place", "label"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `about`: the row itself, the place of its person or worker, or a name or
    address that never enters a problem. `required`: no row is read without it."""

    name: str
    headings: tuple[str, ...]
    read: Callable[[Value], Any]
    meaning: str
    example: str
    about: About = "row"
    required: bool = False

    def title(self, lang: Lang) -> str:
        """The heading that exports write."""
        return self.headings[0] if lang == "fr" else self.name.replace("_", " ")


_ID = Column(
    "id", ("identifiant", "code", "matricule", "n°", "no", "numéro", "ref ligne"), values.ident,
    "identifies the row; each stands once in its table", "V12", required=True,
)  # fmt: skip
_REFERENCE = Column(
    "reference", ("référence", "réf", "external id", "id externe"), values.ident,
    "its id in the care system, echoed in plans; default: the row's id", "INT-2041",
)  # fmt: skip
_SITUATION = (
    Column("status", ("statut", "état", "situation"), status.status,
           "actif, annulé, suspendu, en attente, terminé..., or, of the person or worker, "
           "hospitalisé, absent, arrêt maladie...; with dates: suspendu du ... au ...; "
           "default: actif", "hospitalisé jusqu'au 05/12/2026"),
    Column("absences", ("absences", "absence", "congés", "congé", "indisponibilités", "leave",
                        "hospitalisation", "hospitalisations"), working_times.absences,
           "of the person or worker: days, half-days, or hours of a day",
           "25/12/2026; 01/02/2027-05/02/2027; 24/11/2026 14h-16h; 26/11/2026 matin"),
    Column("absent_from", ("absent du", "début absence", "début d'absence", "absent depuis",
                           "hospitalisé du", "hospitalisé le", "suspendu du"), values.day,
           "first day of an absence; empty: no first", "28/11/2026"),
    Column("absent_to", ("absent au", "fin absence", "fin d'absence", "absent jusqu'au",
                         "hospitalisé au", "suspendu au", "suspendu jusqu'au"), values.day,
           "last day of the absence, included; empty: no last", "05/12/2026"),
)  # fmt: skip
_PLACE = (
    Column(
        "latitude", ("latitude", "lat"), values.degrees(90),
        "degrees north, with longitude instead of an address", "47,2412", "place",
    ),
    Column(
        "longitude", ("longitude", "lon", "lng", "long"), values.degrees(180),
        "degrees east", "6,0301", "place",
    ),
    Column(
        "address", ("adresse", "adresse complète", "domicile"), values.text,
        "geocoded where there are no coordinates, see below", "12 rue des Sept-Cerisiers, "
        "25000 Besançon", "place",
    ),
    Column(
        "postcode", ("code postal", "cp", "zip"), values.ident,
        "added to the address", "25000", "place",
    ),
    Column(
        "city", ("ville", "commune", "localité", "town"), values.ident,
        "added to the address", "Besançon", "place",
    ),
    Column(
        "access", ("accès", "temps d'accès", "access time"), values.duration,
        "parking, stairs, keys at each arrival; default: 3 min", "4 min", "place",
    ),
    Column(
        "geo_score", ("score géocodage", "result score", "score"), values.share,
        "how sure a geocoder was of the coordinates, from 0 to 1: low ones are pointed out", "0,97",
    ),
    Column(
        "geo_type", ("type géocodage", "result type", "type de résultat"), values.ident,
        "what it found: a street or a town instead of a house is pointed out", "housenumber",
    ),
)  # fmt: skip
_LABELS = (
    Column("name", ("nom", "nom prénom", "nom et prénom", "prénom nom", "nom de famille"),
           values.ident, "for the labels file only", "Dourmeret", "label"),
    Column("first_name", ("prénom",), values.ident,
           "for the labels file only, before the name", "Corvin", "label"),
    Column("phone", ("téléphone", "tél", "portable", "mobile"), values.phone,
           "for the labels file only", "03 53 01 00 00", "label"),
    Column("door_code", ("code porte", "digicode", "code d'entrée"), values.ident,
           "for the labels file only", "4521A", "label"),
)  # fmt: skip

VISITS: tuple[Column, ...] = (
    _ID,
    _REFERENCE,
    Column("person", ("personne", "usager", "bénéficiaire", "client", "id personne"), values.ident,
           "identifier of the person; a pseudonym, as it enters the problem", "P031",
           required=True),
    *_LABELS,
    *_PLACE,
    Column("sector", ("secteur", "quartier"), values.ident,
           "of the person, for workers who keep to sectors", "nord", "place"),
    Column("service", ("service", "métier"), services.service,
           "aide à domicile, soins infirmiers, portage de repas, transport, or any other word; "
           "default: aide à domicile", "soins infirmiers"),
    Column("activity", ("activité", "acte", "intervention", "prestation", "type"), values.ident,
           "what is done; default: visit", "toilette"),
    Column("days", ("jours", "jour", "fréquence", "récurrence"), recurrences.days,
           "which days; empty: every day", "lun-ven sauf fériés"),
    Column("date", ("date", "date de l'intervention", "date d'intervention"), values.day,
           "the only date of the row, instead of du and au: one visit", "24/11/2026"),
    Column("from", ("du", "début", "date de début", "date début", "start date"), values.day,
           "first date; empty: no first", "01/09/2026"),
    Column("to", ("au", "fin", "date de fin", "date fin", "jusqu'au", "end date"), values.day,
           "last date, included; empty: no last", "31/12/2026"),
    *_SITUATION,
    Column("windows", ("plages", "plage", "plage horaire", "plages horaires", "horaires",
                       "horaire", "time windows"), values.spans,
           "when the visit may start, one or several spans", "8h30-9h30 / 14h-16h"),
    Column("earliest", ("heure au plus tôt", "au plus tôt", "plus tôt", "heure min"), values.clock,
           "with the latest time, instead of plages", "8h30"),
    Column("latest", ("heure au plus tard", "au plus tard", "plus tard", "heure max"), values.clock,
           "latest start", "9h30"),
    Column("ends_inside", ("finit dans la plage", "fin dans la plage"), _yes_no,
           "oui: the visit also ends inside the span it starts in; default: non", "non"),
    Column("usual_time", ("heure habituelle", "habitude", "usual start"), values.clock,
           "the habit of the person", "8h45"),
    Column("duration", ("durée", "temps", "length"), values.length,
           "how long: 45 (minutes), 45 min, 1h15, 1,5 h", "45 min", required=True),
    Column("skills", ("compétences", "compétence", "qualification", "qualifications", "qualif"),
           values.skills, "what the worker must be able to do, with a level from 1 to 100 where "
           "it counts", "toilette; lève-personne:2"),
    Column("avoid", ("à éviter", "contre-indications", "excluded skills"), values.items,
           "what the worker must not have", "fumeur"),
    Column("workers_needed", ("nombre d'intervenants", "nb intervenants", "intervenants requis",
                              "nb d'intervenants", "carers"), values.whole(1, MOST_WORKERS),
           "2: two visits that start together; default: 1", "2"),
    Column("pair", ("binôme", "en binôme", "à deux"), _pair,
           "oui: as a number of workers of 2", "oui"),
    Column("together_with", ("en même temps que", "avec", "ensemble avec", "binôme avec"),
           values.items, "rows whose visits of the same day start together with this one, by "
           "other workers", "V14"),
    Column("tolerance", ("tolérance", "écart toléré"), values.duration,
           "how far apart those who come together may start; default: 5 min", "5 min"),
    Column("priority", ("priorité", "prio"), values.choice(PRIORITIES),
           "1 vitale, 2 essentielle, 3 reportable, 4 suspendable; default: 2", "1"),
    Column("hardship", ("pénibilité", "pénible", "lourdeur", "heavy"), values.whole(0, 1000),
           "how heavy, shared out fairly; default: 0", "2"),
    Column("only_workers", ("intervenants imposés", "intervenant imposé", "required workers"),
           values.items, "only these may come", "A07; A12"),
    Column("preferred_workers", ("intervenants souhaités", "intervenant souhaité",
                                 "intervenants habituels", "référent", "référents"), values.items,
           "others cost something", "A07"),
    Column("refused_workers", ("intervenants refusés", "intervenant refusé", "refused"),
           values.items, "these do not come", "A03"),
    Column("after", ("après", "à faire après"), values.items,
           "rows whose visits of the same day come first", "V11"),
    Column("before", ("avant", "à faire avant"), values.items,
           "rows whose visits of the same day come later", "V13"),
    Column("min_gap", ("délai minimum", "délai min", "délai mini", "minimum gap"), values.duration,
           "at least so long from the end of the first visit to the start of the second; "
           "default: 0", "0 min"),
    Column("max_gap", ("délai maximum", "délai max", "délai maxi", "maximum gap"), values.duration,
           "at most so long; empty: any time", "30 min"),
    Column("meals", ("repas", "nombre de repas", "nb repas"), values.whole(0, 1000),
           "meals handed over, taken from the driver's load", "1"),
)  # fmt: skip

WORKERS: tuple[Column, ...] = (
    _ID,
    _REFERENCE,
    *_LABELS,
    *_PLACE,
    Column("service", ("service", "services", "métier"), services.services,
           "workers serve visits of their own service only, the first where there are several; "
           "default: aide à domicile", "soins infirmiers"),
    Column("other_services", ("autres services", "polyvalence"), services.services,
           "further services whose visits the worker serves; tous: those of all", "transport"),
    Column("mode", ("mode", "déplacement", "moyen de transport", "mode de déplacement"),
           values.choice(MODES), "voiture, vélo or à pied; default: voiture", "vélo"),
    Column("skills", ("compétences", "compétence", "qualification", "qualifications", "qualif"),
           values.skills, "what the worker can do, and levels", "toilette; lève-personne:2"),
    Column("sectors", ("secteurs", "secteur", "quartiers"), values.items,
           "where the worker should stay; empty: anywhere", "nord; centre"),
    Column("hours", ("horaires", "horaire", "présence", "disponibilités", "working hours"),
           working_times.hours, "when the worker works; each span is a shift of its own",
           "lun-ven 7h30-12h / 16h-20h; sam 8h-12h"),
    Column("breaks", ("pause", "pauses", "coupure repas", "break"), working_times.pauses,
           "breaks, each with the times between which it starts", "30 min 11h30-13h30"),
    Column("working_days", ("jours travaillés", "jours de travail", "jours de présence",
                            "jours"), recurrences.working_days,
           "which days, besides what the hours say; empty: those of the hours", "lun-ven"),
    Column("start_of_contract", ("début de contrat", "début contrat", "date d'entrée",
                                 "date d'embauche"), values.day,
           "first day of the contract; empty: no first", "01/09/2026"),
    Column("end_of_contract", ("fin de contrat", "fin contrat", "date de sortie"),
           values.day, "last day of the contract, included; empty: no last", "31/12/2026"),
    *_SITUATION,
    Column("refused_persons", ("personnes refusées", "personne refusée"), values.items,
           "persons to whom the worker does not go", "P031"),
    Column("meals_aboard", ("repas à bord", "capacité repas", "capacité"), values.whole(0, 10_000),
           "meals that fit in the vehicle; empty: none", "40"),
)  # fmt: skip

VISIT_SHEETS = ("visites", "visite", "interventions", "passages", "visits")
WORKER_SHEETS = ("intervenants", "intervenant", "personnel", "agents", "salariés", "équipe",
                 "workers", "staff")  # fmt: skip


def by_heading(columns: tuple[Column, ...]) -> Mapping[str, Column]:
    """The column of each heading, as compared."""
    return {
        heading(title): column
        for column in columns
        for title in (*column.headings, column.name.replace("_", " "))
    }
