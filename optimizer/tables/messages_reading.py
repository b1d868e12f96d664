"""What planners read about lines, units, services and oddities of their tables."""

from collections.abc import Mapping

from optimizer.rules.base import Sentence

S = Sentence

ERRORS: Mapping[str, tuple[Sentence, Sentence]] = {
    "unsure_duration": (
        S("« {part} » se lit {first} ou {second}", "“{part}” reads {first} or {second}"),
        S("Écrivez l’unité, comme 45 min ou 1h30, ou dans le titre : Durée (min), Durée (h).",
          "Write the unit, like 45 min or 1h30, or in the heading: Durée (min), Durée (h)."),
    ),
    "no_unit": (
        S("« {part} » sous le titre « {unit} » se lit {first} ou {second}",
          "“{part}” under the heading “{unit}” reads {first} or {second}"),
        S("Écrivez 1h30 ou 1:30, ou l’unité des nombres dans le titre : (min), (h).",
          "Write 1h30 or 1:30, or the unit of the numbers in the heading: (min), (h)."),
    ),
    "day_column": (
        S("une colonne par jour ne se lit pas", "a column for each day cannot be read"),
        S("Écrivez les jours dans une colonne « jours », comme lun,mer,ven.",
          "Write the days in one column “jours”, like mon,wed,fri."),
    ),
    "several_services": (
        S("plusieurs services dans une cellule", "several services in one cell"),
        S("Écrivez une ligne par service.", "Write one row for each service."),
    ),
    "lost_digits": (
        S("le tableur a arrondi ce numéro", "the spreadsheet has rounded this number"),
        S("Mettez la cellule au format Texte et écrivez-le de nouveau.",
          "Format the cell as Text and write it again."),
    ),
    "bad_mapping": (
        S("cette ligne de correspondance n’est pas comprise",
          "this line of the mapping is not understood"),
        S("Écrivez tableau, titre et colonne : visites;Usager;personne. Sans colonne, le titre "
          "n’est pas lu.",
          "Write table, heading and column: visites;Usager;personne. Without a column the heading "
          "is not read."),
    ),
}  # fmt: skip
"""Code -> what is wrong, what to do."""

NOTES: Mapping[str, Sentence] = {
    "unread_lines": S("{count} ligne(s) non lues, total, titres ou remarque : {lines}",
                      "{count} line(s) not read, a total, headings or a remark: {lines}"),
    "folded": S("mots lus comme les mêmes : {words}", "words read as the same: {words}"),
    "no_service": S("{count} ligne(s) sans service, lues comme aide à domicile : {rows}",
                    "{count} row(s) without a service, read as aide à domicile: {rows}"),
    "open_services": S("aucun service n’est dit ici : chacun est pris pour servir tous les "
                       "services",
                       "no service is said here: everybody is taken to serve all services"),
    "unheld_exclusions": S("à éviter, mais que personne n’a : {skills} ({count} ligne(s) : "
                           "{rows})",
                           "to be avoided, but nobody has it: {skills} ({count} row(s): {rows})"),
    "short_visits": S("{count} intervention(s) de moins de 5 min : {rows}",
                      "{count} visit(s) under 5 min: {rows}"),
    "far_places": S("{count} lieu(x) loin des autres (la distance en ligne droite) : {places}",
                    "{count} place(s) far from the others (in a straight line): {places}"),
    "round_places": S("{count} lieu(x) aux coordonnées arrondies à un kilomètre ou plus : "
                      "{rows}",
                      "{count} place(s) with coordinates to a kilometre or worse: {rows}"),
    "unsure_places": S("{count} lieu(x) dont le géocodage n’est pas sûr : {places}",
                       "{count} place(s) of which the geocoding is not sure: {places}"),
    "unservable_lacking": S("{count} intervention(s) que personne ne peut servir, faute de tout "
                            "avoir ({why}) : {rows}",
                            "{count} visit(s) that nobody may serve, for want of one who has all "
                            "({why}): {rows}"),
    "unservable_excluded": S("{count} intervention(s) que personne ne peut servir, tous exclus "
                             "({why}) : {rows}",
                             "{count} visit(s) that nobody may serve, as all are excluded ({why}): "
                             "{rows}"),
    "unservable_refused": S("{count} intervention(s) que personne ne peut servir, refusés ou non "
                            "imposés ({why}) : {rows}",
                            "{count} visit(s) that nobody may serve, refused or not among those "
                            "required ({why}): {rows}"),
    "double_rows": S("{count} ligne(s) qui disent la même intervention qu’une autre : {rows} ; "
                     "pour deux intervenants ensemble, gardez une ligne avec « nombre "
                     "d’intervenants » 2",
                     "{count} row(s) that say the same visit as another: {rows}; for two carers "
                     "together, keep one row with 2 in “nombre d’intervenants”"),
    "unused_mapping": S("titres de la correspondance absents de ce tableau : {titles}",
                        "headings of the mapping that this table lacks: {titles}"),
}  # fmt: skip
"""Code -> what a person should know that is no error."""
