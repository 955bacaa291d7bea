"""What a letter of request seems to say: proposals for a person to confirm, field by field. Pure.

    found = read(text, own="BE")
    found.reference        # Found("4-12/19", "Our ref.: 4-12/19", 3), or None
    found.missing          # ("basis", …): what was not found

Rules alone, no model: a label, a birth date, an article of a code. Nothing is proposed without the
words of the letter that it comes from, and nothing is ever registered from here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from safeconduct.desks.clerk import letterwords as words
from safeconduct.desks.clerk.letterdates import DOUBT, days
from safeconduct.desks.clerk.letterkinds import MEASURES
from safeconduct.desks.clerk.letternames import Named, names
from safeconduct.desks.clerk.lettertext import labelled, sentences, short
from safeconduct.desks.states import STATES

LONGEST = 60_000
"""How many characters of a letter are read."""
_MOST = 10
"""The most treaties that are proposed."""
_GAP = re.compile(r"[^\S\n]{9,}")
_HEAD = 14
"""How many lines the head of a letter has at most."""


@dataclass(frozen=True)
class Found:
    """A value that is proposed, the words that it comes from, and their line in the letter."""

    value: str
    quote: str
    line: int
    doubt: str = ""
    """Why it may be wrong, as `DOUBTS` has it; empty if nothing is known against it."""


@dataclass(frozen=True)
class Proposals:
    """All that was found in a letter."""

    state: Found | None = None
    reference: Found | None = None
    dated: Found | None = None
    offences: Found | None = None
    basis: Sequence[Found] = ()
    persons: Sequence[Named] = ()
    measures: Sequence[Found] = ()
    other_states: Sequence[str] = ()
    """States that the letter names besides, by their letters."""
    remarks: Sequence[str] = field(default_factory=tuple)
    """What was not read, and why: keys of `REMARKS`."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields for which nothing was found."""
        fields = ("state", "reference", "dated", "basis", "offences", "persons", "measures")
        return tuple(name for name in fields if not getattr(self, name))


DOUBTS = (DOUBT, "only-state")
"""Day and month may be the other way round; it is only the one other state that is named."""
REMARKS = ("cut", "script", "empty")
"""The letter is longer than is read; it is mostly in a script that is not read; there is none."""


def read(letter: str, *, own: str = "") -> Proposals:
    """What a letter seems to say. `own`: the state that is asked, which does not ask itself."""
    text = letter[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    # Patterns try anew at each of many spaces: a letter could be written to be read for minutes.
    text = _GAP.sub(" " * 8, text)
    lines = text.split("\n")
    remarks = []
    if not text.strip():
        return Proposals(remarks=("empty",))
    if len(letter) > LONGEST:
        remarks.append("cut")
    if _latin(text) < 0.5:
        remarks.append("script")
    state, others = _state(lines, own)
    return Proposals(
        state=state, other_states=others, reference=_reference(lines), dated=_dated(lines),
        offences=_offences(lines), basis=tuple(_basis(lines)), persons=tuple(names(lines)),
        measures=tuple(_measures(lines)), remarks=tuple(remarks),
    )  # fmt: skip


def _latin(text: str) -> float:
    letters = [char for char in text[:20_000] if char.isalpha()]
    return sum(char < "ɐ" for char in letters) / max(1, len(letters))


def _spoken() -> dict[str, str]:
    """States by the ways in which letters call them, the longest first."""
    found = {
        spoken: code
        for code, names_of in STATES.items()
        for spoken in {*names_of, *words.STATE_WORDS.get(code, ())}
    }
    return {spoken: found[spoken] for spoken in sorted(found, key=len, reverse=True)}


_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BY_WORD: dict[str, list[tuple[str, str]]] = {}
for _called, _code in _spoken().items():
    _first = _WORD.match(_called)
    assert _first is not None
    _BY_WORD.setdefault(_first.group().casefold(), []).append((_called.casefold(), _code))


def _states_in(line: str) -> list[str]:
    """The states that a line names, in order, each as often as it does."""
    found, after = [], 0
    for word in _WORD.finditer(line):
        if word.start() < after:
            continue
        for called, code in _BY_WORD.get(word.group().casefold(), ()):
            end = word.start() + len(called)
            ends = end >= len(line) or not line[end].isalnum()
            if ends and line[word.start() : end].casefold() == called:
                found.append(code)
                after = end
                break
    return found


def _state(lines: Sequence[str], own: str) -> tuple[Found | None, tuple[str, ...]]:
    """The state that asks: as a label says, else an office in the letter's head, else its end."""
    counted: Counter[str] = Counter()
    for line in lines:
        if not words.CITIZEN.search(line):
            counted.update(code for code in _states_in(line) if code != own)
    found = next(_who_asks(lines, own), None)
    others = tuple(code for code, _ in counted.most_common() if not found or code != found.value)
    if found is None and len(counted) == 1:
        code = next(iter(counted))
        at, line = next((n, one) for n, one in enumerate(lines, 1) if code in _states_in(one))
        return Found(code, short(line), at, "only-state"), ()
    return found, others


def _who_asks(lines: Sequence[str], own: str) -> Iterator[Found]:
    def of(number: int, line: str, where: str) -> Iterator[Found]:
        for code in _states_in(where):
            if code != own:
                yield Found(code, short(line), number)

    for number, line in enumerate(lines, 1):
        if label := words.STATE.match(line):
            yield from of(number, line, label["rest"])
    told = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    for number, line in [*told[:_HEAD], *told[-6:]]:
        # An office and its state, in a line or the next; never somebody's citizenship.
        near = " ".join(lines[max(0, number - 2) : number + 1])
        if words.OFFICE.search(near) and not words.CITIZEN.search(line):
            yield from of(number, line, line)


def _reference(lines: Sequence[str]) -> Found | None:
    for number, line in enumerate(lines, 1):
        if words.YOURS.match(line):
            continue
        if found := words.REFERENCE.search(line):
            value = next(one for one in found.groups() if one).strip(" .;,")
            if any(char.isdigit() for char in value):
                return Found(value, short(line), number)
    return None


def _dated(lines: Sequence[str]) -> Found | None:
    """The day of the letter: as a label says, else the first day in its head that is nobody's."""
    for number, line in enumerate(lines, 1):
        if words.DATED.match(line) and not words.BIRTH.search(line):
            for day in days(line):
                return Found(day.text, short(line), number, DOUBT if day.doubtful else "")
    for number, line in [(n, one) for n, one in enumerate(lines, 1) if one.strip()][:_HEAD]:
        if words.YOURS.match(line) or words.BIRTH.search(line) or words.BASIS.search(line):
            continue
        for day in days(line):
            if not words.BIRTH_AFTER.match(line[day.end :]):
                return Found(day.text, short(line), number, DOUBT if day.doubtful else "")
    return None


def _offences(lines: Sequence[str]) -> Found | None:
    for number, text in labelled(lines, words.OFFENCES):
        return Found(text, short(text), number)
    for number, text in sentences(lines):
        if found := words.CODE.search(text):
            return Found(" ".join(found.group().split()), short(text), number)
    return None


def _basis(lines: Sequence[str]) -> Iterator[Found]:
    seen: list[str] = []
    told = [(number, text, text) for number, text in labelled(lines, words.BASIS_LABEL)]
    told += [(number, text, one) for number, text in sentences(lines) for one in _treaties(text)]
    for number, text, value in told:
        known = any(value.casefold() in one or one in value.casefold() for one in seen)
        if not known and len(seen) < _MOST:
            seen.append(value.casefold())
            yield Found(value, short(text), number)


def _treaties(text: str) -> Iterator[str]:
    at = 0
    while found := words.BASIS.search(text, at):
        value = words.BASIS_ENDS.split(found.group(), maxsplit=1)[0]
        yield " ".join(value.split()).rstrip(" ,")
        at = found.start() + max(1, len(value))


def _measures(lines: Sequence[str]) -> Iterator[Found]:
    """One proposal a kind: the first sentence that speaks of it."""
    seen: set[str] = set()
    for number, text in sentences(lines):
        for kind, pattern in MEASURES.items():
            if kind not in seen and pattern.search(text):
                seen.add(kind)
                yield Found(kind, short(text), number)
