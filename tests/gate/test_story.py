"""The story of 2019 through the API: what the table says beforehand is what everybody is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.ruling import OUTCOMES, Ruling
from safeconduct.files import store
from safeconduct.gate.population import PopulationFile
from safeconduct.gate.readiness import STILL
from safeconduct.gate.stages import STAGES
from safeconduct.law.replay import CERTAIN, replay
from safeconduct.law.rule import Rulings, ViewName
from tests.gate.place import Gate
from tests.gate.story import AT_HOME, Story, StoryHere
from tests.gate.storylook import Shown, play

VIEWS: tuple[ViewName, ...] = ("gate", "audit")

HEARD = "2018-04-20"
"""The day of the opinion; before it the register alone knew who is protected."""

CARRIED_OUT = (ev.ClearanceGiven, ev.MeasureExecuted, ev.TransmissionSent)


def test_the_story_goes_as_the_table_says_and_its_file_replays_to_it(
    node: Gate, tmp_path: Path
) -> None:
    node.node.population = PopulationFile(AT_HOME)
    story = StoryHere(node)
    steps = play(story)
    wrong = [f"{shown.row['step']}: {line}" for shown in steps for line in differences(shown)]
    events = taken_out(story, tmp_path)
    wrong += [f"{event.id} opens something" for event in events if isinstance(event, CARRIED_OUT)]
    wrong += ruled_again(story, steps, events)
    wrong += walked_again(story, steps, events)
    assert not wrong, "\n".join(wrong)


def taken_out(story: Story, folder: Path) -> Sequence[ev.AnyEvent]:
    """The case as the API hands it out, in one line of JSON, read as every command reads it."""
    path = folder / "story.json"
    path.write_text(json.dumps(story.get("magistrate", "/export")), encoding="utf-8")
    return store.load_case(store.find_case(str(path)), store.load_rulebook())


def ruled_again(
    story: Story, steps: Sequence[Shown], events: Sequence[ev.AnyEvent]
) -> Iterator[str]:
    """Where the file, ruled on for a day (`safeconduct rule`), says other than the gate that day.

    Whole rulings are compared: outcome, findings with their facts, questions, decisions, duties.
    """
    rulings = Rulings(store.load_rulebook(), events)
    for shown in steps:
        day = shown.row["at"]
        for name, ruling in shown.rulings.items():
            again, whole = (
                rulings.rule(story.measures[name], date.fromisoformat(day), view) for view in VIEWS
            )
            # As rulings, not as text: a default may be spelled out or left out.
            if msgspec.convert(ruling, Ruling) != again:
                yield f"{name} on {day}: the file is ruled on otherwise than the gate ruled"
            if OUTCOMES.index(whole.outcome) > OUTCOMES.index(again.outcome):
                yield f"{name} on {day}: whoever knows everything finds it more open"
            # From then on all that anybody knew had reached the magistrate. In 2019 it had not.
            if day >= HEARD and set(whole.deciding()) != set(again.deciding()):
                yield f"{name} on {day}: somebody knew what the magistrate did not"


def walked_again(
    story: Story, steps: Sequence[Shown], events: Sequence[ev.AnyEvent]
) -> Iterator[str]:
    """Where the file, walked in time (`safeconduct replay`), says other than the gate that day."""
    on = {(name, s.row["at"]): ruling for s in steps for name, ruling in s.rulings.items()}
    walk = replay(store.load_rulebook(), events)
    answers = [answer for step in walk.steps for answer in step.answers]
    if sorted(story.named(answer.measure) for answer in answers) != sorted(story.measures):
        yield "the replay does not come to every measure once"
    for answer in answers:
        name = story.named(answer.measure)
        ruling = on[name, answer.day]
        shut = {f["norm"] for f in ruling["findings"] if f["status"] in CERTAIN}
        asked = Counter(question["office"] for question in ruling["questions"])
        if answer.outcome != ruling["outcome"]:
            yield f"{name} replays to {answer.outcome}; shown was {ruling['outcome']}"
        if {named.norm for named in answer.shut_by} != shut:
            yield f"{name} replays to other norms than were shown"
        if set(answer.asked) != {f"{office} ({n})" for office, n in asked.items()}:
            yield f"{name} replays to other questions than were shown"
    for row in walk.table:
        if row.audit != row.outcome:
            yield f"{story.named(row.measure)}: the audit view is {row.audit}"


BEFORE = STAGES[: STAGES.index("executed")]


def differences(shown: Shown) -> Iterator[str]:
    """Where the API shows something else than the table says."""
    row = shown.row
    for name, ways in shown.ways.items():
        if not ways or shown.measures[name]["stage"] not in BEFORE:
            yield f"{name}: nothing is in its way"
    for name in row["measures"]:
        listed = shown.measures[name]
        for column, found in (
            ("stage", listed["stage"]), ("held", str(listed["held"]).lower()),
            ("outcome", shown.rulings[name]["outcome"]), ("clerk", shown.clerk[name]["stage"]),
        ):  # fmt: skip
            if column in row and found != row[column]:
                yield f"{name}: {column} is {found}, the table says {row[column]}"
        if shown.clerk[name]["outcome"] is not None:
            yield f"{name}: the clerk is shown an outcome"
        ready = str(not shown.ways[name]).lower()
        if ready != row.get("ready", ready):
            yield f"{name}: ready is {ready}"
        missing = set(row.get("in_the_way", {}).get(name, [])) - shown.ways[name]
        extra = set(row.get("free_of", {}).get(name, [])) & shown.ways[name]
        unmet = {f["norm"] for f in shown.rulings[name]["findings"] if f["status"] == "unmet"}
        if missing or extra:
            yield f"{name}: in its way is not {sorted(missing)}, but {sorted(extra)}"
        if norms := set(row.get("shut_by", {}).get(name, [])) - unmet:
            yield f"{name}: not shut by {sorted(norms)}"
    if "clerk" in row and shown.word != STILL:
        yield f"the clerk is told that it {shown.word}"
    if "referred" in row and shown.referred != row["referred"]:
        yield f"referred are {shown.referred}"
    if bool(shown.refused) != ("refused" in row) or not any(
        row.get("refused", "") in said for said in shown.refused or [""]
    ):
        yield f"refused: {shown.refused}"
    yield from asked(shown)


def asked(shown: Shown) -> Iterator[str]:
    """Where a question is not asked, is not in the right inbox, or is in another one, too."""
    for role, facts in shown.row.get("questions", {}).items():
        for fact in facts:
            if fact not in shown.asked.get(role, set()):
                yield f"no ruling asks {role}: {fact}"
            having = [one for one, inbox in shown.inboxes.items() if fact in inbox]
            if having != [role]:
                yield f"{fact} is in the inbox of {having}, not of {role}"
    for fact in shown.row.get("answers", {}):
        if any(fact in inbox for inbox in shown.inboxes.values()):
            yield f"{fact} was answered, and is still in an inbox"
