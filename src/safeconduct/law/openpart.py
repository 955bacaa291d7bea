"""The open part of a case: what a paper can rest on that others may come to read.

A requesting state may seek access to a court file. So an open paper is not a ruling with lines
blacked out: it is the ruling that follows from a case in which nothing was ever said of
protection, under a rulebook without the norms that turn on it. It cannot tell what it never
had. Two cases that differ only in what is left out here have the same open part, and so the
same open paper, whatever the whole ruling says. `docs/papers.md` has the rule in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case import facts, neutral
from safeconduct.case.roles import Role
from safeconduct.case.state import STRUCTURE
from safeconduct.case.telltale import may_tell, telltale
from safeconduct.law import formula as fm
from safeconduct.law.rulebook import Norm, Rulebook

AUTHORITY: Role = "asylum-officer"
"""Whoever protects: what it says, answers, knows or decides is left out."""

SUBJECTS = ("opinion", "protection")
"""Subjects of the vocabulary whose words are left out, whoever answers them."""

FACTS = ("interim-measure", "covers", "held")
"""More such words: what names a measure of protection, or a hold (a register's looks like any)."""

STAYS = (
    ev.CaseOpened, ev.SourceCited, ev.PersonListed, ev.RelationStated, ev.SignalStated,
    ev.RequestReceived, ev.MeasurePlanned, ev.ItemListed, ev.FactStated, ev.ListDeclared,
    ev.PersonIdentified, ev.QuestionAsked, ev.QuestionAnswered, ev.FindingMade, ev.DecisionTaken,
    ev.ClearanceGiven, ev.ClearanceRevoked, ev.ClearanceSpent, ev.MeasureExecuted, ev.NoticeGiven,
    ev.OppositionFiled, ev.OppositionEnded, ev.TransmissionSent, ev.RecallSent, ev.FreezeRequested,
    ev.FreezeAnswered, ev.SubmissionFiled, ev.IncidentOpened, ev.Noted,
)  # fmt: skip
"""Kinds of events of which some stay. Any other is left out, a kind that is yet to come too."""

EXTRADITION = ("refused-extradition", "feared-extradition")
"""Signals that are told without their own words: the ground of a refusal may be a protection."""

REASONS = "Reasons that no open paper repeats."


class OpenPart:
    """The open part under one rulebook: the norms that stay, and the events."""

    def __init__(self, rulebook: Rulebook) -> None:
        words = rulebook.vocabulary
        self._facts = {
            *FACTS,
            *(
                name
                for name, word in words.facts.items()
                if word.answered_by == AUTHORITY or telltale(word.ask)
            ),
            *(name for name, subject in words.subject_of.items() if subject in SUBJECTS),
        }
        self._lists = {
            name for name, word in words.lists.items()
            if word.declared_by == AUTHORITY or name in self._facts
        }  # fmt: skip
        self._whole = rulebook
        self._close_over_definitions(rulebook)
        self.left_out = tuple(norm for norm in rulebook.norms if self._turns_on_it(norm))
        """The norms that turn on a protection, in the rulebook's order."""
        gone = {norm.id for norm in self.left_out}
        self._norms = gone
        kept = tuple(
            structs.replace(
                norm, prevails_over=tuple(p for p in norm.prevails_over if p.norm not in gone)
            )
            for norm in rulebook.norms if norm.id not in gone
        )  # fmt: skip
        self.rulebook = structs.replace(rulebook, norms=kept)
        """The rulebook without them. It keeps its hash: both papers are made from one rulebook."""

    def cites(self) -> tuple[str, ...]:
        """Where the norms stand that no open paper reports: the same for every case."""
        articles: dict[str, list[str]] = {}
        for norm in self.left_out:
            title = self._whole.provisions[norm.provision].title
            articles.setdefault(title, []).append(norm.article)
        return tuple(
            f"{title}, {'; '.join(dict.fromkeys(places))}" for title, places in articles.items()
        )

    def assumed(self, given: Mapping[str, Literal["yes", "no"]]) -> dict[str, Literal["yes", "no"]]:
        """The assumptions that an open paper may rest on."""
        return {key: value for key, value in given.items() if not self._speaks_of_it(key, set())}

    def events(self, events: Sequence[ev.AnyEvent]) -> list[ev.AnyEvent]:
        """The events of the open part, in their order."""
        protections = {e.protection for e in events if isinstance(e, ev.ProtectionStated)}
        sources = {e.name for e in events if isinstance(e, ev.SourceCited) and may_tell(e.name)}
        opened = [each for event in events for each in self._open(event, protections, sources)]
        opened = list(_with_their_cause(opened))
        # A source that nothing open cites may be there for what was left out.
        cited = {name for event in opened for name in event.source}
        return [e for e in opened if not isinstance(e, ev.SourceCited) or e.name in cited]

    # which words, norms and facts

    def _close_over_definitions(self, rulebook: Rulebook) -> None:
        """Defined words that lean on words that are left out are left out, too."""
        while True:
            more = {
                name for name, definition in rulebook.definitions.items()
                if name not in self._facts
                and any(self._mentions(version.means) for version in definition.versions)
            }  # fmt: skip
            if not more:
                return
            self._facts |= more

    def _mentions(self, node: fm.AnyNode | None) -> bool:
        if node is None:
            return False
        return any(atom.name in self._facts for atom in fm.atoms(node)) or any(
            name in self._lists for name in _lists(node)
        )

    def _turns_on_it(self, norm: Norm) -> bool:
        formulas = [norm.ground]
        for version in norm.versions:
            formulas += [version.when, version.unless, version.done]
            formulas += [must.fact for must in version.must]
        provision = self._whole.provisions[norm.provision]
        if norm.class_ == "law" and telltale(provision.title):
            return True  # asylum law as a whole
        hands = {norm.decided_by, norm.opens, norm.duty.who if norm.duty else None}
        return AUTHORITY in hands or any(self._mentions(formula) for formula in formulas)

    def _speaks_of_it(self, key: str, protections: set[str]) -> bool:
        """Whether a fact, or one inside it, is left out."""
        try:
            name, args = facts.parse(key)
        except facts.BadKey:
            return False
        if name in self._facts or name in self._lists or protections & set(args):
            return True
        if name == "decision" and args[0] in self._norms:
            return True
        return any(self._speaks_of_it(arg, protections) for arg in args if "(" in arg)

    # events

    def _open(
        self, event: ev.AnyEvent, protections: set[str], sources: set[str]
    ) -> Iterator[ev.AnyEvent]:
        if not isinstance(event, STAYS):
            return
        if event.by == AUTHORITY:
            if not isinstance(event, ev.ClearanceRevoked):
                return
            # A clearance that no longer stands must not be shown as one that does.
            event = structs.replace(event, by=None, known={}, reasons=REASONS)
        match event:
            case ev.FactStated() | ev.QuestionAnswered() | ev.FindingMade():
                if self._speaks_of_it(event.fact, protections):
                    return
            case ev.QuestionAsked():
                if event.to == AUTHORITY or self._speaks_of_it(event.fact, protections):
                    return
            case ev.ListDeclared():
                if self._speaks_of_it(event.list, protections):
                    return
            case ev.SourceCited() if event.name in sources:
                return
            case ev.Noted() | ev.IncidentOpened() | ev.SubmissionFiled() if may_tell(event.title):
                return  # no rule reads them
            case ev.SubmissionFiled() if may_tell(event.note):
                return
            case ev.IncidentOpened() if may_tell(event.note):
                return  # it was opened because somebody turned out to be protected
            case ev.DecisionTaken() if event.norms:
                norms = tuple(norm for norm in event.norms if norm not in self._norms)
                if not norms:
                    return
                event = structs.replace(event, norms=norms)
            case _:
                pass
        known = {role: day for role, day in event.known.items() if role != AUTHORITY}
        if event.known and not known and isinstance(event, STRUCTURE):
            if event.by is None:
                return  # nobody else knew
            known = {event.by: event.day}  # none at all would let everybody see it
        plain = _in_neutral_words(event)
        yield structs.replace(
            plain,
            known=known,
            source=tuple(name for name in event.source if name not in sources),
            note=_neutral(plain.note, ""),
        )


def _with_their_cause(events: Sequence[ev.AnyEvent]) -> Iterator[ev.AnyEvent]:
    """Answers only to what is there: one to what was left out would tell of it."""
    asked: set[str] = set()
    opposed: set[str] = set()
    for event in events:
        match event:
            case ev.FreezeRequested():
                asked.add(event.request)
            case ev.OppositionFiled():
                opposed.add(event.measure)
            case ev.FreezeAnswered() if event.request not in asked:
                continue
            case ev.OppositionEnded() if event.measure not in opposed:
                continue
            case _:
                pass
        yield event


def _lists(node: fm.AnyNode) -> Iterator[str]:
    """Every list that a formula runs over or asks to be complete."""
    match node:
        case fm.Complete():
            yield node.list
        case fm.Not():
            yield from _lists(node.body)
        case fm.All() | fm.Any():
            for part in node.parts:
                yield from _lists(part)
        case fm.AtLeast() | fm.Every():
            yield node.list
            yield from _lists(node.where)
        case _:
            pass


def _neutral(text: str, instead: str) -> str:
    return instead if may_tell(text) else text


def _in_neutral_words(event: ev.AnyEvent) -> ev.AnyEvent:
    """The event with its free text, or neutral words where that may tell of a protection."""
    match event:
        case ev.CaseOpened():
            title = _neutral(event.title, neutral.case(event.case))
            return structs.replace(event, title=title, about=_neutral(event.about, title))
        case ev.SourceCited():
            return structs.replace(event, title=_neutral(event.title, event.name))
        case ev.PersonListed():
            called = _neutral(event.called, neutral.person(event.person))
            return structs.replace(event, called=called, about="")
        case ev.SignalStated():
            kind = event.kind.replace("-", " ")
            plain = f"Signal on file: {kind}"
            title = plain if event.kind in EXTRADITION else _neutral(event.title, plain)
            note = "" if event.kind in EXTRADITION else event.note
            return structs.replace(event, title=title, note=note)
        case ev.RequestReceived():
            title = _neutral(event.title, neutral.request(event.requesting_state))
            return structs.replace(
                event, title=title, offences=_neutral(event.offences, ""),
                channel=_neutral(event.channel, ""),
            )  # fmt: skip
        case ev.PersonIdentified():
            return structs.replace(event, number="", born=None)
        case ev.MeasurePlanned():
            plain = neutral.thing(event.kind, event.measure)
            return structs.replace(event, title=_neutral(event.title, plain))
        case ev.ItemListed():
            plain = neutral.thing(event.kind, event.item)
            return structs.replace(event, title=_neutral(event.title, plain))
        case ev.FactStated():
            return structs.replace(event, said_by=_neutral(event.said_by, "a source on file"))
        case ev.DecisionTaken():
            # What a magistrate decides may answer an opinion: no word of it is repeated.
            return structs.replace(event, reasons=REASONS)
        case ev.FindingMade() | ev.ClearanceRevoked():
            return structs.replace(event, reasons=_neutral(event.reasons, REASONS))
        case ev.FreezeAnswered():
            return structs.replace(event, reasons=_neutral(event.reasons, REASONS))
        case ev.MeasureExecuted():
            attended = tuple(
                a for a in event.attended
                if not may_tell(
                    " ".join((a.who, a.office, a.rule, a.said_by, a.supervisor, a.could_see))
                )
            )  # fmt: skip
            remarks = tuple(remark for remark in event.remarks if not may_tell(remark))
            # What else the report tells of people in the rooms is for those who read the report.
            return structs.replace(
                event, attended=attended, remarks=remarks, entry=_neutral(event.entry, ""),
                counsel=_neutral(event.counsel, ""), vulnerable=(), pressure="", inventory=(),
            )  # fmt: skip
        case ev.TransmissionSent():
            return structs.replace(event, recipient=_neutral(event.recipient, "a recipient"))
        case (
            ev.OppositionFiled() | ev.OppositionEnded() | ev.RecallSent() | ev.FreezeRequested()
        ):  # fmt: skip
            kind = str(type(event).__struct_config__.tag).replace("-", " ").capitalize()
            return structs.replace(event, title=_neutral(event.title, kind))
        case _:
            return event
