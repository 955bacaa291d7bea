"""Runs a gate: the API over HTTP, the worker beside it, the record's checkpointer and witness, and
what goes between nodes.

Limits are fixed: how long a body may be, how long a slow sender may take, how many are answered at
once. What a caller does wrong is answered; nothing that one caller does keeps the others waiting.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from cheroot import wsgi

from safeconduct.record import serve as witnesses
from safeconduct.record import witness
from safeconduct.record.home import POLICY, BadHome, Home
from safeconduct.server import bodies, kinds, settings
from safeconduct.server import home as homes
from safeconduct.server.doors import dispatch
from safeconduct.server.witnessing import Witnessing
from safeconduct.server.worker import Background

logger = logging.getLogger("safeconduct.server")

THREADS = 16
SLOW_SECONDS = 15
"""How long a sender may keep a thread waiting for what it sends."""
MAX_HEADER = 32 * 1024
MAX_BODY = max(bodies.LARGEST, witness.MAX_BODY)
"""The longest body that any of the node's addresses takes, in bytes."""


class NotMigrated(BadHome):
    """The tables are not those of this program."""


def set_up(
    folder: Path, *, migrated: bool = True, secure: bool = False, proxied: bool = False
) -> Home:
    """Let this process be a node: Django on its database, its node installed.

    Once a process. `migrated`: the tables have to be this program's. `secure`: people reach it
    over TLS. `proxied`: which a proxy ends. Raises `BadHome`, `DatabaseError`.
    """
    home = Home(folder)
    # Asked first: Django would say it in other words.
    home.connect().close()
    kind = kinds.of(folder)
    settings.configure(
        home.address,
        homes.secret(folder).hex(),
        kinds.settings(folder).hosts,
        kinds.URLS[kind],
        name=home.settings.name,
        secure=secure,
        proxied=proxied,
    )
    # Models can be imported only now.
    from safeconduct.gate.node import install  # noqa: PLC0415
    from safeconduct.server import messages  # noqa: PLC0415

    install(kinds.open_node(folder))
    messages.install(home)
    if migrated:
        must_be_migrated(folder)
    return home


def must_be_migrated(folder: Path) -> None:
    """Raises `NotMigrated` if the tables are older or newer than this program."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    loader = MigrationExecutor(connection).loader
    known, applied = set(loader.disk_migrations or ()), set(loader.applied_migrations)
    missing = known - applied
    if missing:
        raise NotMigrated(
            f"the tables of {folder} are older than this program ({len(missing)} steps are "
            f"missing): make a backup, then run 'safeconduct migrate {folder}'"
        )
    newer = sorted(applied - known)
    if newer:
        raise NotMigrated(
            f"the tables of {folder} were made by a newer program ({newer[0][0]} "
            f"{newer[0][1]}): run that one"
        )


def migrate() -> None:
    """Bring the tables to what this program needs. `set_up` comes before."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)


class _Wsgi(wsgi.Server):
    """Cheroot's server, with our log."""

    expiration_interval = 0.5

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        logger.log(level, "%s", msg, exc_info=traceback)


class Gate:
    """A gate that answers on an address of this machine. Port 0 takes a free one."""

    def __init__(
        self, home: Home, host: str, port: int, *, tls: tuple[Path, Path] | None = None,
        background: bool = True,
    ) -> None:  # fmt: skip
        """Listens from now on. `set_up` comes before.

        `tls`: the files of the certificate and of its key. `background`: with the worker. Raises
        `OSError` if the port is taken, `BadHome` if the certificate or the policy cannot be read.
        """
        from safeconduct.nodes.courier import Courier  # noqa: PLC0415

        self._home = home
        self._witnessing = Witnessing(home)
        if (home.folder / POLICY).exists():
            home.policy()
        self._background = Background(home.folder) if background else None
        self._courier = Courier() if background else None
        self._server: Any = _Wsgi(
            (host, port), _application(home), numthreads=THREADS, server_name="safeconduct",
            request_queue_size=128, timeout=SLOW_SECONDS,
        )  # fmt: skip
        self._server.max_request_header_size = MAX_HEADER
        self._server.max_request_body_size = MAX_BODY
        if tls is not None:
            self._server.ssl_adapter = _adapter(*tls)
        self._server.prepare()
        self.port = int(self._server.bind_addr[1])
        self.witnessed = (home.folder / POLICY).exists()
        """Whether the record is signed and cosigned; without it nothing can be cleared."""
        self._stopping = threading.Event()

    def run(self) -> None:
        """Answer until `stop`; what is being answered then is answered to its end."""
        serving = threading.Thread(target=self._server.serve, name="safeconduct-api", daemon=True)
        from safeconduct.gate.node import current  # noqa: PLC0415

        current().acts = self._witnessing.acts
        self._witnessing.start()
        if self._background:
            self._background.start()
        if self._courier:
            self._courier.start()
        serving.start()
        try:
            self._stopping.wait()
        finally:
            self._server.stop()
            serving.join()
            if self._courier:
                self._courier.stop()
            if self._background:
                self._background.stop()
            self._witnessing.stop()
            self._home.close()

    def stop(self) -> None:
        """End `run`, from any thread or from a signal."""
        self._stopping.set()

    def stop_when_told(self) -> None:
        """Stop on SIGTERM and on ctrl-c."""

        def told(_number: int, _frame: FrameType | None) -> None:
            if self._stopping.is_set():
                # Told twice: whoever tells it is in a hurry. What was committed is kept.
                os._exit(1)
            self.stop()

        signal.signal(signal.SIGTERM, told)
        signal.signal(signal.SIGINT, told)


def _application(home: Home) -> Any:
    """Everything that this node answers: messages, checkpoints to witness, and the API."""
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415

    from safeconduct.nodes import door  # noqa: PLC0415
    from safeconduct.server import messages  # noqa: PLC0415

    kind = kinds.of(home.folder)
    doors = {
        "/nodes/": door.application(messages.handlers(kind), messages.answers(kind)),
        "/witness/": witnesses.application(home.witness(), home.databases),
    }
    return dispatch(doors, WSGIHandler(), bodies.longest)


def _adapter(certificate: Path, key: Path) -> Any:
    from cheroot.ssl.builtin import BuiltinSSLAdapter  # noqa: PLC0415

    try:
        return BuiltinSSLAdapter(str(certificate), str(key))
    except (OSError, ValueError) as error:
        raise BadHome(f"{certificate}, {key}: no certificate with its key: {error}") from None
