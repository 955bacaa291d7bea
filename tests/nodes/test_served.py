"""A node that is served: its doors, behind TLS with a pinned certificate, and its courier."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3
from msgspec.structs import replace

from safeconduct.nodes import courier, outbox
from safeconduct.nodes.courier import Courier
from safeconduct.nodes.deliver import deliver
from safeconduct.nodes.here import current
from safeconduct.nodes.message import Answer, Receipt, read
from safeconduct.nodes.models import Incoming, Outgoing
from safeconduct.nodes.peers import Peer
from safeconduct.nodes.wire import NoReply, post
from safeconduct.record.home import Home
from safeconduct.record.jws import MAX_TOKEN
from safeconduct.server.bodies import MAX_BODY as API_BODY
from safeconduct.server.serve import MAX_BODY, Gate
from tests.nodes.puppet import Site
from tests.nodes.test_outbox import ASYLUM, say
from tests.selfsigned import SelfSigned, self_signed

PATIENCE = 60.0


def wait_for(come: Callable[[], bool]) -> None:
    """Until it has come; fails the test if it does not."""
    end = time.monotonic() + PATIENCE
    while not come():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@contextmanager
def served(here: Site, tls: SelfSigned | None = None) -> Iterator[Peer]:
    """Serve the node under test; gives it as a peer would know it."""
    gate = Gate(
        Home(here.folder), "127.0.0.1", 0, background=False,
        tls=(tls.certificate, tls.key) if tls else None,
    )  # fmt: skip
    thread = threading.Thread(target=gate.run)
    thread.start()
    scheme = "https" if tls else "http"
    own = current()
    try:
        yield Peer(
            own.name, "gate", f"{scheme}://127.0.0.1:{gate.port}", own.key.public.text(),
            pin=tls.pin if tls else "",
        )  # fmt: skip
    finally:
        gate.stop()
        thread.join()


def get(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, str]:
    found = urllib3.request(method, url, body=body, retries=False)
    return found.status, found.data.decode()


def test_messages_questions_witness_and_api_share_one_address(quick: Site) -> None:
    with served(quick) as peer:
        status, text = post(peer, "/nodes/messages", quick.overseer.message(1, "odd"), PATIENCE)
        assert status == 200
        assert read(text, [peer.verifying], Receipt)[0].number == 1
        status, text = post(peer, "/nodes/questions", quick.overseer.question("health"), PATIENCE)
        answer, _ = read(text, [peer.verifying], Answer)
        assert answer.body == {"name": peer.name, "record_size": quick.here.size()}
        status, text = get(f"{peer.url}/witness/add-checkpoint", "POST", b"old 0\n\nx\n")
        assert status in (400, 403, 404)
        assert get(f"{peer.url}/witness/nothing")[1].startswith("here are add-checkpoint")
        assert get(f"{peer.url}/api/session")[0] in (401, 404)
    assert Incoming.objects.count() == 1


def test_the_door_says_in_words_what_is_wrong(quick: Site) -> None:
    with served(quick) as peer:
        for path, method, body, status, words in (
            ("messages", "GET", None, 405, "send it with POST"),
            ("other", "POST", b"x", 404, "here are /nodes/messages"),
            ("messages", "POST", b"x", 403, "not a message of a node that is known here"),
            ("messages", "POST", b"\xff", 403, "base64url"),
            ("messages", "POST", b"x" * (MAX_TOKEN + 1), 413, "a token has at most"),
            ("questions", "POST", b"x", 403, "not a question of a node that is known here"),
            ("messages", "POST", quick.overseer.message(7).encode(), 409, '"next":1'),
        ):
            found = get(f"{peer.url}/nodes/{path}", method, body)
            assert (found[0], words in found[1]) == (status, True), (path, found)


def test_what_is_too_long_for_the_api_is_refused_although_a_mirror_may_send_it(
    quick: Site,
) -> None:
    assert MAX_BODY > API_BODY
    with served(quick) as peer:
        status, text = get(f"{peer.url}/api/cases", "POST", b"x" * (API_BODY + 1))
        assert (status, text) == (413, f"a request has at most {API_BODY} bytes\n")


def test_an_error_of_ours_tells_the_peer_nothing_but_to_come_again(
    quick: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("safeconduct.nodes.inbox._effect", fails)
    with served(quick) as peer:
        status, text = post(peer, "/nodes/messages", quick.overseer.message(1), PATIENCE)
    assert status == 503
    assert "secret" not in text
    assert not Incoming.objects.exists()


def test_over_tls_only_the_expected_certificate_is_spoken_to(quick: Site, tmp_path: Path) -> None:
    with served(quick, self_signed(tmp_path, "gate.example")) as peer:
        token = quick.overseer.message(1, "odd")
        other = replace(peer, pin="0" * 64)
        with pytest.raises(NoReply, match="not the certificate that is expected there"):
            post(other, "/nodes/messages", token, PATIENCE)
        assert not Incoming.objects.exists()
        assert post(peer, "/nodes/messages", token, PATIENCE)[0] == 200


def test_messages_go_out_over_tls_to_the_expected_certificate_alone(
    quick: Site, tmp_path: Path
) -> None:
    quick.overseer.shut()
    made = self_signed(tmp_path, "oversight.example")
    quick.overseer.open((made.certificate, made.key))
    url = f"https://127.0.0.1:{quick.overseer.port}"
    say(1)
    quick.know(quick.overseer.peer(url=url, pin="0" * 64))
    (result,) = deliver(quick.clock())
    assert "not the certificate that is expected there" in result.problem
    assert quick.overseer.posts == 0
    quick.know(quick.overseer.peer(url=url, pin=made.pin))
    deliver(quick.clock.on(minutes=1))
    assert quick.overseer.bodies == [{"n": 1}]


@contextmanager
def delivering() -> Iterator[None]:
    working = Courier()
    working.start()
    try:
        yield
    finally:
        working.stop()


def test_a_commit_wakes_the_courier(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look by itself only after an hour."""
    monkeypatch.setattr(courier, "IDLE", 3600.0)
    with delivering():
        wait_for(lambda: here.overseer.posts > 0)  # its first heartbeat
        say(1)
        wait_for(lambda: here.overseer.bodies == [{"n": 1}])
        wait_for(lambda: not Outgoing.objects.filter(taken=None).exists())


def test_what_another_process_sends_is_found_without_being_woken(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "wake", lambda: None)
    with delivering():
        wait_for(lambda: here.overseer.posts > 0)
        say(1)
        wait_for(lambda: here.overseer.bodies == [{"n": 1}])


def test_a_slow_peer_keeps_no_other_waiting(here: Site) -> None:
    freed = threading.Event()

    def slow(path: str, token: str) -> tuple[int, str]:
        freed.wait(PATIENCE)
        return here.overseer.take(path, token)

    here.overseer.reply = slow
    with delivering():
        say(1)
        say(2, to=ASYLUM)
        wait_for(lambda: here.asylum.bodies == [{"n": 2}])
        assert here.overseer.came == []
        freed.set()
        wait_for(lambda: here.overseer.bodies == [{"n": 1}])


def test_the_courier_begins_with_a_heartbeat_to_everybody(here: Site) -> None:
    with delivering():
        wait_for(lambda: here.overseer.posts > 0 and here.asylum.posts > 0)
