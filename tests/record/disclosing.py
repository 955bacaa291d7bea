"""A small record with witnesses, for tests of what is disclosed of it and of the verifier."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from safeconduct.case import events as ev
from safeconduct.case.about import About, Things
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.roles import Role
from safeconduct.record import note, policy, schema
from safeconduct.record.database import Database, connect
from safeconduct.record.disclose import Bundle, disclose
from safeconduct.record.keys import COSIGNER, COSIGNER_MLDSA, LOG, SecretKey
from safeconduct.record.log import Log
from safeconduct.record.opening import Profile
from safeconduct.record.pseudonym import pseudonym
from safeconduct.record.record import Record, Written
from safeconduct.record.seal import PayloadKeys

ORIGIN = "gate.example/record"
BEGAN = 1_790_000_000
PSEUDONYM_KEY = b"p" * 32


@cache
def key(name: str, type_: int = LOG) -> SecretKey:
    """A key of that name, always the same in one run of the tests."""
    return SecretKey.new(name, type_)


def witnesses() -> dict[str, SecretKey]:
    """Two of oversight and two of the bench; one signs with ML-DSA-44."""
    return {
        "oversight": key("oversight.example", COSIGNER),
        "standby": key("standby.example", COSIGNER),
        "bar": key("bar.example", COSIGNER_MLDSA),
        "court": key("court.example", COSIGNER),
    }


def policy_text() -> str:
    """The policy that the authorities publish: one of oversight and one of the bench."""
    lines = [f"log {key(ORIGIN).public}"]
    lines += [f"witness {label} {secret.public}" for label, secret in witnesses().items()]
    lines += ["group overseers any oversight standby", "group bench any bar court",
              "group both all overseers bench", "quorum both"]  # fmt: skip
    return "\n".join(lines) + "\n"


class World:
    """A node's record with its keys, and a clock that is turned by hand."""

    def __init__(
        self, folder: Path, origin: str = ORIGIN, database: Database | None = None
    ) -> None:
        self.database = database or connect(f"sqlite:{folder / 'record.db'}")
        schema.create(self.database, origin)
        self.now = BEGAN
        self.origin = origin
        self.record = Record(PayloadKeys([b"k" * 32]), lambda: self.now)
        self.log = Log(self.database)
        self.things = Things()
        self.policy = policy.read(policy_text())

    def write(self, *events: ev.AnyEvent, actor: str = "acc_one") -> None:
        """Record events, ten seconds after the last ones."""
        for event in events:
            self.now += 10
            with self.database.transaction():
                self.record.append(self.database, [Written(event, self.things.about(event), actor)])

    def write_all(self, events: Iterable[tuple[ev.AnyEvent, About | None]]) -> None:
        """Record many events at once; what one is about can be misstated."""
        written = []
        for event, wrong in events:
            about = self.things.about(event)
            written.append(Written(event, about if wrong is None else wrong, "acc_one"))
        with self.database.transaction():
            self.record.append(self.database, written)

    def checkpoint(self, by: Sequence[str] = ("oversight", "bar"), late: int = 2) -> str:
        """Sign the record as it stands and have it cosigned, so many seconds later."""
        size = self.log.size()
        state = note.Checkpoint(self.origin, size, self.log.root(size))
        signed = note.SignedCheckpoint(state, (note.sign(state, key(self.origin)),))
        with self.database.transaction():
            self.log.keep_checkpoint(signed)
            for label in by:
                time = self.now + late
                self.log.keep_cosignature(size, note.sign(state, witnesses()[label], time), time)
        found = self.log.checkpoint_at(size)
        assert found
        return str(found)

    def disclose(self, profile: Profile, **more: Any) -> Bundle:
        """What the profile opens, for the peer `oversight`."""
        more.setdefault("request_name", lambda r: pseudonym(PSEUDONYM_KEY, "oversight", r))
        return disclose(
            self.database, self.record, self.policy, profile, now=self.now + 100, **more
        )


def the_case() -> list[ev.AnyEvent]:
    """Anna's flat, in which Ben lives, is searched; everybody here is invented."""
    return [
        ev.PersonListed(person="anna", called="Anna A.", born="1980", by="clerk"),
        ev.PersonListed(person="ben", called="Ben Bo", by="clerk"),
        ev.RequestReceived(request="req", requesting_state="XA", kind="legal-assistance",
                           title="Request about Anna A. and Ben Bo", day="2025-01-10", by="clerk"),
        ev.MeasurePlanned(measure="search", kind="search", request="req", title="Search of a flat",
                          acting="magistrate", on="2025-03-01", targets=("anna",),
                          touches=("anna", "ben"), by="magistrate", day="2025-02-01"),
        ev.MeasurePlanned(measure="bank", kind="bank-data", request="req",
                          title="Data of an account", acting="magistrate", on="2025-03-02",
                          targets=("anna",), touches=("anna",), by="magistrate", day="2025-02-01"),
        ev.FactStated(fact="lawyer(anna)", value="no", said_by="the bar", by="magistrate",
                      day="2025-02-01", known={"clerk": "2025-02-01"}),
        ev.ClearanceGiven(clearance="clr", measure="search", scope="The flat", until="2025-03-02",
                          by="magistrate", day="2025-02-27"),
        ev.MeasureExecuted(measure="search", by="police-officer", day="2025-03-01",
                           remarks=("Ben slept.",)),
        ev.ItemListed(item="phone", kind="device", title="A telephone", measure="search",
                      owner="anna", by="police-officer", day="2025-03-01"),
        ev.ItemListed(item="laptop", kind="device", title="A computer", measure="search",
                      owner="ben", by="police-officer", day="2025-03-01"),
        ev.NoticeGiven(measure="search", persons=("anna", "ben"), by="magistrate",
                       day="2025-03-02"),
        ev.LookTaken(at="bank", persons=("anna",), purpose="To write the notice",
                     by="clerk", day="2025-03-02"),
        ev.DecisionTaken(measures=("bank",), outcome="proceed", reasons="It is needed.",
                         by="magistrate", day="2025-03-03"),
        ev.HoldPlaced(hold="hld", on="person", of="anna", why="A question is open.",
                      by="asylum-officer", day="2025-03-04"),
    ]  # fmt: skip


def follows_for_ben() -> dict[int, list[ev.AnyEvent]]:
    """What is in the record more if Ben is protected: after so many events of the case."""
    officer: Role = "asylum-officer"
    return {
        4: [
            ev.ProtectionStated(protection="pro", person="ben", kind="refugee-status",
                                against="XA", register="register", by="asylum-officer",
                                day="2020", known={"magistrate": "2025-02-03"}),
            ev.Screened(person="ben", registers=("register",), result="hit", found=("pro",),
                        by="magistrate", day="2025-02-03"),
            ev.HoldPlaced(hold="held", on="measure", of="search", why="He is protected.",
                          by="asylum-officer", day="2025-02-03"),
            ev.Referred(measures=("search",), to="register", by="magistrate", day="2025-02-04"),
        ],
        5: [
            ev.FactStated(fact="covers(req, pro)", value="yes", said_by="register",
                          by="asylum-officer", day="2025-02-05"),
            ev.FactStated(fact="asylum-asked(search)", value="yes", said_by="the file",
                          by="magistrate", day="2025-02-05"),
            ev.RelationStated(relation="household", person="ben", to="anna",
                              by="population-register", day="2025-02-05"),
            ev.QuestionAsked(fact="refugee(req, ben)", to=officer, by="magistrate",
                             day="2025-02-05"),
            ev.OpinionGiven(opinion="opn", on=(MeasureOpinion(measure="search",
                            view="objects"),), points=("Ben is protected.",),
                            by="asylum-officer", day="2025-02-06"),
            ev.LookTaken(at="opn", purpose="To answer it", by="magistrate", day="2025-02-07"),
            ev.LookTaken(at="search", persons=("anna", "ben"), purpose="To give an opinion",
                         by="asylum-officer", day="2025-02-06"),
            ev.OpinionAnswered(opinion="opn", answers=("Noted.",), by="magistrate",
                               day="2025-02-08"),
            ev.DecisionTaken(measures=("search",), outcome="proceed",
                             reasons="Ben's status is noted.", by="magistrate", day="2025-02-09"),
            ev.FindingMade(fact="motivated(req)", value="no", reasons="No.", by="magistrate",
                           day="2025-02-09"),
            ev.HoldLifted(hold="held", reasons="It was answered.", by="asylum-officer",
                          day="2025-02-10"),
            ev.ActIntended(intent="int", to="search", digest="0" * 64, by="magistrate",
                           day="2025-02-10"),
            ev.FactStated(fact="lawyer(anna)", value="no", said_by="The family", by=officer),
            ev.FactStated(fact="asylum-asked(bank)", value="yes", said_by="file", by="clerk"),
            ev.ListDeclared(list="protections(anna)", by="magistrate"),
            ev.QuestionAsked(fact="lawyer(anna)", to=officer, by="magistrate"),
            ev.QuestionAnswered(fact="lawyer(anna)", value="no", by=officer),
            ev.TransmissionSent(measure="search", recipient="XA", by=officer),
        ],
        7: [
            ev.ClearanceRevoked(clearance="clr", reasons="Ben is protected.", by="court",
                                day="2025-02-28"),
        ],
        11: [
            ev.IncidentOpened(title="He was protected.", measure="search", by="overseer",
                              day="2025-03-03"),
            ev.OppositionFiled(measure="search", title="By Ben's counsel", by="defence",
                               day="2025-03-03"),
            ev.FreezeRequested(request="req", title="Stop", by="defence", day="2025-03-03"),
            ev.SignalStated(signal="sig", kind="plot", requests=("req",), persons=("ben",),
                            title="A plot", by="asylum-officer", day="2025-03-03"),
            ev.SignalStated(signal="sig2", kind="ngo-warning", requests=("req",),
                            title="A warning", by="asylum-officer", day="2025-03-03"),
            ev.QuestionAsked(fact="asylum-asked(bank)", to="clerk", by="magistrate"),
        ],
    }  # fmt: skip


def with_protection() -> list[ev.AnyEvent]:
    """The case in which Ben is protected, and what follows from it."""
    follows, found = follows_for_ben(), list[ev.AnyEvent]()
    for done, event in enumerate(the_case()):
        found += follows.get(done, [])
        found.append(event)
    return found


def opened(bundle: Bundle) -> list[dict[str, list[str]]]:
    """What a bundle opens, entry by entry: the values of each field."""
    return [
        {
            name: [part.value for part in field.parts if part.value is not None]
            for name, field in shown.fields.items()
        }
        for shown in bundle.disclosure.entries
    ]
