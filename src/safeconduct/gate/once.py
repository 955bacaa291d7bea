"""A command that is sent again because its answer was lost is not carried out again.

Whoever sends a command can name it (`Idempotency-Key` in the API). The name is kept in the
transaction that carries the command out, so that it is known exactly if the command was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

from safeconduct.gate.errors import Refused, Wrong
from safeconduct.gate.models import Receipt
from safeconduct.record.database import Connection

_LONGEST = 200
_TURN = 0x5AFEC3
"""The first key of PostgreSQL's advisory locks between commands of one name."""
_name: ContextVar[str] = ContextVar("name of the command", default="")


class AlreadyDone(Refused):
    """The command was carried out before under this name."""

    def __init__(self, receipt: Receipt) -> None:
        """`made`: the ids of what it made; `versions`: the cases it changed, as they were then."""
        self.made: list[str] = list(receipt.made)
        self.versions: Mapping[str, int] = dict(receipt.versions)
        super().__init__("this was done before, under the same name; nothing was done again")


@contextmanager
def named(account: str, name: str) -> Iterator[None]:
    """The changes in the block belong to a command of this name (none: an empty text)."""
    token = _name.set(hashed(account, name) if name else "")
    try:
        yield
    finally:
        _name.reset(token)


def begin(account: str, name: str) -> None:
    """What follows in this request belongs to a command of this name. Raises `Wrong`."""
    if len(name) > _LONGEST:
        raise Wrong(f"Idempotency-Key: has more than {_LONGEST} characters")
    _name.set(hashed(account, name) if name else "")


def hashed(account: str, name: str) -> str:
    """The key of a receipt; two accounts' names never meet."""
    return sha256(f"{account}\0{name}".encode()).hexdigest()


def name() -> str:
    """The key of the receipt that the command under way will have; empty if it bears no name."""
    return _name.get()


def forget() -> None:
    """What follows bears no name."""
    _name.set("")


def refuse_again(connection: Connection) -> None:
    """Go on only if the command was not carried out before; raises `AlreadyDone`."""
    if not _name.get():
        return
    if connection.vendor == "postgresql":
        # The same command, sent twice at once, waits for itself.
        turn = int.from_bytes(bytes.fromhex(_name.get()[:8]), "big", signed=True)
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURN, turn])
    found = Receipt.objects.filter(pk=_name.get()).first()
    if found is not None:
        raise AlreadyDone(found)


def keep(versions: Mapping[str, int], made: list[str]) -> None:
    """In the transaction of the change: this command is done now."""
    if _name.get():
        Receipt.objects.create(id=_name.get(), versions=dict(versions), made=made)
