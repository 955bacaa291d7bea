"""A register in a node of its own: which registers it answers for, and how it writes and tells."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hmac import digest
from typing import Protocol

from safeconduct.policy.actor import Actor

Note = Callable[[str, str], None]
"""Notes in the node's own record that something was done: what, and in which words."""


class Book(Protocol):
    """The node's own record, as acts at a register's desk write to it."""

    def writing(self, actor: Actor) -> AbstractContextManager[Note]:
        """One transaction of the actor's, in which what is noted and what is done go together."""


@dataclass(frozen=True)
class RegisterNode:
    """Everything that a register's desk needs besides the database."""

    registers: tuple[str, ...]
    book: Book
    secret: bytes

    def officer(self, gate: str, account: str) -> str:
        """What an officer is called towards a gate: another name towards each."""
        return digest(self.secret, f"officer\0{gate}\0{account}".encode(), "sha256")[:8].hex()


_installed: list[RegisterNode] = []


def install(node: RegisterNode | None) -> None:
    """Make this the register's node that the process runs; None: it runs none."""
    _installed[:] = [node] if node else []


def installed() -> RegisterNode | None:
    """The register's node that this process runs, if it runs one."""
    return _installed[0] if _installed else None


def current() -> RegisterNode:
    """The same, where there has to be one."""
    if not _installed:
        raise RuntimeError("this process runs no register; the server or a test installs one")
    return _installed[0]
