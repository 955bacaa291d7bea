"""The addresses that a node answers."""

from django.urls import include, path

from safeconduct.api import door
from safeconduct.api.app import api

urlpatterns = [
    path("api/", api.urls),
    path("door/<str:number>", door.check),
    path("", include("safeconduct.desks.urls.gate")),
]
handler404 = "safeconduct.desks.refusals.nothing_here"
handler403 = "safeconduct.desks.refusals.not_yours"
handler400 = "safeconduct.desks.refusals.unreadable"
handler500 = "safeconduct.desks.refusals.failed"
