"""The bridges' doors, knocked at by an independent client: enrolment with a one-time code, and hostile links."""

import base64
import secrets

import msgpack
import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.edge.bridges import ENROLMENT_S, Enrolments
from server.edge.keys import ENROLMENTS, SIGNER
from server.edge.past_the_library import header
from server.edge.signing import Signer, is_signed
from server.wire import link
from tests.edge.given import Answer, House

CHALLENGE, READY, FAULT, HELLO = 0, 1, 8, 20


def text(piece: bytes) -> str:
    return base64.urlsafe_b64encode(piece).rstrip(b"=").decode()


async def enrols(
    house: House, code: str, name: str, key: Ed25519PrivateKey, signed: str | None = None
) -> Answer:
    proof = link.enrolment_proof(code if signed is None else signed, name)
    asked = {
        "code": code,
        "name": name,
        "public_key": text(key.public_key().public_bytes_raw()),
        "signature": text(key.sign(proof)),
    }
    return await (await house.browser()).post("/api/bridges/enrol", asked)


class Knocking:
    """A link as far as a test takes it."""

    def __init__(self, ws: websockets.ClientConnection) -> None:
        self.ws = ws

    async def hears(self) -> list:
        return msgpack.unpackb(await self.ws.recv())

    async def says(self, *frame: object) -> None:
        await self.ws.send(msgpack.packb(list(frame)))

    async def proves(self, bridge: bytes, key: Ed25519PrivateKey, version: int = link.VERSION) -> list:
        """What the server says to a HELLO."""
        number, _, challenge = await self.hears()
        assert number == CHALLENGE
        nonce = secrets.token_bytes(32)
        signature = key.sign(link.bridge_proof(challenge, nonce, bridge))
        await self.says(HELLO, version, bridge, nonce, signature, ["192.0.2.7:7000"], [])
        answer = await self.hears()
        if answer[0] == READY:
            signer = key.public_key()
            assert signer
            self.server_signed = (link.server_proof(challenge, nonce, bridge), answer[2])
        return answer


def knocks(house: House) -> websockets.connect:
    return websockets.connect(house.url.replace("http", "ws") + "/bridge", compression=None)


async def test_a_code_enrols_one_bridge_once(house: House) -> None:
    """The answer is its id and the server's key; the same code, or the same name, does not do it again."""
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()

    first = await enrols(house, code, "hội trường", key)

    assert (first.status, first.json["bridge"]) == (200, code.partition(".")[0])
    assert first.json["server_key"] == text(house.app[SIGNER].public)
    assert (await enrols(house, code, "another", key)).code == "WRONG_CODE"
    again = await enrols(house, house.app[ENROLMENTS].new_code(), "hội trường", key)
    assert (again.status, again.code) == (409, "BRIDGE_NAME_TAKEN")


async def test_a_removed_bridge_does_not_come_back_with_its_old_code(house: House) -> None:
    """A code is good once, also after its bridge was removed; the name is free again."""
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    await enrols(house, code, "hall", key)
    (bridge,) = house.hub.house.state.bridges
    await house.hub.house.remove_bridge(bridge)

    assert (await enrols(house, code, "hall", key)).code == "WRONG_CODE"
    assert (await enrols(house, house.app[ENROLMENTS].new_code(), "hall", key)).status == 200


async def test_a_wrong_or_old_code_and_a_foreign_signature_enrol_nobody(house: House) -> None:
    """Invented, cut, changed, expired, signed for something else: refused, and nothing is written."""
    key, ours = Ed25519PrivateKey.generate(), house.app[ENROLMENTS]
    code = ours.new_code()
    wrong = ["", "x", code[:-1], code.replace(code[0], "f" if code[0] != "f" else "0", 1)]
    wrong.append(Enrolments(bytes(32)).new_code())
    for one in wrong:
        assert (await enrols(house, one, "hall", key)).code == "WRONG_CODE"
    assert (await enrols(house, code, "hall", key, signed="other")).code == "NOT_PROVEN"
    house.clock.ahead_ms += (ENROLMENT_S + 1) * 1000
    assert (await enrols(house, code, "hall", key)).code == "WRONG_CODE"
    assert house.hub.house.state.bridges == {}


async def test_guessing_codes_is_slowed_down(house: House) -> None:
    """Wrong codes are failures of their address."""
    key = Ed25519PrivateKey.generate()
    codes = [(await enrols(house, "x", "hall", key)).code for _ in range(12)]
    assert codes[-1] == "TOO_MANY_FAILURES"


async def test_a_bridge_is_linked_after_both_have_proved_themselves(house: House) -> None:
    """CHALLENGE, HELLO, READY: each side signs the other's nonce."""
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    await enrols(house, code, "hall", key)
    async with knocks(house) as ws:
        knocking = Knocking(ws)
        assert (await knocking.proves(bytes.fromhex(code[:16]), key))[0] == READY
        assert is_signed(*knocking.server_signed, house.app[SIGNER].public)
        assert [bridge.name for bridge in house.hub.bridges] == ["hall"]


async def test_a_foreign_key_an_unknown_bridge_and_another_version_get_a_fault(house: House) -> None:
    """Not proven, not linked; said in words."""
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    await enrols(house, code, "hall", key)
    bridge = bytes.fromhex(code[:16])
    for id, signer, version, fault in (
        (bridge, Ed25519PrivateKey.generate(), link.VERSION, "NOT_PROVEN"),
        (bytes(8), key, link.VERSION, "NOT_PROVEN"),
        (bridge, key, link.VERSION + 1, "WRONG_VERSION"),
    ):
        async with knocks(house) as ws:
            answer = await Knocking(ws).proves(id, signer, version)
            assert answer[:2] == [FAULT, fault] and answer[2]
    assert len(house.hub.bridges) == 0


@pytest.mark.parametrize(
    "frame",
    [b"", b"\xc1", "text", msgpack.packb([99]), msgpack.packb([HELLO, 1]), bytes(link.FRAME_BYTES + 1)],
    ids=["nothing", "no msgpack", "text", "unknown", "cut", "too large"],
)
async def test_a_hostile_link_ends_and_hurts_nobody(house: House, frame: bytes | str) -> None:
    """Before and after HELLO: a fault, a close, and the other bridge's link goes on."""
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    await enrols(house, code, "hall", key)
    other_key, other = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    await enrols(house, other, "other", other_key)
    async with knocks(house) as good_ws:
        good = Knocking(good_ws)
        await good.proves(bytes.fromhex(other[:16]), other_key)
        for after_hello in (False, True):
            async with knocks(house) as ws:
                knocking = Knocking(ws)
                if after_hello:
                    await knocking.proves(bytes.fromhex(code[:16]), key)
                else:
                    await knocking.hears()
                await ws.send(frame)
                with pytest.raises(websockets.ConnectionClosed):
                    while True:
                        assert (await knocking.hears())[0] == FAULT
        assert "other" in [bridge.name for bridge in house.hub.bridges]
        await (await good_ws.ping())


def test_a_signature_is_of_one_key_and_one_text() -> None:
    """Law: another text, key or signature, also of a wrong length, is no proof and no error."""
    signer = Signer(bytes(32))
    signature = signer.sign(b"said")
    assert is_signed(b"said", signature, signer.public)
    assert not is_signed(b"sai", signature, signer.public)
    assert not is_signed(b"said", signature[:-1], signer.public)
    assert not is_signed(b"said", signature, Signer(bytes([1]) * 32).public)
    assert not is_signed(b"said", signature, b"short")


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536, 500_000])
def test_a_raw_frame_has_the_header_of_its_length(length: int) -> None:
    """RFC 6455 section 5.2: one byte, two or eight for the length; final, binary, not masked."""
    made = header(length)
    assert made[0] == 0x82
    spelled = {2: made[1], 4: int.from_bytes(made[2:4], "big"), 10: int.from_bytes(made[2:10], "big")}
    assert spelled[len(made)] == length
