"""Django's name for the register."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register's tables."""

    name = "safeconduct.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
