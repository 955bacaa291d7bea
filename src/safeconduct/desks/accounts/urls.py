"""The addresses of signing in and of one's account."""

from django.urls import path

from safeconduct.desks.accounts import again, entry

urlpatterns = [
    path("sign-in", entry.sign_in, name="sign-in"),
    path("sign-in/rehearsal/<str:text>", entry.rehearsal, name="rehearsal"),
    path("sign-out", entry.sign_out, name="sign-out"),
    path("account/again", again.again, name="again"),
]
