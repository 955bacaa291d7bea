"""The words with which letters ask for each kind of measure, in the same three ways. Pure."""

from __future__ import annotations

import re

_SAID: dict[str, tuple[str, ...]] = {
    "search": (r"search(?:es|ing)?", r"perquisition\w*", r"fouiller?s?", r"obysk\w*"),
    "computer-search": (
        r"(?:search|examin|extract|copy|imag)\w*[^.;\n]{0,60}\b(?:computers?|laptops?|phones?"
        r"|servers?|data carriers?|electronic devices?)",
        r"perquisition\w*[^.;\n]{0,60}\b(?:informatique|ordinateurs?|serveurs?|téléphones?)",
        r"osmotr\w*[^.;\n]{0,60}\b(?:komp['’]?yuter\w*|telefon\w*|nositel\w*)",
    ),
    "seizure": (r"seiz(?:e|es|ed|ing|ure|ures)", r"saisi(?:r|e|es|ssez)?", r"vyemk\w*",
                r"iz['’]?yat\w*"),
    "bank-data": (
        r"bank(?:ing)?\s+(?:accounts?|statements?|records?|data|details|information|documents?)",
        r"account statements?",
        r"statements?\s+of\s+(?:(?:the|his|her|their)\s+)?(?:bank\s+)?accounts?",
        r"relevés?\s+de\s+comptes?", r"bankovsk\w+",
        r"(?:relevés?|comptes?|données|extraits?)(?:\s+de\s+comptes?)?\s+bancaires?",
    ),
    "questioning": (
        r"question(?:ing)?\s+(?:of\s+)?(?:the\s+)?(?:suspect|accused|witness|mr|mrs|ms|him|her"
        r"|them|following)\w*",
        r"interrogat\w+", r"interview(?:ed|ing)?", r"audition(?:ner)?s?", r"interroger",
        r"interrogatoires?", r"dopro\w+", r"hearing of (?:the\s+)?(?:suspect|accused|witness)\w*",
        r"hear(?:ing)?\s[^.;\n]{1,80}\bas\s+(?:an?\s+)?(?:witness|suspect|accused)\w*",
    ),
    "foreign-presence": (
        r"(?:presence|participation|attendance)\s+of\s+(?:\w+\s+(?:of\s+)?)?(?:our|the|its|officials|officers"
        r"|investigators|representatives)",
        r"(?:officials|officers|investigators|representatives)[^.;\n]{0,60}\b(?:present|attend"
        r"|participate|take part)",
        r"(?:présence|participation)\s+(?:de\s+(?:nos|ses|fonctionnaires|représentants)"
        r"|des?\s+(?:enquêteurs|fonctionnaires|agents))",
        r"prisutstvi\w*", r"uchasti\w*\s+(?:sotrudnik|sledovatel|predstavitel)\w*",
    ),
    "arrest": (r"arrest(?:ed|ing)?", r"detain(?:ed|ing)?", r"arrestations?", r"arrêter",
               r"zaderzha\w*", r"arestova\w*"),
    "surrender": (r"extradit\w+", r"surrender(?:ed|ing)?", r"extrader", r"ekstraditsi\w*",
                  r"vydach\w*", r"vydat['’]?"),
    "removal": (r"deport\w*", r"expuls\w+", r"expel(?:led)?", r"éloignement", r"vydvor\w+"),
    "transmission": (
        r"(?:transmi|forward|send|hand over|provide us|transfer)\w*[^.;\n]{0,80}\b(?:evidence"
        r"|records?|copies|results?|materials?|documents?|statements?)",
        r"transme\w+[^.;\n]{0,80}\b(?:pièces|preuves|copies?|résultats?|documents?"
        r"|procès-verbaux)",
        r"(?:napravit|peredat|predostavit)['’]?[^.;\n]{0,80}\b(?:material|kopi|rezultat"
        r"|dokument)\w*",
    ),
}  # fmt: skip

MEASURES = {kind: re.compile(rf"\b(?:{'|'.join(said)})", re.I) for kind, said in _SAID.items()}
"""The kinds of measure that words of a letter ask for."""
