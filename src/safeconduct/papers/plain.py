"""Text of a case made fit for print: no control signs, names kept in their own direction."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

RLI, PDI = "\u2067", "\u2069"
"""Right-to-left isolate, and its end: what stands between does not reorder its surroundings."""

BREAK = "\u200b"
"""A place where a line may break."""

JOINERS = "\u200c\u200d"
"""Invisible signs that belong to how Persian and Indian names are written."""

LONG = 36
"""Words longer than this get places to break, or they would run off the page."""

STEP = 12

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RUN = re.compile(rf"[{_RTL}](?:[{_RTL}{JOINERS} .'’\-]*[{_RTL}])?")
_WORD = re.compile(rf"[^\s\-–/{BREAK}]{{{LONG},}}")


def fit(value: Any) -> Any:
    """A tree of data with every text in it made fit; other values as they are."""
    match value:
        case str():
            return line(value)
        case dict():
            return {key: fit(inner) for key, inner in value.items()}
        case list() | tuple():
            return [fit(inner) for inner in value]
        case _:
            return value


def line(text: str) -> str:
    """One line of text: invisible signs gone, right-to-left runs isolated, long words breakable.

    Signs that reorder what stands around them are taken out: whoever writes a name could
    otherwise turn the words of a finding round.
    """
    kept = "".join(_sign(char) for char in text)
    kept = " ".join(kept.split())
    kept = _WORD.sub(lambda match: _breakable(match[0]), kept)
    return _RUN.sub(lambda match: f"{RLI}{match[0]}{PDI}", kept)


def _sign(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cf" and char not in JOINERS:
        return ""
    return char


def _breakable(word: str) -> str:
    """A long word with a place to break every few signs, never before a combining one."""
    parts, since = [], 0
    for char in word:
        if since >= STEP and not unicodedata.combining(char) and char not in JOINERS:
            parts.append(BREAK)
            since = 0
        parts.append(char)
        since += 1
    return "".join(parts)
