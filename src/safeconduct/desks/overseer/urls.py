"""The addresses of the overseer's desk at a gate."""

from django.urls import path

from safeconduct.desks.operator import accounts
from safeconduct.desks.overseer import gate, looking, numbers, shared

app_name = "overseer"

urlpatterns = [
    path("", gate.home, name="home"),
    path("record/", shared.record, name="record"),
    path("accounts/<str:account>", accounts.account, name="account"),
    path("cases/<str:case>/", gate.case, name="case"),
    path("samples/", looking.samples, name="samples"),
    path("samples/<str:measure>", looking.sample, name="sample"),
    path("kept/", looking.kept, name="kept"),
    path("numbers/", numbers.numbers, name="numbers"),
]
