"""The desks at the node of a kind: gate."""

from django.urls import include, path

from safeconduct.desks.asylum.sources import AtGate

urlpatterns = [
    path("overseer/", include("safeconduct.desks.overseer.urls")),
    path("operator/", include("safeconduct.desks.operator.urls")),
    path("asylum/", include("safeconduct.desks.asylum.urls"), {"source": AtGate()}),
    path("", include("safeconduct.desks.urls.shared")),
    path("magistrate/", include("safeconduct.desks.magistrate.urls")),
    path("answers/", include("safeconduct.desks.answers.urls")),
    path("clerk/", include("safeconduct.desks.clerk.urls")),
    path("police/", include("safeconduct.desks.police.urls")),
    path("observer/", include("safeconduct.desks.observer.urls")),
    path("defence/", include("safeconduct.desks.defence.urls")),
    path("check", include("safeconduct.desks.door.urls")),
    path("second/", include("safeconduct.desks.second.urls")),
]
