"""The addresses of the observer's desk."""

from django.urls import path

from safeconduct.desks.observer import acts, views

app_name = "observer"
urlpatterns = [
    path("", views.home, name="home"),
    path("matter/<str:case>/<str:measure>", views.one, name="matter"),
    path("matter/<str:case>/<str:measure>/object", acts.objects, name="object"),
    path("matter/<str:case>/<str:measure>/part", acts.part, name="part"),
    path("matter/<str:case>/<str:measure>/say", acts.say, name="say"),
    path("matter/<str:case>/<str:measure>/lift/<str:hold>", acts.lift, name="lift"),
]
