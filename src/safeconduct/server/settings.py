"""Django's settings, from a node's folder (`SAFECONDUCT_HOME`, or `configure`)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from safeconduct.record.database import BUSY_SECONDS
from safeconduct.server.bodies import MAX_BODY

APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "safeconduct.policy",
    "safeconduct.oversight",
    "safeconduct.register",
    "safeconduct.release",
    "safeconduct.nodes",
    "safeconduct.gate",
    "safeconduct.desks",
)


def configure(
    address: str, secret: str, hosts: tuple[str, ...] = ("localhost", "127.0.0.1"),
    urls: str = "safeconduct.server.urls", *, name: str = "", secure: bool = False,
    proxied: bool = False,
) -> None:  # fmt: skip
    """Set Django up on a database; `secret` signs sessions. Call it once in a process.

    `urls`: the module with the addresses of this kind of node. `name`: the node's, by which its
    cookies are told from those of another node on the same computer. `secure`: whether people
    reach it over TLS alone. `proxied`: which a proxy ends, that says so in `X-Forwarded-Proto`.
    """
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        DATABASES={"default": database(address)},
        SECRET_KEY=secret,
        ALLOWED_HOSTS=list(hosts),
        INSTALLED_APPS=list(APPS),
        ROOT_URLCONF=urls,
        USE_TZ=True,
        TIME_ZONE="UTC",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATA_UPLOAD_MAX_MEMORY_SIZE=MAX_BODY,
        FILE_UPLOAD_HANDLERS=["safeconduct.desks.uploads.Bounded"],
        TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        LOGGING_CONFIG=None,
        # The API answers in its own words; nobody is shown a trace.
        DEBUG=False,
        **pages(),
        **accounts(),
        **guards(name, secure=secure, proxied=proxied),
    )
    django.setup()


def pages() -> dict[str, Any]:
    """Django's settings for what people see."""
    desks = Path(__file__).parents[1] / "desks"
    return {
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            # Before all that may answer, so that its header stands on refusals, too.
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "csp.middleware.CSPMiddleware",
            "safeconduct.desks.headers.private",
            "safeconduct.api.plain.plain_refusals",
            "safeconduct.api.auth.forget_names",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "safeconduct.desks.headers.readable",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "safeconduct.desks.accounts.ending.end_sessions",
            "allauth.account.middleware.AccountMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
        ],
        "TEMPLATES": [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [desks / "templates"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "safeconduct.desks.context.everywhere",
                ],
                "loaders": [(
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )],
            },
        }],
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("fr", "Français")],
        "LOCALE_PATHS": [desks / "locale"],
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [desks / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "APPEND_SLASH": False,
    }  # fmt: skip


def accounts() -> dict[str, Any]:
    """Django's settings for who signs in, and how."""
    return {
        "AUTH_USER_MODEL": "policy.Account",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LOGIN_URL": "/sign-in",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "id",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SIGNUP_FIELDS": ["username*"],
        "MFA_SUPPORTED_TYPES": ["webauthn"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
        "MFA_ADAPTER": "safeconduct.desks.accounts.adapter.Adapter",
        # Counts failed sign-ins, in this process alone: a node is served by one.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "OPTIONS": {"MAX_ENTRIES": 20_000},
            }
        },
        # In the session and not in a cookie: they name what somebody works at.
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def guards(name: str, *, secure: bool, proxied: bool = False) -> dict[str, Any]:
    """Django's settings that keep others out of somebody's session."""
    # Cookies know no ports: the nodes of one computer would else sign each other out.
    own = sha256(name.encode()).hexdigest()[:8]
    mark = "__Host-" if secure else ""
    nothing, here = "'none'", "'self'"
    found: dict[str, Any] = {
        "SESSION_COOKIE_NAME": f"{mark}session_{own}",
        "SESSION_COOKIE_AGE": 10 * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": f"{mark}csrf_{own}",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_FAILURE_VIEW": "safeconduct.desks.refusals.forged",
        "LANGUAGE_COOKIE_NAME": f"language_{own}",
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_SECURE": secure,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": {
            "default-src": [nothing], "script-src": [here], "style-src": [here],
            "img-src": [here, "data:"], "font-src": [here], "connect-src": [here],
            "form-action": [here], "frame-ancestors": [nothing], "base-uri": [nothing],
        }},
    }  # fmt: skip
    if secure:
        found |= {
            # A node with TLS listens to nothing else, and whoever sends a key in the clear has lost
            # it before they are told where to go instead: no redirect would mend that.
            "SECURE_SSL_REDIRECT": False,
            "SILENCED_SYSTEM_CHECKS": ["security.W008"],
            "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
            "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
            "SECURE_HSTS_PRELOAD": True,
        }
    if proxied:
        # Where the proxy's word is not believed, no form sent over TLS is either, and everybody
        # seems to come from the proxy.
        found |= {
            "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
            "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        }
    return found


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
