"""The addresses of the second signer's desk."""

from django.urls import path

from safeconduct.desks.second import home, signing

app_name = "second"
urlpatterns = [
    path("", home.home, name="home"),
    path("cases/<str:case>/requests/<str:of>", signing.request, name="request"),
    path("cases/<str:case>/clearances/<str:of>", signing.clearance, name="clearance"),
    path("cases/<str:case>/words/<str:of>", signing.word, name="word"),
    path("cases/<str:case>/emergencies/<str:of>", signing.emergency, name="emergency"),
]
