"""Django's name for the oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The oversight's tables."""

    name = "safeconduct.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
