"""Words in free text that tell, or may tell, that somebody is protected.

What rests on a protection is kept out of open papers by its kind (`law/openpart.py`). This is
the second line, for what people wrote by hand: titles, notes, remarks, and the questions of a
vocabulary. No list of words finds everything, so whoever files an open paper reads it first.
"""

from __future__ import annotations

import re

STEMS = (
    r"asyl", r"asil[eo]\b", r"asiel", r"\bazil", r"refug", r"réfugi", r"vluchteling", r"flüchtling",
    r"rifugiat", r"uchodź", r"refoul", r"persecut", r"persécut", r"vervolging", r"verfolgung",
    r"unhcr", r"eurodac", r"international protection", r"stateless", r"apatrid", r"staatlo[os]",
    r"subsidiar\w* protect",
    r"protection subsidiaire", r"subsidiaire bescherming", r"naturali[sz]ed", r"naturalisé",
    r"\bstatus\b", r"\bstatut\b", r"\bfled\b", r"\bflee", r"\bexile", r"\bshelter",
    r"\bprotégée?s?\b", r"\bbeschermde?\b",
    r"\bprotected\b", r"\bthe opinion\b", r"\bl'avis du\b", r"\bhet advies\b", r"\ba hold\b",
    r"\bhold (is|was|stands|placed)\b", r"commissioner.general", r"commissaria(a)?t.g[eé]n[eé]ra",
    r"interim measure", r"\brule 39\b", r"mesure provisoire", r"authority that protects",
    r"\bcgr[as]\b", r"\bcgvs\b", r"\bofpra\b", r"\bbamf\b",
    r"беженц|беженк|бежен", r"убежищ", r"босқын", r"баспана", r"لاجئ", r"لجوء", r"پناهنده",
    r"难民|庇护|難民|庇護", r"פליט", r"ლტოლვილ", r"փախստական",
)  # fmt: skip
"""Beginnings and whole words, in the languages that cases come in so far."""

IN_FREE_TEXT = (*STEMS, r"(?<!data )\bprotections?\b", r"\bmessage about\b")
"""More of them where people write as they like: "protection" is also in the titles of laws."""

_TELLS = re.compile("|".join(STEMS), re.IGNORECASE)
_TELLS_IN_FREE_TEXT = re.compile("|".join(IN_FREE_TEXT), re.IGNORECASE)


def telltale(text: str) -> bool:
    """Whether a word in a text of the rulebook is about protection."""
    return _TELLS.search(text) is not None


def may_tell(text: str) -> bool:
    """Whether a text that somebody wrote in a case has a word that may give a protection away."""
    return _TELLS_IN_FREE_TEXT.search(text) is not None
