"""The desks at the node of a kind: oversight."""

from django.urls import include, path

urlpatterns = [
    path("overseer/", include("safeconduct.desks.overseer.nodeurls")),
    path("operator/", include("safeconduct.desks.operator.urls")),
    path("", include("safeconduct.desks.urls.shared")),
]
