"""The desks at the node of a kind: register."""

from django.urls import include, path

from safeconduct.desks.asylum.sources import OwnNode

urlpatterns = [
    path("overseer/", include("safeconduct.desks.overseer.plainurls")),
    path("operator/", include("safeconduct.desks.operator.urls")),
    path("asylum/", include("safeconduct.desks.asylum.urls"), {"source": OwnNode()}),
    path("", include("safeconduct.desks.urls.shared")),
]
