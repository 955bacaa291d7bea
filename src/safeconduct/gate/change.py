"""The one way to write: a transaction in which events are added to cases, checked and recorded.

    with change(case, actor, seen=version) as file:
        file.write(ev.QuestionAsked(fact="lawyer(per_…)", to="defence"))

Either the whole change is kept - events in the record, the gate's index - or nothing of it. A case
stays what a case file may be: every change is checked as `case check` checks a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date

import msgspec

from safeconduct.case import check as casecheck
from safeconduct.case import events as ev
from safeconduct.case.about import Things
from safeconduct.case.canonical import canonical, decode
from safeconduct.case.casefile import places
from safeconduct.case.dates import BadDate, earliest
from safeconduct.case.document import BadInput, Document
from safeconduct.case.expected import plain
from safeconduct.case.roles import Role
from safeconduct.case.state import State, fold
from safeconduct.files.store import case_words
from safeconduct.gate import alike, ended, history, index, once, reading, reexamine
from safeconduct.gate.away import keeps_away
from safeconduct.gate.connection import DjangoConnection, writing
from safeconduct.gate.consequences import follow
from safeconduct.gate.errors import Held, NotFound, Wrong
from safeconduct.gate.models import Case, Entry
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.text import wrong_text
from safeconduct.gate.versions import Version, refuse_stale
from safeconduct.policy.actor import Actor
from safeconduct.policy.models import Account
from safeconduct.policy.permissions import Denied
from safeconduct.policy.standing import acts_today, from_file, out_of_a_file, signature
from safeconduct.record.entry import BadEntry
from safeconduct.record.record import Written


class File:
    """A case that is being changed: what it says so far, and what is added."""

    def __init__(self, row: Case, written: list[reading.Written], actor: Actor) -> None:
        """Use `change` or `Change.file`."""
        self.row, self.actor = row, actor
        self.id: str = row.pk
        self.today = current().today().isoformat()
        self.before = written
        self.new: list[ev.AnyEvent] = []
        self.positions: list[int] = []
        """Where in the record what is new was written, once it is."""
        self._signed: list[str] = []
        self._events: list[ev.AnyEvent] | None = None
        self._state: State | None = None

    @property
    def events(self) -> list[ev.AnyEvent]:
        """All events as they bind here (`history`), the new ones included."""
        if self._events is None:
            new = (
                reading.Written(number, -1, event, signed)
                for number, (event, signed) in enumerate(
                    zip(self.new, self._signed, strict=True), self.row.version
                )
            )
            self._events = history.binding([*self.before, *new])
        return self._events

    @property
    def whole(self) -> list[ev.AnyEvent]:
        """All events as they were written or brought in: what the case file says."""
        return [*(w.event for w in self.before), *self.new]

    @property
    def state(self) -> State:
        """What the events add up to, as they bind here."""
        if self._state is None:
            self._state = fold(self.events)
        return self._state

    def author(self, event: ev.AnyEvent) -> str:
        """Who wrote an earlier event, as the record keeps it: compare with `same_person`."""
        return next((w.actor for w in self.before if w.event is event), "")

    def write(
        self,
        event: ev.AnyEvent,
        *,
        by: Role | None = None,
        known: tuple[Role, ...] = ("magistrate",),
    ) -> ev.AnyEvent:
        """Add an event, as the actor's act of today. `known`: who is told of it at once.

        `by`: another role, where the gate writes down what that one did. Raises `Wrong`.
        """
        told: dict[Role, str] = {**dict.fromkeys(known, self.today), **event.known}
        stamped = msgspec.structs.replace(
            event,
            id=event.id or fresh("event"),
            day=self.today if event.day == "unknown" else event.day,
            by=by or event.by or self.actor.role,
            known={} if isinstance(event, ev.CaseOpened) else told,
        )
        problems = list(wrong_text(stamped))
        if problems:
            raise Wrong(problems)
        self._not_from_the_future(stamped)
        try:
            checked = decode(canonical(stamped))
        except msgspec.ValidationError as error:
            raise Wrong(plain(str(error))) from None
        self._add(checked, signature(self.actor))
        return checked

    def keep(self, event: ev.AnyEvent) -> None:
        """Add an event as it stands, as an import brings it. Raises `Wrong`."""
        self._not_from_the_future(event)
        self._add(event, out_of_a_file(self.actor))

    def take_back(self) -> list[tuple[ev.AnyEvent, str]]:
        """Leave nothing of what was added so far; gives it, each with who signed it (`opening`)."""
        found = list(zip(self.new, self._signed, strict=True))
        self.new, self._signed = [], []
        self._events = self._state = None
        return found

    def put_back(self, taken: Sequence[tuple[ev.AnyEvent, str]]) -> None:
        """Add again what was taken back."""
        for event, signed in taken:
            self._add(event, signed)

    def _add(self, event: ev.AnyEvent, signed: str) -> None:
        self.new.append(event)
        self._signed.append(signed)
        self._events = self._state = None

    def _not_from_the_future(self, event: ev.AnyEvent) -> None:
        """Nobody acts or knows something later than today."""
        today = date.fromisoformat(self.today)
        for where, day in (
            ("day", event.day),
            *((f"known.{r}", d) for r, d in event.known.items()),
        ):
            with suppress(BadDate):  # said, in better words, by the check of the whole case
                if earliest(day) > today:
                    raise Wrong(f"{where}: '{day}' lies in the future; today is {self.today}")

    def finish(self, connection: DjangoConnection) -> list[str]:
        """Check everything and record it; gives the ids of what is new. Raises `Wrong`.

        Only `changing` calls this.
        """
        if not self.new:
            return []
        if not any(map(from_file, self._signed)):
            alike.refuse_unseen(self)
            if reexamine.needs_a_look(self.new):
                reexamine.add(self)
        everything = self.whole
        check_case(self.id, everything, len(self.before))
        things = Things()
        abouts = [things.about(event) for event in everything][-len(self.new) :]
        if not any(map(from_file, self._signed)):
            about = list(zip(self.new, abouts, strict=True))
            ended.refuse(self.id, self.row.erased is not None, everything[: -len(self.new)], about)
        binding, before = self.events, history.binding(self.before)
        new = self.new if before else binding
        first = self.row.version
        self.row.version += len(self.new)
        if all(isinstance(event, ev.ActIntended) for event in self.new):
            # What is announced changes nothing yet; what becomes of it brings the tables along.
            self.row.save()
            made: list[str] = []
        else:
            made = index.refresh(self.row, binding, self.state, fold(everything))
            follow(self.row, before, new, self.state)
        receipts = current().record.append(
            connection,
            [
                Written(event, about, signed)
                for event, about, signed in zip(self.new, abouts, self._signed, strict=True)
            ],
        )
        self.positions = [receipt.position for receipt in receipts]
        Entry.objects.bulk_create(
            Entry(case=self.row, number=number, position=receipt.position)
            for number, receipt in enumerate(receipts, first)
        )
        return [self.id, *made] if first == 0 else made


def look_at(actor: Actor, case: str) -> File:
    """A case as it stands, to be read and not changed. Raises `NotFound`."""
    row = reading.case_of(case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    return File(row, reading.read(case), actor)


def check_case(case: str, events: list[ev.AnyEvent], accepted: int = 0) -> None:
    """A case is what a case file may be. Raises `Wrong`. `accepted`: so many were so before."""
    document = Document(case, {})
    try:
        casecheck.check(document, places(events), case_words(current().rulebook()), accepted)
    except BadInput as error:
        raise Wrong([problem.message for problem in error.problems]) from None


def _read(case: str, first: int | None) -> list[reading.Written]:
    """The events of a case; entries that are not what they were raise an alarm, and `Held`."""
    try:
        return reading.read(case, first)
    except BadEntry as error:
        words = f"the record of case '{case}' is not what was written: {error}"
        current().evidence.alarm("changed", current().name, words, {"case": case})
        raise Held(
            f"{words}; nothing was changed, and nothing opens until this is settled"
        ) from error


Hook = Callable[[DjangoConnection], None]


class Change:
    """A transaction over one case or several."""

    def __init__(self, actor: Actor) -> None:
        """Use `changing`."""
        self.actor = actor
        self.files: dict[str, File] = {}
        self.carried_out = False
        """Set by a command that is done although it writes nothing: it is not done again."""
        self.announces = False
        """Whether this only announces what is to be done: the command is not done by it."""
        self.before: list[Hook] = []
        """Called in the transaction, before anything is recorded."""
        self.after: list[Hook] = []
        """Called in the transaction, after everything is recorded."""

    def file(self, case: str, seen: Version | None = None) -> File:
        """A case, locked until the change is over.

        `seen`: the version that the author looked at; raises `Stale` if it is not that any more,
        `NotFound` if there is no such case.
        """
        # The office file is written through `officefile` alone, not by naming it as a case.
        if case == reading.OFFICE or (case not in self.files and keeps_away(self.actor, case)):
            raise NotFound(f"there is no case '{case}'")
        found = self.reached(case)
        if seen is not None:
            refuse_stale(self.actor, case, found.row.version, found.before, seen)
        return found

    def reached(self, case: str) -> File:
        """A case that follows from an act in another one, whether or not its author may see it.

        For what the gate itself writes there, such as a hold on a person. Raises `NotFound`.
        """
        if case not in self.files:
            row = Case.objects.select_for_update().filter(pk=case).first()
            if row is None:
                raise NotFound(f"there is no case '{case}'")
            # What the offices note stands for itself, and becomes too much to read each time.
            first = 1 if case == reading.OFFICE else None
            self.files[case] = File(row, _read(case, first), self.actor)
        return self.files[case]

    def open(self, head: ev.CaseOpened) -> File:
        """A new case. Raises `Wrong` if the name is taken."""
        if Case.objects.filter(pk=head.case).exists():
            raise Wrong(f"case: '{head.case}' is there already; give the new one its own id")
        day = current().today().isoformat() if head.day == "unknown" else head.day
        row = Case.objects.create(
            id=head.case, title=head.title, executing_state=head.executing_state, opened=day
        )
        self.files[head.case] = File(row, [], self.actor)
        return self.files[head.case]


def _still_acts(actor: Actor) -> None:
    """Go on only if the actor holds their role in this transaction, too. Raises `Denied`.

    They were asked when they began (`must`); while they waited for their turn, their mandate may
    have ended or whoever they stand in for come back. `office` lets no change be under way then.
    """
    # The gate's own acts bear no account, and the first two accounts are nobody's to give.
    if actor.account and not acts_today(actor) and Account.objects.exists():
        raise Denied(f"you do not hold the role {actor.role} today, nor stand in for who does")


@contextmanager
def changing(actor: Actor, *, everywhere: bool = False) -> Iterator[Change]:
    """A transaction of the actor's. `everywhere`: it may reach any case (locks the others out)."""
    with writing(everywhere=everywhere) as connection:
        once.refuse_again(connection)
        _still_acts(actor)
        made = Change(actor)
        yield made
        new: list[str] = []
        for hook in made.before:
            hook(connection)
        for file in made.files.values():
            new += file.finish(connection)
        for hook in made.after:
            hook(connection)
        changed = {file.id: file.row.version for file in made.files.values() if file.new}
        if (changed or made.carried_out) and not made.announces:
            once.keep(changed, new)


@contextmanager
def change(case: str, actor: Actor, *, seen: Version | None = None) -> Iterator[File]:
    """A transaction on one case; see `Change.file`."""
    with changing(actor) as made:
        yield made.file(case, seen)
