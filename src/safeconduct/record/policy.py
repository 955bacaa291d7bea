"""Who has to cosign a checkpoint before an act may take effect: C2SP tlog-policy. Pure.

    log gate.example+c74f20a3+AQ…
    witness oversight oversight.example+… https://oversight.example/
    witness standby …
    witness bar …
    witness court …
    group overseers any oversight standby
    group bench any bar court
    group both all overseers bench
    quorum both

The log itself never counts: a witness with a log's key, or with its name, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from safeconduct.record.keys import COSIGNER, LOG, BadKey, PublicKey
from safeconduct.record.note import BadNote, SignedCheckpoint

MAX_LINES = 1000

_NUMBER = re.compile(r"[1-9][0-9]{0,3}\Z")


class BadPolicy(ValueError):
    """A policy that cannot be used; the message names the line and says what would be right."""


@dataclass(frozen=True)
class Witness:
    """Somebody who may cosign: its name in the policy, its key, where to ask it (may be empty)."""

    label: str
    key: PublicKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """So many of these have to cosign."""

    need: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """The logs that it holds for, the witnesses, and which of them are enough."""

    logs: tuple[PublicKey, ...]
    witnesses: tuple[Witness, ...]
    groups: dict[str, Group]
    quorum: str

    def enough(self, cosigners: Collection[PublicKey]) -> bool:
        """Whether these cosigners are a quorum. A policy without witnesses is never met."""
        met = {w.label: w.key in cosigners for w in self.witnesses}
        for name, group in self.groups.items():
            met[name] = sum(met[member] for member in group.members) >= group.need
        return met.get(self.quorum, False)

    def keys(self) -> list[PublicKey]:
        """The keys of the witnesses."""
        return [witness.key for witness in self.witnesses]

    def cosigners(self, signed: SignedCheckpoint) -> dict[PublicKey, int]:
        """Which witnesses cosigned a checkpoint, and when; raises `BadNote` on a forged one."""
        found = signed.signed_by(self.keys())
        return {key: time for key, time in found.items() if time is not None}

    def check(self, signed: SignedCheckpoint) -> dict[PublicKey, int]:
        """The cosigners of a checkpoint that a log and a quorum signed; raises `BadNote`."""
        if not any(key.name == signed.checkpoint.origin for key in self.logs):
            raise BadNote(f"the policy does not know the log {signed.checkpoint.origin}")
        if not any(_signed(signed, key) for key in self.logs):
            raise BadNote(f"{signed.checkpoint.origin} has not signed this checkpoint")
        found = self.cosigners(signed)
        if not self.enough(found):
            names = ", ".join(key.name for key in found) or "nobody"
            raise BadNote(f"cosigned by {names}: that is not enough for '{self.quorum}'")
        return found


NOBODY = Policy((), (), {}, "none")
"""A policy without witnesses, which is never met: for a node that has none yet."""


def _signed(signed: SignedCheckpoint, key: PublicKey) -> bool:
    return key.name == signed.checkpoint.origin and key in signed.signed_by([key])


def read(text: str) -> Policy:
    """The policy in a file; raises `BadPolicy` with the number of the line."""
    reader = _Reader()
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise BadPolicy(f"a policy has at most {MAX_LINES} lines")
    for number, line in enumerate(lines, 1):
        if any(ord(c) < 32 and c != "\t" for c in line):
            raise BadPolicy(f"line {number} holds a control character; lines end with LF alone")
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            reader.line(words)
        except (BadPolicy, BadKey) as error:
            raise BadPolicy(f"line {number}: {error}") from None
    return reader.done()


class _Reader:
    def __init__(self) -> None:
        self.logs: list[PublicKey] = []
        self.witnesses: list[Witness] = []
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum = ""

    def line(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self.log(PublicKey.read(key))
            case ["witness", label, key]:
                self.witness(Witness(label, PublicKey.read(key)))
            case ["witness", label, key, url]:
                self.witness(Witness(label, PublicKey.read(key), url))
            case ["group", label, need, *members]:
                self.group(label, need, members)
            case ["quorum", label]:
                self.set_quorum(label)
            case _:
                raise BadPolicy(
                    "a line reads 'log KEY', 'witness NAME KEY [URL]', "
                    "'group NAME all|any|NUMBER NAME…' or 'quorum NAME'"
                )

    def log(self, key: PublicKey) -> None:
        if key.type == COSIGNER:
            raise BadPolicy(f"the key of {key.name} is a witness's, not a log's")
        if key.raw in {k.raw for k in self.logs}:
            raise BadPolicy(f"the key of {key.name} stands here twice")
        self.logs.append(key)

    def witness(self, witness: Witness) -> None:
        self.unused(witness.label)
        if witness.key.type == LOG:
            raise BadPolicy(f"the key of {witness.key.name} is a log's, not a witness's")
        if witness.key.raw in {w.key.raw for w in self.witnesses}:
            raise BadPolicy(f"the key of {witness.key.name} stands here twice")
        self.witnesses.append(witness)

    def group(self, label: str, need: str, members: list[str]) -> None:
        self.unused(label)
        for member in members:
            if member not in self.labels():
                raise BadPolicy(f"'{member}' is not defined above")
            if member in self.members:
                raise BadPolicy(f"'{member}' is in a group already; each counts once")
            self.members.add(member)
        count = {"all": len(members), "any": 1}.get(need)
        if count is None:
            count = int(need) if _NUMBER.match(need) else 0
        if not 1 <= count <= len(members):
            raise BadPolicy(f"'{need}' of {len(members)}: write all, any, or 1 to {len(members)}")
        self.groups[label] = Group(count, tuple(members))

    def set_quorum(self, label: str) -> None:
        if self.quorum:
            raise BadPolicy("there is one quorum line")
        if label != "none" and label not in self.labels():
            raise BadPolicy(f"'{label}' is not defined above")
        self.quorum = label

    def labels(self) -> Iterable[str]:
        return [*(w.label for w in self.witnesses), *self.groups]

    def unused(self, label: str) -> None:
        if label == "none" or label in self.labels():
            raise BadPolicy(f"'{label}' is taken; each witness and group has a name of its own")

    def done(self) -> Policy:
        if not self.quorum:
            raise BadPolicy("the policy has no line 'quorum NAME'")
        for witness in self.witnesses:
            for log in self.logs:
                if witness.key.raw == log.raw or witness.key.name == log.name:
                    raise BadPolicy(f"{log.name} cannot be its own witness")
        return Policy(tuple(self.logs), tuple(self.witnesses), self.groups, self.quorum)
