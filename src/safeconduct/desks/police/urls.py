"""The addresses of the police officer's desk."""

from django.urls import path

from safeconduct.desks.police import photos, reporting, views

app_name = "police"
urlpatterns = [
    path("", views.home, name="home"),
    path("clearance/<str:case>/<str:measure>/<str:clearance>", views.one, name="clearance"),
    path("clearance/<str:case>/<str:measure>/<str:clearance>/use", views.use, name="use"),
    path("report/<str:case>/<str:measure>", reporting.report, name="report"),
    path("photo/<str:case>/<str:measure>/<str:item>", photos.put_in, name="photo"),
    path("return/<str:case>/<str:measure>/<str:item>", photos.give_back, name="return"),
]
