"""`safeconduct init`, `serve`, `migrate`, `backup`, `restore`, `gate …`, `node …`: run a node."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.cli import gateactions, gatework, node
from safeconduct.cli.common import command, print_json, refuse

EXIT_FOUND = 1
"""A check found something, or something stands that has to be answered first."""
Run = Callable[[argparse.Namespace], int]
_LOCAL = ("127.0.0.1", "::1", "localhost")


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    init = _command(commands, "init", _init, "make a node: folder, tables, the first two accounts")
    init.add_argument("--name", required=True, help="what the node is called, as in gate.example")
    init.add_argument(
        "--kind", choices=("gate", "register", "oversight"), default="gate",
        help="a gate, or the node of a register or an oversight body (default: gate)",
    )  # fmt: skip
    init.add_argument(
        "--register", action="append", default=[], metavar="NAME",
        help="a register that the node answers for, as in asylum; may be repeated",
    )  # fmt: skip
    init.add_argument(
        "--executing-state", required=True, metavar="STATE", help="two letters, as in BE"
    )
    init.add_argument("--profile", help="which offices hold the roles, as in be")
    init.add_argument(
        "--rehearsal", default="", metavar="DAY",
        help="a day such as 2019-10-01 that it is there: for trying things out, never for real use",
    )  # fmt: skip
    init.add_argument(
        "--database", default="sqlite:record.db", metavar="ADDRESS",
        help="postgresql://… (default: an SQLite file in the folder)",
    )  # fmt: skip
    init.add_argument(
        "--operator", default="operator", metavar="ACCOUNT", help="account of the operator"
    )
    init.add_argument(
        "--overseer", default="overseer", metavar="ACCOUNT", help="account of the overseer"
    )
    for who in ("operator", "overseer"):
        init.add_argument(
            f"--{who}-number", required=True, metavar="NUMBER",
            help=f"of a document of the {who}'s, as in 'BE 80.05.01-001.23'",
        )  # fmt: skip

    serve = _command(commands, "serve", _serve, "run a node: its API, its worker, its checkpoints")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8740, help="port to listen on (default: 8740)")
    serve.add_argument("--certificate", type=Path, metavar="FILE", help="for TLS, with --tls-key")
    serve.add_argument("--tls-key", type=Path, metavar="FILE", help="the certificate's secret key")
    serve.add_argument(
        "--behind-proxy", action="store_true",
        help="listen without TLS on another address than this computer's own: a proxy has it",
    )  # fmt: skip

    _command(commands, "migrate", _migrate, "bring a gate's tables to what this program needs")

    backup = _command(commands, "backup", _backup, "copy a gate's database and settings to a file")
    backup.add_argument("file", type=Path, help="a new file; secret keys are never in it")

    restore = command(commands, "restore", plainly(_restore), "put a backup in place of a database")
    restore.add_argument("file", type=Path, help="what 'safeconduct backup' wrote")
    restore.add_argument("folder", type=Path, help="the gate's folder, with its keys")
    restore.add_argument(
        "--replace", action="store_true", help="even if what is there is newer, which is lost then"
    )

    parser = commands.add_parser("gate", help="case files in and out, accounts, checks of a gate")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    gateactions.add_to(actions, _command, plainly)
    gatework.add_to(actions, _command)
    node.add_to(commands, plainly)


def _command(commands: Any, name: str, run: Run, text: str) -> argparse.ArgumentParser:
    parser = command(commands, name, plainly(run), text)
    parser.add_argument("folder", type=Path, help="the gate's folder ('safeconduct init' makes it)")
    return parser


def plainly(run: Run) -> Run:
    """Let every failure that a user can meet be a sentence."""

    @functools.wraps(run)
    def plain(options: argparse.Namespace) -> int:
        from safeconduct.record.checkpointer import NotWitnessed  # noqa: PLC0415
        from safeconduct.record.database import DatabaseError  # noqa: PLC0415
        from safeconduct.record.entry import BadEntry  # noqa: PLC0415
        from safeconduct.record.evidence import Halted  # noqa: PLC0415
        from safeconduct.record.home import BadHome  # noqa: PLC0415
        from safeconduct.record.note import BadNote  # noqa: PLC0415

        try:
            return run(options)
        except (BadHome, DatabaseError, BadEntry, BadNote, OSError) as error:
            return refuse(" ".join(str(error).split()))
        except (Halted, NotWitnessed) as error:
            print(f"safeconduct: {error}", file=sys.stderr)
            return EXIT_FOUND
        except Exception as error:
            # These come from packages that are not imported for every command.
            from django.conf import settings  # noqa: PLC0415

            if not settings.configured:
                raise
            from django.db import Error  # noqa: PLC0415

            from safeconduct.gate.errors import Refused, Wrong  # noqa: PLC0415
            from safeconduct.policy.permissions import Denied  # noqa: PLC0415

            if isinstance(error, Wrong):
                for problem in error.problems:
                    refuse(problem)
                return 2
            if isinstance(error, Refused | Denied | Error):
                return refuse(" ".join(str(error).split()))
            raise

    return plain


def _init(options: argparse.Namespace) -> int:
    import re  # noqa: PLC0415

    if not re.fullmatch("[A-Z]{2}", options.executing_state):
        return refuse(f"--executing-state {options.executing_state}: two letters, as in BE")
    if options.profile:
        from safeconduct.files import store  # noqa: PLC0415

        known = sorted(p.stem for p in (store.data_folder("rulebook") / "profiles").glob("*.yaml"))
        if options.profile not in known:
            return refuse(f"--profile {options.profile}: known are {', '.join(known)}")
    if options.rehearsal and not _is_day(options.rehearsal):
        return refuse(f"--rehearsal {options.rehearsal}: a day such as 2019-10-01")
    from safeconduct.case.exactname import document_key  # noqa: PLC0415

    numbers = {"operator": options.operator_number, "overseer": options.overseer_number}
    for who, number in numbers.items():
        if document_key(number) is None:
            return refuse(
                f"--{who}-number {number}: the number of a document of theirs, after the two "
                "letters of the state that gave it, as in 'BE 80.05.01-001.23'"
            )
    if len(set(map(document_key, numbers.values()))) < len(numbers):
        return refuse("--overseer-number: the operator and the overseer are two persons")
    from safeconduct.server import home, oversighthome, registerhome  # noqa: PLC0415
    from safeconduct.server.serve import migrate, set_up  # noqa: PLC0415

    if bool(options.register) != (options.kind == "register"):
        return refuse(
            "--register: names the registers of a node of --kind register, and of no other"
        )
    if options.kind == "register":
        made = registerhome.start(
            options.folder, options.name, options.executing_state, tuple(options.register),
            database=options.database, rehearsal=options.rehearsal,
        )  # fmt: skip
    elif options.kind == "oversight":
        made = oversighthome.start(
            options.folder, options.name, options.executing_state,
            database=options.database, rehearsal=options.rehearsal,
        )  # fmt: skip
    else:
        made = home.start(
            options.folder, options.name, options.executing_state,
            database=options.database, profile=options.profile, rehearsal=options.rehearsal,
        )  # fmt: skip
    set_up(options.folder, migrated=False)
    migrate()
    from safeconduct.gate import releases  # noqa: PLC0415
    from safeconduct.gate.office import First, first_accounts  # noqa: PLC0415

    keys = first_accounts(
        First(options.operator, options.operator, options.operator_number),
        First(options.overseer, options.overseer, options.overseer_number),
    )
    if options.kind == "gate":
        releases.begin()
    if options.json:
        print_json({"name": made.settings.name, "keys": keys})
        return 0
    print(f"Made {options.folder} for {made.settings.name}. Two accounts open all others; their")
    print("keys are shown this once, and nobody can show them again:")
    for account, key in keys.items():
        print(f"  {account:12}{key}")
    print("Next: open accounts for those who work here (docs/gate.md, 'Starting one').")
    if options.kind == "gate":
        policy = options.folder / "policy.txt"
        print(f"Name the witnesses in {policy} (docs/nodes.md): without them nothing can open.")
    print("Then")
    print(f"  safeconduct serve {options.folder}")
    return 0


def _is_day(text: str) -> bool:
    from datetime import date  # noqa: PLC0415

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _serve(options: argparse.Namespace) -> int:
    import logging  # noqa: PLC0415

    if bool(options.certificate) != bool(options.tls_key):
        return refuse("--certificate and --tls-key go together")
    tls = (options.certificate, options.tls_key) if options.certificate else None
    if tls is None and options.host not in _LOCAL and not options.behind_proxy:
        return refuse(
            f"--host {options.host}: without TLS anybody on the way reads the keys. Give "
            "--certificate and --tls-key, or --behind-proxy if a proxy has the TLS"
        )
    from safeconduct.server import kinds  # noqa: PLC0415
    from safeconduct.server.serve import Gate, set_up  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    proxied = bool(options.behind_proxy)
    home = set_up(options.folder, secure=tls is not None or proxied, proxied=proxied)
    gate = Gate(home, options.host, options.port, tls=tls)
    gate.stop_when_told()
    scheme = "http" if tls is None else "https"
    print(f"{home.settings.name} answers at {scheme}://{options.host}:{gate.port}/api/", flush=True)
    if not gate.witnessed and kinds.of(options.folder) == "gate":
        print("Nobody witnesses its record (no policy.txt): nothing can be opened.", flush=True)
    print("Stop with ctrl-c.", flush=True)
    gate.run()
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from safeconduct.record import schema  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.server.serve import migrate, must_be_migrated, set_up  # noqa: PLC0415

    home = Home(options.folder)
    schema.create(home.databases.get(), home.settings.name)
    home.close()
    set_up(options.folder, migrated=False)
    migrate()
    must_be_migrated(options.folder)
    print(f"The tables of {options.folder} are what this program needs.")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from safeconduct.server.backup import backup  # noqa: PLC0415

    made = backup(options.folder, options.file)
    if options.json:
        print_json(made)
    else:
        print(
            f"{options.file}: {made.name} with {made.size} entries. Its keys are not in it; ",
            end="",
        )
        print(f"back up {options.folder / 'keys'} apart from it.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from safeconduct.server.backup import restore  # noqa: PLC0415

    done = restore(options.file, options.folder, replace=options.replace)
    if options.json:
        print_json(done)
    else:
        print(f"{options.folder} has the {done.size} entries of {options.file} again.")
        if done.stopped:
            print(f"Messages that waited to leave, and leave no more: {done.stopped}.")
        for name, why in done.missing.items():
            print(f"Not asked: {name}: {why}")
        for words in done.alarms:
            print(f"ALARM: {words}")
        if done.alarms:
            print("Nothing opens. What to do now, step by step: docs/restore.md.")
    return EXIT_FOUND if done.alarms else 0
