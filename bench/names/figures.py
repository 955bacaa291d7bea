"""What `bench names` measures, as it is kept in `bench/out/names.json`."""

from __future__ import annotations

from dataclasses import dataclass, field

BUDGETS = (300, 3000)
"""False hits per person asked for, in a register of a million."""


@dataclass
class Recalled:
    """A group: of how many the key was shared, by tiers added; what it costs in each register."""

    script: str
    origin: str
    unseen: bool
    aim: float
    persons: int
    recall: list[float]
    asked_keys: float
    hits: dict[str, list[float]] = field(default_factory=dict)
    """By register: mean false hits per person asked for, in a register of a million."""
    ranked: dict[str, float] = field(default_factory=dict)
    """By budget: how many are among so many candidates, where candidates are put in order by the
    score of the name alone; of a sample, in the mixed register."""
    peers: dict[str, float] = field(default_factory=dict)
    """Recall of the same pairs by the columns of the comparison with peers."""

    @property
    def name(self) -> str:
        """What the group is called."""
        return f"{self.script}, {self.origin}, {'unseen' if self.unseen else 'seen'}"

    def at(self, budget: float, register: str) -> float | None:
        """Recall of the best tiers that meet a budget in a register; None if none does."""
        met = [
            recall
            for recall, hits in zip(self.recall, self.hits[register], strict=True)
            if hits <= budget
        ]
        return max(met, default=None)


@dataclass
class Judged:
    """How well pairs are told apart by one method, at one threshold."""

    method: str
    threshold: str
    strangers: str
    recall: float
    precision: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


@dataclass
class Calibrated:
    """How often what has a probability is so: ten bins."""

    base_rate: float
    error: float
    rows: list[tuple[float, float, float, int]]
    """Of each bin that is not empty: share of all pairs, mean probability, which share is one
    person, pairs of one person that lie in it."""


@dataclass
class Speed:
    """How many in a second of one core, on what."""

    what: str
    on: str
    number: int
    rate: float


@dataclass
class Peer:
    """A peer that stood beside: how many random strangers it takes for one person."""

    name: str
    version: str
    thresholds: dict[str, float]
    false: dict[str, float]
    """By threshold: false hits per person in a register of a million."""


@dataclass
class Figures:
    """Everything that was measured."""

    day: str
    size: int
    quick: bool
    seed: int
    registers: dict[str, int] = field(default_factory=dict)
    """Distinct names of each register."""
    recalled: list[Recalled] = field(default_factory=list)
    by_script: dict[str, list[float]] = field(default_factory=dict)
    """Persons with aliases, unseen, by script: how many, recall by tiers added."""
    pairs: dict[str, int] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    judged_groups: dict[str, tuple[int, float]] = field(default_factory=dict)
    """By group: pairs of one person, recall at even odds of pairs with a day of birth."""
    calibrated: list[Calibrated] = field(default_factory=list)
    speed: list[Speed] = field(default_factory=list)
    peers: list[Peer] = field(default_factory=list)
    random_pairs: int = 0
    python: str = ""
    load: float = 0.0
