"""Small things to write into a record in tests."""

from __future__ import annotations

from safeconduct.case.about import About
from safeconduct.case.events import Noted
from safeconduct.record import tree
from safeconduct.record.entry import Payload, event_of
from safeconduct.record.log import Log
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import PayloadKeys

KEY = bytes(range(32))


def record() -> Record:
    """A record whose payloads are sealed with `KEY`."""
    return Record(PayloadKeys([KEY]))


def noted(title: str) -> Written:
    """Something to be recorded, told by its title, about anna."""
    return Written(Noted(title=title), About((), ("anna",)), "acc_ben")


def title(payload: Payload | None) -> str:
    """The title of what `noted` wrote; empty once it is erased."""
    if payload is None:
        return ""
    event = event_of(payload)
    assert isinstance(event, Noted)
    return event.title


def check_whole(log: Log) -> int:
    """That a log has no gap, and the root that its own entries give; gives its size."""
    found = list(log.entries())
    assert [position for position, _ in found] == list(range(len(found)))
    assert log.size() == len(found)
    assert log.root(len(found)) == tree.root_of(tree.leaf_hash(entry) for _, entry in found)
    return len(found)
