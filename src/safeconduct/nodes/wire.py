"""One post to a peer. Nothing else in this package opens a connection."""

from __future__ import annotations

import time
from functools import lru_cache

import msgspec
import urllib3

from safeconduct.nodes.peers import Peer
from safeconduct.record.jws import MAX_TOKEN
from safeconduct.record.pinned import pool

CONNECT_SECONDS = 2.0
_CHUNK = 64 * 1024


class NoReply(Exception):
    """Nothing that can be used came back; the text says why."""


@lru_cache(maxsize=64)
def _pool(url: str, pin: str) -> tuple[urllib3.HTTPConnectionPool, str]:
    return pool(url, pin, size=4)


def post(peer: Peer, path: str, token: str, seconds: float) -> tuple[int, str]:
    """Send a token to an address of a peer, once; gives the status and what was answered.

    `seconds`: for all of it. Redirections are not followed. Raises `NoReply`.
    """
    until = time.monotonic() + seconds
    try:
        http, above = _pool(peer.url, peer.pin)
        answer = http.request(
            "POST", above.rstrip("/") + path, body=token.encode(), retries=False, redirect=False,
            preload_content=False, decode_content=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), total=seconds),
            headers={"Content-Type": "application/jose"},
        )  # fmt: skip
        raw = _read(answer, until)
        answer.release_conn()
        return answer.status, raw.decode()
    except urllib3.exceptions.NewConnectionError:
        raise NoReply("nobody answers there") from None
    except urllib3.exceptions.TimeoutError:
        raise NoReply(f"no answer within {seconds:g} seconds") from None
    except urllib3.exceptions.SSLError as error:
        raise NoReply(f"not the certificate that is expected there: {error}") from None
    except (urllib3.exceptions.HTTPError, UnicodeDecodeError, OSError) as error:
        raise NoReply(f"no answer: {error}") from None


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """The answer, if it is not too long and does not trickle in for ever."""
    raw = b""
    while chunk := answer.read1(_CHUNK):
        raw += chunk
        if len(raw) > MAX_TOKEN or time.monotonic() > until:
            answer.close()
            raise NoReply("the answer is too long, or takes too long")
    return raw


class Said(msgspec.Struct, frozen=True):
    """What a node answers that does not do what it was asked to, as far as it can be read."""

    problem: str = ""
    next: int | None = None


def said(text: str) -> Said:
    """The words in such an answer, shortened; not signed, and so worth no more than that."""
    try:
        found = msgspec.json.decode(text, type=Said)
    except msgspec.MsgspecError:
        return Said(" ".join(text.split())[:300])
    return Said(" ".join(found.problem.split())[:300], found.next)
