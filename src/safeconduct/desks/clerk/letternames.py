"""Persons whom a letter names beside a birth date, a label or a title. Pure.

Whoever stands in running text without any of these is not found; the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from safeconduct.desks.clerk import letterwords as words
from safeconduct.desks.clerk.letterdates import DOUBT, days
from safeconduct.desks.clerk.lettertext import paragraphs, short

_NEAR = 4
"""How many lines below a name its birth date may stand."""
_REACH = 200
"""How many characters before a birth date, or after a title, are looked at."""
_MOST = 100
"""The most persons that are proposed of one letter."""


@dataclass(frozen=True)
class Named:
    """A person who is proposed; `born` is empty if no birth date stands with the name."""

    called: str
    born: str
    quote: str
    line: int
    doubt: str = ""


def names(lines: Sequence[str]) -> Iterator[Named]:
    """Everybody who is found, each once, in the order of the letter."""
    kept: dict[str, Named] = {}
    for one in sorted(_found(lines), key=lambda named: named.line):
        key = _key(one.called)
        before = kept.get(key)
        if before is None and len(kept) < _MOST:
            kept[key] = one
        elif before is not None and not before.born and one.born:
            kept[key] = replace(one, line=before.line)
    whole = [frozenset(key.split()) for key in kept]
    for key, one in kept.items():
        # "Mr Example" is Anna Example, who is proposed already.
        mine = frozenset(key.split())
        if one.born or not any(mine < other for other in whole):
            yield one


def _found(lines: Sequence[str]) -> Iterator[Named]:
    yield from _labelled(lines)
    for number, text in paragraphs(lines):
        yield from _with_birth(text, number)
        for title in words.TITLED.finditer(text):
            called = _after(text[title.end() : title.end() + _REACH])
            if called:
                yield Named(called, "", _around(text, title.start()), number)


def _labelled(lines: Sequence[str]) -> Iterator[Named]:
    for number, line in enumerate(lines, 1):
        near = lines[number : number + _NEAR]
        surname, name = words.SURNAME.match(line), words.NAME.match(line)
        given = _rest(words.GIVEN, near if surname else near[:1])
        if surname or (name and given):
            parts = (given, (surname or name)["rest"], _rest(words.PATRONYMIC, near))  # type: ignore[index]
            called = " ".join(" ".join(parts).split())
        elif name:
            called = _after(name["rest"])
            if any(days(name["rest"])):
                continue  # with its birth date: found by that
        else:
            continue
        if called and called[0].isalpha():
            yield _with_near(called, line, number, near)


def _rest(label: re.Pattern[str], near: Sequence[str]) -> str:
    return next((f["rest"].strip() for one in near if (f := label.match(one))), "")


def _with_near(called: str, line: str, number: int, near: Sequence[str]) -> Named:
    for one in near:
        if words.NAME.match(one) or words.SURNAME.match(one):
            break
        if words.BIRTH_LABEL.match(one):
            for day in days(one):
                doubt = DOUBT if day.doubtful else ""
                return Named(called, day.text, short(f"{line} / {one}"), number, doubt)
    return Named(called, "", short(line), number)


def _with_birth(text: str, number: int) -> Iterator[Named]:
    """`NAME, born 1 May 1980`, or `NAME, 01.05.1980 g.r.`."""
    for day in days(text):
        begins = max(0, day.start - _REACH)
        before = text[begins : day.start]
        marks = [*words.BIRTH.finditer(before)]
        if marks and len(before) - marks[-1].end() <= 3:
            at = marks[-1].start()
        elif words.BIRTH_AFTER.match(text[day.end : day.end + 40]):
            at = len(before)
        else:
            continue
        called = _before(before[:at])
        if called:
            doubt = DOUBT if day.doubtful else ""
            yield Named(called, day.text, _around(text, begins + at), number, doubt)


def _around(text: str, at: int) -> str:
    """The words around a place, as they are quoted."""
    first = max(0, at - 90)
    return short(("…" if first else "") + text[first : at + 120])


def _before(text: str) -> str:
    """The name at the end of a text; empty if none stands there."""
    text = re.sub(r"[\s,(–—-]+$", "", text)
    found: list[str] = []
    for token in reversed(text.split()):
        bare = token.strip("\"'“”«»(")
        if not _of_a_name(bare) or (found and token.endswith((",", ";", ".", ":", ")")) and
                                    not re.match(r"^[^\W\d_]\.$", bare)):  # fmt: skip
            break
        found.insert(0, bare)
        if len(found) == 6:
            break
    return _trimmed(found)


def _after(text: str) -> str:
    """The name at the beginning of a text."""
    found: list[str] = []
    for token in text.split()[:6]:
        bare = token.strip("\"'“”«»()").rstrip(",;:")
        bare = bare if re.match(r"^[^\W\d_]\.$", bare) else bare.rstrip(".")
        bare = re.sub(r"['’]s$", "", bare)
        if not _of_a_name(bare):
            break
        found.append(bare)
        if token != bare and token.endswith((",", ";", ".", ":", ")", "'s", "’s")):
            break
    return _trimmed(found)


def _of_a_name(token: str) -> bool:
    if not token or any(char.isdigit() for char in token):
        return False
    if token.casefold() in words.PARTICLES and token[0].islower():
        return True
    return token[0].isupper() and token.casefold() not in words.NOT_NAMES


def _trimmed(tokens: list[str]) -> str:
    while tokens and tokens[0].casefold() in words.PARTICLES and tokens[0][0].islower():
        tokens = tokens[1:]
    while tokens and tokens[-1].casefold() in words.PARTICLES and tokens[-1][0].islower():
        tokens = tokens[:-1]
    return " ".join(tokens)


def _key(called: str) -> str:
    return " ".join(sorted(called.casefold().split()))
