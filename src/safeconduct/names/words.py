"""Words that are no names, or not by themselves: particles, honorifics, noise from forms.

The list is `data/words.tsv`: kind, word. Folded, as names are when they are read.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from safeconduct.names.folding import fold


@cache
def kinds() -> dict[str, frozenset[str]]:
    """The kinds that each listed word is of.

    `article` and `particle` say nothing by themselves (al-, bin; von, -uly: these can also be a
    name: Du, Le), `patronym` says that the father's name
    follows, `honorific`, `generation` (junior), `noise` (LNU, unknown, a job), `married` says that
    another family name follows; `abd`, `abu`, `umm`, `mac` are one name with the word that
    follows, `din` and `allah` with the word before.
    """
    text = files("safeconduct.names").joinpath("data/words.tsv").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for row in text.splitlines()[1:]:
        kind, word = row.split("\t")
        found[fold(word)] = found.get(fold(word), frozenset()) | {kind}
    return found


def of(word: str) -> frozenset[str]:
    """The kinds that a folded word is of; none for a name."""
    return kinds().get(word, _NONE)


_NONE: frozenset[str] = frozenset()
