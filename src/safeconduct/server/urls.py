"""The addresses that a node answers."""

from django.urls import path

from safeconduct.api import door
from safeconduct.api.app import api

urlpatterns = [path("api/", api.urls), path("door/<str:number>", door.check)]
