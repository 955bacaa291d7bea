"""The addresses of the magistrate's desk."""

from django.urls import path

from safeconduct.desks.magistrate import acts, measure, papers, requests, running

app_name = "magistrate"
urlpatterns = [
    path("", requests.home, name="home"),
    path("case/<str:case>", requests.case, name="case"),
    path("request/<str:case>/<str:request_id>", requests.one, name="request"),
    path("steps/<str:case>/<str:request_id>", running.page, name="running"),
    path("release/<str:case>/<str:measure_id>/<str:clearance>", acts.release, name="release"),
    path("withdraw/<str:case>/<str:measure_id>/<str:clearance>", acts.withdraw, name="withdraw"),
    path("finding/<str:case>/<str:measure_id>", acts.find, name="find"),
    path("questions/<str:case>/<str:request_id>", requests.questions, name="questions"),
    path("measure/<str:case>/<str:measure_id>", measure.page, name="measure"),
    path("measure/<str:case>/<str:measure_id>/ruling", measure.ruling, name="ruling"),
    path("measure/<str:case>/<str:measure_id>/what-if", measure.what_if, name="what-if"),
    path("measure/<str:case>/<str:measure_id>/decision", acts.decide, name="decide"),
    path("measure/<str:case>/<str:measure_id>/clearance", acts.clear, name="clear"),
    path("measure/<str:case>/<str:measure_id>/draft", papers.draft, name="draft"),
    path("opinion/<str:case>/<str:measure_id>/<str:opinion>", acts.answer, name="answer"),
    path("hold/<str:case>/<str:request_id>", acts.hold, name="hold"),
    path("lift/<str:case>/<str:hold>", acts.lift, name="lift"),
    path("freeze/<str:case>/<str:request_id>", acts.freeze, name="freeze"),
]
