"""The addresses of the overseer's desk at an oversight body's own node."""

from django.urls import path

from safeconduct.desks.operator import accounts
from safeconduct.desks.overseer import node, shared

app_name = "overseer"

urlpatterns = [
    path("", node.home, name="home"),
    path("record/", shared.record, name="record"),
    path("accounts/<str:account>", accounts.account, name="account"),
    path("gates/<str:gate>/<str:case>/", node.case, name="case"),
]
