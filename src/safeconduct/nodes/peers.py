"""The other nodes that this one knows, in the file `peers.toml` of its folder.

Nobody else is listened to. The file is read anew when it changes, so that removing a peer counts
at once in every process of the node.
"""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from safeconduct.record.files import write_atomically
from safeconduct.record.home import BadHome, quoted
from safeconduct.record.jws import BadKey, VerifyingKey
from safeconduct.record.pinned import pool

FILE = "peers.toml"
Kind = Literal["gate", "register", "oversight", "bar"]
KINDS: tuple[str, ...] = get_args(Kind)
BUDGET = 200
PERSONS = 1000


class Peer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Another node, and who vouches for it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    kind: Kind
    url: str
    key: str
    """Its public message key, a JWK."""
    pin: str = ""
    """SHA-256 of its TLS certificate, in hexadecimal; none over plain HTTP on this machine."""
    registers: tuple[str, ...] = ()
    """Of a register's node: the registers that it answers for."""
    vouched_by: str = ""
    admitted: str = ""
    referral_budget: Annotated[int, msgspec.Meta(ge=0)] = BUDGET
    """How many of its messages are taken in 24 hours."""
    persons_budget: Annotated[int, msgspec.Meta(ge=0)] = PERSONS
    """Of a gate: about how many different persons a register answers it in 24 hours."""

    @cached_property
    def verifying(self) -> VerifyingKey:
        """The key that its signatures are checked with."""
        return VerifyingKey.read(self.key)

    @property
    def talks(self) -> bool:
        """Whether it takes messages; a bar's node is a witness and nothing else."""
        return self.kind != "bar"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    peer: tuple[Peer, ...] = ()


class Peers:
    """The peers in a node's folder, as they are now."""

    def __init__(self, folder: Path, own: str) -> None:
        """`own`: the node's own name."""
        self.file, self._own = folder / FILE, own
        self._read_at: tuple[int, int, int] | None = None
        self._known: dict[str, Peer] = {}

    def all(self) -> dict[str, Peer]:
        """Every peer by its name. Raises `BadHome`."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            self._read_at, self._known = None, {}
            return {}
        state = found.st_mtime_ns, found.st_size, found.st_ino
        if state != self._read_at:
            # In this order: another thread may see the old peers once more, never half of the new.
            self._known = load(self.file, self._own)
            self._read_at = state
        return self._known

    def get(self, name: str) -> Peer | None:
        """The peer of this name, if there is one. Raises `BadHome`."""
        return self.all().get(name)

    def talking(self) -> list[Peer]:
        """Those that take messages. Raises `BadHome`."""
        return [peer for peer in self.all().values() if peer.talks]


def load(file: Path, own: str) -> dict[str, Peer]:
    """The peers in a file, by name. Raises `BadHome`."""
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File).peer
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadHome(f"{file} cannot be read: {error}") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadHome(f"{file}: {error}") from None
    try:
        for peer in found:
            _check(peer, own)
        if len({peer.name for peer in found}) < len(found):
            raise ValueError("two peers have the same name")
        if len({peer.verifying.kid for peer in found}) < len(found):
            raise ValueError("two peers have the same key; each node has one of its own")
    except (ValueError, BadKey) as error:
        raise BadHome(f"{file}: {error}") from None
    return {peer.name: peer for peer in found}


def _check(peer: Peer, own: str) -> None:
    if peer.name == own:
        raise ValueError(f"'{own}' is this node; it is no peer of its own")
    try:
        pool(peer.url, peer.pin)
    except ValueError as error:
        raise ValueError(f"peer '{peer.name}': url and pin: {error}") from None
    try:
        _ = peer.verifying
    except BadKey as error:
        raise ValueError(f"peer '{peer.name}': key: {error}") from None
    if bool(peer.registers) != (peer.kind == "register"):
        raise ValueError(
            f"peer '{peer.name}': a node of kind 'register' names the registers that it answers "
            "for, and no other does"
        )


def write(file: Path, peers: dict[str, Peer], own: str) -> None:
    """Write a file of peers, if it can be read again. Raises `BadHome`; then it is as before."""
    text = "\n".join(map(_row, peers.values()))
    trial = file.with_name(f".{file.name}.trial")
    try:
        trial.write_text(text, encoding="utf-8")
        load(trial, own)
        write_atomically(file, text.encode(), 0o644)
    except BadHome as error:
        raise BadHome(str(error).replace(str(trial), str(file))) from None
    finally:
        trial.unlink(missing_ok=True)


def _row(peer: Peer) -> str:
    lines = ["[[peer]]"]
    for name in ("name", "kind", "url", "pin", "key"):
        lines.append(f"{name} = {quoted(getattr(peer, name))}")
    if peer.registers:
        lines.append(f"registers = [{', '.join(map(quoted, peer.registers))}]")
    lines.append(f"vouched_by = {quoted(peer.vouched_by)}")
    lines.append(f"admitted = {quoted(peer.admitted)}")
    lines.append(f"referral_budget = {peer.referral_budget}")
    if peer.persons_budget != PERSONS:
        lines.append(f"persons_budget = {peer.persons_budget}")
    return "\n".join(lines) + "\n"
