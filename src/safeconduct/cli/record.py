"""`safeconduct record …`: keep a record, have it witnessed, and check what others keep."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeconduct.cli import disclosing, mirrors, verifying
from safeconduct.cli.common import command, find_case, print_json, refuse, with_rulebook

EXIT_FOUND = 1
"""A check found something, or nothing was witnessed."""
PAGE = 200


def add_to(commands: Any) -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser("record", help="keep the record of what was done, and check it")
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    start = _action(actions, "start", _start, "make a folder for a record: keys and database")
    start.add_argument("--name", required=True, help="what the node is called, as in gate.example")
    start.add_argument(
        "--database", default="sqlite:record.db", metavar="ADDRESS",
        help="postgresql://… (default: an SQLite file in the folder)",
    )  # fmt: skip

    start.add_argument(
        "--ml-dsa", action="store_true",
        help="with keys beside the others that a quantum computer does not break",
    )  # fmt: skip

    keys = _action(actions, "keys", _keys, "print the node's public keys, for others")
    keys.add_argument("--log", action="store_true", help="only the one that signs its record")
    keys.add_argument("--witness", action="store_true", help="only the one that cosigns others'")

    trust = _action(actions, "trust", _trust, "witness another node's record from now on")
    trust.add_argument("key", help="the key of its log, as its 'record keys' prints it")
    trust.add_argument("--mirror", action="store_true", help="keep a copy of its entries, too")

    add = _action(actions, "add", _add, "record the events of a case")
    add.add_argument("case", help="a case file, or the name of one that ships")
    with_rulebook(add)

    _action(actions, "checkpoint", _checkpoint, "sign the record and have it cosigned, once")

    serve = _action(actions, "serve", _serve, "cosign other nodes' records; sign one's own")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8750, help="port to listen on (default: 8750)")

    watch = _action(actions, "watch", _watch, "check a record as it grows; stop with ctrl-c")
    watch.add_argument("--log", metavar="NAME", help="a log that this node mirrors (default: own)")
    watch.add_argument("--every", type=float, default=10, metavar="SECONDS", help="default: 10")
    watch.add_argument("--once", action="store_true", help="look once")

    verifying.add_to(_action(actions, "verify", _verify, verifying.TEXT))

    prove = _action(actions, "prove", _prove, "prove that an entry is in the record (tlog-proof)")
    prove.add_argument("entry", type=int, help="the entry's number")
    prove.add_argument("--out", type=Path, metavar="FILE", help="write it there")

    disclosing.add_to(_action(actions, "disclose", disclosing.run, disclosing.TEXT))

    erase = _action(actions, "erase", _erase, "erase what an entry says; the entry stays")
    erase.add_argument("entry", type=int, help="the entry's number")
    erase.add_argument("--by", required=True, metavar="ROLE", help="on whose order")
    erase.add_argument("--reasons", required=True, help="why")

    mirrors.add_to(actions, _action)

    alarms = _action(actions, "alarms", _alarms, "list the alarms, or settle one")
    alarms.add_argument("--settle", metavar="ALARM", help="the alarm's name in the list")
    alarms.add_argument("--by", metavar="NAME", help="who settles it")
    alarms.add_argument("--reasons", help="why it is settled")


Run = Callable[[argparse.Namespace], int]


def _action(actions: Any, name: str, run: Run, text: str) -> argparse.ArgumentParser:
    parser = command(actions, name, _plainly(run), text)
    parser.add_argument("folder", type=Path, help="the record's folder ('record start' makes one)")
    return parser


def _plainly(run: Run) -> Run:
    """Let every failure that a user can meet be a sentence."""

    @functools.wraps(run)
    def plain(options: argparse.Namespace) -> int:
        from safeconduct.record.checkpointer import NotWitnessed  # noqa: PLC0415
        from safeconduct.record.database import DatabaseError  # noqa: PLC0415
        from safeconduct.record.disclose import BadDisclosure  # noqa: PLC0415
        from safeconduct.record.entry import BadEntry  # noqa: PLC0415
        from safeconduct.record.evidence import Halted  # noqa: PLC0415
        from safeconduct.record.home import BadHome  # noqa: PLC0415
        from safeconduct.record.lost import BadCopy  # noqa: PLC0415
        from safeconduct.record.note import BadNote  # noqa: PLC0415
        from safeconduct.record.opening import BadProfile  # noqa: PLC0415
        from safeconduct.record.tree import BadProof  # noqa: PLC0415

        try:
            return run(options)
        except (
            BadHome, BadCopy, BadProfile, BadDisclosure, DatabaseError, BadEntry, BadNote, OSError,
        ) as error:  # fmt: skip
            return refuse(" ".join(str(error).split()))
        except (Halted, NotWitnessed, BadProof) as error:
            print(f"safeconduct: {error}", file=sys.stderr)
            return EXIT_FOUND

    return plain


def _start(options: argparse.Namespace) -> int:
    from safeconduct.record import home  # noqa: PLC0415

    made = home.start(options.folder, options.name, options.database, ml_dsa=options.ml_dsa)
    print(f"Made {options.folder} for {made.settings.name}. Its public keys:")
    return _show_keys(made, options.json)


def _keys(options: argparse.Namespace) -> int:
    home = _home(options)
    if options.log or options.witness:
        keys = home.log_keys() if options.log else home.witness_keys()
        print(keys[0].public)
        return 0
    return _show_keys(home, options.json)


def _show_keys(home: Any, as_json: bool) -> int:
    keys = {
        use: [str(key.public) for key in found]
        for use, found in (("log", home.log_keys()), ("witness", home.witness_keys()))
    }
    if as_json:
        print_json(keys)
    for use, lines in keys.items() if not as_json else ():
        for line in lines:
            print(f"{use:8}{line}")
    return 0


def _trust(options: argparse.Namespace) -> int:
    name = _home(options).trust(options.key, options.mirror)
    copy = ", and keeps a copy of its entries" if options.mirror else ""
    print(f"{options.folder} witnesses {name} from now on{copy} (restart it if it is serving)")
    return 0


def _home(options: argparse.Namespace) -> Any:
    from safeconduct.record.home import Home  # noqa: PLC0415

    return Home(options.folder)


def _add(options: argparse.Namespace) -> int:
    from safeconduct.case.about import Things  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415
    from safeconduct.record.log import Log  # noqa: PLC0415
    from safeconduct.record.record import Written  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    home = _home(options)
    rulebook = store.load_rulebook(options.rulebook)
    events = store.load_case(find_case(options.case), rulebook)
    things, record, database = Things(), home.record(), home.databases.get()
    written = [Written(event, things.about(event)) for event in events]
    first = Log(database).size()
    with output.progress("Recording") as tell, database.transaction():
        for done in range(0, len(written), PAGE):
            record.append(database, written[done : done + PAGE])
            tell(done, len(written), options.case)
    last = first + len(written) - 1
    if options.json:
        print_json({"first": first, "last": last})
    else:
        print(f"{len(written)} events of {options.case} recorded: entries {first} to {last}")
    return 0


def _checkpoint(options: argparse.Namespace) -> int:
    home = _home(options)
    worker = home.checkpointer()
    try:
        with home.turn():
            done = worker.round()
    finally:
        worker.stop()
    cosigners = {key.name: when for key, when in done.cosigners.items()}
    size = done.signed.checkpoint.size
    if options.json:
        print_json({"size": size, "cosigners": cosigners, "missing": done.missing,
                    "quorum": done.quorum, "checkpoint": str(done.signed)})  # fmt: skip
    else:
        print(f"Signed at {size} entries. ", end="")
        print("A quorum has cosigned it." if done.quorum else "NOT cosigned by a quorum.")
        for name, when in cosigners.items():
            print(f"  cosigned  {name}, {_time(when)}")
        for name, why in done.missing.items():
            print(f"  missing   {name}: {why}")
    return 0 if done.quorum else EXIT_FOUND


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _serve(options: argparse.Namespace) -> int:
    from safeconduct.record.home import POLICY  # noqa: PLC0415
    from safeconduct.record.serve import Server  # noqa: PLC0415

    home = _home(options)
    door = Server(home.witness(), home.databases, options.host, options.port)
    worker = home.checkpointer() if (options.folder / POLICY).exists() else None
    if worker:
        worker.start()
    names = ", ".join(row.key.split("+")[0] for row in home.settings.witnessed) or "no logs"
    print(f"{home.settings.name} cosigns {names} at http://{options.host}:{door.port}", flush=True)
    if worker:
        print(f"and has its own record cosigned as {POLICY} says. Stop with ctrl-c.", flush=True)
    try:
        door.run()
    finally:
        if worker:
            worker.stop()
        home.close()
    return 0


def _log(home: Any, name: str | None) -> Any:
    """The key and the log that a command is about: the node's own, or one that it mirrors."""
    from safeconduct.record.home import BadHome  # noqa: PLC0415
    from safeconduct.record.log import Log  # noqa: PLC0415

    if name is None or name == home.settings.name:
        return home.log_keys()[0].public, Log(home.databases.get())
    mirrors = home.mirrors()
    if name not in mirrors:
        known = ", ".join(mirrors) or "none"
        raise BadHome(f"{home.settings.name} does not mirror '{name}' (it mirrors: {known})")
    return mirrors[name]


def _policy(home: Any) -> Any:
    """The node's policy, or None if it has none."""
    from safeconduct.record.home import POLICY  # noqa: PLC0415

    return home.policy() if (home.folder / POLICY).exists() else None


def _watch(options: argparse.Namespace) -> int:
    import time  # noqa: PLC0415

    from safeconduct.record.watch import Watch  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    home = _home(options)
    key, log = _log(home, options.log)
    own = log.number == 0
    memory = options.folder / f"watched-{key.id.hex()}.txt"
    policy = _policy(home) if own else None
    watch = Watch(log, key, policy, home.evidence, memory)
    shown = -1
    while True:
        with output.progress("Reading") as tell:
            look = watch.look(tell)
        if look.size != shown:
            print(_look_words(key.name, look, options.json), flush=True)
            shown = look.size
        if options.once:
            return 0
        time.sleep(options.every)


def _look_words(name: str, look: Any, as_json: bool) -> str:
    if as_json:
        import msgspec  # noqa: PLC0415

        return msgspec.json.encode(look).decode()
    when = "" if look.last_recorded is None else f", the last of {_time(look.last_recorded)}"
    cosigned = f"; the first {look.cosigned} cosigned by {', '.join(look.cosigners)}"
    return (
        f"{_time(int(datetime.now(UTC).timestamp()))}  {name}: {look.size} entries, {look.new} new"
        f"{when}{cosigned if look.cosigners else ''}"
    )


def _verify(options: argparse.Namespace) -> int:
    home = _home(options)
    key, log = _log(home, options.log)
    return verifying.run(options, home, key, log, _policy(home) if log.number == 0 else None)


def _prove(options: argparse.Namespace) -> int:
    from safeconduct.record.home import BadHome  # noqa: PLC0415
    from safeconduct.record.log import Log  # noqa: PLC0415
    from safeconduct.record.note import Proof  # noqa: PLC0415

    home = _home(options)
    log = Log(home.databases.get())
    signed, size = log.checkpoint(), log.size()
    if not 0 <= options.entry < size:
        raise BadHome(f"there is no entry {options.entry}; the record has {size}, from 0")
    if signed is None or signed.checkpoint.size <= options.entry:
        raise BadHome(f"no checkpoint holds entry {options.entry} yet: 'safeconduct record "
                      f"checkpoint {options.folder}' signs one")  # fmt: skip
    at = signed.checkpoint.size
    proof = str(Proof(options.entry, tuple(log.inclusion(options.entry, at)), signed))
    if options.out:
        from safeconduct.record.files import write_atomically  # noqa: PLC0415

        write_atomically(options.out, proof.encode(), 0o644)
        print(f"written: {options.out}")
    else:
        print(proof, end="")
    return 0


def _erase(options: argparse.Namespace) -> int:
    from safeconduct.case.roles import ROLES  # noqa: PLC0415

    if options.by not in ROLES:
        return refuse(f"--by: '{options.by}' is no role; roles are {', '.join(ROLES)}")
    home = _home(options)
    database = home.databases.get()
    with database.transaction():
        receipt = home.record().erase(database, options.entry, options.by, options.reasons)
    database.scrub()
    print(f"What entry {options.entry} says is erased; entry {receipt.position} says so and why.")
    return 0


def _alarms(options: argparse.Namespace) -> int:
    home = _home(options)
    if options.settle:
        if not options.by or not options.reasons:
            return refuse("an alarm is settled by somebody (--by) with reasons (--reasons)")
        try:
            home.evidence.settle(options.settle, options.by, options.reasons)
        except KeyError:
            return refuse(f"no alarm '{options.settle}' stands; 'record alarms' lists them")
    found = home.evidence.alarms()
    if options.json:
        print_json(found)
    for name, alarm in found.items() if not options.json else ():
        state = f"settled by {alarm.settled}" if alarm.settled else "STANDS"
        print(f"{name}  {_time(alarm.seen)}  {alarm.log}: {alarm.words} ({state})")
    if not found and not options.json:
        print("no alarms")
    return EXIT_FOUND if home.evidence.standing() else 0
