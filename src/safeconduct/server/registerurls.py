"""The addresses that a register's node answers."""

from django.urls import include, path

from safeconduct.api.registerapp import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("safeconduct.desks.urls.register")),
]
handler404 = "safeconduct.desks.refusals.nothing_here"
handler403 = "safeconduct.desks.refusals.not_yours"
handler400 = "safeconduct.desks.refusals.unreadable"
handler500 = "safeconduct.desks.refusals.failed"
