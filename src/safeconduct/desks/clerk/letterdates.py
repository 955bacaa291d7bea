"""Days as letters write them, in English, French and Latin transliteration of Russian. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = {
    1: "january jan janvier janv yanvarya yanvar", 2: "february feb février fevrier févr fevralya",
    3: "march mar mars marta mart", 4: "april apr avril avr aprelya aprel", 5: "may mai maya",
    6: "june jun juin iyunya iyun", 7: "july jul juillet juil iyulya iyul",
    8: "august aug août aout avgusta avgust", 9: "september sept sep septembre sentyabrya",
    10: "october oct octobre oktyabrya", 11: "november nov novembre noyabrya",
    12: "december dec décembre decembre déc dekabrya",
}  # fmt: skip
MONTH_OF = {word: number for number, words in _MONTHS.items() for word in words.split()}
_MONTH = "|".join(sorted(MONTH_OF, key=len, reverse=True))

DAY = re.compile(
    rf"""(?<![\w./-])(?:
      (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
    | (?P<d>\d{{1,2}})(?P<sep>[./-])(?P<m>\d{{1,2}})(?P=sep)(?P<y>\d{{4}})
    | (?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)?\ (?:of\ )?(?P<m2>{_MONTH})\.?,?\ (?P<y2>\d{{4}})
    | (?P<m3>{_MONTH})\.?\ (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<y3>\d{{4}})
    )(?![\w-])""",
    re.IGNORECASE | re.VERBOSE,
)
"""A whole day, in any of the ways that are read."""


DOUBT = "day-month"
"""Day and month could be the other way round; they are read in this order."""


class Day(NamedTuple):
    """A day that was found: as `2019-03-12`, where it stands, and whether it could be another."""

    text: str
    start: int
    end: int
    doubtful: bool
    """Day and month could be the other way round; read as day, then month."""


def days(text: str) -> Iterator[Day]:
    """Every whole day in a text, in order; what no calendar has is left out."""
    for found in DAY.finditer(text):
        parts = found.groupdict()
        doubtful = False
        if parts["iso"]:
            year, month, day = (int(one) for one in parts["iso"].split("-"))
        elif parts["d"]:
            day, month, year = int(parts["d"]), int(parts["m"]), int(parts["y"])
            doubtful = parts["sep"] == "/" and day <= 12 and month <= 12 and day != month
        else:
            second = parts["d2"] is not None
            day = int(parts["d2"] if second else parts["d3"])
            month = MONTH_OF[(parts["m2"] if second else parts["m3"]).lower()]
            year = int(parts["y2"] if second else parts["y3"])
        try:
            text_of = date(year, month, day).isoformat()
        except ValueError:
            continue
        yield Day(text_of, found.start(), found.end(), doubtful)
