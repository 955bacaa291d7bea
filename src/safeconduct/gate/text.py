"""Text that people and other systems send: what can be kept, shown and written to a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec

from safeconduct.case.unseen import UNSEEN

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MAY = "\n\t"
_LONGEST = 20_000
"""In characters, as in the texts of a case file."""


def wrong_text(value: Any, where: str = "") -> Iterator[str]:
    """What is wrong with the text in an event, member by member, and what would be right."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from wrong_text(getattr(value, name), f"{where}.{name}" if where else name)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from wrong_text(one, f"{where}.{key}")
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from wrong_text(one, f"{where}[{number}]")
    elif isinstance(value, str):
        if len(value) > _LONGEST:
            yield f"{where}: has {len(value)} characters; at most {_LONGEST} are kept"
        sign = next((c for c in value if not _keeps(c)), None)
        if sign is not None:
            name = unicodedata.name(sign, "a sign without a name")
            yield (
                f"{where}: holds U+{ord(sign):04X} ({name.lower()}), which no file keeps or which "
                "makes text read otherwise than it is written; leave it out"
            )


def wrong_sign(text: str) -> bool:
    """Whether a text holds NUL or half a sign, which not even a search for it can be made with."""
    return any(sign == "\0" or unicodedata.category(sign) == "Cs" for sign in text)


def _keeps(sign: str) -> bool:
    if sign in _MAY:
        return True
    if sign in _OVERRIDES or ord(sign) & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(sign) not in ("Cc", "Cs") and not UNSEEN.match(sign)
