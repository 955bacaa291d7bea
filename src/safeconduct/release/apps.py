"""Django's name for what goes out."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """The tables of outward messages."""

    name = "safeconduct.release"
    label = "release"
    default_auto_field = "django.db.models.BigAutoField"
