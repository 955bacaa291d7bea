"""Django's name for the gate."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """The gate's tables."""

    name = "safeconduct.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"
