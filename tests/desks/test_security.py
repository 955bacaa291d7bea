"""What must hold on every page, also on those that nobody has written yet."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.case.roles import Role
from safeconduct.desks import inside
from safeconduct.gate.population import PopulationFile
from safeconduct.policy import links
from safeconduct.policy.models import Account
from safeconduct.server.bodies import MAX_BODY
from tests.desks.sitting import Desk
from tests.desks.test_magistrate import objection
from tests.desks.walking import SITTING, address, addresses, as_role, everybody, one_each, walk
from tests.gate.conftest import Scenes
from tests.gate.place import Gate
from tests.gate.story import AT_HOME, StoryHere

PUBLIC = {
    "start.start", "django.views.i18n.set_language", "accounts.entry.sign_in",
    "accounts.entry.passkey", "accounts.entry.rehearsal", "accounts.entry.sign_out",
    "accounts.again.again", "accounts.page.role", "door.views.ask", "door.views.answer",
}  # fmt: skip
"""Views for whoever comes: each asks itself, and shows nothing of a matter."""
MARK = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7|add:7 }}"
"""What nobody may see as anything but text."""
ELSEWHERE = (
    "https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/",
    "///elsewhere.example", "\\\\elsewhere.example", "javascript:alert(1)",
    "http:elsewhere.example", "/\t/elsewhere.example", " //elsewhere.example",
    "/%0d%0aLocation:https://elsewhere.example",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _untried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def story(request: Any, scenes: Scenes, tmp_path: Any) -> Iterator[StoryHere]:
    """The story of 2019, with an objection and a search that is planned."""
    with scenes.copy(request, "sqlite", tmp_path / "node", objection) as made:
        made.gate.node.population = PopulationFile(AT_HOME)
        made.at("2019-09-20")
        yield made


def name(view: Any) -> str:
    """What a view is called, from the desks on."""
    return f"{view.__module__}.{view.__name__}".removeprefix("safeconduct.desks.")


# Whose pages they are


def test_every_address_is_somebodys(node: Gate) -> None:
    found = list(addresses())
    assert len(found) > 15
    for one in found:
        assert one.roles is not None or name(one.view) in PUBLIC, (
            f"{one.path}: wrap its view in desk(...), or say above why whoever comes may see it"
        )


@pytest.mark.parametrize("role", SITTING)
def test_no_role_sees_another_ones_pages(node: Gate, role: Role) -> None:
    client = as_role(role, raise_request_exception=False)
    for one in addresses():
        found = client.get(one.path), *((client.post(one.path),) if one.roles is not None else ())
        for status in (each.status_code for each in found):
            assert status < 500, one.path
            if not one.may(role):
                assert status in (403, 404, 405), (one.path, status)
    anonymous = Client(raise_request_exception=False)
    for one in addresses():
        if one.roles is not None:
            for answer in (anonymous.get(one.path), anonymous.post(one.path)):
                to = answer.headers.get("Location", "")
                assert answer.status_code == 405 or to.startswith("/sign-in?next="), one.path


@pytest.mark.slow
def test_what_one_role_finds_no_other_may_open(story: StoryHere) -> None:
    found = everybody()
    assert len(found["magistrate"].pages) > 5
    for role in SITTING:
        client = as_role(role, raise_request_exception=False)
        for other, visited in found.items():
            for path in one_each([*visited.pages, *visited.forms]) if other != role else ():
                one = address(path)
                assert one is not None
                if not one.may(role):
                    assert client.get(path).status_code in (403, 404, 405), (role, path)
                    assert client.post(path).status_code in (403, 404, 405), (role, path)


# Forms


def test_every_form_needs_its_token(node: Gate) -> None:
    for role in ("clerk", "magistrate", "defence"):
        client = as_role(role, enforce_csrf_checks=True)
        for one in addresses():
            found = client.post(one.path, {"next": "/"})
            assert found.status_code == 403, one.path
            assert "was not sent from a page" in found.content.decode(), one.path
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/sign-in", {"key": "sck_x"}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("role", SITTING)
def test_nonsense_in_forms_is_refused(story: StoryHere, role: Role) -> None:
    found = walk(role)
    client = as_role(role, raise_request_exception=False)
    for path in one_each(found.forms):
        hidden = found.forms[path]
        for fields in ({}, hidden, dict.fromkeys(hidden, MARK), dict.fromkeys(hidden, "9" * 5000)):
            assert client.post(path, fields).status_code < 500, (path, fields)
        # The scene may have changed: what is there can be refused, but in words.
        assert client.post(path, {**hidden, "why": "half\x00"}).status_code == 400, path
        file = SimpleUploadedFile(f"../../{MARK}\r\n.exe", b"\x00\xff" * 100)
        answer = client.post(path, {**hidden, "file": file})
        assert answer.status_code < 500, path
        assert "<img src=x" not in answer.content.decode(errors="replace"), path


def test_what_is_no_form_is_refused(node: Gate) -> None:
    client = as_role("clerk", raise_request_exception=False)
    form = "application/x-www-form-urlencoded"
    multipart = "multipart/form-data; boundary=x"
    for body, kind in (
        (b"a=1&" * 2000, form), (b"--x\r\nnonsense", multipart), (b"\xff\xfe", form),
        (b"a=%ff%00", form), (b"{", "application/json"), (b"", "multipart/form-data"),
        (b"a=" + b"x" * (MAX_BODY + 10), form), (b"a=1", form + "; charset=nonsense"),
    ):  # fmt: skip
        for path in ("/sign-in", "/account/conflicts", "/account/role"):
            status = client.generic("POST", path, body, content_type=kind).status_code
            assert 400 <= status < 500 or status in (302, 303), (path, body[:20], status)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "FOO"])
def test_odd_methods_do_nothing(node: Gate, method: str) -> None:
    client = as_role("clerk", raise_request_exception=False)
    for one in addresses():
        found = client.generic(method, one.path)
        assert found.status_code < 500, one.path
        if method != "HEAD" and one.roles is not None and one.may("clerk"):
            assert found.status_code in (404, 405), (one.path, found.status_code)
    # Signed in still, and nothing has changed.
    assert client.get("/account/").status_code == 200


# Headers


def test_headers_stand_on_every_answer(node: Gate) -> None:
    client = as_role("clerk", raise_request_exception=False)
    answers = {one.path: client.get(one.path) for one in addresses()}
    answers["404"] = client.get("/no/such/page")
    answers["405"] = client.put("/account/")
    answers["api"] = client.get("/api/requests")
    answers["NUL"] = client.get("/account/%00")
    answers["host"] = client.get("/account/", headers={"Host": "elsewhere.example"})
    answers["forged"] = as_role("clerk", enforce_csrf_checks=True).post("/account/role")
    answers["static"] = client.get("/static/desks/desk.css")
    for path, found in answers.items():
        policy = found.headers["Content-Security-Policy"] if path != "static" else ""
        if policy:
            for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'",
                         "script-src 'self'", "form-action 'self'"):  # fmt: skip
                assert part in policy, path
            assert "unsafe" not in policy, path
            assert found.headers["X-Frame-Options"] == "DENY", path
            assert "no-store" in found.headers["Cache-Control"], path
        assert found.headers["X-Content-Type-Options"] == "nosniff", path
        assert found.headers["Referrer-Policy"] == "same-origin", path
        assert found.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        found.close()


def test_a_failure_says_nothing_and_has_its_headers(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError("the secret of a case")

    client = as_role("clerk", raise_request_exception=False)
    monkeypatch.setattr(inside, "resolve", fails)
    found = client.get("/account/")
    assert found.status_code == 500
    assert "secret" not in found.content.decode()
    assert "frame-ancestors 'none'" in found.headers["Content-Security-Policy"]
    assert "no-store" in found.headers["Cache-Control"]


def test_a_host_that_is_not_this_nodes_is_refused(node: Gate) -> None:
    for host in ("elsewhere.example", "testserver.elsewhere.example", "testserver@elsewhere", ""):
        for path in ("/sign-in", "/account/", "/api/requests"):
            assert Client().get(path, headers={"Host": host}).status_code == 400, (host, path)
    spoofed = Client().get("/account/", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert spoofed.headers["Location"].startswith("/sign-in")


def test_nothing_inline_is_in_any_page(node: Gate) -> None:
    for role in SITTING:
        for path, text in walk(role).pages.items():
            scripts = re.findall(r"<script\b[^>]*>", text)
            assert all('src="/static/' in one or 'type="application/json"' in one
                       for one in scripts), path  # fmt: skip
            assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=", text), path
            assert not re.search(r'(?:src|action)="(?:https?:)?//', text), path


# Where one is sent


def test_nobody_is_sent_elsewhere(node: Gate) -> None:
    node.node.rehearsal = True
    text = links.written(node.node.secret, "clerk", "clerk")
    clients = as_role("clerk", raise_request_exception=False), Client()
    paths = [one.path for one in addresses()] + [f"/sign-in/rehearsal/{text}"]
    for path in paths:
        asks = path.startswith(("/sign-in", "/account/role", "/account/again", "/account/pass"))
        for to in ELSEWHERE if asks or path == "/language" else ELSEWHERE[:1]:
            fields = {"next": to, "role": "clerk", "language": "fr"}
            for client in clients:
                for found in (client.get(path, {"next": to}), client.post(path, fields)):
                    goes = found.headers.get("Location", "/")
                    assert re.match(r"/(?![/\\])[^\s\\]*\Z", goes), (path, to, goes)
                    page = found.content.decode(errors="replace")
                    for link in re.findall(r'(?:href|action)="([^"]*)"', page):
                        assert re.match(r"(?:/(?![/\\])|#|\?|\Z)", link), (path, to, link)


# Cookies and the API


def test_cookies_say_who_may_read_them(node: Gate) -> None:
    client = Client()
    client.get("/sign-in")
    client.get("/sign-in/passkey")
    client.post("/language", {"language": "fr"})
    names = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert set(client.cookies) == names
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie
        assert cookie["samesite"] == "Lax", cookie
        assert cookie["path"] == "/", cookie


def test_the_api_knows_no_cookies(node: Gate) -> None:
    client = Desk("clerk").client
    for path in ("requests", "accounts/own"):
        assert client.get(f"/api/{path}").status_code == 401
    sent = client.post("/api/accounts/own/conflicts", json.dumps({"of": "x", "reasons": "y"}),
                       content_type="application/json")  # fmt: skip
    assert sent.status_code == 401
    api = Client()
    node.api("clerk")
    key = node.keys["clerk/clerk"]
    found = api.get("/api/requests", headers={"Authorization": f"Bearer {key}"})
    assert found.status_code == 200
    assert not found.cookies
    # A key alone opens no page.
    assert api.get("/account/", headers={"Authorization": f"Bearer {key}"}).status_code == 302


# Text that would be more


@pytest.mark.slow
@pytest.mark.parametrize("role", SITTING)
def test_text_stays_text(story: StoryHere, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = inside.asked

    def hostile(*given: Any, **named: Any) -> inside.Answer:
        found = asked(*given, **named)
        return inside.Answer(found.status, spoilt(found.body))

    Account.objects.update(called=f"somebody {MARK}"[:200])
    monkeypatch.setattr(inside, "asked", hostile)
    desk = Desk(role)
    desk.client.get("/account/", headers={"User-Agent": MARK})
    found = walk(role)
    assert found.pages
    for path, text in found.pages.items():
        assert "<img src=x" not in text, path
        assert "<script>alert" not in text, path


TEXTS = {
    "title", "called", "spelled", "name", "note", "why", "reasons", "about", "says", "said_by",
    "source", "office", "ask", "cite", "proof", "text", "value", "file", "description",
}  # fmt: skip


def spoilt(body: Any, key: str = "") -> Any:
    """An answer of the API in which every text says more than it should."""
    if isinstance(body, dict):
        return {name: spoilt(value, name) for name, value in body.items()}
    if isinstance(body, list):
        return [spoilt(each, key) for each in body]
    if isinstance(body, str) and (" " in body or key in TEXTS):
        return f"{body} {MARK}"
    return body


# As it is run


@pytest.mark.parametrize("kind", ["gate", "register", "oversight"])
def test_django_finds_nothing_to_warn_of(kind: str) -> None:
    program = f"""
import secrets
from safeconduct.server import kinds, settings
settings.configure("sqlite::memory:", secrets.token_hex(32), ("gate.example",),
                   kinds.URLS[{kind!r}], name="gate.example", secure=True)
from django.conf import settings as made
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
assert made.SESSION_COOKIE_NAME.startswith("__Host-session_")
assert made.CSRF_COOKIE_NAME.startswith("__Host-csrf_")
assert made.SESSION_COOKIE_SECURE and made.CSRF_COOKIE_SECURE and made.LANGUAGE_COOKIE_SECURE
assert made.SILENCED_SYSTEM_CHECKS == ["security.W008"]
assert not made.DEBUG
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nodes_of_one_computer_have_cookies_of_their_own() -> None:
    from safeconduct.server.settings import guards  # noqa: PLC0415

    one, other = guards("a.example", secure=False), guards("b.example", secure=False)
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"):
        assert one[name] != other[name]
