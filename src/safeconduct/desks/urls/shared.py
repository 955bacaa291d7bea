"""What every kind of node has: the first page, signing in, one's account, the language."""

from django.urls import include, path
from django.views.i18n import set_language

from safeconduct.desks.start import start

urlpatterns = [
    path("", start, name="start"),
    path("language", set_language, name="set_language"),
    path("", include("safeconduct.desks.accounts.urls")),
]
