"""The addresses that a register's node answers."""

from django.urls import path

from safeconduct.api.registerapp import api

urlpatterns = [path("api/", api.urls)]
