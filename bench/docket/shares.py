"""What ordinary requests are like, and how often: every share with its reason.

The shares are plausible, not counted: no public statistics were at hand that break requests to
Belgium down this way. They were written before anything was measured.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")

Route = Literal["convention", "union", "treaty", "undertaking"]
"""The convention of 1959 from outside or inside the Union; a treaty of their own or a UN
convention; nothing but an undertaking of reciprocity."""


def pick(chance: random.Random, shares: Sequence[tuple[T, float]]) -> T:
    """One of the values, each as often as its share says."""
    values = [value for value, _ in shares]
    return chance.choices(values, [weight for _, weight in shares])[0]


STATES: tuple[tuple[tuple[str, Route], float], ...] = (
    (("CH", "convention"), 11), (("GB", "convention"), 12), (("TR", "convention"), 11),
    (("NO", "convention"), 5), (("UA", "convention"), 5), (("MD", "convention"), 4),
    (("RS", "convention"), 5), (("GE", "convention"), 2), (("AL", "convention"), 5),
    (("BA", "convention"), 2),
    (("IE", "union"), 6), (("DK", "union"), 4),
    (("US", "treaty"), 9), (("MA", "treaty"), 9), (("BR", "treaty"), 4),
    (("XC", "undertaking"), 3), (("XD", "undertaking"), 3),
)  # fmt: skip
"""Who asks. Requests from most of the Union come as European Investigation Orders and are not
here; Ireland and Denmark take no part in it. That the United States, Morocco and Brazil have a
treaty of their own with Belgium is from memory, and decides nothing outside this docket. XC and XD
are invented, so that no state is said to be without a treaty; they are bound by none."""

WITHOUT_TREATIES = ("XC", "XD")
"""The invented states. Of a real one the treaty data would say that it is no party."""


@dataclass(frozen=True)
class Crime:
    """A plain crime, how often the convention on organised crime covers it, and what else does."""

    name: str
    organised: float
    covered_by: tuple[str, ...] = ()
    """Facts of the vocabulary that say which conventions cover it."""


CRIMES: tuple[tuple[Crime, float], ...] = (
    (Crime("Fraud on buyers over the internet", 0.1, ("cyber-request",)), 26),
    (Crime("Trafficking in cocaine", 0.4, ("drugs-request",)), 22),
    (Crime("Burglaries and theft", 0.1), 18),
    (Crime("Assault that left an injury", 0.0), 12),
    (Crime("Laundering of the proceeds of theft and fraud", 0.2, ("laundering-request",)), 12),
    (Crime("Forgery of papers for cars", 0.05), 6),
    (Crime("Robbery of a shop", 0.05), 4),
)
"""All are offences in Belgium with more than a year at most; assault is of the kind that leaves
somebody unfit to work. Organised: a group and a border, as the UN convention asks."""

Pattern = tuple[str, ...]

PATTERNS: tuple[tuple[Pattern, float], ...] = (
    (("bank-data", "transmission"), 26),
    (("bank-data",), 8),
    (("questioning", "transmission"), 24),
    (("search", "seizure", "transmission"), 14),
    (("search", "seizure", "computer-search", "transmission"), 8),
    (("computer-search", "transmission"), 4),
    (("transmission",), 10),
    (("bank-data", "questioning", "transmission"), 6),
)
"""What is asked for. Nearly every request wants something sent in the end; a sending alone is of
court documents, as copies of judgments and criminal records make up much of daily work."""

PERSONS: dict[str, tuple[tuple[int, float], ...]] = {
    "bank-data": ((1, 60), (2, 30), (3, 8), (4, 2)),
    "questioning": ((1, 100),),
    "search": ((1, 20), (2, 25), (3, 22), (4, 18), (5, 10), (6, 5)),
    "computer-search": ((1, 60), (2, 30), (3, 10)),
    "transmission": ((1, 80), (2, 20)),
}
"""How many persons are touched: holders of an account, those who live in a home, those who use a
device, those named in court documents."""

NATIONAL_OF_REQUESTER = 0.5
"""Of those a measure is aimed at. States mostly ask about their own people abroad."""

SUSPECT = {"bank-data": 0.75, "questioning": 0.6, "search": 0.95, "computer-search": 0.9,
           "transmission": 0.8}  # fmt: skip
"""How often the one aimed at is suspected; the others are witnesses or mere holders."""

IN_NO_REGISTER = 0.03
"""Holders and visitors who do not live in Belgium; somebody has to look at a document."""

PROTECTED_ELSEWHERE = 0.01
"""Protected against a state that has nothing to do with it: about one in a hundred inhabitants."""

LAWYER = 0.004
"""About 19,000 members of the bars, and some other advisers, among 11 million people."""

NIGHT = 0.01
"""Searches before five in the morning or after nine in the evening, under a listed exception."""

USE_LIMITED_IN_LETTER = 0.6
"""Letters from outside the Union whose text holds an undertaking on use, as model forms have it."""

ROUTINE_NOTICE = {"bank-data": 0.1, "questioning": 0.7, "search": 0.5, "seizure": 0.5,
                  "computer-search": 0.2}  # fmt: skip
"""How often everybody touched is told in writing with the measure itself. Banks are told to say
nothing; a summons tells; at a search papers are often left, not always with the remedies."""

COURT_FIRST = 0.3
"""Requests for a search whose letters are already before the court when somebody asks about it."""

COURT_RELEASED_FIRST = 0.4
"""Sendings of things seized that the court has already decided on when somebody asks about it."""

ONWARD_LIMITED_FIRST = 0.6
"""Recipients who are already bound not to pass on; from the others it has to be obtained."""

COUNSEL_NOT_YET = 0.03
"""Questionings for which no lawyer has been thought of yet."""

NETWORK, DATA_ABROAD = 0.3, 0.2
"""Devices whose data lie in other systems, and of these abroad; both with the order they need."""

WITH_COUNSEL = 0.05
"""Things seized that hold letters between the suspect and counsel; half are sorted already."""

FROM_MEMBER_STATE = 0.03
"""Sendings in which some data came from another member state, which has consented."""

OPPOSITION, FREEZE = 0.03, 0.01
"""Sendings that somebody opposes, and requests for which somebody asks for a freeze; both without
success."""

ADEQUATE = ("GB",)
"""States on which a decision on adequacy for police and criminal justice stands."""

SAFEGUARDED = ("US",)
"""States bound by an instrument that gives safeguards for data in criminal matters: the agreement
of 2016 between the Union and the United States, from memory."""
