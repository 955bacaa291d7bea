"""The addresses that a node answers."""

from django.urls import path

from safeconduct.api.app import api

urlpatterns = [path("api/", api.urls)]
