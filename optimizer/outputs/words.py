"""Every text of the outputs, in French and in English.

Texts with a `|` have a singular and a plural. Where a word of a problem (a service, an
activity, a level, a rule) is not in the catalogue, it is shown as it stands, without `_`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from optimizer.outputs.formats import number
from optimizer.outputs.words_indicators import INDICATORS
from optimizer.outputs.words_leaving import LEAVING
from optimizer.rules.base import Lang

LANGS: tuple[Lang, ...] = ("fr", "en")


class Text(NamedTuple):
    """One text in both languages."""

    fr: str
    en: str


WORDS: Mapping[str, Text] = {
    # The terminal, while and after it works
    "said.error": Text("erreur", "error"),
    "said.note": Text("note", "note"),
    "said.more": Text("... et {count} autres erreurs", "... and {count} errors more"),
    "check.version": Text(
        "le plan a été fait pour une autre version de ce problème",
        "the plan was made for another version of this problem",
    ),
    "progress.start": Text("lecture et première tournée…", "reading, and a first plan…"),
    "progress.served": Text("interventions pourvues", "visits served"),
    "from.nothing": Text(
        "{plan} ne pourvoit aucune de ces interventions : planification à partir de rien",
        "{plan} served none of these visits: planning starts from nothing",
    ),
    "from.found": Text(
        "de ces interventions, {plan} en pourvoit {same} à la même date, {other} à une autre "
        "et {new} à aucune",
        "of these visits {plan} served {same} on the same date, {other} on another, {new} not",
    ),
    "summary.read": Text(
        "Lu : {visits} chez {persons}, {workers}", "Read: {visits} to {persons}, {workers}"
    ),
    "summary.day": Text(
        "  {day}, {service} : {visits}, {visits_h} ; {workers}, {workers_h}",
        "  {day}, {service}: {visits}, {visits_h}; {workers}, {workers_h}",
    ),
    "summary.left": Text("Laissé de côté :", "Left aside:"),
    "summary.odd": Text("À vérifier :", "To be checked:"),
    "learnt": Text(
        "correspondance des titres écrite dans {file} : remplissez la colonne « colonne », puis "
        "importez avec --mapping {file}",
        "the mapping of the headings is in {file}: fill in the column “colonne”, then import with "
        "--mapping {file}",
    ),
    "check.violations": Text("non-respect", "breach"),
    "check.inherited": Text("fait acquis", "past fact"),
    "check.waived": Text("dérogation", "waived"),
    "check.clean": Text(
        "Planning conforme ; interventions pourvues :", "The plan keeps every rule; visits served:"
    ),
    "check.broken": Text(
        "Planning non conforme ; interventions pourvues :",
        "The plan breaks a rule; visits served:",
    ),
    # The page
    "title": Text("Tournées", "Tours"),
    "skip": Text("Aller au contenu", "Skip to the content"),
    "overview": Text("Vue d’ensemble", "Overview"),
    "unserved": Text("À pourvoir", "Unserved visits"),
    "all_served": Text(
        "Toutes les interventions sont pourvues.", "All visits are served."
    ),
    "gantt": Text("Déroulé des tournées", "Tours over time"),
    "map": Text("Carte des tournées", "Map of the tours"),
    "map_note": Text(
        "Positions réelles, sans fond de carte : rien n’est chargé depuis Internet.",
        "True positions without a base map: nothing is loaded from the Internet.",
    ),
    "no_locations": Text(
        "Aucune position connue : la carte reste vide.",
        "No location is known: the map stays empty.",
    ),
    "tours": Text("Tournées en détail", "Tours in detail"),
    "score": Text("Score du plan", "Score of the plan"),
    "score_note": Text(
        "Les niveaux se comparent dans l’ordre : un niveau l’emporte sur tous les suivants. "
        "Moins, c’est mieux.",
        "Levels are compared in order: one level outweighs all that follow. Less is better.",
    ),
    "about": Text("À propos de ce plan", "About this plan"),
    "about_figures": Text("Comment ces chiffres sont calculés", "How these figures are computed"),
    # What the plan is about
    "visit": Text("intervention|interventions", "visit|visits"),
    "tour": Text("tournée|tournées", "tour|tours"),
    "persons": Text("personne|personnes", "person|persons"),
    "worker": Text("intervenant|intervenants", "worker|workers"),
    "break": Text("pause|pauses", "break|breaks"),
    # Figures
    "served": Text("Interventions pourvues", "Visits served"),
    "served_of": Text("{served} sur {total}", "{served} of {total}"),
    "to_serve": Text("{count} à pourvoir", "{count} unserved"),
    "none_unserved": Text("rien à pourvoir", "none unserved"),
    "by_service": Text("Par service", "By service"),
    "by_priority": Text("Par priorité", "By priority"),
    "paid": Text("Heures payées", "Paid hours"),
    "paid_note": Text("dont {hours} auprès des personnes", "of which {hours} with people"),
    "productive": Text("Temps productif", "Productive time"),
    "productive_note": Text("du temps payé passé en intervention", "of paid time spent on visits"),
    "travel_share": Text("Part des trajets", "Share of travel"),
    "travel_note": Text("{hours} sur la route", "{hours} on the road"),
    "distance": Text("Distance", "Distance"),
    "distance_note": Text("{km} par intervention", "{km} per visit"),
    "gaps": Text("Coupures", "Gaps"),
    "gaps_note": Text(
        "{rate} par intervenant et par jour, {hours} en tout",
        "{rate} per worker and day, {hours} in all",
    ),
    "punctuality": Text("Ponctualité", "Punctuality"),
    "punctuality_note": Text(
        "à l’heure habituelle ; {share} sans retard", "at the usual time; {share} not late"
    ),
    "continuity": Text("Continuité", "Continuity"),
    "continuity_note": Text(
        "même intervenant ; {share} par un visage connu",
        "same worker; {share} by a known face",
    ),
    "team": Text("Intervenants mobilisés", "Workers on tour"),
    "waiting": Text("Attente", "Waiting"),
    "waiting_note": Text("entre les arrêts des tournées", "between the stops of the tours"),
    "figures.served": Text(
        "Temps productif : durée des interventions ÷ temps payé. Temps payé : de la première à "
        "la dernière minute de la tournée, moins les pauses non payées et les attentes de "
        "15 min et plus (coupures).",
        "Productive time: length of the visits ÷ paid time. Paid time: from the first to the "
        "last minute of a tour, less unpaid breaks and waits of 15 min and more (gaps).",
    ),
    "figures.travel": Text(
        "Part des trajets : temps de trajet ÷ (interventions + trajets), accès à la porte compris.",
        "Share of travel: travel ÷ (visits + travel), access to the door included.",
    ),
    "figures.punctuality": Text(
        "Ponctualité : interventions qui commencent à 15 min près (priorité 1) ou 30 min près "
        "(autres) de l’heure habituelle, parmi celles qui en ont une.",
        "Punctuality: visits that begin within 15 min (priority 1) or 30 min (others) of the "
        "usual time, among those that have one.",
    ),
    "figures.continuity": Text(
        "Continuité : 1 − (intervenants différents − 1) ÷ (interventions − 1), en moyenne sur "
        "les personnes vues au moins deux fois. Visage connu : l’intervenant est déjà venu.",
        "Continuity: 1 − (distinct workers − 1) ÷ (visits − 1), averaged over persons seen "
        "twice or more. Known face: the worker has been there before.",
    ),
    # Filters
    "search": Text(
        "Rechercher (personne, intervenant, adresse…)", "Search (person, worker, address…)"
    ),
    "service": Text("Service", "Service"),
    "all_services": Text("Tous les services", "All services"),
    "worker_one": Text("Intervenant", "Worker"),
    "all_workers": Text("Tous les intervenants", "All workers"),
    "day": Text("Jour", "Day"),
    "all_days": Text("Tous les jours", "All days"),
    "reset": Text("Tout afficher", "Show all"),
    "open_all": Text("Tout déplier", "Open all"),
    "close_all": Text("Tout replier", "Close all"),
    "shown": Text("tournée affichée|tournées affichées", "tour shown|tours shown"),
    "shown_unserved": Text("à pourvoir|à pourvoir", "unserved|unserved"),
    "nothing_found": Text("Aucune tournée ne correspond.", "No tour matches."),
    # Tours and stops
    "person": Text("Personne", "Person"),
    "activity": Text("Activité", "Activity"),
    "time": Text("Horaire", "Time"),
    "duration": Text("Durée", "Length"),
    "travel": Text("Trajet", "Travel"),
    "wait": Text("Attente", "Wait"),
    "notes": Text("Remarques", "Notes"),
    "hours": Text("Horaires", "Hours"),
    "paid_short": Text("Payé", "Paid"),
    "visits_short": Text("Interv.", "Visits"),
    "km": Text("km", "km"),
    "vehicle": Text("véhicule {vehicle}", "vehicle {vehicle}"),
    "departure": Text("Départ", "Departure"),
    "return": Text("Retour", "Return"),
    "pause": Text("Pause", "Break"),
    "statutory": Text("Pause légale", "Statutory break"),
    "reload": Text("Rechargement", "Reloading"),
    "late": Text("en retard de {length}", "{length} late"),
    "pinned": Text("verrouillée", "locked"),
    "window": Text("entre {start} et {end}", "between {start} and {end}"),
    "priority": Text("Priorité", "Priority"),
    "priority.1": Text("vitale", "vital"),
    "priority.2": Text("essentielle", "essential"),
    "priority.3": Text("reportable", "deferrable"),
    "priority.4": Text("suspendable", "suspendable"),
    # Breaches
    "violations": Text("Règles enfreintes", "Broken rules"),
    "violations_note": Text(
        "Ce plan ne peut pas être appliqué tel quel.", "This plan cannot be used as it stands."
    ),
    "inherited": Text("Faits déjà passés", "Facts already past"),
    "inherited_note": Text(
        "Constatés avant le moment du gel ; le plan n’y peut plus rien.",
        "From before the freeze; the plan cannot change them.",
    ),
    "waivers": Text("Dérogations accordées", "Waivers granted"),
    "waivers_note": Text(
        "Écarts acceptés par une personne.", "Breaches that a person has accepted."
    ),
    "waiver": Text(
        "{rule}, {subject} : {reason} (décision : {by})", "{rule}, {subject}: {reason} ({by})"
    ),
    "no_violation": Text("Aucune règle enfreinte.", "No rule is broken."),
    "rule.structure": Text("Structure du plan", "Structure of the plan"),
    "rule.skills": Text("Compétences", "Skills"),
    "rule.time_windows": Text("Plages horaires", "Time windows"),
    "rule.shift_bounds": Text("Heures de la vacation", "Hours of the shift"),
    "rule.travel": Text("Temps de trajet", "Travel time"),
    "rule.breaks": Text("Pauses", "Breaks"),
    "rule.working_time": Text("Temps de travail", "Working time"),
    "rule.pairings": Text("Affinités et refus", "Pairings"),
    "rule.capacity": Text("Capacité", "Capacity"),
    "rule.links": Text("Interventions liées", "Linked visits"),
    "rule.pickup_delivery": Text("Transport de personnes", "Rides"),
    "rule.time_since_loading": Text("Liaison froide ou chaude", "Cold or hot chain"),
    "rule.presence": Text("Présence de la personne", "Presence of the person"),
    "rule.pins": Text("Interventions verrouillées", "Locked visits"),
    "rule.vehicles": Text("Véhicules", "Vehicles"),
    # Reasons
    "reason.skills": Text("compétence manquante", "a skill is missing"),
    "reason.excluded": Text(
        "intervenant exclu par la personne", "worker excluded by the person"
    ),
    "reason.time_windows": Text("aucun horaire possible", "no possible time"),
    "reason.shift_bounds": Text("hors des heures de la vacation", "outside the hours of the shift"),
    "reason.travel": Text("trajets trop longs", "too far to travel"),
    "reason.breaks": Text("la pause ne tiendrait plus", "the break would no longer fit"),
    "reason.working_time": Text("temps de travail dépassé", "too much working time"),
    "reason.pairings": Text(
        "intervenant refusé ou non prévu pour la personne",
        "worker refused or not meant for the person",
    ),
    "reason.capacity": Text("plus de place à bord", "no room aboard"),
    "reason.links": Text(
        "incompatible avec une intervention liée", "clashes with a linked visit"
    ),
    "reason.pickup_delivery": Text(
        "transport impossible à organiser", "the ride cannot be arranged"
    ),
    "reason.time_since_loading": Text(
        "trop longtemps depuis le chargement", "too long since loading"
    ),
    "reason.presence": Text("la personne est absente", "the person is not at home"),
    "reason.pins": Text("affectation verrouillée ailleurs", "locked elsewhere"),
    "reason.vehicles": Text("aucun véhicule libre", "no free vehicle"),
    "reason.partner": Text(
        "une intervention liée n’est pas pourvue", "a linked visit is unserved"
    ),
    "reason.priced_out": Text(
        "la placer coûterait une intervention plus importante",
        "placing it would cost a more important visit",
    ),
    "scope.never": Text(
        "impossible pour {count}, même sans rien d’autre à faire",
        "impossible for {count}, even with nothing else to do",
    ),
    "scope.now": Text("{count} sans place dans ce plan", "{count} without room in this plan"),
    "scope.search": Text(
        "{count} pourraient la prendre : une recherche plus longue devrait la placer",
        "{count} could take it: a longer search should place it",
    ),
    "reason.unknown": Text("raison non précisée", "no reason given"),
    "and_others": Text("et {count} autres", "and {count} more"),
    # Score
    "level": Text("Niveau", "Level"),
    "value": Text("Valeur", "Value"),
    "bound": Text("Minimum prouvé", "Proven minimum"),
    "term": Text("Critère", "Criterion"),
    "measured": Text("Mesure", "Measured"),
    "weight": Text("Poids", "Weight"),
    "cost": Text("Coût", "Cost"),
    "per_hour": Text("{weight} / h", "{weight} / h"),
    "per_km": Text("{weight} / km", "{weight} / km"),
    "per_piece": Text("{weight} / unité", "{weight} each"),
    "level.unserved_p1": Text("À pourvoir, vitales", "Unserved, vital"),
    "level.unserved_p2": Text("À pourvoir, essentielles", "Unserved, essential"),
    "level.unserved_p3": Text("À pourvoir, reportables", "Unserved, deferrable"),
    "level.unserved_p4": Text("À pourvoir, suspendables", "Unserved, suspendable"),
    "level.lateness": Text("Retards, en minutes", "Lateness in minutes"),
    "level.cost": Text("Coût", "Cost"),
    "term.unserved_p1": Text("Vitales à pourvoir", "Vital visits unserved"),
    "term.unserved_p2": Text("Essentielles à pourvoir", "Essential visits unserved"),
    "term.unserved_p3": Text("Reportables à pourvoir", "Deferrable visits unserved"),
    "term.unserved_p4": Text("Suspendables à pourvoir", "Suspendable visits unserved"),
    "term.lateness": Text("Retards", "Lateness"),
    "term.travel_time": Text("Temps de trajet", "Travel time"),
    "term.distance": Text("Distance", "Distance"),
    "term.waiting": Text("Attente", "Waiting"),
    "term.gaps": Text("Coupures", "Gaps"),
    "term.overtime": Text("Heures supplémentaires", "Overtime"),
    "term.new_worker": Text("Nouveaux visages", "New faces"),
    "term.distinct_workers": Text("Intervenants différents", "Distinct workers"),
    "term.preference": Text("Hors préférence", "Against preference"),
    "term.sector": Text("Hors secteur", "Outside the sector"),
    "term.usual_time": Text("Écart à l’heure habituelle", "Off the usual time"),
    "term.heavy_visits": Text("Interventions pénibles", "Heavy visits"),
    "term.work_time": Text("Temps de travail", "Work time"),
    "term.tours": Text("Tournées ouvertes", "Tours opened"),
    "term.idle": Text("Temps inoccupé", "Idle time"),
    "term.missed_break": Text("Pauses manquées", "Missed breaks"),
    "term.change": Text("Changements", "Changes"),
    # Services and activities that are usual
    "service.home_help": Text("Aide à domicile", "Home help"),
    "service.nursing": Text("Soins infirmiers", "Nursing"),
    "service.meals": Text("Portage de repas", "Meals on wheels"),
    "service.transport": Text("Transport", "Transport"),
    "service.calls": Text("Appels", "Calls"),
    "activity.visit": Text("Intervention", "Visit"),
    "activity.get_up": Text("Lever et toilette", "Getting up"),
    "activity.noon_meal": Text("Repas de midi", "Noon meal"),
    "activity.evening_meal": Text("Repas du soir", "Evening meal"),
    "activity.bed": Text("Coucher", "Going to bed"),
    "activity.medicines": Text("Prise de médicaments", "Medicines"),
    "activity.housework": Text("Ménage", "Housework"),
    "activity.shopping": Text("Courses", "Shopping"),
    "activity.social": Text("Accompagnement social", "Social visit"),
    "activity.nursing_wash": Text("Toilette de soins", "Nursing wash"),
    "activity.evening_care": Text("Soins du soir", "Evening care"),
    "activity.insulin": Text("Insuline", "Insulin"),
    "activity.dressing": Text("Pansement", "Dressing"),
    "activity.check": Text("Passage de veille", "Check"),
    "activity.pillbox": Text("Pilulier", "Pillbox"),
    "activity.hydration": Text("Passage d’hydratation", "Hydration"),
    "activity.call": Text("Appel", "Call"),
    "activity.meal_delivery": Text("Livraison de repas", "Meal delivery"),
    "activity.pick_up": Text("Prise en charge", "Pick-up"),
    "activity.set_down": Text("Dépose", "Set-down"),
    # About
    "plan_id": Text("Plan", "Plan"),
    "parent": Text("Révise le plan", "Revises plan"),
    "problem": Text("Données", "Problem"),
    "created": Text("Calculé le", "Computed on"),
    "engine": Text("Moteur", "Engine"),
    "search_time": Text("Recherche", "Search"),
    "status.solved": Text("Recherche menée à son terme", "Search completed"),
    "status.stopped": Text("Recherche arrêtée", "Search stopped"),
    "versions": Text("Versions", "Versions"),
    "made_by": Text("Établi par Tournée, logiciel libre.", "Made by Tournée, open source."),
    "needs_script": Text(
        "Les graphiques et les filtres demandent JavaScript ; le reste se lit sans.",
        "Charts and filters need JavaScript; the rest reads without.",
    ),
    # Charts; the script of the page reads these
    "chart.travel": Text("Trajet", "Travel"),
    "chart.wait": Text("Attente", "Wait"),
    "chart.break": Text("Pause", "Break"),
    "chart.reload": Text("Rechargement", "Reloading"),
    "chart.shift": Text("Vacation", "Shift"),
    "chart.depot": Text("Départ et retour", "Start and end"),
    "chart.unserved": Text("À pourvoir", "Unserved"),
    "chart.late": Text("en retard", "late"),
    "chart.zoom_in": Text("Agrandir", "Zoom in"),
    "chart.zoom_out": Text("Réduire", "Zoom out"),
    "chart.reset": Text("Vue d’ensemble", "Reset view"),
    "chart.gantt_alt": Text(
        "Diagramme des tournées : une ligne par intervenant, les heures en largeur.",
        "Chart of the tours: one line a worker, hours across.",
    ),
    "chart.map_alt": Text(
        "Carte : une ligne par tournée, un point par arrêt.",
        "Map: one line a tour, one dot a stop.",
    ),
    **{key: Text(*texts) for key, texts in (LEAVING | INDICATORS).items()},
}  # fmt: skip


def word(key: str, lang: Lang, **fields: str) -> str:
    """A text of the catalogue, its fields filled in."""
    text = getattr(WORDS[key], lang)
    return str(text.format(**fields)) if fields else str(text)


def count(amount: int, key: str, lang: Lang) -> str:
    """`1 tournée`, `12 tournées`: a number and a noun of the catalogue."""
    one, many = word(key, lang).split("|")
    singular = abs(amount) < 2 if lang == "fr" else abs(amount) == 1
    return f"{number(amount, lang)}\u00a0{one if singular else many}"


def named(kind: str, name: str, lang: Lang) -> str:
    """A name that a problem uses (`kind`: service, activity, level, term, reason) in words."""
    key = f"{kind}.{name}"
    return word(key, lang) if key in WORDS else name.replace("_", " ")
