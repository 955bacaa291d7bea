"""The addresses of the overseer's desk where there is nothing but accounts and a record."""

from django.urls import path

from safeconduct.desks.operator import accounts
from safeconduct.desks.overseer import shared

app_name = "overseer"

urlpatterns = [
    path("", shared.home, name="home"),
    path("record/", shared.record, name="record"),
    path("accounts/<str:account>", accounts.account, name="account"),
]
