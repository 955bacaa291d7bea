"""Moves a node's clock while it runs: Python imports this by itself where PYTHONPATH names it.

SAFECONDUCT_TEST_CLOCK names a file with the seconds by which the clock is fast. What messages,
witnesses and regular work go by is moved; waits, which go by no clock of the day, are not.
"""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

FILE = Path(os.environ["SAFECONDUCT_TEST_CLOCK"])
_time = time.time


def fast() -> float:
    """By how many seconds."""
    return float(FILE.read_text(encoding="ascii"))


def now() -> datetime:
    """What `django.utils.timezone.now` says then."""
    return _now() + timedelta(seconds=fast())


# After the line above: Django may be looked for in the same moment.
from django.utils import timezone  # noqa: E402

_now = timezone.now
timezone.now = now
time.time = lambda: _time() + fast()
