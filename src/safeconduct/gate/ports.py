"""What the gate asks of others: interfaces that files, other nodes and the blind check fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from safeconduct.case.events import AnyEvent
from safeconduct.case.state import State


@dataclass(frozen=True)
class Resident:
    """A person as the population register of the executing state knows them."""

    number: str
    """The number under which the register knows the person."""
    names: tuple[str, ...]
    born: str
    """The full birth date, as in 1974-03-12."""
    household: tuple[str, ...] = ()
    """The numbers of those who live at the same address."""
    citizen_of: tuple[str, ...] = ()


class PopulationRegister(Protocol):
    """The register in which persons are identified exactly."""

    def by_number(self, number: str) -> Resident | None:
        """Who has this number."""

    def find(self, name: str, born: str) -> list[Resident]:
        """Everybody who bears this name, born within this partial date."""


class NoPopulationRegister:
    """None is connected: nobody can be identified in it."""

    def by_number(self, number: str) -> Resident | None:  # noqa: ARG002
        """Nobody."""
        return None

    def find(self, name: str, born: str) -> list[Resident]:  # noqa: ARG002
        """Nobody."""
        return []


@dataclass(frozen=True)
class Identity:
    """What a register is asked about: an identified person, or what is known of one who is not."""

    number: str
    names: tuple[str, ...]
    born: str
    citizen_of: tuple[str, ...] = ()
    exact: bool = True
    """Whether the person is identified."""


Answer = Literal["refer", "none", "too-little"]
"""The register has somebody; it has nobody; it cannot tell from so little."""


class Check(Protocol):
    """Asks one register whether it protects somebody. The blind check fills it later."""

    @property
    def register(self) -> str:
        """The name of the register."""

    def ask(self, who: Identity, requesting_state: str) -> Answer:
        """Whether the register protects the person. Raises `Unreachable`."""

    def mark(self, who: Identity) -> str:
        """A text that changes with what the register holds on the person. Raises `Unreachable`."""

    def epoch(self) -> str:
        """A text that changes whenever the register may answer otherwise than before.

        Raises `Unreachable`.
        """


class Unreachable(Exception):
    """The register did not answer. No answer is a hold."""


class NotTold(Exception):
    """Word did not reach whoever answers for a role; it is tried again."""


class Teller(Protocol):
    """Brings word outside the gate to a role: that it has to sign in, and nothing of any case."""

    def tell(self, role: str) -> None:
        """Bring it. Nothing is done for a role without an address. Raises `NotTold`."""


class NoTeller:
    """Nobody is told outside the gate; lists inside show what is overdue."""

    def tell(self, role: str) -> None:
        """Nothing happens."""


class RegisterDesk(Protocol):
    """Tells a register's authority what concerns it: referrals, and each later step."""

    def told(self, register: str, case: str, event: AnyEvent) -> None:
        """Put it on the register's desk, in the transaction that writes the event."""

    def changed(
        self, register: str, case: str, before: Sequence[AnyEvent],
        events: Sequence[AnyEvent], state: State,
    ) -> None:  # fmt: skip
        """A case in which something was put before the register has changed.

        `before`: its events until then; `events`: all of them, which add up to `state`. For a
        desk elsewhere, which has to be shown the matter anew.
        """


class NoDesk:
    """Nobody is told."""

    def told(self, register: str, case: str, event: AnyEvent) -> None:
        """Nothing happens."""

    def changed(
        self, register: str, case: str, before: Sequence[AnyEvent],
        events: Sequence[AnyEvent], state: State,
    ) -> None:  # fmt: skip
        """Nothing happens."""
