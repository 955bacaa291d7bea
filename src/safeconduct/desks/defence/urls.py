"""The addresses of the desk of the defence."""

from django.urls import path

from safeconduct.desks.defence import acts, bundle, views

app_name = "defence"
urlpatterns = [
    path("", views.home, name="home"),
    path("standstill", acts.standstill_unseen, name="standstill-unseen"),
    path("verifier.py", bundle.verifier, name="verifier"),
    path("case/<str:case>", views.one_case, name="case"),
    path("case/<str:case>/submission", acts.submit, name="submit"),
    path("case/<str:case>/standstill/<str:request_id>", acts.standstill, name="standstill"),
    path("measure/<str:case>/<str:measure>", views.one_measure, name="measure"),
    path("measure/<str:case>/<str:measure>/opposition", acts.oppose, name="oppose"),
    path("bundle/<str:case>/<str:person>", bundle.page, name="bundle"),
    path("bundle/<str:case>/<str:person>/file", bundle.file, name="bundle-file"),
]
