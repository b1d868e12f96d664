"""What planners read about days, statuses and absences in their tables."""

from collections.abc import Mapping

from optimizer.rules.base import Sentence

S = Sentence

ERRORS: Mapping[str, tuple[Sentence, Sentence]] = {
    "unsure_weeks": (
        S("« {part} » se lit le {day}, ou une semaine sur {m}",
          "“{part}” reads {day}, day and month, or one week in {m}"),
        S("Écrivez « le {day} » pour la date, « 1 semaine sur {m} » pour le rythme.",
          "Write “le {day}” for the date, “every {m} weeks” for the rhythm."),
    ),
    "unsure_days": (
        S("« {part} » se lit le {day}, ou {n} jours sur 7",
          "“{part}” reads {day}, day and month, or {n} days of 7"),
        S("Écrivez « le {day} » pour la date, ou nommez les jours : lun-ven, sauf mer.",
          "Write “le {day}” for the date, or name the days: mon-fri, except wed."),
    ),
    "unsure_week": (
        S("« {part} » se lit chaque semaine, ou tous les huit jours de date à date",
          "“{part}” reads every week, or every eight days from date to date"),
        S("Écrivez le jour de la semaine, comme « tous les mardis ».",
          "Write the weekday, like “every tuesday”."),
    ),
    "unsure_letter": (
        S("« {part} » se lit {both}", "“{part}” reads {both}"),
        S("Écrivez lun, mar, mer, jeu, ven, sam, dim.",
          "Write mon, tue, wed, thu, fri, sat, sun."),
    ),
    "several_rhythms": (
        S("plusieurs rythmes dans « {part} »", "several rhythms in “{part}”"),
        S("Écrivez une ligne par rythme.", "Write one row for each rhythm."),
    ),
    "no_anchor": (
        S("on ne sait pas quand « {part} » commence", "nothing says when “{part}” begins"),
        S("Écrivez par exemple 1 semaine sur 2 à partir du 01/12/2026, ou semaines paires.",
          "Write it like every 2 weeks starting 01/12/2026, or even weeks."),
    ),
    "unknown_school_dates": (
        S("les vacances scolaires ne sont connues que jusqu’au {last}",
          "school holidays are known only until {last}"),
        S("Écrivez les dates, comme sauf 23/10/2028-05/11/2028.",
          "Write the dates, like except 23/10/2028-05/11/2028."),
    ),
    "unknown_status": (
        S("on ne sait pas si « {part} » est à planifier",
          "nothing says whether “{part}” is to be planned"),
        S("Écrivez actif, annulé, suspendu, hospitalisé, absent, terminé ou en attente, et s’il le "
          "faut des dates : suspendu du 01/12/2026 au 15/12/2026.",
          "Write active, cancelled, suspended, in hospital, absent, ended or pending, with dates "
          "where needed: suspended from 01/12/2026 to 15/12/2026."),
    ),
    "unread_matter": (
        S("ceci n’est pas lu, et dirait qui, quand ou combien de temps",
          "this is not read, and would say who, when or how long"),
        S("Donnez-lui un titre de docs/tables.md (statut, absences, jours travaillés...), ou dites "
          "dans une correspondance (--mapping) que la colonne n’est pas lue ; ôtez un onglet.",
          "Give it a heading of docs/tables.md (statut, absences, jours travaillés...), or say in "
          "a mapping (--mapping) that the column is not read; remove a sheet."),
    ),
    "unknown_absent": (
        S("« {part} » n’est ni un intervenant ni une personne, ou plusieurs",
          "“{part}” is neither a worker nor a person, or several"),
        S("Écrivez son identifiant.", "Write the identifier."),
    ),
    "half_absence": (
        S("l’absence n’a pas de début ou pas de fin", "the absence has no start or no end"),
        S("Écrivez les deux ; pour un seul jour, deux fois la même date.",
          "Write both; for one day, the same date twice."),
    ),
    "long_half": (
        S("une demi-journée, mais plusieurs jours", "half a day, but several days"),
        S("Écrivez une ligne pour la demi-journée, une autre pour les jours entiers.",
          "Write one row for the half day, another for the whole days."),
    ),
    "open_absence": (
        S("cette absence n’est pas décidée", "this absence is not decided"),
        S("Écrivez validé ou refusé.", "Write ok or refused."),
    ),
    "repeated_worker": (
        S("cet identifiant est déjà celui de la ligne {line}, qui dit autre chose",
          "this identifier already stands on line {line}, which says something else"),
        S("Pour un seul intervenant, écrivez ses deux plages dans une cellule : "
          "7h30-12h / 16h-19h ; pour deux, donnez à chacun le sien.",
          "For one worker, write both spans in one cell: 7h30-12h / 16h-19h; for two, give each "
          "their own."),
    ),
    "struck_cell": (
        S("une cellule barrée dans une ligne qui ne l’est pas",
          "a cell struck through in a row that is not"),
        S("Effacez-la, ou barrez la ligne entière pour qu’elle ne soit pas planifiée.",
          "Clear it, or strike the whole row through to have it left out."),
    ),
    "unsure_pair": (
        S("« 1 » se lit oui, ou un seul intervenant", "“1” reads yes, or one worker alone"),
        S("Écrivez oui ou non, ou 2.", "Write yes or no, or 2."),
    ),
}  # fmt: skip
"""Code -> what is wrong, what to do."""

NOTES: Mapping[str, Sentence] = {
    "not_planned": S("{count} ligne(s) non planifiées, statut ou absence : {rows}",
                     "{count} row(s) not planned, for their status or an absence: {rows}"),
    "hidden_lines": S("{count} ligne(s) masquées, non planifiées : {lines} ; affichez-les pour "
                      "qu’elles le soient",
                      "{count} hidden line(s), not planned: {lines}; show them to have them "
                      "planned"),
    "struck_lines": S("{count} ligne(s) barrées, non planifiées : {lines}",
                      "{count} line(s) struck through, not planned: {lines}"),
    "refused_absences": S("{count} absence(s) refusées ou annulées, non comptées : lignes {lines}",
                          "{count} absence(s) refused or cancelled, not counted: lines {lines}"),
    "school_zone": S("vacances scolaires de la zone {zone} (--school-zone) : {rows}",
                     "school holidays of zone {zone} (--school-zone): {rows}"),
    "joined_rows": S("lignes réunies en un seul intervenant : {rows}",
                     "rows joined to one worker: {rows}"),
    "evening_before": S("{count} service(s) de la veille comptés à partir de minuit, sans ce qui "
                        "les précède : {rows}",
                        "{count} shift(s) of the evening before counted from midnight on, without "
                        "what comes before: {rows}"),
    "nobody_at_work": S("{count} intervention(s) à une heure où personne ne travaille : {rows} ; "
                        "pour une nuit, écrivez les horaires 21h-7h+1 ou commencez la veille "
                        "(--date, --days 2)",
                        "{count} visit(s) at a time at which nobody works: {rows}; for a night, "
                        "write hours like 21h-7h+1 or begin the day before (--date, --days 2)"),
    "span_is_duration": S("la plage a la longueur de l’intervention ({count} ligne(s) : {rows}) : "
                          "lue comme l’heure où elle commence ; si elle doit y commencer et y "
                          "finir, écrivez oui dans « finit dans la plage »",
                          "the span is as long as the visit ({count} row(s): {rows}): read as when "
                          "it may start; if it is to start and end inside, write oui in “finit "
                          "dans la plage”"),
}  # fmt: skip
"""Code -> what a person should know that is no error."""
