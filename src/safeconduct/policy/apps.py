"""Django's name for accounts and mandates."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The tables of accounts and mandates."""

    name = "safeconduct.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
