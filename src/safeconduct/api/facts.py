"""Facts, signals, questions and findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from msgspec import to_builtins
from ninja import Field, Router, Schema, Status

from safeconduct.api.access import of
from safeconduct.api.auth import actor
from safeconduct.api.fields import Done, Ids, Line, Named, Seen, Word, looked_at
from safeconduct.api.shape import Body
from safeconduct.case.roles import Role
from safeconduct.gate import facts, questions, statements
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission

router = Router()
inboxes = Router()
WRITES = of(Permission.FACTS_WRITE, Object.FACTS)
Key = Annotated[str, Field(min_length=1, max_length=300)]


class NewFact(Body):
    """A fact as somebody states it; `of`: whose words a clerk enters."""

    fact: Key
    value: Literal["yes", "no", "unknown"]
    said_by: Line
    of: facts.Voice = ""
    valid_from: Word | None = None
    valid_until: Word | None = None


class FactShown(Schema):
    """One thing said of a fact."""

    fact: str
    value: str
    by: str
    said_by: str
    day: str
    reasons: str


class NewSignal(Body):
    """An earlier event that bears on requests."""

    kind: Word
    requests: Ids
    persons: Ids = Field(default_factory=list)
    title: Line
    day: Word = "unknown"


class Fact(Body):
    """A fact that is asked about."""

    fact: Key


class To(Schema):
    """The role that was asked."""

    to: str


class NewLetter(Body):
    """To whom a letter goes."""

    role: Role


class LetterSent(Schema):
    """What was asked, and what nobody can be asked: it follows from a step or from a treaty."""

    asked: list[str]
    left: list[str]


class Question(Schema):
    """A question that is open; `names`: what those are called whose ids stand in it."""

    fact: str
    ask: str
    names: dict[str, str]


class AskedQuestion(Question):
    """A question that is open in some case, and by when an answer is awaited there."""

    case: str
    due: date


class Answer(Body):
    """The answer to a question."""

    fact: Key
    value: Literal["yes", "no", "unknown"]


class NewFinding(Body):
    """How a contested fact or a ground is settled, and the version that was looked at."""

    fact: Key
    value: Literal["yes", "no"]
    reasons: Annotated[str, Field(min_length=1, max_length=20_000)]
    seen: Seen


class Letters(Schema):
    """What rulings still ask, one letter an office."""

    letters: list[dict[str, Any]]


@router.get("/{case}/facts", response=list[FactShown],
            openapi_extra=of(Permission.FACTS_READ, Object.FACTS))  # fmt: skip
def read(request: HttpRequest, case: str) -> list[FactShown]:
    """What was said of facts."""
    return [FactShown(**one) for one in facts.shown(actor(request), case)]


@router.post("/{case}/facts", response={201: Done}, openapi_extra=WRITES)
def state(request: HttpRequest, case: str, new: NewFact) -> Status[dict[str, bool]]:
    """State a fact."""
    facts.state(
        actor(request), case, new.fact, new.value, new.said_by,
        of=new.of, valid_from=new.valid_from, valid_until=new.valid_until,
    )  # fmt: skip
    return Status(201, {"done": True})


@router.post("/{case}/signals", response={201: Named}, openapi_extra=WRITES)
def signal(request: HttpRequest, case: str, new: NewSignal) -> Status[dict[str, str]]:
    """State a signal."""
    made = facts.signal(
        actor(request), case, new.kind, new.requests, new.title, new.persons, new.day
    )
    return Status(201, {"id": made})


@router.get("/{case}/questions", response=Letters,
            openapi_extra=of(Permission.READINESS_READ, Object.RULING))  # fmt: skip
def letters(request: HttpRequest, case: str) -> dict[str, Any]:
    """What the rulings of this case still ask of whom."""
    found = questions.letters(actor(request), case)
    return {"letters": [to_builtins(letter) for letter in found]}


@router.get("/{case}/questions/mine", response=list[Question],
            openapi_extra=of(Permission.QUESTION_READ, Object.QUESTION))  # fmt: skip
def mine(request: HttpRequest, case: str) -> list[Question]:
    """The open questions that were put to one's own role."""
    return [Question(**one._asdict()) for one in questions.inbox(actor(request), case)]


@router.post("/{case}/questions", response={201: To},
             openapi_extra=of(Permission.QUESTION_ASK, Object.FACTS))  # fmt: skip
def ask(request: HttpRequest, case: str, new: Fact) -> Status[dict[str, str]]:
    """Put a question to the role that can answer it."""
    return Status(201, {"to": questions.ask(actor(request), case, new.fact)})


@router.post("/{case}/questions/letters", response={201: LetterSent},
             openapi_extra=of(Permission.QUESTION_ASK, Object.FACTS))  # fmt: skip
def send_letter(request: HttpRequest, case: str, new: NewLetter) -> Status[dict[str, list[str]]]:
    """Put to a role everything that the rulings of this case still ask of it."""
    asked, left = questions.ask_office(actor(request), case, new.role)
    return Status(201, {"asked": asked, "left": left})


@router.post("/{case}/questions/answers", response={201: Done},
             openapi_extra=of(Permission.QUESTION_ANSWER, Object.QUESTION))  # fmt: skip
def answer(request: HttpRequest, case: str, new: Answer) -> Status[dict[str, bool]]:
    """Answer a question."""
    questions.answer(actor(request), case, new.fact, new.value)
    return Status(201, {"done": True})


@router.post("/{case}/findings", response={201: Done},
             openapi_extra=of(Permission.FINDING_MAKE, Object.QUESTION))  # fmt: skip
def find(request: HttpRequest, case: str, new: NewFinding) -> Status[dict[str, bool]]:
    """Settle a contested fact or a ground."""
    questions.find(
        actor(request), case, new.fact, new.value, new.reasons, looked_at(actor(request), new.seen)
    )
    return Status(201, {"done": True})


@router.post("/{case}/statements", response={201: Done},
             openapi_extra=of(Permission.QUESTION_ANSWER, Object.QUESTION))  # fmt: skip
def tell(request: HttpRequest, case: str, new: Answer) -> Status[dict[str, bool]]:
    """State, as the bar's observer or as counsel, what one's role can answer, asked or not."""
    statements.tell(actor(request), case, new.fact, new.value)
    return Status(201, {"done": True})


@inboxes.get("/questions", response=list[AskedQuestion],
             openapi_extra=of(Permission.QUESTION_READ, Object.QUESTION))  # fmt: skip
def everywhere(request: HttpRequest) -> list[AskedQuestion]:
    """The open questions that were put to one's own role in any case, the most urgent first."""
    return [AskedQuestion(**one._asdict()) for one in statements.inbox(actor(request))]
