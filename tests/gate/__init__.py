"""Tests of the gate. Django is set up before any of its models is imported."""

from django.conf import settings as django_settings

from safeconduct.server import settings

HOSTS = ("testserver", "localhost", "127.0.0.1")

if not django_settings.configured:
    settings.configure("sqlite::memory:", "only-for-tests", HOSTS)
