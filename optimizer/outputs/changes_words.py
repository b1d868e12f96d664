"""Texts about what has changed between plans, in French and in English."""

from collections.abc import Mapping

from optimizer.outputs.words import Text
from optimizer.rules.base import Lang

WORDS: Mapping[str, Text] = {
    "none": Text("Rien ne change : personne à prévenir.", "Nothing changes: nobody to tell."),
    "calls": Text("Appels à passer : {count}", "Calls to make: {count}"),
    "head.person": Text("Personne", "Person"),
    "head.visit": Text("Intervention", "Visit"),
    "head.told": Text("Annoncé", "Told before"),
    "head.now": Text("Maintenant", "Now"),
    "head.what": Text("Changement", "Change"),
    "head.worker": Text("Intervenant", "Worker"),
    "head.added": Text("Ajoutées", "Added"),
    "head.removed": Text("Retirées", "Removed"),
    "head.moved": Text("Déplacées", "Moved"),
    "head.day": Text("Journée", "Day"),
    "change.time": Text("autre heure", "other time"),
    "change.carer": Text("autre intervenant", "other carer"),
    "change.added": Text("ajoutée", "added"),
    "change.cancelled": Text("annulée", "cancelled"),
    "change.unserved": Text("non pourvue", "not served"),
    # What to say on the phone, to a person
    "phone.time": Text(
        "l’intervention de {before} aura lieu à {after}, toujours avec {who}.",
        "the visit of {before} will be at {after}, still with {who}.",
    ),
    "phone.carer": Text(
        "l’intervention de {before} aura lieu à {after} avec {who} ({known}), à la place de "
        "{instead}.",
        "the visit of {before} will be at {after} with {who} ({known}) instead of {instead}.",
    ),
    "phone.known": Text("déjà venu", "has come before"),
    "phone.new": Text("jamais venu", "has not come before"),
    "phone.added": Text(
        "une intervention est ajoutée à {after}, avec {who}.",
        "a visit is added at {after}, with {who}.",
    ),
    "phone.cancelled": Text(
        "l’intervention de {before} est annulée.", "the visit of {before} is cancelled."
    ),
    "phone.unserved": Text(
        "nous ne pouvons pas assurer l’intervention de {before}.",
        "we cannot make the visit of {before}.",
    ),
    # To a worker
    "order.removed": Text(
        "n’allez pas chez {person} à {time}.", "do not go to {person} at {time}."
    ),
    "order.added": Text("allez chez {person} à {time}.", "go to {person} at {time}."),
    "order.moved": Text(
        "allez chez {person} à {time} désormais.", "go to {person} at {time} now."
    ),
    "order.day": Text(
        "Votre journée va de {start} à {end}.", "Your day is from {start} to {end}."
    ),
    "order.off": Text("Vous n’avez plus de tournée.", "You have no tour any more."),
    # Proposals
    "way.repair": Text("réparer", "repair"),
    "way.balanced": Text("équilibrer", "balanced"),
    "way.anew": Text("refaire", "anew"),
    "head.way": Text("Proposition", "Proposal"),
    "head.unserved": Text("Non pourvues P1/P2/P3/P4", "Unserved P1/P2/P3/P4"),
    "head.calls": Text("Appels", "Calls"),
    "head.known": Text("Visages connus", "Known faces"),
    "head.new": Text("Nouveaux visages", "New faces"),
    "head.minutes": Text("Minutes de décalage", "Minutes moved"),
    "head.cost": Text("Coût", "Cost"),
    "chosen": Text("Retenu : {way}.", "Chosen: {way}."),
    "published": Text("{plan} est publié.", "{plan} is published."),
}  # fmt: skip


def word(key: str, lang: Lang, **fields: str) -> str:
    """A text, its fields filled in."""
    text: str = getattr(WORDS[key], lang)
    text = text.replace(" :", "\u00a0:") if lang == "fr" else text
    return text.format(**fields) if fields else text
