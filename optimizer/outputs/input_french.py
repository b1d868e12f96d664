"""What is wrong with a document, in French: the sentences of the readers, which speak English.

Pairs of templates. A field in braces stands for any text, which is kept, and may itself be a
sentence: `{} must be a text`.
"""

import re
from collections.abc import Mapping
from functools import cache

from optimizer.outputs.remedies_french import REMEDIES
from optimizer.problem.errors import InputError, shown
from optimizer.rules.base import Lang

MESSAGES: Mapping[str, str] = {
    # JSON
    "the document is too large": "le document est trop grand",
    "the document is not UTF-8 text": "le document n’est pas un texte UTF-8",
    "the document is not UTF-8 text, but looks like UTF-16":
        "le document n’est pas un texte UTF-8, mais semble être de l’UTF-16",
    "a text holds half of a character": "un texte contient la moitié d’un caractère",
    "the document is nested too deeply": "le document est imbriqué trop profondément",
    "a number in the document has thousands of digits":
        "un nombre du document a des milliers de chiffres",
    "key {} stands twice here": "la clé {} figure deux fois ici",
    "the document is empty": "le document est vide",
    "the document is not JSON: a value is missing, or is no JSON value at {}":
        "le document n’est pas du JSON : une valeur manque, ou n’en est pas une, {}",
    "the document is not JSON: a name in double quotes is missing at {}":
        "le document n’est pas du JSON : il manque un nom entre guillemets, {}",
    "the document is not JSON: there is a comma after the last item at {}":
        "le document n’est pas du JSON : une virgule suit le dernier élément, {}",
    "the document is not JSON: a colon is missing at {}":
        "le document n’est pas du JSON : il manque un deux-points, {}",
    "the document is not JSON: a comma or a closing bracket is missing at {}":
        "le document n’est pas du JSON : il manque une virgule ou un crochet fermant, {}",
    "the document is not JSON: a text has no closing quote at {}":
        "le document n’est pas du JSON : un texte n’a pas de guillemet fermant, {}",
    "the document is not JSON: a text has a line break or control character in it at {}":
        "le document n’est pas du JSON : un texte contient un saut de ligne ou un caractère de "
        "commande, {}",
    "the document is not JSON: a text has an unknown escape after \\ at {}":
        "le document n’est pas du JSON : un texte a un échappement inconnu après \\, {}",
    "the document is not JSON: there is more text after the end of the document at {}":
        "le document n’est pas du JSON : un texte suit la fin du document, {}",
    "the document is not JSON: it cannot be read at {}":
        "le document n’est pas du JSON : il ne se lit pas, {}",
    "{} values are wrong: this is another kind of document":
        "{} valeurs sont fausses : c’est un autre genre de document",
    # What happened, and events
    "the visit stands already at {}": "l’intervention figure déjà à {}",
    "the plan breaks rules, so that nobody can be promised it":
        "le plan ne respecte pas les règles : il ne peut être promis à personne",
    "{} is not like A12=25: a worker and minutes":
        "{} n’est pas de la forme A12=25 : un intervenant et des minutes",
    "is not like A12=25: a worker and minutes":
        "n’est pas de la forme A12=25 : un intervenant et des minutes",
    "events are a JSON array": "les aléas sont un tableau JSON",
    "these are too many events": "ces aléas sont trop nombreux",
    "an event is a JSON object": "un aléa est un objet JSON",
    "now is not a moment of the days planned, {} from {} on":
        "now n’est pas dans les jours planifiés ({}, à partir du {})",
    "{} lies after now: nobody can know it yet":
        "{} est après l’heure de connaissance : personne ne peut encore le savoir",
    "{} names no visit of the problem": "{} ne nomme aucune intervention du problème",
    "{} names no worker of the problem": "{} ne nomme aucun intervenant du problème",
    "{} names no shift of the problem": "{} ne nomme aucune vacation du problème",
    "{} names no person of the problem": "{} ne nomme aucune personne du problème",
    "{} names no vehicle of the problem": "{} ne nomme aucun véhicule du problème",
    "{} is past: the time ended before now": "{} est passé : ce temps est révolu",
    "{} is past: the shift ended before now": "{} est passé : la vacation est finie",
    "{} is past: every window ended before now": "{} est passé : tous les créneaux sont finis",
    "{} is past: the worker is free already": "{} est passé : l’intervenant est déjà libre",
    "{} is past: the visit has happened": "{} est passé : l’intervention a eu lieu",
    "{} is past: it was reported before": "{} est passé : c’est déjà signalé",
    "{} is past: the visit has begun; only how long it lasts can change":
        "{} est passé : l’intervention a commencé ; seule sa durée peut changer",
    "{} is not after from": "{} n’est pas après from",
    "{} is not after the start": "{} n’est pas après le début",
    "event has both or none of by_s and free_at": "l’aléa a by_s et free_at, ou aucun des deux",
    "{} is not the worker {}": "{} n’est pas l’intervenant {}",
    "{} is there already": "{} existe déjà",
    "{} is not before now": "{} n’est pas avant l’heure de connaissance",
    "{} is before start, or after now":
        "{} est avant le début, ou après l’heure de connaissance",
    "{} is no shift of {}": "{} n’est pas une vacation de {}",
    "{} has no shift on these days": "{} n’a pas de vacation ces jours-là",
    # Kinds of documents
    "a problem is a JSON object": "un problème est un objet JSON",
    "a plan is a JSON object": "un plan est un objet JSON",
    "this is a plan, where a problem is meant": "c’est un plan, or un problème est attendu",
    "this is a problem, where a plan is meant": "c’est un problème, or un plan est attendu",
    "problem_digest is not that of the embedded problem: one of them was changed":
        "problem_digest n’est pas celui du problème contenu : l’un des deux a été modifié",
    # Types and bounds
    "{} must be a text": "{} doit être un texte",
    "{} must be a whole number": "{} doit être un nombre entier",
    "{} must be a number": "{} doit être un nombre",
    "{} must be a finite number": "{} doit être un nombre fini",
    "{} must be true or false": "{} doit être true ou false",
    "{} must be a list": "{} doit être une liste",
    "{} must be a pair of numbers": "{} doit être une paire de nombres",
    "{} must be an object": "{} doit être un objet",
    "{} is missing": "{} manque",
    "{} is not a known field": "{} n’est pas un champ connu",
    "{} is empty": "{} est vide",
    "{} holds half of a character": "{} contient la moitié d’un caractère",
    "{} must lie between 1970 and 2199": "{} doit être entre 1970 et 2199",
    "{} has no type": "{} n’a pas de type",
    "{} must be at least {}": "{} doit valoir au moins {}",
    "{} must be above {}": "{} doit dépasser {}",
    "{} must be at most {}": "{} doit valoir au plus {}",
    "{} must be below {}": "{} doit être sous {}",
    "{} is longer than {} characters": "{} dépasse {} caractères",
    "{} needs at least {} items": "{} demande au moins {} éléments",
    "{} takes at most {} items": "{} admet au plus {} éléments",
    "{} must be one of {}": "{} doit être l’un de {}",
    "{} is not a date": "{} n’est pas une date",
    "{} is not valid": "{} n’est pas valable",
    # Times
    "{} is not an ISO 8601 time": "{} n’est pas une heure ISO 8601",
    "{} is out of range": "{} est hors limites",
    "{} does not exist in {}: the clocks go forward over it":
        "{} n’existe pas à {} : passage à l’heure d’été",
    "{} has an offset that is not in force in {} at that time":
        "{} a un décalage qui n’a pas cours à {} à ce moment",
    "{} has no offset from UTC, and does not exist in {}: the clocks go forward over it":
        "{} n’a pas de décalage avec UTC, et n’existe pas à {} : passage à l’heure d’été",
    "{} has no offset from UTC": "{} n’a pas de décalage avec UTC",
    "{} has no offset from UTC, like +01:00": "{} n’a pas de décalage avec UTC, comme +01:00",
    "{} is not a whole number of ticks of {} ms": "{} n’est pas un multiple entier de {} ms",
    "end is before start ({})": "end est avant start ({})",
    "end is equal to start ({})": "end est égal à start ({})",
    "late_after is outside the window": "late_after est hors de la plage",
    "{} lies outside the horizon, {} to {}": "{} est hors de la période, du {} au {}",
    "timezone is not known": "le fuseau horaire n’est pas connu",
    # Parts that name each other
    "{} stands already at {}": "{} figure déjà en {}",
    "there is no {} with this id": "aucun élément ({}) n’a cet identifiant",
    "there is no visit, shift, worker, person, link or vehicle with this id":
        "ni intervention, ni vacation, intervenant, personne, lien ou véhicule n’a cet identifiant",
    "{} is empty: there is no visit to plan": "{} est vide : aucune intervention à planifier",
    "{} is empty: there is no shift: nobody is on duty": "{} est vide : personne ne travaille",
    "ends_inside is set, but no window is as long as duration_s ({})":
        "ends_inside est demandé, mais aucune plage n’est aussi longue que duration_s ({})",
    "a visit has the same id": "une intervention a le même identifiant",
    "mode is none of {}": "mode n’est aucun de {}",
    "overtime_after is outside the shift": "overtime_after est hors de la vacation",
    "another break of this shift has this id":
        "une autre pause de cette vacation a cet identifiant",
    "this id is kept for the pause of the working-time limits":
        "cet identifiant est réservé à la pause légale",
    "the break cannot be taken inside the shift, so that it would never be due":
        "la pause ne tient pas dans la vacation : elle ne serait jamais due",
    "an external visit cannot be in a {} link":
        "une intervention externe ne peut être dans un lien {}",
    "both visits are external: none can be planned":
        "les deux interventions sont externes : aucune ne peut être planifiée",
    "the link names this visit twice": "le lien nomme cette intervention deux fois",
    "max_gap_s is below min_gap_s ({})": "max_gap_s est sous min_gap_s ({})",
    "{} is not a limit": "{} n’est pas une limite",
    "a level stands twice": "un niveau figure deux fois",
    "a place stands twice": "un lieu figure deux fois",
    "{} is not {} x {}, one row and column for each place":
        "{} n’a pas {} x {} cases, une ligne et une colonne par lieu",
    "location latitude and longitude look swapped":
        "latitude et longitude semblent inversées",
    "location stands for an unknown location: [0, 0] lies in the sea off Africa":
        "la position est inconnue : [0, 0] est en mer au large de l’Afrique",
    "location is {} km from the other places": "le lieu est à {} km des autres",
    "location is {} km from {}": "le lieu est à {} km de {}",
    "{} places used by visits or shifts are not in the matrix":
        "{} lieux d’interventions ou de vacations ne sont pas dans la matrice",
    "location is missing, and mode {} has no given matrix":
        "la position manque, et le mode {} n’a pas de matrice",
    "shift {} overlaps shift {} ({}), also of worker {}":
        "la vacation {} chevauche la vacation {} ({}), aussi de {}",
    "visit {} already belongs to the ride {}":
        "l’intervention {} appartient déjà au transport {}",
    "no start times satisfy link {}": "aucun horaire ne satisfait le lien {}",
    "no start times satisfy links {}": "aucun horaire ne satisfait les liens {}",
    "link {} asks for different workers, but {} for one and the same":
        "le lien {} demande des intervenants différents, mais {} un seul et même",
    # Pins
    "visit {} is already in the frozen tour {}":
        "l’intervention {} est déjà dans la tournée gelée {}",
    "{} is pinned before {}, but comes after it in {}":
        "{} est verrouillée avant {}, mais vient après en {}",
    "pinned to worker {}, but shift {} is worked by {}":
        "verrouillée pour {}, mais la vacation {} est celle de {}",
    "pinned to {}, but {} holds it on shift {}":
        "verrouillée sur {}, mais {} la tient sur la vacation {}",
    "pinned to a start outside every window of {}":
        "verrouillée à une heure hors de toute plage de {}",
    "pinned to a start outside {}, which it is pinned to":
        "verrouillée à une heure hors de {}, où elle est verrouillée",
    "overlaps the pin {}: worker {} would be at both":
        "chevauche le verrou {} : {} serait aux deux",
    "the pinned {} of {} and {} break {}":
        "les éléments verrouillés ({}) de {} et {} contredisent {}",
    # Facts
    "freeze_before is missing, but there are facts":
        "freeze_before manque, alors que des faits sont donnés",
    "a fact is about one of visit, pause and reload":
        "un fait concerne une intervention, une pause ou un rechargement",
    "shift {} is worked by {}": "la vacation {} est celle de {}",
    "end is before start": "end est avant start",
    "start is not before freeze_before": "start n’est pas avant freeze_before",
    "shift {} has no break with this id":
        "la vacation {} n’a pas de pause de cet identifiant",
    # Plans
    "a stop of kind {} needs {}": "un arrêt du genre {} demande {}",
    "a stop of kind {} has no {}": "un arrêt du genre {} n’a pas de {}",
    "the shift has no break with this id": "la vacation n’a pas de pause de cet identifiant",
    "the problem has no {} with this id":
        "le problème n’a aucun élément ({}) de cet identifiant",
    "the {} stands already at {}": "l’élément ({}) figure déjà en {}",
    "the problem says that the {} is {}": "le problème dit que {} est {}",
    # Files and commands
    "two outputs go to the same file": "deux sorties vont au même fichier",
    "the file cannot be written there": "le fichier ne peut être écrit à cet endroit",
    "is no cache of addresses: {}": "n’est pas un cache d’adresses : {}",
    "the engine {} does not encode {}": "le moteur {} ne connaît pas {}",
    "there is no such scenario": "ce scénario n’existe pas",
    "the scenario {} has no such option": "le scénario {} n’a pas cette option",
    "no such file or directory": "aucun fichier ni dossier de ce nom",
    "permission denied": "accès refusé",
    "is a directory": "c’est un dossier",
    "the file is no list of lessons": "le fichier n’est pas une liste de leçons",
    "the file is not JSON: {}": "le fichier n’est pas du JSON : {}",
    "csv takes one file": "le format csv prend un seul fichier",
    "{} is not made for one worker": "{} ne se fait pas pour un seul intervenant",
    "no plan has a worker with this id": "aucun plan n’a d’intervenant de cet identifiant",
    "{} is not installed": "{} n’est pas installé",
    "{} plans this day too": "{} planifie ce jour aussi",
    # Files of labels
    "{}: not UTF-8 text": "{} : ce n’est pas un texte UTF-8",
    "{}: cannot be read: {}": "{} : ne se lit pas : {}",
    "{}: the file is empty": "{} : le fichier est vide",
    "{}: is not a known column": "{} : n’est pas une colonne connue",
    "{}: stands twice": "{} : figure deux fois",
    "{}: is missing": "{} : manque",
    "{}: is empty": "{} : est vide",
    "{}: has {} cells, the first line has {}": "{} : a {} cellules, la première ligne en a {}",
    "{}: stands already on line {}": "{} : figure déjà à la ligne {}",
}  # fmt: skip

_PARTS = (
    (re.compile(r"\bitem ([\d/]+) of "), r"l’élément \1 de "),
    (re.compile(r"\bthe document\b"), "le document"),
    (re.compile(r"\bthe key "), "la clé "),
    (re.compile(r"\bline (\d+), column "), r"ligne \1, colonne "),
    (re.compile(r"\bline (\d+)"), r"ligne \1"),
)
"""Words inside the fields of templates."""


def message(error: InputError, lang: Lang) -> str:
    """What is wrong, in the language, as far as it is known."""
    return error.message if lang == "en" else _said(error.message, False) or error.message


def remedy(error: InputError, lang: Lang) -> str:
    """What to do, in the language."""
    return error.remedy if lang == "en" else _said(error.remedy, True) or error.remedy


def text(error: InputError, lang: Lang) -> str:
    """One line: place, what is wrong, the value, what to do."""
    if lang == "en":
        return str(error)
    todo = remedy(error, lang)
    what = f"{message(error, lang)} (valeur : {shown(error.value)})"
    return f"{error.pointer or '/'} : {what}. {todo[:1].upper()}{todo[1:]}"


def known(sentence: str, *, remedy: bool = False) -> bool:
    """Whether a sentence has its French."""
    return _said(sentence, remedy) is not None


def _said(sentence: str, remedy: bool) -> str | None:
    for pattern, french in _patterns(remedy):
        if found := pattern.fullmatch(sentence):
            parts = [_words(part) for part in found.groups()]
            return french.format(*parts)
    return None


def _words(part: str) -> str:
    for pattern, words in _PARTS:
        part = pattern.sub(words, part)
    return part


@cache
def _patterns(remedy: bool) -> list[tuple[re.Pattern[str], str]]:
    """The templates, those with fewest fields and most words first."""
    pairs = REMEDIES if remedy else MESSAGES
    order = sorted(pairs, key=lambda english: (english.count("{}"), -len(english)))
    return [(re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL),
             pairs[english]) for english in order]  # fmt: skip
