"""Where an officer's pages read and write: the register's own node, or the gate that has the list.

The two APIs say the same under other addresses; a source hides which of them it is.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Protocol

from django.http import Http404, HttpRequest

from safeconduct.desks.inside import Answer, NotNow, asked, may, post
from safeconduct.gate.node import current


def read(request: HttpRequest, path: str, **query: str) -> Any:
    """As `inside.get`, but a refusal is told in the API's own words: no look may be left."""
    answer = asked(request, "GET", path, query=query)
    if answer.status == HTTPStatus.NOT_FOUND:
        raise Http404("; ".join(answer.problems))
    if not answer.done:
        raise NotNow(answer)
    return answer.body


class Source(Protocol):
    """What both have."""

    holds_persons: bool
    """Whether a person can be held there, wherever they come up."""

    def referrals(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What was put before the own register, with `gate`, the newest first."""
        ...

    def questions(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What is asked: `gate`, `case`, `fact`, `ask`."""
        ...

    def matter(self, request: HttpRequest, gate: str, case: str) -> dict[str, Any]:
        """A matter whole, with `holds`, `steps` and what was `sent` to another node."""
        ...

    def act(
        self, request: HttpRequest, gate: str, case: str, what: str, body: dict[str, Any]
    ) -> Answer:
        """Do something in a matter. `what`: `opinions`, `holds`, `holds/HOLD/lift`,
        `persons/PERSON/confirm`, `persons/PERSON/reject`, `questions/answers`."""
        ...


class OwnNode:
    """At a register's own node: gates put things before it from elsewhere."""

    holds_persons = False

    def referrals(self, request: HttpRequest) -> list[dict[str, Any]]:
        """See `Source`."""
        found: list[dict[str, Any]] = read(request, "matters")
        return found

    def questions(self, request: HttpRequest) -> list[dict[str, Any]]:
        """See `Source`."""
        found: list[dict[str, Any]] = read(request, "matters/questions")
        return found

    def matter(self, request: HttpRequest, gate: str, case: str) -> dict[str, Any]:
        """See `Source`."""
        found: dict[str, Any] = read(request, f"matters/{gate}/{case}")
        for hold in found["holds"]:
            hold["since"], hold["lifted"] = hold["placed"][:10], hold["lifted"] is not None
        return {**found, "steps": read(request, f"matters/{gate}/{case}/steps"), "state": {}}

    def act(
        self, request: HttpRequest, gate: str, case: str, what: str, body: dict[str, Any]
    ) -> Answer:
        """See `Source`."""
        body = {name: value for name, value in body.items() if name != "seen"}
        return post(request, f"matters/{gate}/{case}/{what}", body)


class AtGate:
    """At a gate whose own database has the register: there is one gate, this one."""

    holds_persons = True

    def referrals(self, request: HttpRequest) -> list[dict[str, Any]]:
        """See `Source`."""
        return [{**one, "gate": current().name} for one in read(request, "register/referrals")]

    def questions(self, request: HttpRequest) -> list[dict[str, Any]]:
        """See `Source`."""
        return [
            {"gate": current().name, "case": one["case"], "fact": one["fact"], "ask": one["ask"]}
            for one in read(request, "questions")
        ]

    def matter(self, request: HttpRequest, gate: str, case: str) -> dict[str, Any]:
        """See `Source`; `state`: whether each measure stands still, with the version to act on."""
        _this(gate)
        found: dict[str, Any] = read(request, f"register/referrals/{case}")
        states = {
            one["id"]: may(request, f"cases/{case}/measures/{one['id']}/state")
            for one in found["measures"]
        }
        holds = may(request, f"cases/{case}/holds") or []
        return {
            **found, "gate": gate, "sent": [], "state": states,
            "steps": read(request, f"register/referrals/{case}/steps"),
            "holds": [one for one in holds if one["mine"]],
        }  # fmt: skip

    def act(
        self, request: HttpRequest, gate: str, case: str, what: str, body: dict[str, Any]
    ) -> Answer:
        """See `Source`."""
        _this(gate)
        return post(request, f"cases/{case}/{what.replace('persons/', 'candidates/', 1)}", body)


def _this(gate: str) -> None:
    if gate != current().name:
        raise Http404("there is no such gate here")
