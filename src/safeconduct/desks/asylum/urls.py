"""The addresses of the asylum officer's desk; whoever includes them says which `source`."""

from django.urls import path

from safeconduct.desks.asylum import list as own_list
from safeconduct.desks.asylum import matters, opinion

app_name = "asylum"
_MATTER = "matters/<str:gate>/<str:case>"

urlpatterns = [
    path("", matters.home, name="home"),
    path(f"{_MATTER}/", matters.matter, name="matter"),
    path(f"{_MATTER}/opinion", opinion.give, name="opinion"),
    path(f"{_MATTER}/persons/<str:person>", matters.candidate, name="candidate"),
    path("list/", own_list.find, name="list"),
    path("list/enter", own_list.enter, name="enter"),
]
