"""Case files in, case files out: a case file imports as a live case and comes out as it went in.

A file comes as text (YAML, of which JSON is a part) or as the tree that JSON has made of it. It is
checked as `case check` checks a file, and kept only if nothing is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from safeconduct.case import check as casecheck
from safeconduct.case import events as ev
from safeconduct.case.casefile import to_events, to_tree
from safeconduct.case.document import BadInput, Document, Path, Problem
from safeconduct.case.rename import ids, rename
from safeconduct.files import yamltext
from safeconduct.files.store import case_words
from safeconduct.gate import holds, looks, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import File, change, changing
from safeconduct.gate.errors import NotFound, Refused, Wrong
from safeconduct.gate.identities import identity, numbers
from safeconduct.gate.models import Thing
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.text import wrong_text
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see

MAX_BYTES = yamltext.MAX_BYTES
"""The largest case file that is taken in."""

_AT_ONCE = 400


@dataclass(frozen=True)
class Imported:
    """What became of a case file: the case, and the ids that were taken and so were renamed."""

    case: str
    renamed: dict[str, str]
    version: int


class _Tree(Document):
    """A tree without lines: its problems name the place instead."""

    def problem(self, path: Path, message: str) -> Problem:
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
        return Problem(self.name, 1, f"{place}: {message}" if place else message)


def events_of(text: str | bytes, name: str = "case file") -> list[ev.AnyEvent]:
    """The checked events of a case file's text. Raises `Wrong` with every problem and its line."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_BYTES:
        raise Wrong(f"{name}: a case file has at most {MAX_BYTES} bytes, and this has {len(data)}")
    try:
        return _checked(yamltext.parse(data, name))
    except BadInput as error:
        raise Wrong([str(problem) for problem in error.problems]) from None


def events_of_tree(tree: Any, name: str = "tree") -> list[ev.AnyEvent]:
    """The checked events of a case file that came as a tree. Raises `Wrong`, with each place."""
    if len(json.dumps(tree, ensure_ascii=True)) > MAX_BYTES:
        raise Wrong(f"{name}: a case file has at most {MAX_BYTES} bytes; this has more")
    problems = list(wrong_text(tree, name))
    if problems:
        raise Wrong(problems)
    try:
        return _checked(_Tree(name, tree))
    except BadInput as error:
        raise Wrong([f"{p.file}: {p.message}" for p in error.problems]) from None


def _checked(document: Document) -> list[ev.AnyEvent]:
    words = case_words(current().rulebook())
    return casecheck.check(document, to_events(document), words)


def import_file(actor: Actor, path: FilePath) -> Imported:
    """A case file on disk becomes a live case. Raises `Wrong`."""
    try:
        data = yamltext.read_bytes(path, path.name)
    except BadInput as error:
        raise Wrong([str(problem) for problem in error.problems]) from None
    return take_in(actor, events_of(data, path.name))


def bring_in(actor: Actor, events: Sequence[ev.AnyEvent]) -> str:
    """A case file's events become a live case, as they stand; gives its id."""
    return take_in(actor, events).case


def take_in(
    actor: Actor, events: Sequence[ev.AnyEvent], then: Callable[[File], None] = lambda _file: None
) -> Imported:
    """As `bring_in`; says which ids were renamed because another case has them already.

    `then`: what is done with the new case in the same transaction. Whoever imports a file has
    registered what is in it: they cannot be the second person who confirms its requests.
    """
    must(actor, Permission.CASE_IMPORT)
    if not events or not isinstance(events[0], ev.CaseOpened):
        raise Wrong("a case begins with the event 'case-opened'")
    if events[0].case == reading.OFFICE:
        raise Wrong(f"case: '{reading.OFFICE}' is the gate's own file; give the case another id")
    named_by = frozenset(map(identity, numbers(events).values()))
    if named_by:
        # Holds that stand elsewhere on these people reach the new case: that tells of them.
        looks.check(actor, events[0].case, (), "import", named_by)
    with changing(actor, everywhere=True) as made:
        renamed = _new_names(events)
        named = rename(events, renamed) if renamed else list(events)
        head = named[0]
        assert isinstance(head, ev.CaseOpened)
        file = made.open(head)
        for event in named:
            file.keep(event)
        holds.inherit(made, file)
        holds.spread(made, file)
        then(file)
    return Imported(file.id, renamed, file.row.version)


def _new_names(events: Sequence[ev.AnyEvent]) -> dict[str, str]:
    """New ids for those that another case has. The case's own id is never taken from another."""
    wanted = {name: sort for name, sort in ids(events).items() if sort != "case"}
    return {name: fresh(wanted[name]) for name in sorted(taken(list(wanted)))}


def taken(names: Sequence[str]) -> set[str]:
    """Those of these ids that a case of the gate has already."""
    found: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        found.update(Thing.objects.filter(id__in=some).values_list("id", flat=True))
    return found


def export(actor: Actor, case: str, reasons: str = "") -> dict[str, Any]:
    """The tree of the case file that holds a live case, whole.

    The magistrate takes it out; the overseer on a reasoned request, which is part of the case
    from then on. Nobody else does: a whole file holds what no other role sees together.
    """
    must(actor, Permission.CASE_EXPORT, case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    if see(actor, Object.CASE_FILE) < Level.FULL:
        if not reasons:
            raise Wrong("reasons: say why you need the whole file; the request is recorded")
        with change(case, actor) as file:
            file.write(ev.LookTaken(at=case, purpose=f"the whole case file: {reasons}"))
    return take_out(case)


def as_text(tree: dict[str, Any]) -> str:
    """A case file's text: JSON, which is YAML too."""
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def take_out(case: str) -> dict[str, Any]:
    """The tree of the case file that holds a live case."""
    row = reading.case_of(case)
    if row.erased is not None:
        raise Refused(f"what case '{case}' said was erased; there is nothing to export")
    return to_tree(reading.events(case))
