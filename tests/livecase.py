"""Random cases as a running system writes them: one event after another, each checked."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.casefile import places
from safeconduct.case.check import check
from safeconduct.case.document import BadInput, Document
from safeconduct.case.eventbase import Attendance, Inventoried, MeasureOpinion, Name
from safeconduct.files import store
from tests.support import CASE, a_case, read, rulebook

BEGAN = date(2025, 3, 1)
TEXTS = st.sampled_from(["A word", "Ѐ", "yes", "2025", "a: b # c", "two\nlines", "[", "'", "- x"])
PERSONS = st.sampled_from(["anna", "ben", "carl"])
MEASURES = st.sampled_from(["search", "sending"])
ITEMS = st.sampled_from(["phone", "book"])
HOLDS = st.sampled_from(["hold-one", "hold-two"])
CLEARANCES = st.sampled_from(["one", "two"])
EARLIER = st.sampled_from(["2014", "2024-06-01", "soon after 2020", "unknown"])
ROLES = st.sampled_from(["magistrate", "clerk", "asylum-officer", "police-officer", "court"])


def accepted(events: list[ev.AnyEvent], before: int = 0) -> bool:
    """Whether a running system would take these events in."""
    try:
        check(Document("live", None), places(events), store.case_words(rulebook()), before)
    except BadInput:
        return False
    return True


@cache
def _small() -> list[ev.AnyEvent]:
    """The small case with a thing that was found, and a sending planned."""
    phone = {"item": "phone", "kind": "device", "title": "A telephone", "measure": "search"}
    sending = {**CASE["measures"][0], "measure": "sending", "kind": "transmission"}
    return read(a_case(items=[phone], measures=[sending]), rulebook())


def several(one: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(one, max_size=2, unique=True).map(tuple)


@cache
def steps(today: str) -> st.SearchStrategy[ev.AnyEvent]:
    """An event of today's, or one that is told today of an earlier day."""

    def of(kind: Any, /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[ev.AnyEvent]:
        return st.builds(kind, **{"by": ROLES, "day": st.just(today), **fields})

    told = {"day": EARLIER, "known": st.just({"magistrate": today})}
    court: dict[str, Any] = {"by": st.just("court")}
    judge: dict[str, Any] = {"by": st.just("magistrate")}
    names = st.lists(st.builds(Name, spelled=TEXTS, source=TEXTS), max_size=1).map(tuple)
    return st.one_of(
        of(ev.SourceCited, name=TEXTS, title=TEXTS),
        of(ev.PersonListed, person=PERSONS, called=TEXTS, names=names, **told),
        of(ev.RelationStated, relation=st.just("parent"), person=PERSONS, to=PERSONS, **told),
        of(ev.ProtectionStated, protection=st.just("pro"), person=PERSONS, against=st.just("XA"),
           kind=st.just("refugee-status"), **told),
        of(ev.SignalStated, signal=st.just("plot"), kind=st.just("plot"), title=TEXTS,
           requests=st.just(("req",)), **told),
        of(ev.RequestReceived, request=st.just("second"), requesting_state=st.just("XB"),
           kind=st.just("notice"), title=TEXTS, **told),
        of(ev.MeasurePlanned, measure=MEASURES, kind=st.sampled_from(["search", "transmission"]),
           request=st.sampled_from(["req", "second"]), title=TEXTS, acting=st.just("magistrate"),
           on=st.just("2025-09-01"), targets=several(PERSONS), touches=several(PERSONS),
           items=several(ITEMS), known=st.just({"magistrate": today})),
        of(ev.ItemListed, item=ITEMS, kind=st.sampled_from(["device", "document"]), title=TEXTS,
           measure=st.none() | MEASURES, owner=st.none() | PERSONS),
        of(ev.FactStated, fact=PERSONS.map("lawyer({})".format), said_by=TEXTS,
           value=st.sampled_from(["yes", "no"]), **told),
        of(ev.ListDeclared, list=MEASURES.map("touched({})".format), **judge),
        of(ev.RequestConfirmed, request=st.just("req"), proof=TEXTS, **judge),
        of(ev.RequestLinked, request=st.just("second"), to=st.just("req"),
           how=st.just("near-duplicate")),
        of(ev.PersonIdentified, person=PERSONS, how=st.just("document"), number=TEXTS, **judge),
        of(ev.Screened, person=PERSONS, registers=several(TEXTS), found=st.just(()),
           result=st.sampled_from(["hit", "too-little"])),
        of(ev.Referred, measures=several(MEASURES), to=TEXTS),
        of(ev.OpinionGiven, opinion=st.sampled_from(["opn-one", "opn-two"]),
           on=st.builds(MeasureOpinion, measure=MEASURES, view=st.just("objects")).map(
               lambda one: (one,)), by=st.just("asylum-officer")),
        of(ev.OpinionAnswered, opinion=st.just("opn-one"), answers=several(TEXTS), **judge),
        of(ev.FindingMade, fact=PERSONS.map("lawyer({})".format), value=st.just("yes"),
           reasons=TEXTS, **court),
        of(ev.DecisionTaken, measures=several(MEASURES), outcome=st.just("proceed"),
           reasons=TEXTS, **judge),
        of(ev.HoldPlaced, hold=HOLDS, on=st.just("measure"), of=MEASURES, why=TEXTS),
        of(ev.HoldLifted, hold=HOLDS, reasons=TEXTS),
        of(ev.ClearanceGiven, clearance=CLEARANCES, measure=MEASURES, scope=TEXTS,
           until=st.just("2025-12-01"), **judge),
        of(ev.ClearanceRevoked, clearance=CLEARANCES, reasons=TEXTS, **court),
        of(ev.ClearanceSpent, clearance=CLEARANCES, **judge),
        of(ev.MeasureExecuted, measure=MEASURES, day=EARLIER, taken=several(ITEMS),
           attended=st.builds(Attendance, who=TEXTS, said_by=TEXTS, could_see=TEXTS).map(
               lambda one: (one,)),
           inventory=st.builds(Inventoried, item=ITEMS, owner=TEXTS).map(lambda one: (one,))),
        of(ev.NoticeGiven, measure=MEASURES, persons=several(PERSONS), day=EARLIER, **judge),
        of(ev.OppositionFiled, measure=MEASURES, title=TEXTS, day=st.just("2025-02-01")),
        of(ev.OppositionEnded, measure=MEASURES, title=TEXTS, **court),
        of(ev.TransmissionSent, measure=MEASURES, recipient=TEXTS, day=EARLIER),
        of(ev.FreezeRequested, request=st.just("req"), title=TEXTS, day=st.just("2024-01-01")),
        of(ev.FreezeAnswered, request=st.just("req"), outcome=st.just("refused"),
           reasons=TEXTS, **judge),
        of(ev.ItemReturned, item=ITEMS, to=TEXTS),
        of(ev.Escalated, what=TEXTS, to=st.just("overseer"), measures=st.just(("elsewhere",))),
        of(ev.LookTaken, at=TEXTS, persons=several(PERSONS), purpose=TEXTS),
        of(ev.Noted, title=TEXTS),
        of(ev.RequestClosed, request=st.just("req"), reasons=TEXTS, **judge),
    )  # fmt: skip


@st.composite
def live_cases(draw: st.DrawFn) -> list[ev.AnyEvent]:
    """A case that grew by events that were taken in, of a head alone or of the small case."""
    whole = _small()
    events = whole[: draw(st.sampled_from([len(whole), 7, 1]))]
    day = BEGAN
    for _ in range(draw(st.integers(10, 24))):
        day += timedelta(days=draw(st.integers(0, 2)))
        grown = [*events, draw(steps(str(day)))]
        if accepted(grown, len(events)):
            events = grown
    return events
