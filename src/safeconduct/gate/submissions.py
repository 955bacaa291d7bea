"""What counsel writes to the authorities: it lies in the file, and whoever sent it has a receipt.

It states no fact and stops nothing. Whoever decides has it before them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.gate.change import change, look_at
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.gate.own import is_party
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person


class Receipt(NamedTuple):
    """What was filed, and when; `sha256`: of its text in UTF-8, in hexadecimal."""

    id: str
    day: str
    title: str
    text: str
    sha256: str


def file(actor: Actor, case: str, title: str, text: str) -> Receipt:
    """Write to the authorities in a case of one's own; gives the receipt.

    Raises `NotFound`, `Wrong`.
    """
    must(actor, Permission.SUBMISSION_FILE, case)
    if not is_party(actor, case):
        raise NotFound(f"there is no case '{case}'")
    problems = [
        f"{name}: {words}"
        for name, said, words in (
            ("title", title, "say in a line what it is about"),
            ("text", text, "say what you want to be known"),
        )
        if not said.strip()
    ]
    if problems:
        raise Wrong(problems)
    with change(case, actor) as made:
        written = made.write(ev.SubmissionFiled(title=title, note=text))
    return _receipt(written)


def listed(actor: Actor, case: str) -> list[Receipt]:
    """What the actor has filed in a case, the newest first. Raises `NotFound`."""
    must(actor, Permission.SUBMISSION_READ, case)
    if not is_party(actor, case):
        raise NotFound(f"there is no case '{case}'")
    return [
        _receipt(one.event)
        for one in reversed(look_at(actor, case).before)
        if isinstance(one.event, ev.SubmissionFiled) and same_person(actor, one.actor)
    ]


def _receipt(event: ev.AnyEvent) -> Receipt:
    assert isinstance(event, ev.SubmissionFiled)
    digest = sha256(event.note.encode()).hexdigest()
    return Receipt(event.id, event.day, event.title, event.note, digest)
