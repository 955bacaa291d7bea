"""The desks as a Django application: templates, static files, translations."""

from django.apps import AppConfig


class Desks(AppConfig):
    """Pages."""

    name = "safeconduct.desks"
    label = "desks"
