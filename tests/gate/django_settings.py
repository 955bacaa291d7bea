"""Django's settings as the type checker wants to read them: a module with names."""

from __future__ import annotations

from safeconduct.server import settings as server

INSTALLED_APPS = list(server.APPS)
AUTH_USER_MODEL = "policy.Account"
DATABASES = {"default": server.database("sqlite::memory:")}
SECRET_KEY = "only-for-the-type-checker"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
globals().update(server.pages() | server.accounts())
