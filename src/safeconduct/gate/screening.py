"""Every connected register is asked about everyone a measure touches, and all have to answer.

What a register says goes to the magistrate alone. Everybody else sees that a hold stands, in the
same words whatever the reason. A check is complete once the person is identified, every register
has answered, and each has settled whom it found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State, fold
from safeconduct.gate import asking, history, looks, node, reading, standstill
from safeconduct.gate.asking import Inquiry, Key, Said
from safeconduct.gate.change import Change, File, changing
from safeconduct.gate.conclusion import conclude
from safeconduct.gate.errors import Refused, Stale
from safeconduct.gate.models import Asked, Hold
from safeconduct.gate.reach import elsewhere
from safeconduct.gate.referral import put_before
from safeconduct.gate.referred import referred_to, status
from safeconduct.gate.touched import live_measures, live_requests, touched
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must

_TRIES = 3


def screen(actor: Actor, case: str) -> None:
    """Ask every register about everyone touched of whom its answer is missing or out of date."""
    must(actor, Permission.SCREENING_RUN, case)
    _run(actor, case, again=False)


def rescreen(actor: Actor, case: str) -> None:
    """Ask every register about everyone touched, whatever it said before."""
    must(actor, Permission.SCREENING_RUN, case)
    _run(actor, case, again=True)


def sweep(actor: Actor) -> list[str]:
    """Screen every open case in which an answer is out of date or missing; gives these cases.

    For the background worker, after a register has changed.
    """
    must(actor, Permission.SCREENING_RUN)
    return resweep(actor)


def resweep(actor: Actor) -> list[str]:
    """The same for the gate itself, which asks on no person's word and sees no answer."""
    return [case for case in _suspects() if _swept(actor, case)]


def _suspects() -> list[str]:
    """Open cases in which a register was asked in another epoch, or a check holds a person."""
    found = set(
        Hold.objects.filter(on="person", by="asylum-officer", lifted=False, case__closed=False)
        .values_list("case_id", flat=True)
    )  # fmt: skip
    asked = Asked.objects.filter(case__closed=False)
    epochs = {check.register: asking.epoch_of(check) for check in node.current().checks}
    for register, epoch in epochs.items():
        old = asked.filter(register=register).exclude(epoch=epoch or "-")
        found.update(old.values_list("case_id", flat=True))
        answered = asked.filter(register=register).values("case_id")
        new = asked.exclude(case_id__in=answered)
        found.update(new.values_list("case_id", flat=True))
    return sorted(map(str, found))


def _swept(actor: Actor, case: str) -> bool:
    events = history.events(case)
    state = fold(events)
    wanted = _inquiries(actor, case, events, state)
    # Somebody is held although every answer is there and holds: a register was silent meanwhile.
    if not asking.out_of_date(case, wanted) and not _held_for_nothing(case, events, wanted):
        return False
    _run(actor, case, again=False)
    return True


def _held_for_nothing(case: str, events: Sequence[ev.AnyEvent], wanted: Sequence[Inquiry]) -> bool:
    held = Hold.objects.filter(case=case, on="person", by="asylum-officer", lifted=False)
    persons = set(held.values_list("of", flat=True)) & {one.person for one in wanted}
    registers = [check.register for check in node.current().checks]
    return any(
        all(status(events, person, register) != "waiting" for register in registers)
        for person in persons
    )


def current(file: File, measure: str) -> list[str]:
    """Persons a measure touches whose check is out of date, or was never made.

    Nothing may be opened before they are screened.
    """
    state = file.state
    plan = state.measures[measure]
    persons = touched(state, plan)
    inquiries = [
        one for one in asking.wanted(file.events, state)
        if one.request == plan.request and one.person in persons
    ]  # fmt: skip
    asked = {one.person for one in inquiries} if node.current().checks else set()
    old = {inquiry.person for inquiry, _ in asking.out_of_date(file.id, inquiries)}
    return [person for person in persons if person not in asked or person in old]


def stale_screening(file: File) -> list[str]:
    """Persons of a case, touched by a measure of a live request, whose check is out of date."""
    old = asking.out_of_date(file.id, asking.wanted(file.events, file.state))
    return list(dict.fromkeys(inquiry.person for inquiry, _ in old))


def complete(case: str) -> dict[str, bool]:
    """Of everyone touched by a measure of the case: whether their check is complete."""
    events = history.events(case)
    state = fold(events)
    persons = [p for plan in state.measures.values() for p in touched(state, plan)]
    return {one: fact_key("protections", one) in state.declared for one in dict.fromkeys(persons)}


def _run(actor: Actor, case: str, *, again: bool) -> None:
    if not node.current().checks:
        raise Refused("no register is connected, so that nobody can be screened")
    for _ in range(_TRIES):
        events = history.events(reading.case_of(case).pk)
        inquiries = _inquiries(actor, case, events, fold(events))
        asked = _due(case, inquiries, again=again)
        if actor.account and asked:
            # What came of it shows as a hold: who puts somebody to the registers has looked.
            persons = dict.fromkeys(inquiry.person for inquiry, _ in asked)
            looks.check(actor, case, persons, "screening")
        answers = asking.put(asked)
        asking.hear()
        # The registers were asked outside of any transaction: nothing waits for them.
        with changing(actor, everywhere=True) as made:
            file = made.file(case)
            if not live_requests(file.events, file.state):
                raise Refused(
                    "no request of this case is open and confirmed by a second person; have one "
                    "confirmed, then screen"
                )
            now = _inquiries(actor, case, file.events, file.state)
            due = set(_due(case, now, again=again))
            if due <= set(answers) and not asking.overtaken(answers):
                _settle(made, file, now, answers)
                # Sent again it says that it was done, whether or not anything was found.
                made.carried_out = True
                return
    raise Stale("the case, or a register, changes all the time; screen once more")


def _inquiries(
    actor: Actor, case: str, events: Sequence[ev.AnyEvent], state: State
) -> list[Inquiry]:
    """What the registers are asked; by the gate itself, about nobody for the first time.

    Whoever adds people to a case would else have them checked unseen, and without a budget.
    """
    wanted = asking.wanted(events, state)
    if actor.account:
        return wanted
    before = set(Asked.objects.filter(case=case).values_list("person", flat=True))
    held = Hold.objects.filter(case=case, on="person", by="asylum-officer", lifted=False)
    before |= set(held.values_list("of", flat=True))
    return [inquiry for inquiry in wanted if inquiry.person in before]


def _due(case: str, inquiries: list[Inquiry], *, again: bool) -> list[Key]:
    if not again:
        return asking.out_of_date(case, inquiries)
    return [(one, check.register) for one in inquiries for check in node.current().checks]


def _settle(made: Change, file: File, inquiries: list[Inquiry], answers: dict[Key, Said]) -> None:
    """Write down what the registers said, person by person."""
    for person in dict.fromkeys(one.person for one in inquiries):
        mine = [one for one in inquiries if one.person == person]
        silent = False
        for check in node.current().checks:
            said = [(one, answers[one, check.register]) for one in mine
                    if (one, check.register) in answers]  # fmt: skip
            silent = silent or any(answer.answer is None for _, answer in said)
            _answered(made, file, check.register, said)
        _refer_the_rest(file, person)
        if silent:
            standstill.place(file, "person", person)
        else:
            conclude(file, person, mine)


def _answered(
    made: Change, file: File, register: str, said: Iterable[tuple[Inquiry, Said]]
) -> None:
    """What one register says of one person; nothing is written unless that is new."""
    new = [
        (inquiry, answer)
        for inquiry, answer in said
        if answer.answer is not None and asking.keep(file.id, inquiry, register, answer)
    ]
    hits = [inquiry for inquiry, answer in new if answer.answer == "refer"]
    vague = [inquiry for inquiry, answer in new if answer.answer == "too-little"]
    if hits:
        _hit(made, file, hits[0], register)
    elif vague:
        _too_little(file, vague, register)


def _hit(made: Change, file: File, inquiry: Inquiry, register: str) -> None:
    """A register has somebody: referred and held at once, wherever the same person occurs."""
    person = inquiry.person
    # Of somebody who is not identified, a check says nothing either way.
    file.write(
        ev.Screened(
            person=person, registers=(register,),
            result="hit" if person in file.state.identified else "too-little",
        ),
        by="asylum-officer",
    )  # fmt: skip
    standstill.place(file, "person", person)
    put_before(file, _measures(file, person), register)
    for case, there in elsewhere(inquiry.who.number, file.id):
        other = made.reached(case)
        if status(other.events, there, register) not in ("waiting", "hit"):
            standstill.place(other, "person", there)
            # That case's requests have to be put to the register themselves.
            Asked.objects.filter(case_id=case, person=there, register=register).update(epoch="")


def _too_little(file: File, inquiries: list[Inquiry], register: str) -> None:
    """A register cannot tell: nationals of the requesting state are referred by default.

    So is anybody of whom no nationality is known.
    """
    person = inquiries[0].person
    screened = ev.Screened(person=person, registers=(register,), result="too-little")
    file.write(screened, by="asylum-officer")
    for inquiry in inquiries:
        states = inquiry.who.citizen_of
        if not states or inquiry.requesting_state in states:
            measures = _measures(file, person, inquiry.request)
            put_before(file, measures, register, by_default="yes")


def _refer_the_rest(file: File, person: str) -> None:
    """Measures that were planned since a register found the person."""
    state = file.state
    found = {p.register for p in state.protections.values() if p.person == person}
    for check in node.current().checks:
        register = check.register
        if register in found or status(file.events, person, register) == "waiting":
            done = set(referred_to(file.events, register))
            put_before(file, [m for m in _measures(file, person) if m not in done], register)


def _measures(file: File, person: str, request: str = "") -> list[str]:
    """The measures that touch a person and are still to come."""
    return [
        plan.measure
        for asked, plan in live_measures(file.events, file.state)
        if request in ("", asked.request)
        and plan.measure not in file.state.executed
        and person in touched(file.state, plan)
    ]
