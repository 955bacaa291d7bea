"""The addresses that a node answers."""

from django.urls import include, path

from safeconduct.api.app import api
from safeconduct.desks.door.views import at_door

urlpatterns = [
    path("api/", api.urls),
    path("door/<str:number>", at_door),
    path("", include("safeconduct.desks.urls.gate")),
]
handler404 = "safeconduct.desks.refusals.nothing_here"
handler403 = "safeconduct.desks.refusals.not_yours"
handler400 = "safeconduct.desks.refusals.unreadable"
handler500 = "safeconduct.desks.refusals.failed"
