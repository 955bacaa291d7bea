"""The addresses of the check at the door."""

from django.urls import path

from safeconduct.desks.door import views

app_name = "check"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("/<str:number>", views.answer, name="answer"),
]
