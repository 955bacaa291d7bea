"""Names compared exactly: the same words, whatever their order, capitals and accents.

Other spellings and other scripts are another matter, and none of this module's.
"""

from __future__ import annotations

import re
import unicodedata


def words(name: str) -> frozenset[str]:
    """The words of a name, without capitals and accents."""
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(
        c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)
    ).casefold()
    return frozenset(kept.split())


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words."""
    found = words(one)
    return bool(found) and found == words(other)


def number_key(number: str) -> str:
    """A national number as it is compared: the same with dots, dashes and spaces or without."""
    plain = unicodedata.normalize("NFKC", number)
    return "".join(sign for sign in plain if sign.isalnum()).casefold()


def document_key(number: str) -> str | None:
    """An official document's number as it is compared: the state's two letters, then the number.

    None if it is not one.
    """
    key = number_key(number)
    return key if re.fullmatch(r"[a-z]{2}\w*\d\w*", key) else None
