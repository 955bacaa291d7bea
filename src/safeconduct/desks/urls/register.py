"""The desks at the node of a kind: register."""

from django.urls import include, path

urlpatterns = [
    path("", include("safeconduct.desks.urls.shared")),
]
