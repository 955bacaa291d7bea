"""The node that this process runs: its record, its rulebook, its day, its outside connections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from safeconduct.case.eventbase import OutwardLanguage
from safeconduct.case.roles import ROLES, Role
from safeconduct.gate import away
from safeconduct.gate.ports import (
    Check,
    NoDesk,
    NoPopulationRegister,
    NoTeller,
    PopulationRegister,
    RegisterDesk,
    Teller,
)
from safeconduct.law.rulebook import Rulebook
from safeconduct.policy import clock
from safeconduct.policy.budgets import Budgets
from safeconduct.policy.standing import guard
from safeconduct.record.acts import Acts
from safeconduct.record.evidence import Evidence
from safeconduct.record.jws import SigningKey
from safeconduct.record.record import Record
from safeconduct.release.adapters import Adapter


def _no_key() -> SigningKey:
    raise RuntimeError("this node was not given a key for clearances")


@dataclass(frozen=True)
class Recipient:
    """Where messages to a requesting state go."""

    state: str
    name: str
    """The authority, as clearances name it."""
    language: OutwardLanguage
    adapter: Adapter


@dataclass
class Node:
    """Everything a command needs besides the database."""

    name: str
    executing_state: str
    profile: str | None
    record: Record
    evidence: Evidence
    rulebook: Callable[[], Rulebook]
    """The rulebook that is active now."""
    releases: Path
    """The folder in which releases of the rulebook are kept (`books`)."""
    secret: bytes
    """Makes pseudonyms of persons, so that the index of persons holds no numbers."""
    pseudonyms: bytes = b""
    """The key of what requests are called towards nodes that were told of none."""
    roles: frozenset[Role] = frozenset(ROLES)  # type: ignore[arg-type]
    """The roles that somebody can hold here; at a register's node there are three."""
    today: Callable[[], date] = date.today
    rehearsal: bool = False
    """Whether nothing is real here: the day is set by hand, and links sign people in."""
    acts: Callable[[], Acts | None] = lambda: None
    """Has acts that open something witnessed; None where nobody is named to witness them."""
    quorum: Callable[[], str] = str
    """The text of the policy that names them, as the verifier takes it; empty: there is none."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The moment, with its zone; `now` puts it on the gate's own day."""
    budgets: Budgets = field(default_factory=Budgets)
    """How many persons one account may reach."""
    keep_years: int = 10
    """For how many years after its last event a closed case is kept, if nobody orders otherwise."""
    samples_a_month: int = 10
    """How many measures are drawn by lot each month, for the overseer to look at again."""
    population: PopulationRegister = field(default_factory=NoPopulationRegister)
    checks: tuple[Check, ...] = ()
    """Every connected register; all of them have to answer."""
    desk: RegisterDesk = field(default_factory=NoDesk)
    """Where the registers hear of referrals to them, and of each later step."""
    teller: Teller = field(default_factory=NoTeller)
    """Brings word outside the gate to a role to which something was escalated."""
    overseers: Callable[[], Sequence[str]] = tuple
    """The nodes of oversight bodies that hear of what is done here."""
    emergency_provisions: tuple[str, ...] = ()
    """Provisions under which an act may be ordered outside the gate; numbers name these alone."""

    zone: tzinfo = UTC
    """Of the clocks in the executing state: reports tell hours by them."""
    signing: Callable[[], SigningKey] = _no_key
    """The key that signs clearances."""
    recipients: tuple[Recipient, ...] = ()
    """The ways to requesting states, one a state."""
    objections: Callable[[str, str, str, str], list[str]] = lambda *_: []
    """Asks every other node that may hold a request (case, request, measure, requesting state) and
    gives why it stands still. Outside of any transaction."""

    def recipient(self, state: str) -> Recipient | None:
        """Whom messages to a state go to."""
        return next((one for one in self.recipients if one.state == state), None)

    def now(self) -> datetime:
        """The moment, in UTC, on the node's own day: a rehearsal sets the day, never the hour."""
        local, today = self.clock().astimezone(), self.today()
        if local.date() != today:
            local = datetime.combine(today, local.timetz())
        return local.astimezone(UTC)


_installed: list[Node] = []


def install(node: Node) -> None:
    """Make this the node that the process runs."""
    _installed[:] = [node]
    clock.use(_today)
    guard(away.refuse)


def _today() -> date:
    return current().today()


def current() -> Node:
    """The node that this process runs."""
    if not _installed:
        raise RuntimeError("no node is installed; the server or a test does that first")
    return _installed[0]
