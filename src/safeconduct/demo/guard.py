"""Who may open the start page: whoever can read the terminal that the demo runs in.

The page has a link to every desk, and on a shared computer everybody reaches its port. So the
terminal shows a code, in an address and for a form; with it a browser gets a cookie. A browser that
the demo opens itself is not given it: everybody on the computer can read what programs are started
with.
"""

from __future__ import annotations

import hmac
import secrets


class Guard:
    """Of one start page, as long as it runs."""

    def __init__(self, port: int) -> None:
        """`port`: cookies know none, so that it stands in the cookie's name."""
        self.code = secrets.token_urlsafe(9)
        self._name, self._value = f"demo_{port}", secrets.token_urlsafe(24)

    @property
    def cookie(self) -> str:
        """What a browser that is let in is given, as a header has it."""
        return f"{self._name}={self._value}; HttpOnly; SameSite=Lax; Path=/"

    def knows(self, header: str) -> bool:
        """Whether a browser has it. `header`: the cookies that it sent."""
        # Whatever else sits at `localhost` has its cookies here, too, in whatever form.
        given = (one.strip().partition("=") for one in header.split(";"))
        return any(name == self._name and _same(said, self._value) for name, _, said in given)

    def opens(self, code: str) -> bool:
        """Whether this is the code."""
        return _same(code.strip(), self.code)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())
