"""What to do about what is wrong with a document, in French, as `input_french` has what is."""

from collections.abc import Mapping

REMEDIES: Mapping[str, str] = {
    # What happened, and events
    "correct the start or the windows; if it really was so, state it in /facts, with freeze_before":
        "corrigez le début ou les créneaux ; si cela s’est vraiment passé ainsi, dites-le dans "
        "/facts, avec freeze_before",
    "see `tournee check`, and plan again or waive them":
        "voyez `tournee check`, et planifiez de nouveau ou accordez une dérogation",
    "write the worker, = and whole minutes": "écrivez l’intervenant, = et des minutes entières",
    "send at most {} at a time": "donnez-en {} à la fois au plus",
    "write [ ... ]": "écrivez [ ... ]",
    "write { ... }": "écrivez { ... }",
    "name a moment of these days": "nommez un moment de ces jours",
    "correct the time, or say a later --now": "corrigez l’heure, ou donnez un --now plus tardif",
    "correct the time, or --now": "corrigez l’heure, ou --now",
    "correct the time": "corrigez l’heure",
    "leave the event out": "retirez l’aléa",
    "say one of the two": "dites l’un des deux",
    "name the same worker": "nommez le même intervenant",
    "name one of theirs": "nommez l’une des siennes",
    "add one, by an event worker_added": "ajoutez-en une, par un aléa worker_added",
    "correct the id, or add the visit": "corrigez l’identifiant, ou ajoutez l’intervention",
    "correct the id, or add the worker": "corrigez l’identifiant, ou ajoutez l’intervenant",
    "correct the id, or add the shift": "corrigez l’identifiant, ou ajoutez la vacation",
    "correct the id, or add the person": "corrigez l’identifiant, ou ajoutez la personne",
    "correct the id, or add the vehicle": "corrigez l’identifiant, ou ajoutez le véhicule",
    "keep it below {} bytes: split the days or the territory":
        "gardez-le sous {} octets : répartissez les jours ou le territoire",
    "save it as JSON in UTF-8": "enregistrez-le en JSON, en UTF-8",
    "write whole characters, or both halves, like {}":
        "écrivez des caractères entiers, ou leurs deux moitiés, comme {}",
    "correct the text there": "corrigez le texte à cet endroit",
    "send a problem as printed by `tournee schema problem`":
        "donnez un problème tel que le décrit `tournee schema problem`",
    "write numbers of common size": "écrivez des nombres de taille courante",
    "keep one of the two": "gardez l’un des deux",
    "see `tournee schema problem`": "voyez `tournee schema problem`",
    "see `tournee schema plan`": "voyez `tournee schema plan`",
    "see `tournee --help`": "voyez `tournee --help`",
    "give the problem: it stands in the plan, under /problem":
        "donnez le problème : il se trouve dans le plan, sous /problem",
    "give a plan, as `tournee plan` writes it": "donnez un plan, tel que `tournee plan` l’écrit",
    "plan again, or correct the digest if the change is meant":
        "planifiez de nouveau, ou corrigez l’empreinte si le changement est voulu",
    "write it in quotes, like {}": "écrivez-le entre guillemets, comme {}",
    "write it without quotes or point, like {}": "écrivez-le sans guillemets ni point, comme {}",
    "write it without quotes, like {}": "écrivez-le sans guillemets, comme {}",
    "write a number, not NaN or infinity": "écrivez un nombre, ni NaN ni infini",
    "write true or false, without quotes": "écrivez true ou false, sans guillemets",
    "write [latitude, longitude] in degrees": "écrivez [latitude, longitude] en degrés",
    "name a worker, or write null if anyone may come":
        "nommez un intervenant, ou écrivez null si chacun peut venir",
    "add it": "ajoutez-le",
    "remove it, or correct its name": "ôtez-le, ou corrigez son nom",
    "give it a value": "donnez-lui une valeur",
    "write whole characters": "écrivez des caractères entiers",
    "correct the year": "corrigez l’année",
    'add "type", like "together"': 'ajoutez "type", comme "together"',
    "correct the number": "corrigez le nombre",
    "shorten it": "raccourcissez-le",
    "add an item": "ajoutez un élément",
    "add items": "ajoutez des éléments",
    "remove items": "ôtez des éléments",
    "choose one of them": "choisissez l’un d’eux",
    "correct the value": "corrigez la valeur",
    "write it like {}": "écrivez-le comme {}",
    "if this instant is meant, write {}": "si cet instant est voulu, écrivez {}",
    "round it, or choose a smaller tick_ms": "arrondissez-le, ou choisissez un tick_ms plus petit",
    "correct it, perhaps to {}": "corrigez-le, peut-être en {}",
    "write {}, or {}: the clocks go back over it":
        "écrivez {}, ou {} : passage à l’heure d’hiver",
    "write an IANA name like Europe/Paris": "écrivez un nom IANA comme Europe/Paris",
    "write {}": "écrivez {}",
    "add {}, or do not ask for a plan": "ajoutez {}, ou ne demandez pas de plan",
    "widen a window, shorten the visit, or drop ends_inside":
        "élargissez une plage, raccourcissez l’intervention, ou ôtez ends_inside",
    "links could not tell them apart: give it another id":
        "les liens ne sauraient les distinguer : donnez-lui un autre identifiant",
    "correct it, or add it to {}": "corrigez-le, ou ajoutez-le à {}",
    "put it between start and end": "mettez-le entre start et end",
    "give it another id": "donnez-lui un autre identifiant",
    "correct the windows, or remove the break": "corrigez les plages, ou ôtez la pause",
    "use a sequence link, or name a visit of ours":
        "prenez un lien sequence, ou nommez une intervention à planifier",
    "name a visit of ours": "nommez une intervention à planifier",
    "link different visits": "liez des interventions différentes",
    "correct one of the two": "corrigez l’un des deux",
    "use one of {}": "prenez l’un de {}",
    "name each level once": "nommez chaque niveau une fois",
    "choose one, or add the level": "choisissez-en un, ou ajoutez le niveau",
    "list each place once": "citez chaque lieu une fois",
    "send a square matrix in the order of places":
        "donnez une matrice carrée dans l’ordre des lieux",
    "give every item its own id": "donnez à chacun son identifiant",
    "correct the date, or widen the horizon": "corrigez la date, ou élargissez la période",
    "add it to {}, or correct the id": "ajoutez-le à {}, ou corrigez l’identifiant",
    "write the location": "écrivez la position",
    "correct the location, or the time zone": "corrigez la position, ou le fuseau horaire",
    "add their rows and columns, or drop the matrix":
        "ajoutez leurs lignes et colonnes, ou ôtez la matrice",
    "add [latitude, longitude], or a matrix in {}":
        "ajoutez [latitude, longitude], ou une matrice dans {}",
    "correct the times or the worker of one of the two":
        "corrigez les heures ou l’intervenant de l’une des deux",
    "give each ride a pickup and a delivery of its own":
        "donnez à chaque transport sa prise en charge et sa dépose",
    "remove one, or change its gaps": "ôtez-en un, ou changez ses délais",
    "correct the id": "corrigez l’identifiant",
    "leave it in one of the two": "laissez-la dans l’une des deux",
    "correct the order or a start": "corrigez l’ordre ou une heure",
    "name one of the two": "nommez l’un des deux",
    "install it with: {}": "installez-le avec : {}",
    "remove one of them": "ôtez l’un d’eux",
    "give the learnt.json of `tournee real compare`":
        "donnez le learnt.json de `tournee real compare`",
    "remove one of the two": "ôtez l’un des deux",
    "correct the start or the windows": "corrigez l’heure ou les plages",
    "correct a pin, or the link": "corrigez un verrou, ou le lien",
    "correct the start or the windows; if it really was so, state it in {}, with freeze_before":
        "corrigez l’heure ou les plages ; si cela s’est vraiment passé ainsi, dites-le dans {}, "
        "avec freeze_before",
    "add the moment of knowledge": "ajoutez le moment où l’on sait",
    "name exactly one of them": "nommez-en exactement un",
    "name the shift of the worker who was there":
        "nommez la vacation de l’intervenant qui y était",
    "correct one of the two, or say under_way if the worker is on the way":
        "corrigez l’un des deux, ou dites under_way si l’intervenant est en route",
    "export them one by one, each to its own folder":
        "exportez-les un à un, chacun dans son dossier",
    "leave it out, or choose one of: {}": "ôtez-le, ou choisissez parmi : {}",
    "correct it; ids stand in the plan": "corrigez-le ; les identifiants sont dans le plan",
    "leave one of the two out": "ôtez l’un des deux",
    "correct the start or the shift": "corrigez l’heure ou la vacation",
    "move one of the two": "déplacez l’une des deux",
    "correct the kind or the id": "corrigez le genre ou l’identifiant",
    "correct it, or give the problem that this plan is for":
        "corrigez-le, ou donnez le problème de ce plan",
    "round it": "arrondissez-le",
    "name another file for one of them": "nommez un autre fichier pour l’une d’elles",
    "name a file in an existing folder that you may write to":
        "nommez un fichier dans un dossier qui existe et où vous pouvez écrire",
    "delete the file, or name another with --geocoding-cache":
        "effacez le fichier, ou nommez-en un autre avec --geocoding-cache",
    "leave it out, or choose another engine": "ôtez-le, ou choisissez un autre moteur",
    "check the path and the permissions": "vérifiez le chemin et les droits",
    "choose one of: {}": "choisissez parmi : {}",
    "leave it out": "ôtez-la",
    "save it as “CSV UTF-8”": "enregistrez-le en « CSV UTF-8 »",
    "close the quotes on this line, and double the quotes inside a text":
        "fermez les guillemets sur cette ligne, et doublez ceux qui font partie d’un texte",
    "begin with: {}": "commencez par : {}",
    "use {}, or leave the column out": "prenez {}, ou ôtez la colonne",
    "name the column with the ids of persons and workers: id":
        "nommez id la colonne des identifiants des personnes et des intervenants",
    "quote texts that hold the separator, or add the missing cells":
        "mettez entre guillemets les textes qui contiennent le séparateur, ou ajoutez les cellules",
    "give the id of the person": "donnez l’identifiant de la personne",
    "keep one of the two lines": "gardez l’une des deux lignes",
}  # fmt: skip
