"""The checkpoints of a record: signatures, roots, and what those held elsewhere say of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from safeconduct.record.checks.finding import Finding
from safeconduct.record.checks.rows import CheckpointRow, CosignatureRow
from safeconduct.record.checks.stretch import CLOCKS_APART, FOREVER, Bound
from safeconduct.record.keys import PublicKey
from safeconduct.record.note import BadNote, SignedCheckpoint, read, read_signatures
from safeconduct.record.policy import Policy


class Head(NamedTuple):
    """A checkpoint that the log signed, with the cosignatures that hold."""

    signed: SignedCheckpoint
    cosigners: dict[PublicKey, tuple[int, ...]]
    """Which witnesses cosigned it, and when."""
    held: bool = False
    """Whether the verifier holds it from elsewhere."""

    @property
    def size(self) -> int:
        """How many entries it covers."""
        return self.signed.checkpoint.size

    @property
    def root(self) -> bytes:
        """The root that it gives."""
        return self.signed.checkpoint.root

    def times(self) -> list[int]:
        """When it was cosigned."""
        return [time for times in self.cosigners.values() for time in times]


class Kept(NamedTuple):
    """One checkpoint row with the cosignature rows of the same size."""

    row: CheckpointRow
    cosignatures: tuple[CosignatureRow, ...]


def grouped(
    checkpoints: Sequence[CheckpointRow], cosignatures: Sequence[CosignatureRow]
) -> tuple[list[Kept], list[Finding]]:
    """Checkpoints with their cosignatures; a cosignature without its checkpoint is a finding."""
    of_size: dict[Any, list[CosignatureRow]] = {}
    for row in cosignatures:
        of_size.setdefault(row.size, []).append(row)
    kept = [Kept(row, tuple(of_size.pop(row.size, ()))) for row in checkpoints]
    lost = [
        Finding(
            "checkpoint-gone", None, None,
            f"The checkpoint of size {size} is gone; the cosignature of {rows[0].witness} over "
            "it is there.",
        )
        for size, rows in of_size.items()
    ]  # fmt: skip
    return kept, lost


def read_kept(
    kept: Sequence[Kept], key: PublicKey, policy: Policy | None
) -> tuple[list[Head], list[Finding]]:
    """The checkpoints whose signatures hold, and findings on those that do not."""
    heads, findings = [], []
    for one in kept:
        head, wrong = _read_one(one, key, policy)
        findings += wrong
        if head:
            heads.append(head)
    return heads, findings


def _read_one(
    kept: Kept, key: PublicKey, policy: Policy | None
) -> tuple[Head | None, list[Finding]]:
    size = kept.row.size
    try:
        signed = read(kept.row.note)
        signed.check_log(key)
        if signed.checkpoint.size != size:
            raise BadNote(f"it says size {signed.checkpoint.size}")
    except BadNote as error:
        words = f"The checkpoint of size {size} does not hold: {error}."
        return None, [Finding("checkpoint-forged", None, None, words)]
    findings = []
    cosigners: dict[PublicKey, tuple[int, ...]] = {}
    if policy is not None:
        # What stands below the note itself, other than the log's own signature, counts the same.
        below = [s for s in signed.signatures if (s.name, s.id) != (key.name, key.id)]
        rows = [CosignatureRow(size, s.name, s.id.hex(), None, s.line()) for s in below]
        for row in [*rows, *kept.cosignatures]:
            try:
                witness, time = _cosigner(signed, row, policy)
            except BadNote as error:
                words = (
                    f"The cosignature of {row.witness} over the checkpoint of size {size} "
                    f"does not hold: {error}."
                )
                findings.append(Finding("cosignature-forged", None, None, words))
            else:
                times = {*cosigners.get(witness, ()), time}
                cosigners[witness] = tuple(sorted(times))
    return Head(signed, cosigners), findings


def _cosigner(
    signed: SignedCheckpoint, row: CosignatureRow, policy: Policy
) -> tuple[PublicKey, int]:
    lines = read_signatures(row.line)
    if len(lines) != 1 or lines[0].name != row.witness:
        raise BadNote("the row names another witness than the signature")
    if lines[0].id.hex() != row.key:
        raise BadNote("the row names another key than the signature")
    alone = SignedCheckpoint(signed.checkpoint, lines)
    known = policy.cosigners(alone)
    if not known:
        raise BadNote(
            "the policy does not know this key; name former witnesses there, too, in no group"
        )
    ((witness, time),) = known.items()
    if row.time is not None and row.time != time:
        raise BadNote("the row gives another time than the signature")
    return witness, time


def read_held(
    held: Iterable[SignedCheckpoint], key: PublicKey, policy: Policy | None
) -> list[Head]:
    """The checkpoints that the verifier holds; raises `BadNote` if the log did not sign one."""
    found = []
    for signed in held:
        signed.check_log(key)
        cosigners = policy.cosigners(signed) if policy else {}
        found.append(Head(signed, {k: (t,) for k, t in cosigners.items()}, held=True))
    return found


def bounds(heads: Sequence[Head], size: int) -> list[Bound]:
    """Between which times entries can have been recorded, as cosignatures tell.

    What a witness cosigned at some time was there at that time; what its checkpoint does not cover
    came later, give or take the difference of two clocks.
    """
    cosigned = sorted((h for h in heads if h.times()), key=lambda h: h.size)
    edges = sorted({0, size, *(h.size for h in cosigned if h.size < size)})
    pieces = list(pairwise(edges))
    earliest, after = [], 0
    rest = iter(cosigned)
    head = next(rest, None)
    for start, _ in pieces:
        while head is not None and head.size <= start:
            after = max(after, *head.times())
            head = next(rest, None)
        earliest.append(after - CLOCKS_APART)
    latest, before = [], FOREVER
    backwards = iter(reversed(cosigned))
    head = next(backwards, None)
    for _, end in reversed(pieces):
        while head is not None and head.size >= end:
            before = min(before, *head.times())
            head = next(backwards, None)
        latest.append(min(FOREVER, before + CLOCKS_APART))
    return [
        Bound(start, end, low, high)
        for (start, end), low, high in zip(pieces, earliest, reversed(latest), strict=True)
    ]


Root = Callable[[int], bytes | None]


class Compared(NamedTuple):
    """What the checkpoints say of the tree as it is."""

    findings: list[Finding]
    fit: list[Head]
    """Those whose root the tree has."""
    unfit: list[Head]


def compared(heads: Sequence[Head], size: int, root: Root, kept_root: Root) -> Compared:
    """Compare checkpoints with the tree of a record that has `size` entries.

    `root` gives the root of the entries as they are, `kept_root` that of the hashes which the
    tree keeps; None where too much is gone to tell.
    """
    fit, unfit = [], []
    for head in sorted(heads, key=lambda h: h.size):
        if head.size > size:
            continue
        if root(head.size) == head.root:
            fit.append(head)
        elif kept_root(head.size) != head.root:
            unfit.append(head)
        # If only the kept hashes fit, the entries that do not fit these are all that was changed.
    findings = _truncated([h for h in heads if h.size > size], size)
    # Whoever stole the log's key can sign any tree. So only checkpoints that others cosigned or
    # that the verifier holds bound the damage, where there are any.
    vouched = any(h.held or h.cosigners for h in heads)
    anchors = [0, *(h.size for h in fit if h.held or h.cosigners or not vouched)]
    told = set()
    for head in unfit:
        start = anchors[bisect_left(anchors, max(1, head.size)) - 1]
        if start not in told:
            told.add(start)
            own = max((h.size for h in fit if h.size < head.size), default=0)
            two_views = anchors[-1] > head.size or any(
                h.size == head.size and h.root != head.root for h in heads
            )
            findings.append(_changed(head, start, own, vouched=vouched, two_views=two_views))
    return Compared(findings, fit, unfit)


def _truncated(larger: Sequence[Head], size: int) -> list[Finding]:
    if not larger:
        return []
    head = max(larger, key=lambda h: h.size)
    gone = f"entry {size} is" if size == head.size - 1 else f"entries {size} to {head.size - 1} are"
    words = f"The record was cut off: {gone} gone. {_whose(head)} covers {head.size} entries."
    return [Finding("truncated", size, head.size - 1, words)]


def _changed(head: Head, start: int, own: int, *, vouched: bool, two_views: bool) -> Finding:
    """That a checkpoint has another root, and between which entries the difference lies.

    `start`: how many entries are vouched for, `own`: how many by the log's own word.
    """
    last = max(start, head.size - 1)
    where = f"entry {start}" if start == last else f"entries {start} to {last}"
    words = f"{_whose(head)} of size {head.size} has another root than the entries here: among "
    words += f"{where} something was changed, added, removed or put in another order."
    if two_views:
        words = f"Two views: the log signed another tree of {head.size} entries. " + words
    if not vouched:
        words += " This holds unless the log's key was stolen: no checkpoint here is cosigned."
    elif own > start:
        words += f" Unless the log's key was stolen, it is after entry {own - 1}."
    return Finding("fork" if two_views else "rewritten", start, last, words)


def _whose(head: Head) -> str:
    return "A checkpoint held from elsewhere" if head.held else "A checkpoint kept here"


def missing(held: Sequence[Head], kept: Sequence[Head], size: int) -> list[Finding]:
    """Checkpoints that the verifier holds and that are not kept here any more."""
    there = {(h.size, h.root) for h in kept}
    return [
        Finding(
            "checkpoint-gone", None, None,
            f"The checkpoint of size {h.size}, which was held from elsewhere, is not kept here.",
        )
        for h in held
        if h.size <= size and (h.size, h.root) not in there
    ]  # fmt: skip
