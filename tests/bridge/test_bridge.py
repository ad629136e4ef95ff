"""The bridge as the link calls it: joins that are refused, peers that are replaced, datagrams of strangers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioice import stun
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.bridge import Bridge, JoinRefused
from bridge.events import PeerConnected, PeerLost
from bridge.ice import Credentials
from bridge.settings import Settings
from bridge.stage import PeerId, Refused, Slot
from tests.bridge.given import LOOPBACK, SOON_S, fingerprint_of, now_ms, open_bridge, ticket
from tests.bridge.offers import CHROMIUM, edited
from tests.bridge.test_aiortc import client
from tests.bridge.test_ice import check

PRINT = fingerprint_of(CHROMIUM)


def credentials_of(answer: str) -> Credentials:
    found = [
        line.partition(":")[2]
        for line in answer.split("\r\n")
        if line.startswith(("a=ice-ufrag", "a=ice-pwd"))
    ]
    return Credentials(found[0], found[1])


@asynccontextmanager
async def stranger(bridge: Bridge) -> AsyncIterator["Stranger"]:
    made = Stranger(bridge.port)
    try:
        yield made
    finally:
        made.close()


class Stranger:
    """A plain socket that sends what it likes to the bridge."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(("127.0.0.1", 0))
        self._to = ("127.0.0.1", port)

    def sends(self, datagram: bytes) -> None:
        self._socket.sendto(datagram, self._to)

    async def is_answered(self) -> bytes:
        async with asyncio.timeout(SOON_S):
            return await asyncio.get_running_loop().sock_recv(self._socket, 2048)

    def heard_nothing(self) -> bool:
        try:
            self._socket.recv(2048)
        except BlockingIOError:
            return True
        return False

    def close(self) -> None:
        self._socket.close()


async def test_a_join_is_refused_in_words_when_ticket_or_offer_will_not_do() -> None:
    """Law: over, another certificate, no offer, full: each has its code, and leaves nothing behind."""
    tight = Settings(udp_host="127.0.0.1", udp_port=0, peers=1)
    async with open_bridge(tight) as (bridge, _):
        other = "sha-256 " + ":".join(["00"] * 32)
        for refused, offered, code in (
            (ticket("a", PRINT, for_ms=0), CHROMIUM, "TICKET_OVER"),
            (ticket("a", other), CHROMIUM, "WRONG_FINGERPRINT"),
            (ticket("a", PRINT), "v=0\r\n", "BAD_OFFER"),
        ):
            with pytest.raises(JoinRefused) as told:
                await bridge.join(refused, offered)
            assert told.value.code == code
        assert bridge.stats()["peers_count"] == 0
        await bridge.join(ticket("a", PRINT), CHROMIUM)
        with pytest.raises(JoinRefused) as told:
            await bridge.join(ticket("b", PRINT), CHROMIUM)
        assert told.value.code == "BRIDGE_FULL"


async def test_a_second_join_replaces_the_first_and_its_rights() -> None:
    """Law: a reload is a new session: what the old one held is gone, the microphone does not go on by itself."""
    async with open_bridge() as (bridge, heard):
        peer = PeerId("desk")
        first = await bridge.join(ticket(peer, PRINT, Slot.FLOOR), CHROMIUM)
        assert bridge.grant(peer, Slot.FLOOR, now_ms() + 9_000) is None
        second = await bridge.join(ticket(peer, PRINT, Slot.FLOOR), edited("o=- ", "o=- 7"))
        await heard.tells(PeerLost, peer=peer, why="replaced")
        assert credentials_of(first) != credentials_of(second)
        assert not bridge.release(peer, Slot.FLOOR)


async def test_the_same_session_with_a_new_ufrag_is_an_ice_restart() -> None:
    """Law: a change of network keeps the session and its rights; the old password still holds."""
    async with open_bridge() as (bridge, heard), stranger(bridge) as page:
        peer = PeerId("desk")
        first = await bridge.join(ticket(peer, PRINT, Slot.FLOOR), CHROMIUM)
        bridge.grant(peer, Slot.FLOOR, now_ms() + 9_000)
        second = await bridge.join(ticket(peer, PRINT, Slot.FLOOR), edited("a=ice-ufrag:", "a=ice-ufrag:n"))
        for answer in (first, second):
            page.sends(check(credentials_of(answer), USE_CANDIDATE=None))
            assert stun.parse_message(await page.is_answered()).message_class == stun.Class.RESPONSE
        assert bridge.release(peer, Slot.FLOOR)
        assert not [event for event in heard.events if isinstance(event, PeerLost)]


async def test_rights_are_given_to_who_is_here_and_may() -> None:
    """Law: an absent peer and a slot that is not in the ticket are refused; leaving ends all."""
    async with open_bridge() as (bridge, heard):
        peer = PeerId("desk")
        assert bridge.grant(peer, Slot.FLOOR, now_ms() + 9_000) is Refused.NOT_HERE
        await bridge.join(ticket(peer, PRINT, Slot.FLOOR), CHROMIUM)
        assert bridge.grant(peer, Slot.PROGRAMME, now_ms() + 9_000) is Refused.NOT_ALLOWED
        bridge.leave(peer)
        await heard.tells(PeerLost, peer=peer, why="left")
        bridge.leave(peer)
        assert bridge.stats()["peers_count"] == bridge.stats()["rooms_count"] == 0
        assert bridge.peer_stats(peer) is None


async def test_strangers_get_silence_and_do_no_harm() -> None:
    """Law: empty, over-long, unknown ufrag, wrong password, SRTP and DTLS from nowhere: no answer, no effect."""
    async with open_bridge() as (bridge, _), stranger(bridge) as bad, stranger(bridge) as good:
        ours = credentials_of(await bridge.join(ticket("desk", PRINT), CHROMIUM))
        for datagram in (
            b"",
            b"\x80" + bytes(1_500),
            b"\x16\xfe\xfd" + bytes(100),
            b"\x80\x60" + bytes(100),
            b"\x80\xc8" + bytes(100),
            b"\xff" * 40,
            b"\x00",
            check(Credentials.fresh()),
            check(ours, password="wrong"),
        ):
            bad.sends(datagram)
        good.sends(check(ours))
        assert stun.parse_message(await good.is_answered()).message_class == stun.Class.RESPONSE
        assert bad.heard_nothing()
        assert bridge.stats()["strange_datagrams_count"] == 7, (
            "those of no or too great length are not even counted"
        )


async def test_a_checked_address_may_still_send_rubbish_without_effect() -> None:
    """Law: a peer before its handshake, or one gone mad, hurts nobody but itself."""
    async with open_bridge() as (bridge, _), stranger(bridge) as page:
        ours = credentials_of(await bridge.join(ticket("desk", PRINT, Slot.FLOOR), CHROMIUM))
        page.sends(check(ours))
        await page.is_answered()
        for datagram in (
            b"\x16" + bytes(1_499),
            b"\x80\x60" + bytes(1_498),
            b"\x80\xc8",
            b"\x80",
            b"\x14\xfe\xfd",
        ):
            page.sends(datagram)
        page.sends(check(ours))
        assert stun.parse_message(await page.is_answered()).message_class == stun.Class.RESPONSE


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(datagrams=st.lists(st.binary(max_size=1_600), max_size=20))
async def test_no_datagrams_from_a_checked_address_end_the_bridge(datagrams: list[bytes]) -> None:
    """Law: whatever comes, the next check is answered."""
    async with open_bridge() as (bridge, _), stranger(bridge) as page:
        ours = credentials_of(await bridge.join(ticket("desk", PRINT, Slot.FLOOR), CHROMIUM))
        page.sends(check(ours))
        await page.is_answered()
        for datagram in datagrams:
            page.sends(datagram)
        page.sends(check(ours))
        assert stun.parse_message(await page.is_answered()).message_class == stun.Class.RESPONSE


async def test_rooms_do_not_hear_each_other() -> None:
    """Law: a right in one room is nothing in another, and a ticket for one opens no other."""
    async with open_bridge() as (bridge, heard), client(bridge, "host", Slot.PROGRAMME):
        await heard.tells(PeerConnected, peer="host")
        bridge.grant(PeerId("host"), Slot.PROGRAMME, now_ms() + 60_000)
        await bridge.join(ticket("elsewhere", PRINT, room="other"), CHROMIUM)
        stats = bridge.peer_stats(PeerId("host"))
        assert stats is not None
        assert all(part["receivers_count"] == 0 for part in stats["publishes"].values())
        assert bridge.stats()["rooms_count"] == 2


async def test_a_peer_that_never_comes_is_dropped() -> None:
    """Law: a join without a check ends by itself within the handshake's time."""
    hasty = Settings(udp_host="127.0.0.1", udp_port=0, handshake_s=1)
    async with open_bridge(hasty) as (bridge, heard):
        await bridge.join(ticket("desk", PRINT), CHROMIUM)
        await heard.tells(PeerLost, peer="desk", why="no_handshake")


async def test_a_port_that_is_taken_is_said_at_once() -> None:
    """Law: one process, one port; the second is told by the kernel's own error."""
    async with open_bridge() as (bridge, _):
        with pytest.raises(OSError, match="in use"):
            await Bridge.open(Settings(udp_host=LOOPBACK.udp_host, udp_port=bridge.port))
