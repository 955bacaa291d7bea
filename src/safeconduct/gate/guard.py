"""What shuts every opening act: an alarm of the record that nobody has settled.

An opening act is one after which something can go ahead that could not before: a decision, a
finding, an answer to an opinion or to a request to freeze, the lifting of a hold, an execution.
"""

from __future__ import annotations

from safeconduct.gate.change import File
from safeconduct.gate.errors import Held
from safeconduct.gate.node import current


def alarms() -> list[str]:
    """The alarms of the record that stand, in words; empty is as it should be."""
    return [f"{alarm.words} ({alarm.log})" for alarm in current().evidence.standing()]


def opening(file: File) -> None:
    """Go on only if nothing is wrong with the record. Raises `Held`.

    Every command that opens something calls this, once it has its case.
    """
    standing = alarms()
    if standing:
        raise Held(
            f"case '{file.id}': nothing opens while an alarm of the record stands: "
            f"{'; '.join(standing)}. Whoever runs this node settles it, with reasons; holds can "
            "still be placed"
        )
