"""The story's table, and what the API shows at each of its steps to those whose part it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from safeconduct.case.roles import Role
from safeconduct.files import yamltext
from tests.gate.story import STEPS, Story

TABLE = Path(__file__).parents[1] / "expected" / "gate-2019.yaml"

Row = dict[str, Any]


def table() -> list[Row]:
    """The rows of the expected table."""
    steps: list[Row] = yamltext.parse(TABLE.read_bytes(), TABLE.name).tree["steps"]
    return steps


@dataclass
class Shown:
    """What the API showed after a step."""

    row: Row
    measures: dict[str, Row]
    """Every measure as the magistrate's list shows it, by its name in the table."""
    clerk: dict[str, Row]
    rulings: dict[str, Row]
    """By measure of the step, whole, with the ids of this case."""
    ways: dict[str, set[str]]
    """By measure, of all: the kinds of what is in its way."""
    word: str
    """What the clerk is told of the last of the step's measures, in rows about the clerk."""
    referred: list[str]
    asked: dict[str, set[str]]
    """By role: what the rulings on the step's measures ask of it."""
    inboxes: dict[str, set[str]]
    """By role, in rows with questions or answers."""
    refused: list[str] = field(default_factory=list)


def play(story: Story) -> list[Shown]:
    """The whole story, and what was shown on the way."""
    return [take(story, row, step) for row, step in zip(table(), STEPS, strict=True)]


def take(story: Story, row: Row, step: Callable[[Story], None]) -> Shown:
    """One step on its day, and what is shown then."""
    story.at(row["at"])
    story.refused = []
    step(story)
    for fact, value in row.get("answers", {}).items():
        _answer(story, fact, value)
    return look(story, row)


def look(story: Story, row: Row) -> Shown:
    """What the API shows now; questions of the table are put to those who can answer them."""
    names = row["measures"]
    rulings = {name: _ruling(story, name) for name in names}
    for facts in row.get("questions", {}).values():
        for fact in facts:
            story.post("magistrate", "/questions", {"fact": story.key(fact)})
    return Shown(
        row=row,
        measures=_listed(story, "magistrate"),
        clerk=_listed(story, "clerk"),
        rulings=rulings,
        ways={name: _ways(story, name) for name in story.measures},
        word=_state(story, names[-1]) if "clerk" in row else "",
        referred=story.referred(row["referred"]) if "referred" in row else [],
        asked=_asked(story, rulings.values()),
        inboxes=_inboxes(story) if {"questions", "answers"} & set(row) else {},
        refused=list(story.refused),
    )


def _answer(story: Story, fact: str, value: str) -> None:
    """Whoever was asked answers; their inbox says who that is."""
    key = story.key(fact)
    (role,) = [role for role, facts in _inboxes(story).items() if fact in facts]
    story.post(cast(Role, role), "/questions/answers", {"fact": key, "value": value})


def _listed(story: Story, role: Role) -> dict[str, Row]:
    rows = story.gate.api(role).get("measures", case=story.case)["measures"]
    return {story.named(row["measure"]): row for row in rows}


def _ruling(story: Story, name: str) -> Row:
    found: Row = story.get("magistrate", f"/measures/{story.measures[name]}/ruling")["ruling"]
    return found


def _ways(story: Story, name: str) -> set[str]:
    path = f"/measures/{story.measures[name]}/readiness"
    return {one["what"] for one in story.get("magistrate", path)["in_the_way"]}


def _state(story: Story, name: str) -> str:
    return str(story.get("clerk", f"/measures/{story.measures[name]}/state")["state"])


def _asked(story: Story, rulings: Iterable[Row]) -> dict[str, set[str]]:
    asked: dict[str, set[str]] = {}
    for question in (question for ruling in rulings for question in ruling["questions"]):
        for point in question["points"]:
            facts = {story.named(key) for key in point["about"]}
            asked.setdefault(question["answered_by"], set()).update(facts)
    return asked


def _inboxes(story: Story) -> dict[str, set[str]]:
    """What everybody finds in their inbox."""
    found = {}
    for role in story.have_inboxes():
        rows = story.get(role, "/questions/mine")
        found[role] = {story.named(row["fact"]) for row in rows}
    return {role: facts for role, facts in found.items() if facts}
