"""SQLite on a failing disk and on a full one. Run as a program, under `faults.c`.

python -m tests.torture.onsqlite FOLDER CONTROL SHIM [--every N]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from safeconduct.record.database import Database, DatabaseError, connect
from safeconduct.record.files import write_atomically
from tests.torture import faults
from tests.torture.faults import FAULTS, ONCE, Disk, Fault
from tests.torture.ledger import Broken, Told, append, check, prepare


def in_child(work: Callable[[], list[Told]]) -> list[Told]:
    """Run in a process of its own that ends without closing anything; raises `Broken`."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            said = [one.packed().hex() for one in work()]
        except BaseException:
            said = [traceback.format_exc()]
        with os.fdopen(writing, "w") as file:
            json.dump(said, file)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        found = json.load(file)
    os.waitpid(pid, 0)
    if found and found[0].startswith("Traceback"):
        raise Broken(found[0])
    return [Told.read(bytes.fromhex(one)) for one in found]


def _begin(address: str) -> Database:
    database = connect(address)
    try:
        prepare(database)
    except DatabaseError:
        database.close()
        raise
    return database


def short_run(file: Path, disk: Disk, nth: int, fault: Fault) -> list[Told]:
    """Begin a record, add to it, write its log back, add more, on a disk that fails once."""
    address, told = f"sqlite:{file}", list[Told]()
    database: Database | None = None
    disk.fail(nth, fault)
    try:
        database = _begin(address)
        for number in range(6):
            told.append(append(database, f"t{number}", record_first=bool(number % 2)))
            if told[-1].outcome == "kept" and disk.unsynced:
                raise Broken("an entry was acknowledged before it was flushed to the disk")
            if told[-1].outcome != "kept":
                check_after_a_crash(file, told)
            if number == 3:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except DatabaseError:
        # Not the stack trace of sqlite3, but what a caller can handle.
        pass
    disk.mend()
    database = database or _begin(address)
    told.append(append(database, "mended"))
    if told[-1].outcome != "kept":
        raise Broken("nothing can be added once the disk is mended")
    other = connect(address)
    check(other, told)
    other.close()
    return told


def check_after_a_crash(file: Path, told: list[Told]) -> int:
    """Check the record as SQLite finds it if the computer stops now: without shared memory."""
    with TemporaryDirectory() as folder:
        for path in (file, file.with_name(file.name + "-wal")):
            if path.exists():
                shutil.copy(path, folder)
        recovered = connect(f"sqlite:{folder}/{file.name}")
        try:
            return check(recovered, told)
        finally:
            recovered.close()


def failing_disk(folder: Path, disk: Disk, every: int) -> str:
    """Let every call in a short run fail, in every way; gives the figures. Raises `Broken`."""
    outcomes, cases, calls = Counter[str](), 0, 0
    for fault in FAULTS:
        nth = 0
        while True:
            here = folder / "case"
            here.mkdir()
            try:
                told = in_child(lambda h=here, n=nth, f=fault: short_run(h / "r.db", disk, n, f))  # type: ignore[misc]
                check_after_a_crash(here / "r.db", told)
            except Broken as error:
                raise Broken(f"call {nth}, {fault}: {error}") from None
            finally:
                shutil.rmtree(here)
            if not disk.failed:
                break
            outcomes.update(one.outcome for one in told)
            cases, calls, nth = cases + 1, max(calls, disk.calls), nth + every
    return (
        f"{cases} failures, up to call {calls}, in {len(FAULTS)} ways; "
        f"{outcomes['kept']} acknowledged, {outcomes['undone']} called undone, "
        f"{outcomes['unknown']} called unknown"
    )


def failing_files(folder: Path, disk: Disk) -> str:
    """Let every call of `write_atomically` fail, in every way; gives the figures."""
    path, cases = folder / "file", 0
    old, new = b"old" * 5000, b"new" * 9000
    for fault in FAULTS:
        nth = 0
        while True:
            path.write_bytes(old)
            disk.fail(nth, fault)
            try:
                write_atomically(path, new)
                allowed: tuple[bytes, ...] = (new,)
            except OSError:
                allowed = (old, new)
            disk.mend()
            if allowed == (new,) and disk.unsynced:
                raise Broken("a file was called written before it was flushed to the disk")
            if path.read_bytes() not in allowed or list(folder.iterdir()) != [path]:
                raise Broken(f"call {nth} of a file's, {fault}: it is neither old nor new")
            if not disk.failed:
                break
            cases, nth = cases + 1, nth + 1
    path.unlink()
    return f"{cases} failures"


def full_disk(folder: Path, refill: Callable[[], Callable[[], None]]) -> str:
    """Add until the disk is full, make room, go on; gives the figures. Raises `Broken`."""
    file = folder / "full.db"

    def run() -> list[Told]:
        database = _begin(f"sqlite:{file}")
        told = [append(database, f"before{number}") for number in range(20)]
        for turn in range(3):
            empty = refill()
            refused = 0
            while refused < 5:
                told.append(append(database, f"{turn}full{len(told)}"))
                refused += told[-1].outcome != "kept"
            check(database, told)
            empty()
            told.append(append(database, f"roomy{turn}"))
            if told[-1].outcome != "kept":
                raise Broken("nothing can be added once there is room again")
        check(database, told)
        return told

    told = in_child(run)
    size = check_after_a_crash(file, told)
    outcomes = Counter(one.outcome for one in told)
    return (
        f"{size} entries, {outcomes['kept']} acknowledged, {outcomes['undone']} called undone, "
        f"{outcomes['unknown']} called unknown"
    )


def _limited() -> Callable[[], None]:
    """No file may grow: what a full disk is where nothing may be mounted."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)


def main() -> int:
    """Run all of it, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("control", type=Path)
    parser.add_argument("shim", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many-th call")
    options = parser.parse_args()
    disk = Disk(options.shim, options.folder, options.control)
    try:
        disk.fail(-1, Fault(ONCE, 5))
        (options.folder / "try").write_bytes(b"x")
        (options.folder / "try").unlink()
        if not disk.calls:
            raise Broken("the disk cannot be made to fail: faults.c is not at work")
        print(f"files: {failing_files(options.folder, disk)}")
        print(f"failing disk: {failing_disk(options.folder, disk, options.every)}")
        with faults.small_disk(4) as small:
            if small is None:
                print(f"no file may grow: {full_disk(options.folder, _limited)}")
            else:
                print(f"full disk: {full_disk(small, lambda: faults.fill(small).unlink)}")
    except Broken as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
