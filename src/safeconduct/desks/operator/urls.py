"""The addresses of the operator's desk, the same at every kind of node."""

from django.urls import path

from safeconduct.desks.operator import accounts

app_name = "operator"

urlpatterns = [
    path("", accounts.home, name="home"),
    path("accounts/<str:account>", accounts.account, name="account"),
]
