"""Speaks to a node's API over HTTP, as one account in one role."""

from __future__ import annotations

import json
from typing import Any

import urllib3

SECONDS = 60.0


class Refused(Exception):
    """The node did not do it, or did not answer; says why in its words."""

    def __init__(self, status: int, problems: list[str]) -> None:
        """`status`: of the answer; 0 if none came."""
        super().__init__("; ".join(problems))
        self.status, self.problems = status, problems


class Client:
    """The API as one account uses it."""

    def __init__(self, url: str, key: str) -> None:
        """`url`: where the node answers, without a path."""
        self._url, self._headers = url, {"Authorization": f"Bearer {key}"}
        self._http = urllib3.PoolManager(retries=False, timeout=SECONDS)

    def get(self, path: str, **query: Any) -> Any:
        """GET /api/…. Raises `Refused`."""
        return self._asked("GET", path, fields=query)

    def post(self, path: str, body: Any = None) -> Any:
        """POST /api/… with a JSON body. Raises `Refused`."""
        return self._asked("POST", path, json=body or {})

    def put(self, path: str, body: bytes) -> Any:
        """PUT /api/… with bytes as they are. Raises `Refused`."""
        return self._asked("PUT", path, body=body)

    def _asked(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = self._http.request(
                method, f"{self._url}/api/{path}", headers=self._headers, **more
            )
        except urllib3.exceptions.HTTPError as error:
            raise Refused(0, [f"{self._url} does not answer: {error}"]) from None
        try:
            said = json.loads(answer.data) if answer.data else None
        except ValueError:
            said = None
        if answer.status not in (200, 201):
            problems = said.get("problems", []) if isinstance(said, dict) else []
            raise Refused(answer.status, problems or [f"{method} {path}: {answer.status}"])
        return said
