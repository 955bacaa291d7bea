"""What is learnt: words that are spelled unlike what they sound like, and how common a word is.

    data/spellings.tsv.gz    a word, and Latin spellings of it, where the rules of `sounds` alone
                             would not bring them together: 小貫 is Onuki, Lech is Лех
    data/own-spellings.tsv   the same, written by hand: 이 is Lee; Mohd and Магомед are Muhammad
    data/common.tsv.gz       a fine code, and of how many in a million words it is the code

The first and the last are made by `bench/names/learn.py` from the sources in `data/LICENCES.md`.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

RAREST = 2.0
"""Of a million words so many have a code that was never seen: what is not in the table is rare,
but nobody knows how rare."""


_DATA = files("safeconduct.names").joinpath("data")
_FROM: dict[str, Traversable] = {}


def use(folder: Traversable) -> None:
    """Take what is learnt from another folder, as one who judges does: before any name is read,
    because what has been read is remembered."""
    _FROM["folder"] = folder
    _spellings.cache_clear()
    _common.cache_clear()


def spellings(word: str) -> tuple[str, ...]:
    """Other spellings of a folded word, or none."""
    found = _spellings().get(word)
    return tuple(found.split(" ")) if found else ()


def common(code: str) -> float:
    """How many in a million words have this fine code."""
    return _common().get(code, RAREST)


@cache
def _spellings() -> dict[str, str]:
    own = _DATA.joinpath("own-spellings.tsv").read_text(encoding="utf-8")
    found = dict(row.split("\t") for row in _rows("spellings"))
    for row in own.splitlines()[1:]:
        word, others = row.split("\t")
        more = found.get(word, "")
        found[word] = " ".join(dict.fromkeys([*others.split(), *more.split()]))
    return found


@cache
def _common() -> dict[str, float]:
    return {code: float(number) for code, number in (row.split("\t") for row in _rows("common"))}


def _rows(name: str) -> list[str]:
    packed = _FROM.get("folder", _DATA).joinpath(f"{name}.tsv.gz").read_bytes()
    return gzip.decompress(packed).decode().splitlines()
