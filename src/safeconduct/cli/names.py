"""`safeconduct names`: read a name, list a person's keys, compare two descriptions.

For one person or pair, or for every row of a file. With `--json` a file gives one JSON object a
row, in the rows' order; the fields are described in docs/names.md and stay as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from safeconduct.cli.common import EXIT_BAD_INPUT, command, print_json, refuse
from safeconduct.cli.rows import Broken, Row, lines, looks_like_file, rows

Answer = dict[str, Any]
_FILE = "a name, or a file: CSV with a first line of columns, or JSON lines"


def add_to(commands: Any) -> None:
    """Add the command and its actions."""
    parser = commands.add_parser("names", help="one person under many spellings: read, keys, score")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    read = command(actions, "read", _read, "the words of a name, and what was left out of it")
    read.add_argument("what", metavar="NAME|FILE", help=_FILE)
    keys = command(actions, "keys", _keys, "the keys by which a person is found")
    keys.add_argument("what", metavar="NAME|FILE", help=_FILE)
    keys.add_argument("--born", default="", metavar="DAY", help="day of birth of the one person")
    keys.add_argument(
        "--register", action="store_true",
        help="as a register has them: without days and years that are often mistaken",
    )  # fmt: skip
    score = command(actions, "score", _score, "whether two descriptions are of one person")
    score.add_argument(
        "what", nargs="+", metavar="NAME|FILE",
        help="two names, or a file with columns name1, name2, birth_date1, birth_date2 …",
    )  # fmt: skip
    score.add_argument(
        "--born", nargs=2, default=["", ""], metavar="DAY", help="days of birth of the two persons"
    )
    score.add_argument(
        "--base-rate", type=float, default=0, metavar="N",
        help="of N candidates that share a key one is the person (default: 1000)",
    )  # fmt: skip


def _read(options: argparse.Namespace) -> int:
    from safeconduct.names.coded import coded  # noqa: PLC0415
    from safeconduct.names.persons import person  # noqa: PLC0415

    def answer(values: Any) -> Answer:
        return {"names": [{"name": name, "readings": [_reading(r) for r in coded(name)]}
                          for name in person(values).names]}  # fmt: skip

    return _answered(options, options.what, {"name": options.what}, answer, _show_reading)


def _reading(found: Any) -> Answer:
    return {
        "tradition": found.reading.tradition,
        "words": [
            {"word": w.word.text, "kind": w.word.kind, "places": list(w.word.places),
             "fine": list(w.codes.fine), "wide": list(w.codes.wide), "spellings": list(w.spellings)}
            for w in found.words
        ],
        "left_out": [{"word": w.text, "kind": w.kind} for w in found.reading.left_out],
        "cut": found.reading.cut,
    }  # fmt: skip


def _show_reading(found: Answer) -> Iterator[str]:
    for name in found["names"]:
        yield name["name"]
        if not name["readings"]:
            yield "  no name stands here"
        for reading in name["readings"]:
            if reading["tradition"]:
                yield f"  as {reading['tradition']}:"
            for word in reading["words"]:
                also = f", also spelled {', '.join(word['spellings'])}" if word["spellings"] else ""
                yield f"    {word['word']:<16} {word['kind']:<8} {' '.join(word['fine'])}{also}"
            if reading["left_out"]:
                left = ", ".join(f"{w['word']} ({w['kind']})" for w in reading["left_out"])
                yield f"    left out: {left}"


def _keys(options: argparse.Namespace) -> int:
    from safeconduct.names.keys import keys  # noqa: PLC0415
    from safeconduct.names.persons import person  # noqa: PLC0415

    def answer(values: Any) -> Answer:
        who = person(values)
        found = keys(who, asker=not options.register)
        return {
            "keys": [str(key) for key in found.keys],
            "incomplete": found.incomplete, "lacking": list(found.lacking),
            "remarks": list(who.remarks),
        }  # fmt: skip

    one = {"name": options.what, "birth_date": options.born}
    return _answered(options, options.what, one, answer, _show_keys)


def _show_keys(found: Answer) -> Iterator[str]:
    yield from (f"  {key}" for key in found["keys"])
    if not found["keys"]:
        yield "  no key: there are no two words of a name, and no number"
    if found["incomplete"]:
        lacking = ", ".join(found["lacking"]) or "words of a name that is too long"
        yield f"  incomplete: more keys would be needed ({lacking})"
    yield from (f"  {remark}" for remark in found["remarks"])


def _score(options: argparse.Namespace) -> int:
    from safeconduct.names.persons import person  # noqa: PLC0415
    from safeconduct.names.score import BASE_RATE, score  # noqa: PLC0415

    if len(options.what) > 2 or (len(options.what) == 1 and not looks_like_file(options.what[0])):
        return refuse("compare two names, or the rows of one file: safeconduct names score A B")
    if options.base_rate and options.base_rate <= 1:
        return refuse("--base-rate is a number above 1: of so many candidates one is the person")

    def answer(values: Any) -> Answer:
        one, other = person(values, "1"), person(values, "2")
        found = score(one, other, options.base_rate or BASE_RATE)
        return {
            "score": round(found.probability, 6),
            "reasons": [
                {"about": r.about, "found": r.found, "adds": round(r.adds, 3)}
                for r in found.reasons
            ],
            "remarks": [*one.remarks, *other.remarks],
        }

    one = {"name1": options.what[0], "name2": options.what[-1],
           "birth_date1": options.born[0], "birth_date2": options.born[1]}  # fmt: skip
    file = options.what[0] if len(options.what) == 1 else ""
    return _answered(options, file, one, answer, _show_score)


def _show_score(found: Answer) -> Iterator[str]:
    yield f"  {found['score']:.1%} that this is one person"
    yield from (f"  {r['adds']:+6.2f}  {r['about']}: {r['found']}" for r in found["reasons"])
    yield from (f"  {remark}" for remark in found["remarks"])


def _answered(
    options: argparse.Namespace, file: str, one: Answer,
    answer: Callable[[Any], Answer], show: Callable[[Answer], Iterator[str]],
) -> int:  # fmt: skip
    """Answer for the rows of a file, or for one row that the arguments make."""
    from safeconduct.names.persons import BadRow  # noqa: PLC0415

    if looks_like_file(file):
        return _file(options, Path(file), answer, show)
    try:
        found = answer(one)
    except BadRow as problem:
        return refuse(str(problem))
    if options.json:
        print_json(found)
    else:
        print("\n".join(show(found)))
    return 0


def _file(
    options: argparse.Namespace, file: Path,
    answer: Callable[[Any], Answer], show: Callable[[Answer], Iterator[str]],
) -> int:  # fmt: skip
    from safeconduct.terminal import output  # noqa: PLC0415

    bad = 0
    try:
        with output.bar("Names", lines(file)) as tell:
            for row in rows(file):
                found, wrong = _row(row, answer)
                tell(row.line)
                bad += bool(wrong)
                if options.json:
                    print(json.dumps(found, ensure_ascii=False))
                elif wrong:
                    print(f"safeconduct: {file}: line {row.line}: {wrong}", file=sys.stderr)
                else:
                    print(
                        "\n".join((f"line {row.line} {found.get('id', '')}".strip(), *show(found)))
                    )
    except (OSError, ValueError) as problem:
        return refuse(f"{file}: {getattr(problem, 'strerror', None) or problem}")
    if bad:
        print(
            f"safeconduct: {file}: {bad} row(s) could not be read, and have no answer",
            file=sys.stderr,
        )
    return EXIT_BAD_INPUT if bad else 0


def _row(row: Row | Broken, answer: Callable[[Any], Answer]) -> tuple[Answer, str]:
    from safeconduct.names.persons import BadRow  # noqa: PLC0415

    if isinstance(row, Broken):
        return {"line": row.line, "error": row.why}, row.why
    named = {"line": row.line}
    if row.values.get("id") not in (None, ""):
        named["id"] = row.values["id"]  # type: ignore[assignment]
    try:
        return {**named, **answer(row.values)}, ""
    except BadRow as problem:
        return {**named, "error": str(problem)}, str(problem)
