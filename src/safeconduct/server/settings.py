"""Django's settings, from a node's folder (`SAFECONDUCT_HOME`, or `configure`)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from safeconduct.record.database import BUSY_SECONDS

APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_tasks_db",
    "safeconduct.policy",
    "safeconduct.oversight",
    "safeconduct.register",
    "safeconduct.release",
    "safeconduct.nodes",
    "safeconduct.gate",
)


def configure(
    address: str, secret: str, hosts: tuple[str, ...] = ("localhost", "127.0.0.1"),
    urls: str = "safeconduct.server.urls",
) -> None:  # fmt: skip
    """Set Django up on a database; `secret` signs sessions. Call it once in a process.

    `urls`: the module with the addresses of this kind of node.
    """
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        DATABASES={"default": database(address)},
        SECRET_KEY=secret,
        ALLOWED_HOSTS=list(hosts),
        INSTALLED_APPS=list(APPS),
        AUTH_USER_MODEL="policy.Account",
        ROOT_URLCONF=urls,
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "safeconduct.api.plain.plain_refusals",
            "safeconduct.api.auth.forget_names",
        ],
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATA_UPLOAD_MAX_MEMORY_SIZE=MAX_BODY,
        TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        LOGGING_CONFIG=None,
        # The API answers in its own words; nobody is shown a trace.
        DEBUG=False,
    )
    django.setup()


MAX_BODY = 2 * 1024 * 1024
"""The longest body that a request to the API can have, in bytes."""


def database(address: str) -> dict[str, Any]:
    """Django's settings for `sqlite:FILE` or `postgresql://…`.

    On SQLite every transaction begins as a writer, so that none fails for having read first;
    commits are durable and erased payloads are overwritten, as the record has it.
    """
    if address.startswith("sqlite:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address.removeprefix("sqlite:"),
            "OPTIONS": {
                "timeout": BUSY_SECONDS,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    host = parts.hostname or query.pop("host", "")
    port = parts.port or query.pop("port", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(str(host)),
        "PORT": str(port),
        "OPTIONS": {"options": f"-c lock_timeout={BUSY_SECONDS * 1000:.0f}ms", **query},
        "CONN_MAX_AGE": None,
    }
