"""Indicators in words: title, definition, source; French, English."""

INDICATORS: dict[str, tuple[str, str]] = {
    "indicators": ("Indicateurs", "Indicators"),
    "indicators.code": ("Code", "Code"),
    "indicators.value": ("Valeur", "Value"),
    "indicators.part": ("Numérateur", "Numerator"),
    "indicators.base": ("Base", "Base"),
    "indicators.definition": ("Définition", "Definition"),
    "indicators.source": ("Source", "Source"),
    "indicators.month": ("Mois", "Month"),
    "indicators.by_month": ("Par mois", "By month"),
    "indicators.days": ("{days} jours couverts par les plans", "{days} days covered by plans"),
    "group.": ("non renseigné", "not known"),
    "group.heavy": ("interventions pénibles", "heavy visits"),
    "group.sundays": ("dimanches et jours fériés", "Sundays and holidays"),
    "group.gaps": ("coupures", "gaps"),
    "source.contract": (
        "Contrat pluriannuel d’objectifs et de moyens, indicateurs de pilotage",
        "Multi-year contract of the service with its funder, steering indicators",
    ),
    "source.ours": ("Défini par Tournée", "Defined by Tournée"),
    "source.anesm": (
        "Défini par Tournée, d’après la recommandation de respecter les habitudes (HAS)",
        "Defined by Tournée, after the recommendation to respect habits (HAS)",
    ),
    "title.Pil_003": ("Taux d’activité du SSIAD", "Activity rate of home nursing"),
    "define.Pil_003": (
        "Journées réalisées ÷ (places × jours de la période). Une personne vue dans la journée "
        "compte une journée ; le contrat ne dit pas ce qu’est une journée réalisée.",
        "Realised days ÷ (places × days of the span). A person seen on a day counts one day; the "
        "contract does not say what a realised day is.",
    ),
    "title.Pil_005": ("Taux d’activité de l’accueil de jour", "Activity rate of the day centre"),
    "define.Pil_005": (
        "Personnes conduites à l’accueil de jour, par jour ÷ (places × jours d’ouverture du "
        "contrat, au prorata de la période).",
        "Persons driven to the day centre, by day ÷ (places × opening days of the contract, in "
        "proportion to the span).",
    ),
    "title.Pil_005_open": (
        "Accueil de jour, sur les jours ouvrés réels", "Day centre, on the days really open"
    ),
    "define.Pil_005_open": (
        "Le même numérateur ÷ (places × jours de la période du lundi au vendredi, hors fériés).",
        "The same numerator ÷ (places × days of the span from Monday to Friday, less holidays).",
    ),
    "title.Coop_019": ("Accompagnement conjoint soins et aide", "Joint care and help"),
    "define.Coop_019": (
        "Personnes servies à la fois par les soins et par l’aide ÷ file active des soins.",
        "Persons served by both nursing and home help ÷ active file of nursing.",
    ),
    "title.Soin_007": ("Part des GIR 1 et 2", "Share of GIR 1 and 2"),
    "define.Soin_007": (
        "Personnes de GIR 1 ou 2 ÷ file active des soins. Une personne sans GIR renseigné compte "
        "dans la base seulement.",
        "Persons of GIR 1 or 2 ÷ active file of nursing. A person without a known GIR counts in "
        "the base only.",
    ),
    "title.Pil_006": ("File active des soins", "Active file of nursing"),
    "define.Pil_006": (
        "Personnes différentes qui ont eu au moins une intervention de soins dans la période.",
        "Distinct persons with at least one nursing visit in the span.",
    ),
    "title.gir_unknown": ("dont GIR non renseigné", "of which without a known GIR"),
    "define.gir_unknown": (
        "Personnes de la file active dont le fichier des libellés ne donne pas le GIR.",
        "Persons of the active file whose GIR the labels file does not give.",
    ),
    "title.productive_ratio": ("Temps productif", "Productive time"),
    "define.productive_ratio": (
        "Heures d’intervention ÷ heures payées (CNSA : taux de présence à domicile).",
        "Hours of visits ÷ paid hours (CNSA: rate of presence at home).",
    ),
    "title.travel_ratio": ("Part des trajets", "Share of travel"),
    "define.travel_ratio": (
        "Heures de trajet ÷ (heures d’intervention + de trajet).",
        "Hours of travel ÷ (hours of visits + of travel).",
    ),
    "title.km_visit": ("Kilomètres par intervention", "Kilometres a visit"),
    "define.km_visit": ("Kilomètres ÷ interventions faites.", "Kilometres ÷ visits done."),
    "title.gap_day": ("Coupures, minutes par jour", "Gaps, minutes a day"),
    "define.gap_day": (
        "Minutes de coupure ÷ journées de travail des intervenants.",
        "Minutes of unpaid gaps ÷ days worked by workers.",
    ),
    "title.continuity_span": ("Continuité", "Continuity"),
    "define.continuity_span": (
        "Moyenne, sur les personnes vues au moins deux fois, de 1 − (intervenants différents − 1) "
        "÷ (interventions − 1). Le numérateur est la somme.",
        "Mean over persons seen twice or more of 1 − (distinct workers − 1) ÷ (visits − 1). The "
        "numerator is the sum.",
    ),
    "title.top_three": ("Part des trois premiers intervenants", "Share of the first three workers"),
    "define.top_three": (
        "Interventions faites par les trois intervenants les plus fréquents de chaque personne ÷ "
        "interventions des personnes vues au moins deux fois.",
        "Visits by the three most frequent workers of each person ÷ visits to persons seen twice "
        "or more.",
    ),
    "title.punctual": ("Ponctualité", "Punctuality"),
    "define.punctual": (
        "Interventions qui commencent à 15 min près (priorité 1) ou 30 min près (autres) de "
        "l’heure habituelle ÷ celles qui en ont une.",
        "Visits that begin within 15 min (priority 1) or 30 min (others) of the usual time ÷ those "
        "that have one.",
    ),
    "title.changed": ("Changements après publication", "Changed after publication"),
    "define.changed": (
        "Interventions publiées qui ont un autre intervenant, bougent de plus de 15 min ou ne "
        "sont pas faites ÷ interventions publiées auparavant.",
        "Published visits that have another worker, move by more than 15 min or are not served ÷ "
        "visits published before.",
    ),
    "title.gini": ("Inégalité entre intervenants (Gini)", "Inequality between workers (Gini)"),
    "define.gini": (
        "Coefficient de Gini de la charge par heure payée : 0 si tous en ont autant, près de 1 "
        "si un seul a tout.",
        "Gini’s coefficient of the load a paid hour: 0 where all have the same, near 1 where one "
        "has it all.",
    ),
    "title.spread": ("Écart entre intervenants", "Spread between workers"),
    "define.spread": (
        "Charge par heure payée la plus forte (numérateur) moins la plus faible (base).",
        "Highest load a paid hour (numerator) less the lowest (base).",
    ),
    "title.unserved_priority": ("Non pourvues, priorité", "Unserved, priority"),
    "title.unserved_gir": ("Non pourvues, GIR", "Unserved, GIR"),
    "define.unserved_priority": (
        "Interventions non pourvues ÷ demandées, de cette priorité.",
        "Visits unserved ÷ asked for, of this priority.",
    ),
    "define.unserved_gir": (
        "Interventions non pourvues ÷ demandées, des personnes de ce GIR.",
        "Visits unserved ÷ asked for, of persons of this GIR.",
    ),
}  # fmt: skip
