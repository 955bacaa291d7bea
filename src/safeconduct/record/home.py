"""A node's folder: its name, database, keys, the quorum it needs, the logs that it witnesses.

    record.toml     the settings, with a remark for each
    policy.txt      who has to cosign (C2SP tlog-policy); without it nothing can open
    keys/           secret keys, one a file; nobody else may read them
    record.db       the database, if it is SQLite
    cosigned.txt    the last checkpoint that a quorum cosigned
    evidence/       alarms

Back up the database and the keys apart from each other, and never bring `cosigned.txt` back to an
older state: it is how the node notices that its database was rolled back.
"""

from __future__ import annotations

import fcntl
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from os import urandom
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.record import policy as policies
from safeconduct.record.checkpointer import Checkpointer
from safeconduct.record.database import Database, connect
from safeconduct.record.evidence import Evidence
from safeconduct.record.files import write_atomically
from safeconduct.record.keys import (
    COSIGNER,
    COSIGNER_MLDSA,
    LOG,
    BadKey,
    PublicKey,
    SecretKey,
    check_name,
)
from safeconduct.record.log import Log
from safeconduct.record.peers import Peer
from safeconduct.record.perthread import PerThread
from safeconduct.record.record import Record
from safeconduct.record.schema import add_log, create
from safeconduct.record.seal import KEY_SIZE, PayloadKeys
from safeconduct.record.witness import Witness, Witnessed

SETTINGS = "record.toml"
POLICY = "policy.txt"
_TURN = 0x5AFEC1


class BadHome(Exception):
    """The folder cannot be used; the message names the file and says what would be right."""


class WitnessedLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another node's log that this one witnesses."""

    key: str
    mirror: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `record.toml` says."""

    name: str
    database: str = "sqlite:record.db"
    mirrors: tuple[str, ...] = ()
    witnessed: tuple[WitnessedLog, ...] = ()


_TEMPLATE = """\
# What this node is called, by everybody and for good: its log and its keys bear the name.
name = {name}

# sqlite:FILE (in this folder) or postgresql://…
database = {database}

# Which witnesses of policy.txt are sent the entries as well (not what they say): the overseers.
mirrors = []

# The logs of other nodes that this one witnesses: their public keys ('safeconduct record keys'
# prints them), and whether this node keeps a copy of their entries.
# [[witnessed]]
# key = "gate.example+c74f20a3+AQ…"
# mirror = true
"""


def start(
    folder: Path, name: str, database: str = "sqlite:record.db", *, ml_dsa: bool = False
) -> Home:
    """Make a node's folder, its keys and its tables; raises `BadHome`.

    `ml_dsa`: with keys of ML-DSA-44 beside those of Ed25519; both sign.
    """
    try:
        check_name(name)
    except BadKey as error:
        raise BadHome(str(error)) from None
    if (folder / SETTINGS).exists():
        raise BadHome(f"{folder / SETTINGS} exists already; nothing was changed")
    kept = folder / "keys" / "log"
    if kept.exists() and f"PRIVATE+KEY+{name}+" not in kept.read_text(encoding="utf-8"):
        raise BadHome(f"{kept} is the key of another node; nothing was changed")
    (folder / "keys").mkdir(parents=True, exist_ok=True)
    (folder / "keys").chmod(0o700)
    opened = connect(_address(folder, database))
    try:
        create(opened, name)
    finally:
        opened.close()
    if database.startswith("sqlite:"):
        # What SQLite puts beside it later has the same mode.
        Path(_address(folder, database).removeprefix("sqlite:")).chmod(0o600)
    later = [COSIGNER_MLDSA] if ml_dsa else []
    for file, lines in (
        ("log", [SecretKey.new(name, type_).line() for type_ in (LOG, *later)]),
        ("witness", [SecretKey.new(f"{name}/witness", t).line() for t in (COSIGNER, *later)]),
        ("payload", [urandom(KEY_SIZE).hex()]),
        ("pseudonym", [urandom(KEY_SIZE).hex()]),
    ):
        # Keys that are there stay: without them nobody could read what they sealed.
        if not (folder / "keys" / file).exists():
            text = "".join(f"{line}\n" for line in lines)
            write_atomically(folder / "keys" / file, text.encode())
    # Last, so that a start that failed can be made again. An address may hold a password.
    settings = _TEMPLATE.format(name=quoted(name), database=quoted(database))
    write_atomically(folder / SETTINGS, settings.encode())
    return Home(folder)


def quoted(text: str) -> str:
    """A text as a string of TOML; it differs from JSON in one sign only (TOML 1.0, string)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _address(folder: Path, database: str) -> str:
    """The address of a database; the file of an SQLite one is in the folder."""
    if database.startswith("sqlite:"):
        return f"sqlite:{folder / database.removeprefix('sqlite:')}"
    return database


class Home:
    """An opened folder."""

    def __init__(self, folder: Path) -> None:
        """Read the settings; raises `BadHome`."""
        self.folder = folder
        self.settings = self._settings()
        self.evidence = Evidence(folder / "evidence")
        self.databases = PerThread(self.connect)

    def _settings(self) -> Settings:
        file = self.folder / SETTINGS
        try:
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
            return msgspec.convert(raw, Settings)
        except FileNotFoundError:
            raise BadHome(
                f"{self.folder} is no record's folder; 'safeconduct record start' makes one"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadHome(f"{file} cannot be read: {error}") from None
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise BadHome(f"{file}: {error}") from None

    def connect(self) -> Database:
        """A new connection to the node's database; raises `DatabaseError`."""
        return connect(self.address)

    @property
    def address(self) -> str:
        """The address of the node's database."""
        return _address(self.folder, self.settings.database)

    @property
    def seen(self) -> Path:
        """The file with the last checkpoint that a quorum cosigned."""
        return self.folder / "cosigned.txt"

    # Keys

    def log_keys(self) -> list[SecretKey]:
        """The keys that sign the node's checkpoints, all of them each; raises `BadHome`."""
        return self._signing("log")

    def witness_keys(self) -> list[SecretKey]:
        """The keys that cosign other nodes' checkpoints, all of them each; raises `BadHome`."""
        return self._signing("witness")

    def pseudonym_key(self) -> bytes:
        """The key that a request's pseudonyms come from; raises `BadHome`."""
        return self._hex("pseudonym")[0]

    def payload_keys(self) -> PayloadKeys:
        """The keys of what entries say; raises `BadHome`."""
        return PayloadKeys(self._hex("payload"))

    def record(self) -> Record:
        """The node's record, with the keys to its payloads; raises `BadHome`."""
        return Record(self.payload_keys())

    def _signing(self, file: str) -> list[SecretKey]:
        try:
            return [SecretKey.read(line) for line in self._key(file)]
        except BadKey as error:
            raise BadHome(f"{self.folder / 'keys' / file}: {error}") from None

    def _hex(self, file: str) -> list[bytes]:
        try:
            keys = [bytes.fromhex(line) for line in self._key(file)]
        except ValueError:
            keys = []
        if not keys or any(len(key) != KEY_SIZE for key in keys):
            path = self.folder / "keys" / file
            raise BadHome(f"{path}: each line holds {KEY_SIZE} bytes in hexadecimal")
        return keys

    def _key(self, file: str) -> list[str]:
        path = self.folder / "keys" / file
        try:
            lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
        except (OSError, UnicodeDecodeError) as error:
            raise BadHome(f"{path} cannot be read: {error}") from None
        if not lines:
            raise BadHome(f"{path} is empty")
        return lines

    # Witnesses, on both sides

    def policy_text(self) -> str:
        """What `policy.txt` says; empty where there is none. Raises `BadHome`."""
        file = self.folder / POLICY
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise BadHome(f"{file}: {error}") from None

    def policy(self) -> policies.Policy:
        """The quorum that this node needs; raises `BadHome`."""
        file = self.folder / POLICY
        try:
            found = policies.read(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise BadHome(
                f"{file} is missing: it says who has to cosign (docs/record.md)"
            ) from None
        except (OSError, UnicodeDecodeError, policies.BadPolicy) as error:
            raise BadHome(f"{file}: {error}") from None
        own = {key.public.raw for key in (*self.log_keys(), *self.witness_keys())}
        for witness in found.witnesses:
            if witness.key.raw in own:
                raise BadHome(f"{file}: '{witness.label}' is this node; it never counts itself")
        for label in self.settings.mirrors:
            if label not in {witness.label for witness in found.witnesses}:
                raise BadHome(
                    f"{self.folder / SETTINGS}: mirrors: no witness '{label}' in {POLICY}"
                )
        return found

    def checkpointer(self, policy: policies.Policy | None = None) -> Checkpointer:
        """The worker that signs this node's log and has it cosigned; raises `BadHome`.

        `policy`: another than that of the folder.
        """
        found = self.policy() if policy is None else policy
        peers = [
            Peer(witness, witness.label in self.settings.mirrors)
            for witness in found.witnesses
            if witness.url
        ]
        return Checkpointer(
            self.databases, self.log_keys(), found, peers, self.evidence,
            self.seen, self.turn,
        )  # fmt: skip

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other process of this node signs checkpoints, and keep the others out."""
        if self.settings.database.startswith("sqlite:"):
            with (self.folder / "checkpoints.lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
            return
        database = self.databases.get()
        database.execute("SELECT pg_advisory_lock(%s)", [_TURN])
        try:
            yield
        finally:
            database.execute("SELECT pg_advisory_unlock(%s)", [_TURN])

    def witness(self) -> Witness:
        """The witness of other nodes' logs; raises `BadHome`."""
        database = self.databases.get()
        logs = []
        for row in self.settings.witnessed:
            key = self._public(row.key)
            with database.transaction():
                number = add_log(database, key.name)
            logs.append(Witnessed(key, number, row.mirror))
        return Witness(self.witness_keys(), logs, self.evidence)

    def trust(self, line: str, mirror: bool) -> str:
        """Add a log to those that are witnessed here; gives its name. Raises `BadHome`."""
        try:
            key = PublicKey.read(line)
        except BadKey as error:
            raise BadHome(str(error)) from None
        if key.type == COSIGNER:
            raise BadHome(f"that is the key with which {key.name} witnesses, not its log's")
        if any(self._public(row.key).name == key.name for row in self.settings.witnessed):
            raise BadHome(f"{key.name} is witnessed here already")
        file = self.folder / SETTINGS
        row = f"\n[[witnessed]]\nkey = {quoted(str(key))}\nmirror = {str(mirror).lower()}\n"
        text = file.read_text(encoding="utf-8").rstrip("\n") + "\n"
        write_atomically(file, (text + row).encode())
        return key.name

    def mirrors(self) -> dict[str, tuple[PublicKey, Log]]:
        """The logs whose entries this node keeps, by name; raises `BadHome`."""
        database = self.databases.get()
        found: dict[str, tuple[PublicKey, Log]] = {}
        for row in self.settings.witnessed:
            key = self._public(row.key)
            number: Any = database.execute(
                "SELECT log FROM record_log WHERE origin = %s", [key.name]
            ).fetchone()
            if row.mirror and number:
                found[key.name] = key, Log(database, int(number[0]))
        return found

    def _public(self, line: str) -> PublicKey:
        try:
            return PublicKey.read(line)
        except BadKey as error:
            raise BadHome(f"{self.folder / SETTINGS}: witnessed: {error}") from None

    def close(self) -> None:
        """Close the database's connections."""
        self.databases.close()
