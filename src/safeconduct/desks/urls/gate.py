"""The desks at the node of a kind: gate."""

from django.urls import include, path

urlpatterns = [
    path("", include("safeconduct.desks.urls.shared")),
    path("magistrate/", include("safeconduct.desks.magistrate.urls")),
]
