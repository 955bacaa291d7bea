"""The addresses that an oversight node answers."""

from django.urls import include, path

from safeconduct.api.oversightapp import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("safeconduct.desks.urls.oversight")),
]
handler404 = "safeconduct.desks.refusals.nothing_here"
handler403 = "safeconduct.desks.refusals.not_yours"
handler400 = "safeconduct.desks.refusals.unreadable"
handler500 = "safeconduct.desks.refusals.failed"
