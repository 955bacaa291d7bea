"""`safeconduct record disclose`: what concerns one reader, with the proofs of it."""

from __future__ import annotations

import argparse
import time
from functools import partial
from pathlib import Path

from safeconduct.cli.common import print_json

TEXT = "write what a reader may see of the record, with proofs"


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--for", dest="profile", required=True, metavar="PROFILE",
        help="defence, court, register or overseer; there is none for a requesting state",
    )  # fmt: skip
    parser.add_argument("--person", default="", help="defence: the person defended")
    parser.add_argument("--request", default="", help="court, overseer: the request")
    parser.add_argument("--register", default="", help="register: which one")
    parser.add_argument("--reason", default="", help="overseer: the reasons for seeing contents")
    parser.add_argument(
        "--peer", metavar="NAME",
        help="overseer, register: the reader's name, from which requests get their pseudonyms",
    )  # fmt: skip
    parser.add_argument(
        "--entry", type=int, action="append", metavar="N", help="only this entry; may be repeated"
    )
    parser.add_argument(
        "--since", type=int, action="append", default=[], metavar="SIZE",
        help="prove that a checkpoint of this size, which the reader holds, was kept",
    )  # fmt: skip
    parser.add_argument(
        "--open", action="append", default=[], metavar="N:MEMBER",
        help="open a text that is held back by default, after reading it; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--withhold", type=int, action="append", default=[], metavar="N",
        help="an entry that a named authority defers; may be repeated",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="write it there")


def run(options: argparse.Namespace) -> int:
    """Write the disclosure, and say what was held back."""
    from safeconduct.record.disclose import disclose, to_json  # noqa: PLC0415
    from safeconduct.record.files import write_atomically  # noqa: PLC0415
    from safeconduct.record.home import Home  # noqa: PLC0415
    from safeconduct.record.profiles import profile  # noqa: PLC0415
    from safeconduct.record.pseudonym import pseudonym  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    chosen = profile(
        options.profile, person=options.person, request=options.request,
        register=options.register, reason=options.reason,
    )  # fmt: skip
    home = Home(options.folder)
    named = {}
    if options.peer:
        named["request_name"] = partial(pseudonym, home.pseudonym_key(), options.peer)
    with output.progress("Reading the record") as tell:
        bundle = disclose(
            home.databases.get(), home.record(), home.policy(), chosen, now=time.time(),
            only=options.entry, since=options.since,
            open_also=[_entry_and_member(text) for text in options.open],
            withhold=options.withhold, progress=tell, **named,
        )  # fmt: skip
    write_atomically(options.out, to_json(bundle))
    held = [{"entry": n, "member": h.member, "why": h.why} for n, h in bundle.held_back]
    left = [{"entry": n, "kind": kind} for n, kind in bundle.left_out]
    if options.json:
        print_json({"file": str(options.out), "entries": len(bundle.disclosure.entries),
                    "held_back": held, "left_out": left, "erased": bundle.erased})  # fmt: skip
        return 0
    print(f"written: {options.out}, {len(bundle.disclosure.entries)} entries")
    grouped: dict[tuple[int, str], list[str]] = {}
    for position, member in bundle.held_back:
        grouped.setdefault((position, member.why), []).append(member.member)
    for (position, why), members in grouped.items():
        print(f"  held back  entry {position}, {', '.join(members)}: {why}")
    for row in left:
        print(f"  left out   entry {row['entry']} ({row['kind']})")
    for position in bundle.erased:
        print(f"  erased     entry {position}: whether it belongs here nobody can tell any more")
    if held or left:
        print("Read these; --open N:MEMBER opens one. This list is not part of the disclosure.")
    return 0


def _entry_and_member(text: str) -> tuple[int, str]:
    from safeconduct.record.disclose import BadDisclosure  # noqa: PLC0415

    number, _, member = text.partition(":")
    if not number.isascii() or not number.isdigit() or not member:
        raise BadDisclosure(f"--open {text}: write an entry and its member, as in 17:note")
    return int(number), member
