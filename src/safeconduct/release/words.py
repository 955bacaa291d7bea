"""The sentences of outward messages. Whatever happened inside, nothing else can be said.

`not-executed` and `partly-executed` name one ground, the general one, whichever it was inside.
`delay` and `acknowledgement` say what is always true. `correction` says the same for a mistake
of ours and for a recall.
"""

from __future__ import annotations

from typing import get_args

from safeconduct.case.eventbase import OutwardClass, OutwardLanguage

DecisionClass = OutwardClass
"""What a message can be; a message shows no more of a decision than this."""
Language = OutwardLanguage
"""The languages of messages; every sentence exists in each."""

CLASSES: tuple[DecisionClass, ...] = get_args(DecisionClass)
LANGUAGES: tuple[Language, ...] = get_args(Language)
WITH_ITEMS: frozenset[DecisionClass] = frozenset({"executed", "partly-executed"})
"""The classes that items can go with."""
ROUTINE: frozenset[DecisionClass] = frozenset({"acknowledgement", "delay"})
"""What goes out in every slot until the first decision, whatever happens inside."""

SUBJECT: dict[Language, str] = {
    "en": "Your request {reference}, received on {received}",
    "fr": "Votre demande {reference}, reçue le {received}",
}
ENCLOSED: dict[Language, str] = {"en": "Enclosed: {count}.", "fr": "Pièces jointes : {count}."}
BODY: dict[DecisionClass, dict[Language, str]] = {
    "acknowledgement": {
        "en": "We have received your request. It is being examined. We write again in due course.",
        "fr": "Nous avons reçu votre demande. Elle est à l’examen. Nous vous écrirons en temps "
        "utile.",
    },
    "delay": {
        "en": "Your request is still being examined. We write again in due course.",
        "fr": "Votre demande est toujours à l’examen. Nous vous écrirons en temps utile.",
    },
    "supplement-asked": {
        "en": "The information in your request does not suffice for a decision. Please supplement "
        "the facts, their legal qualification, and the purpose and the necessity of what is asked.",
        "fr": "Les informations contenues dans votre demande ne suffisent pas pour décider. "
        "Veuillez compléter les faits, leur qualification juridique, ainsi que le but et la "
        "nécessité de ce qui est demandé.",
    },
    "executed": {
        "en": "What you asked for has been carried out, as far as this message goes. What is "
        "enclosed may be used only in the proceedings that the request names, and may not be "
        "passed on without our consent.",
        "fr": "Ce que vous avez demandé a été exécuté, dans la mesure de la présente. Les pièces "
        "jointes ne peuvent servir que dans la procédure visée par la demande et ne peuvent être "
        "communiquées à d’autres sans notre accord.",
    },
    "partly-executed": {
        "en": "What you asked for has been carried out in part. As to the rest, execution would be "
        "contrary to essential interests or to ordre public. What is enclosed may be used only in "
        "the proceedings that the request names, and may not be passed on without our consent.",
        "fr": "Ce que vous avez demandé a été exécuté en partie. Pour le surplus, l’exécution "
        "serait contraire aux intérêts essentiels ou à l’ordre public. Les pièces jointes ne "
        "peuvent servir que dans la procédure visée par la demande et ne peuvent être "
        "communiquées à d’autres sans notre accord.",
    },
    "not-executed": {
        "en": "Your request is not executed: execution would be contrary to essential interests or "
        "to ordre public.",
        "fr": "Votre demande n’est pas exécutée : son exécution serait contraire aux intérêts "
        "essentiels ou à l’ordre public.",
    },
    "correction": {
        "en": "What we sent you under this reference has to be corrected. Until you hear from us "
        "it may not be used: our consent to its use as evidence is withdrawn. Please return it, "
        "destroy all copies, and confirm both in writing.",
        "fr": "Ce que nous vous avons transmis sous cette référence doit être rectifié. Jusqu’à "
        "nouvelle de notre part, il ne peut en être fait usage : notre accord à son emploi comme "
        "preuve est retiré. Veuillez le restituer, détruire toute copie et confirmer l’un et "
        "l’autre par écrit.",
    },
}
