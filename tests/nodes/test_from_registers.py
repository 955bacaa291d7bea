"""What a gate tells a register of another node, asks it and takes from it, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from safeconduct.case import events as ev
from safeconduct.case.state import fold
from safeconduct.gate import (
    finalcheck,
    opinions,
    persons,
    questions,
    readiness,
    reading,
    screening,
    tasks,
)
from safeconduct.gate.ports import Identity, NoDesk, Unreachable
from safeconduct.gate.remote import FRESH, PAUSE, Desks, RemoteCheck
from safeconduct.nodes import deliver, inbox
from safeconduct.nodes.asking import NoAnswer
from safeconduct.nodes.message import Answer, Question, digest, read, signed, written
from safeconduct.nodes.models import Incoming
from safeconduct.record.jws import VerifyingKey
from safeconduct.register import content
from safeconduct.server import messages
from tests.gate.conftest import fresh_gate
from tests.gate.place import Gate
from tests.gate.scene import ANNA, CARL, Scene, search_at
from tests.gate.test_screening import holds, identified, is_complete
from tests.nodes.puppet import Puppet, Site, site

HANDLERS = messages.handlers("gate")


class Register(Puppet):
    """A register of another node, as a gate meets it: it has Anna, and answers."""

    asked: list[Question]
    knows: VerifyingKey
    held: Any = False

    def answering(self) -> None:
        """Take messages and answer questions from now on."""
        self.asked = []
        self.reply = self._replied

    def _replied(self, path: str, token: str) -> tuple[int, str]:
        if path == "/nodes/messages":
            return self.take(path, token)
        question, _ = read(token, [self.knows], Question)
        self.asked.append(question)
        who = question.body.get("who", {})
        said: dict[str, Any] = {"epoch": "one", "mark": "m", "held": self.held}
        said["answer"] = "refer" if who.get("number") == ANNA else "none"
        made = Answer(digest(token), written(self.clock()), said)
        return 200, signed(made, self.key)


@dataclass
class Both:
    """A gate, and registers at other nodes: one that is connected, one that is not its business."""

    gate: Gate
    site: Site
    asylum: Register
    other: Register
    _sent: dict[str, int]

    def says(self, who: Register, kind: str, **body: Any) -> Incoming:
        """A register's next message is taken; gives what is noted of it."""
        self._sent[who.name] = self._sent.get(who.name, 0) + 1
        inbox.take(who.message(self._sent[who.name], kind, body), HANDLERS)
        return Incoming.objects.get(sender=who.name, number=self._sent[who.name])

    def question(self, scene: Scene) -> str:
        """The magistrate asks what the authority that protects can answer; gives the fact."""
        fact = f"message-unsent({scene.request})"
        questions.ask(self.gate.actor("magistrate"), scene.case, fact)
        return fact

    def delivered(self, kind: str) -> list[Any]:
        """What messages of a kind said that reached the register."""
        deliver.deliver(self.site.here.now())
        return [one.body for one in self.asylum.came if one.kind == kind]


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Both]:
    """The gate asks asylum.example; journalists.example answers for another register."""
    with fresh_gate(request, request.param, tmp_path / "node") as gate, site(gate.folder) as made:
        asylum = Register("asylum.example", made.clock)
        other = Register("journalists.example", made.clock)
        for one in (asylum, other):
            one.knows = made.here.key.public
            one.answering()
            one.open()
        made.know(
            asylum.peer(kind="register", registers=("asylum",)),
            other.peer(kind="register", registers=("journalists",)),
        )
        gate.node.checks = (RemoteCheck("asylum.example", "asylum"),)
        gate.node.desk = Desks(NoDesk(), {"asylum": "asylum.example"})
        try:
            yield Both(gate, made, asylum, other, {})
        finally:
            asylum.shut()
            other.shut()


Kind = TypeVar("Kind", bound=ev.AnyEvent)


def of(case: str, kind: type[Kind]) -> list[Kind]:
    """The events of a kind in a case."""
    return [event for event in reading.events(case) if isinstance(event, kind)]


def hit(both: Both) -> Scene:
    """A search at Anna's, whom the register of the other node has."""
    scene = identified(both.gate)
    screening.screen(both.gate.actor("clerk"), scene.case)
    return scene


def test_a_register_hears_what_was_put_before_it_and_no_more(both: Both) -> None:
    scene = hit(both)
    (referred,) = both.delivered("referred")
    assert (referred["case"], referred["measures"]) == (scene.case, [scene.search])
    shown = both.delivered("matter")[-1]["content"]
    assert [one["number"] for one in shown["persons"]] == [ANNA]
    assert "Ben" not in str(shown)
    kinds = [one.kind for one in both.asylum.came if one.number]
    assert kinds.index("referred") < kinds.index("matter")
    # Nothing of it is lost on the way, and nothing is added.
    assert json.loads(msgspec.json.encode(content.read(shown))) == shown
    events = reading.events(scene.case)
    assert shown == opinions.view(scene.case, events, fold(events), "asylum")
    assert both.other.came == []


def test_a_matter_that_reads_as_before_is_not_sent_again(both: Both) -> None:
    scene = hit(both)
    before = len(both.delivered("matter"))
    both.gate.api("clerk").post(f"cases/{scene.case}/facts", {
        "fact": f"lawyer({scene.anna})", "value": "yes", "said_by": "the request",
    }, 201)  # fmt: skip
    assert len(both.delivered("matter")) == before


def test_an_officer_elsewhere_confirms_and_gives_an_opinion(both: Both) -> None:
    scene = hit(both)
    protection = {"kind": "refugee-status", "against": "KZ", "since": "2013-10", "until": None}
    taken = both.says(
        both.asylum, "confirmed", register="asylum", case=scene.case, person=scene.anna,
        protections=[protection],
    )  # fmt: skip
    assert taken.rejected is None
    assert is_complete(scene)
    (stated,) = of(scene.case, ev.ProtectionStated)
    assert (stated.register, stated.by) == ("asylum", "asylum-officer")
    both.says(both.asylum, "opinion", **opinion(scene))
    (given,) = of(scene.case, ev.OpinionGiven)
    assert (given.register, given.by, given.points) == (
        "asylum", "asylum-officer", ("She is protected.",),
    )  # fmt: skip
    assert "f00d" in given.note
    assert holds(scene.case) == []


def test_a_question_travels_and_its_answer_comes_back(both: Both) -> None:
    scene = hit(both)
    case, fact = scene.case, both.question(scene)
    (asked,) = both.delivered("matter")[-1]["content"]["questions"]
    assert asked["fact"] == fact
    body = {"case": case, "fact": fact, "value": "no", "officer": "f00d"}
    for who, register in ((both.other, "journalists"), (both.other, "asylum")):
        assert both.says(who, "answered", **body, register=register).rejected
    assert of(case, ev.QuestionAnswered) == []
    assert both.says(both.asylum, "answered", **body, register="asylum").rejected is None
    (answered,) = of(case, ev.QuestionAnswered)
    assert (answered.fact, answered.value, answered.by) == (fact, "no", "asylum-officer")
    assert "f00d" in answered.note
    assert both.delivered("matter")[-1]["content"]["questions"] == []
    assert both.says(both.asylum, "answered", **body, register="asylum").rejected, "asked no more"


def test_what_was_put_to_nobody_s_register_can_be_asked_of_it(both: Both) -> None:
    """Of somebody whom no register has: it learns that it is asked, and of whom it does not."""
    scene = search_at(both.gate, called="Carl Other")
    persons.identify(both.gate.actor("clerk"), scene.case, scene.anna, number=CARL)
    both.question(scene)
    content = both.delivered("matter")[-1]["content"]
    assert (len(content["questions"]), content["persons"], content["measures"]) == (1, [], [])
    assert CARL not in json.dumps(content)


def opinion(scene: Scene, register: str = "asylum") -> dict[str, Any]:
    return {
        "register": register, "case": scene.case, "points": ["She is protected."],
        "on": [{"measure": scene.search, "view": "objects"}], "must_not_disclose": [],
        "officer": "f00d",
    }  # fmt: skip


def said_by_another(scene: Scene) -> list[tuple[str, dict[str, Any]]]:
    """What a register could send in another's name, or of a matter that is none of its own."""
    about = {"case": scene.case, "person": scene.anna}
    hold = {"hold": "h1", "case": scene.case, "why": "x", "until": ""}
    return [
        ("opinion", opinion(scene)),
        ("opinion", opinion(scene, "journalists")),
        ("confirmed", {**about, "register": "asylum", "protections": [
            {"kind": "refugee-status", "against": "KZ"}]}),
        ("confirmed", {**about, "register": "journalists", "protections": [
            {"kind": "refugee-status", "against": "KZ"}]}),
        ("not-the-person", {**about, "register": "asylum", "reasons": "another"}),
        ("hold-placed", {**hold, "on": "measure", "of": scene.search}),
        ("hold-placed", {**hold, "on": "request", "of": scene.request}),
        ("hold-placed", {**hold, "on": "state", "of": "KZ"}),
        ("hold-placed", {**hold, "on": "measure", "of": scene.search, "case": "office"}),
        ("hold-lifted", {"hold": "h1", "reasons": "gone"}),
        ("epoch", {"register": "asylum", "epoch": "two"}),
    ]  # fmt: skip


def test_a_register_speaks_for_itself_alone(both: Both) -> None:
    scene = hit(both)
    before = len(reading.events(scene.case))
    DBTaskResult.objects.all().delete()
    for kind, body in said_by_another(scene):
        assert both.says(both.other, kind, **body).rejected, (kind, body)
    assert len(reading.events(scene.case)) == before
    assert not DBTaskResult.objects.exists()
    # What is not there and what is not one's own answer alike.
    hold = {"hold": "h2", "why": "x", "until": "", "on": "measure", "of": scene.search}
    answers = [
        both.says(both.other, "hold-placed", **hold, case=case).rejected
        for case in (scene.case, "cas_none")
    ]
    assert answers[0] == answers[1]
    for case in (scene.case, "cas_none"):
        asked = {**opinion(scene, "journalists"), "case": case}
        assert both.says(both.other, "opinion", **asked).rejected == answers[0]
    deliver.deliver(both.site.here.now())
    assert {one.kind for one in both.other.came} == {"rejected"}


def test_a_hold_of_a_register_stands_until_it_lifts_it(both: Both) -> None:
    scene = hit(both)
    both.says(both.asylum, "opinion", **{
        **opinion(scene), "points": [],
        "on": [{"measure": scene.search, "view": "does-not-object"}],
    })  # fmt: skip
    placed = {"case": scene.case, "on": "measure", "of": scene.search, "why": "A threat."}
    assert both.says(both.asylum, "hold-placed", hold="h1", until="", **placed).rejected is None
    assert both.says(both.asylum, "hold-placed", hold="h1", until="", **placed).rejected
    (hold,) = [one for one in holds(scene.case) if one.why == "A threat."]
    assert (hold.by, hold.register) == ("asylum-officer", "asylum")
    assert both.says(both.other, "hold-lifted", hold="h1", reasons="gone").rejected
    assert both.says(both.asylum, "hold-lifted", hold="h1", reasons=" ").rejected
    tasks.end_peer_holds.func()
    assert "A threat." in {one.why for one in holds(scene.case)}
    assert both.says(both.asylum, "hold-lifted", hold="h1", reasons="gone").rejected is None
    assert "A threat." in {one.why for one in holds(scene.case)}, "nobody has witnessed it yet"
    assert tasks.end_peer_holds.func() == 1
    assert "A threat." not in {one.why for one in holds(scene.case)}
    lifted = of(scene.case, ev.HoldLifted)[-1]
    assert lifted.hold == hold.hold
    assert (lifted.by, lifted.reasons) == ("asylum-officer", "gone")


def test_a_change_of_the_register_is_looked_into_at_once(both: Both) -> None:
    DBTaskResult.objects.all().delete()
    assert both.says(both.asylum, "epoch", register="asylum", epoch="two").rejected is None
    assert [row.task_path for row in DBTaskResult.objects.all()] == [tasks.rescreen.module_path]


def test_changes_that_come_together_are_looked_into_once(both: Both) -> None:
    """No budget counts them, so they must not fill the queue; what runs already looks too early."""
    DBTaskResult.objects.all().delete()
    for epoch in ("two", "three"):
        both.says(both.asylum, "epoch", register="asylum", epoch=epoch)
    (row,) = DBTaskResult.objects.all()
    DBTaskResult.objects.filter(pk=row.pk).update(status=TaskResultStatus.RUNNING)
    both.says(both.asylum, "epoch", register="asylum", epoch="four")
    assert DBTaskResult.objects.count() == 2


def test_a_final_check_names_to_a_register_only_what_it_was_told(both: Both) -> None:
    scene = identified(both.gate)
    about = (scene.case, scene.request, scene.search, "KZ")
    assert finalcheck.objections(*about) == []
    both.asylum.asked.clear()
    assert finalcheck.objections(*about) == []
    (first,) = both.asylum.asked
    assert not {scene.case, scene.request, scene.search} & set(map(str, first.body.values()))
    assert first.body["requesting_state"] == "KZ"
    assert finalcheck.objections(scene.case, scene.request, "", "KZ") == []
    screening.screen(both.gate.actor("clerk"), scene.case)
    both.asylum.asked.clear()
    finalcheck.objections(*about)
    (second,) = both.asylum.asked
    assert second.body == {
        "case": scene.case, "request": scene.request, "measure": scene.search,
        "requesting_state": "KZ",
    }  # fmt: skip


@pytest.mark.parametrize("held", [True, None, "no", 0])
def test_whatever_is_no_plain_no_is_a_hold(both: Both, held: Any) -> None:
    scene = identified(both.gate)
    both.asylum.held = held
    about = (scene.case, scene.request, scene.search, "KZ")
    assert finalcheck.objections(*about) == [readiness.STILL]
    both.other.shut()
    assert finalcheck.objections(*about) == [readiness.STILL, readiness.STILL]
    assert {one.why for one in finalcheck.ask(*about)} == {"held", "no answer"}


def test_a_register_that_is_silent_completes_nothing(both: Both) -> None:
    scene = identified(both.gate)
    both.asylum.shut()
    screening.screen(both.gate.actor("clerk"), scene.case)
    assert not is_complete(scene)
    assert {hold.why for hold in holds(scene.case)} == {"a check is not complete"}
    with pytest.raises(Unreachable):
        RemoteCheck("asylum.example", "asylum").epoch()


class Line:
    """A register at the end of a line that can be cut, and a clock."""

    def __init__(self) -> None:
        self.there, self.now, self.asked = True, 100.0, 0
        self.said: dict[str, Any] = {"epoch": "one", "answer": "none", "mark": "m"}

    def ask(self, peer: str, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        self.asked += 1
        if not self.there:
            raise NoAnswer("cut")
        return self.said

    def clock(self) -> float:
        return self.now


def test_within_a_transaction_only_what_was_heard_just_before_counts(both: Both) -> None:
    line = Line()
    check = RemoteCheck("asylum.example", "asylum", line.ask, line.clock)
    with transaction.atomic(), pytest.raises(Unreachable):
        check.epoch()
    assert check.epoch() == "one"
    asked = line.asked
    with transaction.atomic():
        assert check.epoch() == "one"
        line.now += FRESH + 1
        with pytest.raises(Unreachable):
            check.epoch()
    assert line.asked == asked, "nobody waits for another node within a transaction"


def test_a_register_that_fell_silent_is_left_alone_for_a_moment(both: Both) -> None:
    line, who = Line(), Identity(ANNA, ("Anna",), "1980-05-01")
    check = RemoteCheck("asylum.example", "asylum", line.ask, line.clock)
    check.epoch()
    line.there = False
    for _ in range(3):
        with pytest.raises(Unreachable):
            check.ask(who, "KZ")
    assert line.asked == 2
    with transaction.atomic(), pytest.raises(Unreachable):
        check.epoch()  # nor does what it said before it fell silent count
    line.there, line.now = True, line.now + PAUSE
    assert check.ask(who, "KZ") == "none"
    asked = line.asked
    assert check.mark(who) == "m"
    assert line.asked == asked, "the mark came with the answer"


@pytest.mark.parametrize("said", [{}, {"answer": "maybe", "mark": "", "epoch": ""}, {"answer": 1}])
def test_an_answer_that_cannot_be_read_is_none(both: Both, said: dict[str, Any]) -> None:
    line = Line()
    line.said = said
    check = RemoteCheck("asylum.example", "asylum", line.ask, line.clock)
    with pytest.raises(Unreachable):
        check.ask(Identity(ANNA, ("Anna",), "1980-05-01"), "KZ")
