"""The command `safeconduct`. Starts fast: everything heavy is imported where it is used."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from safeconduct import __version__
from safeconduct.cli import demo, gate, names, record
from safeconduct.cli.common import (
    EXIT_BAD_INPUT,
    command,
    find_case,
    print_json,
    refuse,
    with_rulebook,
)
from safeconduct.papers import options as paper_options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status (0 done, 1 a check failed, 2 bad input)."""
    options = _parser().parse_args(arguments)
    from safeconduct.case.document import BadInput  # noqa: PLC0415

    try:
        return int(options.run(options))
    except BadInput as error:
        for problem in error.problems:
            print(_plain_problem(problem), file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("Stopped; nothing was changed.", file=sys.stderr)
        return 130


def _plain_problem(problem: Any) -> str:
    return f"safeconduct: {problem.message}" if problem.file == "question" else str(problem)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="safeconduct",
        description="A check between a foreign state's request for legal assistance "
        "and the people it touches.",
    )
    parser.add_argument("--version", action="version", version=f"safeconduct {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    rule = _command(commands, "rule", _rule, "what the law lets happen to one measure, and why")
    rule.add_argument("case", help="a case file, or the name of one that ships")
    rule.add_argument("measure", help="the measure's id in the case")
    rule.add_argument("--on", metavar="DAY", help="day to rule on (default: the measure's own)")
    rule.add_argument(
        "--view", choices=("gate", "audit"), default="gate",
        help="gate: what the acting authority knew that day; audit: everything",
    )  # fmt: skip
    rule.add_argument(
        "--assume", metavar="FACT=yes|no", action="append", default=[],
        help="rule as if a fact were so; may be repeated",
    )  # fmt: skip
    rule.add_argument(
        "--all",
        action="store_true",
        help="show norms that are not in the way, and what is not modelled, in full",
    )
    paper_options.add_to(rule)

    replay = _command(commands, "replay", _replay, "walk a case in time, measure by measure")
    replay.add_argument("case", help="a case file, or the name of one that ships")
    replay.add_argument(
        "--decide", choices=("as-it-was", "proceed"), default="as-it-was",
        help="proceed: the judge hears every objection, answers it, and goes on",
    )  # fmt: skip
    replay.add_argument(
        "--full", action="store_true", help="every norm and duty, not the first few"
    )
    paper_options.add_to(replay)

    audit = _command(commands, "audit", _audit, "every provision that a case engages, by measure")
    audit.add_argument("case", help="a case file, or the name of one that ships")
    audit.add_argument(
        "--full", action="store_true", help="what is open and what was kept in full, too"
    )
    paper_options.add_to(audit)

    asks = _command(commands, "questions", _questions, "what a case still asks, and of whom")
    asks.add_argument("case", help="a case file, or the name of one that ships")
    asks.add_argument("measure", nargs="*", help="measures of the case (default: all)")
    asks.add_argument(
        "--view", choices=("gate", "audit"), default="gate",
        help="gate: what the acting authority knew that day; audit: everything",
    )  # fmt: skip

    case = commands.add_parser("case", help="check case files, or print their JSON Schema")
    actions = case.add_subparsers(required=True, metavar="ACTION")
    check = _command(actions, "check", _case_check, "name every mistake with file and line")
    check.add_argument("files", nargs="+", metavar="FILE")
    _command(actions, "schema", _case_schema, "the JSON Schema of case files, for editors")

    book = commands.add_parser(
        "rulebook", help="check the rulebook, run its own tests, or prove it"
    )
    actions = book.add_subparsers(required=True, metavar="ACTION")
    _command(actions, "check", _book_check, "name every mistake with file and line")
    _command(actions, "test", _book_test, "run the tests that stand beside the rulebook")
    show = _command(actions, "show", _book_show, "what the rulebook holds, or one part of it")
    show.add_argument("name", nargs="?", help="a provision or a norm (default: a list of all)")
    diff = _command(actions, "diff", _book_diff, "what the law changed between two days")
    diff.add_argument("days", nargs=2, metavar="DAY", help="as in 2019-10-01")
    proof = _command(
        actions, "prove", _book_prove, "prove what holds in every case, on every day of the law"
    )
    proof.add_argument("--day", metavar="DAY", help="only as the law was on this day")
    proof.add_argument(
        "--executing", metavar="STATE", default="BE",
        help="the state that executes requests (default: BE); a code that no treaty data name, "
        "such as XX, stands for any other",
    )  # fmt: skip
    proof.add_argument("--full", action="store_true", help="every counterexample, in full")

    record.add_to(commands)
    gate.add_to(commands)
    names.add_to(commands)
    demo.add_to(commands)
    return parser


def _command(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    return with_rulebook(command(commands, name, run, text))


def _rule(options: argparse.Namespace) -> int:
    from safeconduct.case import dates  # noqa: PLC0415
    from safeconduct.law.rule import Rulings  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.ruling import show_ruling  # noqa: PLC0415

    rulebook, events = _loaded(options)
    try:
        day = None if options.on is None else dates.exact_day(options.on)
    except dates.BadDate as error:
        return refuse(f"--on: {error}")
    assumed = {}
    for text in options.assume:
        fact, _, value = text.rpartition("=")
        if value not in ("yes", "no") or not fact:
            return refuse(f"--assume {text}: write a fact and its value, as in 'lawyer(bj)=yes'")
        assumed[fact] = value
    if paper_options.asked(options):
        part = _open_part(rulebook)
        return _papers(
            options, part,
            lambda: Rulings(part.rulebook, part.events(events)).rule(
                options.measure, day, options.view, part.assumed(assumed)
            ),
            lambda: Rulings(rulebook, events).rule(options.measure, day, options.view, assumed),
        )  # fmt: skip
    ruling = Rulings(rulebook, events).rule(options.measure, day, options.view, assumed)
    return output.out(
        ruling, options.json, lambda console: show_ruling(console, ruling, options.all)
    )


def _loaded(options: argparse.Namespace) -> tuple[Any, Any]:
    """The rulebook and the case that a command is about."""
    from safeconduct.files import store  # noqa: PLC0415

    rulebook = store.load_rulebook(options.rulebook)
    return rulebook, store.load_case(find_case(options.case), rulebook)


def _open_part(rulebook: Any) -> Any:
    from safeconduct.law.openpart import OpenPart  # noqa: PLC0415

    return OpenPart(rulebook)


def _papers(
    options: argparse.Namespace, part: Any, opened: Callable[[], Any], whole: Callable[[], Any]
) -> int:
    """Write what was asked for: the open paper, its sealed annex, or both."""
    from safeconduct.papers.publish import publish  # noqa: PLC0415

    written = publish(options.pdf, options.sealed_annex, opened, whole, part.cites())
    if options.json:
        print_json([str(path) for path in written])
    else:
        for path in written:
            print(f"written: {path}")
    return 0


def _replay(options: argparse.Namespace) -> int:
    from safeconduct.law.replay import replay  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.replay import show_replay  # noqa: PLC0415

    rulebook, events = _loaded(options)
    if paper_options.asked(options):
        part = _open_part(rulebook)
        with output.progress("Replaying") as tell:
            return _papers(
                options, part,
                lambda: replay(part.rulebook, part.events(events), options.decide, tell),
                lambda: replay(rulebook, events, options.decide, tell),
            )  # fmt: skip
    with output.progress("Replaying") as tell:
        walk = replay(rulebook, events, options.decide, tell)
    return output.out(walk, options.json, lambda console: show_replay(console, walk, options.full))


def _audit(options: argparse.Namespace) -> int:
    from safeconduct.law.audit import audit  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.audit import show_audit  # noqa: PLC0415

    rulebook, events = _loaded(options)
    if paper_options.asked(options):
        part = _open_part(rulebook)
        with output.progress("Auditing") as tell:
            return _papers(
                options, part,
                lambda: audit(part.rulebook, part.events(events), tell),
                lambda: audit(rulebook, events, tell),
            )  # fmt: skip
    with output.progress("Auditing") as tell:
        found = audit(rulebook, events, tell)
    return output.out(found, options.json, lambda console: show_audit(console, found, options.full))


def _questions(options: argparse.Namespace) -> int:
    from safeconduct.law.questionnaire import questionnaire  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.questions import show_questions  # noqa: PLC0415

    rulebook, events = _loaded(options)
    with output.progress("Looking for questions") as tell:
        asked = questionnaire(rulebook, events, options.view, options.measure, tell)
    return output.out(asked, options.json, lambda console: show_questions(console, asked))


def _case_check(options: argparse.Namespace) -> int:
    from safeconduct.case.document import BadInput  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415

    rulebook = store.load_rulebook(options.rulebook)
    problems = []
    for name in options.files:
        try:
            events = store.load_case(find_case(name), rulebook)
        except BadInput as error:
            problems += error.problems
        else:
            if not options.json:
                print(f"{name}: in order, {len(events)} events")
    if options.json:
        print_json(problems)
    elif problems:
        raise BadInput(problems)
    return EXIT_BAD_INPUT if problems else 0


def _case_schema(_options: argparse.Namespace) -> int:
    import json  # noqa: PLC0415

    from safeconduct.case.casefile import schema  # noqa: PLC0415

    print(json.dumps(schema(), indent=2, sort_keys=True))
    return 0


def _book_check(options: argparse.Namespace) -> int:
    from safeconduct.files import store  # noqa: PLC0415

    book = store.load_rulebook(options.rulebook)
    counts = {
        "provisions": len(book.provisions),
        "norms": len(book.norms),
        "definitions": len(book.definitions),
    }
    if options.json:
        print_json({"hash": book.hash, **counts})
    else:
        words = ", ".join(f"{number} {name}" for name, number in counts.items())
        print(f"rulebook {book.hash[:16]}: in order, {words}")
    return 0


def _book_test(options: argparse.Namespace) -> int:
    from safeconduct.files import booktests, store  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    folder = options.rulebook or store.data_folder("rulebook")
    rulebook = store.load_rulebook(options.rulebook)
    with output.progress("Testing the rulebook") as tell:
        failures, count = booktests.run(rulebook, folder, tell)
    if options.json:
        print_json({"tests": count, "failed": failures})
    else:
        for failure in failures:
            print(failure)
        print(f"{count} rule tests, {len(failures)} failed")
    return 1 if failures else 0


def _book_show(options: argparse.Namespace) -> int:
    from safeconduct.case.document import BadInput, Problem  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal import rulebook as pages  # noqa: PLC0415

    book = store.load_rulebook(options.rulebook)
    name = options.name
    if name is None:
        return output.out(
            list(book.provisions.values()), options.json, lambda c: pages.show_contents(c, book)
        )
    provision, norm = book.provisions.get(name), book.norm(name)
    if provision is not None:
        norms = [n for n in book.norms if n.provision == provision.id]
        return output.out(
            {"provision": provision, "norms": norms}, options.json,
            lambda console: pages.show_provision(console, book, provision),
        )  # fmt: skip
    if norm is not None:
        return output.out(norm, options.json, lambda console: pages.show_norm(console, book, norm))
    known = [*book.provisions, *(n.id for n in book.norms)]
    hint = book.vocabulary.near(name, known)
    message = f"no provision or norm is called '{name}'{hint}; 'rulebook show' lists all"
    raise BadInput([Problem("question", 1, message)])


def _book_diff(options: argparse.Namespace) -> int:
    from safeconduct.case import dates  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415
    from safeconduct.law.changes import changes  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.rulebook import show_changes  # noqa: PLC0415

    book = store.load_rulebook(options.rulebook)
    try:
        old, new = sorted(dates.exact_day(day) for day in options.days)
    except dates.BadDate as error:
        return refuse(str(error))
    found = changes(book, old, new)
    return output.out(found, options.json, lambda console: show_changes(console, found))


def _book_prove(options: argparse.Namespace) -> int:
    from safeconduct.case import dates  # noqa: PLC0415
    from safeconduct.files import store  # noqa: PLC0415
    from safeconduct.prover.prove import prove  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415
    from safeconduct.terminal.proof import show_report  # noqa: PLC0415

    rulebook = store.load_rulebook(options.rulebook)
    try:
        day = None if options.day is None else dates.exact_day(options.day)
    except dates.BadDate as error:
        return refuse(f"--day: {error}")
    with output.progress("Proving") as tell:
        every = options.full or options.json
        report = prove(
            rulebook, executing=options.executing, day=day, examples=every, progress=tell
        )
    output.out(report, options.json, lambda console: show_report(console, report, options.full))
    return 0 if report.proved else 1


if __name__ == "__main__":
    raise SystemExit(main())
