"""The addresses of signing in and of one's account."""

from django.urls import path

from safeconduct.desks.accounts import again, entry, page, passkeys

urlpatterns = [
    path("sign-in", entry.sign_in, name="sign-in"),
    path("sign-in/passkey", entry.passkey, name="passkey"),
    path("sign-in/rehearsal/<str:text>", entry.rehearsal, name="rehearsal"),
    path("sign-out", entry.sign_out, name="sign-out"),
    path("account/", page.account, name="account"),
    path("account/again", again.again, name="again"),
    path("account/role", page.role, name="role"),
    path("account/passkeys/add", passkeys.add, name="add-passkey"),
    path("account/passkeys/<int:number>/name", passkeys.rename, name="rename-passkey"),
    path("account/passkeys/<int:number>/remove", passkeys.remove, name="remove-passkey"),
    path("account/sessions/<int:number>/end", page.end_session, name="end-session"),
    path("account/sessions/end", page.end_others, name="end-sessions"),
    path("account/absence", page.absence, name="absence"),
    path("account/absence/end", page.back_again, name="end-absence"),
    path("account/conflicts", page.conflict, name="conflict"),
]
