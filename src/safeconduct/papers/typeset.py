"""From data to the bytes of a PDF file, through Typst.

The data go in as JSON and are laid out by a template that ships with the program; nothing in
them is ever evaluated. The same data give the same bytes: no clock, no locale, no path and no
font of the machine goes in.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from safeconduct.case.document import BadInput, Problem
from safeconduct.papers import fonts
from safeconduct.papers.plain import fit

TEMPLATES = Path(__file__).resolve().parent / "templates"

STANDARDS = ["a-2a", "ua-1"]
"""For archives (PDF/A-2a, ISO 19005-2) and for readers who do not see (PDF/UA-1, ISO 14289-1)."""

_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


def typeset(template: str, data: Mapping[str, Any], day: date) -> bytes:
    """The PDF of a template filled with data, dated `day`.

    Raises `BadInput` if a character of the data is in none of the fonts: a paper that shows an
    empty box in place of a name is no paper.
    """
    import typst  # noqa: PLC0415

    made_fit = fit(data)
    try:
        pdf = _compiler(template).compile(
            sys_inputs={"data": json.dumps(made_fit, ensure_ascii=False), "fonts": _families()},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(day, time(), UTC),
        )
    except typst.TypstError as error:
        missing = "".join(_texts(error.diagnostic))
        if missing:
            raise BadInput([Problem("question", 1, _no_font(missing, made_fit))]) from None
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gives one file for a PDF")
    return pdf


@cache
def _compiler(template: str) -> Any:
    import typst  # noqa: PLC0415

    return typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=fonts.pinned(),
        ignore_system_fonts=True,
    )


def _families() -> str:
    return json.dumps(fonts.FAMILIES)


def _texts(diagnostic: str) -> Iterator[str]:
    """The texts that Typst could not display, as its messages quote them."""
    for match in dict.fromkeys(_MISSING.findall(diagnostic)):
        yield _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], match)


def _no_font(missing: str, data: Any) -> str:
    signs = sorted({char for char in missing if not char.isspace()})
    named = ", ".join(f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}" for char in signs)
    where = next((text for text in _all_texts(data) if any(sign in text for sign in signs)), "")
    shown = where if len(where) <= 80 else f"{where[:77]}…"
    inside = f" (in: {shown})" if where else ""
    return f"no font here has {named}{inside}; write it in another script. Nothing was written."


def _all_texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _all_texts(inner)
        case list():
            for inner in value:
                yield from _all_texts(inner)
        case _:
            pass
