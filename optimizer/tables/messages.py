"""What planners read about their tables, in French and in English: what is wrong, what to do."""

from collections.abc import Mapping

from optimizer.rules.base import Sentence
from optimizer.tables import messages_days, messages_reading

S = Sentence

ERRORS: Mapping[str, tuple[Sentence, Sentence]] = {
    # Files and sheets
    "file_too_large": (
        S("le fichier est trop grand ({size} octets)", "the file is too large ({size} bytes)"),
        S("Gardez-le sous {limit} octets, images et vieux onglets ôtés.",
          "Keep it below {limit} bytes, without pictures and old sheets."),
    ),
    "old_workbook": (
        S("c’est un classeur d’un ancien format, ou protégé par un mot de passe",
          "this is a workbook of an old format, or one with a password"),
        S("Enregistrez-le au format .xlsx, sans mot de passe.",
          "Save it as .xlsx, without a password."),
    ),
    "open_document": (
        S("c’est un document OpenDocument, pas un classeur",
          "this is an OpenDocument file, but no workbook"),
        S("Enregistrez-le au format .ods, .xlsx ou .csv.", "Save it as .ods, .xlsx or .csv."),
    ),
    "not_a_workbook": (
        S("le classeur ne peut pas être lu ({reason})", "the workbook cannot be read ({reason})"),
        S("Ouvrez-le dans un tableur et enregistrez-le de nouveau au format .xlsx.",
          "Open it in a spreadsheet program and save it again as .xlsx."),
    ),
    "not_text": (
        S("le fichier n’est ni un classeur ni un texte CSV", "this is no workbook and no CSV text"),
        S("Enregistrez-le au format .xlsx, ou « CSV UTF-8 ».", "Save it as .xlsx or “CSV UTF-8”."),
    ),
    "not_csv": (
        S("la ligne ne peut pas être lue ({reason})", "the line cannot be read ({reason})"),
        S("Fermez les guillemets sur cette ligne, et doublez ceux qui font partie d’un texte.",
          "Close the quotes on this line, and double those that are part of a text."),
    ),
    "empty_file": (
        S("le fichier est vide", "the file is empty"),
        S("Commencez par une ligne de titres : voir docs/tables.md.",
          "Begin with a line of headings: see docs/tables.md."),
    ),
    "too_many_rows": (
        S("plus de {limit} lignes", "more than {limit} lines"),
        S("Répartissez-les sur plusieurs fichiers, ou effacez les lignes du bas.",
          "Split them into several files, or delete the lines at the bottom."),
    ),
    "too_many_columns": (
        S("plus de {limit} colonnes", "more than {limit} columns"),
        S("Effacez les colonnes de droite.", "Delete the columns on the right."),
    ),
    "no_sheet": (
        S("aucun onglet ne s’appelle {name}, ou plusieurs",
          "no sheet is called {name}, or several"),
        S("Nommez l’onglet {name}.", "Name the sheet {name}."),
    ),
    "no_workers": (
        S("il manque le tableau des intervenants", "the table of workers is missing"),
        S("Donnez deux fichiers : tournee import VISITS WORKERS.",
          "Give two files: tournee import VISITS WORKERS."),
    ),
    # Headings
    "no_headings": (
        S("aucune ligne de titres n’est reconnue", "no line of headings is recognised"),
        S("Écrivez au moins les titres : {expected}.", "Write at least the headings: {expected}."),
    ),
    "missing_heading": (
        S("il manque la colonne « {title} » parmi ces titres",
          "the column “{title}” is missing among these headings"),
        S("Ajoutez-la, corrigez le titre de celle qui en tient lieu, ou dites ce que sont ces "
          "titres dans une correspondance (--learn FILE, puis --mapping FILE).",
          "Add it, correct the heading of the one that is meant, or say what these headings are in "
          "a mapping (--learn FILE, then --mapping FILE)."),
    ),
    "misspelt_heading": (
        S("ce titre n’est pas connu ; « {meant} » ?", "this heading is not known; “{meant}”?"),
        S("Corrigez-le, ou donnez à la colonne un tout autre titre pour qu’elle soit ignorée.",
          "Correct it, or give the column quite another heading to have it ignored."),
    ),
    "repeated_heading": (
        S("deux colonnes sont lues comme « {title} » : celle-ci et {other}",
          "two columns are read as “{title}”: this one and {other}"),
        S("Gardez-en une.", "Keep one of them."),
    ),
    "no_heading_above": (
        S("cette cellule n’a pas de titre au-dessus d’elle", "no heading stands above this cell"),
        S("Titrez la colonne, ou mettez entre guillemets les textes qui contiennent le séparateur.",
          "Give the column a heading, or quote texts that hold the separator."),
    ),
    "no_rows": (
        S("il n’y a aucune ligne sous les titres", "no line stands below the headings"),
        S("Ajoutez des lignes.", "Add lines."),
    ),
    # Cells
    "empty_cell": (
        S("la cellule « {title} » est vide", "the cell “{title}” is empty"),
        S("Remplissez-la.", "Fill it in."),
    ),
    "formula_error": (
        S("la formule donne une erreur", "the formula gives an error"),
        S("Corrigez la formule, ou écrivez la valeur.", "Correct the formula, or write the value."),
    ),
    "no_result": (
        S("la formule n’a pas de résultat enregistré", "the formula has no stored result"),
        S("Ouvrez le classeur dans un tableur et enregistrez-le.",
          "Open the workbook in a spreadsheet program and save it."),
    ),
    "not_a_text": (
        S("un texte est attendu, pas vrai ou faux", "a text is expected, not true or false"),
        S("Écrivez le texte.", "Write the text."),
    ),
    "became_a_date": (
        S("le tableur a fait de ce texte une date ou une heure",
          "the spreadsheet turned this text into a date or time"),
        S("Mettez la cellule au format Texte et écrivez-la de nouveau.",
          "Format the cell as Text and write it again."),
    ),
    "too_long": (
        S("le texte dépasse {limit} caractères", "the text is longer than {limit} characters"),
        S("Raccourcissez-le.", "Shorten it."),
    ),
    "bad_level": (
        S("« {part} » : le niveau n’est pas un nombre de 1 à 100",
          "“{part}”: the level is no number from 1 to 100"),
        S("Écrivez par exemple lève-personne:2.", "Write it like lève-personne:2."),
    ),
    "not_a_number": (
        S("un nombre est attendu", "a number is expected"),
        S("Écrivez un nombre seul, comme 47,2412.", "Write a number alone, like 47.2412."),
    ),
    "not_whole": (
        S("un nombre entier est attendu", "a whole number is expected"),
        S("Écrivez un nombre sans virgule.", "Write a number without decimals."),
    ),
    "out_of_range": (
        S("la valeur doit être comprise entre {least} et {most}",
          "the value must lie between {least} and {most}"),
        S("Corrigez-la.", "Correct it."),
    ),
    "unknown_word": (
        S("ce mot n’est pas connu ici", "this word is not known here"),
        S("Écrivez par exemple : {known}.", "Write one like: {known}."),
    ),
    "bad_duration": (
        S("ce n’est pas une durée", "this is no duration"),
        S("Écrivez 45 min, 1h15 ou 1,5 h ; un nombre seul compte des minutes.",
          "Write 45 min, 1h15 or 1.5 h; a number alone counts minutes."),
    ),
    "zero_duration": (
        S("une intervention de durée nulle", "a visit of no length"),
        S("Écrivez sa durée, comme 45 min.", "Write how long it takes, like 45 min."),
    ),
    "duration_out_of_range": (
        S("une durée négative ou de plus de 24 heures",
          "a duration below 0 or above 24 hours"),
        S("Corrigez-la ; un nombre seul compte des minutes.",
          "Correct it; a number alone counts minutes."),
    ),
    "bad_time": (
        S("ce n’est pas une heure", "this is no time of day"),
        S("Écrivez 8h30 ou 08:30, de 0h00 à 24h00.", "Write 8h30 or 08:30, from 0h00 to 24h00."),
    ),
    "bad_spans": (
        S("« {part} » n’est pas une plage horaire", "“{part}” is no span of time"),
        S("Écrivez 8h30-9h30, et plusieurs plages ainsi : 8h30-9h30 / 14h-16h.",
          "Write 8h30-9h30, and several spans like 8h30-9h30 / 14h-16h."),
    ),
    "span_backwards": (
        S("« {part} » finit avant de commencer", "“{part}” ends before it starts"),
        S("Corrigez l’une des heures ; pour le lendemain écrivez 22h-6h+1.",
          "Correct one of the times; for the next day write 22h-6h+1."),
    ),
    "bad_date": (
        S("ce n’est pas une date", "this is no date"),
        S("Écrivez 25/12/2026 (jour, mois, année) ou mettez la cellule au format Date.",
          "Write 25/12/2026 (day, month, year) or format the cell as Date."),
    ),
    "no_year": (
        S("l’année manque", "the year is missing"),
        S("Écrivez 25/12/2026.", "Write 25/12/2026."),
    ),
    "dates_backwards": (
        S("« {part} » finit avant de commencer", "“{part}” ends before it starts"),
        S("Corrigez l’une des dates.", "Correct one of the dates."),
    ),
    "bad_days": (
        S("« {part} » n’est pas compris", "“{part}” is not understood"),
        S("Écrivez par exemple lun-ven, lun,mer,ven, tous les jours sauf fériés, 1 semaine sur 2, "
          "dim et fériés, sauf 25/12.",
          "Write it like lun-ven, mon,wed,fri, every day except holidays, every 2 weeks, "
          "sun and holidays, except 25/12."),
    ),
    "holidays_both": (
        S("les jours fériés sont à la fois compris et exclus",
          "holidays are both included and left out"),
        S("Choisissez l’un des deux.", "Choose one of the two."),
    ),
    "bad_hours": (
        S("« {part} » n’est pas compris", "“{part}” is not understood"),
        S("Écrivez par exemple lun-ven 7h30-12h / 16h-20h; sam 8h-12h.",
          "Write it like lun-ven 7h30-12h / 16h-20h; sat 8h-12h."),
    ),
    "bad_pause": (
        S("« {part} » n’est pas compris", "“{part}” is not understood"),
        S("Écrivez la durée puis la plage où la pause commence : 30 min 11h30-13h30.",
          "Write how long, then the span in which the break starts: 30 min 11h30-13h30."),
    ),
    "bad_absence": (
        S("« {part} » n’est pas compris", "“{part}” is not understood"),
        S("Écrivez des dates : 25/12/2026; 01/02/2027-05/02/2027; 24/11/2026 14h-16h.",
          "Write dates: 25/12/2026; 01/02/2027-05/02/2027; 24/11/2026 14h-16h."),
    ),
    # Rows
    "repeated_id": (
        S("cet identifiant est déjà celui de la ligne {line}",
          "this identifier already stands on line {line}"),
        S("Donnez à chaque ligne le sien.", "Give each line its own."),
    ),
    "shared_id": (
        S("une personne a le même identifiant ({sheet}, ligne {line}) : un fichier de noms ne "
          "saurait les distinguer",
          "a person has the same identifier ({sheet}, line {line}): a labels file could not tell "
          "them apart"),
        S("Donnez-leur des identifiants différents.", "Give them different identifiers."),
    ),
    "contradiction": (
        S("la ligne {line} dit autre chose de la même personne, {person}",
          "line {line} says something else of the same person, {person}"),
        S("Écrivez la même chose sur toutes ses lignes, ou sur une seule.",
          "Write the same on all lines of the person, or on one only."),
    ),
    "unknown_worker": (
        S("aucun intervenant n’a pour identifiant {part}", "no worker has the identifier {part}"),
        S("Corrigez-le, ou ajoutez l’intervenant.", "Correct it, or add the worker."),
    ),
    "unknown_person": (
        S("aucune personne n’a pour identifiant {part}", "no person has the identifier {part}"),
        S("Corrigez-le ou ôtez-le.", "Correct or remove it."),
    ),
    "unknown_visit": (
        S("aucune ligne n’a pour identifiant {part}", "no row has the identifier {part}"),
        S("Corrigez-le ou ôtez-le.", "Correct or remove it."),
    ),
    "after_itself": (
        S("la ligne se nomme elle-même", "the row names itself"),
        S("Écrivez l’identifiant d’une autre ligne.", "Write the identifier of another row."),
    ),
    "required_and_refused": (
        S("{worker} est à la fois imposé et refusé", "{worker} is both required and refused"),
        S("Ôtez-le d’une des deux colonnes.", "Remove it from one of the two columns."),
    ),
    "windows_twice": (
        S("l’heure est dite deux fois, en plages et en heure au plus tôt ou au plus tard",
          "the time is said twice, as spans and as an earliest or latest time"),
        S("Gardez l’un des deux.", "Keep one of the two."),
    ),
    "no_window": (
        S("aucune heure n’est dite", "no time is said"),
        S("Écrivez une plage, comme 8h30-9h30.", "Write a span, like 8h30-9h30."),
    ),
    "half_window": (
        S("il manque l’heure au plus tôt ou l’heure au plus tard",
          "the earliest or the latest time is missing"),
        S("Écrivez les deux.", "Write both."),
    ),
    "latest_before_earliest": (
        S("l’heure au plus tard vient avant l’heure au plus tôt ({earliest})",
          "the latest time comes before the earliest ({earliest})"),
        S("Corrigez l’une des deux.", "Correct one of the two."),
    ),
    "dates_twice": (
        S("la date est dite deux fois, seule et comme première ou dernière",
          "the date is said twice, alone and as the first or last"),
        S("Gardez « date », ou « du » et « au ».", "Keep “date”, or “du” and “au”."),
    ),
    "to_before_from": (
        S("la dernière date vient avant la première ({first})",
          "the last date comes before the first ({first})"),
        S("Corrigez l’une des deux.", "Correct one of the two."),
    ),
    "no_first_week": (
        S("on ne sait pas quelle semaine est la première", "nothing says which week is the first"),
        S("Écrivez dans « du » une date de la première semaine, ou dites à partir du 01/12/2026, "
          "ou semaines paires.",
          "Write a date of the first week in “du”, or say starting 01/12/2026, or even weeks."),
    ),
    "never": (
        S("la seule date de la ligne, le {day}, n’est pas un de ces jours",
          "the only date of the row, {day}, is none of these days"),
        S("Corrigez les jours ou la date.", "Correct the days or the date."),
    ),
    "tolerance_alone": (
        S("une tolérance, mais un seul intervenant", "a tolerance, but only one worker"),
        S("Écrivez le nombre d’intervenants ou l’autre ligne, ou ôtez la tolérance.",
          "Write the number of workers or the other row, or remove the tolerance."),
    ),
    "gap_backwards": (
        S("le délai maximum est plus court que le minimum ({least})",
          "the maximum gap is shorter than the minimum ({least})"),
        S("Corrigez l’un des deux.", "Correct one of the two."),
    ),
    "gap_alone": (
        S("un délai, mais ni « après » ni « avant »", "a gap, but neither “après” nor “avant”"),
        S("Nommez l’autre ligne, ou ôtez le délai.", "Name the other row, or remove the gap."),
    ),
    "break_outside_hours": (
        S("la pause ne tient dans aucune plage de travail", "the break fits in no working span"),
        S("Corrigez la pause ou les horaires.", "Correct the break or the hours."),
    ),
    # Places
    "no_place": (
        S("ni coordonnées ni adresse", "neither coordinates nor address"),
        S("Écrivez latitude et longitude, ou une adresse.",
          "Write latitude and longitude, or an address."),
    ),
    "half_place": (
        S("une coordonnée sur deux", "one coordinate of two"),
        S("Écrivez latitude et longitude.", "Write latitude and longitude."),
    ),
    "no_geocoder": (
        S("{count} adresse(s) sans coordonnées, dont celle-ci, et aucun géocodeur",
          "{count} address(es) without coordinates, this one the first, and no geocoder"),
        S("Ajoutez --geocoder ban (ou nominatim), qui envoie les adresses à ce service, ou écrivez "
          "les coordonnées.",
          "Add --geocoder ban (or nominatim), which sends the addresses to that service, or write "
          "the coordinates."),
    ),
    "unknown_address": (
        S("l’adresse n’est pas trouvée", "the address is not found"),
        S("Corrigez-la, ou donnez ses coordonnées dans le fichier des choix (--choices FILE).",
          "Correct it, or give its coordinates in the file of choices (--choices FILE)."),
    ),
    "ambiguous_address": (
        S("l’adresse n’est pas sûre : {candidates}", "the address is not sure: {candidates}"),
        S("Précisez-la, ou choisissez dans le fichier des choix (--choices FILE).",
          "Make it more precise, or choose in the file of choices (--choices FILE)."),
    ),
    "geocoder_failed": (
        S("le géocodeur n’a pas répondu ({reason})", "the geocoder did not answer ({reason})"),
        S("Recommencez plus tard : ce qui a été trouvé est gardé.",
          "Try again later: what was found is kept."),
    ),
    "choice_twice": (
        S("deux choix pour cette adresse, lignes {lines}",
          "two choices for this address, lines {lines}"),
        S("Ne gardez qu’un x.", "Keep only one x."),
    ),
    # What only the problem as a whole shows
    "far_location": (
        S("le lieu est très loin des autres, ou latitude et longitude sont inversées",
          "the place is very far from the others, or latitude and longitude are swapped"),
        S("Corrigez les coordonnées.", "Correct the coordinates."),
    ),
    "overlapping_shifts": (
        S("deux plages de travail se chevauchent", "two working spans overlap"),
        S("Corrigez les horaires.", "Correct the hours."),
    ),
    "cyclic_links": (
        S("aucun horaire ne permet cet ordre", "no times allow this order"),
        S("Ôtez un « après » ou un « avant », ou changez les délais.",
          "Remove an “après” or “avant”, or change the gaps."),
    ),
    "impossible_window": (
        S("l’intervention ne finit jamais dans sa plage : elle dure plus longtemps",
          "the visit can never end inside its span: it is longer"),
        S("Élargissez la plage, raccourcissez la durée, ou écrivez non.",
          "Widen the span, shorten the duration, or write no."),
    ),
    "skipped_time": (
        S("cette heure n’existe pas ce jour-là : passage à l’heure d’été",
          "this time does not exist on that day: the clocks go forward"),
        S("Choisissez une heure avant 2h ou après 3h.", "Choose a time before 2h or after 3h."),
    ),
    "outside_horizon": (
        S("la plage dépasse la fin de la période", "the span goes beyond the end of the period"),
        S("Allongez la période (--days) ou corrigez l’heure.",
          "Lengthen the period (--days) or correct the time."),
    ),
    "duplicate_id": (
        S("deux lignes donnent le même identifiant pour la même date",
          "two rows give the same identifier for the same date"),
        S("Changez l’un des identifiants.", "Change one of the identifiers."),
    ),
    "too_many_visits": (
        S("plus de {limit} interventions sur la période", "more than {limit} visits in the period"),
        S("Raccourcissez la période (--days), ou répartissez les lignes.",
          "Shorten the period (--days), or split the rows."),
    ),
    "no_visits": (
        S("aucune ligne n’a d’intervention du {first} au {last}",
          "no row has a visit from {first} to {last}"),
        S("Changez la période (--date, --days) ou les jours.",
          "Change the period (--date, --days) or the days."),
    ),
    "no_shifts": (
        S("personne ne travaille du {first} au {last}", "nobody works from {first} to {last}"),
        S("Changez la période (--date, --days) ou les horaires.",
          "Change the period (--date, --days) or the hours."),
    ),
    **messages_reading.ERRORS,
    **messages_days.ERRORS,
    "reader": (S("{message}", "{message}"), S("{remedy}", "{remedy}")),
}  # fmt: skip
"""Code -> what is wrong, what to do."""

READER: Mapping[str, str] = {
    "far_location": "far_location",
    "overlapping_shifts": "overlapping_shifts",
    "cyclic_links": "cyclic_links",
    "impossible_window": "impossible_window",
    "bad_time": "skipped_time",
    "outside_horizon": "outside_horizon",
    "duplicate_id": "duplicate_id",
}
"""Errors of the reader of problems that have words of their own here; others keep theirs."""

LIMITS: Mapping[str, str] = {
    "max_work_per_day_h": "daily_hours",
    "max_span_per_day_h": "daily_span",
    "min_rest_between_days_h": "daily_rest",
    "max_work_per_week_h": "weekly_hours",
    "min_weekly_rest_h": "weekly_rest",
    "max_stretch_without_break_h": "long_stretch",
}
"""Limits of working time -> the note at hours that could break them."""

_PART_FR = " : le plan n’en emploiera qu’une partie"
_PART_EN = ": the plan will use only a part of them"

NOTES: Mapping[str, Sentence] = {
    **messages_reading.NOTES,
    **messages_days.NOTES,
    "encoding": S("lu comme {encoding}, faute d’être en UTF-8",
                  "read as {encoding}, as it is not UTF-8"),
    "unread_sheets": S("onglets non lus : {sheets}", "sheets not read: {sheets}"),
    "above_headings": S("rien n’est lu au-dessus des titres (lignes 1 à {last})",
                        "nothing above the headings is read (lines 1 to {last})"),
    "ignored_columns": S("colonnes ignorées : {columns}", "columns ignored: {columns}"),
    "idle_visits": S("{count} ligne(s) sans intervention sur la période : {rows}",
                     "{count} row(s) without a visit in the period: {rows}"),
    "idle_workers": S("{count} intervenant(s) sans horaire sur la période : {rows}",
                      "{count} worker(s) without hours in the period: {rows}"),
    "unheld_skills": S("compétences que personne n’a : {skills} ({count} ligne(s) : {rows})",
                       "skills that nobody has: {skills} ({count} row(s): {rows})"),
    "unusual_times": S("heure habituelle hors des plages : {count} ligne(s), {rows}",
                       "usual time outside the spans: {count} row(s), {rows}"),
    "holiday": S("le {day} est férié ({name}) : {count} ligne(s) qui ne disent ni « sauf fériés » "
                 "ni « fériés compris » sont planifiées comme un autre jour : {rows}",
                 "{day} is a public holiday ({name}): {count} row(s) that say neither “sauf "
                 "fériés” nor “fériés compris” are planned like on any other day: {rows}"),
    "lost_links": S("{count} lien(s) entre lignes sans effet, faute d’intervention de l’une des "
                    "deux ce jour-là : {links}",
                    "{count} link(s) between rows without effect, as one of the two has no visit "
                    "on that day: {links}"),
    "daily_hours": S("les horaires de {worker} dépassent le travail permis par jour"
                     + _PART_FR,
                     "the hours of {worker} exceed the work allowed a day"
                     + _PART_EN),
    "daily_span": S("les horaires de {worker} s’étalent plus qu’il n’est permis sur un jour"
                    + _PART_FR,
                    "the hours of {worker} stretch further over a day than allowed"
                    + _PART_EN),
    "daily_rest": S("les horaires de {worker} ne laissent pas le repos exigé d’un jour à l’autre"
                    + _PART_FR,
                    "the hours of {worker} do not leave the rest required between two days"
                    + _PART_EN),
    "weekly_hours": S("les horaires de {worker} dépassent le travail permis par semaine"
                      + _PART_FR,
                      "the hours of {worker} exceed the work allowed a week"
                      + _PART_EN),
    "weekly_rest": S("les horaires de {worker} ne laissent pas le repos exigé chaque semaine"
                     + _PART_FR,
                     "the hours of {worker} do not leave the rest required every week"
                     + _PART_EN),
    "long_stretch": S("les horaires de {worker} n’ont pas la pause exigée dans un long temps de "
                      "travail" + _PART_FR,
                      "the hours of {worker} lack the pause required in a long time at work"
                      + _PART_EN),
    "not_exported": S("les tableaux ne disent pas {field} ({count}, par exemple {example})",
                      "the tables do not say {field} ({count}, for example {example})"),
    "not_readable": S("ne se relirait pas : {fr}", "could not be read back: {en}"),
    "labels_left_out": S("noms laissés de côté ({columns}) : --labels FILE les garde à part",
                         "names left out ({columns}): --labels FILE keeps them apart"),
}  # fmt: skip
"""Code -> what a person should know that is no error."""
