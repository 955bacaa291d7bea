"""`safeconduct record copy`, `compare-mirror`, `take-back`: what a restore needs of a mirror."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeconduct.cli.common import print_json, refuse

EXIT_FOUND = 1
SHOWN = 20
"""So many entries are listed one by one; --json lists all."""
Run = Callable[[argparse.Namespace], int]
Add = Callable[[Any, str, Run, str], argparse.ArgumentParser]


def add_to(actions: Any, add: Add) -> None:
    """Add the actions. `add` makes one about a record's folder."""
    copy = add(actions, "copy", _copy, "hand out the copy of another node's record that is here")
    copy.add_argument("file", type=Path, help="a new file, for that node")
    copy.add_argument("--log", required=True, metavar="NAME", help="which node's record")
    copy.add_argument("--from", dest="start", type=int, default=0, metavar="ENTRY",
                      help="the first entry that is wanted (default: 0)")  # fmt: skip

    for name, run, text in (
        ("compare-mirror", _compare, "show what a mirror has and this record lost; change nothing"),
        ("take-back", _take_back, "enter what was lost from a mirror's copy, as closed entries"),
    ):
        action = add(actions, name, run, text)
        action.add_argument("copy", type=Path, help="a file of 'record copy', or a mirror's folder")
        if name == "take-back":
            action.add_argument("--by", required=True, metavar="ROLE", help="on whose order")
            action.add_argument("--reasons", required=True, help="why it was lost")


def _copy(options: argparse.Namespace) -> int:
    from safeconduct.record.home import BadHome, Home  # noqa: PLC0415
    from safeconduct.record.lost import hand_out  # noqa: PLC0415

    with closing(Home(options.folder)) as home:
        mirrors = home.mirrors()
        if options.log not in mirrors:
            known = ", ".join(mirrors) or "none"
            raise BadHome(f"{home.settings.name} does not mirror '{options.log}' (only: {known})")
        if options.file.exists():
            raise BadHome(f"{options.file} exists already; nothing was written")
        _, log = mirrors[options.log]
        lines = list(hand_out(log, home.settings.name, options.start))
    options.file.write_text("".join(lines), encoding="utf-8")
    print(f"{options.file}: the copy of {options.log}'s record, from entry {options.start} on.")
    return 0


def _found(options: argparse.Namespace, home: Any) -> Any:
    from safeconduct.record import lost  # noqa: PLC0415
    from safeconduct.record.home import BadHome, Home  # noqa: PLC0415

    if not options.copy.is_dir():
        return lost.from_file(options.copy)
    with closing(Home(options.copy)) as mirror:
        mirrors = mirror.mirrors()
        if home.settings.name not in mirrors:
            raise BadHome(f"{mirror.settings.name} does not mirror {home.settings.name}")
        _, log = mirrors[home.settings.name]
        return lost.from_log(log, mirror.settings.name, 0)


def _compare(options: argparse.Namespace) -> int:
    from safeconduct.record import lost  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.record.log import Log  # noqa: PLC0415

    with closing(Home(options.folder)) as home:
        copy = _found(options, home)
        key = home.log_keys()[0].public
        found = lost.compare(Log(home.databases.get()), copy, key)
        seen = lost.most_seen(home.evidence, home.seen, key)
    if options.json:
        print_json(found)
    else:
        _say(found, copy.mirror, options.folder, seen)
    return EXIT_FOUND if found.lost or found.unlike or seen > found.there else 0


def _say(found: Any, mirror: str, folder: Path, seen: int) -> None:
    print(f"Here are {found.here} entries; {mirror} has {found.there}.")
    if seen > found.there:
        print(f"Witnesses have seen {seen}: ask another mirror as well.")
    if found.unlike:
        print(f"From entry {found.unlike[0]} on they differ: something was recorded here since the "
              "restore. Restore once more with the node stopped (docs/restore.md).")  # fmt: skip
    if not found.lost:
        print("The mirror has nothing that is missing here.")
        return
    for each in found.lost[:SHOWN]:
        print(f"  lost  entry {each.position}, {_time(each.recorded)}")
    if len(found.lost) > SHOWN:
        last = found.lost[-1]
        print(f"  … and {len(found.lost) - SHOWN} more, "
              f"the last entry {last.position}, {_time(last.recorded)}")  # fmt: skip
    print(f"What they said is not in the mirror. Nothing was changed; 'safeconduct record "
          f"take-back {folder} COPY' enters them (docs/restore.md).")  # fmt: skip


def _take_back(options: argparse.Namespace) -> int:
    from safeconduct.case.roles import ROLES  # noqa: PLC0415
    from safeconduct.record import lost  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    if options.by not in ROLES:
        return refuse(f"--by: '{options.by}' is no role; roles are {', '.join(ROLES)}")
    with closing(Home(options.folder)) as home:
        key = home.log_keys()[0].public
        seen = lost.most_seen(home.evidence, home.seen, key)
        receipt = lost.take_back(
            home.databases.get(), home.record(), _found(options, home), key, seen, options.by,
            options.reasons,
        )  # fmt: skip
    print(f"What was lost stands again in its places, closed; entry {receipt.position} says so. "
          f"Next: 'safeconduct record verify {options.folder}', then docs/restore.md.")  # fmt: skip
    return 0


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
