"""New ids, with this computer's clock and randomness."""

from __future__ import annotations

import secrets
import time

from safeconduct.case.ids import new_id


def fresh(kind: str) -> str:
    """A new id of a kind that `case/ids.py` knows, such as `measure`."""
    return new_id(kind, int(time.time() * 1000), secrets.randbits(80))
