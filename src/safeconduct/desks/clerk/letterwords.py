"""The words that letters of request use, in English, French and transliterated Russian. Pure.

Labels stand at the beginning of a line, before a colon or a dash, as forms and letters have them.
"""

from __future__ import annotations

import re


def _label(*words: str) -> re.Pattern[str]:
    one = "|".join(words)
    return re.compile(rf"^[\s•*-]*(?:\d{{1,2}}[.)]\s*)?(?:{one})\s*[:–—-]\s*(?P<rest>.*)$", re.I)


STATE = _label(
    r"requesting (?:state|party|country|authority)",
    r"(?:état|etat|partie|autorité) requérante?",
    r"(?:état|etat|partie|autorité) requerante?",
    r"zaprashivayush?ch(?:aya|eye|ee|iy) (?:storona|gosudarstvo|organ)",
)
YOURS = re.compile(r"^\s*(?:your|votre|v/|vash|na №|na no)\b", re.I)
"""The beginning of a line with a reference that is the reader's own."""
REFERENCE = re.compile(
    r"^\s*(?:our\s+)?(?:reference|ref)(?:\s*(?:no|number|n°|№))?\s*\.?\s*[:–—-]?\s*(?P<a>\S[^\n]{1,78})$"
    r"|^\s*(?:notre\s+|n/)?(?:référence|reference|réf)\s*\.?\s*(?:n°|no)?\s*[:–—-]?\s*(?P<b>\S[^\n]{1,78})$"
    r"|^\s*(?:iskh(?:odyash?chiy)?|nash)\s*\.?\s*(?:№|no\.?|n)\s*[:–—-]?\s*(?P<c>\S[^\n]{0,78})$"
    r"|\b(?:(?:criminal\s+)?case|(?:criminal\s+)?file|dossier(?:\s+pénal)?|(?:ugolovn\w+\s+)?del[oau]?)"
    r"\s*(?:no\.?|number|n°|nº|№|#)\s*[:–—-]?\s*(?P<d>[\w./-]{0,60}?\d[\w./-]{0,60})",
    re.I,
)
DATED = _label(
    r"date(?: of (?:the )?(?:letter|request))?", r"dated?", r"date de la demande", r"data"
)
OFFENCES = _label(
    r"offen[cs]es?(?: charged)?",
    r"charges?",
    r"(?:legal )?qualification(?: of the offen[cs]es?)?",
    r"infractions?(?: reprochées?)?",
    r"qualifications?(?: juridiques?| pénales?)?",
    r"inculpations?",
    r"prestupleni[yea]{1,2}",
    r"obvineni[yea]{1,2}",
    r"kvalifikatsiya",
)
CODE = re.compile(
    r"(?:\barticles?|\barts?\.?|\bsections?|\bst(?:\.|at['’]?[yi][aei]y?))\s*[\d(][^.;\n]{0,120}?"
    r"(?:\b(?:criminal|penal)\s+code|\bcode\s+pénal|\bugolovn\w+\s+kodeks\w*|\bUK\s+R[FKB]\b)",
    re.I,
)
"""Articles of a criminal code, named in running text."""
BASIS_LABEL = _label(
    r"legal (?:basis|grounds?)",
    r"basis(?: of the request)?",
    r"base légale",
    r"fondement(?: juridique)?",
    r"pravov(?:aya|oye|oe) osnov(?:a|aniye|anie)",
    r"osnovani(?:e|ye)",
)
BASIS = re.compile(
    r"\b(?:(?:european|united nations|inter-american|minsk|hague|palermo)\s+)?"
    r"(?:(?:additional|second additional)\s+)?"
    r"(?:convention|treaty|(?:bilateral\s+)?agreement|protocol|traité|accord\s+bilatéral|protocole"
    r"|konventsi\w+|dogovor\w*|protokol\w*)\b[^.;\n]{3,160}"
    r"|\b(?:principle of |principe de |printsip\w*\s+)?(?:reciprocity|réciprocité|vzaimnost\w*)\b",
    re.I,
)
BASIS_ENDS = re.compile(
    r",?\s+(?=(?:we|nous|hereby|please|requests?|asks?|prosim|dans le cadre|po\s+ugolovn\w+"
    r"|in\s+criminal\s+(?:case|proceedings)"
    r"|and the principle|et (?:du|le) principe)\b)",
    re.I,
)
"""Where the name of a treaty is over and the sentence goes on."""
BIRTH = re.compile(
    r"(?:\(?\s*\b(?:d\.?\s?o\.?\s?b\.?|date of birth|born(?:\s+on)?|née?\s+le|née?\(?e?\)?\s+le"
    r"|date de naissance|rodivsh\w+|data rozhdeni\w+|rozhd\.?)\s*[:–—-]?\s*(?:the\s+|le\s+)?)",
    re.I,
)
"""What stands before a birth date."""
BIRTH_AFTER = re.compile(r"^\s*(?:g\.?\s?r\.?|goda?\s+rozhdeni\w+|y\.?o\.?b\.?)\b", re.I)
"""What stands after one, in transliterated Russian."""
NAME = _label(
    r"(?:full )?names?",
    r"name and surname",
    r"nom(?: complet)?(?: et prénoms?)?",
    r"noms?",
    r"f\.?\s?i\.?\s?o\.?",
    r"(?:suspect|accused|person concerned|witness|subject)",
    r"(?:suspecte?|inculpée?|prévenue?|personne concernée|témoin)",
    r"(?:podozrevaem\w+|obvinyaem\w+|svidetel\w*)",
)
SURNAME = _label(r"(?:sur|family |last )name", r"nom de famille", r"familiya")
GIVEN = _label(r"(?:given|first|fore)\s?names?", r"prénoms?", r"imya(?:,? otchestvo)?")
PATRONYMIC = _label(r"patronymic", r"patronyme", r"otchestvo")
BIRTH_LABEL = _label(
    r"d\.?\s?o\.?\s?b\.?",
    r"(?:date of birth|born(?: on)?)",
    r"(?:date de naissance|née? le|né\(e\) le)",
    r"data rozhdeni\w+",
)
TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mme|Madame|Monsieur|Mlle|M|Mr|gr|grazhdan(?:in|ka|ina|ki|ke|ku|inu))\.?\s+"
    r"(?=\S)",
)
"""A title before a name."""
PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "van", "von", "der", "den", "de", "da", "di", "du", "la", "le",
     "ben", "ogly", "oglu", "kyzy", "uulu")
)  # fmt: skip
_NOT_NAMES = """
    The A An Of On In And For Mr Mrs Ms Miss Mme Madame Monsieur Mlle M Gr Grazhdanin Grazhdanka
    Grazhdanina Grazhdanki Citizen Citizens Suspect Accused Witness Person Named Le La Les Du Des Et
    Pour Accusé Accusée Suspecte Témoin Prévenu Prévenue Inculpé Inculpée Podozrevaemyy
    Podozrevaemaya Obvinyaemyy Obvinyaemaya Svidetel Against Concerning Contre Name Nom Nationality
    Hear Question Interview Interrogate Examine Summon Arrest Detain Search Identify Locate
    Extradite Entendre Auditionner Interroger Arrêter Localiser Identifier Extrader
    Mother Father Brother Sister Wife Husband Son Daughter Her His
"""
NOT_NAMES = frozenset(_NOT_NAMES.casefold().split())
"""Words that begin with a capital and are no part of a name."""
CITIZEN = re.compile(
    r"\b(?:citizens?|nationals?|nationality|citizenship|ressortissante?|nationalité|grazhdan\w*)\b",
    re.I,
)
OFFICE = re.compile(
    r"\b(?:prosecut\w+|ministry|ministère|court|tribunal|parquet|procur\w+|general'?naya|prokuratur\w*"
    r"|ministerstv\w*|sud|department|police|politsi\w*|juge|judge|government|gouvernement)\b",
    re.I,
)
"""An office, as it stands at the head of a letter beside its state."""
STATE_WORDS = {
    "KZ": ("Respublika Kazakhstan", "Respubliki Kazakhstan", "Kazakhstana"),
    "RU": ("Russian Federation", "Fédération de Russie", "Rossiyskaya Federatsiya",
           "Rossiyskoy Federatsii", "Rossiya", "Rossii"),
    "BY": ("Respublika Belarus", "Respubliki Belarus"), "UZ": ("Respublika Uzbekistan",
           "Respubliki Uzbekistan"),
    "KG": ("Kyrgyz Republic", "Kyrgyzskaya Respublika", "Kyrgyzskoy Respubliki"),
    "TJ": ("Respublika Tadzhikistan", "Respubliki Tadzhikistan"),
    "TM": ("Turkmenia",), "AZ": ("Azerbaydzhan", "Azerbaydzhanskoy Respubliki"),
    "AM": ("Respublika Armeniya", "Respubliki Armeniya"),
    "TR": ("Turkey", "Republic of Turkey", "Turquie"), "IR": ("Islamic Republic of Iran",),
    "CN": ("People's Republic of China", "People’s Republic of China",
           "République populaire de Chine"),
    "MD": ("Republic of Moldova",), "SY": ("Syrian Arab Republic",), "VN": ("Viet Nam",),
    "US": ("United States of America", "États-Unis d’Amérique"),
    "GB": ("United Kingdom of Great Britain",), "CZ": ("Czech Republic", "République tchèque"),
}  # fmt: skip
"""How letters call states, beside the names of `states`."""
