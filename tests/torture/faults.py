"""Disks that fail on request, by way of `faults.c`, and disks that are really full."""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

NO_COMPILER = (
    "These tests compile a small C file and preload it, to make the disk fail. That takes Linux "
    "and a C compiler (on Debian or Ubuntu: apt-get install gcc libc6-dev)."
)
ONCE, FROM_THEN_ON, HALF = 0, 1, 2
_FORM = struct.Struct("=iiiiqqq")


class Fault(NamedTuple):
    """How the disk fails: with which error, and whether once, from then on, or half-way."""

    mode: int
    error: int

    def __str__(self) -> str:
        """In words."""
        how = ("once", "from then on", "half-way")[self.mode]
        return f"{errno.errorcode[self.error]} {how}"


FAULTS = (
    Fault(ONCE, errno.EIO),
    Fault(HALF, errno.EIO),
    Fault(FROM_THEN_ON, errno.EIO),
    Fault(ONCE, errno.ENOSPC),
    Fault(FROM_THEN_ON, errno.ENOSPC),
)


class Disk:
    """The disk under one folder, for processes started with `environment`."""

    def __init__(self, shim: Path, folder: Path, control: Path) -> None:
        """`control` is a file outside the folder, made if it is not there."""
        if not control.exists():
            control.write_bytes(bytes(_FORM.size))
            control.chmod(0o666)
        self.environment = {
            "LD_PRELOAD": str(shim),
            "TORTURE_CONTROL": str(control),
            "TORTURE_FOLDER": str(folder.resolve()),
        }
        with control.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _FORM.size)

    def fail(self, nth: int, fault: Fault) -> None:
        """Let the call number `nth` from now on fail; -1 for none, to count them."""
        self._shared[:] = _FORM.pack(1, fault.mode, fault.error, 0, nth, 0, 0)

    def mend(self) -> None:
        """Nothing fails any more; the counts stay."""
        self._shared[:4] = bytes(4)

    @property
    def unsynced(self) -> int:
        """Not 0 if SQLite's log or a file of ours was not flushed in time (`faults.c`)."""
        return int(_FORM.unpack(self._shared[:])[3])

    @property
    def calls(self) -> int:
        """How many calls there were since `fail`."""
        return int(_FORM.unpack(self._shared[:])[5])

    @property
    def failed(self) -> int:
        """How many calls failed since `fail`."""
        return int(_FORM.unpack(self._shared[:])[6])


def can_compile() -> bool:
    """Whether this computer can make disks fail."""
    return shutil.which("cc") is not None and os.uname().sysname == "Linux"


def compiled(folder: Path) -> Path:
    """Compile `faults.c` into a folder; raises `RuntimeError` where that is not possible."""
    shim = folder / "faults.so"
    if not can_compile():
        raise RuntimeError(NO_COMPILER)
    source = Path(__file__).with_name("faults.c")
    command = [
        str(part) for part in ("cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", shim, source, "-ldl")
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"{NO_COMPILER}\n{made.stderr}")
    shim.chmod(0o755)
    return shim


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk of its own, in memory, of this size; None where nothing may be mounted."""
    with TemporaryDirectory(prefix="sc-disk-") as folder:
        options = f"size={megabytes}m,mode=0755"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
        if (
            os.geteuid() != 0
            or subprocess.run(command, check=False, capture_output=True).returncode
        ):
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def fill(folder: Path) -> Path:
    """Fill a disk to the last byte; gives the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    return ballast
