"""Has what opens something witnessed, in any process of a node: one checkpointer a process."""

from __future__ import annotations

import threading

from safeconduct.record.acts import Acts
from safeconduct.record.checkpointer import Checkpointer
from safeconduct.record.home import POLICY, Home


class Witnessing:
    """A node's checkpointer in this process, and the acts that wait for it."""

    def __init__(self, home: Home) -> None:
        """Nothing is read or started yet."""
        self._home = home
        self._starting = threading.Lock()
        self._checkpointer: Checkpointer | None = None
        self._acts: Acts | None = None

    def start(self) -> bool:
        """Begin to have the record cosigned; False without `policy.txt`. Raises `BadHome`."""
        with self._starting:
            if self._checkpointer is None and (self._home.folder / POLICY).exists():
                checkpointer = self._home.checkpointer()
                self._acts = Acts(
                    self._home.record(), checkpointer, self._home.policy(), self._home.evidence
                )
                checkpointer.start()
                self._checkpointer = checkpointer
        return self._checkpointer is not None

    def acts(self) -> Acts | None:
        """Acts that open something, or None while nobody is named to witness them."""
        self.start()
        return self._acts

    def stop(self) -> None:
        """End the work in the background and wait for it."""
        with self._starting:
            if self._checkpointer is not None:
                self._checkpointer.stop()
            self._checkpointer = self._acts = None
