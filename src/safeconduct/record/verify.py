"""Check a whole record: entries, tree, checkpoints, times, payloads, acts; say what does not fit.

    report = verify(database, key, policy=policy, payload_keys=keys, held=checkpoints)
    for finding in report.findings:
        print(finding.words)

What can be found depends on what the verifier brings along. Without anything, whatever was changed
without the log's key, and where. With checkpoints that witnesses cosigned or that were held
elsewhere, also what was changed with the log's key; then only between which checkpoints, unless
the payload keys or a mirror tell the entry. Entries after the last cosigned checkpoint are vouched
for by nobody but the node.
"""

from __future__ import annotations

import time
from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack

from safeconduct.record import tree
from safeconduct.record.checkpointer import WITNESSED_WITHIN
from safeconduct.record.checks import acts, heads, payloads, twice, whole
from safeconduct.record.checks.finding import Erased, Finding, Report, Seen, at, listed, told
from safeconduct.record.checks.rows import Extent, LogRows
from safeconduct.record.checks.stretch import CLOCKS_APART, LENGTH, Bound, Stretch, bounds_at
from safeconduct.record.checks.workers import Do, Task, Walked, Worker, cores, workers
from safeconduct.record.database import Database, DatabaseError
from safeconduct.record.entry import ENTRY_SIZE, FIELDS, BadEntry, committed, recorded
from safeconduct.record.keys import PublicKey
from safeconduct.record.log import Log
from safeconduct.record.note import SignedCheckpoint
from safeconduct.record.policy import Policy
from safeconduct.record.schema import OWN
from safeconduct.record.seal import PayloadKeys

Progress = Callable[[str, int, int], None]
"""Is told what is being checked, how much is done, and how much there is."""

_ALONE = 2
"""Up to so many stretches one process is quicker than several."""
_HEADS_AT_ONCE = 200

__all__ = ["Erased", "Finding", "Progress", "Report", "verify"]


def verify(
    database: Database,
    key: PublicKey,
    *,
    log: int = OWN,
    policy: Policy | None = None,
    payload_keys: PayloadKeys | None = None,
    held: Iterable[SignedCheckpoint] = (),
    mirror: Log | None = None,
    address: str | None = None,
    processes: int | None = None,
    now: float | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check the log with this number in a database; `key` is the log's own.

    `policy` names the witnesses, former ones too, without it no cosignature is checked. Payloads
    are opened only with `payload_keys`. `held` are checkpoints that the verifier has from
    elsewhere; raises `BadNote` if the log did not sign one of them. `mirror` is a copy of the
    entries. With the `address` of the database, further processes help (`processes`, usually one
    a core). `now` is in seconds since 1970. Nothing is written, and entries may be added meanwhile.
    """
    checker = _Verification(
        database, key, log, policy, payload_keys if log == OWN else None,
        heads.read_held(held, key, policy), int(time.time() if now is None else now),
        progress or _untold,
    )  # fmt: skip
    try:
        checker.run(address, processes or cores())
        if mirror is not None:
            checker.compare(mirror)
    except DatabaseError as error:
        words = f"The database cannot be read: {error}."
        checker.report.findings.append(Finding("unreadable", None, None, words))
    return checker.report


class _Verification:
    def __init__(
        self,
        database: Database,
        key: PublicKey,
        log: int,
        policy: Policy | None,
        payload_keys: PayloadKeys | None,
        held: list[heads.Head],
        now: int,
        progress: Progress,
    ) -> None:
        self._database, self._key, self._log = database, key, log
        self._rows = LogRows(database, log)
        self._policy, self._keys = policy, payload_keys
        self._held, self._now, self._progress = held, now, progress
        self._extent = Extent(0, 0)
        self._gone: list[Seen] = []
        self._timed: list[Seen] = []
        self._witnessed: list[int] | None = None
        self.report = Report(origin=key.name, checkpoints_held=len(held))

    def run(self, address: str | None, processes: int) -> None:
        """Everything but the comparison with a mirror."""
        with ExitStack() as stack:
            with self._database.snapshot():
                self._extent = self._rows.extent()
                checkpoints, cosignatures = self._rows.checkpoints(), self._rows.cosignatures()
                tables = self._tables()
                stretches = self._stretches()
                few = len(stretches) <= _ALONE and len(checkpoints) <= _HEADS_AT_ONCE
                task = Task(self._log, self._key, self._policy, self._keys, tables.wanted())
                # They take a while to start, and do so while the rest is read.
                do = stack.enter_context(
                    workers(self._database, address, task, 1 if few else processes)
                )
                subtrees = whole.upper_subtrees(
                    [a // LENGTH for a, b in stretches if b - a == LENGTH]
                )
                upper = self._rows.some_nodes([tree.number(*subtree) for subtree in subtrees])
                self._strays()
            self.report.size, self.report.checkpoints = self._extent.size, len(checkpoints)
            grouped, lost = heads.grouped(checkpoints, cosignatures)
            self._found(lost)
            kept = self._signatures(do, grouped)
            walked = self._walk(do, stretches, [*kept, *self._held])
            self._compare_heads(kept, self._together(walked, whole.Whole(subtrees, upper)))
            self._commitments(do, walked)
            if self._keys:
                opened = [w.opened for w in walked if w.opened]
                self._secrets(do, opened)
                self._contents(opened, tables)
            elif self._log == OWN:
                self.report.notes.append("No payload key was given: no payload was opened.")

    def _found(self, findings: Iterable[Finding]) -> None:
        self.report.findings += findings

    # The rows at one moment

    def _tables(self) -> acts.Tables:
        if self._log != OWN:
            return acts.Tables({}, [])
        outcomes = [acts.Outcome(*row) for row in self._rows.outcomes()]
        return acts.Tables(self._rows.intents(), outcomes, self._rows.lost_entries())

    def _stretches(self) -> list[tuple[int, int]]:
        """Where stretches begin and end; in a record with gaps, only those with any entry."""
        size, numbers = self._extent.size, self._rows.stretches(LENGTH)
        self._gone = _gaps(numbers)
        return [(n * LENGTH, min(size, (n + 1) * LENGTH)) for n in numbers]

    def _strays(self) -> None:
        report, size = self.report, self._extent.size
        names = self._rows.origins()
        if names != [report.origin]:
            words = f"The database calls this log {' and '.join(names) or 'nothing'}."
            self._found([Finding("log-name", None, None, words)])
        strays = {"record_entry": self._extent.strays}
        strays["record_node"] = self._rows.surplus_nodes(size)
        for table, count in [*self._rows.lost().items(), *strays.items()]:
            if count:
                words = f"Rows in {table} that belong to no log or no place in it: {count}."
                self._found([Finding("stray-row", None, None, words)])
        if self._log == OWN:
            placed = [p for p in self._rows.stray_payloads(size) if isinstance(p, int)]
            self._found(told(at("payload-without-entry", p) for p in placed))

    # Jobs for the workers

    def _signatures(self, do: Do, grouped: list[heads.Kept]) -> list[heads.Head]:
        found: list[heads.Head] = []
        starts = range(0, len(grouped), _HEADS_AT_ONCE)
        batches = [grouped[start : start + _HEADS_AT_ONCE] for start in starts]
        for some, wrong in do(Worker.heads, batches):
            found += some
            self._found(wrong)
            self._progress("checkpoints", len(found), len(grouped))
        for head in found:
            for witness in head.cosigners:
                count = self.report.cosigners.get(witness.name, 0)
                self.report.cosigners[witness.name] = count + 1
        return found

    def _walk(self, do: Do, places: list[tuple[int, int]], every: list[heads.Head]) -> list[Walked]:
        size = self._extent.size
        sizes = sorted({size, *(h.size for h in every if h.size <= size)})
        bounds = heads.bounds(every, size)
        jobs = []
        for start, end in places:
            some = sorted({*_between(sizes, start, end), end})
            within = bounds_at(bounds, start, end)
            latest = self._now + CLOCKS_APART
            jobs.append(Stretch(start, end, tuple(some), tuple(within), latest))
        walked = []
        for one in do(Worker.walk, jobs):
            walked.append(one)
            self._progress("entries", one.stretch.end, size)
            if one.checked is None:
                start, last = one.stretch.start, one.stretch.end - 1
                words = f"Entries {start} to {last} cannot be read: {one.words}."
                self._found([Finding("unreadable", start, last, words)])
        return walked

    def _together(self, walked: list[Walked], together: whole.Whole) -> whole.Whole:
        seen = list(self._gone)
        strays = 0
        for one in walked:
            if one.checked:
                seen += [*one.checked.seen, *together.add(one.checked)]
                strays += one.checked.strays
            if one.opened:
                seen += one.opened.seen
        seen += together.finish()
        self._timed = [s for s in seen if s.kind in _BY_CHECKPOINTS]
        self._found(told(s for s in seen if s.kind not in _BY_CHECKPOINTS))
        if strays:
            words = f"Rows in record_entry that stand between two positions: {strays}."
            self._found([Finding("stray-row", None, None, words)])
        return together

    # What the parts say together

    def _compare_heads(self, kept: list[heads.Head], together: whole.Whole) -> None:
        size, report = self._extent.size, self.report
        root = together.root(size)
        report.root = b64encode(root).decode() if root else ""
        compared = heads.compared([*kept, *self._held], size, together.root, together.kept_root)
        self._found(compared.findings)
        self._found(heads.missing(self._held, kept, size))
        if compared.unfit:
            # Checkpoints of another tree say nothing about when these entries were recorded.
            self._timed = self._still(heads.bounds(compared.fit, size))
        self._found(told(self._timed))
        if self._policy is None:
            report.notes.append("No policy was given: no cosignature was checked.")
        else:
            self._tail([*kept, *self._held], compared.fit, self._policy)

    def _still(self, bounds: Sequence[Bound]) -> list[Seen]:
        """Of the times that were out of bounds, those that are out of these."""
        still = []
        for seen in self._timed:
            (bound,) = bounds_at(bounds, seen.first, seen.first + 1)
            ((_, entry),) = self._rows.entries(seen.first, seen.first + 1)
            if not bound.earliest <= recorded(entry) <= bound.latest:
                still.append(seen)
        return still

    def _tail(self, every: Sequence[heads.Head], fit: Sequence[heads.Head], policy: Policy) -> None:
        """Which entries no quorum has cosigned, and for how long."""
        report, size = self.report, self._extent.size
        enough = {h.size for h in every if policy.enough(h.cosigners)}
        self._witnessed = sorted(enough)
        last = next((h for h in reversed(fit) if policy.enough(h.cosigners)), None)
        if last:
            report.witnessed_size, report.witnessed_at = last.size, max(last.times())
        # Entries under a checkpoint that does not fit are reported as changed, not as unwitnessed.
        first = max(self._witnessed, default=0)
        if first >= size:
            return
        rows = self._rows.entries(first, first + 1)
        try:
            age = self._now - recorded(rows[0][1])
        except (IndexError, TypeError, BadEntry):
            age = WITNESSED_WITHIN + 1
        which = f"Entry {first} is" if first == size - 1 else f"Entries {first} to {size - 1} are"
        words = f"{which} not cosigned by enough witnesses: nobody but the node vouches for that."
        if age > WITNESSED_WITHIN:
            words += f" The first of them is older than {WITNESSED_WITHIN // 60} minutes."
            self._found([Finding("unwitnessed", first, size - 1, words)])
        else:
            report.notes.append(words)

    def _commitments(self, do: Do, walked: list[Walked]) -> None:
        checked = [w.checked for w in walked if w.checked]
        places = whole.Places([c.positions for c in checked])
        columns = [b"".join(c.fields[n] for c in checked) for n in range(len(FIELDS))]
        fields: dict[tuple[int, ...], list[str]] = {}
        for number, numbers in enumerate(do(Worker.repeated, columns)):
            maybe = {}
            for position in (places[n] for n in numbers):
                ((_, entry),) = self._rows.entries(position, position + 1)
                maybe[position] = committed(entry)[number]
            for group in twice.equal(maybe):
                fields.setdefault(group, []).append(FIELDS[number])
            self._progress("commitments", number + 1, len(FIELDS))
        self._found(twice.of_commitments(fields))

    def _secrets(self, do: Do, opened: list[payloads.Opened]) -> None:
        assert self._keys is not None
        places = whole.Places([o.of for o in opened])
        (numbers,) = do(Worker.repeated, [b"".join(o.secrets for o in opened)])
        maybe = {}
        for position in (places[n] for n in numbers):
            ((_, entry),) = self._rows.entries(position, position + 1)
            ((_, sealed),) = self._rows.payloads(position, position + 1)
            maybe[position] = self._keys.open(sealed, entry).secret
        self._found(twice.of_secrets(twice.equal(maybe)))

    def _contents(self, opened: list[payloads.Opened], tables: acts.Tables) -> None:
        report = self.report
        report.payloads_opened = sum(o.opened for o in opened)
        without = [p for o in opened for p in o.without]
        announced = {e: by for o in opened for e, by in o.erased if e < by}
        lost = self._lost(opened)
        announced |= lost
        if not announced.keys() >= set(without):
            announced |= self._announced_since()
        report.payloads_erased = [Erased(p, announced[p]) for p in without if p in announced]
        self._found(told(at("payload-gone", p) for p in without if p not in announced))
        there = sorted(announced.keys() - set(without))
        if there:
            report.notes.append(
                f"Announced as erased, but still there: the payload of entry {listed(there)}."
            )
        said = acts.Told(
            [i for o in opened for i in o.intended],
            {p: i for o in opened for p, i in o.dropped.items()},
            {p: d for o in opened for p, d in o.digests.items()},
            frozenset([*without, *(p for o in opened for p in o.unread)]),
        )
        self._found(acts.check(tables, said, self._witnessed))
        asked = {p for p in {*lost, *tables.lost} if isinstance(p, int)}
        self._found(acts.check_lost(tables.lost, self._kinds(asked), frozenset(lost)))

    @staticmethod
    def _lost(opened: list[payloads.Opened]) -> dict[int, int]:
        """The entries without a payload that were lost, and the entries that say so."""
        without = [p for o in opened for p in o.without]
        return {
            p: by
            for o in opened for first, last, by in o.lost if last < by
            for p in without[bisect_left(without, first) : bisect_right(without, last)]
        }  # fmt: skip

    def _kinds(self, positions: Iterable[int]) -> dict[int, bytes]:
        found = {}
        for position in positions:
            for _, entry in self._rows.entries(position, position + 1):
                if isinstance(entry, bytes) and len(entry) == ENTRY_SIZE:
                    found[position] = committed(entry)[0]
        return found

    def _announced_since(self) -> dict[int, int]:
        """Erasures announced by entries that were added while the record was checked."""
        assert self._keys is not None
        start, end = self._extent.size, self._rows.extent().size
        found = dict(self._rows.entries(start, end))
        later = payloads.check(self._rows, start, end, found, self._keys, payloads.Wanted())
        return dict(later.erased)

    def compare(self, mirror: Log) -> None:
        """Compare with the entries that somebody else keeps a copy of."""
        size, theirs = self._extent.size, mirror.size()
        seen: list[Seen] = []
        for start in range(0, min(size, theirs), LENGTH):
            end = min(size, theirs, start + LENGTH)
            ours = dict(self._rows.entries(start, end))
            copies = mirror.entries(start, end)
            seen += [at("unlike-mirror", p) for p, entry in copies if ours.get(p) != entry]
            self._progress("mirror", end, min(size, theirs))
        self._found(told(seen))
        self.report.mirrored = min(size, theirs)
        if theirs > size:
            words = f"The record was cut off: the mirror has {theirs} entries, the record {size}."
            self._found([Finding("truncated", size, theirs - 1, words)])


def _untold(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


_BY_CHECKPOINTS = frozenset({"backdated", "postdated"})


def _gaps(stretches: Sequence[int]) -> list[Seen]:
    """Stretches without any entry, between those that have some."""
    before = [-1, *stretches]
    return [
        Seen("entry-gone", (one + 1) * LENGTH, other * LENGTH - 1)
        for one, other in zip(before, stretches, strict=False)
        if other > one + 1
    ]


def _between(numbers: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Those after `start` and not after `end`."""
    return numbers[bisect_right(numbers, start) : bisect_right(numbers, end)]
