"""The text of a letter: its lines, sentences over several lines, quotations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_QUOTE = 240
_LABEL = re.compile(r"^\s*(?:\d{1,2}[.)]\s*)?[^\W\d_][^.:;\n]{1,40}?\s*:(?:\s|$)")
_ENTRY = re.compile(r"\s*(?:\d{1,2}[.)]|\(?[a-z]\)|[-•*])\s")
_FULL = 65
"""A line shorter than this ends its paragraph where a label began it: nothing was wrapped."""


def short(text: str) -> str:
    """A text as it is quoted: in one line, and not for ever."""
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else f"{text[: _QUOTE - 1]}…"


def sentences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Paragraphs cut at the ends of sentences, each with the line on which its paragraph begins.

    Words that a line's end parts are joined, or a treaty over two lines would be found in none.
    """
    for number, text in paragraphs(lines):
        for one in re.split(r"(?<=[.;])\s+(?=[^\W\d_]{2})", text):
            if one:
                yield number, one


def paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What belongs together: up to an empty line, a line with a label, the next of a list."""
    begun, said = 0, ""
    for number, line in enumerate(lines, 1):
        wraps = len(line.strip()) >= _FULL
        anew = not line.strip() or _LABEL.match(line) or _ENTRY.match(line)
        if anew and said:
            yield begun, said.strip()
            begun, said = 0, ""
        if line.strip():
            begun, said = (begun or number), f"{said} {line.strip()}"
            if _LABEL.match(said.strip()) and not wraps:
                yield begun, said.strip()
                begun, said = 0, ""
    if said:
        yield begun, said.strip()


def labelled(lines: Sequence[str], label: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """What stands after a label, to the end of its paragraph."""
    for number, text in paragraphs(lines):
        found = label.match(text)
        if found and found["rest"].strip():
            yield number, found["rest"].strip()[:2000]
