"""The addresses that an oversight node answers."""

from django.urls import path

from safeconduct.api.oversightapp import api

urlpatterns = [path("api/", api.urls)]
