"""Django's name for the messages between nodes."""

from django.apps import AppConfig


class NodesConfig(AppConfig):
    """The tables of messages and of a node's own holds."""

    name = "safeconduct.nodes"
    label = "nodes"
    default_auto_field = "django.db.models.BigAutoField"
