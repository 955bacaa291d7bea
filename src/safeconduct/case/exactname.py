"""Names compared exactly: the same words, whatever their order, capitals and accents.

Other spellings and other scripts are another matter, and none of this module's.
"""

from __future__ import annotations

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
