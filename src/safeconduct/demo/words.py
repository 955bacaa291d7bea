"""What the start page says, in each of its languages. The words of steps are in `story.yaml`."""

from __future__ import annotations

from datetime import date

from safeconduct.case.roles import Role
from safeconduct.demo.people import ASYLUM, BAR, GATE, OVERSIGHT
from safeconduct.demo.steps import Language
from safeconduct.release.words import DecisionClass

LANGUAGES: tuple[Language, ...] = ("en", "fr")

_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    ),
}  # fmt: skip


def day(text: str, language: Language) -> str:
    """A day in ISO 8601 as people say it."""
    found = date.fromisoformat(text)
    number = "1er" if language == "fr" and found.day == 1 else str(found.day)
    return f"{number} {_MONTHS[language][found.month - 1]} {found.year}"


PAGE: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Safeconduct: a rehearsal",
        "code": "The code",
        "let_in": "Open",
        "code_what": "The start page has a link to every desk, and others may use this computer, "
        "too. The terminal in which the demo runs shows the code, and an address that has it.",
        "what": "Safeconduct stands between a foreign state's request for legal assistance and the "
        "people it touches: nothing goes ahead before the law's conditions are met and the "
        "authority that protects was heard. Here four nodes run on this computer, in a rehearsal "
        "of a case of 2019 with invented people; nothing in it is real, and all of it is gone "
        "when the demo ends.",
        "today": "Today is",
        "play": "Play the next day",
        "plays": "Next:",
        "over": "The story is over. What it left stands at every desk.",
        "reset": "Reset",
        "resets": "begins anew on the first day; everybody is signed out (some seconds)",
        "desks": "Desks",
        "one": "A link signs you in as that person, without more: this is a rehearsal. In one "
        "browser you are one person at each node at a time.",
        "enter": "Sit down here",
        "at": "at",
        "next": "Next in the story:",
        "others": "Others answer what they are asked:",
        "story": "The story",
        "then": "Then",
        "here": "Here",
        "invented": "Invented.",
        "played": "played",
        "now": "played last",
        "answered": "The gate answered:",
        "otherwise": "Not so this time, since somebody sat down at a desk; the gate said:",
        "door": "The check at the door",
        "door_does": "for anybody, without signing in: whether a clearance is valid now",
        "letter": "A letter to try",
        "letter_how": "Copy it into the clerk’s page “Register a request”. To identify Lena "
        "afterwards, take her national number:",
        "left": "What has left the gate",
        "nothing": "Nothing yet.",
        "other": "Français",
        "sources": "“Then” follows the statement of 5 November 2019 and the other public sources "
        "that cases/brussels-2019.yaml names. Both sides of what is contested stand there; "
        "nothing here is a finding about anybody.",
    },
    "fr": {
        "title": "Safeconduct : une répétition",
        "code": "Le code",
        "let_in": "Ouvrir",
        "code_what": "La page d’accueil a un lien vers chaque bureau, et d’autres peuvent utiliser "
        "cet ordinateur. Le terminal où tourne la démonstration affiche le code, et une adresse "
        "qui le contient.",
        "what": "Safeconduct se place entre la demande d’entraide d’un État étranger et les "
        "personnes qu’elle touche : rien n’avance avant que les conditions de la loi soient "
        "remplies et que l’autorité qui protège ait été entendue. Quatre nœuds tournent ici sur "
        "cet ordinateur, dans une répétition d’une affaire de 2019 avec des personnes inventées ; "
        "rien n’y est réel, et tout disparaît à la fin de la démonstration.",
        "today": "Nous sommes le",
        "play": "Jouer le jour suivant",
        "plays": "Ensuite :",
        "over": "L’histoire est finie. Ce qu’elle a laissé se voit à chaque bureau.",
        "reset": "Recommencer",
        "resets": "reprend au premier jour ; tout le monde est déconnecté (quelques secondes)",
        "desks": "Bureaux",
        "one": "Un lien vous connecte comme cette personne, sans plus : c’est une répétition. Dans "
        "un navigateur, vous êtes une seule personne à la fois par nœud.",
        "enter": "Prendre place",
        "at": "à",
        "next": "Ensuite dans l’histoire :",
        "others": "D’autres répondent à ce qui leur est demandé :",
        "story": "L’histoire",
        "then": "Alors",
        "here": "Ici",
        "invented": "Inventé.",
        "played": "joué",
        "now": "joué en dernier",
        "answered": "Le portail a répondu :",
        "otherwise": "Pas cette fois, puisque quelqu’un s’est assis à un bureau ; le portail a "
        "dit :",
        "door": "La vérification à la porte",
        "door_does": "pour tout le monde, sans se connecter : une autorisation est-elle valable "
        "maintenant ?",
        "letter": "Une lettre à essayer",
        "letter_how": "Copiez-la dans la page « Enregistrer une demande » du greffe. Pour "
        "identifier Lena ensuite, prenez son numéro national :",
        "left": "Ce qui a quitté le portail",
        "nothing": "Rien encore.",
        "other": "English",
        "sources": "« Alors » suit la déclaration du 5 novembre 2019 et les autres sources "
        "publiques que nomme cases/brussels-2019.yaml. Les deux versions de ce qui est contesté "
        "y figurent ; rien ici n’est un constat sur quiconque.",
    },
}

NODES: dict[Language, dict[str, str]] = {
    "en": {GATE: "the gate", ASYLUM: "the asylum register", OVERSIGHT: "oversight", BAR: "the bar"},
    "fr": {
        GATE: "le portail", ASYLUM: "le registre de l’asile", OVERSIGHT: "le contrôle indépendant",
        BAR: "le barreau",
    },
}  # fmt: skip

ROLES: dict[Language, dict[Role, str]] = {
    "en": {
        "clerk": "Clerk", "second-signer": "Second signer", "magistrate": "Magistrate",
        "asylum-officer": "Asylum officer", "police-officer": "Police officer",
        "observer": "The bar's observer", "defence": "Counsel", "overseer": "Overseer",
        "operator": "Operator", "central-authority": "Central authority",
        "prosecutor": "Prosecutor", "court": "Court", "population-register": "Population register",
        "data-protection-authority": "Data protection authority",
    },
    "fr": {
        "clerk": "Greffier", "second-signer": "Seconde signataire", "magistrate": "Magistrat",
        "asylum-officer": "Agent de l’asile", "police-officer": "Policier",
        "observer": "Observatrice du barreau", "defence": "Avocate de la défense",
        "overseer": "Contrôleur", "operator": "Opérateur",
        "central-authority": "Autorité centrale", "prosecutor": "Procureur", "court": "Tribunal",
        "population-register": "Registre de la population",
        "data-protection-authority": "Autorité de protection des données",
    },
}  # fmt: skip

DOES: dict[Language, dict[Role, str]] = {
    "en": {
        "clerk": "Registers requests, identifies everybody whom they touch, has the registers "
        "asked, and tells people in writing. Never learns who is protected.",
        "second-signer": "Confirms where a request came from, and signs what another proposed.",
        "magistrate": "Plans measures, answers opinions, decides with reasons, proposes "
        "clearances.",
        "asylum-officer": "Says whether it is the person on the list, and gives an opinion on each "
        "measure.",
        "police-officer": "Sees clearances and nothing of what lies behind; uses them, reports.",
        "observer": "Watches over what is privileged; can hold, and object.",
        "defence": "Acts for a client: asks for a standstill, opposes, says what is so.",
        "overseer": "Follows incidents and holds, reads samples, confirms accounts.",
        "operator": "Runs the node: accounts, other nodes, what waits.",
    },
    "fr": {
        "clerk": "Enregistre les demandes, identifie toutes les personnes touchées, fait "
        "interroger les registres, informe par écrit. N’apprend jamais qui est protégé.",
        "second-signer": "Confirme l’origine d’une demande, et signe ce qu’un autre propose.",
        "magistrate": "Prévoit les mesures, répond aux avis, décide avec motifs, propose les "
        "autorisations.",
        "asylum-officer": "Dit s’il s’agit de la personne de la liste, et donne un avis sur chaque "
        "mesure.",
        "police-officer": "Voit les autorisations et rien de ce qui est derrière ; les utilise, et "
        "fait rapport.",
        "observer": "Veille sur ce qui relève du secret ; peut suspendre, et s’opposer.",
        "defence": "Agit pour une cliente : demande le gel, s’oppose, dit ce qui est.",
        "overseer": "Suit incidents et suspensions, lit des échantillons, confirme les comptes.",
        "operator": "Fait tourner le nœud : comptes, autres nœuds, ce qui attend.",
    },
}

STATES: dict[Language, dict[str, str]] = {
    "en": {"KZ": "To Kazakhstan", "CH": "To Switzerland"},
    "fr": {"KZ": "Au Kazakhstan", "CH": "À la Suisse"},
}

SENT: dict[Language, dict[DecisionClass, str]] = {
    "en": {
        "acknowledgement": "your request was received", "delay": "it is still being examined",
        "supplement-asked": "please say more", "executed": "it was executed; enclosed is …",
        "partly-executed": "it was executed in part; enclosed is …",
        "not-executed": "it is not executed", "correction": "something has to be put right",
    },
    "fr": {
        "acknowledgement": "votre demande est reçue", "delay": "elle est toujours à l’examen",
        "supplement-asked": "veuillez compléter", "executed": "elle est exécutée ; ci-joint …",
        "partly-executed": "elle est exécutée en partie ; ci-joint …",
        "not-executed": "elle n’est pas exécutée", "correction": "quelque chose est à rectifier",
    },
}  # fmt: skip


def language(accepted: str) -> Language:
    """The language of a browser that sends this `Accept-Language`."""
    best, found = 0.0, LANGUAGES[0]
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            much = float(weight or 1)
        except ValueError:
            continue
        for one in LANGUAGES:
            if name.lower().partition("-")[0] == one and much > best:
                best, found = much, one
    return found
