"""`safeconduct gate …`: case files in and out, accounts, checks, the OpenAPI document.

Whoever acts shows their key, as in the API: in the variable SAFECONDUCT_KEY, or in a file.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.cli.common import command, print_json, refuse

FOUND = 1
KEY = "SAFECONDUCT_KEY"
Run = Callable[[argparse.Namespace], int]


def add_to(
    actions: Any,
    add: Callable[[Any, str, Run, str], argparse.ArgumentParser],
    plainly: Callable[[Run], Run],
) -> None:
    """Add the actions. `add` makes one about a folder; `plainly` lets failures be sentences."""
    take_in = acting(add(actions, "import", _import, "bring a case file in as a live case"))
    take_in.add_argument("file", type=Path, help="a case file")

    out = acting(add(actions, "export", _export, "write a live case to a case file"))
    out.add_argument("case", help="the case's id")
    out.add_argument("file", type=Path, help="a new file")
    out.add_argument("--reasons", default="", help="why, if you are not the magistrate")

    form = acting(
        add(actions, "clearance-form", _clearance_form, "print a clearance, with its code (PDF)")
    )
    form.add_argument("case", help="the case's id")
    form.add_argument("clearance", help="the clearance's id")
    form.add_argument("file", type=Path, help="a new file")
    form.add_argument("--language", choices=("en", "fr"), default="en")

    add(
        actions, "check", _check, "compare the gate's tables with its record, and verify the record"
    )

    account = actions.add_parser("account", help="who works here")
    verbs = account.add_subparsers(required=True, metavar="ACTION")
    new = acting(add(verbs, "open", _account_open, "open an account with roles"))
    new.add_argument("account", help="its id, as in anna")
    new.add_argument("--called", help="how the person is called (default: the id)")
    new.add_argument(
        "--role", action="append", required=True, metavar="ROLE[=FINGERPRINT]",
        help="may be repeated; with the fingerprint of a key that the person made for it",
    )  # fmt: skip
    _number(new)
    new.add_argument("--register", default="", help="for an asylum officer: the register")
    second = acting(
        add(verbs, "confirm", _account_confirm, "as the second person, let what was given hold")
    )
    second.add_argument("account", help="its id, as in anna")
    second.add_argument(
        "--given", action="append", default=[], metavar="WHAT",
        help="what to confirm; may be repeated (default: print what waits)",
    )  # fmt: skip
    _number(second)
    add(verbs, "list", _account_list, "list accounts with their roles")

    command(actions, "key", plainly(_key), "make a key of one's own, and print its fingerprint")
    api = command(
        actions, "openapi", plainly(_openapi), "print the OpenAPI document of a node's API"
    )
    api.add_argument(
        "--kind", choices=("gate", "register", "oversight"), default="gate",
        help="of which kind of node",
    )  # fmt: skip


def _number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--number", required=True, help="of the person's document, as in 'BE 80.05.01-001.23'"
    )


def acting(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let an action ask who acts."""
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help=f"whose key acts (or the variable {KEY})"
    )
    return parser


def actor(options: argparse.Namespace) -> Any:
    """Who acts: by their key. The gate is set up."""
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.policy.permissions import Denied  # noqa: PLC0415
    from safeconduct.policy.signin import sign_in  # noqa: PLC0415

    key = os.environ.get(KEY, "")
    if options.key_file:
        key = options.key_file.read_text(encoding="utf-8")
    if not key.strip():
        raise Denied(f"say who acts: with --key-file FILE, or the key in the variable {KEY}")
    found = sign_in(key.strip(), current().today())
    if found is None:
        raise Denied("that key does not hold today")
    return found


def set_up(options: argparse.Namespace) -> Any:
    """Set the gate of a folder up in this process."""
    from safeconduct.server import serve  # noqa: PLC0415

    return serve.set_up(options.folder)


def _import(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import files, imports  # noqa: PLC0415

    who = actor(options)
    made = imports.take_in(who, files.events_of(options.file.read_bytes(), options.file.name))
    if options.json:
        print_json({"case": made.case, "renamed": made.renamed, "version": made.version})
    else:
        print(f"{options.file} is case {made.case}, at version {made.version}")
        for old, new in made.renamed.items():
            print(f"  {old} was taken and is {new} here")
    return 0


def _export(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import files, looks  # noqa: PLC0415
    from safeconduct.policy.objects import Object  # noqa: PLC0415

    who = actor(options)
    text = files.as_text(files.export(who, options.case, options.reasons))
    looks.look_at_all(who, Object.CASE_FILE, options.case, "the whole case file, to a file")
    if options.file.exists():
        return refuse(f"{options.file} exists already; nothing was written")
    from safeconduct.record.files import write_atomically  # noqa: PLC0415

    write_atomically(options.file, text.encode())
    print(f"written: {options.file}")
    return 0


def _clearance_form(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import clearances, looks  # noqa: PLC0415
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.papers import clearance as paper  # noqa: PLC0415
    from safeconduct.policy.objects import Object  # noqa: PLC0415
    from safeconduct.server import home  # noqa: PLC0415

    who = actor(options)
    said, called = clearances.printed(who, options.case, options.clearance)
    looks.look_at_all(who, Object.CLEARANCE, options.case, "a clearance, printed")
    if options.file.exists():
        return refuse(f"{options.file} exists already; nothing was written")
    from safeconduct.record.files import write_atomically  # noqa: PLC0415

    address = f"{home.settings(options.folder).door.rstrip('/')}/{said.number}"
    page = paper.form(said, address, options.language, called, current().zone)
    write_atomically(options.file, page)
    print(f"written: {options.file}")
    return 0


def _check(options: argparse.Namespace) -> int:
    home = set_up(options)
    from safeconduct.gate import indexcheck  # noqa: PLC0415
    from safeconduct.record import note, verify  # noqa: PLC0415
    from safeconduct.record.home import POLICY  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    with output.progress("Comparing") as tell:
        found = list(indexcheck.differences(tell))
    held = [note.read(home.seen.read_text(encoding="utf-8"))] if home.seen.exists() else []
    with output.progress("Verifying") as tell:
        report = verify.verify(
            home.databases.get(), home.log_keys()[0].public, log=0,
            policy=home.policy() if (home.folder / POLICY).exists() else None,
            payload_keys=home.payload_keys(), held=held, mirror=None, address=home.address,
            progress=lambda what, done, of: tell(done, of, what),
        )  # fmt: skip
    found += [f"record: {finding.words}" for finding in report.findings]
    found += [f"alarm: {alarm.words}" for alarm in home.evidence.standing()]
    if options.json:
        print_json({"entries": report.size, "found": found})
    elif found:
        print(f"FOUND ({len(found)}):")
        print("\n".join(f"  - {words}" for words in found))
    else:
        print(f"{report.size} entries: the tables say what the record says, and it is whole.")
    return FOUND if found else 0


def _account_open(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import office  # noqa: PLC0415

    who = actor(options)
    given = [role.partition("=")[::2] for role in options.role]
    name = office.open_account(
        who, options.called or options.account, tuple(role for role, _ in given),
        number=options.number, account=options.account, register=options.register,
    )  # fmt: skip
    for role, fingerprint in given:
        if fingerprint:
            office.give_key(who, name, role, fingerprint)
    if options.json:
        print_json({"account": name, "roles": [role for role, _ in given]})
        return 0
    print(
        f"{name} has an account. It holds nothing before an overseer or another operator has seen"
    )
    print("the person's document and confirmed with their own key:")
    print(f"  safeconduct gate account confirm {options.folder} {name} --number NUMBER")
    return 0


def _account_confirm(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import office, roster  # noqa: PLC0415

    who = actor(options)
    waiting = [
        each for one in roster.accounts(who) if one.account == options.account
        for each in one.waiting
    ]  # fmt: skip
    if options.given:
        office.confirm(who, options.account, options.given, options.number)
    if options.json:
        print_json({"account": options.account, "confirmed": options.given, "waiting": waiting})
    elif options.given:
        print("\n".join(f"{one} of {options.account} holds" for one in options.given))
    else:
        print("Name what you confirm, each as it stands here:")
        print("\n".join(f"  '{one}'" for one in waiting) or "  nothing waits")
    return 0


def _account_list(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.policy import accounts  # noqa: PLC0415
    from safeconduct.policy.models import Account  # noqa: PLC0415

    found: dict[str, dict[str, Any]] = {
        one.pk: {"active": one.active, "roles": list(accounts.roles_from(one, current().today()))}
        for one in Account.objects.order_by("pk")
    }
    if options.json:
        print_json(found)
    for name, says in found.items() if not options.json else ():
        roles = ", ".join(says["roles"]) if says["active"] else "closed"
        print(f"{name:28}{roles}")
    return 0


def _key(options: argparse.Namespace) -> int:
    from safeconduct.policy.keys import digest, new_secret  # noqa: PLC0415

    key = new_secret()
    fingerprint = digest(key)
    if options.json:
        print_json({"key": key, "fingerprint": fingerprint})
        return 0
    print(f"{key}\nKeep it to yourself. Tell the operator, and the second person, its fingerprint:")
    print(fingerprint)
    return 0


def _openapi(options: argparse.Namespace) -> int:
    import json  # noqa: PLC0415

    from safeconduct.server.document import document  # noqa: PLC0415

    print(json.dumps(document(options.kind), indent=2, sort_keys=True))
    return 0
