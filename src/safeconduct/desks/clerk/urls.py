"""The addresses of the clerk's desk."""

from django.urls import path

from safeconduct.desks.clerk import casepages, home, letterbox

app_name = "clerk"
urlpatterns = [
    path("", home.home, name="home"),
    path("requests", home.requests, name="requests"),
    path("new", letterbox.new, name="new"),
    path("register", letterbox.register, name="register"),
    path("cases/<str:case>", casepages.case, name="case"),
    path("cases/<str:case>/persons", casepages.persons, name="persons"),
    path("cases/<str:case>/measures", casepages.measures, name="measures"),
    path("cases/<str:case>/links", casepages.links, name="links"),
    path("cases/<str:case>/paper", casepages.paper, name="paper"),
    path("cases/<str:case>/notices", casepages.notices, name="notices"),
]
