"""Whether a text names somebody else: by id, by a name as any source spells it. Pure.

A second line, like the words in `case/telltale.py`: what concerns somebody is known from what an
event is about. This finds those whom people named by hand, as far as the record knows them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from safeconduct.case import events as ev
from safeconduct.case.about import About

_WORD = re.compile(r"\w+")
_ID = re.compile(r"[\w-]+")
_SHORTEST = 3
"""Shorter words, such as initials, stand in too many texts that name nobody."""


class Names:
    """The ids and the names of everybody in a record."""

    def __init__(self) -> None:
        """Nobody is known yet; `learn` is given every event."""
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._words: defaultdict[str, set[str]] = defaultdict(set)
        self._unspaced: defaultdict[str, set[str]] = defaultdict(set)

    def learn(self, event: ev.AnyEvent, about: About) -> None:
        """Take in whom an event names."""
        for person in about.persons:
            self._ids[person].add(person)
        match event:
            case ev.PersonListed():
                self._ids[event.person].add(event.person)
                self._call(event.person, event.called, capitals=True)
                for name in event.names:
                    self._call(event.person, name.spelled)
            case ev.ProtectionStated():
                self._ids[event.person].add(event.protection)
            case _:
                pass

    def _call(self, person: str, name: str, capitals: bool = False) -> None:
        # "The mother of Anna" is what people say: of such words only those with a capital name.
        found = _WORD.findall(unicodedata.normalize("NFC", name))
        words = {_folded(w) for w in found if not (capitals and w[0].islower())}
        self._words[person] |= {w for w in words if len(w) >= _SHORTEST}
        if not any(c.isupper() or c.islower() for c in name):
            self._unspaced[person].add(_unspaced(name))

    def others(self, keep: Collection[str]) -> Callable[[str], bool]:
        """A test whether a text names, or may name, somebody who is none of these persons."""
        ids = {id_.casefold() for id_ in _of_others(self._ids, keep)}
        words = set(_of_others(self._words, keep)) - set(_of(self._words, keep))
        unspaced = set(_of_others(self._unspaced, keep)) - set(_of(self._unspaced, keep))

        def names_another(text: str) -> bool:
            if not ids.isdisjoint(_ID.findall(text.casefold())):
                return True
            if not words.isdisjoint(_WORD.findall(_folded(text))):
                return True
            joined = _unspaced(text)
            return any(name in joined for name in unspaced)

        return names_another


def _of(known: dict[str, set[str]], persons: Collection[str]) -> Iterator[str]:
    for person in persons:
        yield from known.get(person, ())


def _of_others(known: dict[str, set[str]], persons: Collection[str]) -> Iterator[str]:
    for person, names in known.items():
        if person not in persons:
            yield from names


def _folded(text: str) -> str:
    """The text without case and without signs above or below its letters."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _unspaced(text: str) -> str:
    return "".join(_folded(text).split())
