"""TURN credentials: made as coturn checks them, for active devices, never longer than said."""

import hmac
from base64 import b64decode
from pathlib import Path

import pytest

from server.core.ids import DeviceId
from server.edge.turn import MINUTE_MS, Turn
from server.settings import BadSetting, Settings
from tests.edge.given import House, open_house

URLS = ("turn:turn.example.vn:3478?transport=udp", "turns:turn.example.vn:5349?transport=tcp")
SECRET = b"mot-bi-mat-dai-hon-muoi-sau"


def secret_in(folder: Path, secret: bytes = SECRET, mode: int = 0o600) -> Path:
    path = folder / "turn.secret"
    path.write_bytes(secret + b"\n")
    path.chmod(mode)
    return path


async def asks(house: House) -> dict[str, object]:
    live = await house.conference()
    browser = await house.browser()
    await browser.enters(house.link(live.id, "v0"))
    answer = await browser.post(f"/api/c/{live.id}/v0/media")
    assert answer.status == 200
    told: dict[str, object] = answer.json
    return told


async def test_a_page_gets_what_the_turn_server_takes(tmp_path: Path) -> None:
    """Law: the name carries its end; the password is the HMAC-SHA1 of the name, as coturn computes it."""
    settings = {"turn_urls": URLS, "turn_secret_file": str(secret_in(tmp_path)), "turn_minutes": 60}
    async with open_house(tmp_path / "data", **settings) as house:
        now_ms = house.clock()
        told = await asks(house)

    server = told["ice_servers"][0]  # type: ignore[index]
    end_s, whose = server["username"].split(":")
    assert server["urls"] == list(URLS) and told["policy"] == "all"
    assert int(end_s) == told["until_ms"] // 1000 and 0 <= told["until_ms"] - now_ms - 60 * MINUTE_MS < 60_000  # type: ignore[operator]
    assert b64decode(server["credential"]) == hmac.digest(SECRET, server["username"].encode(), "sha1")
    assert len(whose) == 16


async def test_without_turn_there_is_no_server_and_no_credential(house: House) -> None:
    """Law: a house without TURN tells pages so; they go on without."""
    told = await asks(house)

    assert (told["ice_servers"], told["policy"]) == ([], "all")


async def test_who_is_no_device_gets_nothing(tmp_path: Path) -> None:
    """Law: the TURN server is opened for devices of a conference alone."""
    settings = {"turn_urls": URLS, "turn_secret_file": str(secret_in(tmp_path))}
    async with open_house(tmp_path / "data", **settings) as house:
        live = await house.conference()
        answer = await (await house.browser()).post(f"/api/c/{live.id}/v0/media")

    assert (answer.status, answer.code) == (401, "NOT_SIGNED_IN")


def test_whose_it_is_stays_the_same_and_names_nobody(tmp_path: Path) -> None:
    """Law: the quota counts a device as one, and the TURN server's log cannot be matched with ours."""
    turn = Turn.of(Settings(turn_urls=URLS, turn_secret_file=str(secret_in(tmp_path))))
    device, other = DeviceId(b"12345678"), DeviceId(b"87654321")

    names = [
        turn.told(one, now)["ice_servers"][0]["username"]  # type: ignore[index]
        for one, now in ((device, 0), (device, 9_000), (other, 0))
    ]
    whose = [name.partition(":")[2] for name in names]

    assert whose[0] == whose[1] != whose[2]
    assert device.hex() not in names[0]


def test_only_turn_is_said_where_it_is_asked_for(tmp_path: Path) -> None:
    """Law: turn_only is for trying TURN; without a TURN server it says nothing."""
    path = str(secret_in(tmp_path))

    only = Turn.of(Settings(turn_urls=URLS, turn_secret_file=path, turn_only="yes"))
    none = Turn.of(Settings(turn_only="yes"))

    assert only.told(DeviceId(bytes(8)), 0)["policy"] == "relay"
    assert none.told(DeviceId(bytes(8)), 0)["policy"] == "all"


@pytest.mark.parametrize(
    ("secret", "mode", "taken"),
    [
        (b"x" * 16, 0o600, True),
        (b"x" * 15, 0o600, False),
        (b"x" * 256, 0o400, True),
        (b"x" * 257, 0o600, False),
        (b"x" * 32, 0o640, False),
        (b"x" * 32, 0o604, False),
    ],
)
def test_a_secret_that_will_not_do_stops_the_start(
    tmp_path: Path, secret: bytes, mode: int, taken: bool
) -> None:
    """Law: too short, too long or readable by others is refused in words that name the file, never the secret."""
    path = secret_in(tmp_path, secret, mode)
    settings = Settings(turn_urls=URLS, turn_secret_file=str(path))
    if taken:
        assert Turn.of(settings)
        return
    with pytest.raises(BadSetting, match=r"turn\.secret") as refused:
        Turn.of(settings)
    assert secret.decode() not in str(refused.value)


def test_the_secret_is_looked_for_among_the_keys(tmp_path: Path) -> None:
    """Law: without a path it is keys/turn.secret of the data folder; where there is none the start says so."""
    settings = Settings(data=tmp_path, turn_urls=URLS)
    with pytest.raises(BadSetting, match=r"keys/turn\.secret"):
        Turn.of(settings)
    (tmp_path / "keys").mkdir()
    secret_in(tmp_path / "keys")
    assert Turn.of(settings)
