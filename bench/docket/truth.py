"""What is so in an invented case, and what can be done about what is not.

`usual.yaml` says for every fact of the vocabulary how it is in an ordinary case; what differs in
one case is in its `Hidden`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from safeconduct.case.facts import parse
from safeconduct.files import yamltext

YesNo = Literal["yes", "no"]
Tree = dict[str, Any]

USUAL: dict[str, YesNo] = yamltext.read(Path(__file__).parent / "usual.yaml").tree
"""How each fact stands in an ordinary case."""


@dataclass
class Hidden:
    """What is so in one case beside what is usual, and what the registers and searches hold."""

    so: dict[str, YesNo] = field(default_factory=dict)
    in_no_register: set[str] = field(default_factory=set)
    protections: dict[str, list[Tree]] = field(default_factory=dict)
    """By person: what the registers hold, as `protection-stated` without its day."""
    signals: list[Tree] = field(default_factory=list)
    """What a search of the record finds, as `signal-stated` without its day."""
    told_at_once: set[str] = field(default_factory=set)
    """Measures with which everybody touched is told in writing."""
    opposed: set[str] = field(default_factory=set)
    """Sendings that somebody opposes, without success."""

    def truth(self, key: str) -> YesNo:
        """Whether a fact is so. Raises `KeyError` with advice for a fact that nobody thought of."""
        if key in self.so:
            return self.so[key]
        name = parse(key)[0]
        if name not in USUAL:
            raise KeyError(
                f"what is the truth about '{name}' in an ordinary case? Say so "
                "in bench/docket/usual.yaml"
            )
        return USUAL[name]


ACTS: dict[str, int] = {
    "notified": 16, "exequatur": 21, "court-released": 28, "court-review": 7,
    "holders-heard": 28,
    "onward-limited": 21, "use-limited": 21, "no-onward-sending": 21, "mutual-undertaking": 28,
    "minister-authorised": 28, "recipient-competent": 7, "safeguards-assessed": 7,
    "transfer-necessary": 7, "origin-state-consents": 21, "remedy-open": 7,
    "observer-present": 7, "bar-president-warned": 3, "privileged-named": 3,
    "privilege-examined": 28, "gravity-weighed": 7, "repercussions-weighed": 7,
    "counsel-offered": 7, "rights-told": 1, "extension-ordered": 2, "copied-only": 1,
    "order-issued": 7, "suspicion-reasoned": 7, "scope-limited": 7,
    "opposition-pending": 60, "freeze-answered": 7, "held-regular": 28,
    "asylum-asked": 1, "opinion-given": 28, "opinion-answered": 7, "reasoned-decision": 7,
}  # fmt: skip
"""What can be done about a condition that is not met, by the fact it turns on, and within how many
days it is done. After a notice fifteen days have to pass."""
