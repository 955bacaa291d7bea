"""Bringing a PostgreSQL server back that was killed or fell."""

from __future__ import annotations

import time

from safeconduct.record.database import DatabaseError, connect
from tests.record.postgres import NotStarted, Server

PATIENCE = 300.0
"""How many seconds a server may take to come back."""
POLL = 0.02


def revive(server: Server) -> None:
    """Start a server whose first process died; its other processes have to end first."""
    server.stop()
    end = time.monotonic() + PATIENCE
    while not server.running:
        try:
            server.start()
        except NotStarted:
            if time.monotonic() > end:
                raise
            time.sleep(POLL)


def wait_until_up(server: Server, address: str) -> None:
    """Until the server takes connections again, by itself or started anew."""
    end = time.monotonic() + PATIENCE
    while True:
        if not server.running:
            revive(server)
        try:
            connect(address).close()
        except DatabaseError:
            if time.monotonic() > end:
                raise
            time.sleep(POLL)
        else:
            return
