"""The threads that deliver: woken by each commit of this process, and looking on their own besides.

One thread sees what is due, up to eight take it to the peers: one that is slow keeps no other
waiting. What other processes of the node have put into the outbox is found within `IDLE`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connections

from safeconduct.nodes import deliver, heartbeat
from safeconduct.nodes.here import current
from safeconduct.nodes.numbers import number
from safeconduct.nodes.peers import Peer
from safeconduct.nodes.silence import expect
from safeconduct.nodes.wake import leave, listen
from safeconduct.record.home import BadHome

logger = logging.getLogger("safeconduct.nodes")

IDLE = 0.5
"""Seconds between two looks if nobody wakes it. A look at an empty outbox is one query."""
LEAST = 0.05
AFTER_FAILURE = 2.0
PRUNE = 3600.0
_THREADS = 8


class Courier:
    """Delivers for the node that this process is."""

    def __init__(self) -> None:
        """Nothing is done before `start`."""
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(_THREADS, "safeconduct-courier")
        self._under_way: set[tuple[str, str]] = set()
        self._turn = threading.Lock()
        self._beats: dict[str, float] = {}
        self._pruned = 0.0
        self._thread = threading.Thread(target=self._run, name="safeconduct-outbox", daemon=True)

    def start(self) -> None:
        """Begin to deliver, with a heartbeat to everybody."""
        listen(self._woken.set)
        self._thread.start()

    def stop(self) -> None:
        """Deliver no more; what is under way is waited for."""
        leave(self._woken.set)
        self._stopping.set()
        self._woken.set()
        self._thread.join()
        self._pool.shutdown()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                wait = self._round()
            except Exception as error:
                # The database, or peers.toml: neither ends the courier.
                logger.exception("nothing could be delivered; tried again: %s", error)
                connections.close_all()
                wait = AFTER_FAILURE
            self._woken.wait(wait)
        connections.close_all()

    def _round(self) -> float:
        """Send off what is due; gives how many seconds to wait for the next look."""
        here = current()
        if not here.peers.talking():
            return IDLE
        number()
        now = here.now()
        for to in deliver.due(now):
            self._off("deliver", to, partial(self._deliver, to))
        self._heartbeats(here.peers.talking())
        if time.monotonic() - self._pruned > PRUNE or not self._pruned:
            expect(now)
            deliver.prune(now)
            self._pruned = time.monotonic()
        soon = deliver.next_try(now)
        return IDLE if soon is None else min(IDLE, max(soon.total_seconds(), LEAST))

    def _heartbeats(self, peers: list[Peer]) -> None:
        for peer in peers:
            if self._beats.get(peer.name, 0.0) <= time.monotonic():
                # Set before it is tried, so that the next look does not send a second one.
                self._beats[peer.name] = time.monotonic() + heartbeat.AGAIN.total_seconds()
                self._off("beat", peer.name, partial(self._beat, peer))

    def _off(self, what: str, to: str, work: Callable[[], None]) -> None:
        with self._turn:
            if (what, to) in self._under_way:
                return
            self._under_way.add((what, to))
        self._pool.submit(self._work, what, to, work)

    def _work(self, what: str, to: str, work: Callable[[], None]) -> None:
        try:
            work()
        except BadHome as error:
            logger.error("%s", error)
        except Exception:
            logger.exception("the queue to '%s' stopped; it is tried again", to)
        finally:
            # Nobody could close it when the thread ends.
            connections.close_all()
            with self._turn:
                self._under_way.discard((what, to))

    def _deliver(self, to: str) -> None:
        results = deliver.deliver_to(to, current().now())
        if results and results[-1].problem:
            logger.info("'%s': %s", to, results[-1].problem)
        elif results:
            # More may have come while the last went out.
            self._woken.set()

    def _beat(self, peer: Peer) -> None:
        problem = heartbeat.beat(peer)
        if problem:
            logger.info("no heartbeat to '%s': %s", peer.name, problem)
        else:
            self._beats[peer.name] = time.monotonic() + heartbeat.EVERY.total_seconds()
