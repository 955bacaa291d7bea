#!/usr/bin/env python3
"""Checks, offline, what a Safeconduct record discloses. One file; see README.md beside it.

    python verify.py BUNDLE.json --policy POLICY.txt [--earlier CHECKPOINT]...
    python verify.py FILE.tlog-proof --entry ENTRYFILE --policy POLICY.txt
    python verify.py CHECKPOINT --earlier CHECKPOINT [--consistency PROOF] --policy POLICY.txt

Exit status: 0 all that it says is proved; 1 something does not hold, or there was no policy to
hold it to; 2 something could not be read. It trusts the keys in the policy file and nothing in the
bundle. It needs Python 3.11 and the package `cryptography`, and has no code of the program that
makes bundles: it was written from the formats alone (RFC 9162; C2SP signed-note, tlog-checkpoint,
tlog-cosignature, tlog-proof and tlog-policy; docs/disclosure.md).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

FORMAT = "safeconduct-disclosure/1"
FIELDS = ("kind", "actor", "request", "person", "content")
ENTRY_SIZE = 4 + 8 + 32 * len(FIELDS)
BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # printable, says Unicode; one sees none
MAX_SAID = 200
LEEWAY = 300  # seconds by which two honest clocks may differ
LOG, COSIGNER, ML_DSA = 0x01, 0x04, 0x06
KEY_SIZES = {LOG: 32, COSIGNER: 32, ML_DSA: 1312}
PROOF_HEADER = "c2sp.org/tlog-proof@v1"


class Unreadable(Exception):
    """A file is not what it should be. Exit status 2."""


class Wrong(Exception):
    """A file can be read, and something that it claims does not hold. Exit status 1."""


# Reading: whatever is not exactly as it should be is refused


def base64(text: Any, what: str, size: int = 0) -> bytes:
    """The bytes in base64, in its one right form."""
    try:
        raw = b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Unreadable(f"{what} is not base64") from None
    if b64encode(raw).decode() != text or (size and len(raw) != size):
        raise Unreadable(f"{what} is not {size or 'some'} bytes in the right form of base64")
    return raw


def number(text: str, what: str) -> int:
    """A whole number from 0 to 2**63 - 1, without leading zeroes."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) or int(text) >= 2**63:
        raise Unreadable(f"{what} is no number")
    return int(text)


def hashes(lines: list[Any], what: str) -> list[bytes]:
    """A list of hashes; no tree needs more than 64 of them."""
    if len(lines) > 64:
        raise Unreadable(f"{what} has more than 64 hashes")
    return [base64(line, what, 32) for line in lines]


def members(thing: Any, what: str, needed: dict[str, type], more: dict[str, type]) -> list[Any]:
    """The members of a JSON object, all the `needed` and maybe `more`, and no others."""
    if not isinstance(thing, dict):
        raise Unreadable(f"{what} is not an object in braces")
    for name in thing:
        if name not in needed and name not in more:
            raise Unreadable(f"{what} has a member '{name}' that does not belong there")
    found = []
    for name, kind in {**needed, **more}.items():
        if name in needed and name not in thing:
            raise Unreadable(f"{what} has no member '{name}'")
        value = thing.get(name, kind())
        if type(value) is not kind:
            raise Unreadable(f"'{name}' of {what} is not of the right sort")
        found.append(value)
    return found


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which nothing stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise Unreadable("a member stands twice in the same object")
    return dict(pairs)


def parse(text: str, what: str) -> Any:
    """The JSON in a text."""
    try:
        return json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{what} is not JSON: {error}") from None


def utf8(text: str, what: str) -> bytes:
    """The bytes of a text."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Unreadable(f"{what} holds half a character") from None


# Keys and policy (C2SP signed-note, tlog-cosignature, tlog-policy)


class Key(NamedTuple):
    """A public key: whose, of which type."""

    name: str
    type: int
    raw: bytes

    @property
    def id(self) -> bytes:
        described = self.name.encode() + b"\n" + bytes([self.type]) + self.raw
        return sha256(described).digest()[:4]

    def signed(self, raw: bytes, note: Note) -> int | None:
        """When it signed the note (None: it gives no time); raises InvalidSignature."""
        if self.type == LOG:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(raw, note.text.encode())
            return None
        stamp, time = raw[:8], int.from_bytes(raw[:8], "big")
        if self.type == COSIGNER:
            message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
            Ed25519PublicKey.from_public_bytes(self.raw).verify(raw[8:], message)
        else:
            name, origin = self.name.encode(), note.origin.encode()
            if max(len(name), len(origin)) > 255:
                raise InvalidSignature
            message = b"".join([
                b"subtree/v1\n\0", bytes([len(name)]), name, stamp, bytes([len(origin)]), origin,
                bytes(8), note.size.to_bytes(8, "big"), note.root,
            ])  # fmt: skip
            MLDSA44PublicKey.from_public_bytes(self.raw).verify(raw[8:], message)
        return time


def read_key(line: str) -> Key:
    parts = line.split("+", 2)
    if len(parts) != 3 or not parts[0]:
        raise Unreadable(f"'{line[:40]}' is no key; a key is written name+id+key")
    raw = base64(parts[2], f"the key of {parts[0]}")
    if not raw or KEY_SIZES.get(raw[0]) != len(raw) - 1:
        raise Unreadable(f"the key of {parts[0]} is of an unknown type, or not whole")
    key = Key(parts[0], raw[0], raw[1:])
    if key.id.hex() != parts[1]:
        raise Unreadable(f"the key of {key.name} does not fit its id {parts[1]}")
    return key


@dataclass
class Policy:
    """Whose signatures count, and how many are enough."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""

    def enough(self, cosigners: set[Key]) -> bool:
        met = {label: key in cosigners for label, key in self.witnesses.items()}
        for label, (need, inside) in self.groups.items():  # a group names only what is above it
            met[label] = sum(met[name] for name in inside) >= need
        return met.get(self.quorum, False)


def read_policy(text: str) -> Policy:
    policy = Policy()
    for at, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            policy_line(policy, words)
        except (Unreadable, ValueError) as error:
            raise Unreadable(f"line {at} of the policy: {error}") from None
    if not policy.quorum or not policy.logs:
        raise Unreadable("the policy names no log, or has no line 'quorum NAME'")
    own = {key.raw for key in policy.logs} | {key.name for key in policy.logs}
    for key in policy.witnesses.values():
        if key.raw in own or key.name in own:
            raise Unreadable(f"the policy lets {key.name} be its own witness")
    return policy


def policy_line(policy: Policy, words: list[str]) -> None:
    labels = {*policy.witnesses, *policy.groups}
    match words:
        case ["log", vkey, *rest] if len(rest) < 2:
            policy.logs.append(read_key(vkey))
            if policy.logs[-1].type == COSIGNER:
                raise Unreadable("the key is a witness's, not a log's")
        case ["witness", label, vkey, *rest] if len(rest) < 2 and label not in {*labels, "none"}:
            key = read_key(vkey)
            if key.type == LOG or key.raw in [other.raw for other in policy.witnesses.values()]:
                raise Unreadable("the key is a log's, or stands there twice")
            policy.witnesses[label] = key
        case ["group", label, need, *inside] if label not in {*labels, "none"}:
            taken = [name for _, names in policy.groups.values() for name in names]
            if not labels.issuperset(inside) or len({*inside, *taken}) < len(inside + taken):
                raise Unreadable("a group names what stands above it, and each name once")
            count = {"any": 1, "all": len(inside)}.get(need) or number(need, "how many are needed")
            if not 1 <= count <= len(inside):
                raise Unreadable(f"the group cannot need {need} of {len(inside)}")
            policy.groups[label] = (count, inside)
        case ["quorum", label] if not policy.quorum and (label in labels or label == "none"):
            policy.quorum = label
        case _:
            raise Unreadable("not a line 'log', 'witness', 'group' or 'quorum', or a name twice")


# Checkpoints (C2SP signed-note, tlog-checkpoint)


class Note(NamedTuple):
    """A checkpoint: this log has so many entries, and their tree has this root."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes, bytes]]


def read_note(text: str, what: str) -> Note:
    utf8(text, what)
    head, _, below = text.rpartition("\n\n")
    lines, rows = head.split("\n"), below.split("\n")
    if len(lines) < 3 or not all(lines) or rows.pop():
        raise Unreadable(f"{what} is no signed checkpoint (name, size, root; below: signatures)")
    if any(c < " " and c != "\n" for c in text) or len(rows) > 64:
        raise Unreadable(f"{what} holds control characters, or too many signatures")
    signatures = []
    for line in rows:
        match = re.fullmatch(r"— ([^ +]+) ([^ ]+)", line)
        raw = base64(match[2], f"a signature below {what}") if match else b""
        if not match or len(raw) <= 4:
            raise Unreadable(f"{what} has a line below that is no signature")
        signatures.append((match[1], raw[:4], raw[4:]))
    size = number(lines[1], f"the size in {what}")
    return Note(
        head + "\n", lines[0], size, base64(lines[2], f"the root in {what}", 32), signatures
    )


class Signed(NamedTuple):
    """Who of the policy signed a checkpoint: each cosigner with its first time; who is missing."""

    times: dict[Key, int]
    missing: list[str]
    strangers: list[str]
    enough_at: int | None
    """By when so many had cosigned that it was enough; None if they never were."""

    @property
    def first(self) -> int:
        return min(self.times.values(), default=0)


def check_signatures(note: Note, policy: Policy, what: str) -> Signed:
    """Who signed; raises Wrong if the log did not, or a signature of a known key is no good."""
    known = {(key.name, key.id): key for key in [*policy.logs, *policy.witnesses.values()]}
    times: dict[Key, int] = {}
    strangers, by_log = [], False
    for name, id_, raw in note.signatures:
        key = known.get((name, id_))
        if key is None:
            strangers.append(name)
            continue
        try:
            time = key.signed(raw, note)
        except InvalidSignature:
            raise Wrong(f"{what}: the signature in the name of {name} is forged") from None
        if key in policy.logs:
            by_log |= key.name == note.origin
        elif time is not None:
            times[key] = min(time, times.get(key, time))
    if not by_log:
        raise Wrong(f"{what}: the log {note.origin} has not signed with a key in the policy")
    missing = [label for label, key in policy.witnesses.items() if key not in times]
    enough_at = None
    for time in sorted(times.values()):
        if enough_at is None and policy.enough({key for key in times if times[key] <= time}):
            enough_at = time
    return Signed(times, missing, strangers, enough_at)


# The tree (RFC 9162, 2.1)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def root_by(leaf: bytes, at: int, size: int, path: list[bytes]) -> bytes | None:
    """The root to which the path of RFC 9162, 2.1.3.1 leads; None if it has a wrong length."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else None
    left = split(size)
    if at < left:
        below = root_by(leaf, at, left, path[:-1])
        return below and node(below, path[-1])
    below = root_by(leaf, at - left, size - left, path[:-1])
    return below and node(path[-1], below)


def grown(old: int, new: int, path: list[bytes], whole: bytes | None) -> tuple[bytes, bytes] | None:
    """The old and the new root to which the proof of RFC 9162, 2.1.4.1 leads."""
    if old == new:
        if whole is None:
            return (path[0], path[0]) if len(path) == 1 else None
        return None if path else (whole, whole)
    if not path:
        return None
    left, last = split(new), path[-1]
    if old <= left:
        below = grown(old, left, path[:-1], whole)
        return below and (below[0], node(below[1], last))
    below = grown(old - left, new - left, path[:-1], None)
    return below and (node(last, below[0]), node(last, below[1]))


def check_growth(old: Note, new: Note, path: list[bytes], what: str) -> None:
    """That the later state begins with the whole earlier one; raises Wrong."""
    if old.origin != new.origin:
        raise Wrong(f"{what} is of {old.origin}, the other of {new.origin}: two different logs")
    if old.size == new.size and old.root != new.root:
        raise Wrong(
            f"{what}: {old.origin} has shown two different records of {old.size} entries; "
            "keep both files, they prove it"
        )
    if old.size > new.size:
        raise Wrong(f"{what} has more entries ({old.size}) than what is checked ({new.size})")
    empty = old.size == 0 and old.root == sha256(b"").digest() and not path
    if not empty and (
        not old.size or grown(old.size, new.size, path, old.root) != (old.root, new.root)
    ):
        raise Wrong(f"{what}: it is not shown that the record only grew since (ask for that proof)")


# Entries (docs/disclosure.md)


class Said(NamedTuple):
    """What an entry is shown to say: per field its parts, None for a closed one."""

    at: int
    recorded: int
    parts: dict[str, list[str | None]]
    withheld: dict[str, str]
    requests: list[str]
    erased: bool


def check_entry(shown: Any, note: Note) -> Said:
    """All that can be checked of one entry; raises Wrong or Unreadable without its number."""
    at, raw64, path, opened, withheld, requests, erased = members(
        shown, "it", {"position": int, "entry": str, "inclusion": list},
        {"fields": dict, "withheld": list, "requests": list, "erased": bool},
    )  # fmt: skip
    raw = base64(raw64, "its bytes")
    if len(raw) != ENTRY_SIZE or raw[:4] != b"SCE1":
        raise Unreadable(f"an entry has {ENTRY_SIZE} bytes and begins with SCE1; this has not")
    check_inclusion(raw, at, hashes(path, "its proof"), note)
    if erased and opened:
        raise Wrong("it is said to be erased, and yet something is shown as its content")
    parts = {}
    for name, one in opened.items():
        if name not in FIELDS:
            raise Unreadable(f"it has a field '{name}' that no entry has")
        place = 12 + 32 * FIELDS.index(name)
        parts[name] = check_field(name, one, raw[place : place + 32])
    check_content(parts)
    reasons = dict(closed_for(one, parts) for one in withheld)
    if not all(type(name) is str for name in requests):
        raise Unreadable("'requests' is not a list of names")
    return Said(at, int.from_bytes(raw[4:12], "big"), parts, reasons, requests, erased)


def check_inclusion(raw: bytes, at: int, path: list[bytes], note: Note) -> None:
    if not 0 <= at < note.size:
        raise Wrong(f"the checkpoint covers {note.size} entries, counted from 0; this is none")
    if root_by(sha256(b"\0" + raw).digest(), at, note.size, path) != note.root:
        raise Wrong("the record does not hold these bytes at this place")


def check_field(name: str, one: Any, commitment: bytes) -> list[str | None]:
    """The parts of a field, after checking each opened part and the field itself."""
    salt, shown = members(one, f"its {name}", {"salt": str, "parts": list}, {})
    joined, found = base64(salt, f"the salt of its {name}", 16), list[str | None]()
    for part in shown:
        if isinstance(part, dict) and "commitment" in part:
            (closed,) = members(part, f"a part of its {name}", {"commitment": str}, {})
            joined += base64(closed, f"a commitment in its {name}", 32)
            found.append(None)
        else:
            own, value = members(part, f"a part of its {name}", {"salt": str, "value": str}, {})
            own_salt = base64(own, f"a salt in its {name}", 16)
            committed = b"safeconduct/1 part\n" + own_salt + utf8(value, f"its {name}")
            joined += sha256(committed).digest()
            found.append(value)
    if sha256(b"safeconduct/1 " + name.encode() + b"\n" + joined).digest() != commitment:
        raise Wrong(f"its {name} is not what was recorded (a value, a salt or the order differs)")
    return found


def check_content(parts: dict[str, list[str | None]]) -> None:
    """That what is opened has the one form that events are recorded in, and agrees with itself."""
    content = parts.get("content", [])
    event: dict[str, Any] = {}
    for member in content:
        if member is None:
            continue
        pair = parse("{" + member + "}", "a part of its content")
        if len(pair) != 1 or canonical(pair) != "{" + member + "}" or not plain(pair):
            raise Wrong("a part of its content is not in the form in which events are recorded")
        event |= pair
    names = list(event)
    if names != sorted(names) or len(names) != sum(part is not None for part in content):
        raise Wrong("the parts of its content are not in order, or one stands there twice")
    for name, fields in (("kind", 1), ("actor", 2)):
        if name in parts and len(parts[name]) != fields:
            raise Wrong(f"its {name} does not have {fields} part(s)")
    role, kind = parts.get("actor", [None])[0], parts.get("kind", [None])[0]
    whole = bool(content) and None not in content
    for shown, name in ((kind, "event"), (role, "by")):
        told = event.get(name, "" if whole else None)
        if shown is not None and told is not None and shown != told:
            raise Wrong(f"its content says '{name}' is '{told}', but it is recorded as '{shown}'")


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> bool:
    """Whether there are only texts, lists and mappings."""
    if isinstance(value, dict):
        return all(map(plain, value.values()))
    return all(map(plain, value)) if isinstance(value, list) else isinstance(value, str)


def closed_for(one: Any, parts: dict[str, list[str | None]]) -> tuple[str, str]:
    """Of which field, and why, some parts are withheld, in the words of whoever made the bundle."""
    name, places, why = members(
        one, "what it withholds", {"field": str, "parts": list, "why": str}, {}
    )
    there = parts.get(name, [])
    if [at for at, part in enumerate(there) if part is None] != places:
        raise Wrong(f"what it says is withheld of its {name} is not what is closed")
    return name, why


# What is checked


def check_bundle(text: str, policy: Policy | None, held: list[Note]) -> list[str]:
    """The report on a bundle; raises Wrong or Unreadable."""
    bundle = parse(text, "the bundle")
    format_, made, whom, origin, checkpoint, earlier, entries = members(
        bundle, "the bundle",
        {"format": str, "made": str, "for": dict, "origin": str, "checkpoint": str,
         "earlier": list, "entries": list}, {},
    )  # fmt: skip
    if format_ != FORMAT:
        raise Unreadable(f"the bundle is not of the format {FORMAT}")
    if not all(type(value) is str for value in whom.values()):
        raise Unreadable("'for' of the bundle says more than texts")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made, re.ASCII):
        raise Unreadable("'made' of the bundle is no time, as in 2026-11-23T18:40:02Z")
    note = read_note(checkpoint, "the checkpoint")
    if note.origin != origin:
        raise Wrong(f"the bundle is of {origin}, but its checkpoint of {note.origin}")
    signed = check_quorum(note, policy, "the checkpoint") if policy else None
    proofs: dict[int, tuple[Note, list[bytes]]] = {}
    for one in earlier:
        old_text, path = members(one, "an earlier checkpoint",
                                 {"checkpoint": str, "consistency": list}, {})  # fmt: skip
        old = read_note(old_text, "an earlier checkpoint")
        steps = hashes(path, "a proof of growth")
        check_growth(old, note, steps, f"the checkpoint over {old.size} entries in the bundle")
        proofs[old.size] = (old, steps)
    for mine in held:
        theirs, steps = proofs.get(mine.size, (mine, []))
        check_growth(mine, theirs, [], f"your checkpoint over {mine.size} entries")
        check_growth(mine, note, steps, f"your checkpoint over {mine.size} entries")
    older = [old for old, _ in proofs.values()] + held
    not_before = [(old.size, found.first) for old in older if policy
                  for found in [check_signatures(old, policy, "an earlier checkpoint")]
                  if found.times]  # fmt: skip
    said: list[Said] = []
    for place, shown in enumerate(entries):
        at = shown.get("position") if isinstance(shown, dict) else None
        what = f"entry {at}" if type(at) is int else f"the bundle's entry no. {place + 1}"
        try:
            said.append(check_entry(shown, note))
            check_times(said, signed, not_before)
        except (Unreadable, Wrong) as error:
            raise type(error)(f"{what}: {error}") from None
    about = cut(", ".join(f"{name} {value}" for name, value in whom.items()))
    lines = [f"A disclosure of the record of {origin} ({about}), said to be made on {made}.", ""]
    return lines + tell(said, signed, held) + tell_signers(note, signed, policy) + tell_limits()


def check_quorum(note: Note, policy: Policy, what: str) -> Signed:
    signed = check_signatures(note, policy, what)
    if signed.enough_at is None:
        names = ", ".join(key.name for key in signed.times) or "nobody"
        raise Wrong(f"{what} is cosigned by {names}: not enough for the policy ('{policy.quorum}')")
    return signed


def check_times(said: list[Said], signed: Signed | None, not_before: list[tuple[int, int]]) -> None:
    """The times of the last of these entries against the others and the cosigners' clocks."""
    now = said[-1]
    if len(said) > 1 and now.at <= said[-2].at:
        raise Wrong("the entries do not stand in the order of the record, or one stands twice")
    if len(said) > 1 and now.recorded < said[-2].recorded:
        raise Wrong("it says that it was recorded before the entry in front of it")
    if signed and now.recorded > signed.first + LEEWAY:
        raise Wrong("it says that it was recorded after others had already cosigned it")
    for size, time in not_before:
        if now.at >= size and now.recorded < time - LEEWAY:
            raise Wrong(
                f"it says that it was recorded at {clock(now.recorded)}, but the record that was "
                f"cosigned at {clock(time)} did not hold it yet: it was backdated"
            )


def check_proof(text: str, entry: bytes, policy: Policy | None) -> list[str]:
    """The report on a `.tlog-proof` file for one entry."""
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if len(lines) > 1 and lines[1].startswith("extra "):
        base64(lines.pop(1).removeprefix("extra "), "the extra data")
    if lines[0] != PROOF_HEADER or len(lines) < 2 or not lines[1].startswith("index "):
        raise Unreadable(f"a proof begins with {PROOF_HEADER} and a line 'index NUMBER'")
    if len(entry) != ENTRY_SIZE or entry[:4] != b"SCE1":
        raise Unreadable(f"an entry has {ENTRY_SIZE} bytes and begins with SCE1; this has not")
    at, note = number(lines[1][6:], "the index"), read_note(checkpoint, "the checkpoint")
    signed = check_quorum(note, policy, "the checkpoint") if policy else None
    one = Said(at, int.from_bytes(entry[4:12], "big"), {}, {}, [], False)
    try:
        check_inclusion(entry, at, hashes(lines[2:], "the proof"), note)
        check_times([one], signed, [])
    except Wrong as error:
        raise Wrong(f"entry {at}: {error}") from None
    return tell([one], signed, []) + tell_signers(note, signed, policy) + tell_limits()


def check_checkpoint(
    text: str, policy: Policy | None, held: list[Note], path: list[bytes]
) -> list[str]:
    """The report on a checkpoint, compared with others that the reader holds."""
    note, lines = read_note(text, "the checkpoint"), list[str]()
    signed = check_quorum(note, policy, "the checkpoint") if policy else None
    for mine in held:
        old, new = (mine, note) if mine.size <= note.size else (note, mine)
        check_growth(old, new, path, f"the checkpoint over {old.size} entries")
        if policy:
            check_signatures(mine, policy, f"the checkpoint over {mine.size} entries")
        lines.append(f"The record of {new.origin} with {new.size} entries begins with the whole "
                     f"record with {old.size} entries.")  # fmt: skip
    return lines + tell_signers(note, signed, policy)


# What is said


def safe(text: str) -> str:
    """The text without signs that a screen would obey, or show as nothing, instead of showing.

    With blanks a text could push what follows to where a line of this report would begin.
    """
    shown = "".join(c if c.isprintable() and c not in BLANK else escaped(c) for c in text)
    return re.sub(r"(?<=[^ ] ) +", lambda found: escaped(" ") * len(found[0]), shown)


def escaped(sign: str) -> str:
    return f"\\u{{{ord(sign):x}}}"


def cut(text: str) -> str:
    """A text that is said, not proved: so much of it that it cannot hide what is proved."""
    return text if len(text) <= MAX_SAID else text[:MAX_SAID] + "…"


def clock(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"second {seconds} since 1970"


def tell(said: list[Said], signed: Signed | None, held: list[Note]) -> list[str]:
    lines = [f"WHAT THE ENTRIES SAY ({len(said)})"]
    if signed and signed.enough_at is not None:
        by = [key.name for key, time in signed.times.items() if time <= signed.enough_at]
        lines.append(
            f"All of them existed at the latest at {clock(signed.enough_at)}, because by then "
            f"{' and '.join(by)} had cosigned the record that holds them."
        )
    for one in said:
        lines += ["", f"Entry {one.at}, recorded at {clock(one.recorded)} by its keeper's clock"]
        if one.erased:
            lines.append(
                "  its maker says that its content was erased (said, not proved); the entry stays"
            )
        for name, parts in one.parts.items():
            lines += [f"  {in_words(name, part)}" for part in parts if part]
            if None in parts:
                why = (
                    f" (its maker says: {cut(one.withheld[name])})" if name in one.withheld else ""
                )
                lines.append(f"  {name}: {parts.count(None)} part(s) closed{why}")
        lines += [f"  called here (said, not proved): {cut(name)}" for name in one.requests]
    if any(None in parts for one in said for parts in one.parts.values()):
        lines += ["", "What is closed is fixed: whoever opens it later can only show what was "
                  "recorded, because each closed part is held by its commitment."]  # fmt: skip
    grew = "The record begins with the whole record of {} entries that you hold."
    return lines + [""] * bool(held) + [grew.format(old.size) for old in held]


def in_words(name: str, part: str) -> str:
    if name != "content":
        return f"{name}: {part}"
    ((member, value),) = json.loads("{" + part + "}").items()
    return f"  {member}: {value if isinstance(value, str) else canonical(value)}"


def tell_signers(note: Note, signed: Signed | None, policy: Policy | None) -> list[str]:
    lines = ["", "WHO SIGNED", f"The record of {note.origin} with {note.size} entries."]
    if signed is None or policy is None:
        return [*lines, "NOTHING IS PROVED about who signed: no policy was given (--policy). The "
                "hashes fit together; anybody could have made them fit."]  # fmt: skip
    lines += [f"  signed by the log {note.origin}"]
    lines += [f"  cosigned by {key.name} at {clock(time)}" for key, time in signed.times.items()]
    lines += [f"  not cosigned by {label} of the policy" for label in signed.missing]
    lines += [f"  a signature of {name}, whom the policy does not name, counts for nothing"
              for name in signed.strangers if name != note.origin]  # fmt: skip
    return [*lines, f"That is enough for the policy that you gave ('{policy.quorum}')."]


def tell_limits() -> list[str]:
    return [
        "",
        "WHAT IS NOT PROVED",
        "- That what was recorded is true. Proved is that it was recorded, and not changed since.",
        "- That nothing else is in the record about this matter: entries can be left out.",
        "- What anybody knew or did before it was recorded.",
        "- That a cosigner agrees with an entry: it saw that the record only grew, not what is in.",
        "- That the policy names the right keys: get it from somebody else than this bundle.",
    ]


# The command


def read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise Unreadable(f"{name}: {getattr(error, 'strerror', None) or error}") from None


def read_text(name: str) -> str:
    try:
        return read_file(name).decode()
    except UnicodeDecodeError:
        raise Unreadable(f"{name} is not a text in UTF-8") from None


def check(options: argparse.Namespace) -> list[str]:
    """The report on what the command line names; raises Wrong or Unreadable."""
    policy = read_policy(read_text(options.policy)) if options.policy else None
    held = [read_note(read_text(name), name) for name in options.earlier]
    text = read_text(options.file)
    if text.startswith(PROOF_HEADER):
        if not options.entry:
            raise Unreadable("a proof is checked with the entry that it is for: --entry FILE")
        return check_proof(text, read_file(options.entry), policy)
    if text.lstrip().startswith("{"):
        return check_bundle(text, policy, held)
    steps = read_text(options.consistency).split() if options.consistency else []
    return check_checkpoint(text, policy, held, hashes(steps, "the proof of growth"))


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names; gives the exit status."""
    reader = argparse.ArgumentParser(description="Checks what a Safeconduct record discloses.")
    reader.add_argument("file", help="a bundle, a .tlog-proof or a checkpoint")
    reader.add_argument("--policy", help="whose signatures count, as the authorities publish it")
    reader.add_argument("--earlier", action="append", default=[], help="a checkpoint that you hold")
    reader.add_argument("--entry", help="the entry that a .tlog-proof is for")
    reader.add_argument("--consistency", help="between two checkpoints: hashes, one a line")
    options = reader.parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        lines = check(options)
    except Wrong as error:
        print(f"DOES NOT HOLD: {safe(str(error))}.")
        return 1
    except (Unreadable, RecursionError, MemoryError) as error:
        print(f"CANNOT BE READ: {safe(str(error)) or 'it is too large'}.")
        return 2
    print("\n".join(map(safe, lines)))
    print("\nPROVED, as far as said above." if options.policy else "\nNOT PROVED: no policy given.")
    return 0 if options.policy else 1


if __name__ == "__main__":
    sys.exit(main())
