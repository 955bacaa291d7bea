"""`safeconduct record verify`: check a whole record, and say what was changed."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeconduct.cli.common import print_json

TEXT = "check all of a record: what was changed, by the entries' numbers"
FOUND = 1


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--log", metavar="NAME", help="a log that this node mirrors (default: own)")
    parser.add_argument(
        "--against", type=Path, action="append", default=[], metavar="FILE",
        help="a checkpoint that was kept elsewhere; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--copy", type=Path, metavar="FOLDER",
        help="the folder of a node that mirrors this log: compare entry by entry",
    )  # fmt: skip
    parser.add_argument(
        "--entries-only", action="store_true", help="leave what entries say (the payloads) closed"
    )


def run(options: argparse.Namespace, home: Any, key: Any, log: Any, policy: Any) -> int:
    """Check a log of a node; gives 1 if something was found."""
    from safeconduct.record import note, verify  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    own = log.number == 0
    files = [*options.against, *([home.seen] if own and home.seen.exists() else [])]
    held = [note.read(file.read_text(encoding="utf-8")) for file in files]
    mirror = None
    if options.copy:
        mirrors = Home(options.copy).mirrors()
        if key.name not in mirrors:
            from safeconduct.record.home import BadHome  # noqa: PLC0415

            raise BadHome(f"{options.copy} holds no copy of {key.name}")
        mirror = mirrors[key.name][1]
    with output.progress("Checking") as tell:
        report = verify.verify(
            home.databases.get(), key, log=log.number, policy=policy,
            payload_keys=home.payload_keys() if own and not options.entries_only else None,
            held=held, mirror=mirror, address=home.address,
            progress=lambda what, done, of: tell(done, of, what),
        )  # fmt: skip
    if options.json:
        print_json(report)
    else:
        print("\n".join(_lines(report)))
    return 0 if report.clean else FOUND


def _lines(report: Any) -> list[str]:
    lines = [f"{report.origin}: {report.size} entries, root {report.root or 'not to be computed'}"]
    if report.witnessed_at is not None:
        lines.append(
            f"  the first {report.witnessed_size} cosigned by enough, last at "
            f"{datetime.fromtimestamp(report.witnessed_at, UTC):%Y-%m-%d %H:%M:%S} UTC"
        )
    cosigned = ", ".join(f"{name} ({n})" for name, n in sorted(report.cosigners.items()))
    counts = [
        (report.payloads_opened, "payloads opened"),
        (len(report.payloads_erased), "erased, and announced"),
        (report.checkpoints, "checkpoints"),
        (report.checkpoints_held, "checkpoints kept elsewhere"),
        (report.mirrored, "entries compared with a copy"),
    ]
    lines.append("  checked: " + ", ".join(f"{n} {words}" for n, words in counts if n))
    if cosigned:
        lines.append(f"  cosigners, with the number of checkpoints: {cosigned}")
    lines += [f"  note: {words}" for words in report.notes]
    if report.clean:
        return [*lines, "Nothing was found that does not fit."]
    return [
        *lines,
        f"FOUND ({len(report.findings)}):",
        *(f"  - {f.words}" for f in report.findings),
    ]
