"""What the door check answers: valid or not, the ground, the remedies, and nothing else.

Whoever stands at a door learns whether the measure may go ahead. Why it may not (used, revoked,
held, over, never given) is told to nobody here: the answer has the same words each time, or it
would tell a hold from an error, and so who is protected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]
"""The languages of the form and of the door check."""


@dataclass(frozen=True)
class Answer:
    """The whole answer. It has no field for a reason, so that none can be given."""

    valid: bool
    says: str
    grounds: str
    remedies: tuple[str, ...]


_SAYS: dict[Language, dict[bool, str]] = {
    "en": {
        True: "Valid. What the clearance lists may be done now, and nothing else.",
        False: "Not valid. Nothing may be done under this number. Leave, and ask who sent you.",
    },
    "fr": {
        True: "Valable. Ce que l’autorisation énumère peut être fait maintenant, et rien d’autre.",
        False: "Non valable. Rien ne peut être fait sous ce numéro. Retirez-vous et "
        "renseignez-vous auprès de qui vous a envoyé.",
    },
}
_GROUNDS: dict[Language, str] = {
    "en": "A decision of the competent authority of the executing state, under the law on legal "
    "assistance in criminal matters. Its text can be asked for there.",
    "fr": "Une décision de l’autorité compétente de l’État d’exécution, prise en vertu de la loi "
    "sur l’entraide judiciaire en matière pénale. Le texte peut y être demandé.",
}
_REMEDIES: dict[Language, tuple[str, ...]] = {
    "en": (
        "You may call a lawyer, and have one with you.",
        "You may ask for a copy of the decision and of the list of what was taken.",
        "You may oppose the measure, and that anything is handed over, before the competent court.",
        "You may have remarks entered in the report.",
    ),
    "fr": (
        "Vous pouvez appeler un avocat et être assisté par lui.",
        "Vous pouvez demander copie de la décision et de l’inventaire de ce qui a été saisi.",
        "Vous pouvez vous opposer à la mesure, et à toute remise, devant le juge compétent.",
        "Vous pouvez faire acter vos observations au procès-verbal.",
    ),
}


def words(*, valid: bool, language: Language) -> Answer:
    """The answer of the door check; the same for whatever reason a clearance is not valid."""
    return Answer(valid, _SAYS[language][valid], _GROUNDS[language], _REMEDIES[language])
