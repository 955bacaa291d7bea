"""`safeconduct node …`: the other nodes that this one knows, and the messages between them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.cli.common import command, print_json, refuse

EXIT_FOUND = 1
Run = Callable[[argparse.Namespace], int]


def add_to(commands: Any, plainly: Callable[[Run], Run]) -> None:
    """Add the commands to the parser. `plainly` lets every failure be a sentence."""

    def add(actions: Any, name: str, run: Run, text: str) -> argparse.ArgumentParser:
        parser = command(actions, name, plainly(run), text)
        parser.add_argument("folder", type=Path, help="the node's folder")
        return parser

    parser = commands.add_parser("node", help="other nodes: whom this one knows, what was sent")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    add(actions, "key", _key, "print the public key of this node's messages, for its peers")
    add(actions, "messages", _messages, "what waits, was rejected or is missing, who is silent")

    peer = actions.add_parser("peer", help="the nodes that this one listens to")
    verbs = peer.add_subparsers(required=True, metavar="ACTION")
    add(verbs, "list", _list, "list them")
    new = add(verbs, "add", _add, "listen to a node, and send it what concerns it")
    new.add_argument("--name", required=True, help="the node's own name, as in asylum.example")
    new.add_argument("--kind", required=True, choices=("gate", "register", "oversight", "bar"))
    new.add_argument("--url", required=True, help="https://… (http on this computer alone)")
    new.add_argument(
        "--key", required=True, help="what 'safeconduct node key' printed there, or a file with it"
    )
    new.add_argument("--pin", default="", help="SHA-256 of its TLS certificate, in hexadecimal")
    new.add_argument(
        "--certificate", type=Path, metavar="FILE", help="its TLS certificate, instead of --pin"
    )
    new.add_argument(
        "--register", action="append", default=[], metavar="NAME",
        help="a register that it answers for; may be repeated",
    )  # fmt: skip
    new.add_argument("--vouched-by", required=True, metavar="WHO", help="who says that it is it")
    new.add_argument(
        "--budget", type=int, metavar="N", help="how many messages of it are taken in 24 hours"
    )
    gone = add(verbs, "remove", _remove, "listen to a node no more; its holds stand")
    gone.add_argument("name", help="the node's name")
    behind = add(
        verbs, "renumber", _renumber,
        "after this node's database was brought back: go on behind what a peer has taken",
    )  # fmt: skip
    behind.add_argument("name", help="the node's name")


def _key(options: argparse.Namespace) -> int:
    from safeconduct.nodes.keys import message_key  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    name = Home(options.folder).settings.name
    key = message_key(options.folder).public.text()
    if options.json:
        print_json({"name": name, "key": key})
    else:
        print(key)
    return 0


def _peers(options: argparse.Namespace) -> Any:
    from safeconduct.nodes.peers import Peers  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    return Peers(options.folder, Home(options.folder).settings.name)


def _list(options: argparse.Namespace) -> int:
    found = _peers(options).all()
    if options.json:
        print_json(list(found.values()))
        return 0
    for peer in found.values():
        registers = f" ({', '.join(peer.registers)})" if peer.registers else ""
        print(f"{peer.name}: {peer.kind}{registers} at {peer.url}")
        print(f"  vouched for by {peer.vouched_by or 'nobody'}, since {peer.admitted or '?'}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from datetime import date  # noqa: PLC0415

    from safeconduct.nodes import peers  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    own = Home(options.folder).settings.name
    file = options.folder / peers.FILE
    known = peers.load(file, own)
    if options.name in known:
        return refuse(f"'{options.name}' is a peer already; remove it first to change it")
    if options.pin and options.certificate:
        return refuse("--pin or --certificate, not both")
    key = options.key
    if not key.lstrip().startswith("{"):
        key = Path(key).read_text(encoding="utf-8")
    made = peers.Peer(
        name=options.name, kind=options.kind, url=options.url, key=key.strip(),
        pin=_pin(options.certificate) if options.certificate else options.pin.lower(),
        registers=tuple(options.register), vouched_by=options.vouched_by,
        admitted=date.today().isoformat(),
        referral_budget=peers.BUDGET if options.budget is None else options.budget,
    )  # fmt: skip
    peers.write(file, known | {made.name: made}, own)
    print(f"'{made.name}' is a peer of '{own}' now. It has to know this node, too.")
    return 0


def _pin(certificate: Path) -> str:
    import ssl  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    from safeconduct.record.home import BadHome  # noqa: PLC0415

    try:
        return sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text("ascii"))).hexdigest()
    except ValueError:
        raise BadHome(f"{certificate} is no certificate in PEM") from None


def _remove(options: argparse.Namespace) -> int:
    from safeconduct.nodes import peers  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415

    own = Home(options.folder).settings.name
    file = options.folder / peers.FILE
    known = dict(peers.load(file, own))
    if known.pop(options.name, None) is None:
        return refuse(f"'{options.name}' is no peer of '{own}'; nothing was changed")
    peers.write(file, known, own)
    print(f"'{options.name}' is listened to no more. Its holds stand, and what waits for it is")
    print(f"never sent: safeconduct node messages {options.folder}")
    return 0


def _renumber(options: argparse.Namespace) -> int:
    from safeconduct.server.serve import set_up  # noqa: PLC0415

    set_up(options.folder)
    from safeconduct.nodes.numbers import renumber  # noqa: PLC0415

    skipped = renumber(options.name)
    if skipped:
        print(f"{skipped} numbers to '{options.name}' were given before the database was brought")
        print("back, and are skipped. What waits goes on after them.")
    else:
        print(f"'{options.name}' does not say that it has more than is known here; nothing was")
        print("changed. What it says comes with its heartbeat, every ten minutes.")
    return 0


def _messages(options: argparse.Namespace) -> int:
    from safeconduct.server.serve import set_up  # noqa: PLC0415

    set_up(options.folder)
    from safeconduct.nodes.overview import overview  # noqa: PLC0415

    found = overview()
    if options.json:
        print_json(found)
    else:
        for queue in found.queues:
            says = f"; last try: {queue.problem}" if queue.problem else ""
            since = f" since {queue.since:%Y-%m-%d %H:%M} UTC" if queue.since else ""
            print(f"{queue.peer}: {queue.sent} sent, {queue.waits} wait{since}, "
                  f"{queue.taken} taken from it{says}")  # fmt: skip
        for one in found.rejected:
            print(f"rejected by {one.peer}: {one.kind} {one.message}: {'; '.join(one.problems)}")
        for finding in found.findings:
            print(f"{finding.what}: {finding.text}")
    return EXIT_FOUND if found.findings else 0
