"""The tool that puts mistakes into the rulebook: what it makes of it, and that tests notice."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from tests.mutate import __main__ as tool
from tests.mutate.book import Mutant, shipped
from tests.mutate.equivalent import EQUIVALENT
from tests.mutate.notice import Notice

SAMPLE = 150


@cache
def mutants() -> dict[str, Mutant]:
    return {mutant.label: mutant for mutant in shipped().mutants()}


@cache
def notice() -> Notice:
    return Notice(shipped())


def test_every_kind_of_mistake_is_made() -> None:
    assert {mutant.change.kind for mutant in mutants().values()} == {
        "act", "class", "cure", "day", "decision", "done", "duty", "effect", "ground", "means",
        "must", "norm", "party", "place", "prevails_over", "raises", "unless", "when",
    }  # fmt: skip


def test_of_a_sample_of_mistakes_nearly_all_are_noticed() -> None:
    chosen = Random(1).sample(sorted(mutants()), SAMPLE)
    unnoticed = [label for label in chosen if not notice().who(mutants()[label])]
    assert len(unnoticed) <= SAMPLE // 50, "\n".join(["write rule tests for:", *unnoticed])


@pytest.mark.parametrize("label", EQUIVALENT)
def test_what_is_said_to_change_nothing_is_there_and_changes_no_test(label: str) -> None:
    mutant = mutants()[label]
    changed = shipped().mutated(mutant)
    assert not notice().by_rule_tests(mutant, changed)


def test_the_share_and_the_survivors_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third = list(mutants().values())[:3]
    tool.show([(first, "rule tests"), (second, ""), (third, "equivalent")], 1)
    page = capsys.readouterr().out
    assert page.startswith("2 mistakes (1 more change nothing), 1 noticed (50.0%), in 1 s\n")
    assert page.rstrip().endswith(f"nobody notices\n  [{second.change.kind}] {second.label}")
