"""The addresses of whoever is asked something."""

from django.urls import path

from safeconduct.desks.answers import views

app_name = "answers"
urlpatterns = [
    path("", views.home, name="home"),
    path("answer", views.answer, name="answer"),
]
