"""The log: what happened, and never who, with which secret, or under which name."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from server.edge.keys import PASSWORDS
from server.edge.logs import start_logging
from server.edge.sign_in import issue_setup_code
from server.wire.codes import Fault
from tests.edge.given import NAME, PASSWORD, PEOPLE, House
from tests.edge.pages import fault_of


class Log:
    """What the process has logged since the test began."""

    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self, event: str) -> list[dict[str, object]]:
        """The lines of one event; a line that is not JSON fails here."""
        return [line for line in map(json.loads, self.text.splitlines()) if line["event"] == event]


@pytest.fixture
def log() -> Iterator[Log]:
    """The server's logging as `start_logging` sets it up, into memory; afterwards as it was."""
    root, kept = logging.getLogger(), Log()
    before, level = root.handlers[:], root.level
    start_logging("debug")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(kept.stream)
    yield kept
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def test_no_secret_and_no_name_reaches_the_log(
    house: House, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: tokens, cookies, codes, passwords, searched and listed names stand in no line."""
    code = await issue_setup_code(house.app)
    host = await house.browser()
    await host.post("/api/setup", {"code": code, "name": NAME, "password": PASSWORD})
    live = await house.running()
    link = house.link(live.id, "o2")
    desk = await house.browser()
    await desk.enters(link)
    await desk.enters(link[:-1] + "A")
    monkeypatch.setattr(logging.getLogger("websockets.client"), "propagate", False)  # the visitor's lines
    assert await fault_of(house, desk, live.id, "o2") is None
    thief = await house.browser(Cookie=f"dc_{live.id}_o2={'0' * 16}.{'A' * 27}")
    assert await fault_of(house, thief, live.id, "o2") == Fault.NOT_SIGNED_IN
    base = f"/api/c/{live.id}/h0"
    await host.get(f"{base}/points?q=Hội trường&state=all")
    shown = (await host.post(f"{base}/links", {"node": 2, "role": "o"})).json["url"]
    await host.get(f"{base}/export/person.xlsx")
    await desk.post("/api/sign-in", {"name": NAME, "password": "sai mật khẩu rồi"})
    await desk.get("/api/none?token=" + link.rpartition(".")[2])

    said = log.text
    secrets = [
        code,
        PASSWORD,
        "sai mật khẩu rồi",
        NAME,
        *PEOPLE,
        "Hội trường",
        link.rpartition(".")[2],
        "A" * 27,
        shown,
    ]
    secrets += [
        cookie.value.split(".")[1] for browser in (host, desk) for cookie in browser.cookies().values()
    ]
    assert "links_shown" in said and "report_made" in said
    for secret in secrets:
        assert secret not in said
        assert json.dumps(secret)[1:-1] not in said


async def test_an_access_line_says_what_by_pattern(house: House, log: Log) -> None:
    """Law: one JSON line a request: method, pattern, status, milliseconds; refusals with a peer's short hash."""
    browser = await house.browser()
    await browser.get("/api/me?name=Bích")
    await browser.get("/api/conferences")

    told, refused = log.lines("request")
    assert set(told) == {"event", "method", "route", "status", "ms", "level", "timestamp"}
    assert (told["method"], told["route"], told["status"]) == ("GET", "/api/me", 200)
    assert refused["status"] == 401
    assert len(str(refused["peer"])) == 8


async def test_an_incident_keeps_its_secrets(house: House, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a defect answers 500 with a number; the log has that number and the frames, not the message."""

    async def broken(*_: object) -> None:
        raise RuntimeError("Trần Văn Bích")

    browser = await house.browser()
    monkeypatch.setattr(house.app[PASSWORDS], "verify", broken)

    answer = await browser.post("/api/sign-in", {"name": NAME, "password": PASSWORD})

    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert "Bích" not in answer.raw.decode()
    (line,) = log.lines("incident")
    assert line["incident"] == answer.json["detail"]["incident"]
    assert line["raised"] == "RuntimeError"
    assert "Bích" not in json.dumps(line, ensure_ascii=False)


async def test_who_proved_and_who_failed_to_prove_who_they_are_is_an_event(house: House, log: Log) -> None:
    """Law (ASVS 5.0, 16.3.1): set up, signed in, signed out, failed: each with who or what way, none with what was typed."""
    browser = await house.administrator()
    await browser.post("/api/sign-out")
    await browser.post("/api/sign-in", {"name": NAME, "password": "sai mật khẩu rồi"})
    await browser.post("/api/enter", {"link": f"ABCDEFGH.o2.{'A' * 27}"})

    (signed_in,), (signed_out,) = log.lines("signed_in"), log.lines("signed_out")
    assert len(log.lines("set_up")) == 1
    assert (signed_in["account"], signed_in["device"]) == (1, signed_out["device"])
    failed = [(one["by"], one["code"], len(str(one["peer"]))) for one in log.lines("sign_in_failed")]
    assert failed == [("password", "WRONG_NAME_OR_PASSWORD", 8), ("link", "LINK_UNKNOWN", 8)]
    assert [one["code"] for one in log.lines("request") if one["status"] in {401, 403}] == [
        "WRONG_NAME_OR_PASSWORD",
        "LINK_UNKNOWN",
    ]
    assert "sai mật khẩu" not in log.text and "A" * 27 not in log.text


def test_on_a_terminal_a_line_is_for_the_eye(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: who starts the server by hand reads words, not JSON; a service's log stays JSON."""

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    root, screen = logging.getLogger(), Terminal()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", screen)
    try:
        start_logging("info")
        structlog.get_logger("test").warning("media_port_taken", port=7000)
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert "media_port_taken" in screen.getvalue() and "7000" in screen.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(screen.getvalue())
