"""The public lists that names are learnt from and judged on, and how they are split.

What lies where: `tokens-*.tsv.gz`, `ofac-*.csv.gz`, `synthetic-global.csv.gz`, `name-bench.csv` in
one folder (`--data`), and `persons.txt` of the package rigour 1.8.2 (`--rigour`), which holds the
spellings of names that Wikidata knows. Licences: `src/safeconduct/names/data/LICENCES.md`.

Split by a hash of the Latin spelling, so that all spellings of one word fall on one side.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("russian", "arabic", "hebrew", "chinese", "korean", "japanese", "katakana")
JUDGED = 5
"""One in so many words is kept for judging."""


@dataclass(frozen=True)
class Pair:
    """One word: as it is spelled in Latin letters and in another script, and how often seen."""

    latin: str
    native: str
    seen: int
    language: str


def judged(latin: str) -> bool:
    """Whether a word is kept for judging, and nothing may be learnt from it."""
    plain = unicodedata.normalize("NFKD", latin.casefold())
    letters = "".join(c for c in plain if c.isalpha())
    return hashlib.sha256(letters.encode()).digest()[0] % JUDGED == 0


def pairs(data: Path, language: str) -> Iterator[Pair]:
    """The word pairs of a language."""
    with gzip.open(data / f"tokens-{language}.tsv.gz", "rt", encoding="utf-8") as rows:
        for row in rows:
            latin, native, seen = row.rstrip("\n").split("\t")
            yield Pair(latin, native, int(seen), language)


def clusters(rigour: Path) -> Iterator[list[str]]:
    """The spellings of each name that Wikidata knows, single words only."""
    with rigour.open(encoding="utf-8") as rows:
        for row in rows:
            names, _, _item = row.rstrip("\n").partition(" => ")
            words = [name for name in (n.strip() for n in names.split(",")) if " " not in name]
            if len(words) > 1:
                yield words


def script(word: str) -> str:
    """The script of a word, by its first letter: the first word of that letter's Unicode name."""
    return next((_script(sign) for sign in word if sign.isalpha()), "")


@cache
def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0].capitalize()


@dataclass(frozen=True)
class Listed:
    """A person of a list: spellings of the name, the day of birth, where."""

    names: tuple[str, ...]
    born: str = ""
    place: str = ""
    nation: str = ""


def invented(data: Path) -> list[Listed]:
    """The invented persons of `synthetic-global`."""
    with gzip.open(data / "synthetic-global.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        return [
            Listed((r["full_name"],), r["date_of_birth"], r["place_of_birth"], r["nationality"])
            for r in csv.DictReader(rows)
        ]


def sanctioned(data: Path) -> list[Listed]:
    """The persons of the US list with all their aliases, and the days of birth as it has them."""
    others: dict[str, list[str]] = defaultdict(list)
    with gzip.open(data / "ofac-alt.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows):
            if len(row) > 3:
                others[row[0]].append(_spelled(row[3]))
    found = []
    with gzip.open(data / "ofac-sdn.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows):
            if len(row) > 11 and row[2].strip() == "individual":
                found.append(
                    Listed((_spelled(row[1]), *others[row[0]]), _born(row[11]), "", row[3].strip())
                )
    return found


def _spelled(name: str) -> str:
    family, _, given = name.strip().strip('"').partition(",")
    return f"{given.strip()} {family.strip().title()}".strip()


_MONTHS = {
    m: n
    for n, m in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}


def _born(remarks: str) -> str:
    """The day of birth in the remarks, as ISO 8601, as exact as it is there; empty if none."""
    for part in remarks.split(";"):
        words = part.strip().strip(".").split()
        if words[:1] != ["DOB"]:
            continue
        if words[1:2] and words[1].isdigit() and len(words[1]) == 4:
            return words[1]
        if len(words) >= 4 and words[2] in _MONTHS:
            return f"{words[3]}-{_MONTHS[words[2]]:02}-{int(words[1]):02}"
        if len(words) >= 3 and words[1] in _MONTHS:
            return f"{words[2]}-{_MONTHS[words[1]]:02}"
    return ""
